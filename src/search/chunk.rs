//! A chunk of 65,536 rows: as numbers, as runs or as bits, whichever is small.

/// The rows of a chunk.
const CHUNK: usize = 1 << 16;
/// The words of a chunk as bits.
pub(super) const WORDS: usize = CHUNK / 64;
/// From so many rows on a chunk takes less as bits than as numbers.
pub(super) const MOST_NUMBERS: usize = 4_096;
/// And from so many runs on.
const MOST_RUNS: usize = 2_048;

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

pub(super) fn split(row: u32) -> (u16, u16) {
    ((row >> 16) as u16, row as u16)
}

pub(super) fn word_of(low: u16) -> (usize, u64) {
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
    pub fn len(&self) -> usize {
        match self {
            Chunk::Numbers(numbers) => numbers.len(),
            Chunk::Runs(runs) => {
                runs.iter().map(|[first, last]| usize::from(*last) - usize::from(*first) + 1).sum()
            }
            Chunk::Bits(_, count) => *count as usize,
        }
    }

    pub fn contains(&self, low: u16) -> bool {
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

    pub fn insert(&mut self, low: u16) {
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

    pub fn remove(&mut self, low: u16) {
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

    /// Leaves set what is set here and in another chunk; whether that is anything.
    pub fn put_common(&self, words: &mut Words, other: &Words) -> bool {
        if let Chunk::Bits(own, _) = self {
            return put_common(words, own, other);
        }
        words.fill(0);
        self.add_common_to(words, other);
        is_any(words)
    }

    /// Whether any of its rows is set in another chunk.
    pub fn meets(&self, other: &Words) -> bool {
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
    pub fn smallest(words: &Words, most_numbers: usize) -> Option<Chunk> {
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

    pub fn is_empty(&self) -> bool {
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

/// The rows of a chunk, in order.
pub(super) fn rows_in(high: u16, words: &Words) -> impl Iterator<Item = u32> + '_ {
    let start = u32::from(high) << 16;
    set_in(words).map(move |low| start | low as u32)
}

/// Sets what is set in another chunk.
pub(super) fn add_words(words: &mut Words, others: &Words) {
    words.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
}

/// Whether any row is set.
pub(super) fn is_any(words: &Words) -> bool {
    words.iter().fold(0, |any, word| any | word) != 0
}

/// Leaves set what is set in two others; whether that is anything.
pub(super) fn put_common(words: &mut Words, one: &Words, other: &Words) -> bool {
    let mut any = 0;
    for (word, (one, other)) in words.iter_mut().zip(one.iter().zip(other)) {
        *word = one & other;
        any |= *word;
    }
    any != 0
}

/// Sets what is set in two others.
pub(super) fn add_common(words: &mut Words, one: &Words, other: &Words) {
    words.iter_mut().zip(one.iter().zip(other)).for_each(|(word, (one, other))| *word |= one & other);
}
