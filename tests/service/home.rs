//! A home to try things on, and what the tests say to its service.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use ndtq::client::{self, Link, LinkEvent, Options, Session};
use ndtq::domain::{Staff, StaffId, StaffRole, Unit, UnitId, UnitKind, UnitVersion, Validity};
use ndtq::protocol::hello::Hello;
use ndtq::protocol::{
    Answer, Command, Draft, DraftField, DraftOp, Query, Refusal, Request, Saved, StatusView, ToClient,
    ToService, frame,
};
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
    let home = home.as_os_str().as_encoded_bytes();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.any(|line| line.windows(home.len()).any(|part| part == home))
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

pub fn key(number: u128) -> Uuid {
    Uuid::from_u128(1 << 64 | number)
}

pub fn act(number: u128) -> Request {
    Request::Act { request: key(number), command: Box::new(add_unit(number)) }
}

pub fn draft(number: u128, text: &str) -> Draft {
    let field = DraftField { name: "address".into(), text: text.into() };
    Draft {
        id: Uuid::from_u128(number),
        form: "household".into(),
        title: "Hộ mới".into(),
        about: None,
        base: None,
        fields: vec![field],
        login: String::new(),
        at: 1,
    }
}

pub fn drafts(session: &mut Session) -> Vec<String> {
    match session.draft(DraftOp::List).unwrap() {
        Answer::Drafts(drafts) => drafts.into_iter().map(|draft| draft.fields[0].text.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

pub fn open_link(options: &Options) -> (Link, Receiver<LinkEvent>) {
    let (sender, receiver) = unbounded();
    let link = Link::open(options, move |event| sender.send(event).is_ok()).unwrap();
    (link, receiver)
}

pub fn wait_for(events: &Receiver<LinkEvent>, wanted: impl Fn(&LinkEvent) -> bool) -> LinkEvent {
    loop {
        let event = events.recv_timeout(LONG).unwrap();
        if wanted(&event) {
            return event;
        }
    }
}

pub fn reply_to(events: &Receiver<LinkEvent>, wanted: u64) -> Result<Answer, Refusal> {
    match wait_for(events, |event| matches!(event, LinkEvent::Reply { tag, .. } if *tag == wanted)) {
        LinkEvent::Reply { result, .. } => result,
        other => panic!("{other:?}"),
    }
}

/// A client of bare bytes, past the hello.
pub fn bare_line(home: &Home) -> UnixStream {
    let mut line = UnixStream::connect(home.path().join("socket")).unwrap();
    line.set_read_timeout(Some(LONG)).unwrap();
    Hello::read(&mut line).unwrap();
    Hello::of(Uuid::nil()).write(&mut line).unwrap();
    line
}

pub fn enter(line: &mut UnixStream, watch: bool) {
    let body = Request::Enter { login: None, watch };
    frame::write(line, &ToService { tag: 0, body }).unwrap();
    let reply: ToClient = frame::read(line).unwrap();
    assert_eq!(reply, ToClient::Reply { tag: 0, result: Ok(Answer::Done) });
}

/// Reads until the other side hangs up.
pub fn hangs_up(mut line: &UnixStream) {
    let mut bytes = [0; 4096];
    loop {
        match line.read(&mut bytes) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return,
            Err(error) => panic!("{error}"),
        }
    }
}

pub fn add_staff(session: &mut Session, login: &str) {
    let staff = member(login, Validity::ALWAYS);
    session.act(key(77), Command::Save { record: Box::new(staff.into()), base: None }).unwrap();
}

/// From today on they are no member of staff.
pub fn remove_staff(session: &mut Session, login: &str) {
    let Answer::Home(view) = session.ask(Query::Home).unwrap() else { panic!("no home") };
    let staff = member(login, Validity::ALWAYS.ended_before(view.today));
    session.act(key(78), Command::Save { record: Box::new(staff.into()), base: Some(1) }).unwrap();
}

fn member(login: &str, valid: Validity) -> Staff {
    Staff {
        id: StaffId(Uuid::from_u128(77)),
        login: login.into(),
        name: "Trinh".into(),
        role: StaffRole::Recorder,
        scope: Vec::new(),
        valid,
    }
}
