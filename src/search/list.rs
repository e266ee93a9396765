//! Lists of rows, which are kept, and changed in place.

use super::chunk::{Chunk, WORDS, rows_in, split};

/// Rows, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    chunks: Vec<(u16, Chunk)>,
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

    use super::super::bits::Bits;
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
