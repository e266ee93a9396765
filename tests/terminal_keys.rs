//! The terminal, on a real pseudo-terminal: every key arrives, every end leaves the terminal as it was.

mod support;

use std::time::Duration;

use rustix::process::Signal;
use rustix::termios::LocalModes;
use support::pty::{Pty, example, queries, sleeps};

const SOON: Duration = Duration::from_secs(10);

fn echo(args: &[&str], env: &[(&str, &str)]) -> Pty {
    let pty = Pty::spawn(example("echo_keys"), args, env, 24, 80);
    pty.wait_text("80x24");
    pty
}

/// Types bytes and waits for the keys, as they are numbered on the screen.
#[track_caller]
fn check(pty: &Pty, number: &mut usize, bytes: &[u8], keys: &[&str]) {
    pty.send(bytes);
    for key in keys {
        *number += 1;
        let line = format!("{number} {key}");
        pty.wait_for(|screen| screen.contents().lines().any(|shown| shown.trim_end() == line), &line);
    }
}

#[test]
fn keys_arrive_whatever_terminal_sends_them() {
    let mut pty = echo(&[], &[]);
    let mut number = 0;
    let cases: [(&[u8], &[&str]); 17] = [
        ("đ".as_bytes(), &["Char('đ')"]),
        ("e\u{302}\u{301}".as_bytes(), &["Char('e')", "Char('\\u{302}')", "Char('\\u{301}')"]),
        (b"\x08", &["Backspace"]),
        ("\x7f\x7f\x08ân".as_bytes(), &["Backspace", "Backspace", "Backspace", "Char('â')", "Char('n')"]),
        (b"\x1bOp\x1bOy\x1bOn\x1bOM", &["Char('0')", "Char('9')", "Char('.')", "Enter"]),
        (b"\x1b[11~\x1bOQ\x1b[[C\x1b[21~\x1b[24~", &["F(1)", "F(2)", "F(3)", "F(10)", "F(12)"]),
        (b"\x1b[1~\x1b[8~\x1bOH\x1b[F", &["Home", "End", "Home", "End"]),
        (b"\x1b[1;5D\x1b[Z\t", &["WordLeft", "BackTab", "Tab"]),
        // What a line discipline would take for itself.
        (b"\x03\x1a\x13\x11\x0f", &["Ctrl('c')", "Ctrl('z')", "Ctrl('s')", "Ctrl('q')", "Ctrl('o')"]),
        (b"\x16\x17\x1c\r\n", &["Ctrl('v')", "Ctrl('w')", "Ctrl('\\\\')", "Enter", "Enter"]),
        (b"\x1b", &["Esc"]),
        (b"\x1ba", &["Alt('a')"]),
        (b"\x1b\x1b", &["Esc", "Esc"]),
        (b"\x1b[200~L\xc3\xaa\r\nTh\x1b[31m\x1b[201~", &["Paste(\"Lê\\nTh[31m\")"]),
        (b"\xff\xfe\xc0\xafa", &["Char('a')"]),
        (b"\x1b[?1;2c\x1b[5;9Rb", &["Char('b')"]),
        (b"\x1b[99~c", &["Char('c')"]),
    ];
    for (bytes, keys) in cases {
        check(&pty, &mut number, bytes, keys);
    }
    pty.send("\x04");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(pty.queries(), Vec::<String>::new());
}

#[test]
fn a_sequence_torn_by_the_line_is_still_one_key() {
    let pty = echo(&[], &[]);
    pty.send("a\x1b[");
    pty.wait_text("1 Char('a')");
    pty.send("A");
    pty.wait_text("2 Up");
    // A letter in two pieces, and a long paste in many, whose end must not wait for the next key.
    pty.send(b"\xe1\xbb");
    pty.send(b"\x85");
    pty.wait_text("3 Char('ễ')");
    pty.send(format!("\x1b[200~{}\x1b[201~", "x".repeat(20_000)));
    pty.wait_text("4 Paste(\"xxx");
}

#[test]
fn another_size_is_painted_whole() {
    let pty = echo(&[], &[]);
    pty.send("a");
    pty.wait_text("1 Char('a')");
    for (rows, cols) in [(10, 40), (40, 100), (1, 1), (24, 80)] {
        pty.resize(rows, cols);
        let size = if cols > 20 { format!("{cols}x{rows}") } else { String::new() };
        let is_so = |screen: &vt100::Screen| screen.contents().contains(&size);
        pty.wait_for(is_so, &size);
    }
    pty.wait_text("1 Char('a')");
}

