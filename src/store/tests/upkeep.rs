//! Snapshots and archives: equal to what the journal says, made while work goes on, worth nothing when damaged.

use std::fs;
use std::time::{Duration, Instant};

use super::*;
use crate::store::open::view_dir;

const BOUND: u64 = 700;

fn options_with_small_segments() -> StoreOptions {
    StoreOptions { segment_bytes: BOUND, ..options() }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn snapshots(home: &Path) -> Vec<PathBuf> {
    let dir = home.join("snapshots");
    names(&dir).iter().map(|name| dir.join(name)).collect()
}

/// Head, texts, histories, requests.
type All = (Head, Vec<String>, Vec<Vec<u64>>, Vec<Option<u64>>);

/// Everything a view can be asked.
fn all_of(store: &Store) -> All {
    let keys: Vec<RecordKey> = (1..=40).map(|number| note(number, "").id.key()).collect();
    let histories = keys.iter().map(|key| store.history_of(*key).unwrap()).collect();
    let requests =
        (1..=60u128).map(|seq| store.seq_of_request(Uuid::from_u128(seq << 64)).unwrap()).collect();
    (store.head(), texts(store), histories, requests)
}

/// Notes that are made, edited and taken back, with a snapshot every ten changes.
fn worked_in(home: &Path) -> Store {
    let (store, _) = Store::open(home, &options_with_small_segments()).unwrap();
    for round in 0..5u128 {
        save_notes(&store, round * 6 + 1, 6);
        save(&store, [note(round + 1, "sửa lại").into(), note(40, "chung").into()]);
        save(&store, [note(round + 2, "sửa lần nữa").into()]);
        let gone = note(round * 6 + 6, "").id.key();
        let bytes = store.raw(gone).unwrap();
        let head = store.head();
        let taken_back = change(head.seq + 1, vec![edit(bytes, 1, None, gone)], head.digest);
        store.commit(&[taken_back]).unwrap();
        save_notes(&store, round * 6 + 6, 1);
        store.upkeep().unwrap();
    }
    store
}

#[test]
fn a_view_made_of_a_snapshot_is_the_view_that_was() {
    let home = tempfile::tempdir().unwrap();
    let store = worked_in(home.path());
    save_notes(&store, 31, 3);
    let before = all_of(&store);
    drop(store);
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    assert_eq!((opened.from_snapshot, opened.replayed), (Some(50), 3));
    assert_eq!(all_of(&store), before);
}

#[test]
fn three_snapshots_are_kept_and_what_they_cover_is_compressed() {
    let home = tempfile::tempdir().unwrap();
    let store = worked_in(home.path());
    let seqs: Vec<String> = [30, 40, 50].iter().map(|seq| format!("{seq:020}.snap")).collect();
    assert_eq!(names(&home.path().join("snapshots")), seqs);
    let files = names(&home.path().join("journal"));
    let archives: Vec<&String> = files.iter().filter(|name| name.ends_with(".seg.gz")).collect();
    assert!(archives.len() >= 5, "{files:?}");
    let last_archived = archives.last().unwrap().split(['-', '.']).nth(1).unwrap().parse::<u64>().unwrap();
    assert!((25..=30).contains(&last_archived), "{files:?}");
    for seq in 1..=50 {
        assert_eq!(store.change(seq).unwrap().unwrap().seq, seq, "while it is open");
    }
    drop(store);
    for _ in 0..2 {
        let (store, _) = Store::open(home.path(), &options_with_small_segments()).unwrap();
        for seq in 1..=50 {
            assert_eq!(store.change(seq).unwrap().unwrap().seq, seq);
        }
        assert!(store.reader.verify_archives().unwrap().is_empty());
        save_notes(&store, 100 + u128::from(store.head().seq), 1);
        drop(store);
    }
}

#[test]
fn a_damaged_snapshot_is_no_harm() {
    type Damage = fn(&Path);
    let cases: [(&str, Damage, Option<u64>); 4] = [
        ("the newest flipped", |home| flip_middle(&snapshots(home)[2]), Some(40)),
        ("the newest two cut", |home| snapshots(home)[1..].iter().for_each(|path| cut(path)), Some(30)),
        ("all flipped", |home| snapshots(home).iter().for_each(|path| flip_middle(path)), None),
        ("all deleted", |home| fs::remove_dir_all(home.join("snapshots")).unwrap(), None),
    ];
    for (what, damage, used) in cases {
        let home = tempfile::tempdir().unwrap();
        let before = all_of(&worked_in(home.path()));
        damage(home.path());
        fs::remove_dir_all(view_dir(home.path())).unwrap();
        let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
        assert_eq!((opened.from_snapshot, opened.read_only), (used, None), "{what}");
        assert_eq!(all_of(&store), before, "{what}");
        save_notes(&store, 50, 1);
        store.upkeep().unwrap();
    }
}

fn flip_middle(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
}

#[test]
fn every_byte_of_a_snapshot_that_is_flipped_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save_notes(&store, 1, 2);
    store.upkeep().unwrap();
    let path = snapshots(home.path()).pop().unwrap();
    let whole = fs::read(&path).unwrap();
    assert!(super::snapshot::Snapshot::open(&RealDisk, &path).unwrap().is_some());
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        assert!(super::snapshot::Snapshot::open(&RealDisk, &path).unwrap().is_none(), "byte {at}");
    }
}

