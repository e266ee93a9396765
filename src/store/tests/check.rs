//! Checks: a healthy store has no findings, and each kind of damage has its own; nothing is changed by looking.

use std::fs;

use super::*;
use crate::protocol::{CheckView, Differs, Finding};
use crate::store::open::view_dir;
use crate::store::step::Tree;

fn options_with_small_segments(home: &Path) -> StoreOptions {
    StoreOptions { segment_bytes: 700, spare_dir: home.to_owned(), ..options() }
}

/// Twenty notes, with snapshots and archives.
fn home_of_twenty() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(home.path(), &options_with_small_segments(home.path())).unwrap();
    for round in 0..4u128 {
        save_notes(&store, round * 5 + 1, 5);
        if round < 3 {
            store.upkeep().unwrap();
        }
    }
    (home, store)
}

fn closed(home: &Path, deep: bool) -> CheckView {
    check_closed(home, &options_with_small_segments(home), deep, &mut |_, _, _| {}).unwrap()
}

fn file(home: &Path, folder: &str, nth: usize) -> PathBuf {
    let entries = fs::read_dir(home.join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths[nth].clone()
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 0x40;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_whole_store_has_no_findings() {
    let (home, store) = home_of_twenty();
    for deep in [false, true] {
        let mut seen = 0;
        let check = store.check(deep, &mut |_, _, _| seen += 1).unwrap();
        assert_eq!((check.seq, check.records, check.findings.len(), seen), (20, 20, 0, 20));
        assert_eq!((check.snapshots, check.deep), (3, deep));
        assert!(check.segments >= 6 && check.archives >= 1, "{check:?}");
    }
    store.close();
    drop(store);
    for deep in [false, true] {
        let check = closed(home.path(), deep);
        assert_eq!((check.seq, check.records, check.findings), (20, 20, vec![]));
    }
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}: nothing is left behind");
}

#[test]
fn each_damage_is_found() {
    type Break = fn(&Path);
    type IsIt = fn(&Finding) -> bool;
    let cases: [(&str, Break, IsIt); 6] = [
        ("a live segment", |home| flip(&file(home, "journal", 4)), |f| matches!(f, Finding::Journal(_))),
        ("an archive", |home| flip(&file(home, "journal", 0)), |f| matches!(f, Finding::Journal(_))),
        (
            "an archive is gone",
            |home| fs::remove_file(file(home, "journal", 0)).unwrap(),
            |f| matches!(f, Finding::Journal(damage) if damage.what == Flawed::Missing),
        ),
        ("a snapshot", |home| flip(&file(home, "snapshots", 1)), |f| *f == Finding::Snapshot { seq: 10 }),
        (
            "the end of the journal",
            |home| fs::remove_file(file(home, "journal", 6)).unwrap(),
            |f| matches!(f, Finding::LostEnd { known: 20, .. }),
        ),
        (
            "the view",
            |home| fs::write(view_dir(home).join("db"), [7; 5000]).unwrap(),
            |f| matches!(f, Finding::NoView(_) | Finding::View { .. }),
        ),
    ];
    for (what, break_it, is_it) in cases {
        let (home, store) = home_of_twenty();
        store.close();
        drop(store);
        break_it(home.path());
        let before = fs::read_dir(home.path().join("journal")).unwrap().count();
        let check = closed(home.path(), true);
        assert!(check.findings.iter().any(is_it), "{what}: {:?}", check.findings);
        assert_eq!(fs::read_dir(home.path().join("journal")).unwrap().count(), before, "{what}");
    }
}

#[test]
fn what_sled_lost_or_altered_is_named() {
    type Lose = fn(&Store, RecordKey);
    type Found = fn(RecordKey) -> Finding;
    let cases: [(&str, Lose, Found); 3] = [
        ("a record", |store, key| put(store, key, None), |key| Finding::View { key, how: Differs::Missing }),
        (
            "other bytes",
            |store, key| put(store, key, Some(b"?".to_vec())),
            |key| Finding::View { key, how: Differs::Bytes },
        ),
        (
            "an index key",
            |store, _| {
                let key = store.view.keys(Tree::Index, &[], 1).unwrap().remove(0);
                store.view.settled().put(&[&step::Op { tree: Tree::Index, key, value: None }], None).unwrap();
            },
            |_| Finding::Index { missing: 1, extra: 0 },
        ),
    ];
    for (what, lose, expected) in cases {
        let (_home, store) = home_of_twenty();
        let key = note(7, "").id.key();
        lose(&store, key);
        let check = store.check(false, &mut |_, _, _| {}).unwrap();
        assert!(check.findings.contains(&expected(key)), "{what}: {:?}", check.findings);
        assert!(check.findings.iter().all(Finding::mends_itself), "{what}");
    }
}

fn put(store: &Store, key: RecordKey, value: Option<Vec<u8>>) {
    let op = step::Op { tree: Tree::Records, key: step::record_key(key).to_vec(), value };
    store.view.settled().put(&[&op], None).unwrap();
}
