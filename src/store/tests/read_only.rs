//! What cannot be mended without losing something is opened for reading alone, and says what is wrong.

use std::fs;

use super::*;
use crate::store::open::view_dir;

/// Ten notes in segments of three.
fn home_of_ten() -> (tempfile::TempDir, StoreOptions) {
    let home = tempfile::tempdir().unwrap();
    let options = StoreOptions { segment_bytes: 700, spare_dir: home.path().to_owned(), ..options() };
    let (store, _) = Store::open(home.path(), &options).unwrap();
    save_notes(&store, 1, 10);
    store.close();
    (home, options)
}

fn segments(home: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.join("journal")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 0xFF;
    fs::write(path, bytes).unwrap();
}

/// Cuts the last frame off, as a disk that never wrote what it confirmed.
fn lose_last_frame(path: &Path) {
    let bytes = fs::read(path).unwrap();
    let at = bytes.windows(4).rposition(|four| four == b"NDTF").unwrap();
    fs::write(path, &bytes[..at]).unwrap();
}

#[test]
fn a_damaged_journal_is_read_and_takes_nothing_more() {
    type Break = fn(&Path);
    type IsRight = fn(&ReadOnly) -> bool;
    fn damaged(why: &ReadOnly, what: Flawed, first: u64) -> bool {
        matches!(why, ReadOnly::Damaged(damage) if damage[0].what == what && damage[0].first == first)
    }
    let cases: [(&str, Break, IsRight); 5] = [
        ("inside a segment", |home| flip(&segments(home)[1], 200), |why| damaged(why, Flawed::Unreadable, 4)),
        ("a header", |home| flip(&segments(home)[2], 3), |why| damaged(why, Flawed::Unreadable, 7)),
        (
            "a missing segment",
            |home| fs::remove_file(&segments(home)[1]).unwrap(),
            |why| damaged(why, Flawed::Missing, 4),
        ),
        (
            "a lost end",
            |home| lose_last_frame(segments(home).last().unwrap()),
            |why| *why == ReadOnly::LostEnd { known: 10, journal: 9 },
        ),
        (
            "a lost last segment",
            |home| fs::remove_file(segments(home).last().unwrap()).unwrap(),
            |why| matches!(why, ReadOnly::LostEnd { known: 10, .. }),
        ),
    ];
    for (what, break_it, is_right) in cases {
        let (home, options) = home_of_ten();
        break_it(home.path());
        let before: Vec<Vec<u8>> = segments(home.path()).iter().map(|path| fs::read(path).unwrap()).collect();
        for again in [false, true] {
            let (store, opened) = Store::open(home.path(), &options).unwrap();
            let why = opened.read_only.unwrap_or_else(|| panic!("{what}, {again}: is writable"));
            assert!(again || is_right(&why), "{what}: {why}");
            assert_eq!(texts(&store).len(), 10, "{what}: every record is read");
            assert!(store.changes(1, 20).unwrap().len() >= 6, "{what}: and what is left of the past");
            let refused = store.commit(&[putting(&store, [note(11, "mới").into()])]).unwrap_err();
            assert!(matches!(refused, CommitError::ReadOnly(_)) && !refused.is_fatal(), "{what}: {refused}");
            store.close();
        }
        let after: Vec<Vec<u8>> = segments(home.path()).iter().map(|path| fs::read(path).unwrap()).collect();
        assert_eq!(before, after, "{what}: nothing was cut");
    }
}

#[test]
fn what_a_snapshot_covers_outlasts_damage_and_a_lost_view() {
    for (covered, left) in [(0, 3), (10, 10)] {
        let (home, options) = home_of_ten();
        if covered > 0 {
            let (store, _) = Store::open(home.path(), &options).unwrap();
            store.upkeep().unwrap();
        }
        flip(&segments(home.path())[1], 200);
        fs::remove_dir_all(view_dir(home.path())).unwrap();
        let (store, opened) = Store::open(home.path(), &options).unwrap();
        assert!(opened.read_only.is_some());
        assert_eq!(opened.from_snapshot, (covered > 0).then_some(covered));
        assert_eq!(texts(&store).len(), left, "covered to {covered}");
    }
}

#[test]
fn a_file_that_is_put_back_ends_it() {
    let (home, options) = home_of_ten();
    let path = segments(home.path())[1].clone();
    let whole = fs::read(&path).unwrap();
    flip(&path, 200);
    let (store, opened) = Store::open(home.path(), &options).unwrap();
    assert!(opened.read_only.is_some());
    drop(store);
    fs::write(&path, whole).unwrap();
    let (store, opened) = Store::open(home.path(), &options).unwrap();
    assert_eq!(opened.read_only, None);
    save_notes(&store, 11, 1);
}

