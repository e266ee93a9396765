//! Slow, silent and greedy clients: they are told why, and hold nobody up.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use ndtq::client::{CallError, ConnectError, LinkEvent, Session};
use ndtq::protocol::{CutOff, Event, Query, Refusal, Request, ToClient, ToService, frame};

use crate::home::{Home, add_staff, add_unit, bare_line, enter, key, open_link, status, until, wait_for};

fn log_of(home: &Home) -> String {
    std::fs::read_to_string(home.path().join("log/service.log")).unwrap_or_default()
}

/// Reads on until the line ends; the reason that came last.
fn last_word(line: &mut UnixStream) -> Option<CutOff> {
    let mut last = None;
    while let Ok(message) = frame::read::<ToClient>(line) {
        last = match message {
            ToClient::Event(Event::CutOff { why }) => Some(why),
            _ => None,
        };
    }
    last
}

#[test]
fn a_watcher_that_falls_behind_and_reads_again_learns_why_it_was_cut_off() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let mut asleep = bare_line(&home);
    enter(&mut asleep, true);
    let mut number = 0;
    until("the cut", || {
        number += 1;
        session.act(key(number), add_unit(number)).unwrap();
        (status(&mut session).sessions == 1).then_some(())
    });
    assert_eq!(last_word(&mut asleep), Some(CutOff::TooSlow));
    until("the log", || log_of(&home).contains("was cut off: it does not read").then_some(()));
}

#[test]
fn half_a_request_has_an_end_with_a_reason_and_silence_between_two_has_none() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let (_silent, events) = open_link(&home.options());
    let mut half = bare_line(&home);
    enter(&mut half, false);
    let whole = ToService { tag: 1, body: Request::Ask(Box::new(Query::Home)) };
    half.write_all(&frame::to_bytes(&whole).unwrap()[..5]).unwrap();
    assert_eq!(last_word(&mut half), Some(CutOff::HalfRequest), "{}", log_of(&home));
    until("the log", || log_of(&home).contains("did not finish it").then_some(()));
    // Others were silent for as long, and are still there.
    session.act(key(1), add_unit(1)).unwrap();
    wait_for(&events, |event| matches!(event, LinkEvent::Event(Event::Changed { .. })));
}

#[test]
fn one_login_cannot_take_all_places_and_a_flood_of_questions_starves_nobody() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    add_staff(&mut session, "trinh");
    let mut theirs = Vec::new();
    let refused = loop {
        match Session::connect(&home.as_login("trinh")) {
            Ok(session) => theirs.push(session),
            Err(refused) => break refused,
        }
        assert!(theirs.len() < 500, "there is no end to it");
    };
    let most = u32::try_from(theirs.len()).unwrap();
    let is_said = matches!(&refused, ConnectError::Refused(Refusal::TooManySessions { login: Some(login), most: said })
        if login == "trinh" && *said == most);
    assert!(is_said, "{refused}");
    // Somebody else comes in all the same.
    drop(Session::connect(&home.options()).unwrap());
    drop(theirs.pop());
    until("a free place", || Session::connect(&home.as_login("trinh")).ok());

    let questions =
        frame::to_bytes(&ToService { tag: 1, body: Request::Ask(Box::new(Query::Units)) }).unwrap();
    let mut flood = bare_line(&home);
    enter(&mut flood, false);
    let flooding = std::thread::spawn(move || {
        let many = questions.repeat(200);
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until && flood.write_all(&many).is_ok() {}
    });
    for number in 1..50 {
        session.act(key(number), add_unit(number)).unwrap();
    }
    assert!(!matches!(session.ask(Query::Home), Err(CallError::Lost(_))));
    drop(theirs);
    drop(home);
    flooding.join().unwrap();
}
