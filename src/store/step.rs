//! What a change does to the view: worked out before the journal is written, so that a change that the view could
//! not take never becomes the truth.

use std::collections::BTreeSet;

use super::codec::{CodecError, decode_any};
use super::head::{Head, made_at};
use super::index::{history_key, index_keys};
use crate::domain::{Kind, RecordKey};
use crate::protocol::{Change, Digest, Edit};

/// A tree of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Records,
    Index,
    Requests,
}

/// One thing to do in one tree; without a value a key is removed.
#[derive(Clone, Debug)]
pub(super) struct Op {
    pub tree: Tree,
    pub key: Vec<u8>,
    pub value: Option<Vec<u8>>,
}

/// What one change does to the view.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) seq: u64,
    pub(super) digest_after: Digest,
    /// When its request was made.
    pub(super) requested: u64,
    /// How many edits it has.
    pub edits: usize,
    /// All that it does, in order: edit by edit, and then what the change does as a whole.
    pub ops: Vec<Op>,
}

impl Step {
    /// Works out a change.
    pub fn of(change: &Change) -> Result<Step, CodecError> {
        let mut ops = Vec::with_capacity(4 * change.edits.len() + 1);
        let mut keys = BTreeSet::new();
        for edit in &change.edits {
            add_edit(edit, &mut ops)?;
            keys.insert(history_key(key_of(edit)?, change.seq));
        }
        ops.push(put_key(Tree::Requests, request_key(change.request, change.seq)));
        ops.extend(keys.into_iter().map(|key| put_key(Tree::Index, key)));
        let Change { seq, digest_after, .. } = *change;
        Ok(Step { seq, digest_after, requested: made_at(change.request), edits: change.edits.len(), ops })
    }

    /// The head after it.
    pub fn after(&self, head: Head, chain: [u8; 32]) -> Head {
        let mut derived = head.derived;
        for op in &self.ops {
            op.count_in(&mut derived);
        }
        let newest_request = head.newest_request.max(self.requested);
        Head { seq: self.seq, chain, digest: self.digest_after, derived, newest_request, ..head }
    }
}

impl Op {
    pub fn count_in(&self, derived: &mut Digest) {
        match self.tree {
            Tree::Records => {}
            tree if self.value.is_some() => count_key(derived, tree, &self.key),
            tree => derived.remove(tree as u8, uuid::Uuid::nil(), &self.key),
        }
    }
}

/// Counts a key of a derived tree into a digest.
pub(super) fn count_key(derived: &mut Digest, tree: Tree, key: &[u8]) {
    derived.add(tree as u8, uuid::Uuid::nil(), key);
}

/// Where a record stands in its tree.
pub(super) fn record_key(key: RecordKey) -> [u8; 17] {
    let mut bytes = [0; 17];
    bytes[0] = key.kind as u8;
    bytes[1..].copy_from_slice(key.id.as_bytes());
    bytes
}

/// The record that stands under a key.
pub(super) fn record_at(bytes: &[u8]) -> Option<RecordKey> {
    let (kind, id) = bytes.split_first()?;
    Some(RecordKey { kind: Kind::from_u8(*kind)?, id: uuid::Uuid::from_slice(id).ok()? })
}

/// Request and number, without a value: the parts of a large act share one request, and no part hides another.
pub(super) fn request_key(request: uuid::Uuid, seq: u64) -> Vec<u8> {
    [request.as_bytes().as_slice(), &seq.to_be_bytes()].concat()
}

pub(super) fn put_key(tree: Tree, key: Vec<u8>) -> Op {
    Op { tree, key, value: Some(Vec::new()) }
}

pub(super) fn key_of(edit: &Edit) -> Result<RecordKey, CodecError> {
    edit.key().ok_or(CodecError::UnknownKind(edit.kind))
}

fn add_edit(edit: &Edit, ops: &mut Vec<Op>) -> Result<(), CodecError> {
    let key = key_of(edit)?;
    let old = keys_of(key, edit.before.as_deref())?;
    let new = keys_of(key, edit.after.as_deref())?;
    ops.push(Op { tree: Tree::Records, key: record_key(key).to_vec(), value: edit.after.clone() });
    ops.extend(old.difference(&new).map(|key| Op { tree: Tree::Index, key: key.clone(), value: None }));
    ops.extend(new.difference(&old).map(|key| put_key(Tree::Index, key.clone())));
    Ok(())
}

pub(super) fn keys_of(key: RecordKey, bytes: Option<&[u8]>) -> Result<BTreeSet<Vec<u8>>, CodecError> {
    let Some(bytes) = bytes else { return Ok(BTreeSet::new()) };
    Ok(index_keys(&decode_any(key, bytes)?.record).into_iter().collect())
}
