//! Screens outlast their service: an upgrade, one that cannot be talked to, a message, a colleague on the same card; and
//! the test of a terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use std::io::Read;
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ndtq::protocol::hello::Hello;
use rustix::process::Signal;
use support::pty::Pty;

const NDTQ: &str = env!("CARGO_BIN_EXE_ndtq");
const WITHIN: Duration = Duration::from_secs(20);

/// The practice commune in a home of its own, whose service ends with it.
struct Home(tempfile::TempDir);

impl Home {
    fn practice() -> Home {
        let home = Home(tempfile::tempdir().unwrap());
        home.run(&["demo", "--prepare"]);
        home
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(NDTQ);
        command.arg("--home").arg(self.path()).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn open(&self) -> Pty {
        let pty = Pty::spawn(NDTQ, &["--home", self.path()], &[], 24, 80);
        pty.wait_text("Việc hôm nay");
        pty
    }

    /// A clerk with a form begun: a person is being added to household 05/01.
    fn open_form(&self, name: &str) -> Pty {
        let pty = self.open();
        pty.send("5/1 quoi an\r");
        pty.wait_text("Nhân khẩu");
        pty.send("\x1bOS\r");
        pty.wait_text("Thêm nhân khẩu");
        pty.send(name);
        pty.wait_text(name);
        self.wait_kept(name);
        pty
    }

    /// Waits until what was typed stands on the disk.
    fn wait_kept(&self, text: &str) {
        let until = Instant::now() + WITHIN;
        let is_kept = || {
            let files = std::fs::read_dir(self.0.path().join("drafts")).into_iter().flatten().flatten();
            files
                .filter_map(|file| std::fs::read_to_string(file.path()).ok())
                .any(|draft| draft.contains(text))
        };
        while !is_kept() {
            assert!(Instant::now() < until, "what was typed is not on disk");
            thread::yield_now();
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = self.command(&["stop", "--hold"]).output();
    }
}

/// A service in the foreground, as systemd runs it.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = rustix::process::kill_process(rustix::process::Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

#[test]
fn an_upgrade_leaves_every_screen_and_form_in_place() {
    let home = Home::practice();
    let form = home.open_form("Lê Thị Nâng");
    let card = home.open();
    card.send("5/1 quoi an\r");
    card.wait_text("Nhân khẩu");
    home.run(&["stop"]);
    form.wait_text("(!)");
    card.wait_text("(!)");
    form.send(" Cấp");
    form.wait_text("Lê Thị Nâng Cấp");

    let _serving = Serving(home.command(&["serve"]).stderr(Stdio::null()).spawn().unwrap());
    for pty in [&form, &card] {
        pty.wait_for(|screen| !screen.contents().contains("(!)"), "the way back");
    }
    form.wait_text("Lê Thị Nâng Cấp");
    form.send("\x1b[21~");
    form.wait_text("Đã ghi");
    card.wait_text("Lê Thị Nâng Cấp");
}

#[test]
fn a_service_that_cannot_be_talked_to_leaves_forms_to_be_taken_up() {
    let home = Home::practice();
    let mut old = home.open_form("Lê Thị Dở");
    home.run(&["stop", "--hold"]);
    old.wait_text("(!)");
    let socket = home.0.path().join("socket");
    let listener = UnixListener::bind(&socket).unwrap();
    let newer = thread::spawn(move || {
        let (mut line, _) = listener.accept().unwrap();
        let hello =
            Hello { lowest: 900, highest: 901, build: "9.9.9".into(), ..Hello::of(uuid::Uuid::nil()) };
        hello.write(&mut line).unwrap();
        line.read_to_end(&mut Vec::new()).unwrap_or_default();
    });
    old.wait_text("9.9.9");
    old.wait_text("mở lại ndtq");
    old.wait_text("Lê Thị Dở");
    newer.join().unwrap();
    std::fs::remove_file(&socket).unwrap();
    old.send("\x11");
    old.wait_text("Thoát ndtq?");
    old.send("c");
    assert!(old.wait_exit(WITHIN).success());

    home.run(&["stop", "--release"]);
    let new = home.open();
    new.wait_text("mẫu gõ dở (Thêm nhân khẩu, Hộ 05/01");
    new.send("\x1b[20~mau go do\r");
    new.wait_text("MẪU GÕ DỞ");
    new.send("\r");
    new.wait_text("Số định danh");
    new.wait_text("Lê Thị Dở");
}

#[test]
fn a_message_stands_until_it_is_seen() {
    let home = Home::practice();
    let pty = home.open();
    home.run(&["tell", "--at", "11:30", "Dịch vụ khởi động lại"]);
    pty.wait_text("11:30 Dịch vụ khởi động lại (Ctrl-T: đã xem)");
    pty.send("nguyen");
    pty.wait_text("Nguyễn");
    pty.wait_text("Dịch vụ khởi động lại");
    pty.send("\x14");
    pty.wait_for(|screen| !screen.contents().contains("Dịch vụ khởi động lại"), "the message gone");
    let later = home.open();
    later.wait_text("Dịch vụ khởi động lại");
    home.run(&["tell", "--clear"]);
    later.wait_for(|screen| !screen.contents().contains("Dịch vụ khởi động lại"), "the message gone");
    home.run(&["read-only", "on", "--reason", "gộp sổ"]);
    pty.wait_text("CHỈ ĐỌC");
    pty.wait_text("(gộp sổ)");
    home.run(&["read-only", "off"]);
    pty.wait_for(|screen| !screen.contents().contains("CHỈ ĐỌC"), "saving again");
}

#[test]
fn two_who_have_the_same_card_open_see_each_other() {
    let home = Home::practice();
    home.run(&["rescue", "trinh", "--yes"]);
    let mine = home.open();
    let theirs = Pty::spawn(NDTQ, &["--home", home.path(), "--as", "trinh"], &[], 24, 80);
    theirs.wait_text("Việc hôm nay");
    mine.send("5/1 quoi an\r");
    mine.wait_text("Nhân khẩu");
    theirs.send("5/1 quoi an\r");
    mine.wait_text("Đang mở cùng: trinh");
    theirs.wait_text("Đang mở cùng: ");
    theirs.send("\x1bOS\r");
    theirs.wait_text("Thêm nhân khẩu");
    theirs.wait_text("Đang mở cùng: ");
    mine.wait_text("Đang mở cùng: trinh");
    let who = home.run(&["who"]);
    assert!(who.contains("đang mở hộ H-"), "{who}");
    theirs.send("\x1b");
    theirs.wait_text("Nhân khẩu");
    theirs.send("\x1b");
    mine.wait_for(|screen| !screen.contents().contains("Đang mở cùng"), "alone again");
}

#[test]
fn the_test_of_a_terminal_shows_what_keys_send() {
    for ending in ["q", "\x03"] {
        let mut pty = Pty::spawn(NDTQ, &["doctor", "--terminal"], &[], 24, 80);
        pty.wait_text("80 cột, 24 dòng; TERM=xterm-256color");
        pty.wait_text("─│┌┐└┘├┤┬┴┼");
        let cases = [
            ("\x1bOP", "ESC O P"),
            ("\x1bOp", "chữ 0"),
            ("\x7f", "Backspace"),
            ("ế", "chữ ế"),
            ("\x1b[200~Lê Sáu\x1b[201~", "dán 6 ký tự"),
            ("\x1b", "Esc (chờ"),
        ];
        for (typed, want) in cases {
            pty.send(typed);
            pty.wait_text(want);
        }
        pty.send(ending);
        assert!(pty.wait_exit(WITHIN).success());
        let bytes = String::from_utf8_lossy(&pty.bytes_since(0)).into_owned();
        assert!(!bytes.contains("\x1b[?1049h") && bytes.contains("\x1b[?2004l"), "{bytes:?}");
        assert!(bytes.contains("Đã thấy: F1-F10"), "{bytes:?}");
    }
    let mut gone = Pty::spawn(NDTQ, &["doctor", "--terminal"], &[], 24, 80);
    gone.wait_text("Bấm thử");
    gone.hang_up();
    gone.wait_exit(WITHIN);
}

#[test]
fn without_a_terminal_a_sentence_is_said() {
    let home = Home(tempfile::tempdir().unwrap());
    let output = home.command(&["doctor", "--terminal"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ssh -t"));
    // Nothing is there yet, which is no fault, and looking makes nothing.
    let output = home.command(&["doctor"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("không có dịch vụ") && !home.0.path().join("data").exists(), "{text}");
}
