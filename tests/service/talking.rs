//! What crosses the socket, and what happens when it breaks.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use ndtq::client::{CallError, ConnectError, LinkEvent, Session};
use ndtq::protocol::{Answer, DraftOp, Event, Query, Refusal, Request, ToClient, ToService, frame};
use rustix::process::{Signal, kill_process};

use crate::home::{
    Home, LONG, act, add_staff, add_unit, bare_line, draft, enter, hangs_up, key, open_link, process_id,
    reply_to, saved, status, until, wait_for,
};

#[test]
fn a_killed_service_loses_no_act_and_records_none_twice() {
    let home = Home::new();
    let (link, events) = open_link(&home.options());
    let mut session = Session::connect(&home.options()).unwrap();
    let first = status(&mut session);
    let one = saved(session.act(key(1), add_unit(1)).unwrap());
    assert_eq!(one.seq, first.seq + 1);

    // Stopped first, so that the link's act waits unread in the socket when the service is killed.
    kill_process(process_id(first.pid), Signal::STOP).unwrap();
    link.send(1, act(2));
    link.send(2, Request::Ask(Box::new(Query::Home)));
    link.send(3, Request::Draft(DraftOp::Put(Box::new(draft(1, "đang gõ")))));
    home.kill_service(first.pid);
    let two = saved(reply_to(&events, 1).unwrap());
    assert_eq!(two.seq, one.seq + 1);
    assert!(matches!(reply_to(&events, 2), Ok(Answer::Home(_))));
    assert_eq!(reply_to(&events, 3), Ok(Answer::Done));

    let three = saved(session.act(key(3), add_unit(3)).unwrap());
    assert_eq!(three.seq, two.seq + 1);
    for (number, earlier) in [(1, one), (2, two), (3, three)] {
        assert_eq!(saved(session.act(key(number), add_unit(number)).unwrap()), earlier);
    }
    let last = status(&mut session);
    assert_eq!(last.seq, first.seq + 3);
    assert_ne!(last.pid, first.pid);
}

/// Killed as soon as the journal has grown, the service has mostly written an act down and not said so.
#[test]
fn an_act_that_was_written_down_and_not_answered_is_recorded_once() {
    const ROUNDS: u128 = 15;
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let first = status(&mut session).seq;
    drop(session);
    let journal = home.path().join("data/journal");
    let length = || -> u64 {
        let files = std::fs::read_dir(&journal).unwrap().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
    };
    let (link, events) = open_link(&home.options());
    let mut answers = Vec::new();
    for number in 1..=ROUNDS {
        let mut session = Session::connect(&home.options()).unwrap();
        let (pid, before) = (status(&mut session).pid, length());
        let tag = u64::try_from(number).unwrap();
        link.send(tag, act(number));
        while length() == before && status_is(&mut session, pid) {}
        home.kill_service(pid);
        answers.push(saved(reply_to(&events, tag).unwrap()));
    }
    let mut session = Session::connect(&home.options()).unwrap();
    assert_eq!(u128::from(status(&mut session).seq - first), ROUNDS);
    for (number, answer) in (1..).zip(answers) {
        assert_eq!(answer.seq, first + u64::try_from(number).unwrap());
        assert_eq!(saved(session.act(key(number), add_unit(number)).unwrap()), answer);
    }
}

fn status_is(session: &mut Session, pid: u32) -> bool {
    status(session).pid == pid
}

#[test]
fn a_link_says_that_it_was_lost_and_that_it_is_back() {
    let home = Home::new();
    let (_link, events) = open_link(&home.options());
    let mut session = Session::connect(&home.options()).unwrap();
    home.kill_service(status(&mut session).pid);
    let next = || wait_for(&events, |event| !matches!(event, LinkEvent::Event(_)));
    assert!(matches!(next(), LinkEvent::Lost { .. }));
    assert_eq!(
        until("the way back", || Some(next()).filter(|e| !matches!(e, LinkEvent::Lost { .. }))),
        LinkEvent::Back
    );
}

