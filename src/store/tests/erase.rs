//! Erasing: what was erased is nowhere any more, the chain still verifies, and a kill at any point changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use super::*;
use crate::domain::ERASED;
use crate::store::open::view_dir;

const SECRET: &str = "Nhà bà Út ở cuối hẻm Cây Điệp";

fn options_with_small_segments() -> StoreOptions {
    StoreOptions { segment_bytes: 700, ..options() }
}

fn secret_key() -> RecordKey {
    note(3, "").id.key()
}

/// A home in which one note has a secret, in live segments and in archives, edited once.
fn home_with_secret() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    save_notes(&store, 1, 2);
    save(&store, [note(3, SECRET).into(), note(4, "khác").into()]);
    for round in 0..3u128 {
        save_notes(&store, round * 10 + 10, 5);
        store.upkeep().unwrap();
    }
    save(&store, [note(3, &format!("{SECRET}, số 12")).into()]);
    save_notes(&store, 50, 1);
    (home, store)
}

fn erasure() -> Erasure {
    let by = By { staff: StaffId(Uuid::from_u128(9)), login: "trinh".into() };
    Erasure::whole(by, NOW, Uuid::from_u128(77), BTreeSet::from([secret_key()]))
}

/// All bytes of a folder, compressed ones as they were before, with what a snapshot and an archive have inside.
fn holds(dir: &Path, what: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holds(&path, what));
            continue;
        }
        let mut bytes = fs::read(&path).unwrap();
        for start in [0, 114] {
            let packed = bytes.get(start..).unwrap_or_default().to_vec();
            let mut unpacked = Vec::new();
            let _ = flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked);
            bytes.extend(unpacked);
        }
        if bytes.windows(what.len()).any(|part| part == what.as_bytes()) {
            found.push(path);
        }
    }
    found
}

fn assert_erased(home: &Path, what: &str) -> Store {
    let (store, opened) = Store::open(home, &options_with_small_segments()).unwrap();
    assert_eq!(opened.read_only, None, "{what}");
    assert_eq!(store.table::<Note>().get(note(3, "").id.0).unwrap().unwrap().record.text, ERASED, "{what}");
    assert_eq!(holds(home, SECRET), Vec::<PathBuf>::new(), "{what}");
    assert_eq!(store.history_of(secret_key()).unwrap(), [3, 19, 21], "{what}: what happened stays known");
    assert_eq!(store.change(3).unwrap().unwrap().edits.len(), 2, "{what}");
    let check = store.check(true, &mut |_, _, _| {}).unwrap();
    assert_eq!(check.findings, [], "{what}");
    let list = ErasedList { own: BTreeSet::from([secret_key()]), mentions: BTreeSet::new() };
    assert_eq!(read_erased_list(&erased_list(home)).unwrap(), list, "{what}");
    store
}

#[test]
fn what_is_erased_is_nowhere_any_more() {
    let (home, store) = home_with_secret();
    assert!(holds(home.path(), SECRET).len() >= 3, "in a segment, an archive, a snapshot");
    fs::create_dir(home.path().join("view.broken-1")).unwrap();
    fs::write(home.path().join("view.broken-1/db"), SECRET).unwrap();
    store.erase(&erasure(), &system_random()).unwrap();
    let refused = store.commit(&[putting(&store, [note(60, "mới").into()])]).unwrap_err();
    assert!(refused.is_fatal(), "the service ends, and the next one carries it out");
    drop(store);
    let store = assert_erased(home.path(), "first opening");
    save_notes(&store, 61, 3);
    store.upkeep().unwrap();
    store.close();
    drop(store);
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    assert_eq!((opened.from_snapshot, store.head().seq), (Some(24), 24));
}

