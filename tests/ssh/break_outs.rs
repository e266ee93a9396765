//! What people try who want more than the register, over a server that is more open than any should be. Each try fails,
//! says so in a sentence where it reaches ndtq, and has executed and written nothing.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::home::LONG;
use crate::server::{Said, Server, find_program};

/// Who stops a try, and how that is seen.
#[derive(Clone, Copy, Debug)]
enum By {
    /// ndtq does not take it: exit code 2 and this sentence.
    Grammar(&'static str),
    /// It is but words that are looked for, and found nowhere: exit code 1.
    Words,
    /// ndtq does what may be done, and only that: exit code 0.
    Harmless,
    /// Refused, with this sentence: exit code 1.
    Refused(&'static str),
    /// sshd or the client ends it.
    Sshd,
}

use By::{Grammar, Harmless, Refused, Sshd, Words};

const NOT_TAKEN: By = Grammar("Qua ssh không dùng được");
const WRONG: By = Grammar("Lệnh chưa đúng");
const NO_NAME: By = Grammar("không phải tên tệp");

/// What the command was, with TRAP for a folder in which nothing may appear.
const COMMANDS: [(&str, By); 64] = [
    // A shell would run these.
    ("find zzqq; touch TRAP/x", Words),
    ("find zzqq | tee TRAP/x", Words),
    ("find zzqq & touch TRAP/x", Words),
    ("find zzqq && touch TRAP/x", Words),
    ("find zzqq || touch TRAP/x", Words),
    ("find zzqq $(touch TRAP/x)", Words),
    ("find zzqq `touch TRAP/x`", Words),
    ("find zzqq > TRAP/x", Words),
    ("find zzqq >> TRAP/x 2>&1", Words),
    ("find zzqq < /etc/passwd", Words),
    ("find zzqq\ntouch TRAP/x", Words),
    ("find zzqq\r\ntouch TRAP/x", Words),
    ("find \"zzqq'; touch TRAP/x; '\"", Words),
    ("find 'zzqq\"$(touch TRAP/x)\"'", Words),
    ("find zzqq ${IFS}touch${IFS}TRAP/x", Words),
    ("find zzqq {touch,TRAP/x}", Words),
    ("find zzqq <(touch TRAP/x)", Words),
    ("find -- zzqq --home TRAP", Words),
    ("; touch TRAP/x", NOT_TAKEN),
    ("$(touch TRAP/x)", NOT_TAKEN),
    ("`touch TRAP/x`", NOT_TAKEN),
    ("\ntouch TRAP/x", NOT_TAKEN),
    ("sh -c 'touch TRAP/x'", NOT_TAKEN),
    ("bash -i", NOT_TAKEN),
    ("/bin/sh", NOT_TAKEN),
    ("exec touch TRAP/x", NOT_TAKEN),
    ("env touch TRAP/x", NOT_TAKEN),
    ("touch TRAP/x", NOT_TAKEN),
    ("rsync --server . TRAP/x", NOT_TAKEN),
    ("git-upload-pack TRAP", NOT_TAKEN),
    // Other homes, other names, other sockets, files.
    ("--as quan status", NOT_TAKEN),
    ("status --as quan", NOT_TAKEN),
    ("--home TRAP/home status", NOT_TAKEN),
    ("status --home=TRAP/home", NOT_TAKEN),
    ("--socket TRAP/socket status", NOT_TAKEN),
    ("export households --format csv -o TRAP/x", NOT_TAKEN),
    ("export households --format csv -oTRAP/x", NOT_TAKEN),
    ("export households --format csv --output TRAP/x", NOT_TAKEN),
    ("export households --format csv --output=TRAP/x", NOT_TAKEN),
    ("export households --format csv > TRAP/x", NOT_TAKEN),
    ("import TRAP", WRONG),
    ("import /etc/passwd", WRONG),
    ("import ../../etc/passwd", WRONG),
    ("import - /etc/passwd", NOT_TAKEN),
    ("backup TRAP/x", WRONG),
    ("find --batch TRAP/home", WRONG),
    ("find --batch=/etc/passwd --json", WRONG),
    ("outbox get ../../data/journal/00000000000000000001.seg", NO_NAME),
    ("outbox get /etc/passwd", NO_NAME),
    ("outbox get ..", NO_NAME),
    ("outbox get ..\\\\..\\\\lock", NO_NAME),
    ("outbox get passwd", Refused("Không có tệp passwd")),
    ("inbox put ../../../TRAP/x", NO_NAME),
    ("inbox put TRAP/x", NO_NAME),
    ("inbox put .ssh", NO_NAME),
    ("ssh-session quan", NOT_TAKEN),
    ("serve", NOT_TAKEN),
    ("stop --hold", NOT_TAKEN),
    ("restore -", NOT_TAKEN),
    ("demo --reset", NOT_TAKEN),
    ("staff list", NOT_TAKEN),
    ("record contribution --household H-1 --project J-1 --money 1tr", NOT_TAKEN),
    // Commands that are no good text.
    ("find 'zzqq", Grammar("dấu nháy chưa đóng")),
    ("find zzqq\\", Grammar("dấu nháy chưa đóng")),
];

/// The server and what must stay as it is.
struct Watch {
    server: Server,
    before: Before,
}

#[derive(Debug, PartialEq, Eq)]
struct Before {
    seq: u64,
    home: Vec<String>,
}

impl Watch {
    fn start(test: &str) -> Option<Watch> {
        Server::start(test).map(Watch::of)
    }

    fn with_terminals(test: &str) -> Option<Watch> {
        Server::with_terminals(test).map(Watch::of)
    }

    fn of(mut server: Server) -> Watch {
        server.stay_connected("trinh");
        // Boxes of somebody make their folders; from here on nothing new may come.
        for side in ["outbox", "inbox"] {
            assert_eq!(server.ask("trinh", &[side, "list"]).code, 0);
        }
        let before = look(&server);
        Watch { server, before }
    }

    /// Nothing was executed and nothing written.
    #[track_caller]
    fn nothing_happened(&self, what: &str) {
        let trap: Vec<String> = names(&self.server.trap());
        assert!(trap.is_empty(), "{what} left {trap:?}");
        assert_eq!(look(&self.server), self.before, "{what} changed the home");
    }
}

fn look(server: &Server) -> Before {
    let home = server.home.path();
    let mut all = names(home);
    // What was refused is written down there.
    all.retain(|name| name != "access");
    for folder in ["outbox", "inbox", "outbox/trinh", "inbox/trinh"] {
        all.extend(names(&home.join(folder)).into_iter().map(|name| format!("{folder}/{name}")));
    }
    Before { seq: server.seq(), home: all }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[track_caller]
fn stopped(by: By, what: &str, said: &Said) {
    let code = match by {
        Grammar(_) => 2,
        Words | Refused(_) => 1,
        Harmless => 0,
        Sshd => said.code,
    };
    assert_eq!(said.code, code, "{what}: {}{}", said.lines, said.notes);
    // A client that had to be killed (-1) was not refused either: it went on.
    assert!(matches!(by, Harmless) || code > 0, "{what} was done: {}", said.lines);
    if let Grammar(sentence) | Refused(sentence) = by {
        assert!(said.notes.contains(sentence), "{what}: {}", said.notes);
    }
    if !matches!(by, Harmless) {
        assert_eq!(said.lines, "", "{what}");
    }
}

#[test]
fn a_command_does_what_the_grammar_has_and_nothing_else() {
    let Some(watch) = Watch::start("commands that try to break out") else { return };
    let trap = watch.server.trap().display().to_string();
    for (asked, by) in COMMANDS {
        let said = watch.server.give("trinh", &[&asked.replace("TRAP", &trap)], b"a\tb\n");
        stopped(by, asked, &said);
    }
    watch.nothing_happened("a command");
    let refused = watch.server.refusals_of("trinh");
    assert!(refused.iter().any(|why| why.starts_with("sh -c")), "{refused:?}");
    // 20 of a minute, and the next one says how many were not written.
    assert!((1..=60).contains(&refused.len()), "{}", refused.len());
}

#[test]
fn with_a_terminal_it_is_the_same() {
    let Some(watch) = Watch::with_terminals("commands on a terminal") else { return };
    let trap = watch.server.trap().display().to_string();
    for asked in ["sh", "bash -i", "sh -c 'touch TRAP/x'", "status --as quan", "ssh-session quan"] {
        let said = Said::by(watch.server.ssh("trinh", &["-tt"], &[&asked.replace("TRAP", &trap)]));
        // On a terminal both streams are one.
        assert_eq!(said.code, 2, "{asked}: {}", said.lines);
        assert!(said.lines.contains("Qua ssh không dùng được"), "{asked}: {}", said.lines);
    }
    watch.nothing_happened("a command on a terminal");
}

#[test]
fn nothing_that_steers_a_terminal_comes_back() {
    let Some(watch) = Watch::start("escape sequences") else { return };
    let steering = ["\x1b[2J", "\x1b]0;title\x07", "\u{9b}31m", "\x08\x08", "\u{202e}", "\r\x1b[A"];
    for (number, bytes) in steering.iter().enumerate() {
        for around in
            ["WHAT", "find --WHAT", "find 'WHAT", "outbox get /WHAT", "show WHAT", "--lang WHAT status"]
        {
            let asked = around.replace("WHAT", bytes);
            let said = watch.server.ask("trinh", &[&asked]);
            assert!(said.code > 0 && !said.notes.trim().is_empty(), "{number} {around}: {}", said.code);
            let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}' || c == '\u{fffd}';
            assert!(
                !said.notes.contains(raw) && said.lines.is_empty(),
                "{number} {around}: {:?}",
                said.notes
            );
        }
    }
    for asked in ["a ".repeat(40_000), format!("find {}", "x".repeat(100_000)), "'".repeat(9_001)] {
        let said = watch.server.ask("trinh", &[&asked]);
        stopped(Grammar("Lệnh dài quá"), "a very long command", &said);
        assert!(said.notes.len() < 1_000, "{} bytes came back", said.notes.len());
    }
    let bytes = std::os::unix::ffi::OsStrExt::from_bytes(b"find \xff\xfe");
    let mut client = watch.server.ssh("trinh", &[], &[]);
    client.arg::<&std::ffi::OsStr>(bytes);
    let said = Said::by(client);
    stopped(Grammar("không phải chữ UTF-8"), "bytes that are no text", &said);
    watch.nothing_happened("an escape sequence");
}

#[test]
fn no_environment_leads_to_another_home() {
    let Some(watch) = Watch::start("the environment") else { return };
    let (trap, home) = (watch.server.trap(), watch.server.home.path().display().to_string());
    std::fs::write(watch.server.folder().join("evil.sh"), format!("touch {}/x\n", trap.display())).unwrap();
    let (trap, evil) = (trap.display(), watch.server.folder().join("evil.sh").display().to_string());
    let settings = [
        format!("NDTQ_HOME={trap}/home"),
        format!("NDTQ_SOCKET={trap}/socket"),
        "NDTQ_LANG=en".to_owned(),
        format!("XDG_DATA_HOME={trap}"),
        format!("XDG_STATE_HOME={trap}"),
        format!("XDG_CONFIG_HOME={trap}"),
        // These sshd does not even take.
        format!("HOME={trap}"),
        format!("PATH={trap}"),
        format!("LD_PRELOAD={evil}"),
        format!("BASH_ENV={evil}"),
        format!("ENV={evil}"),
        "SSH_ORIGINAL_COMMAND=serve".to_owned(),
    ];
    for setting in &settings {
        let set = format!("SetEnv={setting}");
        let said = Said::by(watch.server.ssh("trinh", &["-o", &set], &["status"]));
        stopped(Harmless, setting, &said);
        assert!(said.lines.contains(&home) && said.lines.contains("Nhân khẩu"), "{setting}: {}", said.lines);
        let name = setting.split_once('=').unwrap();
        let mut client = watch.server.ssh("trinh", &["-o", &format!("SendEnv={}", name.0)], &["status"]);
        client.env("NDTQ_HOME", trap.to_string()).env("NDTQ_SOCKET", trap.to_string());
        assert!(Said::by(client).lines.contains(&home), "{setting}");
    }
    watch.nothing_happened("the environment");
}

#[test]
fn files_are_not_copied() {
    let Some(watch) = Watch::start("scp and sftp") else { return };
    let mine = watch.server.folder().join("mine");
    std::fs::write(&mine, "x").unwrap();
    let trap = watch.server.trap();
    let mut tries: Vec<(&str, Vec<String>)> = Vec::new();
    for old in [&["-O"][..], &[]] {
        let options =
            |more: [String; 2]| old.iter().map(|o| (*o).to_owned()).chain(more).collect::<Vec<String>>();
        tries.push(("scp", options([mine.display().to_string(), format!("127.0.0.1:{}/x", trap.display())])));
        tries.push(("scp", options(["127.0.0.1:/etc/passwd".to_owned(), format!("{}/x", trap.display())])));
    }
    tries.push(("sftp", vec![format!("127.0.0.1:/etc/passwd"), format!("{}/x", trap.display())]));
    for (program, arguments) in tries {
        let options = watch.server.client_options("trinh");
        let mut copy = Command::new(find_program(program).unwrap());
        copy.args(options).args(&arguments).env_remove("SSH_AUTH_SOCK").stdin(Stdio::null());
        let said = Said::by(copy);
        stopped(Sshd, &format!("{program} {arguments:?}"), &said);
    }
    let said = Said::by(watch.server.ssh("trinh", &["-s"], &["netconf"]));
    stopped(Sshd, "an unknown subsystem", &said);
    watch.nothing_happened("copying");
}

#[test]
fn nothing_is_forwarded() {
    let Some(watch) = Watch::start("forwarding") else { return };
    let server = &watch.server;
    let inside = TcpListener::bind("127.0.0.1:0").unwrap();
    inside.set_nonblocking(true).unwrap();
    let target = inside.local_addr().unwrap();
    let socket = server.home.path().join("socket").display().to_string();

    let tries: [(&str, Vec<String>); 5] = [
        ("-W", vec!["-W".into(), target.to_string()]),
        ("-R", vec!["-o".into(), "ExitOnForwardFailure=yes".into(), "-NR".into(), format!("0:{target}")]),
        ("-R of a socket", {
            let there = server.trap().join("s").display().to_string();
            vec!["-o".into(), "ExitOnForwardFailure=yes".into(), "-NR".into(), format!("{there}:{target}")]
        }),
        ("a tunnel", vec!["-o".into(), "ExitOnForwardFailure=yes".into(), "-Nw".into(), "any".into()]),
        ("-W of a login that is none", vec!["-W".into(), target.to_string(), "-l".into(), "khach".into()]),
    ];
    for (what, options) in tries {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let said = Said::by(server.ssh("trinh", &options, &[]));
        stopped(Sshd, what, &said);
    }
    for (what, to) in [("-L", target.to_string()), ("-L to the socket", socket)] {
        nothing_comes_through(server, what, &|port| vec!["-L".into(), format!("127.0.0.1:{port}:{to}")], b"");
    }
    let mut ask = vec![5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1];
    ask.extend(target.port().to_be_bytes());
    nothing_comes_through(server, "-D", &|port| vec!["-D".into(), format!("127.0.0.1:{port}")], &ask);
    assert!(inside.accept().is_err(), "somebody came through");
    watch.nothing_happened("forwarding");
}

/// The client listens by itself; what has to fail is the way on from the server.
fn nothing_comes_through(server: &Server, what: &str, options: &dyn Fn(u16) -> Vec<String>, says: &[u8]) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let options = options(port);
    let options: Vec<&str> = options.iter().map(String::as_str).chain(["-N"]).collect();
    let mut client = server.ssh("trinh", &options, &[]).spawn().unwrap();
    let until = Instant::now() + LONG;
    let mut line = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(line) => break line,
            Err(error) => assert!(Instant::now() < until, "{what}: the client does not listen: {error}"),
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    line.set_read_timeout(Some(LONG)).unwrap();
    std::io::Write::write_all(&mut line, says).unwrap();
    let mut came = Vec::new();
    // A line that is cut is as good as one that ends.
    let _ = line.read_to_end(&mut came);
    // SOCKS answers by itself: its method, then that it was allowed or not; of the other side nothing comes.
    assert!(came.is_empty() || (what == "-D" && came.get(3) != Some(&0)), "{what}: {came:?}");
    client.kill().unwrap();
    client.wait().unwrap();
}

#[test]
fn no_agent_no_display_and_no_shell() {
    let Some(watch) = Watch::with_terminals("agent, display and shell") else { return };
    let server = &watch.server;
    let agent = server.folder().join("agent");
    let listener = std::os::unix::net::UnixListener::bind(&agent).unwrap();
    // It hangs up on whoever asks it for keys.
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let options = server.client_options("trinh");
    let own = options.iter().map(|option| option.replace("IdentityAgent=none", "ForwardAgent=yes"));
    let mut client = Command::new(find_program("ssh").unwrap());
    client.args(own).args(["--", "127.0.0.1", "find zzqq"]).env("SSH_AUTH_SOCK", &agent).stdin(Stdio::null());
    let said = Said::by(client);
    stopped(Words, "an agent", &said);
    let mut client = server.ssh("trinh", &["-v", "-Y"], &["find", "zzqq"]);
    client.env("DISPLAY", ":99");
    let said = Said::by(client);
    stopped(Words, "a display", &said);
    assert!(said.notes.contains("X11 forwarding disabled by key options"), "{}", said.notes);
    assert!(
        server.log().contains("agent forwarding disabled"),
        "sshd does not say that it refused the agent"
    );

    // Asked for a shell it opens the screens or says what to do; a session without any command does nothing.
    let said = Said::by(server.ssh("trinh", &["-T"], &[]));
    stopped(Grammar("cũng không có màn hình"), "a shell without a terminal", &said);
    let pty = server.screens("trinh");
    pty.wait_text("Việc hôm nay");
    pty.send("\x1a\x03\x1c");
    pty.wait_text("VIỆC ĐÃ GHI");
    drop(pty);
    let said = Said::by(server.ssh("trinh", &["-o", "PubkeyAuthentication=no"], &["status"]));
    stopped(Sshd, "no key", &said);
    watch.nothing_happened("a shell");
}

#[test]
fn an_export_asked_for_inside_the_screens_goes_to_the_outbox_and_nowhere_else() {
    let Some(watch) = Watch::with_terminals("an export inside the screens") else { return };
    let server = &watch.server;
    // Where a session begins, and where it would write if it wrote into a folder.
    let account = std::path::PathBuf::from(std::env::var_os("HOME").unwrap());
    // A link in the place of the name leads nowhere: it is a name that is taken.
    let outbox = server.home.path().join("outbox/trinh");
    std::os::unix::fs::symlink(server.trap().join("x"), outbox.join("ho-05-01.txt")).unwrap();
    let pty = server.screens("trinh");
    pty.wait_text("Việc hôm nay");
    pty.send("5/1 quoi an");
    pty.wait_text("Tìm: 5/1 quoi an");
    pty.send("\r");
    pty.wait_text("F7 In");
    pty.send("\x1b[18~");
    pty.wait_text("Đã để vào hộp ra: ho-05-01-2.txt");
    pty.send("\x1b[20~ap to\r");
    pty.wait_text("Tổ 01");
    pty.send("quoi an 05\r");
    pty.wait_text("F7 In");
    pty.send("\x1b[18~");
    pty.wait_text("Đã để vào hộp ra: to-05-quoi-an.csv");
    drop(pty);

    let given = ["ho-05-01-2.txt", "to-05-quoi-an.csv"];
    let mut there = names(&outbox);
    there.retain(|name| name != "ho-05-01.txt");
    assert_eq!(there, given);
    for name in given {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&outbox.join(name).metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{name}");
        std::fs::remove_file(outbox.join(name)).unwrap();
    }
    let stray =
        names(&account).into_iter().find(|name| name.starts_with("ho-05-01") || name.starts_with("to-05"));
    assert_eq!(stray, None, "in the account's own folder");
    std::fs::remove_file(outbox.join("ho-05-01.txt")).unwrap();
    watch.nothing_happened("an export inside the screens");
}
