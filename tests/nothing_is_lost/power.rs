//! The power is cut at any call to the disk: what was acknowledged is there, what was not is there wholly or not.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use ndtq::protocol::Change;
use ndtq::store::{
    Chained, Disk, Journal, JournalError, NewHome, Reader, Scan, Writing, encode_change, system_random,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use uuid::Uuid;

use crate::author::Author;
use crate::count;
use crate::power_disk::PowerDisk;
use crate::random::Random;

const DIR: &str = "/home/data/journal";
/// Cuts of one recording.
const CUTS: usize = 10;

/// What the one who writes does next.
#[derive(Clone, Debug)]
enum Step {
    /// Saves changes with up to so many letters in a record.
    Save { changes: usize, text: u64 },
    /// The same, when the disk has room for so many bytes; then there is room again.
    Full { changes: usize, room: usize },
    /// Opens the journal again.
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1_usize..=5, 0_u64..700).prop_map(|(changes, text)| Step::Save { changes, text }),
        1 => (1_usize..=5, 0_usize..900).prop_map(|(changes, room)| Step::Full { changes, room }),
        1 => Just(Step::Reopen),
    ]
}

/// A save that was tried.
struct Attempt {
    changes: Vec<Change>,
    saved: bool,
}

/// A run on a disk. Its log has mark `2 n` where attempt `n` begins and `2 n + 1` where it was answered.
struct Recording {
    disk: PowerDisk,
    segment_bytes: u64,
    attempts: Vec<Attempt>,
}

