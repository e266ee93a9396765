//! What the tests of the service say to it beside what every test says.

use std::io::Read;
use std::os::unix::net::UnixStream;

use crossbeam_channel::{Receiver, unbounded};
use ndtq::client::{Link, LinkEvent, Options, Session};
use ndtq::domain::{Staff, StaffId, StaffRole, Validity};
use ndtq::protocol::hello::Hello;
use ndtq::protocol::{
    Answer, Command, Draft, DraftField, DraftOp, Query, Refusal, Request, ToClient, ToService, frame,
};
use uuid::Uuid;

pub use crate::support::{Home, LONG, add_unit, key, process_id, saved, status, until};

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
