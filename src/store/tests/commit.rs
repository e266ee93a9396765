//! Saving: what is refused, what a failure leaves behind, what others see meanwhile.

use std::collections::BTreeSet;

use super::mem_disk::MemDisk;
use super::*;
use crate::domain::Kind;
use crate::store::open::view_dir;

#[test]
fn what_is_saved_is_read() {
    let home = tempfile::tempdir().unwrap();
    let (store, opened) = open(home.path());
    assert!(opened.created && !opened.unclean);
    let first = save(&store, [note(1, "Mượn máy bơm").into()]);
    let second = save(&store, [note(1, "Đã trả máy bơm").into(), note(2, "Hư cống").into()]);

    let key = note(1, "").id.key();
    let stored = store.table::<Note>().get(key.id).unwrap().unwrap();
    assert_eq!((stored.rev, stored.record.text.as_str()), (2, "Đã trả máy bơm"));
    assert_eq!(store.get_any(key).unwrap().unwrap().record, stored.record.into());
    assert_eq!(store.raw(key).unwrap(), second.edits[0].after);
    assert_eq!(store.table::<Note>().get(Uuid::from_u128(99)).unwrap(), None);
    assert_eq!(texts(&store), ["Đã trả máy bơm", "Hư cống"]);
    assert_eq!(store.history_of(key).unwrap(), [1, 2]);
    assert_eq!(store.change(1).unwrap(), Some(first.clone()));
    assert_eq!(store.changes(0, 10).unwrap(), [first.clone(), second.clone()]);
    assert_eq!(store.changes(2, 10).unwrap(), [second]);
    assert_eq!((store.change(0).unwrap(), store.change(3).unwrap()), (None, None));
    assert_eq!(store.seq_of_request(first.request).unwrap(), Some(1));
    assert_eq!(store.seq_of_request(Uuid::from_u128(5)).unwrap(), None);
    assert_eq!((store.head().seq, store.head().digest.count), (2, 2));
}

#[test]
fn a_table_is_read_in_pages() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save(&store, (1..=5).map(|number| note(number, "trang").into()));
    let id = Uuid::from_u128;
    let cases: [(Option<Uuid>, usize, &[u128]); 5] = [
        (None, 2, &[1, 2]),
        (Some(id(2)), 2, &[3, 4]),
        (Some(id(4)), 2, &[5]),
        (Some(id(5)), 2, &[]),
        (None, 0, &[]),
    ];
    for (after, limit, want) in cases {
        let page = store.table::<Note>().page(after, limit).unwrap();
        let got: Vec<u128> = page.iter().map(|stored| stored.record.id.0.as_u128()).collect();
        assert_eq!(got, want, "{after:?} {limit}");
    }
}

#[test]
fn several_changes_are_saved_together() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    let first = putting(&store, [note(1, "một").into()]);
    let key = note(1, "").id.key();
    let again = edit(first.edits[0].after.clone(), 1, Some(note(1, "hai").into()), key);
    let second = change(2, vec![again], first.digest_after);
    store.commit(&[first, second]).unwrap();
    assert_eq!(texts(&store), ["hai"]);
    assert_eq!(store.history_of(key).unwrap(), [1, 2]);
}

#[test]
fn a_record_can_be_taken_away() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save(&store, [note(1, "nhầm").into()]);
    let key = note(1, "").id.key();
    let gone = edit(store.raw(key).unwrap(), 1, None, key);
    store.commit(&[change(2, vec![gone], store.head().digest)]).unwrap();
    assert_eq!(store.raw(key).unwrap(), None);
    assert!(store.find(Lookup::FollowUps).unwrap().is_empty());
    assert_eq!(store.history_of(key).unwrap(), [1, 2]);
    assert_eq!(store.head().digest, Digest::default());
}

