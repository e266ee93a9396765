//! What a backup and its restoring cost on a home of over 20,000 households, beside a plain `cp -r` of the same home.
//!
//! `cargo bench --bench backup`; the folder is the system's temporary one, or `NDTQ_BENCH_DIR`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on says so")]

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::time::Instant;

use ndtq::domain::{HouseholdId, Note, NoteAbout, NoteId};
use ndtq::exchange::{practice_commune, write_backup};
use ndtq::protocol::{Answer, Command, ImportRow, ImportStep, Query, RowBody};
use ndtq::registry::{Actor, Clock, Registry, SystemClock, restore};
use uuid::Uuid;

/// Times the practice commune of 2,449 households is brought in, each under the name of another book.
const COMMUNES: u128 = 9;
/// Acts of one household each, so that the journal has more than imports.
const ACTS: usize = 5_000;
const ROWS_AT_ONCE: usize = 5_000;

fn main() {
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = std::env::var_os("NDTQ_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let place = tempfile::tempdir_in(folder).unwrap();
    let home = place.path().join("home");
    fs::create_dir(&home).unwrap();
    let registry = open(&home);
    let actor = registry.enter("trinh").unwrap();
    fill(&registry, &actor);
    let Answer::Status(status) = registry.ask(&actor, &Query::Status).unwrap() else { panic!("no status") };
    println!(
        "{} households, {} persons, {} changes",
        status.counts.households, status.counts.persons, status.seq
    );

    let backup = place.path().join("backup.tar.gz");
    let taken = timed(|| back_up(&registry, &actor, &backup));
    let check = timed(|| drop(registry.ask(&actor, &Query::Check { deep: false }).unwrap()));
    let snapshot = timed(|| assert!(registry.look_after(ndtq::registry::Occasion::Stopping).unwrap()));
    registry.close();
    drop(registry);
    let copied = timed(|| copy(&home, &place.path().join("copy")));
    let size = |path: &Path| fs::metadata(path).unwrap().len() as f64 / 1e6;
    println!("cp -r of the home                       {copied:>7.2} s");
    println!("backup            {:>6.1} MB              {}", size(&backup), beside(taken, copied));

    let restored = place.path().join("restored");
    fs::create_dir(&restored).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let back = timed(|| {
        let from = BufReader::new(File::open(&backup).unwrap());
        let restored = restore(&restored, from, None, &clock).unwrap();
        assert_eq!(restored.counts, status.counts);
    });
    println!("restore, replayed and checked           {}", beside(back, copied));
    println!("snapshot                                {snapshot:>7.2} s");
    println!("check while it is open                  {check:>7.2} s");
    println!("opening after a clean stop              {:>7.2} s", timed(|| drop(open(&home))));
    fs::remove_dir_all(home.join("data/view")).unwrap();
    println!("opening without a view, from a snapshot {:>7.2} s", timed(|| drop(open(&home))));
    fs::remove_dir_all(home.join("data/view")).unwrap();
    fs::remove_dir_all(home.join("data/snapshots")).unwrap();
    println!("opening without a view, from the journal{:>7.2} s", timed(|| drop(open(&home))));
}

fn open(home: &Path) -> Registry {
    Registry::open(home, Arc::new(SystemClock)).unwrap().0
}

fn timed(act: impl FnOnce()) -> f64 {
    let began = Instant::now();
    act();
    began.elapsed().as_secs_f64()
}

fn beside(seconds: f64, copied: f64) -> String {
    format!("{seconds:>7.2} s, {:.1} times the cp -r", seconds / copied)
}

fn copy(from: &Path, to: &Path) {
    assert!(Process::new("cp").arg("-r").arg(from).arg(to).status().unwrap().success());
}

fn fill(registry: &Registry, actor: &Actor) {
    let mut requests = 1_u128..;
    let mut act = |command: Command| {
        registry.act(actor, Uuid::from_u128(requests.next().unwrap()), command).unwrap();
    };
    for commune in 0..COMMUNES {
        let (batch, rows) = (Uuid::from_u128(commune), rows());
        let count = u32::try_from(rows.len()).unwrap();
        for (at, part) in rows.chunks(ROWS_AT_ONCE).enumerate() {
            let before = u32::try_from(at * ROWS_AT_ONCE).unwrap();
            act(Command::Import(ImportStep::Rows { batch, before, rows: part.to_vec() }));
        }
        let book = format!("book {commune}");
        act(Command::Import(ImportStep::Finish { batch, rows: count, book, dry_run: false }));
    }
    let Answer::Found(found) =
        registry.ask(actor, &Query::Find { words: "nguyen".into(), limit: 500 }).unwrap()
    else {
        panic!("nobody is found")
    };
    let households: Vec<HouseholdId> = found.hits.iter().map(|hit| hit.household).collect();
    for (household, number) in households.iter().cycle().zip(1..).take(ACTS) {
        let note = Note {
            id: NoteId(Uuid::from_u128(number)),
            about: NoteAbout::Household(*household),
            text: format!("Hẹn thu lần {number}"),
            follow_up: None,
            done: None,
            on: registry.today(),
            by: "trinh".into(),
        };
        act(Command::Save { record: Box::new(note.into()), base: None });
    }
}

/// The practice commune; a personal id belongs to one person, so they are left out.
fn rows() -> Vec<ImportRow> {
    let mut rows = practice_commune().rows;
    for row in &mut rows {
        if let RowBody::Person { personal_id, .. } = &mut row.body {
            *personal_id = None;
        }
    }
    rows
}

fn back_up(registry: &Registry, actor: &Actor, file: &Path) {
    let Answer::BackupPlan(plan) = registry.ask(actor, &Query::BackupPlan).unwrap() else {
        panic!("no plan")
    };
    let out = BufWriter::new(File::create(file).unwrap());
    write_backup(out, &plan.title, &plan.files, |name, offset, length| {
        let query = Query::BackupPart { run: plan.run, name: name.to_owned(), offset, length };
        match registry.ask(actor, &query) {
            Ok(Answer::Bytes(bytes)) => Ok(bytes),
            other => Err(io::Error::other(format!("{other:?}"))),
        }
    })
    .unwrap();
    File::open(file).unwrap().sync_all().unwrap();
}