#[test]
fn a_disk_nearly_full_refuses_saves_and_takes_them_again() {
    let home = tempfile::tempdir().unwrap();
    let disk = super::mem_disk::MemDisk::default();
    let options = StoreOptions { disk: Arc::new(disk.clone()), ..options() };
    let (store, _) = Store::open(home.path(), &options).unwrap();
    save_notes(&store, 1, 1);
    for room in [0, 5_000_000, 8 * 1024 * 1024] {
        disk.set_room(Some(room));
        let refused = store.commit(&[putting(&store, [note(2, "mới").into()])]).unwrap_err();
        assert!(matches!(refused, CommitError::NoRoom { .. }) && !refused.is_fatal(), "{room}: {refused}");
        assert_eq!(texts(&store).len(), 1);
    }
    disk.set_room(None);
    save_notes(&store, 2, 1);
    assert_eq!(texts(&store).len(), 2);
}

#[test]
fn a_lost_end_is_remembered_whatever_told_of_it() {
    type Lose = fn(&Path);
    let cases: [(&str, Lose); 3] = [
        // The mark of the clean stop alone knows.
        ("the view is gone", |home| fs::remove_dir_all(view_dir(home)).unwrap()),
        // The view knows, and lost a record without a word.
        ("the view is unsound", |home| {
            fs::remove_file(home.join("clean-stop")).unwrap();
            let view = SledView::open(&view_dir(home), 1024 * 1024).unwrap();
            let key = step::record_key(note(2, "").id.key()).to_vec();
            view.put(&[&step::Op { tree: Tree::Records, key, value: None }], None).unwrap();
        }),
        ("the view hung", |home| fs::write(view_dir(home).with_extension("hung"), "").unwrap()),
    ];
    for (what, lose) in cases {
        let (home, options) = home_of_ten();
        let last = segments(home.path()).pop().unwrap();
        let whole = fs::read(&last).unwrap();
        lose_last_frame(&last);
        lose(home.path());
        let cut = fs::read(&last).unwrap();
        for again in 0..3 {
            let (store, opened) = Store::open(home.path(), &options).unwrap();
            let lost = Some(ReadOnly::LostEnd { known: 10, journal: 9 });
            assert_eq!(opened.read_only, lost, "{what}, {again}");
            assert!(texts(&store).len() >= 9, "{what}, {again}");
        }
        assert_eq!(fs::read(&last).unwrap(), cut, "{what}: nothing was cut");
        fs::write(&last, whole).unwrap();
        let (store, opened) = Store::open(home.path(), &options).unwrap();
        assert_eq!((opened.read_only, texts(&store).len()), (None, 10), "{what}: put back");
    }
}

#[test]
fn damage_with_a_view_that_cannot_be_trusted_opens_for_reading_every_time() {
    type Spoil = fn(&Path);
    let cases: [(&str, Spoil, usize); 3] = [
        (
            "unsound",
            |home| {
                let view = SledView::open(&view_dir(home), 1024 * 1024).unwrap();
                let key = step::record_key(note(2, "").id.key()).to_vec();
                view.put(&[&step::Op { tree: Tree::Records, key, value: None }], None).unwrap();
            },
            9,
        ),
        ("gone", |home| fs::remove_dir_all(view_dir(home)).unwrap(), 3),
        ("overwritten", |home| fs::write(view_dir(home).join("db"), [9; 4000]).unwrap(), 3),
    ];
    for (what, spoil, at_least) in cases {
        let (home, options) = home_of_ten();
        flip(&segments(home.path())[1], 200);
        fs::remove_file(home.path().join("clean-stop")).unwrap();
        spoil(home.path());
        for again in 0..3 {
            let (store, opened) = Store::open(home.path(), &options).unwrap();
            assert!(matches!(opened.read_only, Some(ReadOnly::Damaged(_))), "{what}, {again}");
            assert!(texts(&store).len() >= at_least, "{what}, {again}: {}", texts(&store).len());
        }
    }
}

#[test]
fn a_mark_without_a_journal_makes_no_new_register() {
    let (home, options) = home_of_ten();
    fs::remove_dir_all(home.path().join("journal")).unwrap();
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    for again in 0..2 {
        let error = Store::open(home.path(), &options).err();
        assert!(matches!(error, Some(StoreError::JournalMissing { .. })), "{again}: {error:?}");
    }
}

#[test]
fn a_lost_end_behind_damage_is_remembered_too() {
    let (home, options) = home_of_ten();
    let (inside, last) = (segments(home.path())[1].clone(), segments(home.path()).pop().unwrap());
    let whole = fs::read(&inside).unwrap();
    flip(&inside, 200);
    lose_last_frame(&last);
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    let (store, opened) = Store::open(home.path(), &options).unwrap();
    assert!(matches!(opened.read_only, Some(ReadOnly::Damaged(_))));
    drop(store);
    // The damaged file is put back, and the end is still known to be lost.
    fs::write(&inside, whole).unwrap();
    let (_, opened) = Store::open(home.path(), &options).unwrap();
    assert_eq!(opened.read_only, Some(ReadOnly::LostEnd { known: 10, journal: 9 }));
}
