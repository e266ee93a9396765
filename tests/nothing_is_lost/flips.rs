//! Every single byte of a journal, and of the mark of a clean stop, is damaged: it is noticed, or it is harmless. What
//! is made of a journal is in `kept.rs`.
//!
//! A damaged draft is tried in `src/service/drafts/tests.rs`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndtq::protocol::{Change, ReadOnly};
use ndtq::store::{Chained, Disk, JournalError, Scan, Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::author::Author;
use crate::count;
use crate::power_disk::PowerDisk;
use crate::random::Random;

const PATTERNS: [u8; 3] = [0x01, 0x80, 0xFF];

fn options(disk: Option<&PowerDisk>) -> StoreOptions {
    let new = StoreOptions::new(Uuid::from_u128(1), 0, system_random());
    let options = StoreOptions { segment_bytes: 1_000, cache_bytes: 4 * 1024 * 1024, ..new };
    match disk {
        Some(disk) => StoreOptions { disk: Arc::new(disk.clone()) as Arc<dyn Disk>, ..options },
        None => options,
    }
}

/// Writes of one to three changes, the last one of two, so that it can be damaged in its first frame.
fn fill(store: &Store) -> Vec<Change> {
    let (mut author, mut random) = (Author::default(), Random::of(5));
    for count in [1, 3, 1, 2, 1, 2] {
        let changes = author.write(count, 120, &mut random);
        store.commit(&changes).unwrap();
        author.take_all(&changes);
    }
    author.changes
}

/// Every byte of every file, damaged in every way.
fn damages(files: &[(PathBuf, Vec<u8>)]) -> Vec<(usize, usize, u8)> {
    let bytes =
        files.iter().enumerate().flat_map(|(file, (_, bytes))| (0..bytes.len()).map(move |at| (file, at)));
    bytes.flat_map(|(file, at)| PATTERNS.map(|pattern| (file, at, pattern))).collect()
}

fn damaged(files: &[(PathBuf, Vec<u8>)], (file, at, pattern): (usize, usize, u8), dir: &Path) -> PowerDisk {
    let disk = PowerDisk::with_folder(dir);
    for (number, (path, bytes)) in files.iter().enumerate() {
        let mut bytes = bytes.clone();
        if number == file {
            bytes[at] ^= pattern;
        }
        disk.put(path, bytes);
    }
    disk
}

fn read(disk: &PowerDisk, dir: &Path) -> Result<Vec<Change>, JournalError> {
    let mut changes = Vec::new();
    let keep = |chained: Chained| {
        changes.push(chained.change);
        Ok::<(), JournalError>(())
    };
    Scan::of(Arc::new(disk.clone()), dir.to_owned())?.reader().for_each(1, keep)?;
    Ok(changes)
}

#[test]
fn every_damaged_byte_of_a_journal_is_noticed() {
    let home = tempfile::tempdir().unwrap();
    let (dir, journal) = (home.path().join("data"), home.path().join("data/journal"));
    let disk = PowerDisk::with_folder(home.path());
    let (store, _) = Store::open(&dir, &options(Some(&disk))).unwrap();
    let written = fill(&store);
    drop(store);
    let files = disk.files();
    assert!(files.len() >= 3, "{}", files.len());
    let (mut refused, mut cut) = (0, Vec::new());
    for damage in damages(&files) {
        match read(&damaged(&files, damage, &journal), &journal) {
            Err(error) => refused += u32::from(!error.to_string().is_empty()),
            Ok(found) => {
                // The last write looks as if it had never been finished.
                assert!(found.len() < written.len(), "{damage:?} is not noticed");
                assert!(found.len() >= written.len() - 2, "{damage:?} hides {} changes", found.len());
                assert_eq!(found, written[..found.len()], "{damage:?}");
                cut.push(damage);
            }
        }
    }
    // A view that knows more than such a journal is read, and nothing is cut or saved.
    let opened = cut.len().div_ceil(count("NDTQ_PROOF_VIEWS", 20) as usize);
    let mut by_view = 0;
    for damage in cut.iter().step_by(opened) {
        let disk = damaged(&files, *damage, &journal);
        let (_, opened) = Store::open(&dir, &options(Some(&disk))).unwrap();
        assert!(matches!(opened.read_only, Some(ReadOnly::LostEnd { .. })), "{damage:?}: {opened:?}");
        assert_eq!(disk.files(), damaged(&files, *damage, &journal).files(), "{damage:?}: nothing is cut");
        by_view += 1;
    }
    println!(
        "flipped bytes: {} damages of {} files, {refused} refused by the journal, {} at its end, where the view \
         knows more: {by_view} tried; unnoticed 0",
        refused as usize + cut.len(),
        files.len(),
        cut.len(),
    );
}

#[test]
fn a_damaged_mark_of_a_clean_stop_vouches_for_nothing_wrong() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(home.path(), &options(None)).unwrap();
    let (written, head) = (fill(&store), store.head());
    store.close();
    let mark = home.path().join("clean-stop");
    let length = std::fs::read(&mark).unwrap().len();
    let all: Vec<(usize, u8)> = (0..length).flat_map(|at| PATTERNS.map(|pattern| (at, pattern))).collect();
    let step = all.len().div_ceil(2 * count("NDTQ_PROOF_VIEWS", 20) as usize);
    let mut tried = 0;
    for (at, pattern) in all.into_iter().step_by(step) {
        let mut bytes = std::fs::read(&mark).unwrap();
        bytes[at] ^= pattern;
        std::fs::write(&mark, bytes).unwrap();
        let (store, opened) = Store::open(home.path(), &options(None)).unwrap();
        assert_eq!((store.head(), opened.rebuilt), (head, None), "byte {at}");
        assert_eq!(store.changes(1, usize::MAX).unwrap(), written, "byte {at}");
        store.close();
        tried += 1;
    }
    println!("flipped bytes: {tried} damages of the mark of a clean stop; believed 0");
}