#[test]
fn a_kill_at_any_point_of_an_erasure_changes_nothing() {
    let (home, store) = home_with_secret();
    let before = tempfile::tempdir().unwrap();
    copy_dir(home.path(), before.path());
    store.erase(&erasure(), &system_random()).unwrap();
    drop(store);
    let pending = fs::read(home.path().join("erasing")).unwrap();

    // Killed before the change was written: it was never recorded.
    fs::write(before.path().join("erasing"), &pending).unwrap();
    let (store, opened) = Store::open(before.path(), &options_with_small_segments()).unwrap();
    assert_eq!((opened.erased, store.head().seq), (None, 20));
    assert!(!before.path().join("erasing").exists());
    drop(store);

    // Killed when some files were rewritten, and again when all were and the mark was still there.
    let half = tempfile::tempdir().unwrap();
    copy_dir(home.path(), half.path());
    drop(assert_erased(home.path(), "done at once"));
    let done = home.path().join("journal");
    let archive = fs::read_dir(&done).unwrap().map(|entry| entry.unwrap().path());
    let archive = archive.filter(|path| path.extension().is_some_and(|ext| ext == "gz")).min().unwrap();
    fs::copy(&archive, half.path().join("journal").join(archive.file_name().unwrap())).unwrap();
    drop(assert_erased(half.path(), "half of it was done"));
    fs::write(home.path().join("erasing"), &pending).unwrap();
    drop(assert_erased(home.path(), "done twice"));
}

#[test]
fn an_erasure_waits_while_the_journal_is_damaged() {
    let (home, store) = home_with_secret();
    store.erase(&erasure(), &system_random()).unwrap();
    drop(store);
    let segment = fs::read_dir(home.path().join("journal")).unwrap().map(|entry| entry.unwrap().path());
    let segment = segment.filter(|path| path.extension().is_some_and(|ext| ext == "seg")).min().unwrap();
    let whole = fs::read(&segment).unwrap();
    let mut damaged = whole.clone();
    damaged[150] ^= 1;
    fs::write(&segment, damaged).unwrap();
    let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    assert!(opened.read_only.is_some() && home.path().join("erasing").exists());
    drop(store);
    fs::write(&segment, whole).unwrap();
    assert_erased(home.path(), "the file was put back");
}

fn archives(home: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(home.join("journal")).unwrap().map(|entry| entry.unwrap().path());
    let mut archives: Vec<_> = files.filter(|path| path.extension().is_some_and(|ext| ext == "gz")).collect();
    archives.sort();
    archives
}

#[test]
fn an_erasure_waits_while_an_archive_is_damaged_and_no_other_takes_its_place() {
    let (home, store) = home_with_secret();
    store.erase(&erasure(), &system_random()).unwrap();
    drop(store);
    let archive = archives(home.path()).remove(0);
    let whole = fs::read(&archive).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 0x10;
    fs::write(&archive, &damaged).unwrap();
    let (store, opened) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    assert_eq!((opened.read_only, opened.erased), (None, None));
    let other = Erasure { keys: BTreeSet::from([note(4, "").id.key()]), ..erasure() };
    let refused = store.erase(&other, &system_random()).unwrap_err();
    assert!(matches!(refused, CommitError::NotPrepared(_)) && !refused.is_fatal(), "{refused}");
    assert_eq!(fs::read(&archive).unwrap(), damaged, "what can still be read of it is left");
    drop(store);
    fs::write(&archive, whole).unwrap();
    assert_erased(home.path(), "the file was put back");
}

#[test]
fn what_a_kill_left_of_a_compression_goes_too() {
    let (home, store) = home_with_secret();
    let archive = archives(home.path()).remove(0);
    fs::copy(&archive, archive.with_extension("gz.part")).unwrap();
    store.erase(&erasure(), &system_random()).unwrap();
    drop(store);
    assert_erased(home.path(), "a part was left");
    assert!(!archive.with_extension("gz.part").exists());
}

#[test]
fn half_a_line_in_the_list_swallows_no_other() {
    let (home, store) = home_with_secret();
    fs::write(erased_list(home.path()), "3 0000").unwrap();
    store.erase(&erasure(), &system_random()).unwrap();
    drop(store);
    assert_erased(home.path(), "half a line was left");
}

#[test]
fn what_comes_back_with_an_old_file_is_found() {
    let (home, store) = home_with_secret();
    let journal = home.path().join("journal");
    let archive = fs::read_dir(&journal).unwrap().map(|entry| entry.unwrap().path());
    let archive = archive.filter(|path| path.extension().is_some_and(|ext| ext == "gz")).min().unwrap();
    let old = fs::read(&archive).unwrap();
    store.erase(&erasure(), &system_random()).unwrap();
    drop(store);
    let store = assert_erased(home.path(), "erased");
    drop(store);
    fs::write(&archive, old).unwrap();
    let (store, _) = Store::open(home.path(), &options_with_small_segments()).unwrap();
    let check = store.check(true, &mut |_, _, _| {}).unwrap();
    assert_eq!(check.findings, [crate::protocol::Finding::Erasure { seq: 3 }]);
}
