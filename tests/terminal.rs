//! The program on a real pseudo-terminal: its main job from end to end, and the care it takes of terminals.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use support::pty::{Pty, sleeps};

const NDTQ: &str = env!("CARGO_BIN_EXE_ndtq");
const WITHIN: Duration = Duration::from_secs(20);
/// What leaves the alternate screen and bracketed paste.
const LEFT: [&str; 2] = ["\x1b[?2004l", "\x1b[?1049l"];

/// A home that ends its service when the test ends.
struct Home(tempfile::TempDir);

impl Home {
    fn empty() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    /// With the practice commune in it.
    fn practice() -> Home {
        let home = Home::empty();
        home.run(&["demo", "--prepare"]);
        home
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn run(&self, args: &[&str]) -> String {
        let output = Command::new(NDTQ).arg("--home").arg(self.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn open(&self, env: &[(&str, &str)]) -> Pty {
        let pty = Pty::spawn(NDTQ, &["--home", self.path()], env, 24, 80);
        pty.wait_text("Việc hôm nay");
        pty
    }

    fn service(&self) -> u32 {
        u32::try_from(self.status()["pid"].as_u64().unwrap()).unwrap()
    }

    fn status(&self) -> serde_json::Value {
        serde_json::from_str(&self.run(&["status", "--json"])).unwrap()
    }

    /// Until the service knows that the other screens are gone: what they had open is offered from then on.
    fn wait_alone(&self) {
        let until = Instant::now() + Duration::from_secs(10);
        while self.status()["sessions"] != 1 {
            assert!(Instant::now() < until, "a session stays");
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = Command::new(NDTQ).arg("--home").arg(self.path()).args(["stop", "--hold"]).output();
    }
}

fn row_with(screen: &vt100::Screen, text: &str) -> Option<usize> {
    screen.contents().lines().position(|line| line.contains(text))
}

#[test]
fn the_main_job_from_end_to_end_and_all_of_it_is_there_after_a_new_start() {
    let home = Home::practice();
    let pty = Pty::spawn(NDTQ, &["--home", home.path(), "demo"], &[], 24, 80);
    pty.wait_text("LUYỆN TẬP");
    pty.send("nguyen van an");
    pty.wait_text("Nguyễn Văn An");
    pty.send("\x1bOR");
    pty.wait_text("Gõ tên, tổ, ấp");
    pty.send("nguyen thanh tai");
    pty.wait_for(
        |screen| {
            screen.contents().contains("Nguyễn Thanh Tài") && screen.contents().contains("Nguyễn Thành Tài")
        },
        "both Thanh and Thành",
    );
    pty.send("\x1bOR");
    pty.wait_text("Gõ tên, tổ, ấp");
    pty.send("nguyễn thành tài");
    pty.wait_for(|screen| row_with(screen, "> Nguyễn Thành Tài") == Some(5), "Thành first");
    pty.send("\r");
    pty.wait_text("Nhân khẩu");
    pty.send("\x1bOS\r");
    pty.wait_text("Thêm nhân khẩu");
    pty.send("Lê Thị Sáu\r\r\r1954\x1b[21~");
    pty.wait_text("Đã ghi");
    for (giving, amount) in
        [("\x1b[C\t", "40\t\t9450k"), ("\x1b[C\x1b[C\t", "2,5\t\t750k"), ("\t\x15", "500.000")]
    {
        pty.send("\x1b[15~");
        pty.wait_text("Ghi đóng góp, Hộ");
        pty.send("\x15giao thong nong thon\r");
        pty.send(giving);
        pty.send(amount);
        pty.send("\x13");
        pty.wait_text("Đã ghi");
        pty.wait_text("Nhân khẩu");
    }
    team(&pty);
    pty.send("\x11");
    pty.wait_text("Thoát ndtq?");
    pty.send("c");
    let mut pty = pty;
    assert!(pty.wait_exit(WITHIN).success());

    let again = home.open(&[]);
    again.send("le thi sau 1954");
    again.wait_for(|screen| row_with(screen, "> Lê Thị Sáu").is_some(), "the new person");
    again.send("\r");
    for text in ["40 m²", "2,5 công", "500.000", "1954"] {
        again.wait_text(text);
    }
    again.send("\x1b[20~mo hinh, phong");
    again.wait_text("Mô hình, phong trào");
    again.send("\r");
    again.wait_text("Phong trào");
    again.send("toan dien so 05\r");
    let teams = |screen: &vt100::Screen| screen.contents().matches("Hội Người cao tuổi cử").count();
    again.wait_for(|screen| teams(screen) == 2, "the team of the practice commune, and the new one");
    let status: serde_json::Value = serde_json::from_str(&home.run(&["status", "--json"])).unwrap();
    assert_eq!((status["persons"].as_u64(), status["contributions"].as_u64()), (Some(9_802), Some(459)));
}

/// Forms an executive team of six: two ex officio, four of associations.
fn team(pty: &Pty) {
    pty.send("\x1b[20~lap to");
    pty.wait_text("Lập tổ điều hành");
    pty.send("\r");
    pty.wait_text("Chỗ 1");
    pty.send("\t05 quoi\r");
    pty.wait_text("Phát triển toàn d");
    pty.send("\t\t\t\t");
    for name in ["nguyen van", "tran thi", "le van", "pham thi"] {
        // All at once: what is typed ahead of the choices waits for them.
        pty.send(format!("\t{name}\r"));
    }
    pty.send("\x1b[21~");
    pty.wait_text("Đã ghi");
}

#[test]
fn a_warm_start_asks_the_terminal_nothing_and_its_first_frame_is_small() {
    let home = Home::practice();
    let pty = home.open(&[]);
    assert_eq!(pty.queries(), Vec::<String>::new());
    let bytes = pty.bytes_since(0).len();
    assert!(bytes <= 5_000, "the first frames took {bytes} bytes");
}

#[test]
fn an_idle_screen_sleeps_and_writes_nothing() {
    let home = Home::practice();
    let pty = home.open(&[]);
    pty.send("nguyen");
    pty.wait_text("─ Hộ ");
    let settled = |pid| {
        let until = Instant::now() + WITHIN;
        loop {
            let (mark, before) = (pty.mark(), sleeps(pid).unwrap());
            std::thread::sleep(Duration::from_secs(1));
            if pty.mark() == mark && sleeps(pid).unwrap() == before {
                return true;
            }
            if Instant::now() > until {
                return false;
            }
        }
    };
    assert!(settled(pty.pid()), "the screen wakes up while nobody types");
}

#[test]
fn typed_keys_cost_few_bytes() {
    let home = Home::practice();
    let pty = home.open(&[]);
    let mut costs = Vec::new();
    for words in include_str!("look_up_keys.txt").lines().filter(|line| !line.is_empty()) {
        pty.send("\x1bOR");
        pty.wait_text("Gõ tên, tổ, ấp");
        let mut typed = String::new();
        for letter in words.chars() {
            let mark = pty.mark();
            pty.send(letter.to_string());
            typed.push(letter);
            let (typed, ends_word) = (typed.clone(), letter == ' ');
            pty.wait_text(&format!("Tìm: {}", typed.trim_end()));
            let settled = || pty.screen(|screen| screen.contents().contains("Hiểu là: ") || ends_word);
            pty.wait_for(|_| true, "the frame");
            let until = Instant::now() + WITHIN;
            while !settled() && Instant::now() < until {
                std::thread::yield_now();
            }
            costs.push((pty.bytes_since(mark).len(), typed));
        }
    }
    costs.sort();
    let median = costs[costs.len() / 2].0;
    let (most, what) = &costs[costs.len() - 1];
    assert!(median <= 400, "the median key costs {median} bytes");
    assert!(*most <= 3_000, "«{what}» costs {most} bytes");
}

/// The lines of a form, without the mark of the field with the cursor and the lines below that help.
fn form_lines(pty: &Pty) -> Vec<String> {
    let contents = pty.contents();
    let lines = contents.lines().skip(2).take(12);
    lines.map(|line| line.trim_start_matches('>').trim().to_owned()).collect()
}

/// Waits until what was typed stands in a draft on disk.
fn wait_kept(home: &Home, text: &str) {
    let kept = Path::new(home.path()).join("drafts");
    let until = Instant::now() + WITHIN;
    let is_kept = || {
        let files = std::fs::read_dir(&kept).into_iter().flatten().flatten();
        let mut texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        texts.any(|draft| draft.contains(text) && draft.contains("\"1954\""))
    };
    while !is_kept() {
        assert!(Instant::now() < until, "what was typed is not on disk");
        std::thread::yield_now();
    }
}

fn kill(pid: u32) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, Signal::KILL).unwrap();
}

#[test]
fn whatever_ends_a_screen_the_form_is_offered_again_field_by_field_equal() {
    let home = Home::practice();
    for ending in ["TERM", "HUP", "line", "KILL", "service", "both"] {
        let mut pty = home.open(&[]);
        pty.send("5/1 quoi an\r");
        pty.wait_text("Nhân khẩu");
        pty.send("\x1bOS\r");
        pty.wait_text("Thêm nhân khẩu");
        pty.send(format!("Lê Thị {ending}\rv\r\x1b[C\r1954"));
        pty.wait_text("1954");
        let typed = form_lines(&pty);
        wait_kept(&home, &format!("Lê Thị {ending}"));
        match ending {
            "TERM" => pty.signal(Signal::TERM),
            "HUP" => pty.signal(Signal::HUP),
            "line" => pty.hang_up(),
            "KILL" => pty.kill(),
            // The screen comes back to the next service with its text, and then its line goes.
            "service" => {
                kill(home.service());
                pty.send("\t079");
                pty.wait_text("079");
                pty.send("\x7f\x7f\x7f");
                pty.wait_for(|screen| !screen.contents().contains("079"), "the digits gone");
                pty.hang_up();
            }
            _ => {
                kill(home.service());
                pty.kill();
            }
        }
        pty.wait_exit(Duration::from_secs(5));
        if ["TERM", "HUP"].contains(&ending) {
            let bytes = String::from_utf8_lossy(&pty.bytes_since(0)).into_owned();
            assert!(
                LEFT.iter().all(|sequence| bytes.contains(sequence)),
                "{ending} leaves the terminal as it is"
            );
        }
        home.wait_alone();
        let next = home.open(&[]);
        next.wait_text("mẫu gõ dở (Thêm nhân khẩu, Hộ 05/01");
        next.send("\x1b[20~mau go do\r");
        next.wait_text("MẪU GÕ DỞ");
        // Telex makes tẻm of term; Ctrl-N gives the keys back.
        next.send(format!("{}\x0e\r", ending.to_lowercase()));
        next.wait_text("Số định danh");
        next.wait_text(&format!("Lê Thị {ending}"));
        assert_eq!(form_lines(&next), typed, "{ending}");
    }
}

#[test]
fn two_screens_go_on_when_the_service_is_killed_between_two_saves() {
    let home = Home::practice();
    let (one, two) = (home.open(&[]), home.open(&[]));
    for pty in [&one, &two] {
        pty.send("5/1 quoi an\r");
        pty.wait_text("Nhân khẩu");
    }
    let add = |name: &str| {
        one.send("\x1bOS\r");
        one.wait_text("Thêm nhân khẩu");
        one.send(format!("{name}\x1b[21~"));
        one.wait_text("Đã ghi");
    };
    add("Lê Thị Một");
    two.wait_text("Lê Thị Một");
    let first = home.service();
    kill(first);
    add("Lê Thị Hai");
    two.wait_text("Lê Thị Hai");
    assert_ne!(home.service(), first);
    let found = home.run(&["find", "--json", "le", "thi", "mot"]);
    assert!(found.contains("Lê Thị Một"), "{found}");
}

#[test]
fn backspace_bursts_and_marks_on_their_own_are_understood() {
    let home = Home::practice();
    let pty = home.open(&[]);
    let cases = [
        ("Tran\x08\x08\x7f", "T"),
        ("Tran\x7f\x7f\u{1ea7}n", "Trần"),
        ("Nguye\u{302}\u{303}n", "Nguyễn"),
        ("\x1bOp\x1bOq\x1bOy", "019"),
        ("\x1b[200~Lê\tSáu\x1b[201~", "Lê Sáu"),
    ];
    for (typed, want) in cases {
        pty.send("\x1bOR");
        pty.wait_text("Gõ tên, tổ, ấp");
        pty.send(typed);
        pty.wait_for(|screen| row_with(screen, &format!("Tìm: {want}")) == Some(1), want);
    }
}

#[test]
fn without_colours_the_meaning_stays() {
    let home = Home::practice();
    for env in [[("NO_COLOR", "1"), ("TERM", "xterm-256color")], [("NDTQ_ASCII", "1"), ("TERM", "vt100")]] {
        let pty = home.open_plain(&env);
        pty.send("nguyen van an");
        pty.wait_for(|screen| row_with(screen, "> Nguyễn Văn An").is_some(), "the chosen row");
        let bytes = String::from_utf8_lossy(&pty.bytes_since(0)).into_owned();
        let coloured = (30..38).chain(90..98).any(|code| bytes.contains(&format!("\x1b[{code}m")));
        assert!(!coloured && !bytes.contains("\x1b[38;"), "{env:?} is coloured");
        assert!(bytes.contains("\x1b[4m") || bytes.contains("\x1b[1m"), "bold or underlined stays");
    }
}

impl Home {
    fn open_plain(&self, env: &[(&str, &str)]) -> Pty {
        let pty = Pty::spawn(NDTQ, &["--home", self.path()], env, 24, 80);
        pty.wait_text("hôm nay");
        pty
    }
}

#[test]
fn a_new_size_is_painted_at_once() {
    let home = Home::practice();
    let pty = home.open(&[]);
    pty.resize(12, 40);
    pty.wait_for(|screen| row_with(screen, "F1 Giúp") == Some(11), "12 rows of 40");
    pty.resize(30, 100);
    pty.wait_for(|screen| row_with(screen, "F1 Giúp") == Some(29), "30 rows of 100");
}

#[test]
fn ctrl_z_suspends_nothing_and_a_lone_esc_is_an_esc() {
    let home = Home::practice();
    let pty = home.open(&[]);
    pty.send("\x1a");
    pty.wait_text("VIỆC ĐÃ GHI");
    pty.send("\x1b");
    pty.wait_text("Việc hôm nay");
    pty.send("\x1b");
    pty.wait_text("Thoát ndtq?");
    pty.send("\x1b");
    pty.wait_text("Việc hôm nay");
}

#[test]
fn the_first_run_ends_in_the_first_household() {
    let home = Home::empty();
    let pty = Pty::spawn(NDTQ, &["--home", home.path()], &[], 24, 80);
    pty.wait_text("Lần đầu mở sổ");
    pty.send("Long Bình\tQuới An\t\x155\x1b[21~");
    pty.wait_text("Thêm hộ");
    pty.send("\t\tTrần Văn Út\x1b[21~");
    pty.wait_text("HỘ 05/01  Trần Văn Út");
}

#[test]
fn whose_account_ends_is_told_so_and_what_they_typed_waits() {
    let home = Home::practice();
    home.run(&["staff", "add", "an", "--name", "Nguyễn Văn An", "--role", "recorder", "--scope", "Quới An"]);
    let mut pty = Pty::spawn(NDTQ, &["--home", home.path(), "--as", "an"], &[], 24, 80);
    pty.wait_text("Ấp Quới An");
    pty.send("5/1 quoi an\r");
    pty.wait_text("Nhân khẩu");
    pty.send("\x1bOS\r");
    pty.wait_text("Thêm nhân khẩu");
    pty.send("Lê Thị Sáu\t\t\t1954");
    wait_kept(&home, "Lê Thị Sáu");
    let mark = pty.mark();
    home.run(&["staff", "suspend", "an"]);
    let status = pty.wait_exit(WITHIN);
    assert!(!status.success(), "{status:?}");
    let told = String::from_utf8_lossy(&pty.bytes_since(mark)).into_owned();
    assert!(LEFT.iter().all(|bytes| told.contains(bytes)), "{told}");
    assert!(told.contains("Tài khoản an vừa được ngưng"), "{told}");
    home.wait_alone();
    let one = home.open(&[]);
    one.wait_text("1 mẫu gõ dở");
    one.send("\x1b[20~mau go do\r");
    one.wait_text("Lê Thị Sáu");
}

/// Types keys and counts them.
fn press(pty: &Pty, keys: &[&str]) -> usize {
    pty.send(keys.concat());
    // A sequence that a terminal sends is one key.
    keys.iter().map(|keys| if keys.starts_with('\x1b') { 1 } else { keys.chars().count() }).sum()
}

/// A VT100 has no colours, no lines to draw with, and four function keys: the others are a digit behind Ctrl-G.
#[test]
fn an_evening_of_43_households_is_entered_on_a_vt100() {
    let home = Home::practice();
    let pty = Pty::spawn(NDTQ, &["--home", home.path()], &[("TERM", "vt100")], 24, 80);
    pty.wait_text("Việc hôm nay");
    let mut count = press(&pty, &["\x079", "ap\r"]);
    pty.wait_text("Tổ trưởng");
    count += press(&pty, &["quoi an 05\r"]);
    pty.wait_text("43 hộ");
    count += press(&pty, &["\x079", "them cuoc\r"]);
    pty.wait_text("Thêm cuộc họp");
    count += press(&pty, &["\t\t\tthu quyx ddenf\tnhaf oong Sasu\tPhan Thij Quyeen\x13"]);
    pty.wait_text("Có mặt 0/43 hộ");
    count += press(&pty, &["*5v12v21p26v30t33t38m41p\t51\x13"]);
    pty.wait_text("có mặt 38/43 hộ");
    count += press(&pty, &["\x075"]);
    for choose in ["", "\x1b[B"] {
        pty.wait_text("GHI ĐÓNG GÓP");
        count += press(&pty, &[choose, "\r"]);
        pty.wait_text("trong 43");
        // All that is left, household by household.
        count += press(&pty, &["=".repeat(43).as_str(), "\x13"]);
        pty.wait_text("Đã ghi");
        pty.wait_text("phiếu");
    }
    assert!(count < 300, "{count}");
    let is_plain = |cell: &vt100::Cell| cell.fgcolor() == vt100::Color::Default;
    let all =
        |screen: &vt100::Screen| (0..24 * 80).all(|at| screen.cell(at / 80, at % 80).is_some_and(is_plain));
    assert!(pty.screen(all), "a VT100 has no colours");
    press(&pty, &["\x1b"]);
    pty.wait_text("thu quỹ đèn");
    pty.wait_text("51 lượt dự");
}
