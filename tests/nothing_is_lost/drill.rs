//! Backups taken with the real program while several record, each restored into an empty home and compared; damaged
//! ones are refused and leave the home empty.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use flate2::read::GzDecoder;
use ndtq::domain::RecordKey;
use ndtq::protocol::Change;
use ndtq::store::{RealDisk, Scan, Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::count;
use crate::evidence::copy_dir;
use crate::random::{Random, seed};
use crate::support::{Home, until};
use crate::writers::{Told, Writer};

const WRITERS: u128 = 3;
/// So many acts are recorded between one backup and the next.
const ACTS_BETWEEN: usize = 150;

/// A backup, and the last change that was acknowledged before it was asked for.
struct Backup {
    file: PathBuf,
    known: u64,
}

/// What a home holds: its changes, each with the chain hash after it.
type History = Vec<(Change, [u8; 32])>;

#[test]
fn a_backup_taken_while_people_work_restores_all_of_it() {
    let (drills, seed, began) = (count("NDTQ_PROOF_DRILLS", 3), seed(), Instant::now());
    let (outside, home) = (tempfile::tempdir().unwrap(), Home::new());
    let told = Told::at(outside.path());
    let backups = while_they_write(&home, &told, drills, outside.path());
    let original = history(&home.path().join("data"));
    let mut random = Random::of(seed);
    let (mut changes, mut bytes, mut refused) = (0, 0, 0);
    for backup in &backups {
        changes += restores(backup, &original);
        let whole = fs::read(&backup.file).unwrap();
        bytes += whole.len();
        for (what, damaged) in damages(&whole, &mut random) {
            let what = format!("NDTQ_PROOF_SEED={seed}, {}: {what}", backup.file.display());
            is_refused(&damaged, &backup.file, &what);
            refused += 1;
        }
    }
    println!(
        "restore drill: {drills} backups of {bytes} bytes taken while {WRITERS} recorded (seed {seed}), {changes} \
         changes restored and equal, {refused} damaged ones refused; lost 0; {:.0?}",
        began.elapsed()
    );
}

fn while_they_write(home: &Home, told: &Told, drills: u32, outside: &Path) -> Vec<Backup> {
    let first = Writer::first(home, told);
    let mut writers: Vec<Writer<'_>> = (2..=WRITERS).map(|number| first.beside(number)).collect();
    writers.push(first);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for writer in &mut writers {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    writer.record_one();
                }
            });
        }
        // Writers that would go on for ever hide what failed.
        let _end = AtTheEnd(&over);
        (0..drills as usize).map(|number| take(home, told, number, outside)).collect()
    })
}

struct AtTheEnd<'a>(&'a AtomicBool);

impl Drop for AtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn take(home: &Home, told: &Told, number: usize, outside: &Path) -> Backup {
    let enough = || {
        let recorded = told.read().0;
        (recorded.len() > (number + 1) * ACTS_BETWEEN).then(|| recorded.iter().map(|told| told.seq).max())
    };
    let known = until("enough acts", enough).unwrap();
    let file = outside.join(format!("{number}.backup"));
    good(&home.run(&["backup", file.to_str().unwrap()]), "backup");
    Backup { file, known }
}

fn good(output: &Output, what: &str) {
    assert_eq!(output.status.code(), Some(0), "{what}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What stands in a copy of a home's data.
fn history(data: &Path) -> History {
    let copy = tempfile::tempdir().unwrap();
    copy_dir(&data.join("journal"), copy.path());
    let mut all = Vec::new();
    let scan = Scan::of(Arc::new(RealDisk), copy.path().to_owned()).unwrap();
    let keep = |chained: ndtq::store::Chained| {
        all.push((chained.change, chained.chain));
        Ok::<(), ndtq::store::JournalError>(())
    };
    scan.reader().for_each(1, keep).unwrap();
    all
}

/// Restores it with the real program, looks at everything, and answers with the number of changes.
fn restores(backup: &Backup, original: &History) -> usize {
    let what = backup.file.display().to_string();
    let home = Home::new();
    good(&home.run(&["restore", backup.file.to_str().unwrap()]), &what);
    good(&home.run(&["check", "--deep"]), &what);
    let restored = history(&home.path().join("data"));
    assert!(restored.len() as u64 >= backup.known, "{what}: {} of {}", restored.len(), backup.known);
    assert!(restored.len() <= original.len());
    for (found, there) in restored.iter().zip(original) {
        assert_eq!(found, there, "{what}");
    }
    let copy = tempfile::tempdir().unwrap();
    copy_dir(&home.path().join("data"), copy.path());
    let options = StoreOptions::new(Uuid::nil(), 0, system_random());
    let (store, opened) = Store::open(copy.path(), &options).unwrap();
    assert_eq!((opened.read_only, store.head().seq), (None, restored.len() as u64), "{what}");
    let edits = restored.iter().flat_map(|(change, _)| &change.edits);
    let records: HashMap<RecordKey, _> = edits.map(|edit| (edit.key().unwrap(), &edit.after)).collect();
    for (key, after) in records {
        assert_eq!(store.raw(key).unwrap(), *after, "{what}: {key:?}");
    }
    restored.len()
}

fn damages(whole: &[u8], random: &mut Random) -> [(String, Vec<u8>); 2] {
    let cut = random.below(whole.len() as u64) as usize;
    let content = unpacked(whole);
    let (at, flipped) = std::iter::repeat_with(|| {
        let at = random.below(whole.len() as u64) as usize;
        let mut flipped = whole.to_vec();
        flipped[at] ^= 1 << random.below(8);
        (at, flipped)
    })
    // A time in the compression's title, or bits that fill up its last byte, hold nothing of the home.
    .find(|(_, flipped)| unpacked(flipped) != content)
    .unwrap();
    [(format!("cut at {cut}"), whole[..cut].to_vec()), (format!("flipped at {at}"), flipped)]
}

/// What is inside; none when it cannot be read to the end.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).ok().map(|_| bytes)
}

/// A damaged backup changes nothing: the whole one goes into the same home behind it.
fn is_refused(damaged: &[u8], whole: &Path, what: &str) {
    let home = Home::new();
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), damaged).unwrap();
    let output = home.run(&["restore", outside.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    // Who restores holds the home; the file for that is never removed under another one's hands.
    let entries = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = entries.filter(|name| name != "lock").collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new(), "{what}");
    good(&home.run(&["restore", whole.to_str().unwrap()]), what);
}
