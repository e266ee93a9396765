//! A home to try things on, its service as the real program, and what every test says to it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what failed by failing")]
#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ndtq::client::{self, Options, Session};
use ndtq::domain::{Unit, UnitId, UnitKind, UnitVersion, Validity};
use ndtq::protocol::{Answer, Command, Query, Saved, StatusView};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use uuid::Uuid;

/// Long enough for a slow machine; no test waits for it when all is well.
pub const LONG: Duration = Duration::from_secs(30);

/// A home of its own, whose service ends with it.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    /// In a folder of the test's own, such as another disk.
    pub fn within(folder: &Path) -> Home {
        Home(tempfile::tempdir_in(folder).unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn options(&self) -> Options {
        Options {
            home: self.path().to_owned(),
            socket: None,
            login: None,
            program: PathBuf::from(env!("CARGO_BIN_EXE_ndtq")),
            may_start: true,
            practice: false,
            opening: client::OnOpening::default(),
        }
    }

    pub fn as_login(&self, login: &str) -> Options {
        Options { login: Some(login.to_owned()), ..self.options() }
    }

    pub fn process(&self, arguments: &[&str]) -> Process {
        let mut process = Process::new(env!("CARGO_BIN_EXE_ndtq"));
        process.arg("--home").arg(self.path()).args(arguments);
        process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        process
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.process(arguments).output().unwrap()
    }

    /// The services there are, or are about to be: several at once when several clients start one.
    pub fn services(&self) -> Vec<u32> {
        processes_of(self.path())
    }

    pub fn kill_service(&self, pid: u32) {
        kill_process(process_id(pid), Signal::KILL).unwrap();
    }
}

impl Drop for Home {
    /// Of twenty services started at once the last may come when the first has ended: held, it leaves, and until
    /// then the folder must not go, for it would be made again.
    fn drop(&mut self) {
        client::stop(&self.options(), true).map(drop).unwrap_or_default();
        let deadline = Instant::now() + LONG;
        while serves(self.path()) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Whether a process is serving a home, or about to.
fn serves(home: &Path) -> bool {
    !processes_of(home).is_empty()
}

/// The processes whose command line names a home.
fn processes_of(home: &Path) -> Vec<u32> {
    let home = home.as_os_str().as_encoded_bytes();
    let names_it = |line: Vec<u8>| line.windows(home.len()).any(|part| part == home);
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(names_it)).collect()
}

pub fn process_id(pid: u32) -> Pid {
    Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
}

pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + LONG;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        thread::sleep(Duration::from_millis(5));
    }
}

pub fn status(session: &mut Session) -> StatusView {
    match session.ask(Query::Status).unwrap() {
        Answer::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

pub fn saved(answer: Answer) -> Saved {
    match answer {
        Answer::Saved(saved) => saved,
        other => panic!("{other:?}"),
    }
}

/// An act that any home takes, again and again.
pub fn add_unit(number: u128) -> Command {
    let version = UnitVersion {
        name: format!("Tỉnh {number}"),
        code: None,
        parent: None,
        valid: Validity::ALWAYS,
        basis: None,
    };
    let id = UnitId(Uuid::from_u128(number));
    let unit =
        Unit { id, kind: UnitKind::Province, versions: vec![version], aliases: Vec::new(), source: None };
    Command::Save { record: Box::new(unit.into()), base: None }
}

/// The request of an act.
pub fn key(number: u128) -> Uuid {
    Uuid::from_u128(1 << 64 | number)
}
