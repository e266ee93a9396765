//! Makes changes as the registry makes them, one following on the other, without a registry.

use std::collections::BTreeMap;

use ndtq::domain::{AnyRecord, Date, HouseholdId, Note, NoteAbout, NoteId, RecordKey, StaffId};
use ndtq::protocol::{Act, By, Change, Digest, Edit};
use ndtq::store::{Stored, encode_any};
use uuid::Uuid;

use crate::random::Random;

/// Records with their revision and their bytes.
pub type Records = BTreeMap<RecordKey, (u64, Vec<u8>)>;

/// One who writes, and knows what was recorded.
#[derive(Clone, Debug, Default)]
pub struct Author {
    pub changes: Vec<Change>,
    pub records: Records,
    digest: Digest,
}

impl Author {
    /// Changes that follow on the recorded ones, with up to `text` letters in each record.
    pub fn write(&self, count: usize, text: u64, random: &mut Random) -> Vec<Change> {
        let mut ahead = self.clone();
        for _ in 0..count {
            let change = ahead.one(text, random);
            ahead.take(&change);
        }
        ahead.changes.split_off(self.changes.len())
    }

    /// They were recorded.
    pub fn take_all(&mut self, changes: &[Change]) {
        changes.iter().for_each(|change| self.take(change));
    }

    fn take(&mut self, change: &Change) {
        for edit in &change.edits {
            self.records.insert(edit.key().unwrap(), (edit.before_rev + 1, edit.after.clone().unwrap()));
        }
        self.digest = change.digest_after;
        self.changes.push(change.clone());
    }

    /// One to three records, new or edited.
    fn one(&self, text: u64, random: &mut Random) -> Change {
        let seq = self.changes.len() as u64 + 1;
        let mut edits: Vec<Edit> = Vec::new();
        for _ in 0..=random.below(3) {
            let edit = self.edit(u128::from(random.below(8 + seq)), text, random);
            if edits.iter().all(|other| other.id != edit.id) {
                edits.push(edit);
            }
        }
        Change {
            seq,
            at: 1_700_000_000_000,
            by: By { staff: StaffId(Uuid::from_u128(9)), login: "trinh".into() },
            request: Uuid::from_u128(u128::from(seq) << 64 | u128::from(random.next())),
            act: Act::AddNote as u16,
            batch: None,
            undoes: None,
            digest_after: edits.iter().fold(self.digest, Digest::after),
            edits,
            erases: Vec::new(),
        }
    }

    fn edit(&self, number: u128, text: u64, random: &mut Random) -> Edit {
        let length = random.below(text + 1);
        let note = Note {
            id: NoteId(Uuid::from_u128(number)),
            about: NoteAbout::Household(HouseholdId(Uuid::from_u128(7))),
            text: (0..length).map(|_| char::from(b'a' + u8::try_from(random.below(26)).unwrap())).collect(),
            follow_up: None,
            done: None,
            on: Date::ymd(2023, 11, 14).unwrap(),
            by: "trinh".into(),
        };
        let record = AnyRecord::from(note);
        let key = record.key();
        let (before_rev, before) = match self.records.get(&key) {
            Some((rev, bytes)) => (*rev, Some(bytes.clone())),
            None => (0, None),
        };
        let after = Some(encode_any(&Stored { rev: before_rev + 1, record }).unwrap());
        Edit { kind: key.kind as u8, id: key.id, before_rev, before, after }
    }
}