#[test]
fn a_bad_message_ends_that_session_alone() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let pid = status(&mut session).pid;
    let bad: [(&str, Vec<u8>); 4] = [
        ("huge", u32::MAX.to_be_bytes().to_vec()),
        ("garbage", [vec![0, 0, 0, 5], vec![0xFF; 5]].concat()),
        ("cut short", vec![0, 0, 0, 9, 1]),
        ("left over", [vec![0, 0, 0, 60], vec![0; 60]].concat()),
    ];
    for (what, bytes) in bad {
        let mut line = bare_line(&home);
        enter(&mut line, true);
        line.write_all(&bytes).unwrap();
        line.shutdown(std::net::Shutdown::Write).unwrap();
        hangs_up(&line);
        assert_eq!(status(&mut session).pid, pid, "{what}");
    }
    let mut line = UnixStream::connect(home.path().join("socket")).unwrap();
    line.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    hangs_up(&line);
    let log = std::fs::read_to_string(home.path().join("log/service.log")).unwrap();
    assert!(log.contains("over the bound") && log.contains("not ndtq"), "{log}");
    until("the end of their sessions", || (status(&mut session).sessions == 1).then_some(()));
}

#[test]
fn a_watcher_that_does_not_read_is_cut_off_and_holds_nobody_up() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let mut asleep = bare_line(&home);
    enter(&mut asleep, true);
    let (_link, events) = open_link(&home.options());
    assert_eq!(status(&mut session).sessions, 3);
    let mut number = 0;
    until("the cut", || {
        number += 1;
        session.act(key(number), add_unit(number)).unwrap();
        (status(&mut session).sessions == 2).then_some(())
    });
    let last = status(&mut session).seq;
    wait_for(&events, |event| matches!(event, LinkEvent::Event(Event::Changed { seq, .. }) if *seq == last));
    hangs_up(&asleep);
}

#[test]
fn one_who_asks_and_does_not_read_is_cut_off() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let mut asleep = bare_line(&home);
    enter(&mut asleep, false);
    asleep.set_write_timeout(Some(LONG)).unwrap();
    let question = frame::to_bytes(&ToService { tag: 1, body: Request::Ask(Box::new(Query::Home)) }).unwrap();
    let many = question.repeat(1000);
    let asking = thread::spawn(move || {
        while asleep.write_all(&many).is_ok() {}
        asleep
    });
    until("the cut", || {
        let before = Instant::now();
        let there = status(&mut session).sessions;
        assert!(before.elapsed() < Duration::from_secs(3));
        (there == 1).then_some(())
    });
    drop(asking.join().unwrap());
}

#[test]
fn a_look_up_that_was_overtaken_is_passed_over() {
    let home = Home::new();
    let _session = Session::connect(&home.options()).unwrap();
    let mut line = bare_line(&home);
    enter(&mut line, false);
    let find = |words: &str| Request::Ask(Box::new(Query::Find { words: words.into(), limit: 20 }));
    let bodies = [Request::Ask(Box::new(Query::Home)), find("n"), find("ng"), act(1), find("ngu")];
    let mut bytes = Vec::new();
    for (tag, body) in (1..).zip(bodies) {
        bytes.extend(frame::to_bytes(&ToService { tag, body }).unwrap());
    }
    line.write_all(&bytes).unwrap();
    let tags = [(); 3].map(|()| match frame::read(&mut line).unwrap() {
        ToClient::Reply { tag, .. } => tag,
        other => panic!("{other:?}"),
    });
    assert_eq!(tags, [1, 4, 5]);
}

#[test]
fn a_stranger_is_told_so_and_the_service_goes_on() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let stranger = Session::connect(&home.as_login("nobody"));
    assert!(matches!(stranger, Err(ConnectError::Refused(Refusal::Stranger(login))) if login == "nobody"));
    add_staff(&mut session, "trinh");
    let mut recorder = Session::connect(&home.as_login("trinh")).unwrap();
    assert!(matches!(recorder.stop(false), Err(CallError::Refused(Refusal::NotAllowed))));
    until("the end of the stranger's session", || (status(&mut session).sessions == 2).then_some(()));
}

#[test]
fn a_save_of_one_is_seen_by_the_other() {
    let home = Home::new();
    let (one, one_events) = open_link(&home.options());
    let (_two, two_events) = open_link(&home.options());
    one.send(1, act(1));
    let seq = saved(reply_to(&one_events, 1).unwrap()).seq;
    wait_for(
        &two_events,
        |event| matches!(event, LinkEvent::Event(Event::Changed { seq: seen, .. }) if *seen == seq),
    );
}