/// That the screen of before is back, as it was.
#[track_caller]
fn assert_restored(pty: &Pty) {
    let (alternate, paste, hidden) =
        pty.screen(|screen| (screen.alternate_screen(), screen.bracketed_paste(), screen.hide_cursor()));
    assert!(!alternate && !paste && !hidden, "alternate {alternate}, paste {paste}, hidden {hidden}");
    let modes = pty.modes().local_modes;
    assert!(modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG), "{modes:?}");
}

#[test]
fn every_end_leaves_the_terminal_as_it_was() {
    for signal in [None, Some(Signal::TERM), Some(Signal::INT), Some(Signal::HUP)] {
        let mut pty = echo(&[], &[]);
        assert!(pty.screen(|screen| screen.alternate_screen() && screen.bracketed_paste()), "{signal:?}");
        assert!(!pty.modes().local_modes.contains(LocalModes::ICANON), "{signal:?}");
        match signal {
            Some(signal) => pty.signal(signal),
            None => pty.send("\x04"),
        }
        assert!(pty.wait_exit(SOON).success(), "{signal:?}");
        assert_restored(&pty);
    }
}

#[test]
fn a_panic_leaves_the_terminal_first_so_that_its_message_is_read() {
    let mut pty = echo(&[], &[("RUST_BACKTRACE", "0")]);
    pty.send("\x18");
    assert_eq!(pty.wait_exit(SOON).code(), Some(101));
    assert_restored(&pty);
    let screen = pty.contents();
    assert!(screen.contains("panicked at") && screen.contains("asked to"), "{screen}");
}

#[test]
fn a_line_that_goes_ends_the_program_at_once() {
    // With SIGHUP, and for one that does not hear it: reading ends, and it must not spin.
    for args in [&[][..], &["--deaf"]] {
        let mut pty = echo(args, &[]);
        pty.hang_up();
        assert!(pty.wait_exit(Duration::from_secs(2)).success(), "{args:?}");
    }
}

#[test]
fn a_stopped_program_takes_the_terminal_again_when_it_goes_on() {
    let pty = echo(&[], &[]);
    pty.signal(Signal::STOP);
    let mark = pty.mark();
    pty.signal(Signal::CONT);
    pty.wait_bytes(mark, b"\x1b[?1049h");
    pty.wait_bytes(mark, b"80x24");
    pty.send("a");
    pty.wait_text("1 Char('a')");
}

#[test]
fn an_idle_program_does_nothing_at_all() {
    let pty = echo(&[], &[]);
    pty.send("\x1b");
    pty.wait_text("1 Esc");
    // The threads go to sleep a moment after the frame is out.
    let mut before = sleeps(pty.pid()).unwrap();
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(20));
        let now = sleeps(pty.pid()).unwrap();
        if std::mem::replace(&mut before, now.clone()) == now {
            break;
        }
    }
    let mark = pty.mark();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(sleeps(pty.pid()).unwrap(), before, "a thread woke up");
    assert_eq!(pty.bytes_since(mark), b"");
}

#[test]
fn no_color_leaves_bold_and_takes_colours() {
    let coloured = echo(&[], &[]);
    let bytes = String::from_utf8_lossy(&coloured.bytes_since(0)).into_owned();
    assert!(bytes.contains("\x1b[38;5;"), "{bytes:?}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "vt100")] {
        let plain = echo(&[], &[(name, value)]);
        let bytes = String::from_utf8_lossy(&plain.bytes_since(0)).into_owned();
        assert!(bytes.contains("\x1b[1m") && !bytes.contains("8;5;"), "{name}: {bytes:?}");
    }
}

#[test]
fn a_key_costs_few_bytes_and_nothing_new_costs_none() {
    let pty = echo(&[], &[]);
    let first = pty.mark();
    assert!(first < 700, "{first} bytes until the first frame");
    pty.send("a");
    pty.wait_text("1 Char('a')");
    let key = pty.bytes_since(first);
    assert!(key.len() < 80, "{:?}", String::from_utf8_lossy(&key));
    assert!(key.starts_with(b"\x1b[?2026h") && key.ends_with(b"\x1b[?2026l"));
}

#[test]
fn questions_to_the_terminal_are_known_for_what_they_are() {
    let asked = b"a\x1b[6n\x1b[cb\x1b[>0q\x1b[?2026$p\x1b]11;?\x07\x1b[?u\x1bP+q544e\x1b\\\x1b[31m\x1b[?2026h\x1b]0;an\x07";
    assert_eq!(
        queries(asked),
        ["ESC [6n", "ESC [c", "ESC [>0q", "ESC [?2026$p", "ESC ]11;?", "ESC [?u", "ESC P+q544e"]
    );
}
