//! The journal by itself, on a disk in memory: torn tails, flipped bytes, full disks, failed syncs.

use std::path::{Path, PathBuf};

use super::mem_disk::MemDisk;
use super::*;

const DIR: &str = "/home/journal";
const SMALL: u64 = 400;

fn writing(segment_bytes: u64) -> Writing {
    Writing { random: fixed_random(), segment_bytes }
}

fn encoded(seq: u64) -> (u64, Vec<u8>) {
    let note = note(u128::from(seq), "Đèn đường ngõ 3");
    let change =
        change(seq, vec![edit(None, 0, Some(note.clone().into()), note.id.key())], Digest::default());
    (seq, encode_change(&change).unwrap())
}

fn create(disk: &MemDisk, segment_bytes: u64) -> Journal {
    let new = NewHome { home: HOME, at: NOW };
    Journal::create(Arc::new(disk.clone()), DIR.into(), new, writing(segment_bytes)).unwrap()
}

/// A journal of so many changes, in one segment unless the bound is small.
fn filled(count: u64, segment_bytes: u64) -> MemDisk {
    let disk = MemDisk::default();
    let mut journal = create(&disk, segment_bytes);
    for seq in 1..=count {
        journal.append(NOW, &[encoded(seq)]).unwrap();
    }
    disk
}

fn scan(disk: &MemDisk) -> Result<Scan, JournalError> {
    Scan::of(Arc::new(disk.clone()), DIR.into())
}

fn begin(disk: &MemDisk) -> Journal {
    scan(disk).unwrap().begin(writing(SEGMENT_BYTES)).unwrap().unwrap()
}

fn changes_of(reader: &Reader) -> Vec<Vec<u8>> {
    let mut changes = Vec::new();
    let each = |chained: Chained| {
        changes.push(encode_change(&chained.change).unwrap());
        Ok::<(), JournalError>(())
    };
    reader.for_each(1, each).unwrap();
    changes
}

fn expected(count: u64) -> Vec<Vec<u8>> {
    (1..=count).map(|seq| encoded(seq).1).collect()
}

fn only_file(disk: &MemDisk) -> (PathBuf, Vec<u8>) {
    let path = disk.paths().pop().unwrap();
    let bytes = disk.bytes(&path);
    (path, bytes)
}

#[test]
fn what_is_appended_is_read() {
    let disk = filled(3, SEGMENT_BYTES);
    let journal = begin(&disk);
    assert_eq!((journal.home(), journal.timeline(), journal.end().seq), (HOME, 1, 3));
    assert_eq!(changes_of(&journal.reader()), expected(3));
    assert_eq!(journal.reader().read(3).unwrap().chain, journal.end().chain);
    for missing in [0, 4, u64::MAX] {
        assert!(matches!(journal.reader().read(missing), Err(JournalError::NoSuchChange(_))), "{missing}");
    }
}

#[test]
fn several_changes_take_one_write_and_one_sync() {
    let disk = filled(1, SEGMENT_BYTES);
    let mut journal = begin(&disk);
    disk.take_calls();
    journal.append(NOW, &[encoded(2), encoded(3), encoded(4)]).unwrap();
    assert_eq!(disk.take_calls(), ["append", "sync_data"]);
    assert_eq!(changes_of(&journal.reader()), expected(4));
}

#[test]
fn a_new_segment_is_synced_with_its_folder_before_it_is_used() {
    let disk = filled(2, SMALL);
    let mut journal = scan(&disk).unwrap().begin(writing(SMALL)).unwrap().unwrap();
    disk.take_calls();
    journal.append(NOW, &[encoded(3)]).unwrap();
    let begun = ["open", "truncate", "append", "sync_data", "sync_dir"];
    assert_eq!(disk.take_calls(), [begun.as_slice(), &["append", "sync_data"]].concat());
}

#[test]
fn a_torn_last_frame_is_cut_at_every_byte() {
    let (path, whole) = only_file(&filled(3, SEGMENT_BYTES));
    let two = only_file(&filled(2, SEGMENT_BYTES)).1.len();
    for length in two..whole.len() {
        for zeros in [0, 300] {
            let disk = MemDisk::default();
            disk.put(&path, [&whole[..length], &vec![0; zeros]].concat());
            let found = scan(&disk).unwrap();
            assert_eq!(found.torn_bytes() as usize, length + zeros - two, "cut at {length}");
            assert_eq!(only_file(&disk).1.len(), length + zeros, "a scan changes nothing");
            let mut journal = found.begin(writing(SEGMENT_BYTES)).unwrap().unwrap();
            journal.append(NOW, &[encoded(3)]).unwrap();
            assert_eq!(changes_of(&begin(&disk).reader()), expected(3), "cut at {length}");
        }
    }
}

#[test]
fn a_segment_without_a_whole_header_is_begun_again() {
    let disk = filled(4, SMALL);
    let last = disk.paths().pop().unwrap();
    let (whole, before) = (disk.bytes(&last), disk.paths().len());
    for length in 0..84 {
        let disk = disk.copy();
        disk.put(&last, whole[..length].to_vec());
        let mut journal = begin(&disk);
        assert_eq!(disk.paths().len(), before - 1, "{length}");
        let next = journal.end().seq + 1;
        journal.append(NOW, &[encoded(next)]).unwrap();
        assert_eq!(changes_of(&begin(&disk).reader()), expected(next), "{length}");
    }
}

