//! The practice commune in a home of its own, behind a service that is a process of its own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ndtq::client::{self, Options, Session};
use ndtq::domain::{AnyRecord, Date, HouseholdId, Kind, ProjectId};
use ndtq::exchange::unpack_practice;
use ndtq::protocol::{Answer, Query, StatusView};
use ndtq::store::{Store, StoreOptions, Stored, encode_any, system_random};
use ndtq::text::keys;
use tempfile::TempDir;
use uuid::Uuid;

/// Who works there, whoever measures.
pub const LOGIN: &str = "trinh";
const START_WITHIN: Duration = Duration::from_secs(30);
const END_WITHIN: Duration = Duration::from_secs(60);

/// `ndtq serve` on a home; both go when the measurement ends, also when it fails.
pub struct Served {
    service: Child,
    home: TempDir,
}

impl Served {
    pub fn in_folder(folder: &Path) -> Served {
        let home = tempfile::tempdir_in(folder).unwrap();
        let mut service = ndtq(home.path());
        let service = service.arg("serve").stdin(Stdio::null()).spawn().unwrap();
        let mut served = Served { service, home };
        served.wait_until_it_answers();
        let tables = tempfile::tempdir_in(folder).unwrap();
        unpack_practice(&tables.path().join("luyen-tap")).unwrap();
        let mut import = ndtq(served.home.path());
        import.args(["--as", LOGIN, "import"]).arg(tables.path().join("luyen-tap"));
        let output = import.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        served
    }

    pub fn connect(&self) -> Session {
        Session::connect(&self.options()).unwrap()
    }

    fn options(&self) -> Options {
        Options {
            home: self.home.path().to_owned(),
            socket: None,
            login: Some(LOGIN.to_owned()),
            program: PathBuf::from(env!("CARGO_BIN_EXE_ndtq")),
            // One that ended by itself is a failure.
            may_start: false,
            practice: false,
            opening: Default::default(),
        }
    }

    fn wait_until_it_answers(&mut self) {
        let until = Instant::now() + START_WITHIN;
        while Session::connect(&self.options()).is_err() {
            assert!(self.service.try_wait().unwrap().is_none(), "the service ended by itself");
            assert!(Instant::now() < until, "the service does not answer");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn end(&mut self) {
        client::stop(&self.options(), false).map(drop).unwrap_or_default();
        let until = Instant::now() + END_WITHIN;
        while self.service.try_wait().is_ok_and(|ended| ended.is_none()) {
            if Instant::now() >= until {
                self.service.kill().unwrap_or_default();
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the service and reads the register again: every save that was acknowledged is there once, under the
    /// number it was told, and there is nothing else.
    pub fn check(mut self, saves: &[(Uuid, u64)], before: u64) {
        self.end();
        let options = StoreOptions::new(Uuid::nil(), 0, system_random());
        let (store, _) = Store::open(&self.home.path().join("data"), &options).unwrap();
        let written = store.changes(before + 1, usize::MAX).unwrap();
        store.close();
        let places: HashMap<Uuid, u64> = written.iter().map(|change| (change.request, change.seq)).collect();
        assert_eq!(places.len(), written.len(), "a request was carried out twice");
        for (request, seq) in saves {
            assert_eq!(places.get(request), Some(seq), "save {request} is not where it was said to be");
        }
        assert_eq!(saves.len(), written.len(), "there are saves that nobody was told of");
        println!("each of {} acknowledged saves is in the register once, read after a restart", saves.len());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}

fn ndtq(home: &Path) -> Process {
    let mut process = Process::new(env!("CARGO_BIN_EXE_ndtq"));
    process.arg("--home").arg(home).env_remove("NDTQ_HOME").env_remove("NDTQ_SOCKET");
    process
}

pub fn status(session: &mut Session) -> StatusView {
    match session.ask(Query::Status).unwrap() {
        Answer::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

/// Whom and what clerks look for.
pub struct Commune {
    /// Names as they are typed: without accents.
    pub names: Vec<String>,
    pub households: Vec<HouseholdId>,
    pub projects: Vec<ProjectId>,
    pub today: Date,
    /// The bytes of a household's record, the average of all.
    pub household_bytes: usize,
}

impl Commune {
    pub fn of(ask: &mut dyn FnMut(Query) -> Answer) -> Commune {
        let Answer::Home(home) = ask(Query::Home) else { panic!("who am I?") };
        let (mut names, mut households, mut projects, mut bytes) = (vec![], vec![], vec![], 0);
        for kind in [Kind::Person, Kind::Household, Kind::Project] {
            for record in every(kind, ask) {
                let key = record.key();
                match record {
                    AnyRecord::Person(person) => names.push(keys::fold(&person.full_name)),
                    AnyRecord::Project(_) => projects.push(ProjectId(key.id)),
                    record => {
                        households.push(HouseholdId(key.id));
                        bytes += encode_any(&Stored { rev: 1, record }).unwrap().len();
                    }
                }
            }
        }
        let household_bytes = bytes / households.len();
        Commune { names, households, projects, today: home.today, household_bytes }
    }
}

fn every(kind: Kind, ask: &mut dyn FnMut(Query) -> Answer) -> Vec<AnyRecord> {
    let mut all: Vec<AnyRecord> = Vec::new();
    loop {
        let after = all.last().map(|record| record.key().id);
        let Answer::Export(page) = ask(Query::Export { kind, after, limit: 500, unmask: None }) else {
            panic!("no export")
        };
        if page.is_empty() {
            return all;
        }
        all.extend(page.into_iter().map(|exported| exported.record));
    }
}
