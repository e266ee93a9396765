//! The whole store after a power cut, with whatever is left of its view: old, gone, cut short, or with flipped bits.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndtq::protocol::{Change, CheckView, Finding, ReadOnly};
use ndtq::store::{Disk, Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::author::Author;
use crate::count;
use crate::evidence::copy_dir;
use crate::power_disk::PowerDisk;
use crate::random::{Random, seed};

/// What became of the view's folder.
const FATES: [Fate; 6] = [
    ("as it was", |_, _| {}),
    ("gone", |view, _| fs::remove_dir_all(view).unwrap_or_default()),
    ("emptied", |view, _| files(view).iter().for_each(|file| fs::remove_file(file).unwrap())),
    ("cut short", cut_short),
    ("a few bits flipped", |view, random| flip(view, 1 + random.below(20), random)),
    ("many bits flipped", |view, random| flip(view, 4_000, random)),
];

type Fate = (&'static str, fn(&Path, &mut Random));

/// A run of a store on a disk that can be cut, with copies of its view folder.
struct Run {
    random: Random,
    dir: PathBuf,
    _home: tempfile::TempDir,
    copies: tempfile::TempDir,
    disk: PowerDisk,
    author: Author,
    /// For each save: how many changes were acknowledged with it, and how many calls the disk had then.
    saves: Vec<(usize, usize)>,
}

pub fn options(disk: &PowerDisk, segment_bytes: u64) -> StoreOptions {
    let disk: Arc<dyn Disk> = Arc::new(disk.clone());
    let new = StoreOptions::new(Uuid::from_u128(1), 0, system_random());
    StoreOptions { disk, segment_bytes, cache_bytes: 4 * 1024 * 1024, ..new }
}

#[test]
fn a_cut_home_opens_whatever_became_of_its_view() {
    let (cases, seed) = (count("NDTQ_PROOF_VIEWS", 20), seed());
    let (mut rebuilt, mut replayed, mut loaded, mut archives) = (0, 0, 0, 0);
    for case in 0..cases {
        let mut run = Run::of(seed + u64::from(case));
        let (name, spoil) = FATES[case as usize % FATES.len()];
        let what = format!("the view {name}, NDTQ_PROOF_SEED={seed}, case {case}");
        let copied = run.random.below(run.saves.len() as u64 + 1) as usize;
        let calls = run.disk.calls();
        // The view is never newer than the journal: it is written after the sync.
        let earliest = copied.checked_sub(1).map_or(0, |at| run.saves[at].1);
        let call = earliest + run.random.below((calls - earliest) as u64 + 1) as usize;
        let left = run.disk.cut(call, &mut run.random);
        run.put_view(copied);
        spoil(&run.dir.join("view"), &mut run.random);

        let opened = Store::open(&run.dir, &options(&left, 2_000));
        let (store, opened) = opened.unwrap_or_else(|error| panic!("{what}: {error}"));
        let acknowledged = run.saves.iter().rev().find(|save| save.1 <= call).map_or(0, |save| save.0);
        check(&store, &run.author.changes, acknowledged, &what);
        archives += is_whole(&store, &what).archives;
        go_on(&store, &what);
        rebuilt += u32::from(opened.rebuilt.is_some());
        replayed += u32::from(opened.replayed > 0);
        loaded += u32::from(opened.from_snapshot.is_some());
    }
    println!(
        "power cuts: {cases} with the whole store (seed {seed}), in {replayed} the view was brought up, in {rebuilt} \
         it was made anew, in {loaded} of a snapshot; {archives} archives; lost 0"
    );
}

#[test]
fn a_disk_that_lied_about_a_sync_is_found_out() {
    let mut run = Run::of(7);
    let [.., before, last] = run.saves[..] else { panic!("{:?}", run.saves) };
    assert!(before.0 < last.0);
    // As the orderly end of the run left it: with all that was saved.
    let left = run.disk.cut(before.1, &mut run.random);
    let bytes = left.files();
    let (store, opened) = Store::open(&run.dir, &options(&left, 2_000)).unwrap();
    let lost = ReadOnly::LostEnd { known: last.0 as u64, journal: before.0 as u64 };
    assert_eq!(opened.read_only, Some(lost));
    for (key, (_, bytes)) in &run.author.records {
        assert_eq!(store.raw(*key).unwrap().as_ref(), Some(bytes), "what the view knows is read: {key:?}");
    }
    assert_eq!(left.files(), bytes, "nothing was cut");
}

impl Run {
    fn of(seed: u64) -> Run {
        let home = tempfile::tempdir().unwrap();
        let copies = tempfile::tempdir().unwrap();
        let dir = home.path().join("data");
        let disk = PowerDisk::with_folder(home.path());
        let mut random = Random::of(seed);
        let mut author = Author::default();
        let mut saves = Vec::new();
        let options = options(&disk, 400 + random.below(1_600));
        let mut store = Store::open(&dir, &options).unwrap().0;
        for number in 1..=3 + random.below(12) {
            let changes = author.write(1 + random.below(5) as usize, 300, &mut random);
            store.commit(&changes).unwrap();
            author.take_all(&changes);
            saves.push((author.changes.len(), disk.calls()));
            if random.once_in(2) {
                store.upkeep().unwrap();
            }
            // Copied while it may be writing and knows more than its file, or with all that it knows.
            let copy = copies.path().join(number.to_string());
            if random.once_in(3) {
                copy_dir(&dir.join("view"), &copy);
            } else {
                drop(store);
                copy_dir(&dir.join("view"), &copy);
                store = Store::open(&dir, &options).unwrap().0;
            }
        }
        drop(store);
        Run { random, dir, _home: home, copies, disk, author, saves }
    }

    /// Puts the view back as it was after so many saves; before the first there was none.
    fn put_view(&self, saves: usize) {
        let view = self.dir.join("view");
        fs::remove_dir_all(&view).unwrap();
        if saves > 0 {
            copy_dir(&self.copies.path().join(saves.to_string()), &view);
        }
    }
}

/// The store holds all that was acknowledged, and perhaps some of what was being saved, with equal bytes.
fn check(store: &Store, written: &[Change], acknowledged: usize, what: &str) {
    let found = store.changes(1, usize::MAX).unwrap();
    assert!(found.len() >= acknowledged, "{what}: {} of {acknowledged}", found.len());
    assert_eq!(found, written[..found.len()], "{what}");
    let mut author = Author::default();
    author.take_all(&found);
    for (key, (_, bytes)) in &author.records {
        assert_eq!(store.raw(*key).unwrap().as_ref(), Some(bytes), "{what}: {key:?}");
    }
    for change in &found {
        assert_eq!(store.seq_of_request(change.request).unwrap(), Some(change.seq), "{what}");
    }
    let more = author.write(2, 100, &mut Random::of(1));
    store.commit(&more).unwrap_or_else(|error| panic!("{what}: {error}"));
}

/// A deep check finds nothing but snapshots that were being written.
pub fn is_whole(store: &Store, what: &str) -> CheckView {
    let check = store.check(true, &mut |_, _, _| {}).unwrap();
    let others = check.findings.iter().find(|finding| !matches!(finding, Finding::Snapshot { .. }));
    assert_eq!(others, None, "{what}");
    check
}

/// Life goes on: saves and upkeep, until segments are archived.
pub fn go_on(store: &Store, what: &str) {
    let mut author = Author::default();
    author.take_all(&store.changes(1, usize::MAX).unwrap());
    let mut random = Random::of(3);
    for _ in 0..4 {
        let more = author.write(4, 300, &mut random);
        store.commit(&more).unwrap_or_else(|error| panic!("{what}: {error}"));
        store.upkeep().unwrap_or_else(|error| panic!("{what}: {error}"));
        author.take_all(&more);
    }
    let check = is_whole(store, what);
    assert!(check.archives > 0 && check.snapshots >= 3, "{what}: {check:?}");
    assert_eq!(store.changes(1, usize::MAX).unwrap(), author.changes, "{what}");
}

/// The files of a view that have bytes.
fn files(view: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(view).into_iter().flatten().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.metadata().unwrap().is_file()).map(|entry| entry.path()).collect()
}

fn cut_short(view: &Path, random: &mut Random) {
    for path in files(view) {
        let length = fs::metadata(&path).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(random.below(length + 1)).unwrap();
    }
}

fn flip(view: &Path, bits: u64, random: &mut Random) {
    for path in files(view) {
        let mut bytes = fs::read(&path).unwrap();
        // A large part of the file are zeros that nobody reads.
        let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        for _ in 0..if used > 0 { bits } else { 0 } {
            bytes[random.below(used as u64) as usize] ^= 1 << random.below(8);
        }
        fs::write(path, bytes).unwrap();
    }
}
