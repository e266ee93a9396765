//! Opening: whatever happened to the view, the journal brings it back; whatever the view knows better stops it.

use std::fs;

use super::*;
use crate::store::open::view_dir;

/// A home of five notes, closed in an orderly way or not.
fn home_of_five(is_clean: bool) -> (tempfile::TempDir, Head) {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save_notes(&store, 1, 5);
    let head = store.head();
    if is_clean {
        store.close();
    }
    (home, head)
}

fn segment(dir: &Path) -> PathBuf {
    dir.join("journal").join("00000000000000000001.seg")
}

#[test]
fn a_clean_stop_is_known() {
    for is_clean in [true, false] {
        let (home, head) = home_of_five(is_clean);
        let (store, opened) = open(home.path());
        let want = Opened { unclean: !is_clean, ..Opened::default() };
        assert_eq!((store.head(), opened), (head, want), "{is_clean}");
        drop(store);
        let (_, opened) = open(home.path());
        assert!(opened.unclean, "the mark counts once");
    }
}

#[test]
fn a_damaged_view_costs_nothing_but_a_rebuild() {
    type Damage = fn(&Path);
    // The flag: whether the old view is there to be set aside. An emptied folder is a view that knows nothing.
    let cases: [(&str, Damage, Option<bool>); 9] = [
        ("folder deleted", |view| fs::remove_dir_all(view).unwrap(), Some(false)),
        (
            "folder emptied",
            |view| {
                fs::remove_dir_all(view).unwrap();
                fs::create_dir(view).unwrap();
            },
            Some(false),
        ),
        (
            "folder is a file",
            |view| {
                fs::remove_dir_all(view).unwrap();
                fs::write(view, b"?").unwrap();
            },
            Some(true),
        ),
        ("database emptied", |view| truncate(&view.join("db"), 0), None),
        ("database halved", |view| halve(&view.join("db")), None),
        ("database overwritten", |view| scribble(&view.join("db"), 1), None),
        ("every 997th byte overwritten", |view| scribble(&view.join("db"), 997), None),
        ("settings overwritten", |view| scribble(&view.join("conf"), 1), None),
        ("a view of another home", foreign_view, Some(true)),
    ];
    for is_clean in [true, false] {
        for (what, damage, set_aside) in cases {
            let (home, head) = home_of_five(is_clean);
            damage(&view_dir(home.path()));
            let (store, opened) = open(home.path());
            let what = format!("{what}, clean {is_clean}: {opened:?}");
            assert_eq!(store.head(), head, "{what}");
            assert_eq!(store.view.measure().unwrap(), (head.digest, head.derived), "{what}");
            assert_eq!(texts(&store).len(), 5, "{what}");
            assert!(set_aside.is_none_or(|aside| aside == opened.rebuilt.is_some()), "{what}");
            assert!(opened.rebuilt.iter().all(|aside| aside.exists()), "{what}");
            save_notes(&store, 6, 1);
        }
    }
}