#[test]
fn a_change_that_could_not_be_replayed_never_enters_the_journal() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save(&store, [note(1, "một").into()]);
    let good = putting(&store, [note(2, "hai").into()]);
    type Spoil = fn(&mut Change);
    type IsRight = fn(&CommitError) -> bool;
    let cases: [(&str, Spoil, IsRight); 6] = [
        ("number", |c| c.seq = 5, |e| matches!(e, CommitError::NotInOrder { expected: 2, got: 5 })),
        ("digest", |c| c.digest_after.count = 9, |e| matches!(e, CommitError::WrongDigest { seq: 2 })),
        (
            "before",
            |c| {
                let other = Stored { rev: 1, record: note(2, "khác").into() };
                c.edits[0].before = Some(encode_any(&other).unwrap());
            },
            |e| matches!(e, CommitError::Stale { .. }),
        ),
        ("key", |c| c.edits[0].id = Uuid::from_u128(3), |e| matches!(e, CommitError::BadEdit { .. })),
        ("kind", |c| c.edits[0].kind = 200, |e| matches!(e, CommitError::BadEdit { .. })),
        (
            "bytes",
            |c| {
                c.edits[0].after = Some(vec![1; 40]);
                c.digest_after = c.edits.iter().fold(c.digest_after, Digest::after);
            },
            |e| matches!(e, CommitError::WrongDigest { .. } | CommitError::BadEdit { .. }),
        ),
    ];
    for (what, spoil, is_right) in cases {
        let mut bad = good.clone();
        spoil(&mut bad);
        let error = store.commit(&[bad]).unwrap_err();
        assert!(is_right(&error) && !error.is_fatal(), "{what}: {error}");
    }
    store.commit(&[good]).unwrap();
    assert_eq!(store.head().seq, 2);
}

#[test]
fn a_full_disk_refuses_the_save_and_the_next_one_works() {
    let home = tempfile::tempdir().unwrap();
    let disk = MemDisk::default();
    let options = StoreOptions { disk: Arc::new(disk.clone()), ..options() };
    let dir = home.path();
    let (store, _) = Store::open(dir, &options).unwrap();
    save(&store, [note(1, "một").into()]);
    let before = store.head();
    let next = putting(&store, [note(2, "hai").into()]);

    disk.set_quota(Some(20));
    let error = store.commit(std::slice::from_ref(&next)).unwrap_err();
    assert!(matches!(error, CommitError::Refused(_)) && !error.is_fatal(), "{error}");
    assert_eq!((store.head(), texts(&store)), (before, vec!["một".to_owned()]));

    disk.set_room(None);
    store.commit(&[next]).unwrap();
    assert_eq!(texts(&store), ["một", "hai"]);

    drop(store);
    let (store, opened) = Store::open(dir, &options).unwrap();
    assert_eq!((texts(&store), opened.rebuilt), (vec!["một".to_owned(), "hai".to_owned()], None));
}

#[test]
fn a_failed_sync_ends_saving_and_not_reading() {
    let home = tempfile::tempdir().unwrap();
    let disk = MemDisk::default();
    let options = StoreOptions { disk: Arc::new(disk.clone()), ..options() };
    let (store, _) = Store::open(home.path(), &options).unwrap();
    save(&store, [note(1, "một").into()]);
    let next = putting(&store, [note(2, "hai").into()]);

    disk.set_sync_fails(true);
    let error = store.commit(std::slice::from_ref(&next)).unwrap_err();
    assert!(matches!(error, CommitError::JournalFailed(_)) && error.is_fatal(), "{error}");
    disk.set_sync_fails(false);
    let error = store.commit(&[next]).unwrap_err();
    assert!(matches!(error, CommitError::Closed) && error.is_fatal(), "{error}");
    assert_eq!((texts(&store), store.head().seq), (vec!["một".to_owned()], 1));
}

#[test]
fn a_view_that_fails_after_the_journal_is_made_whole_by_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save(&store, [note(1, "một").into()]);
    let next = putting(&store, [note(2, "hai").into()]);
    let step = Step::of(&next).unwrap();
    // The journal takes it, and the view is gone before it can follow.
    let appended =
        store.writer().journal.as_mut().unwrap().append(NOW, &[(2, encode_change(&next).unwrap())]).unwrap();
    assert!(store.view.settled().close());
    let head = step.after(store.head(), appended[0]);
    store.view.follow(vec![(step, head)]);
    assert!(store.view.measure().is_err());
    assert!(store.view_failed());
    assert!(store.raw(note(2, "").id.key()).unwrap().is_some(), "it is there for whoever reads");
    let error = store.commit(&[change(3, vec![], store.head().digest)]).unwrap_err();
    assert!(matches!(error, CommitError::ViewFailed(_)) && error.is_fatal(), "{error}");
    assert!(matches!(store.commit(&[]), Err(CommitError::Closed)));
    drop(store);

    let (store, opened) = open(home.path());
    assert_eq!((opened.replayed, opened.unclean), (1, true));
    assert_eq!(texts(&store), ["một", "hai"]);
    assert_eq!(store.seq_of_request(next.request).unwrap(), Some(2));
}

#[test]
fn a_large_change_goes_into_the_view_in_parts() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save(&store, [note(1, "một").into()]);
    save(&store, (1..=3_000).map(|number| note(number, "dời").into()));
    assert_eq!(texts(&store).len(), 3_000);
    let head = store.head();
    assert_eq!(store.view.measure().unwrap(), (head.digest, head.derived));
}

