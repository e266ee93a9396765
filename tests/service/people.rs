//! Who is there, what everybody is told, and when nothing is saved.

use ndtq::client::{self, CallError, LinkEvent, Session};
use ndtq::domain::{Kind, RecordKey};
use ndtq::protocol::{
    Answer, BackupMark, CareMarks, DraftOp, Event, Presence, Query, ReadOnly, Refusal, Request,
};
use uuid::Uuid;

use crate::home::{
    Home, add_staff, add_unit, draft, key, open_link, reply_to, saved, status, until, wait_for,
};

fn who(session: &mut Session) -> Vec<Presence> {
    match session.ask(Query::Who).unwrap() {
        Answer::Who(there) => there,
        other => panic!("{other:?}"),
    }
}

fn household(number: u128) -> RecordKey {
    RecordKey { kind: Kind::Household, id: Uuid::from_u128(number) }
}

fn tell(text: &str) -> Request {
    Request::Tell { text: text.into(), until: None }
}

#[test]
fn who_is_there_and_what_is_open_is_for_the_administrator() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    add_staff(&mut admin, "trinh");
    let (link, events) = open_link(&home.as_login("trinh"));
    link.send(1, Request::Looking { at: Some(household(5)) });
    assert_eq!(reply_to(&events, 1), Ok(Answer::Done));
    let mut recorder = Session::connect(&home.as_login("trinh")).unwrap();
    for (session, open) in [(&mut admin, Some(household(5))), (&mut recorder, None)] {
        let there = who(session);
        assert_eq!(there.len(), 3, "{there:?}");
        let screens: Vec<&Presence> = there.iter().filter(|one| one.screens).collect();
        assert_eq!((screens.len(), screens[0].login.as_str(), screens[0].open), (1, "trinh", open));
        assert!(there.windows(2).all(|two| two[0].since <= two[1].since));
    }
    let output = home.run(&["who", "--json"]);
    let there: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(there.as_array().unwrap().len(), 4, "{there}");
}

#[test]
fn a_message_reaches_every_screen_and_those_that_come_later() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    add_staff(&mut admin, "trinh");
    let (_one, here) = open_link(&home.as_login("trinh"));
    admin.steer(&tell("Dịch vụ\x1b[2J khởi động lại\n lúc 11:30")).unwrap();
    let is_told = |event: &LinkEvent| {
        matches!(event, LinkEvent::Event(Event::Told(told))
            if told.text == "Dịch vụ[2J khởi động lại lúc 11:30" && told.by != "trinh")
    };
    wait_for(&here, is_told);
    let (_two, later) = open_link(&home.as_login("trinh"));
    wait_for(&later, is_told);
    admin.steer(&Request::Hush).unwrap();
    wait_for(&later, |event| *event == LinkEvent::Event(Event::Hushed));
    let (three, last) = open_link(&home.as_login("trinh"));
    three.send(1, Request::Ask(Box::new(Query::Home)));
    // Answers and messages come in order: nothing was told before this one.
    assert!(matches!(last.recv().unwrap(), LinkEvent::Reply { tag: 1, .. }));

    let mut recorder = Session::connect(&home.as_login("trinh")).unwrap();
    let not_allowed = [tell("x"), Request::Hush, Request::SetReading { reason: None }];
    for request in not_allowed {
        let refused = recorder.steer(&request);
        assert!(matches!(refused, Err(CallError::Refused(Refusal::NotAllowed))), "{request:?}");
    }
    let long = admin.steer(&tell(&"x".repeat(201)));
    assert!(matches!(long, Err(CallError::Refused(Refusal::TooMuch))));
}