fn truncate(path: &Path, length: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

fn halve(path: &Path) {
    truncate(path, fs::metadata(path).unwrap().len() / 2);
}

fn scribble(path: &Path, step: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes.iter_mut().step_by(step).for_each(|byte| *byte = byte.wrapping_add(0x55));
    fs::write(path, bytes).unwrap();
}

fn foreign_view(view: &Path) {
    let other = tempfile::tempdir().unwrap();
    let options = StoreOptions { home: Uuid::from_u128(5), ..options() };
    let (store, _) = Store::open(other.path(), &options).unwrap();
    save_notes(&store, 1, 3);
    store.close();
    fs::remove_dir_all(view).unwrap();
    copy_dir(&view_dir(other.path()), view);
}

#[test]
fn records_that_sled_lost_without_a_word_are_noticed() {
    type Lose = fn(&SledView);
    let cases: [(&str, Lose); 3] = [
        ("a record", |view| lose(view, Tree::Records)),
        ("an index key", |view| lose(view, Tree::Index)),
        ("a request", |view| lose(view, Tree::Requests)),
    ];
    for (what, act) in cases {
        let (home, head) = home_of_five(false);
        let view = SledView::open(&view_dir(home.path()), 1024 * 1024).unwrap();
        act(&view);
        drop(view);
        let (store, opened) = open(home.path());
        assert!(opened.rebuilt.is_some() && opened.replayed == 5, "{what}: {opened:?}");
        assert_eq!(store.view.measure().unwrap(), (head.digest, head.derived), "{what}");
    }
}

fn lose(view: &SledView, tree: Tree) {
    let key = view.keys(tree, &[], 1).unwrap().remove(0);
    let loss = step::Op { tree, key, value: None };
    view.put(&[&loss], None).unwrap();
}

#[test]
fn an_older_copy_of_the_view_is_brought_up_to_date() {
    for behind in 1..=3 {
        let home = tempfile::tempdir().unwrap();
        let older = tempfile::tempdir().unwrap();
        let (store, _) = open(home.path());
        save_notes(&store, 1, 2);
        store.close();
        copy_dir(&view_dir(home.path()), &older.path().join("view"));
        let (store, _) = open(home.path());
        save_notes(&store, 3, behind);
        let head = store.head();
        store.close();

        fs::remove_dir_all(view_dir(home.path())).unwrap();
        copy_dir(&older.path().join("view"), &view_dir(home.path()));
        let (store, opened) = open(home.path());
        assert_eq!((u128::from(opened.replayed), &opened.rebuilt), (behind, &None));
        assert_eq!(store.head(), head);
        assert_eq!(
            store.seq_of_request(Uuid::from_u128(u128::from(head.seq) << 64)).unwrap(),
            Some(head.seq)
        );
    }
}

#[test]
fn a_view_that_knows_more_than_the_journal_is_read_alone() {
    let (home, _) = home_of_five(true);
    let path = segment(home.path());
    let whole = fs::read(&path).unwrap();
    let frame = (whole.len() - 84) / 5;
    for (what, length) in [("a frame", whole.len() - frame), ("half a frame", whole.len() - frame / 2)] {
        truncate(&path, length as u64);
        for _ in 0..2 {
            let (store, opened) = open(home.path());
            assert_eq!(opened.read_only, Some(ReadOnly::LostEnd { known: 5, journal: 4 }), "{what}");
            assert_eq!(texts(&store).len(), 5, "{what}");
            assert_eq!(fs::metadata(&path).unwrap().len(), length as u64, "{what}: nothing was cut");
        }
    }
    fs::write(&path, whole).unwrap();
    let (store, _) = open(home.path());
    assert_eq!(store.head().seq, 5, "the journal is back, and all is well");
}

#[test]
fn a_view_without_a_journal_stops_the_opening() {
    type Lose = fn(&Path);
    let cases: [(&str, Lose); 3] = [
        ("folder", |dir| fs::remove_dir_all(dir.join("journal")).unwrap()),
        ("file", |dir| fs::remove_file(segment(dir)).unwrap()),
        ("bytes", |dir| truncate(&segment(dir), 0)),
    ];
    for (what, lose) in cases {
        let (home, _) = home_of_five(true);
        lose(home.path());
        let error = Store::open(home.path(), &options()).err();
        assert!(matches!(error, Some(StoreError::JournalMissing { .. })), "{what}: {error:?}");
    }
}

#[test]
fn a_torn_last_frame_is_cut_and_what_was_acknowledged_stays() {
    let (home, head) = home_of_five(true);
    let path = segment(home.path());
    for torn in [&b"NDTF"[..], &[0; 500], b"\x01"] {
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(torn);
        fs::write(&path, bytes).unwrap();
        let (store, opened) = open(home.path());
        assert_eq!((store.head(), opened.cut_bytes), (head, torn.len() as u64));
        store.close();
    }
    let (store, _) = open(home.path());
    save_notes(&store, 6, 1);
    assert_eq!(store.head().seq, 6);
}

#[test]
fn a_second_opening_waits_and_is_refused() {
    let (home, _) = home_of_five(true);
    let (store, _) = open(home.path());
    let error = Store::open(home.path(), &options()).err().unwrap();
    assert!(matches!(error, StoreError::View(ViewError::Busy)), "{error}");
    save_notes(&store, 6, 1);
}

#[test]
fn progress_is_told_while_a_view_is_made_anew() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    let notes = |from: u128| (from..from + 150).map(|number| AnyRecord::from(note(number, "mới")));
    for part in 0..4 {
        save(&store, notes(part * 150 + 1));
    }
    store.close();
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    let mut told = Vec::new();
    let opened =
        Store::open_with_progress(home.path(), &options(), &mut |done, total| told.push((done, total)));
    assert_eq!(opened.unwrap().1.replayed, 4);
    assert_eq!(told, [(2, 4), (4, 4)]);
}

#[test]
fn many_segments_make_one_store() {
    let home = tempfile::tempdir().unwrap();
    let options = StoreOptions { segment_bytes: 500, ..options() };
    let (store, _) = Store::open(home.path(), &options).unwrap();
    save_notes(&store, 1, 12);
    let head = store.head();
    drop(store);
    assert!(fs::read_dir(home.path().join("journal")).unwrap().count() > 3);
    fs::remove_dir_all(view_dir(home.path())).unwrap();
    let (store, opened) = Store::open(home.path(), &options).unwrap();
    assert_eq!((store.head(), opened.replayed), (head, 12));
}

#[test]
fn a_view_that_hung_is_set_aside() {
    let (home, head) = home_of_five(true);
    fs::write(view_dir(home.path()).with_extension("hung"), "").unwrap();
    let (store, opened) = open(home.path());
    assert!(opened.rebuilt.is_some_and(|aside| aside.exists()));
    assert_eq!(store.head(), head);
    drop(store);
    assert_eq!(open(home.path()).1.rebuilt, None, "once");
}