#[test]
fn a_large_change_that_was_killed_half_way_is_made_whole() {
    let home = tempfile::tempdir().unwrap();
    let older = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save(&store, [note(1, "một").into()]);
    store.close();
    copy_dir(&view_dir(home.path()), older.path());
    let (store, _) = open(home.path());
    let many = save(&store, (1..=1_000).map(|number| note(number, "dời").into()));
    let head = store.head();
    drop(store);

    // Two of its five parts are in the view, the head is not.
    std::fs::remove_dir_all(view_dir(home.path())).unwrap();
    copy_dir(older.path(), &view_dir(home.path()));
    let view = SledView::open(&view_dir(home.path()), 1024 * 1024).unwrap();
    let step = Step::of(&many).unwrap();
    view.put(&step.ops[..2 * step.ops.len() / 5].iter().collect::<Vec<_>>(), None).unwrap();
    drop(view);

    let (store, opened) = open(home.path());
    assert_eq!((store.head(), opened.rebuilt, opened.replayed), (head, None, 1));
    assert_eq!(store.view.measure().unwrap(), (head.digest, head.derived));
}

#[test]
fn others_read_while_one_saves() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save_notes(&store, 1, 1);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while store.head().seq < 21 {
                let head = store.head().seq;
                seen.insert(head);
                assert!(store.change(head).unwrap().is_some());
                assert!(store.table::<Note>().get(Uuid::from_u128(u128::from(head))).unwrap().is_some());
            }
            seen
        });
        save_notes(&store, 2, 20);
        assert!(!reading.join().unwrap().is_empty());
    });
}

#[test]
fn a_closed_store_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = open(home.path());
    save_notes(&store, 1, 1);
    let next = putting(&store, [note(2, "hai").into()]);
    store.close();
    store.close();
    assert!(matches!(store.commit(&[next]), Err(CommitError::Closed)));
    assert!(matches!(store.table::<Note>().for_each(|_| {}), Err(StoreError::View(ViewError::Closed))));
    assert_eq!(store.table::<Note>().kind(), Kind::Note);
}

#[test]
fn an_unfinished_act_is_taken_back_from_the_reserve() {
    let home = tempfile::tempdir().unwrap();
    let disk = MemDisk::default();
    let options = StoreOptions { disk: Arc::new(disk.clone()), ..options() };
    let (store, _) = Store::open(home.path(), &options).unwrap();
    disk.set_room(Some(100_000));
    let save = putting(&store, [note(1, "một").into()]);
    assert!(matches!(store.commit(std::slice::from_ref(&save)), Err(CommitError::NoRoom { .. })));
    store.commit(&[Change { act: Act::Abandon as u16, ..save }]).unwrap();
}

#[test]
fn a_request_is_found_again_however_old_or_new_it_says_it_is() {
    let home = tempfile::tempdir().unwrap();
    let made = |at: u64, number: u8| uuid::Builder::from_unix_timestamp_millis(at, &[number; 10]).into_uuid();
    let noon = 1_699_938_000_000;
    // The clock was set back between them, one is of no time, and two are of the same.
    let requests = [
        made(noon, 1),
        made(noon - 500, 2),
        Uuid::from_u128(u128::MAX),
        made(noon + 7, 3),
        made(noon + 7, 4),
    ];
    let (mut store, _) = open(home.path());
    for (seq, request) in (1_u64..).zip(requests) {
        assert_eq!(store.seq_of_request(request).unwrap(), None, "{seq}");
        let change = Change { request, ..putting(&store, [note(seq.into(), "một").into()]) };
        store.commit(&[change]).unwrap();
    }
    let others = [made(noon + 8, 5), made(noon + 7, 6), made(noon - 1, 7), Uuid::from_u128(1)];
    for how in ["as it is", "opened again", "of a snapshot"] {
        for (seq, request) in (1..).zip(requests) {
            assert_eq!(store.seq_of_request(request).unwrap(), Some(seq), "{how}");
        }
        for request in others {
            assert_eq!(store.seq_of_request(request).unwrap(), None, "{how}");
        }
        store.upkeep().unwrap();
        let head = store.head();
        assert!(head.is_before(others[0]) && !head.is_before(others[1]), "{how}");
        store.close();
        drop(store);
        if how == "opened again" {
            std::fs::remove_dir_all(view_dir(home.path())).unwrap();
        }
        store = open(home.path()).0;
        assert_eq!(store.head(), head, "{how}");
    }
}
