//! What the journal has and sled has not yet: the newest value of each key, by the step that gave it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use super::Reached;
use crate::store::sled_view::Page;
use crate::store::step::Tree;

/// Keys with their new values.
#[derive(Default)]
pub(super) struct Ahead {
    records: Late,
    index: Late,
    requests: Late,
}

/// Of one tree.
type Late = BTreeMap<Vec<u8>, Given>;

struct Given {
    /// The change that gave it.
    seq: u64,
    /// None where the key is gone.
    value: Option<Vec<u8>>,
}

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

    /// Adds what steps do.
    pub fn add(&mut self, steps: &[Arc<Reached>]) {
        for (step, head) in steps.iter().map(|reached| &**reached) {
            for op in step.ops() {
                let given = Given { seq: head.seq, value: op.value.clone() };
                self.of_mut(op.tree).insert(op.key.clone(), given);
            }
        }
    }

    /// Forgets what steps did, now that sled has it, except where a later step did something else.
    pub fn forget(&mut self, steps: &[Arc<Reached>]) {
        for (step, head) in steps.iter().map(|reached| &**reached) {
            for op in step.ops() {
                let late = self.of_mut(op.tree);
                if late.get(&op.key).is_some_and(|given| given.seq <= head.seq) {
                    late.remove(&op.key);
                }
            }
        }
    }

    /// What stands for a key: none when it is not here, nothing inside when it is gone.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Option<Option<Vec<u8>>> {
        self.of(tree).get(key).map(|given| given.value.clone())
    }

    fn range<'a>(
        &'a self,
        tree: Tree,
        prefix: &'a [u8],
        from: &[u8],
    ) -> impl Iterator<Item = (&'a Vec<u8>, &'a Given)> + use<'a> {
        let range = self.of(tree).range::<[u8], _>((Bound::Included(from), Bound::Unbounded));
        range.take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// How many keys with a prefix, from one on, are gone here: so many more of sled's are read.
    pub fn gone(&self, tree: Tree, prefix: &[u8], from: &[u8]) -> usize {
        self.range(tree, prefix, from).filter(|(_, given)| given.value.is_none()).count()
    }

    /// The last key with a prefix that is not gone.
    pub fn last_key(&self, tree: Tree, prefix: &[u8]) -> Option<Vec<u8>> {
        let there = self.range(tree, prefix, prefix).filter(|(_, given)| given.value.is_some());
        there.last().map(|(key, _)| key.clone())
    }

    /// Sled's first keys with a prefix as they are with what is here, `limit` of them at most.
    pub fn over_keys(&self, tree: Tree, prefix: &[u8], keys: Vec<Vec<u8>>, limit: usize) -> Vec<Vec<u8>> {
        let mut here = self.range(tree, prefix, prefix).peekable();
        if here.peek().is_none() {
            return keys;
        }
        let mut all: BTreeSet<Vec<u8>> = keys.into_iter().collect();
        for (key, given) in here {
            if given.value.is_some() {
                all.insert(key.clone());
            } else {
                all.remove(key);
            }
        }
        all.into_iter().take(limit).collect()
    }

    /// The same for entries, from a key on.
    pub fn over_page(&self, tree: Tree, prefix: &[u8], from: &[u8], page: Page, limit: usize) -> Page {
        let mut here = self.range(tree, prefix, from).peekable();
        if here.peek().is_none() {
            return page;
        }
        let mut all: BTreeMap<sled::IVec, sled::IVec> = page.into_iter().collect();
        for (key, given) in here {
            match &given.value {
                Some(value) => all.insert(key.as_slice().into(), value.as_slice().into()),
                None => all.remove(key.as_slice()),
            };
        }
        all.into_iter().take(limit).collect()
    }
}
