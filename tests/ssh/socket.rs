//! The socket itself: whoever reaches it says what is understood, as who they are, or is hung up on.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ndtq::client::Session;
use ndtq::protocol::hello::Hello;
use ndtq::protocol::{Answer, Query, Refusal, Request, ToClient, ToService, frame};
use uuid::Uuid;

use crate::home::{Home, LONG, add_unit, key, status, until};
use crate::server::{NDTQ, Said, find_program, not_tried};

fn line(home: &Home) -> UnixStream {
    let line = UnixStream::connect(home.path().join("socket")).unwrap();
    line.set_read_timeout(Some(LONG)).unwrap();
    Hello::read(&mut &line).unwrap();
    line
}

fn hello() -> Vec<u8> {
    let mut bytes = Vec::new();
    Hello::of(Uuid::nil()).write(&mut bytes).unwrap();
    bytes
}

fn message(tag: u64, body: Request) -> Vec<u8> {
    frame::to_bytes(&ToService { tag, body }).unwrap()
}

fn enter(login: Option<&str>) -> Vec<u8> {
    message(0, Request::Enter { login: login.map(str::to_owned), watch: false })
}

/// All that comes until the other side hangs up.
fn all_of(mut line: &UnixStream) -> Vec<u8> {
    let mut came = Vec::new();
    match line.read_to_end(&mut came) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}"),
    }
    came
}

#[test]
fn nonsense_ends_the_line_it_came_on_and_no_other() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let before = status(&mut session);
    let cases: [(&str, Vec<u8>); 7] = [
        ("a hello of somebody else", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20)),
        ("a hello of zeros", vec![0; 4096]),
        ("a huge frame", [hello(), vec![0xff; 4], vec![0; 64]].concat()),
        ("a frame just over the bound", [hello(), 0x0080_0001_u32.to_be_bytes().to_vec()].concat()),
        ("a frame of nonsense", [hello(), vec![0, 0, 0, 4, 0xfb, 0xff, 0xff, 0xff]].concat()),
        ("a second hello", [hello(), enter(None), hello(), hello()].concat()),
        ("a frame with more in it than it says", [hello(), vec![0, 0, 0, 3, 0, 2, 0]].concat()),
    ];
    for (what, bytes) in cases {
        let mut line = line(&home);
        // It may hang up before all is written.
        let _ = line.write_all(&bytes);
        let came = all_of(&line);
        assert!(came.len() < 64, "{what} was answered with {} bytes", came.len());
    }
    let truncated = line(&home);
    (&truncated).write_all(&[hello(), vec![0, 0, 1, 0, 1, 2, 3]].concat()).unwrap();
    truncated.shutdown(Shutdown::Write).unwrap();
    assert!(all_of(&truncated).is_empty(), "half a frame was answered");
    let after = status(&mut session);
    assert_eq!((after.pid, after.seq), (before.pid, before.seq), "the same service, and nothing recorded");
}

#[test]
fn who_has_not_said_who_they_are_gets_nothing() {
    let home = Home::new();
    let _session = Session::connect(&home.options()).unwrap();
    for body in [
        Request::Ask(Box::new(Query::Status)),
        Request::Act { request: key(9), command: Box::new(add_unit(9)) },
        Request::Stop { hold: true },
    ] {
        let mut line = line(&home);
        line.write_all(&[hello(), message(1, body.clone())].concat()).unwrap();
        let reply: ToClient = frame::read(&mut line).unwrap();
        assert_eq!(reply, ToClient::Reply { tag: 1, result: Err(Refusal::NotAllowed) }, "{body:?}");
    }
}

#[test]
fn a_recorded_line_played_again_records_nothing_twice() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let before = status(&mut session).seq;
    let act = Request::Act { request: key(5), command: Box::new(add_unit(5)) };
    let recorded = [hello(), enter(None), message(1, act.clone()), message(2, act)].concat();
    for _ in 0..3 {
        let mut line = line(&home);
        line.write_all(&recorded).unwrap();
        for tag in [0, 1, 2] {
            let reply: ToClient = frame::read(&mut line).unwrap();
            assert!(
                matches!(reply, ToClient::Reply { tag: said, result: Ok(_) } if said == tag),
                "{reply:?}"
            );
        }
    }
    assert_eq!(status(&mut session).seq, before + 1);
}

