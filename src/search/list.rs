//! Lists of rows, and what is worked out of them.
//!
//! A [`List`] is kept, and changed in place: chunks of 65,536 rows, each as numbers, as runs or as bits, whichever is
//! smallest. [`Bits`] live as long as one look-up: bits for the rows of each chunk, which is combined with lists chunk by chunk.

/// The rows of a chunk.
const CHUNK: usize = 1 << 16;
/// The words of a chunk as bits.
pub(super) const WORDS: usize = CHUNK / 64;
/// From so many rows on a chunk takes less as bits than as numbers.
const MOST_NUMBERS: usize = 4_096;
/// And from so many runs on.
const MOST_RUNS: usize = 2_048;

/// Rows, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    chunks: Vec<(u16, Chunk)>,
}

/// The rows of a chunk by their low half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// In order.
    Numbers(Vec<u16>),
    /// First and last of each run, in order, with a gap between two.
    Runs(Vec<[u16; 2]>),
    /// A bit for each, and how many are set.
    Bits(Box<Words>, u32),
}

/// A bit for every row of a chunk.
pub(super) type Words = [u64; WORDS];

/// A bit for every row, in chunks; those where none is set need not be there.
#[derive(Clone, Debug)]
pub(super) struct Bits(Vec<Option<Box<Words>>>);

fn split(row: u32) -> (u16, u16) {
    ((row >> 16) as u16, row as u16)
}

fn word_of(low: u16) -> (usize, u64) {
    (usize::from(low) / 64, 1 << (low % 64))
}

/// The bits of a run within a word.
fn mask(word: usize, [first, last]: [u16; 2]) -> u64 {
    let (first, last, start) = (usize::from(first), usize::from(last), word * 64);
    let from = u64::MAX << first.saturating_sub(start).min(63);
    let to = u64::MAX >> (start + 63).saturating_sub(last).min(63);
    from & to
}

fn words_of_run([first, last]: [u16; 2]) -> std::ops::RangeInclusive<usize> {
    usize::from(first) / 64..=usize::from(last) / 64
}

impl Chunk {
    fn len(&self) -> usize {
        match self {
            Chunk::Numbers(numbers) => numbers.len(),
            Chunk::Runs(runs) => {
                runs.iter().map(|[first, last]| usize::from(*last) - usize::from(*first) + 1).sum()
            }
            Chunk::Bits(_, count) => *count as usize,
        }
    }

    fn contains(&self, low: u16) -> bool {
        match self {
            Chunk::Numbers(numbers) => numbers.binary_search(&low).is_ok(),
            Chunk::Runs(runs) => {
                let after = runs.partition_point(|[first, _]| *first <= low);
                after > 0 && runs[after - 1][1] >= low
            }
            Chunk::Bits(words, _) => {
                let (at, bit) = word_of(low);
                words[at] & bit != 0
            }
        }
    }

    fn insert(&mut self, low: u16) {
        match self {
            Chunk::Numbers(numbers) => {
                if numbers.last().is_none_or(|last| *last < low) {
                    numbers.push(low);
                } else if let Err(at) = numbers.binary_search(&low) {
                    numbers.insert(at, low);
                }
            }
            Chunk::Runs(runs) => insert_into_runs(runs, low),
            Chunk::Bits(words, count) => {
                let (at, bit) = word_of(low);
                *count += u32::from(words[at] & bit == 0);
                words[at] |= bit;
            }
        }
        if self.is_large() {
            *self = self.as_bits();
        }
    }

    fn remove(&mut self, low: u16) {
        match self {
            Chunk::Numbers(numbers) => {
                if let Ok(at) = numbers.binary_search(&low) {
                    numbers.remove(at);
                }
            }
            Chunk::Runs(runs) => remove_from_runs(runs, low),
            Chunk::Bits(words, count) => {
                let (at, bit) = word_of(low);
                *count -= u32::from(words[at] & bit != 0);
                words[at] &= !bit;
            }
        }
        if self.is_large() {
            *self = self.as_bits();
        }
    }

    fn is_large(&self) -> bool {
        match self {
            Chunk::Numbers(numbers) => numbers.len() > MOST_NUMBERS,
            Chunk::Runs(runs) => runs.len() > MOST_RUNS,
            Chunk::Bits(..) => false,
        }
    }

