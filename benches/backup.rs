//! What a backup of a large commune costs, and coming back from one, beside a bare copy of the same folder.
//!
//! `cargo bench --bench backup`; the folder is the system's temporary one, or `NDTQ_BENCH_DIR`. The home has the
//! practice commune's groups, households and persons nine times over, and thousands of single acts behind them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on says so")]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::time::Instant;

use ndtq::client::{self, Options, Session};
use ndtq::domain::{Date, HouseholdId, Kind, Note, NoteAbout, NoteId};
use ndtq::exchange::practice_commune;
use ndtq::protocol::{Answer, Command, ImportRow, ImportStep, Query, RowBody};
use ndtq::registry::{Actor, Clock, Registry, SystemClock, restore};
use ndtq::store::{Store, StoreOptions, system_random};
use uuid::Uuid;

const COMMUNES: u16 = 9;
/// Single acts behind the snapshot.
const ACTS: u32 = 3_000;
/// Who works there, whoever measures.
const LOGIN: &str = "trinh";
/// Every figure is the median of so many.
const ROUNDS: usize = 3;

fn main() {
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = std::env::var_os("NDTQ_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let home = tempfile::tempdir_in(&folder).unwrap();
    fill(home.path());
    let bench = Bench { home: home.path().to_owned(), folder };
    let copy = bench.copies();
    bench.backups(copy);
    bench.openings(copy);
}

/// A commune, a snapshot of it, and acts.
fn fill(home: &Path) {
    let (registry, actor) = open(home);
    let rows = rows();
    let (count, batch) = (u32::try_from(rows.len()).unwrap(), Uuid::from_u128(7));
    let finish = ImportStep::Finish { batch, rows: count, book: "so".into(), dry_run: false };
    let (_, seconds) = time(|| {
        for (number, step) in (0x1A..).zip([ImportStep::Rows { batch, before: 0, rows }, finish]) {
            let answer = registry.act(&actor, Uuid::from_u128(number), Command::Import(step)).unwrap();
            if let Answer::Imported(report) = answer {
                assert!(report.written && report.problems.is_empty(), "{:?}", report.problems.first());
            }
        }
    });
    println!("{COMMUNES} communes, {count} rows imported in {seconds:.1} s");
    registry.close();
    drop(registry);
    first_snapshot(home);
    let (registry, actor) = open(home);
    let query = Query::Export { kind: Kind::Household, after: None, limit: 1, unmask: None };
    let Answer::Export(households) = registry.ask(&actor, &query).unwrap() else { panic!() };
    let household = HouseholdId(households[0].record.key().id);
    let (_, seconds) = time(|| {
        for number in 0..ACTS {
            let request = Uuid::from_u128(0xBE << 112 | u128::from(number));
            registry.act(&actor, request, note(number, household)).unwrap();
        }
    });
    println!("{ACTS} single acts in {seconds:.1} s");
    registry.close();
}

fn first_snapshot(home: &Path) {
    let (store, _) = Store::open(&home.join("data"), &store_options()).unwrap();
    let (_, seconds) = time(|| store.upkeep().unwrap());
    println!("a first snapshot, of the journal alone: {seconds:.2} s");
    store.close();
}

fn store_options() -> StoreOptions {
    StoreOptions::new(Uuid::nil(), 0, system_random())
}

fn open(home: &Path) -> (Registry, Actor) {
    let (registry, _) = Registry::open(home, Arc::new(SystemClock)).unwrap();
    let actor = registry.enter(LOGIN).unwrap();
    (registry, actor)
}

/// The practice commune's rows, and its groups, households and persons again under other keys.
fn rows() -> Vec<ImportRow> {
    let first = practice_commune().rows;
    let again = (1..COMMUNES).flat_map(|copy| first.iter().filter_map(move |row| again(row, copy)));
    let all: Vec<RowBody> = first.iter().map(|row| row.body.clone()).chain(again).collect();
    (1..).zip(all).map(|(line, body)| ImportRow { line, body }).collect()
}

fn again(row: &ImportRow, copy: u16) -> Option<RowBody> {
    let mut body = row.body.clone();
    let rename = |key: &mut String| key.push_str(&format!("/{copy}"));
    match &mut body {
        RowBody::Group { key, number, .. } => {
            rename(key);
            *number += copy * 100;
        }
        RowBody::Household { key, group, head, representative, .. } => {
            [key, group, head, representative].into_iter().filter(|key| !key.is_empty()).for_each(rename);
        }
        RowBody::Person { key, household, personal_id, .. } => {
            [key, household].into_iter().for_each(rename);
            *personal_id = None;
        }
        _ => return None,
    }
    Some(body)
}

fn note(number: u32, household: HouseholdId) -> Command {
    let note = Note {
        id: NoteId(Uuid::from_u128(u128::from(number))),
        about: NoteAbout::Household(household),
        text: "Đã nộp 500.000 đ tiền làm đường đèn tổ 05, còn 200.000 đ hẹn cuối tháng".into(),
        follow_up: None,
        done: None,
        on: Date::ymd(2023, 11, 14).unwrap(),
        by: String::new(),
    };
    Command::Save { record: Box::new(note.into()), base: None }
}

struct Bench {
    home: PathBuf,
    folder: PathBuf,
}

impl Bench {
    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// A bare copy of the folder, which everything else is compared with; answers with its seconds.
    fn copies(&self) -> f64 {
        let megabytes = |part: &str| size(&self.data().join(part)) as f64 / 1e6;
        println!(
            "data: journal {:.1} MB, snapshots {:.1} MB, view {:.1} MB; medians of {ROUNDS}:",
            megabytes("journal"),
            megabytes("snapshots"),
            megabytes("view"),
        );
        let copied = self.median(|to| run("cp", &["-r".as_ref(), &self.data(), to]));
        let synced = self.median(|to| {
            run("cp", &["-r".as_ref(), &self.data(), to]);
            run("sync", &["-f".as_ref(), to]);
        });
        say("cp -r", copied, copied);
        say("cp -r and sync", synced, copied);
        copied
    }

    fn backups(&self, copy: f64) {
        let options = self.options();
        drop(Session::connect(&options).unwrap());
        let file = tempfile::NamedTempFile::new_in(&self.folder).unwrap();
        let backup = self.median(|_| {
            let home: &Path = &self.home;
            let before: [&Path; 4] = ["--home".as_ref(), home, "--as".as_ref(), LOGIN.as_ref()];
            run(env!("CARGO_BIN_EXE_ndtq"), &[&before[..], &["backup".as_ref(), file.path()]].concat());
        });
        client::stop(&options, true).unwrap();
        say("ndtq backup, while the service runs", backup, copy);
        println!("    {:.1} MB", fs::metadata(file.path()).unwrap().len() as f64 / 1e6);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let restored = self.median(|to| {
            fs::create_dir(to).unwrap();
            let restored = restore(to, BufReader::new(File::open(file.path()).unwrap()), None, &clock);
            let counts = restored.unwrap().counts;
            assert!(counts.households >= 20_000 && counts.persons >= 80_000, "{counts:?}");
        });
        say("restore, with all it checks", restored, copy);
    }

    fn openings(&self, copy: f64) {
        let data = self.data();
        let opened = |prepare: &dyn Fn()| {
            let mut seconds: Vec<f64> = (0..ROUNDS)
                .map(|_| {
                    prepare();
                    let (registry, seconds) = time(|| open(&self.home).0);
                    registry.close();
                    seconds
                })
                .collect();
            median(&mut seconds)
        };
        say("opening, the view as it was left", opened(&|| {}), copy);
        let lose_view = || fs::remove_dir_all(data.join("view")).unwrap();
        say("opening, the view made of snapshot and journal", opened(&lose_view), copy);
        let (store, _) = Store::open(&data, &store_options()).unwrap();
        let (_, seconds) = time(|| store.upkeep().unwrap());
        say("a snapshot, of the one before and the journal", seconds, copy);
        store.close();
        drop(store);
        let lose_all = || {
            lose_view();
            fs::remove_dir_all(data.join("snapshots")).unwrap_or_default();
        };
        say("opening, the view made of the journal alone", opened(&lose_all), copy);
    }

    /// The median seconds of an act that may make a folder, which goes afterwards.
    fn median(&self, act: impl Fn(&Path)) -> f64 {
        let mut seconds: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let to = tempfile::tempdir_in(&self.folder).unwrap();
                time(|| act(&to.path().join("to"))).1
            })
            .collect();
        median(&mut seconds)
    }

    fn options(&self) -> Options {
        Options {
            home: self.home.clone(),
            socket: None,
            login: Some(LOGIN.to_owned()),
            program: PathBuf::from(env!("CARGO_BIN_EXE_ndtq")),
            may_start: true,
            practice: false,
            opening: Default::default(),
        }
    }
}

fn say(what: &str, seconds: f64, copy: f64) {
    println!("  {what:<48} {seconds:7.3} s   {:6.1} x cp -r", seconds / copy);
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn time<T>(act: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let done = act();
    (done, began.elapsed().as_secs_f64())
}

fn run(program: &str, arguments: &[&Path]) {
    let output = Process::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    let sizes = entries.map(|entry| match entry.metadata().unwrap() {
        meta if meta.is_dir() => size(&entry.path()),
        meta => meta.len(),
    });
    sizes.sum()
}