/// A program that another user may run.
fn for_everybody(folder: &Path) -> String {
    let program = folder.join("ndtq");
    std::fs::copy(NDTQ, &program).unwrap();
    program.display().to_string()
}

/// A folder that everybody may look into, outside of the home.
fn open_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// As user 65534, who is nobody, in no group.
fn as_nobody(program: &str, arguments: &[&str]) -> Said {
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--", program]).args(arguments);
    command.env_clear().current_dir("/").stdin(Stdio::null());
    Said::by(command)
}

/// Only root becomes somebody else; with root's right but without setpriv it is a failure like a missing sshd.
fn may_become_nobody(test: &str) -> bool {
    if !rustix::process::geteuid().is_root() {
        let said = format!("\n*** NOT TRIED: {test}: only root can run a client as another user\n\n");
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        return false;
    }
    if find_program("setpriv").is_none() {
        not_tried(test, "setpriv", "util-linux");
        return false;
    }
    true
}

#[test]
fn a_foreign_user_does_not_reach_the_socket_of_a_home() {
    if !may_become_nobody("a foreign user at the socket") {
        return;
    }
    let (home, folder) = (Home::new(), open_folder());
    let mut session = Session::connect(&home.options()).unwrap();
    let before = status(&mut session);
    let program = for_everybody(folder.path());
    let path = home.path().display().to_string();
    for arguments in [vec!["status"], vec!["--as", "root", "status"], vec!["stop"], vec!["serve"]] {
        let said = as_nobody(&program, &[&["--home", path.as_str()], &arguments[..]].concat());
        assert_ne!(said.code, 0, "{arguments:?}: {}", said.lines);
        assert!(said.lines.is_empty() && !said.notes.trim().is_empty(), "{arguments:?}: {}", said.notes);
    }
    let after = status(&mut session);
    assert_eq!((after.pid, after.seq), (before.pid, before.seq));
}

/// A service in the foreground; it ends with the test.
struct Foreground(Child);

impl Drop for Foreground {
    fn drop(&mut self) {
        let pid = crate::home::process_id(self.0.id());
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap_or_default();
        self.0.wait().map(drop).unwrap_or_default();
    }
}

#[test]
fn at_a_socket_for_a_group_a_stranger_gets_a_sentence_and_no_other_name() {
    if !may_become_nobody("a foreign user at a socket for a group") {
        return;
    }
    let (home, folder) = (Home::new(), open_folder());
    let program = for_everybody(folder.path());
    let (path, socket) = (home.path().display().to_string(), folder.path().join("socket"));
    let at = socket.display().to_string();
    let serve = home.process(&["--socket", &at, "serve"]).stdin(Stdio::null()).spawn().unwrap();
    let _service = Foreground(serve);
    until("the socket", || UnixStream::connect(&socket).ok());
    // Whoever comes first to a new home is its administrator, and it is not to be the stranger.
    assert!(home.run(&["--socket", &at, "status"]).status.success());
    let ask = |more: &[&str]| as_nobody(&program, &[&["--home", &path, "--socket", &at], more].concat());
    let shut = ask(&["status"]);
    assert!(shut.code != 0 && shut.lines.is_empty(), "the kernel lets only the group in: {}", shut.notes);
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o666)).unwrap();
    let stranger = ask(&["status"]);
    assert_eq!((stranger.code, stranger.lines.as_str()), (1, ""));
    assert!(stranger.notes.contains("không có (hay không còn) trong danh sách cán bộ"), "{}", stranger.notes);
    for login in ["root", "quan"] {
        let said = ask(&["--as", login, "status"]);
        assert_eq!((said.code, said.lines.as_str()), (1, ""), "{login}");
        assert!(said.notes.contains("cần quyền khác"), "{login}: {}", said.notes);
    }
    assert_ne!(ask(&["stop"]).code, 0);
    let mut options = home.options();
    options.socket = Some(socket);
    options.may_start = false;
    assert!(matches!(Session::connect(&options).unwrap().ask(Query::Home), Ok(Answer::Home(_))));
}