    fn as_bits(&self) -> Chunk {
        let mut words = Box::new([0; WORDS]);
        self.add_to(&mut words);
        Chunk::Bits(words, u32::try_from(self.len()).unwrap_or(u32::MAX))
    }

    /// Sets the bits of its rows.
    pub fn add_to(&self, words: &mut Words) {
        match self {
            Chunk::Numbers(numbers) => {
                for low in numbers {
                    let (at, bit) = word_of(*low);
                    words[at] |= bit;
                }
            }
            Chunk::Runs(runs) => {
                for run in runs {
                    for at in words_of_run(*run) {
                        words[at] |= mask(at, *run);
                    }
                }
            }
            Chunk::Bits(own, _) => add_words(words, own),
        }
    }

    /// Sets the bits of those of its rows that are set in another chunk.
    pub fn add_common_to(&self, words: &mut Words, other: &Words) {
        match self {
            Chunk::Numbers(numbers) => {
                for low in numbers {
                    let (at, bit) = word_of(*low);
                    words[at] |= other[at] & bit;
                }
            }
            Chunk::Runs(runs) => {
                for run in runs {
                    for at in words_of_run(*run) {
                        words[at] |= other[at] & mask(at, *run);
                    }
                }
            }
            Chunk::Bits(own, _) => add_common(words, own, other),
        }
    }

    /// Whether any of its rows is set in another chunk.
    fn meets(&self, other: &Words) -> bool {
        match self {
            Chunk::Numbers(numbers) => numbers.iter().any(|low| {
                let (at, bit) = word_of(*low);
                other[at] & bit != 0
            }),
            Chunk::Runs(runs) => {
                runs.iter().any(|run| words_of_run(*run).any(|at| other[at] & mask(at, *run) != 0))
            }
            Chunk::Bits(own, _) => own.iter().zip(other).any(|(own, other)| own & other != 0),
        }
    }

