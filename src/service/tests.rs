//! What needs a shorter idle time than a clerk would like.

use super::*;
use crate::protocol::hello::Hello;
use std::os::unix::net::UnixStream;
use std::time::Instant;
use uuid::Uuid;

#[test]
fn an_idle_service_leaves_and_a_session_keeps_it() {
    let home = tempfile::tempdir().unwrap();
    let idle = Duration::from_millis(150);
    let path = home.path().to_owned();
    let serving = thread::spawn(move || {
        let place = Place::of(&path, None).unwrap();
        let log = Arc::new(Log::open(&place.log()));
        let options = ServeOptions { home: path, socket: None, detached: true, practice: true };
        serve_in(&place, &options, idle, &log)
    });
    let socket = home.path().join("socket");
    let until = Instant::now() + Duration::from_secs(10);
    let mut line = loop {
        match UnixStream::connect(&socket) {
            Ok(line) => break line,
            Err(error) => assert!(Instant::now() < until, "{error}"),
        }
        thread::sleep(Duration::from_millis(5));
    };
    Hello::read(&mut line).unwrap();
    Hello::of(Uuid::nil()).write(&mut line).unwrap();
    thread::sleep(4 * idle);
    assert!(!serving.is_finished());
    let gone = Instant::now();
    drop(line);
    serving.join().unwrap().unwrap();
    assert!(gone.elapsed() >= idle);
    assert!(!socket.exists());
    assert!(home.path().join("practice").exists());
}
