//! What the journal has and sled has not yet: the newest value of each key, by the step that gave it.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use super::Reached;
use crate::store::sled_view::Page;
use crate::store::step::{Op, Tree};

/// Keys with their new values.
#[derive(Default)]
pub(super) struct Ahead {
    records: Late,
    index: Late,
    requests: Late,
}

/// Of one tree, in the order of keys.
type Late = BTreeSet<Given>;

/// What a step does to a key. It shares the step with the follower: far behind, copies would take as much again.
struct Given {
    /// How the key begins, so that most comparisons need not look at the step.
    begins: [u8; 16],
    reached: Arc<Reached>,
    /// Where in the step.
    at: u32,
}

impl Given {
    fn all_of(reached: &Arc<Reached>) -> impl Iterator<Item = Given> {
        let given =
            |(at, op): (u32, &Op)| Given { begins: beginning_of(&op.key), reached: Arc::clone(reached), at };
        (0..).zip(&reached.0.ops).map(given)
    }

    fn op(&self) -> &Op {
        &self.reached.0.ops[self.at as usize]
    }
}

impl Borrow<[u8]> for Given {
    fn borrow(&self) -> &[u8] {
        &self.op().key
    }
}

impl Ord for Given {
    fn cmp(&self, other: &Given) -> Ordering {
        self.begins.cmp(&other.begins).then_with(|| self.op().key.cmp(&other.op().key))
    }
}

impl PartialOrd for Given {
    fn partial_cmp(&self, other: &Given) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Given {
    fn eq(&self, other: &Given) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Given {}

impl Ahead {
    fn of(&self, tree: Tree) -> &Late {
        match tree {
            Tree::Records => &self.records,
            Tree::Index => &self.index,
            Tree::Requests => &self.requests,
        }
    }

    fn of_mut(&mut self, tree: Tree) -> &mut Late {
        match tree {
            Tree::Records => &mut self.records,
            Tree::Index => &mut self.index,
            Tree::Requests => &mut self.requests,
        }
    }

    /// Whether sled has everything.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.index.is_empty() && self.requests.is_empty()
    }

    /// Adds what a step does.
    pub fn add(&mut self, reached: &Arc<Reached>) {
        for given in Given::all_of(reached) {
            self.of_mut(given.op().tree).replace(given);
        }
    }

    /// Forgets what a step did, now that sled has it, except where a later step did something else.
    pub fn forget(&mut self, reached: &Arc<Reached>) {
        for op in &reached.0.ops {
            let late = self.of_mut(op.tree);
            let last = late.get(op.key.as_slice());
            if last.is_some_and(|given| given.reached.1.seq <= reached.1.seq) {
                late.remove(op.key.as_slice());
            }
        }
    }

    /// What stands for a key: none when it is not here, nothing inside when it is gone.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Option<Option<&[u8]>> {
        self.of(tree).get(key).map(|given| given.op().value.as_deref())
    }

    /// In the order of keys: those with a prefix, from one on, up to one or to the end of the prefix.
    fn range(
        &self,
        tree: Tree,
        prefix: &[u8],
        from: &[u8],
        through: Option<&[u8]>,
    ) -> impl DoubleEndedIterator<Item = &Op> {
        let end = end_of(prefix);
        let to = match (through, &end) {
            (Some(through), _) => Bound::Included(through),
            (None, Some(end)) => Bound::Excluded(end.as_slice()),
            (None, None) => Bound::Unbounded,
        };
        // A range that ends before it begins is a fault of whoever asks for it, and here nothing.
        let is_some = match to {
            Bound::Included(to) => from <= to,
            Bound::Excluded(to) => from < to,
            Bound::Unbounded => true,
        };
        let range = is_some.then(|| self.of(tree).range::<[u8], _>((Bound::Included(from), to)));
        range.into_iter().flatten().map(Given::op)
    }

    /// Everything with a prefix, in the order of keys.
    pub fn with(&self, tree: Tree, prefix: &[u8]) -> Vec<&Op> {
        self.range(tree, prefix, prefix, None).collect()
    }

    /// The last key with a prefix that is not gone.
    pub fn last_key(&self, tree: Tree, prefix: &[u8]) -> Option<Vec<u8>> {
        let last = self.range(tree, prefix, prefix, None).rfind(|op| op.value.is_some());
        last.map(|op| op.key.clone())
    }

    /// Sled's entries with a prefix as they are with what is here: from a key on, up to one or to the end of the prefix.
    pub fn over_page(
        &self,
        tree: Tree,
        prefix: &[u8],
        from: &[u8],
        through: Option<&[u8]>,
        page: Page,
    ) -> Page {
        let mut here = self.range(tree, prefix, from, through).peekable();
        if here.peek().is_none() {
            return page;
        }
        let mut all: BTreeMap<sled::IVec, sled::IVec> = page.into_iter().collect();
        for op in here {
            match &op.value {
                Some(value) => all.insert(op.key.as_slice().into(), value.as_slice().into()),
                None => all.remove(op.key.as_slice()),
            };
        }
        all.into_iter().collect()
    }
}

/// Sled's first keys as they are with what is ahead of them, `limit` of them at most.
pub(super) fn over_keys(keys: Vec<Vec<u8>>, here: &[&Op], limit: usize) -> Vec<Vec<u8>> {
    let mut all: BTreeSet<Vec<u8>> = keys.into_iter().collect();
    for op in here {
        if op.value.is_some() {
            all.insert(op.key.clone());
        } else {
            all.remove(&op.key);
        }
    }
    all.into_iter().take(limit).collect()
}

/// The first bytes of a key. A shorter one is filled up with zeros, which sort before all that could stand there.
fn beginning_of(key: &[u8]) -> [u8; 16] {
    let mut begins = [0; 16];
    let length = key.len().min(begins.len());
    begins[..length].copy_from_slice(&key[..length]);
    begins
}

/// The first key behind all that have a prefix; none when there is no such key.
fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_their_beginnings_and_then_by_the_rest() {
        let short = [1_u8; 15];
        let keys: [Vec<u8>; 6] = [
            vec![],
            vec![0],
            short.to_vec(),
            [&short[..], &[0]].concat(),
            [&short[..], &[0, 0]].concat(),
            [&short[..], &[0, 1]].concat(),
        ];
        let begun: Vec<_> = keys.iter().map(|key| (beginning_of(key), key)).collect();
        assert!(begun.is_sorted() && keys.is_sorted());
    }

    #[test]
    fn a_prefix_ends_before_what_does_not_begin_with_it() {
        let cases: [(&[u8], Option<&[u8]>); 5] = [
            (&[], None),
            (&[7], Some(&[8])),
            (&[7, 255], Some(&[8])),
            (&[255], None),
            (&[1, 0], Some(&[1, 1])),
        ];
        for (prefix, end) in cases {
            assert_eq!(end_of(prefix).as_deref(), end, "{prefix:?}");
        }
    }
}
