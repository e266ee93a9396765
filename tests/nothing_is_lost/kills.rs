//! The service is killed at any instant, also while it opens, and while several record.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};

use crate::count;
use crate::evidence::Findings;
use crate::random::{Random, seed};
use crate::support::{Home, process_id, until};
use crate::writers::{Told, Writer};

const WRITERS: u128 = 4;
/// The home is looked through after so many kills.
const KILLS_AT_ONCE: u32 = 20;
/// A third of the kills, and more by chance, comes this soon, in milliseconds: while the service opens.
const WHILE_OPENING: u64 = 60;
/// The others come by then.
const WHILE_SAVING: u64 = 400;

#[test]
fn what_was_acknowledged_outlasts_kills() {
    let (kills, seed, began) = (count("NDTQ_PROOF_KILLS", 40), seed(), Instant::now());
    let outside = tempfile::tempdir().unwrap();
    let (home, told) = (Home::new(), Told::at(outside.path()));
    let mut killer = Killer { home: &home, random: Random::of(seed), killed: HashSet::new(), opening: 0 };
    let mut findings = Findings::default();
    let mut writers = killer.while_a_home_is_made(&told);
    let (mut done, mut asked) = (0, 0);
    while done < kills {
        let now = KILLS_AT_ONCE.min(kills - done);
        killer.while_they_write(&mut writers, now);
        done += now;
        killer.kill_all();
        findings.read_copy(&home, &told);
        asked = findings.ask_again(&mut writers[0], &told, asked);
    }
    findings.ask_again(&mut writers[0], &told, 0);
    let changes = findings.read_copy(&home, &told);
    let made_anew = findings.read_log(&home);
    let (recorded, refused) = told.read();
    println!(
        "kills: {done} (seed {seed}, {} while opening), {} acknowledged writes in {} changes, {} conflicts, \
         the view made anew {made_anew} times; lost {}, half applied {}, failed starts {}; {:.0?}",
        killer.opening,
        recorded.len(),
        changes.len(),
        refused.len(),
        findings.lost.len(),
        findings.half_applied.len(),
        findings.failed_starts.len(),
        began.elapsed(),
    );
    let all = findings.lost.iter().chain(&findings.half_applied).chain(&findings.failed_starts);
    let first: Vec<&String> = all.take(5).collect();
    assert!(first.is_empty(), "seed {seed}, the first of them: {first:#?}");
    assert!(recorded.len() > 2 * done as usize, "hardly anything was recorded between the kills");
}

struct Killer<'a> {
    home: &'a Home,
    random: Random,
    killed: HashSet<u32>,
    opening: u32,
}

impl<'a> Killer<'a> {
    /// The first openings make the home; they are killed too.
    fn while_a_home_is_made(&mut self, told: &'a Told) -> Vec<Writer<'a>> {
        let (home, over) = (self.home, AtomicBool::new(false));
        let first = thread::scope(|scope| {
            let recording = scope.spawn(|| {
                let mut first = Writer::first(home, told);
                record(&mut first, &over);
                first
            });
            for _ in 0..3 {
                self.kill_one(WHILE_OPENING);
            }
            over.store(true, Ordering::Relaxed);
            recording.join().unwrap()
        });
        let others: Vec<Writer<'_>> = (2..=WRITERS).map(|number| first.beside(number)).collect();
        std::iter::once(first).chain(others).collect()
    }

    fn while_they_write(&mut self, writers: &mut [Writer<'_>], kills: u32) {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            for writer in writers {
                scope.spawn(|| record(writer, &over));
            }
            for _ in 0..kills {
                let early = self.random.once_in(3);
                self.kill_one(if early { WHILE_OPENING } else { WHILE_SAVING });
            }
            over.store(true, Ordering::Relaxed);
        });
    }

    fn kill_one(&mut self, within: u64) {
        let came = || self.home.services().into_iter().find(|pid| !self.killed.contains(pid));
        until("a service", came);
        let wait = self.random.below(within);
        self.opening += u32::from(wait < WHILE_OPENING);
        thread::sleep(Duration::from_millis(wait));
        self.kill_all();
    }

    fn kill_all(&mut self) {
        for pid in self.home.services() {
            // It may have left by itself: of several that are started at once all but one do.
            kill_process(process_id(pid), Signal::KILL).unwrap_or_default();
            self.killed.insert(pid);
        }
    }
}

fn record(writer: &mut Writer<'_>, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        writer.record_one();
    }
}
