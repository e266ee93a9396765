//! Lists of rows, and what is worked out of them.
//!
//! A [`List`] is kept, and changed in place: chunks of 65,536 rows, each as numbers, as runs or as bits, whichever is
//! smallest. [`Bits`] live as long as one look-up: a bit for every row there is, which is combined with lists at the speed of
//! memory.

/// The rows of a chunk.
const CHUNK: usize = 1 << 16;
/// The words of a chunk as bits.
const WORDS: usize = CHUNK / 64;
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
    Bits(Box<[u64]>, u32),
}

/// A bit for every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

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
    /// The bytes of a chunk as bits.
    pub const BYTES: usize = WORDS * 8;

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
        let mut words = vec![0; WORDS].into_boxed_slice();
        self.add_to(&mut words);
        Chunk::Bits(words, u32::try_from(self.len()).unwrap_or(u32::MAX))
    }

    /// Sets the bits of its rows.
    fn add_to(&self, words: &mut [u64]) {
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
            Chunk::Bits(own, _) => words.iter_mut().zip(own).for_each(|(word, own)| *word |= own),
        }
    }

    /// Sets the bits of those of its rows that are set in another chunk.
    fn add_common_to(&self, words: &mut [u64], other: &[u64]) {
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
            Chunk::Bits(own, _) => {
                let both = own.iter().zip(other);
                words.iter_mut().zip(both).for_each(|(word, (own, other))| *word |= own & other);
            }
        }
    }

    /// Whether any of its rows is set in another chunk.
    fn meets(&self, other: &[u64]) -> bool {
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
    fn smallest(words: &[u64], most_numbers: usize) -> Option<Chunk> {
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
            numbers.extend(set_in(words, 0).map(|at| at as u16));
            return Some(Chunk::Numbers(numbers));
        }
        Some(Chunk::Bits(words.to_vec().into_boxed_slice(), count))
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn runs_of(words: &[u64], count: usize) -> Vec<[u16; 2]> {
    let mut runs: Vec<[u16; 2]> = Vec::with_capacity(count);
    for at in set_in(words, 0).map(|at| at as u16) {
        match runs.last_mut() {
            Some([_, last]) if *last + 1 == at => *last = at,
            _ => runs.push([at, at]),
        }
    }
    runs
}

/// The places of the bits that are set, from a place on.
fn set_in(words: &[u64], from: usize) -> impl Iterator<Item = usize> + '_ {
    let first = (from / 64).min(words.len());
    let mut start = u64::MAX << (from % 64);
    words[first..].iter().enumerate().flat_map(move |(at, word)| {
        let mut left = word & std::mem::replace(&mut start, u64::MAX);
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some((first + at) * 64 + bit)
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
            let mut words = vec![0; WORDS];
            chunk.add_to(&mut words);
            let start = u32::from(*high) << 16;
            let lows: Vec<u32> = set_in(&words, 0).map(|low| start | low as u32).collect();
            lows
        })
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
    /// No row, of so many.
    pub fn none(rows: u32) -> Bits {
        // Whole chunks, so that a list never reaches beyond them.
        Bits(vec![0; (rows as usize).div_ceil(CHUNK) * WORDS])
    }

    /// No row, of as many as these.
    pub fn none_of(&self) -> Bits {
        Bits(vec![0; self.0.len()])
    }

    /// The rows of a list.
    pub fn of(list: &List, rows: u32) -> Bits {
        let mut bits = Bits::none(rows);
        bits.add(list);
        bits
    }

    fn chunk(high: u16) -> std::ops::Range<usize> {
        usize::from(high) * WORDS..(usize::from(high) + 1) * WORDS
    }

    pub fn set(&mut self, row: u32) {
        self.0[row as usize / 64] |= 1 << (row % 64);
    }

    pub fn contains(&self, row: u32) -> bool {
        self.0[row as usize / 64] & 1 << (row % 64) != 0
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Adds the rows of a list.
    pub fn add(&mut self, list: &List) {
        for (high, chunk) in &list.chunks {
            chunk.add_to(&mut self.0[Bits::chunk(*high)]);
        }
    }

    /// Adds those rows of a list that are among others.
    pub fn add_common(&mut self, list: &List, others: &Bits) {
        for (high, chunk) in &list.chunks {
            let at = Bits::chunk(*high);
            chunk.add_common_to(&mut self.0[at.clone()], &others.0[at]);
        }
    }

    /// The rows of a list that are among these.
    pub fn common(&self, list: &List) -> Bits {
        let mut common = self.none_of();
        common.add_common(list, self);
        common
    }

    /// Whether any row of a list is among these.
    pub fn meets(&self, list: &List) -> bool {
        list.chunks.iter().any(|(high, chunk)| chunk.meets(&self.0[Bits::chunk(*high)]))
    }

    /// Whether any row is among others too.
    pub fn meets_bits(&self, other: &Bits) -> bool {
        self.0.iter().zip(&other.0).any(|(word, other)| word & other != 0)
    }

    pub fn and(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    pub fn or(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    pub fn take_away(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// The rows, in order, from one on.
    pub fn iter_from(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        set_in(&self.0, row as usize).map(|row| row as u32)
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.iter_from(0)
    }

    /// A list of these rows in a form that is small.
    pub fn to_list(&self) -> List {
        /// In this many chunks bits may take more than they must: they are combined faster.
        const FEW_CHUNKS: usize = 16;
        let chunks = self.0.chunks_exact(WORDS);
        let most_numbers = if chunks.len() <= FEW_CHUNKS { MOST_NUMBERS / 8 } else { MOST_NUMBERS };
        let smallest = |(words, high)| Some((high, Chunk::smallest(words, most_numbers)?));
        List { chunks: chunks.zip(0..).filter_map(smallest).collect() }
    }

    /// Empties it, for other rows.
    pub fn clear(&mut self) {
        self.0.fill(0);
    }
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
        let smallest = Bits::of(&put, ROWS).to_list();
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
                let bits = Bits::of(&list, ROWS);
                prop_assert_eq!(bits.count(), set.len());
                prop_assert!(bits.to_list().iter().eq(set.iter().copied()));
                let from = changes.first().map_or(0, |(row, _)| *row);
                prop_assert!(bits.iter_from(from).eq(set.range(from..).copied()));
                for other in all_forms(&others) {
                    let common: Vec<u32> = set.intersection(&others).copied().collect();
                    prop_assert!(bits.common(&other).iter().eq(common.iter().copied()));
                    prop_assert_eq!(bits.meets(&other), !common.is_empty());
                    prop_assert_eq!(bits.meets_bits(&Bits::of(&other, ROWS)), !common.is_empty());
                    let mut rest = bits.clone();
                    rest.take_away(&Bits::of(&other, ROWS));
                    prop_assert_eq!(rest.count(), set.len() - common.len());
                    let mut all = bits.clone();
                    all.add(&other);
                    prop_assert!(all.iter().eq(set.union(&others).copied()));
                }
            }
        }
    }
}
