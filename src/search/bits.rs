//! Rows that live as long as one look-up: bits for the rows of each chunk, which are combined with lists chunk by chunk.

use super::chunk::{
    Chunk, MOST_NUMBERS, WORDS, Words, add_words, is_any, put_common, rows_in, split, word_of,
};
use super::list::List;

/// A bit for every row, in chunks; those where none is set need not be there.
#[derive(Clone, Debug)]
pub(super) struct Bits(Vec<Option<Box<Words>>>);

impl Bits {
    /// No row.
    pub fn none() -> Bits {
        Bits(Vec::new())
    }

    /// The rows of a list.
    #[cfg(test)]
    pub fn of(list: &List) -> Bits {
        let mut bits = Bits::none();
        bits.add(list);
        bits
    }

    /// Some rows.
    pub fn these(rows: impl Iterator<Item = u32>) -> Bits {
        let mut bits = Bits::none();
        rows.for_each(|row| bits.set(row));
        bits
    }

    /// The bits of a chunk, none of them set where there was none.
    fn chunk_mut(&mut self, high: u16) -> &mut Words {
        let at = usize::from(high);
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        self.0[at].get_or_insert_with(|| Box::new([0; WORDS]))
    }

    /// The bits of a chunk, where any is set.
    pub fn chunk(&self, high: u16) -> Option<&Words> {
        self.0.get(usize::from(high)).and_then(Option::as_deref)
    }

    /// The chunks that may have a row.
    pub fn chunks(&self) -> impl Iterator<Item = (u16, &Words)> {
        (0..).zip(&self.0).filter_map(|(high, words)| Some((high, words.as_deref()?)))
    }

    /// Puts in a chunk as a whole, unless it is empty.
    pub fn put_chunk(&mut self, high: u16, words: &Words) {
        if is_any(words) {
            *self.chunk_mut(high) = *words;
        }
    }

    /// Adds what is set in a chunk.
    pub fn add_chunk(&mut self, high: u16, words: &Words) {
        add_words(self.chunk_mut(high), words);
    }

    pub fn set(&mut self, row: u32) {
        let (high, low) = split(row);
        let (at, bit) = word_of(low);
        self.chunk_mut(high)[at] |= bit;
    }

    pub fn contains(&self, row: u32) -> bool {
        let (high, low) = split(row);
        let (at, bit) = word_of(low);
        self.chunk(high).is_some_and(|words| words[at] & bit != 0)
    }

    pub fn count(&self) -> usize {
        let words = self.chunks().flat_map(|(_, words)| words);
        words.map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.chunks().all(|(_, words)| !is_any(words))
    }

    /// Adds the rows of a list.
    pub fn add(&mut self, list: &List) {
        for (high, chunk) in list.chunks() {
            chunk.add_to(self.chunk_mut(*high));
        }
    }

    /// The rows of a list that are among these.
    pub fn common(&self, list: &List) -> Bits {
        let mut common = Bits::none();
        let mut both = [0; WORDS];
        for (high, chunk) in list.chunks() {
            if self.chunk(*high).is_some_and(|words| chunk.put_common(&mut both, words)) {
                *common.chunk_mut(*high) = both;
            }
        }
        common
    }

    /// Whether any row of a list is among these.
    pub fn meets(&self, list: &List) -> bool {
        list.chunks().iter().any(|(high, chunk)| self.chunk(*high).is_some_and(|words| chunk.meets(words)))
    }

    /// Whether any row is among others too.
    pub fn meets_bits(&self, other: &Bits) -> bool {
        let mut both = self.chunks().filter_map(|(high, words)| Some((words, other.chunk(high)?)));
        both.any(|(words, others)| words.iter().zip(others).any(|(word, other)| word & other != 0))
    }

    /// The rows that are among others too.
    pub fn common_bits(&self, other: &Bits) -> Bits {
        let mut common = Bits::none();
        let mut both = [0; WORDS];
        for (high, words) in self.chunks() {
            if other.chunk(high).is_some_and(|others| put_common(&mut both, words, others)) {
                *common.chunk_mut(high) = both;
            }
        }
        common
    }

    pub fn add_bits(&mut self, other: &Bits) {
        for (high, words) in other.chunks() {
            self.add_chunk(high, words);
        }
    }

    pub fn take_away(&mut self, other: &Bits) {
        for (high, others) in other.chunks() {
            if let Some(Some(words)) = self.0.get_mut(usize::from(high)) {
                words.iter_mut().zip(others).for_each(|(word, other)| *word &= !other);
            }
        }
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.chunks().flat_map(|(high, words)| rows_in(high, words))
    }

    /// A list of these rows in a form that is fast: where there are few rows in all, it may take more than it must.
    pub fn to_list(&self) -> List {
        /// In this many chunks bits may take more than they must: they are combined faster.
        const FEW_CHUNKS: usize = 16;
        self.list_with(if self.0.len() <= FEW_CHUNKS { MOST_NUMBERS / 8 } else { MOST_NUMBERS })
    }

    /// A list of these rows in the smallest form.
    pub fn to_small_list(&self) -> List {
        self.list_with(MOST_NUMBERS)
    }

    fn list_with(&self, most_numbers: usize) -> List {
        let smallest = |(high, words): (u16, &Words)| Some((high, Chunk::smallest(words, most_numbers)?));
        List::from_chunks(self.chunks().filter_map(smallest).collect())
    }

    /// Empties it, for other rows.
    pub fn clear(&mut self) {
        self.0.iter_mut().flatten().for_each(|words| words.fill(0));
    }
}

/// Where what several chunks have in common is worked out.
pub(super) struct Common([Words; 2]);

impl Default for Common {
    fn default() -> Common {
        Common([[0; WORDS]; 2])
    }
}

impl Common {
    /// What a chunk has in common with all others; none when there is nothing, or one of the others is missing.
    pub fn of<'c>(
        &mut self,
        first: &Chunk,
        others: impl Iterator<Item = Option<&'c Chunk>>,
    ) -> Option<&Words> {
        let [now, next] = &mut self.0;
        now.fill(0);
        first.add_to(now);
        for other in others {
            let is_any = match other? {
                Chunk::Bits(words, _) => keep_common(now, words),
                other => {
                    let is_any = other.put_common(next, now);
                    std::mem::swap(now, next);
                    is_any
                }
            };
            if !is_any {
                return None;
            }
        }
        Some(now)
    }
}

/// Keeps what is set in another chunk too. Whether anything is left.
fn keep_common(words: &mut Words, others: &Words) -> bool {
    let mut left = 0;
    for (word, other) in words.iter_mut().zip(others) {
        *word &= other;
        left |= *word;
    }
    left != 0
}