#[test]
fn nothing_is_saved_while_an_administrator_says_so_also_after_a_new_start() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    let (_link, events) = open_link(&home.options());
    let before = saved(admin.act(key(1), add_unit(1)).unwrap());
    let output = home.run(&["read-only", "on", "--reason", "gộp sổ"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    wait_for(
        &events,
        |event| matches!(event, LinkEvent::Event(Event::Reading(Some(ReadOnly::Asked { reason, .. }))) if reason == "gộp sổ"),
    );
    for again in [false, true] {
        if again {
            admin.stop(false).unwrap();
            admin = Session::connect(&home.options()).unwrap();
        }
        let refused = admin.act(key(2), add_unit(2)).unwrap_err();
        let is_said = matches!(&refused, CallError::Refused(Refusal::ReadOnly(ReadOnly::Asked { reason, .. }))
            if reason == "gộp sổ");
        assert!(is_said, "{refused}");
        // What was recorded before is answered again, and drafts are kept.
        assert_eq!(saved(admin.act(key(1), add_unit(1)).unwrap()), before);
        assert_eq!(admin.draft(DraftOp::Put(Box::new(draft(1, "gõ dở")))).unwrap(), Answer::Done);
        assert!(matches!(status(&mut admin).read_only, Some(ReadOnly::Asked { .. })));
        let file = home.path().join("backup");
        let output = home.run(&["backup", file.to_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let log = home.run(&["log"]);
        assert!(log.status.success() && log.stderr.is_empty(), "nothing is missing from the log");
    }
    assert!(home.run(&["read-only", "off"]).status.success());
    saved(admin.act(key(2), add_unit(2)).unwrap());
    assert!(!home.path().join("read-only.json").exists());
}

#[test]
fn an_order_that_cannot_be_read_is_an_order() {
    let home = Home::new();
    std::fs::write(home.path().join("read-only.json"), "half of").unwrap();
    let mut admin = Session::connect(&home.options()).unwrap();
    assert!(matches!(admin.act(key(1), add_unit(1)), Err(CallError::Refused(Refusal::ReadOnly(_)))));
}

#[test]
fn who_has_the_same_record_open_hears_of_each_other() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    add_staff(&mut admin, "trinh");
    let (one, ones) = open_link(&home.options());
    let (two, twos) = open_link(&home.as_login("trinh"));
    let present = |others: &[&str], of: u128| {
        let others: Vec<String> = others.iter().map(|name| (*name).to_owned()).collect();
        move |event: &LinkEvent| {
            *event == LinkEvent::Event(Event::Present { key: household(of), others: others.clone() })
        }
    };
    one.send(1, Request::Looking { at: Some(household(5)) });
    assert_eq!(reply_to(&ones, 1), Ok(Answer::Done));
    two.send(1, Request::Looking { at: Some(household(5)) });
    wait_for(&ones, present(&["Trinh"], 5));
    let mine = who(&mut admin).into_iter().find(|one| one.login != "trinh").unwrap().name;
    wait_for(&twos, present(&[mine.as_str()], 5));
    // A second screen of the same person is nobody else.
    let (again, agains) = open_link(&home.as_login("trinh"));
    again.send(1, Request::Looking { at: Some(household(5)) });
    wait_for(&agains, present(&[mine.as_str()], 5));
    drop(again);
    two.send(2, Request::Looking { at: Some(household(6)) });
    wait_for(&ones, present(&[], 5));
    two.send(3, Request::Looking { at: Some(household(5)) });
    wait_for(&ones, present(&["Trinh"], 5));
    drop(two);
    wait_for(&ones, present(&[], 5));
}

#[test]
fn the_service_remembers_the_last_backup_and_check() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    let first = status(&mut admin);
    assert_eq!(first.care, CareMarks::default());
    assert!(first.free_bytes.is_some() && first.journal_bytes > 0);
    let line = home.run(&["status", "--check"]);
    assert_eq!(line.status.code(), Some(3));
    let text = String::from_utf8_lossy(&line.stdout).into_owned();
    assert!(
        text.starts_with("CẦN XEM (chưa sao lưu lần nào; chưa kiểm tra lần nào") && text.lines().count() == 1
    );

    let file = home.path().join("backup");
    assert!(home.run(&["backup", file.to_str().unwrap()]).status.success());
    assert!(home.run(&["check"]).status.success());
    admin.stop(false).unwrap();
    let mut admin = Session::connect(&home.options()).unwrap();
    let care = status(&mut admin).care;
    let BackupMark { seq, bytes, verified, .. } = care.backup.unwrap();
    assert_eq!((seq, bytes, verified), (first.seq, std::fs::metadata(&file).unwrap().len(), true));
    assert_eq!(care.check.unwrap().findings, 0);
    let json = home.run(&["status", "--check", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let concerns = json["concerns"].as_array().unwrap();
    assert!(concerns.iter().all(|concern| concern == "little_room"), "{json}");
    assert!(home.run(&["backup", "-"]).status.success());
    assert!(!status(&mut admin).care.backup.unwrap().verified);
}

#[test]
fn a_register_that_cannot_be_asked_needs_attention() {
    let home = Home::new();
    client::stop(&home.options(), true).unwrap();
    let output = home.run(&["status", "--check", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"unreachable\""));
}

#[test]
fn the_owner_of_the_files_brings_an_administrator_back() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    let refused = home.run(&["rescue", "trinh"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--yes"));
    for login in ["Trịnh", "a b", "../x"] {
        assert_eq!(home.run(&["rescue", login, "--yes"]).status.code(), Some(1), "{login}");
    }
    assert!(Session::connect(&home.as_login("trinh")).is_err());
    // Nothing can be saved, and nobody is there who could end that.
    admin.steer(&Request::SetReading { reason: Some("x".into()) }).unwrap();
    admin.stop(false).unwrap();
    let output = home.run(&["rescue", "trinh", "--yes"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut trinh = Session::connect(&home.as_login("trinh")).unwrap();
    trinh.steer(&Request::SetReading { reason: None }).unwrap();
    let Answer::Acts(acts) = trinh.ask(Query::LastActs { limit: 1 }).unwrap() else { panic!("no acts") };
    assert_eq!((acts[0].login.as_str(), acts[0].act), ("ndtq", 7));
    let log = until("the log", || std::fs::read_to_string(home.path().join("log/service.log")).ok());
    assert!(log.contains("trinh was made an administrator by user"), "{log}");
    // Done twice it is done once.
    let seq = status(&mut trinh).seq;
    assert!(home.run(&["rescue", "trinh"]).status.success());
    assert_eq!(status(&mut trinh).seq, seq);
}
