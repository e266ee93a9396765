//! What a durable save costs, beside a bare write and sync of as many bytes on the same file system.
//!
//! `cargo bench --bench save`; the folder is the system's temporary one, or `NDTQ_BENCH_DIR`. The three are measured
//! in turn, in small blocks, so that a disk that is busy for a while slows all of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on says so")]

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ndtq::client::{self, Options, Session};
use ndtq::domain::{
    Date, GroupId, HouseholdId, NewPerson, Note, NoteAbout, NoteId, RelationToHead, ResidenceKind,
};
use ndtq::protocol::{Answer, Command, NewHousehold, SetUp};
use ndtq::registry::{Actor, Registry, SystemClock};
use tempfile::TempDir;
use uuid::Uuid;

const BLOCKS: usize = 60;
const IN_A_BLOCK: usize = 20;
const WARMING_UP: usize = 3;
const WRITERS: usize = 16;
const OF_EACH_WRITER: usize = 60;
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = std::env::var_os("NDTQ_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let (in_process, served) = (InProcess::in_folder(&folder), Served::in_folder(&folder));
    let bare_home = tempfile::tempdir_in(&folder).unwrap();
    let mut one = One { in_process, served, bare: Bare::in_folder(bare_home.path()), next: 0 };
    let bytes = one.bytes_of_a_save();
    one.measure(bytes);
    many(&one.in_process, &one.bare, bytes);
}

/// One who saves.
struct One {
    in_process: InProcess,
    served: Served,
    bare: Bare,
    next: u128,
}

impl One {
    fn next(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    /// The bytes that the journal grows by.
    fn bytes_of_a_save(&mut self) -> usize {
        const SAVES: usize = 200;
        let before = self.in_process.journal_bytes();
        for _ in 0..SAVES {
            let number = self.next();
            self.in_process.save(number);
        }
        (self.in_process.journal_bytes() - before) / SAVES
    }

    fn measure(&mut self, bytes: usize) {
        let (mut a, mut b, mut c) = (Times::default(), Times::default(), Times::default());
        for block in 0..BLOCKS + WARMING_UP {
            let (mut ours, mut socket, mut bare) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..IN_A_BLOCK {
                let number = self.next();
                ours.push(time(|| self.in_process.save(number)));
            }
            for _ in 0..IN_A_BLOCK {
                let number = self.next();
                socket.push(time(|| self.served.save(number)));
            }
            for _ in 0..IN_A_BLOCK {
                bare.push(time(|| self.bare.write(bytes)));
            }
            if block >= WARMING_UP {
                a.0.extend(ours);
                b.0.extend(socket);
                c.0.extend(bare);
            }
        }
        println!("one writer, {} saves of {bytes} bytes each:", BLOCKS * IN_A_BLOCK);
        println!("  a  in process              {a}");
        println!("  b  through the socket      {b}");
        println!("  c  bare write + fdatasync  {c}");
        let ratio = |times: &mut Times| times.at(50).as_secs_f64() / c.clone().at(50).as_secs_f64();
        println!("  a/c {:.2}   b/c {:.2}", ratio(&mut a), ratio(&mut b));
    }
}

/// Many who save at once.
fn many(in_process: &InProcess, bare: &Bare, bytes: usize) {
    let (mut ours, mut locked) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let save = |writer: usize, number: usize| {
            in_process.save((1 + round as u128) << 80 | (writer as u128) << 64 | number as u128);
        };
        ours.push(per_second(save));
        locked.push(per_second(|_, _| bare.write(bytes)));
    }
    let median = |rates: &mut Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    };
    let (ours, locked) = (median(&mut ours), median(&mut locked));
    println!("{WRITERS} writers, {OF_EACH_WRITER} saves each, median of {ROUNDS} rounds:");
    println!("  in process, group commit         {ours:.0} saves a second");
    println!("  locked bare write + fdatasync    {locked:.0} a second");
    println!("  {:.1} times as many", ours / locked);
}

fn per_second(act: impl Fn(usize, usize) + Sync) -> f64 {
    let took = time(|| {
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let act = &act;
                scope.spawn(move || (0..OF_EACH_WRITER).for_each(|number| act(writer, number)));
            }
        });
    });
    (WRITERS * OF_EACH_WRITER) as f64 / took.as_secs_f64()
}

fn time(act: impl FnOnce()) -> Duration {
    let began = Instant::now();
    act();
    began.elapsed()
}