#[test]
fn every_flipped_byte_is_detected() {
    for segment_bytes in [SEGMENT_BYTES, SMALL] {
        let disk = filled(4, segment_bytes);
        let paths = disk.paths();
        for (nth, path) in paths.iter().enumerate() {
            for at in 0..disk.bytes(path).len() {
                for flip in [0x01, 0x80, 0xFF] {
                    let disk = disk.copy();
                    let mut bytes = disk.bytes(path);
                    bytes[at] ^= flip;
                    disk.put(path, bytes);
                    check_flipped(
                        &disk,
                        nth + 1 == paths.len(),
                        &format!("{path:?} byte {at} flip {flip:#x}"),
                    );
                }
            }
        }
    }
}

/// Refused, or cut at the very end: never a wrong change, never one lost from the middle.
fn check_flipped(disk: &MemDisk, in_last: bool, what: &str) {
    let Ok(scan) = scan(disk) else { return };
    assert!(in_last && scan.torn_bytes() > 0, "{what} was not seen");
    let changes = changes_of(&scan.reader());
    assert!(changes.len() == 3, "{what} cost {} changes", 4 - changes.len());
    assert_eq!(changes, expected(3), "{what}");
}

#[test]
fn damage_inside_is_told_from_a_torn_tail() {
    let one = only_file(&filled(1, SEGMENT_BYTES)).1.len() as u64;
    let segments = filled(6, SMALL).paths();
    let cases: [(&str, u64, usize, usize, u64, u64, u64); 3] = [
        ("the second of three frames", SEGMENT_BYTES, 0, one as usize + 100, one, 2, 2),
        ("the header before frames", SEGMENT_BYTES, 0, 20, 0, 1, 0),
        ("the only frame of a sealed segment", SMALL, 0, 84 + 100, 84, 1, 1),
    ];
    assert!(segments.len() > 2);
    for (what, bound, segment, at, offset, seq, last) in cases {
        let disk = filled(3, bound);
        let path = disk.paths()[segment].clone();
        let mut bytes = disk.bytes(&path);
        bytes[at] ^= 1;
        disk.put(&path, bytes.clone());
        match scan(&disk) {
            Err(JournalError::Damaged(damage)) => {
                let found = (damage.what, damage.offset, damage.first, damage.last);
                assert_eq!(found, (Flawed::Unreadable, offset, seq, last), "{what}");
            }
            other => panic!("{what}: {other:?}"),
        }
        assert_eq!(disk.bytes(&path), bytes, "{what}: nothing is cut");
    }
}

fn is_flawed(error: &JournalError, what: Flawed) -> bool {
    matches!(error, JournalError::Damaged(damage) if damage.what == what)
}

#[test]
fn a_write_of_several_frames_is_torn_anywhere() {
    let two = only_file(&filled(2, SEGMENT_BYTES)).1.len();
    // What is lost of a write of changes 3 to 5: of which frame some bytes, and whether a later write follows.
    let cases = [("the first", 3, false), ("the second", 4, false), ("the first, and one follows", 3, true)];
    for (what, seq, follows) in cases {
        let disk = filled(2, SEGMENT_BYTES);
        let mut journal = begin(&disk);
        journal.append(NOW, &[encoded(3), encoded(4), encoded(5)]).unwrap();
        if follows {
            journal.append(NOW, &[encoded(6)]).unwrap();
        }
        let (path, mut bytes) = only_file(&disk);
        let frame = (bytes.len() - two) / if follows { 4 } else { 3 };
        let lost = two + (seq - 3) * frame + 100;
        bytes[lost..lost + 20].fill(0);
        disk.put(&path, bytes);
        match scan(&disk) {
            Ok(found) => {
                assert!(!follows, "{what}");
                assert_eq!(found.end().seq, seq as u64 - 1, "{what}");
            }
            Err(error) => {
                assert!(follows && matches!(error, JournalError::Damaged(_)), "{what}: {error}");
            }
        }
    }
}

