//! A clerk who looks people up in a register of 20,000 households, on a real terminal: from each key to the last byte of the
//! frame it leads to, and what client and service take of a processor for it. Then the first question of a service that has
//! just started.
//!
//! `cargo bench --bench keys`, and `-- 100000` for another size. docs/benchmarks.md says what the figures mean.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot go on says so"
)]

#[path = "../examples/synth/folder.rs"]
mod folder;
#[allow(dead_code, reason = "the example that writes it needs more")]
#[path = "../examples/synth/province.rs"]
mod province;
#[allow(dead_code, reason = "the tests need more")]
#[path = "../tests/support/pty.rs"]
mod pty;
#[allow(dead_code, reason = "each bench uses what it needs")]
#[path = "load/times.rs"]
mod times;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use ndtq::text::keys;
use province::{Dice, Province};
use pty::Pty;
use times::Times;

const SEED: u64 = 2_026;
const NAMES: usize = 30;
/// A frame is over when nothing more comes for so long.
const QUIET: Duration = Duration::from_millis(40);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let households = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(20_000);
    let above = tempfile::tempdir().unwrap();
    let tables = above.path().join("commune");
    std::fs::create_dir(&tables).unwrap();
    folder::write(households, SEED, &tables).unwrap();
    let home = Home(above.path().join("home"));
    home.done(&["import", &tables.display().to_string()]);
    println!("{households} households, 80 columns by 24 rows");
    typed(&home, households);
    on_a_slow_line(&home);
    home.done(&["stop"]);
    first_question(&home);
    home.done(&["stop"]);
}

struct Home(std::path::PathBuf);

impl Home {
    fn done(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ndtq"));
        let output = command.arg("--home").arg(&self.0).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn service(&self) -> u32 {
        let status: serde_json::Value =
            serde_json::from_slice(&self.done(&["status", "--json"]).stdout).unwrap();
        u32::try_from(status["pid"].as_u64().unwrap()).unwrap()
    }
}

/// Types names letter by letter.
fn typed(home: &Home, households: u32) {
    let mut dice = Dice::new(SEED);
    let people: Vec<String> = Province::new(households, SEED)
        .flat_map(|household| household.persons)
        .map(|person| person.name)
        .collect();
    let program = Path::new(env!("CARGO_BIN_EXE_ndtq"));
    let terminal = Pty::spawn(program, &["--home", &home.0.display().to_string()], &[], 24, 80);
    terminal.wait_text("TRA C");
    let (client, service) = (terminal.pid(), home.service());
    let (mut frames, mut letters) = (Times::default(), 0_u32);
    let mut took = [Duration::ZERO; 2];
    for _ in 0..NAMES {
        let name: &String = dice.one_of(&people);
        let name = keys::fold(name);
        for letter in name.chars() {
            let before = [cpu(client), cpu(service)];
            frames.add(frame(&terminal, letter));
            took = [took[0] + cpu(client) - before[0], took[1] + cpu(service) - before[1]];
            letters += 1;
        }
        // Esc empties the box.
        frame(&terminal, '\u{1b}');
    }
    println!("  from a key to the last byte of its frame {frames}");
    let [client, service] = took.map(|took| took.as_secs_f64() * 1e3 / f64::from(letters));
    println!(
        "  processor a key: client {client:.2} ms, service {service:.2} ms, together {:.2} ms",
        client + service
    );
}

/// What a slow line carries: 32 kbit a second.
const SLOW: u32 = 4_000;
/// How fast somebody types: eight keys a second.
const BETWEEN_KEYS: Duration = Duration::from_millis(125);
/// What begins a frame.
const FRAME: &[u8] = b"\x1b[?2026h";

/// Types where the line carries little: bytes and frames a key, and how far behind the screen is at the end.
fn on_a_slow_line(home: &Home) {
    // Keys that lead to a screen, the text that stands there then, and what is typed on it.
    let screens: [(&str, &str, &str, &str); 2] = [
        ("look-up", "", "TRA C", "nguyen van sau to 5"),
        ("form", "\r\x1bOS\r", "H\u{1ecd} v\u{e0} t\u{ea}n", "Nguyeenx Thij Thanh Hoaf"),
    ];
    for (what, keys, shows, typed) in screens {
        let program = Path::new(env!("CARGO_BIN_EXE_ndtq"));
        let terminal = Pty::spawn(program, &["--home", &home.0.display().to_string()], &[], 24, 80);
        terminal.wait_text("TRA C");
        let first = terminal.mark();
        if !keys.is_empty() {
            terminal.send("nguyen");
            terminal.wait_text("ng\u{1b0}\u{1edd}i");
            terminal.send(keys);
            terminal.wait_text(shows);
        }
        settle(&terminal);
        terminal.slow_down(SLOW);
        let mark = terminal.mark();
        for letter in typed.chars() {
            terminal.send(letter.to_string());
            std::thread::sleep(BETWEEN_KEYS);
        }
        let began = Instant::now();
        let last = settle(&terminal);
        let bytes = terminal.bytes_since(mark);
        let frames = bytes.windows(FRAME.len()).filter(|window| *window == FRAME).count();
        let count = typed.chars().count();
        println!(
            "  {what} at 32 kbit a second, eight keys a second: {:.0} bytes and {:.2} frames a key; the last byte {} ms after the last key; the first screen {first} bytes",
            bytes.len() as f64 / count as f64,
            frames as f64 / count as f64,
            last.saturating_duration_since(began).as_millis() + BETWEEN_KEYS.as_millis()
        );
    }
}

/// Waits until nothing comes any more; when the last byte came.
fn settle(terminal: &Pty) -> Instant {
    const STILL: Duration = Duration::from_millis(500);
    let (mut mark, mut last) = (terminal.mark(), Instant::now());
    while last.elapsed() < STILL {
        std::thread::sleep(Duration::from_millis(1));
        let now = terminal.mark();
        if now != mark {
            (mark, last) = (now, Instant::now());
        }
    }
    last
}

/// Types a key; how long until the last byte that it leads to.
fn frame(terminal: &Pty, key: char) -> Duration {
    let began = Instant::now();
    let (mut mark, mut last) = (terminal.mark(), began);
    terminal.send(key.to_string());
    while last.elapsed() < QUIET {
        std::thread::sleep(Duration::from_micros(200));
        let now = terminal.mark();
        if now != mark {
            (mark, last) = (now, Instant::now());
        }
    }
    last - began
}

/// What all threads of a process took of a processor so far; those that ended are left out.
fn cpu(pid: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let of = |thread: std::fs::DirEntry| {
        let stat = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        stat.split(' ').next()?.parse::<u64>().ok()
    };
    Duration::from_nanos(threads.filter_map(|thread| of(thread.ok()?)).sum::<u64>())
}

/// What a service took of a processor until its first question was answered: with the file of the look-up, and without.
fn first_question(home: &Home) {
    let asked = || {
        home.done(&["find", "nguyen", "van", "an"]);
        let took = cpu(home.service()).as_secs_f64() * 1e3;
        home.done(&["stop"]);
        took
    };
    // The first service after the import makes a snapshot beside its questions.
    let [snapshot, again, once_more] = [asked(), asked(), asked()];
    println!(
        "  first question after a start: {again:.0} and {once_more:.0} ms of processor ({snapshot:.0} beside a snapshot)"
    );
    std::fs::remove_file(home.0.join("look-up")).unwrap();
    println!("  with no file of the look-up: {:.0} ms", asked());
}