#[test]
fn a_snapshot_of_another_life_of_the_home_is_not_taken() {
    let home = tempfile::tempdir().unwrap();
    let before = all_of(&worked_in(home.path()));
    // The same home, continued otherwise from a copy: change 50 is another one there.
    let other = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(other.path(), &options_with_small_segments()).unwrap();
    save_notes(&store, 200, 50);
    store.upkeep().unwrap();
    let foreign = snapshots(other.path()).pop().unwrap();
    fs::copy(foreign, &snapshots(home.path())[2]).unwrap();
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    assert_eq!(opened.from_snapshot, Some(40));
    assert_eq!(all_of(&store), before);
}

#[test]
fn a_full_disk_costs_the_snapshot_alone() {
    let home = tempfile::tempdir().unwrap();
    let disk = super::mem_disk::MemDisk::default();
    let options = StoreOptions { disk: Arc::new(disk.clone()), ..options_with_small_segments() };
    let (store, _) = Store::open(home.path(), &options).unwrap();
    save_notes(&store, 1, 20);
    store.upkeep().unwrap();
    save_notes(&store, 21, 5);
    let files = disk.paths();
    for room in [0, 50, 300] {
        disk.set_room(Some(room));
        assert!(matches!(store.upkeep(), Err(SnapshotError::File { .. })), "{room}");
        assert_eq!(disk.paths(), files, "{room}: nothing is left behind");
    }
    disk.set_room(None);
    save_notes(&store, 26, 1);
    store.upkeep().unwrap();
    assert_eq!(texts(&store).len(), 26);
}

#[test]
fn it_is_due_when_it_is_worth_it() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    assert!(!store.upkeep_is_due(Occasion::Stopping), "there is nothing to keep");
    save_notes(&store, 1, 3);
    assert!(store.upkeep_is_due(Occasion::Stopping) && !store.upkeep_is_due(Occasion::Working));
    store.upkeep().unwrap();
    assert!(!store.upkeep_is_due(Occasion::Stopping));
}

#[test]
fn after_a_snapshot_it_rests_for_many_times_as_long_as_that_took() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save_notes(&store, 1, 2_000);
    assert!(store.upkeep_is_due(Occasion::Working));
    let took = Duration::from_secs(60);
    store.upkeep.rest_after(took);
    let now = Instant::now();
    assert!(store.upkeep.rests(now + 9 * took) && !store.upkeep.rests(now + 11 * took));
    assert!(!store.upkeep_is_due(Occasion::Working) && store.upkeep_is_due(Occasion::Stopping));
}

#[test]
fn a_segment_brought_back_for_its_archive_counts() {
    let home = tempfile::tempdir().unwrap();
    let before = all_of(&worked_in(home.path()));
    let journal = home.path().join("journal");
    let archives: Vec<String> =
        names(&journal).into_iter().filter(|name| name.ends_with(".seg.gz")).collect();
    for (nth, archive) in archives.iter().enumerate().take(3) {
        let mut bytes = Vec::new();
        let packed = fs::read(journal.join(archive)).unwrap();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut bytes).unwrap();
        let segment = format!("{}.seg", archive.split('-').next().unwrap());
        fs::write(journal.join(&segment), bytes).unwrap();
        // The archive is damaged, which is why the segment was brought back.
        cut(&journal.join(archive));
        let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
        assert_eq!((opened.read_only, all_of(&store)), (None, before.clone()), "{nth}");
        assert_eq!(store.changes(1, 60).unwrap().len(), 50, "{nth}");
        assert_eq!(store.check(true, &mut |_, _, _| {}).unwrap().findings, [], "{nth}");
    }
}