#[test]
fn segments_make_one_chain() {
    let disk = filled(10, SMALL);
    let paths = disk.paths();
    assert!(paths.len() >= 4, "{paths:?}");
    assert_eq!(paths[0], Path::new(DIR).join("00000000000000000001.seg"));
    assert_eq!(changes_of(&begin(&disk).reader()), expected(10));

    let other = MemDisk::default();
    let new = NewHome { home: Uuid::from_u128(5), at: NOW };
    drop(Journal::create(Arc::new(other.clone()), DIR.into(), new, writing(SMALL)).unwrap());
    let foreign = only_file(&other).1;
    type Break = fn(&MemDisk, &[PathBuf], &[u8]);
    type IsRight = fn(&JournalError) -> bool;
    let cases: [(&str, Break, IsRight); 4] = [
        (
            "a segment is missing",
            |disk, paths, _| drop(Disk::remove(disk, &paths[1])),
            |error| is_flawed(error, Flawed::Missing),
        ),
        (
            "the first segment is missing",
            |disk, paths, _| drop(Disk::remove(disk, &paths[0])),
            |error| is_flawed(error, Flawed::Missing),
        ),
        (
            "a segment stands in another's place",
            |disk, paths, _| disk.put(&paths[2], disk.bytes(&paths[1])),
            |error| is_flawed(error, Flawed::OutOfChain),
        ),
        (
            "a segment of another home",
            |disk, paths, foreign| disk.put(&paths[2], foreign.to_vec()),
            |error| matches!(error, JournalError::OtherHome { .. }),
        ),
    ];
    for (what, break_it, is_right) in cases {
        let disk = disk.copy();
        break_it(&disk, &paths, &foreign);
        let error = scan(&disk).unwrap_err();
        assert!(is_right(&error), "{what}: {error}");
    }
}

#[test]
fn a_write_that_finds_the_disk_full_leaves_no_trace() {
    let frame = only_file(&filled(1, SEGMENT_BYTES)).1.len() - 84;
    for room in [0, 1, frame - 1, frame, 2 * frame - 1] {
        let disk = filled(1, SEGMENT_BYTES);
        let mut journal = begin(&disk);
        let before = only_file(&disk).1;
        disk.set_room(Some(room));
        let error = journal.append(NOW, &[encoded(2), encoded(3)]).unwrap_err();
        assert!(matches!(error, JournalError::Write(_)) && !error.is_fatal(), "{room}: {error}");
        assert_eq!(only_file(&disk).1, before, "{room}");
        disk.cut_power();
        assert_eq!(only_file(&disk).1, before, "{room}: nor does it come back after a power cut");
        disk.set_room(None);
        journal.append(NOW, &[encoded(2)]).unwrap();
        assert_eq!(changes_of(&begin(&disk).reader()), expected(2), "{room}");
    }
}

#[test]
fn a_new_segment_that_finds_the_disk_full_is_begun_later() {
    let disk = filled(2, SMALL);
    let mut journal = scan(&disk).unwrap().begin(writing(SMALL)).unwrap().unwrap();
    for room in [0, 40, 84, 100] {
        disk.set_room(Some(room));
        let error = journal.append(NOW, &[encoded(3)]).unwrap_err();
        assert!(matches!(error, JournalError::Write(_)), "{room}: {error}");
    }
    disk.set_room(None);
    journal.append(NOW, &[encoded(3)]).unwrap();
    assert_eq!(changes_of(&begin(&disk).reader()), expected(3));
}

#[test]
fn a_failed_sync_or_repair_ends_all_writing() {
    type Act = fn(&MemDisk);
    let cases: [(&str, Act); 2] = [
        ("sync", |disk| disk.set_sync_fails(true)),
        ("repair after a short write", |disk| {
            disk.set_room(Some(10));
            disk.set_truncate_fails(true);
        }),
    ];
    for (what, fail) in cases {
        let disk = filled(1, SEGMENT_BYTES);
        let mut journal = begin(&disk);
        fail(&disk);
        let error = journal.append(NOW, &[encoded(2)]).unwrap_err();
        assert!(matches!(error, JournalError::SyncFailed(_)) && error.is_fatal(), "{what}: {error}");
        disk.set_sync_fails(false);
        disk.set_room(None);
        disk.set_truncate_fails(false);
        disk.take_calls();
        let error = journal.append(NOW, &[encoded(2)]).unwrap_err();
        assert!(matches!(error, JournalError::Poisoned) && error.is_fatal(), "{what}: {error}");
        assert!(disk.take_calls().is_empty(), "{what}: the sync is not tried again");
    }
}

#[test]
fn every_acknowledged_change_outlasts_a_power_cut() {
    let disk = filled(5, SMALL);
    disk.cut_power();
    assert_eq!(changes_of(&begin(&disk).reader()), expected(5));
}

#[test]
fn a_whole_frame_found_on_opening_is_synced_before_it_counts() {
    let disk = filled(2, SEGMENT_BYTES);
    disk.take_calls();
    begin(&disk);
    assert_eq!(disk.take_calls(), ["open", "sync_data", "sync_dir"]);
}

#[test]
fn changes_out_of_order_or_too_large_are_refused() {
    let disk = filled(1, SEGMENT_BYTES);
    let mut journal = begin(&disk);
    let before = only_file(&disk).1;
    let refused = [journal.append(NOW, &[encoded(3)]), journal.append(NOW, &[encoded(2), encoded(2)])];
    assert!(refused.iter().all(|r| matches!(r, Err(JournalError::NotInOrder { .. }))));
    let huge = journal.append(NOW, &[(2, vec![0; 8 * 1024 * 1024])]);
    assert!(matches!(huge, Err(JournalError::TooLarge { seq: 2, .. })));
    assert_eq!(only_file(&disk).1, before);
    assert!(journal.append(NOW, &[encoded(2)]).is_ok());
}