    /// The smallest form of a chunk of bits, with no more than so many numbers; none when no bit is set.
    fn smallest(words: &Words, most_numbers: usize) -> Option<Chunk> {
        let count: u32 = words.iter().map(|word| word.count_ones()).sum();
        if count == 0 {
            return None;
        }
        let mut carry = 0;
        let mut runs = 0;
        for word in words {
            // A run begins where a bit is set and the one before it is not.
            runs += (word & !(word << 1 | carry)).count_ones() as usize;
            carry = word >> 63;
        }
        let count_of = count as usize;
        if runs * 2 < count_of.min(most_numbers) {
            return Some(Chunk::Runs(runs_of(words, runs)));
        }
        if count_of <= most_numbers {
            let mut numbers = Vec::with_capacity(count_of);
            numbers.extend(set_in(words).map(|at| at as u16));
            return Some(Chunk::Numbers(numbers));
        }
        Some(Chunk::Bits(Box::new(*words), count))
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn runs_of(words: &Words, count: usize) -> Vec<[u16; 2]> {
    let mut runs: Vec<[u16; 2]> = Vec::with_capacity(count);
    for at in set_in(words).map(|at| at as u16) {
        match runs.last_mut() {
            Some([_, last]) if *last + 1 == at => *last = at,
            _ => runs.push([at, at]),
        }
    }
    runs
}

/// The places of the bits that are set.
fn set_in(words: &Words) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(|(at, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}

fn insert_into_runs(runs: &mut Vec<[u16; 2]>, low: u16) {
    let after = runs.partition_point(|[first, _]| *first <= low);
    let touches_before = after > 0 && u32::from(runs[after - 1][1]) + 1 >= u32::from(low);
    let touches_after = runs.get(after).is_some_and(|[first, _]| u32::from(*first) == u32::from(low) + 1);
    match (touches_before, touches_after) {
        (true, _) if runs[after - 1][1] >= low => {}
        (true, true) => {
            runs[after - 1][1] = runs[after][1];
            runs.remove(after);
        }
        (true, false) => runs[after - 1][1] = low,
        (false, true) => runs[after][0] = low,
        (false, false) => runs.insert(after, [low, low]),
    }
}

fn remove_from_runs(runs: &mut Vec<[u16; 2]>, low: u16) {
    let after = runs.partition_point(|[first, _]| *first <= low);
    let Some(at) = after.checked_sub(1).filter(|at| runs[*at][1] >= low) else { return };
    let [first, last] = runs[at];
    match (first == low, last == low) {
        (true, true) => drop(runs.remove(at)),
        (true, false) => runs[at][0] = low + 1,
        (false, true) => runs[at][1] = low - 1,
        (false, false) => {
            runs[at][1] = low - 1;
            runs.insert(after, [low + 1, last]);
        }
    }
}

impl List {
    fn place(&self, high: u16) -> Result<usize, usize> {
        match self.chunks.last() {
            Some((last, _)) if *last == high => Ok(self.chunks.len() - 1),
            _ => self.chunks.binary_search_by_key(&high, |(high, _)| *high),
        }
    }

    pub fn len(&self) -> usize {
        self.chunks.iter().map(|(_, chunk)| chunk.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub fn contains(&self, row: u32) -> bool {
        let (high, low) = split(row);
        self.place(high).is_ok_and(|at| self.chunks[at].1.contains(low))
    }

    pub fn insert(&mut self, row: u32) {
        let (high, low) = split(row);
        match self.place(high) {
            Ok(at) => self.chunks[at].1.insert(low),
            Err(at) => self.chunks.insert(at, (high, Chunk::Numbers(vec![low]))),
        }
    }

    pub fn remove(&mut self, row: u32) {
        let (high, low) = split(row);
        let Ok(at) = self.place(high) else { return };
        self.chunks[at].1.remove(low);
        if self.chunks[at].1.is_empty() {
            self.chunks.remove(at);
        }
    }

    /// Its rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.chunks.iter().flat_map(|(high, chunk)| {
            let mut words = [0; WORDS];
            chunk.add_to(&mut words);
            rows_in(*high, &words).collect::<Vec<u32>>()
        })
    }

    /// One of its chunks.
    pub fn chunk(&self, high: u16) -> Option<&Chunk> {
        self.place(high).ok().map(|at| &self.chunks[at].1)
    }

    /// Chunk by chunk, as it is written to a file.
    pub fn chunks(&self) -> &[(u16, Chunk)] {
        &self.chunks
    }

    /// From chunks in order, as they were written to a file.
    pub fn from_chunks(chunks: Vec<(u16, Chunk)>) -> List {
        List { chunks }
    }
}

impl Bits {
    /// No row.
    pub fn none() -> Bits {
        Bits(Vec::new())
    }

    /// The rows of a list.
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
        if words.iter().any(|word| *word != 0) {
            *self.chunk_mut(high) = *words;
        }
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
        self.chunks().all(|(_, words)| words.iter().all(|word| *word == 0))
    }

    /// Adds the rows of a list.
    pub fn add(&mut self, list: &List) {
        for (high, chunk) in &list.chunks {
            chunk.add_to(self.chunk_mut(*high));
        }
    }

    /// The rows of a list that are among these.
    pub fn common(&self, list: &List) -> Bits {
        let mut common = Bits::none();
        for (high, chunk) in &list.chunks {
            if let Some(words) = self.chunk(*high) {
                chunk.add_common_to(common.chunk_mut(*high), words);
            }
        }
        common
    }

    /// Whether any row of a list is among these.
    pub fn meets(&self, list: &List) -> bool {
        list.chunks.iter().any(|(high, chunk)| self.chunk(*high).is_some_and(|words| chunk.meets(words)))
    }

    /// Whether any row is among others too.
    pub fn meets_bits(&self, other: &Bits) -> bool {
        let mut both = self.chunks().filter_map(|(high, words)| Some((words, other.chunk(high)?)));
        both.any(|(words, others)| words.iter().zip(others).any(|(word, other)| word & other != 0))
    }

    /// The rows that are among others too.
    pub fn common_bits(&self, other: &Bits) -> Bits {
        let mut common = Bits::none();
        for (high, words) in self.chunks() {
            if let Some(others) = other.chunk(high) {
                add_common(common.chunk_mut(high), words, others);
            }
        }
        common
    }

    pub fn add_bits(&mut self, other: &Bits) {
        for (high, words) in other.chunks() {
            add_words(self.chunk_mut(high), words);
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

    /// A list of these rows in a form that is small.
    pub fn to_list(&self) -> List {
        /// In this many chunks bits may take more than they must: they are combined faster.
        const FEW_CHUNKS: usize = 16;
        let most_numbers = if self.0.len() <= FEW_CHUNKS { MOST_NUMBERS / 8 } else { MOST_NUMBERS };
        let smallest = |(high, words): (u16, &Words)| Some((high, Chunk::smallest(words, most_numbers)?));
        List { chunks: self.chunks().filter_map(smallest).collect() }
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
                    next.fill(0);
                    other.add_common_to(next, now);
                    std::mem::swap(now, next);
                    now.iter().any(|word| *word != 0)
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

/// The rows of a chunk, in order.
pub(super) fn rows_in(high: u16, words: &Words) -> impl Iterator<Item = u32> + '_ {
    let start = u32::from(high) << 16;
    set_in(words).map(move |low| start | low as u32)
}

/// Sets what is set in another chunk.
pub(super) fn add_words(words: &mut Words, others: &Words) {
    words.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
}

/// Sets what is set in two others.
pub(super) fn add_common(words: &mut Words, one: &Words, other: &Words) {
    words.iter_mut().zip(one.iter().zip(other)).for_each(|(word, (one, other))| *word |= one & other);
}

impl FromIterator<u32> for List {
    fn from_iter<I: IntoIterator<Item = u32>>(rows: I) -> List {
        let mut list = List::default();
        rows.into_iter().for_each(|row| list.insert(row));
        list
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const ROWS: u32 = 200_000;

    /// Rows that come alone, in runs and densely, over several chunks.
    fn rows() -> impl Strategy<Value = BTreeSet<u32>> {
        let run = (0..ROWS - 9_000, prop_oneof![Just(1_u32), 2_u32..40, Just(9_000)], 1_u32..4);
        prop::collection::vec(run, 0..40).prop_map(|runs| {
            runs.into_iter()
                .flat_map(|(first, length, step)| (first..first + length).step_by(step as usize))
                .collect()
        })
    }

    fn all_forms(rows: &BTreeSet<u32>) -> [List; 2] {
        let put: List = rows.iter().copied().collect();
        let smallest = Bits::of(&put).to_list();
        [put, smallest]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_list_is_the_set_it_was_made_of(
            rows in rows(), others in rows(), changes in prop::collection::vec((0..ROWS, any::<bool>()), 0..200),
        ) {
            let near: Vec<(u32, bool)> = rows.iter().step_by(97).map(|row| (*row + 1, row % 2 == 0)).collect();
            for mut list in all_forms(&rows) {
                let mut set = rows.clone();
                for (row, is_in) in changes.iter().chain(&near) {
                    if *is_in {
                        list.insert(*row);
                        set.insert(*row);
                    } else {
                        list.remove(*row);
                        set.remove(row);
                    }
                }
                prop_assert_eq!(list.len(), set.len());
                prop_assert_eq!(list.is_empty(), set.is_empty());
                prop_assert!(list.iter().eq(set.iter().copied()));
                prop_assert!(changes.iter().all(|(row, _)| list.contains(*row) == set.contains(row)));
                let bits = Bits::of(&list);
                prop_assert_eq!(bits.count(), set.len());
                prop_assert!(bits.to_list().iter().eq(set.iter().copied()));
                prop_assert!(bits.iter().eq(set.iter().copied()));
                for other in all_forms(&others) {
                    let common: Vec<u32> = set.intersection(&others).copied().collect();
                    prop_assert!(bits.common(&other).iter().eq(common.iter().copied()));
                    prop_assert_eq!(bits.meets(&other), !common.is_empty());
                    prop_assert_eq!(bits.meets_bits(&Bits::of(&other)), !common.is_empty());
                    prop_assert!(bits.common_bits(&Bits::of(&other)).iter().eq(common.iter().copied()));
                    let mut rest = bits.clone();
                    rest.take_away(&Bits::of(&other));
                    prop_assert_eq!(rest.count(), set.len() - common.len());
                    let mut all = bits.clone();
                    all.add(&other);
                    prop_assert!(all.iter().eq(set.union(&others).copied()));
                }
            }
        }
    }
}
