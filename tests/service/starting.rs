//! Starting, stopping and holding.

use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Child;

use ndtq::client::{self, CallError, ConnectError, LinkEvent, Options, Session, Stopped};
use ndtq::protocol::{BackupMark, DraftOp, Event, Query, Request};
use rustix::process::{Signal, kill_process};

use crate::home::{Home, draft, open_link, process_id, status, until, wait_for};

fn all_report_one_service(home: &Home) {
    let start = || home.process(&["status", "--json"]).spawn().unwrap();
    let clients: Vec<Child> = (0..20).map(|_| start()).collect();
    let mut pids: Vec<u64> = Vec::new();
    for client in clients {
        let output = client.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let status: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        pids.push(status["pid"].as_u64().unwrap());
    }
    pids.dedup();
    assert_eq!(pids.len(), 1, "{pids:?}");
}

#[test]
fn twenty_at_once_on_an_empty_home_have_one_service() {
    all_report_one_service(&Home::new());
}

#[test]
fn twenty_at_once_with_a_socket_left_behind_have_one_service() {
    let home = Home::new();
    drop(UnixListener::bind(home.path().join("socket")).unwrap());
    all_report_one_service(&home);
}

#[test]
fn the_service_leaves_the_session_of_whoever_started_it() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let pid = process_id(status(&mut session).pid);
    // Leading a session of its own, it is in nobody else's. Our own is not asked for: its leader may be outside
    // the container, and such a leader has no number here.
    assert_eq!(rustix::process::getsid(Some(pid)).unwrap(), pid);
    let proc = PathBuf::from(format!("/proc/{}", pid.as_raw_pid()));
    assert_eq!(std::fs::read_link(proc.join("cwd")).unwrap(), Path::new("/"));
    for descriptor in ["0", "1", "2"] {
        let path = std::fs::read_link(proc.join("fd").join(descriptor)).unwrap();
        assert_eq!(path, Path::new("/dev/null"));
    }
}

#[test]
fn a_held_register_is_not_started_until_it_is_released() {
    let home = Home::new();
    let (_link, events) = open_link(&home.options());
    let mut session = Session::connect(&home.options()).unwrap();
    let pid = status(&mut session).pid;
    let output = home.run(&["stop", "--hold"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // `stop` returns when the lock is free, so that what follows it in a script has the home to itself.
    let lock = std::fs::File::open(home.path().join("lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    drop(lock);
    wait_for(&events, |event| *event == LinkEvent::Event(Event::Stopping { hold: true }));
    wait_for(&events, |event| *event == LinkEvent::Held);
    assert!(matches!(Session::connect(&home.options()), Err(ConnectError::Held(_))));
    assert!(matches!(session.ask(Query::Status), Err(CallError::Lost(ConnectError::Held(_)))));
    assert!(!home.run(&["status", "--json"]).status.success());
    assert!(!home.path().join("socket").exists());
    // Started all the same, it leaves.
    assert!(home.run(&["serve", "--detached"]).status.success());
    assert!(!home.path().join("socket").exists());

    assert!(home.run(&["stop", "--release"]).status.success());
    let mut session = Session::connect(&home.options()).unwrap();
    assert_ne!(status(&mut session).pid, pid);
    wait_for(&events, |event| *event == LinkEvent::Back);
}

#[test]
fn a_service_in_the_foreground_ends_the_hold() {
    let home = Home::new();
    assert_eq!(client::stop(&home.options(), true).unwrap(), Stopped::WasNotRunning);
    assert!(matches!(Session::connect(&home.options()), Err(ConnectError::Held(_))));
    let mut serving = home.process(&["serve"]).spawn().unwrap();
    let mut session = until("the service", || Session::connect(&home.options()).ok());
    assert_eq!(status(&mut session).pid, serving.id());
    assert!(!home.path().join("hold").exists());
    let second = home.run(&["serve"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("đang chạy rồi"));
    kill_process(process_id(serving.id()), Signal::TERM).unwrap();
    assert!(serving.wait().unwrap().success());
    assert!(!home.path().join("socket").exists());
}

#[test]
fn who_heard_of_a_stop_waits_for_another_to_start_the_service() {
    let home = Home::new();
    let (_link, events) = open_link(&home.options());
    assert_eq!(client::stop(&home.options(), false).unwrap(), Stopped::Ended);
    wait_for(&events, |event| matches!(event, LinkEvent::Lost { why } if why.contains("no service answers")));
    assert!(!home.path().join("socket").exists());
    Session::connect(&home.options()).unwrap();
    wait_for(&events, |event| *event == LinkEvent::Back);
}

#[test]
fn a_client_that_may_not_start_a_service_says_so() {
    let home = Home::new();
    let may_not = Options { may_start: false, ..home.options() };
    assert!(matches!(Session::connect(&may_not), Err(ConnectError::NotRunning(_))));
    let named = Options { socket: Some(home.path().join("elsewhere")), ..home.options() };
    assert!(matches!(Session::connect(&named), Err(ConnectError::NotRunning(_))));
    assert_eq!(client::stop(&home.options(), false).unwrap(), Stopped::WasNotRunning);
}

#[test]
fn a_path_too_long_for_a_socket_is_refused_with_a_sentence() {
    let home = Home::new();
    let long = Options { home: home.path().join("a".repeat(100)), ..home.options() };
    let error = Session::connect(&long).err().unwrap().to_string();
    assert!(error.contains("the system takes 107"), "{error}");
    assert!(!long.home.exists());
}

#[test]
fn a_service_that_cannot_start_is_quoted() {
    let home = Home::new();
    std::fs::write(home.path().join("drafts"), "a file where the folder belongs").unwrap();
    let error = Session::connect(&home.options()).err().unwrap();
    assert!(matches!(&error, ConnectError::NoAnswer { last_words: Some(_), .. }), "{error}");
    let missing = Options { program: "/nowhere/ndtq".into(), ..home.options() };
    assert!(matches!(Session::connect(&missing), Err(ConnectError::CannotStart { .. })));
}

#[test]
fn files_of_a_home_are_its_owners_alone() {
    let above = Home::new();
    let options = Options { home: above.path().join("new"), ..above.options() };
    let mut session = Session::connect(&options).unwrap();
    session.draft(DraftOp::Put(Box::new(draft(1, "x")))).unwrap();
    session.steer(&Request::SetReading { reason: Some("x".into()) }).unwrap();
    session.steer(&Request::BackupDone(BackupMark { at: 0, seq: 1, bytes: 1, verified: true })).unwrap();
    client::stop(&Options { home: above.path().join("held"), ..above.options() }, true).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&options.home), 0o700);
    let mut folders = vec![options.home.clone(), above.path().join("held")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    session.stop(false).unwrap();
}
