//! Every byte of a snapshot, of an archive and of an erasure that waits is damaged: records are not affected, what
//! cannot be read is said, and nothing wrong is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ndtq::domain::StaffId;
use ndtq::protocol::{By, Change, Finding};
use ndtq::store::{Erasure, Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::author::Author;
use crate::count;
use crate::power_disk::PowerDisk;
use crate::random::Random;
use crate::views::options;

const PATTERNS: [u8; 3] = [0x01, 0x80, 0xFF];
const SEGMENT_BYTES: u64 = 700;

/// A home with snapshots and archives.
struct Whole {
    dir: PathBuf,
    _home: tempfile::TempDir,
    files: Vec<(PathBuf, Vec<u8>)>,
    author: Author,
}

impl Whole {
    fn new(erasing: bool) -> Whole {
        let home = tempfile::tempdir().unwrap();
        let (dir, disk) = (home.path().join("data"), PowerDisk::with_folder(home.path()));
        let (store, _) = Store::open(&dir, &small(&disk)).unwrap();
        let (mut author, mut random) = (Author::default(), Random::of(5));
        for _ in 0..5 {
            let changes = author.write(3, 80, &mut random);
            store.commit(&changes).unwrap();
            author.take_all(&changes);
            store.upkeep().unwrap();
        }
        if erasing {
            let by = By { staff: StaffId(Uuid::from_u128(9)), login: "trinh".into() };
            let keys = BTreeSet::from([*author.records.keys().next().unwrap()]);
            store.erase(&Erasure::whole(by, 0, Uuid::from_u128(7), keys), &system_random()).unwrap();
        }
        drop(store);
        Whole { dir, _home: home, files: disk.files(), author }
    }

    /// Of the damages of some files as many as the environment says: a byte, and what it is flipped with.
    fn damages(&self, of: impl Fn(&Path) -> bool) -> (usize, Vec<(PathBuf, usize, u8)>) {
        let files = self.files.iter().filter(|(path, _)| of(path));
        let all: Vec<_> = files
            .flat_map(|(path, bytes)| (0..bytes.len()).map(|at| (path.clone(), at, PATTERNS[at % 3])))
            .collect();
        let step = all.len().div_ceil(13 * count("NDTQ_PROOF_VIEWS", 20) as usize).max(1);
        (all.len(), all.into_iter().step_by(step).collect())
    }

    /// A disk with a damage, and no view beside it.
    fn damaged(&self, (damaged, at, pattern): &(PathBuf, usize, u8)) -> PowerDisk {
        fs::remove_dir_all(self.dir.join("view")).unwrap_or_default();
        let disk = PowerDisk::with_folder(&self.dir.join("journal"));
        for (path, bytes) in &self.files {
            let mut bytes = bytes.clone();
            if path == damaged {
                bytes[*at] ^= pattern;
            }
            disk.put(path, bytes);
        }
        disk
    }

    fn assert_records(&self, store: &Store, what: &str) {
        for (key, (_, bytes)) in &self.author.records {
            assert_eq!(store.raw(*key).unwrap().as_ref(), Some(bytes), "{what}: {key:?}");
        }
    }
}

fn small(disk: &PowerDisk) -> StoreOptions {
    options(disk, SEGMENT_BYTES)
}

fn is_in(path: &Path, folder: &str, suffix: &str) -> bool {
    path.parent().is_some_and(|dir| dir.ends_with(folder)) && path.to_string_lossy().ends_with(suffix)
}

#[test]
fn a_damaged_snapshot_is_found_out_and_harms_nothing() {
    let whole = Whole::new(false);
    let (all, damages) = whole.damages(|path| is_in(path, "snapshots", ".snap"));
    for damage in &damages {
        let (what, disk) = (format!("{damage:?}"), whole.damaged(damage));
        let (store, opened) = Store::open(&whole.dir, &small(&disk)).unwrap();
        assert_eq!(
            (opened.read_only, store.changes(1, usize::MAX).unwrap()),
            (None, whole.author.changes.clone())
        );
        assert!(opened.from_snapshot.is_some(), "{what}: another one serves");
        whole.assert_records(&store, &what);
        let seq = damage.0.file_stem().unwrap().to_string_lossy().parse().unwrap();
        let check = store.check(true, &mut |_, _, _| {}).unwrap();
        assert_eq!(check.findings, [Finding::Snapshot { seq }], "{what}");
    }
    println!(
        "flipped bytes: {} of {all} damages of snapshots, without a view; all found, records harmed 0",
        damages.len()
    );
}

#[test]
fn a_damaged_archive_is_told_and_harms_no_record() {
    let whole = Whole::new(false);
    let (all, damages) = whole.damages(|path| is_in(path, "journal", ".seg.gz"));
    let mut unread = 0;
    for damage in &damages {
        let (what, disk) = (format!("{damage:?}"), whole.damaged(damage));
        let (store, opened) = Store::open(&whole.dir, &small(&disk)).unwrap();
        assert_eq!(opened.read_only, None, "{what}");
        whole.assert_records(&store, &what);
        let lost =
            whole.author.changes.iter().filter(|change| !reads_or_says_why(&store, change, &what)).count();
        let check = store.check(true, &mut |_, _, _| {}).unwrap();
        let is_told = check.findings.iter().any(|finding| matches!(finding, Finding::Journal(_)));
        assert!(is_told || (lost == 0 && check.findings.is_empty()), "{what}: {lost} {:?}", check.findings);
        unread += u32::from(lost > 0);
    }
    assert!(unread > 0);
    println!(
        "flipped bytes: {} of {all} damages of archives, without a view; {unread} keep something from being read and \
         are told, records harmed 0",
        damages.len()
    );
}

/// It is as it was recorded, or it is said that it cannot be read.
fn reads_or_says_why(store: &Store, change: &Change, what: &str) -> bool {
    match store.change(change.seq) {
        Ok(found) => assert_eq!(found.as_ref(), Some(change), "{what}"),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return false;
        }
    }
    true
}

#[test]
fn a_damaged_erasure_that_waits_writes_nothing() {
    let whole = Whole::new(true);
    let (all, damages) = whole.damages(|path| path.ends_with("erasing"));
    for damage in &damages {
        let disk = whole.damaged(damage);
        let before = disk.files();
        let (store, opened) = Store::open(&whole.dir, &small(&disk)).unwrap();
        assert_eq!((opened.erased, opened.read_only), (None, None), "{damage:?}");
        let found = store.check(true, &mut |_, _, _| {}).unwrap().findings;
        assert!(
            found.iter().any(|finding| matches!(finding, Finding::Erasure { .. })),
            "{damage:?}: {found:?}"
        );
        assert_eq!(disk.files(), before, "{damage:?}");
    }
    println!(
        "flipped bytes: {} of {all} damages of an erasure that waits; all found, nothing written",
        damages.len()
    );
}