#[derive(Clone, Default)]
struct Times(Vec<Duration>);

impl Times {
    fn at(&mut self, percent: usize) -> Duration {
        self.0.sort();
        self.0[(self.0.len() - 1) * percent / 100]
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut times = self.clone();
        let [half, most] = [50, 99].map(|percent| times.at(percent).as_secs_f64() * 1e6);
        write!(f, "median {half:6.0} µs   p99 {most:6.0} µs")
    }
}

/// A note of the length of a usual one.
fn note(number: u128, household: HouseholdId) -> Command {
    let note = Note {
        id: NoteId(Uuid::from_u128(number)),
        about: NoteAbout::Household(household),
        text: "Đã nộp 500.000 đ tiền làm đường đèn tổ 05, còn 200.000 đ hẹn cuối tháng".into(),
        follow_up: None,
        done: None,
        on: Date::ymd(2023, 11, 14).unwrap(),
        by: String::new(),
    };
    Command::Save { record: Box::new(note.into()), base: None }
}

fn request(number: u128) -> Uuid {
    Uuid::from_u128(0xBE << 112 | number)
}

/// A commune with one household, which the notes are about.
fn set_up(mut act: impl FnMut(Uuid, Command) -> Answer) -> HouseholdId {
    let mut first = |number, command| match act(Uuid::from_u128(number), command) {
        Answer::Saved(saved) => saved.keys[0].id,
        other => panic!("{other:?}"),
    };
    let commune = SetUp { commune: "Long Bình".into(), hamlet: "Quới An".into(), group_number: 5 };
    let group = GroupId(first(1, Command::SetUp(commune)));
    let head = NewPerson {
        full_name: "Nguyễn Văn Sáu".into(),
        nickname: None,
        sex: None,
        birth: None,
        personal_id: None,
        old_id: None,
        occupation: None,
        relation: RelationToHead::Head,
        residence: ResidenceKind::Permanent,
    };
    let household = NewHousehold {
        group,
        book_number: None,
        address: "bờ kinh Chợ Gạo".into(),
        phones: Vec::new(),
        nickname: None,
        head,
        since: None,
    };
    HouseholdId(first(2, Command::AddHousehold(household)))
}

struct InProcess {
    registry: Registry,
    actor: Actor,
    household: HouseholdId,
    home: TempDir,
}

impl InProcess {
    fn in_folder(folder: &Path) -> InProcess {
        let home = tempfile::tempdir_in(folder).unwrap();
        let (registry, _) = Registry::open(home.path(), Arc::new(SystemClock)).unwrap();
        let actor = registry.enter("trinh").unwrap();
        let household = set_up(|request, command| registry.act(&actor, request, command).unwrap());
        InProcess { registry, actor, household, home }
    }

    fn save(&self, number: u128) {
        self.registry.act(&self.actor, request(number), note(number, self.household)).unwrap();
    }

    fn journal_bytes(&self) -> usize {
        let journal = std::fs::read_dir(self.home.path().join("data/journal")).unwrap();
        journal.map(|entry| entry.unwrap().metadata().unwrap().len() as usize).sum()
    }
}

struct Served {
    session: Session,
    household: HouseholdId,
    options: Options,
    _home: TempDir,
}

impl Served {
    fn in_folder(folder: &Path) -> Served {
        let home = tempfile::tempdir_in(folder).unwrap();
        let options = Options {
            home: home.path().to_owned(),
            socket: None,
            login: None,
            program: PathBuf::from(env!("CARGO_BIN_EXE_ndtq")),
            may_start: true,
            practice: false,
            opening: Default::default(),
        };
        let mut session = Session::connect(&options).unwrap();
        let household = set_up(|request, command| session.act(request, command).unwrap());
        Served { session, household, options, _home: home }
    }

    fn save(&mut self, number: u128) {
        self.session.act(request(number), note(number, self.household)).unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        client::stop(&self.options, true).map(drop).unwrap_or_default();
    }
}

struct Bare(Mutex<File>);

impl Bare {
    fn in_folder(folder: &Path) -> Bare {
        Bare(Mutex::new(OpenOptions::new().create(true).append(true).open(folder.join("bare")).unwrap()))
    }

    fn write(&self, bytes: usize) {
        let mut file = self.0.lock().unwrap();
        file.write_all(&vec![0xA5; bytes]).unwrap();
        file.sync_data().unwrap();
    }
}
