//! Tests of the store: before, act, after.

mod check;
mod commit;
mod erase;
mod golden;
mod index;
mod journal;
mod mem_disk;
mod open;
mod read_only;
mod upkeep;

use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use super::sled_view::SledView;
use super::*;
use crate::domain::{Date, HouseholdId, Note, NoteAbout, NoteId, StaffId};
use crate::protocol::{Act, By, Digest, Edit, Flawed, ReadOnly};

const HOME: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
const NOW: i64 = 1_700_000_000_000;

/// "Random" bytes that are the same in every run.
fn fixed_random() -> Random {
    Arc::new(|bytes| {
        bytes.fill(0xA5);
        Ok(())
    })
}

fn options() -> StoreOptions {
    StoreOptions { cache_bytes: 4 * 1024 * 1024, ..StoreOptions::new(HOME, NOW, fixed_random()) }
}

fn open(dir: &Path) -> (Store, Opened) {
    Store::open(dir, &options()).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> Date {
    Date::ymd(year, month, day).unwrap()
}

fn note(number: u128, text: &str) -> Note {
    Note {
        id: NoteId(Uuid::from_u128(number)),
        about: NoteAbout::Household(HouseholdId(Uuid::from_u128(7))),
        text: text.into(),
        follow_up: Some(day(2024, 1, 15)),
        done: None,
        on: day(2023, 11, 14),
        by: "trinh".into(),
    }
}

/// A change with its edits, following on a head, before it has found its digest.
fn change(seq: u64, edits: Vec<Edit>, digest: Digest) -> Change {
    let digest_after = edits.iter().fold(digest, Digest::after);
    Change {
        seq,
        at: NOW + i64::try_from(seq).unwrap(),
        by: By { staff: StaffId(Uuid::from_u128(9)), login: "trinh".into() },
        request: Uuid::from_u128(u128::from(seq) << 64),
        act: Act::AddNote as u16,
        batch: None,
        undoes: None,
        edits,
        erases: Vec::new(),
        digest_after,
    }
}

fn edit(before: Option<Vec<u8>>, before_rev: u64, after: Option<AnyRecord>, key: RecordKey) -> Edit {
    let after = after.map(|record| encode_any(&Stored { rev: before_rev + 1, record }).unwrap());
    Edit { kind: key.kind as u8, id: key.id, before_rev, before, after }
}

/// A change that puts records, as the registry makes it.
fn putting(store: &Store, records: impl IntoIterator<Item = AnyRecord>) -> Change {
    let head = store.head();
    let edits = records.into_iter().map(|record| {
        let key = record.key();
        let rev = store.get_any(key).unwrap().map_or(0, |stored| stored.rev);
        edit(store.raw(key).unwrap(), rev, Some(record), key)
    });
    change(head.seq + 1, edits.collect(), head.digest)
}

fn save(store: &Store, records: impl IntoIterator<Item = AnyRecord>) -> Change {
    let change = putting(store, records);
    store.commit(std::slice::from_ref(&change)).unwrap();
    change
}

/// Saves `count` changes of one note each, numbered from `from`.
fn save_notes(store: &Store, from: u128, count: u128) {
    for number in from..from + count {
        save(store, [note(number, "Giếng nước chung").into()]);
    }
}

fn texts(store: &Store) -> Vec<String> {
    let mut texts = Vec::new();
    store.table::<Note>().for_each(|stored| texts.push(stored.record.text)).unwrap();
    texts
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