#[test]
fn what_was_acknowledged_outlasts_power_cuts() {
    let cuts = count("NDTQ_PROOF_CUTS", 1_000);
    let strategy = (
        prop::collection::vec(step(), 1..12),
        400_u64..2_000,
        prop::collection::vec((any::<prop::sample::Index>(), any::<u64>()), CUTS),
        any::<u64>(),
    );
    let cases = cuts.div_ceil(CUTS as u32);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let (tried, changes) = (Cell::new(0_u32), Cell::new(0_usize));
    let outcome = runner.run(&strategy, |(steps, segment_bytes, cuts, seed)| {
        let recording = Recording::of(&steps, segment_bytes, seed);
        for (at, seed) in cuts {
            let call = at.index(recording.disk.calls() + 1);
            changes.set(changes.get() + recording.check_cut(call, seed)?);
            tried.set(tried.get() + 1);
        }
        Ok(())
    });
    println!("power cuts: {} at the journal, {} changes found again; lost 0", tried.get(), changes.get());
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

fn writing(segment_bytes: u64) -> Writing {
    Writing { random: system_random(), segment_bytes }
}

/// Opens the journal of a disk, or makes it.
fn open(disk: &PowerDisk, segment_bytes: u64) -> Result<Journal, JournalError> {
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let begun = Scan::of(shared.clone(), DIR.into())?.begin(writing(segment_bytes))?;
    let new = NewHome { home: Uuid::from_u128(1), at: 0 };
    begun.map_or_else(|| Journal::create(shared, DIR.into(), new, writing(segment_bytes)), Ok)
}

fn append(journal: &mut Journal, changes: &[Change]) -> Result<(), JournalError> {
    let encoded: Vec<_> = changes.iter().map(|change| (change.seq, encode_change(change).unwrap())).collect();
    journal.append(0, &encoded).map(drop)
}

fn read_all(reader: &Reader) -> Result<Vec<Change>, JournalError> {
    let mut changes = Vec::new();
    let keep = |chained: Chained| {
        changes.push(chained.change);
        Ok::<(), JournalError>(())
    };
    reader.for_each(1, keep)?;
    Ok(changes)
}

impl Recording {
    fn of(steps: &[Step], segment_bytes: u64, seed: u64) -> Recording {
        let (disk, mut random) = (PowerDisk::with_folder(Path::new("/home/data")), Random::of(seed));
        let mut recording = Recording { disk: disk.clone(), segment_bytes, attempts: Vec::new() };
        let mut author = Author::default();
        let mut journal = open(&disk, segment_bytes).unwrap();
        for step in steps {
            let (changes, text, room) = match step {
                Step::Save { changes, text } => (*changes, *text, None),
                Step::Full { changes, room } => (*changes, 200, Some(*room)),
                Step::Reopen => {
                    journal = open(&disk, segment_bytes).unwrap();
                    continue;
                }
            };
            disk.set_room(room);
            let changes = author.write(changes, text, &mut random);
            disk.mark(2 * recording.attempts.len() as u64);
            let saved = append(&mut journal, &changes).is_ok();
            assert!(saved || room.is_some());
            disk.mark(2 * recording.attempts.len() as u64 + 1);
            disk.set_room(None);
            if saved {
                author.take_all(&changes);
            }
            recording.attempts.push(Attempt { changes, saved });
        }
        recording
    }

    /// What was acknowledged when a call came, and what was being saved.
    fn known_at(&self, call: usize) -> (Vec<Change>, &[Change]) {
        let Some(mark) = self.disk.last_mark(call) else { return (Vec::new(), &[]) };
        let (attempt, answered) = (usize::try_from(mark / 2).unwrap(), mark % 2 == 1);
        let before = &self.attempts[..attempt + usize::from(answered)];
        let saved = before.iter().filter(|attempt| attempt.saved).flat_map(|attempt| attempt.changes.clone());
        let pending = if answered { &[][..] } else { &self.attempts[attempt].changes };
        (saved.collect(), pending)
    }

    /// Cuts the power or kills the process, opens, saves, cuts the power, and answers how many changes were found
    /// the first time.
    fn check_cut(&self, call: usize, seed: u64) -> Result<usize, TestCaseError> {
        let mut random = Random::of(seed);
        let is_kill = random.once_in(2);
        let left = if is_kill { self.disk.killed(call) } else { self.disk.cut(call, &mut random) };
        let begun = left.calls();
        let (acknowledged, pending) = self.known_at(call);
        let fail = |error: JournalError| TestCaseError::fail(format!("{error}, cut before call {call}"));
        let mut journal = open(&left, self.segment_bytes).map_err(fail)?;
        let found = read_all(&journal.reader()).map_err(fail)?;
        check_found(&found, &acknowledged, pending)?;

        let opened = left.calls();
        let mut author = Author::default();
        author.take_all(&found);
        let next = author.write(2, 300, &mut random);
        append(&mut journal, &next).map_err(fail)?;
        let call = begun + usize::try_from(random.below((left.calls() - begun) as u64 + 1)).unwrap();
        let again = open(&left.cut(call, &mut random), self.segment_bytes).map_err(fail)?;
        let again = read_all(&again.reader()).map_err(fail)?;
        // While it was being opened nothing of what was found had been shown to anybody; what the killed process had
        // cut again may be back.
        let (known, pending) = match call {
            _ if call < opened => (acknowledged.as_slice(), pending.to_vec()),
            _ if call < left.calls() => (found.as_slice(), next),
            _ => (&[found.as_slice(), &next].concat()[..], Vec::new()),
        };
        check_found(&again, known, &pending)?;
        Ok(found.len())
    }
}

/// All that was acknowledged, then perhaps the first of what was being saved, and nothing else.
fn check_found(found: &[Change], acknowledged: &[Change], pending: &[Change]) -> Result<(), TestCaseError> {
    let (count, known) = (found.len(), acknowledged.len());
    prop_assert!(count >= known, "{known} changes were acknowledged, {count} are there");
    prop_assert!(count <= known + pending.len(), "{count} changes are there, {known} were acknowledged");
    prop_assert_eq!(&found[..known], acknowledged);
    prop_assert_eq!(&found[known..], &pending[..count - known]);
    Ok(())
}
