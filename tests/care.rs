//! Checking, backing up, restoring and repairing, as an administrator does it: the real program, on the practice
//! commune.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

#[path = "support/home.rs"]
mod home;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::Value;

use home::Home;

const RECORD: [&str; 8] = record("H-02056");
type Step = fn(&Prepared);
type Harm = fn(&Path);

const SEGMENT: &str = "00000000000000000001.seg";

const fn record(household: &str) -> [&str; 8] {
    ["record", "contribution", "--household", household, "--project", "J-08", "--money", "500k"]
}

#[test]
fn a_register_is_looked_after() {
    let prepared = &Prepared::new();
    let steps: &[(&str, Step)] = &[
        ("damage", a_damaged_journal_is_read_and_repaired),
        ("lost end", a_journal_without_its_end_keeps_what_the_store_knows),
        ("pipes", a_backup_goes_through_pipes),
        ("restore", restoring_says_what_there_is),
        ("store", a_lost_store_costs_a_rebuild),
        ("check", check_says_good),
        ("backup cut off", a_backup_cut_off_is_none),
        ("backup refusals", a_backup_that_cannot_be_written_is_none),
        ("restore refusals", restoring_is_refused_in_words),
        ("backup files", a_backup_is_whole_and_closed),
    ];
    // Most of the time is spent waiting for services to start and disks to sync.
    let next = &AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(move || {
                while let Some((name, step)) = steps.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    step(prepared);
                    println!("{name}: {} ms", began.elapsed().as_millis());
                }
            });
        }
    });
}

/// A commune with two contributions of its own and a backup of it; nobody serves it.
struct Prepared {
    home: Home,
    backup: PathBuf,
    folder: tempfile::TempDir,
}

impl Prepared {
    fn new() -> Prepared {
        let (home, folder) = (Home::new(), tempfile::tempdir().unwrap());
        done(&home, &["demo", "--prepare"]);
        done(&home, &record("H-02054"));
        done(&home, &record("H-02055"));
        let backup = folder.path().join("backup.ndtq");
        done(&home, &["backup", &text(&backup)]);
        done(&home, &["stop"]);
        Prepared { home, backup, folder }
    }

    /// A copy of it that may be broken.
    fn copy(&self) -> Home {
        let home = Home::new();
        let from = format!("{}/.", self.home.path().display());
        assert!(Command::new("cp").arg("-a").arg(from).arg(home.path()).status().unwrap().success());
        home
    }

    fn backup(&self) -> String {
        text(&self.backup)
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Exit code, standard output, standard error.
fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn run(home: &Home, arguments: &[&str]) -> (i32, String, String) {
    said(&home.run(arguments))
}

fn done(home: &Home, arguments: &[&str]) -> String {
    let (code, lines, notes) = run(home, arguments);
    assert_eq!(code, 0, "{arguments:?}: {notes}");
    lines
}

fn json(home: &Home, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(home, arguments).1).unwrap()
}

/// The commands answer with these codes and say these words.
fn answers(home: &Home, cases: &[(&[&str], i32, &str)]) {
    for (arguments, code, words) in cases {
        let (found, lines, notes) = run(home, arguments);
        assert_eq!(found, *code, "{arguments:?}: {lines}{notes}");
        assert!(format!("{lines}{notes}").contains(words), "{arguments:?} {words}: {lines}{notes}");
    }
}

fn check_says_good(prepared: &Prepared) {
    let home = prepared.copy();
    let good = "đã xem đến lần ghi 20, 15.7";
    let looks: [(&[&str], i32, &str); 2] = [(&["check"], 0, good), (&["check", "--deep"], 0, good)];
    for runs in [false, true] {
        answers(&home, &looks);
        let found = json(&home, &["check", "--json"]);
        for key in ["seq", "records", "segments", "archives", "snapshots", "more"] {
            assert!(found[key].is_u64(), "{key}");
        }
        assert_eq!((&found["deep"], &found["findings"]), (&false.into(), &Value::Array(vec![])));
        if !runs {
            done(&home, &["status"]);
        }
    }
    answers(&Home::new(), &[(&["check"], 1, "Không có sổ")]);
}

fn a_backup_is_whole_and_closed(prepared: &Prepared) {
    assert_eq!(fs::metadata(&prepared.backup).unwrap().mode() & 0o777, 0o600);
    let tar = |arguments: &[&str]| Command::new("tar").args(arguments).output().unwrap().stdout;
    let listed = String::from_utf8(tar(&["tzf", &prepared.backup()])).unwrap();
    assert!(listed.starts_with("ndtq-backup.json\njournal/"), "{listed}");
    assert!(listed.ends_with("BLAKE3SUMS\n"), "{listed}");
    let title: Value =
        serde_json::from_slice(&tar(&["xOzf", &prepared.backup(), "ndtq-backup.json"])).unwrap();
    assert_eq!(title["seq"], 20);
    let names: Vec<_> = fs::read_dir(prepared.folder.path()).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(names.len(), 1, "nothing is left beside it");
}

fn a_backup_that_cannot_be_written_is_none(prepared: &Prepared) {
    let home = prepared.copy();
    let closed = tempfile::tempdir().unwrap();
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let file = text(&closed.path().join("b"));
    if rustix::process::geteuid().is_root() {
        println!("backup: a closed folder is open to root, and was not tried");
    } else {
        answers(&home, &[(&["backup", &file], 1, "không được phép")]);
    }
    answers(
        &home,
        &[
            (&["backup", "/nowhere/b"], 1, "không có tệp hay thư mục"),
            (&["backup", &text(closed.path())], 1, "đó là một thư mục"),
            (&["backup"], 2, "FILE"),
        ],
    );
    assert_eq!(fs::read_dir(closed.path()).unwrap().count(), 0);
}

/// The part is a pipe that nobody empties, so that the service dies in the middle.
fn a_backup_cut_off_is_none(prepared: &Prepared) {
    let home = prepared.copy();
    let folder = tempfile::tempdir().unwrap();
    let (file, part) = (folder.path().join("b"), folder.path().join("b.part"));
    assert!(Command::new("mkfifo").arg(&part).status().unwrap().success());
    let pid = json(&home, &["status", "--json"])["pid"].as_u64().unwrap();
    let backing_up = home.process(&["backup", &text(&file)]).spawn().unwrap();
    let mut pipe = fs::File::open(&part).unwrap();
    pipe.read_exact(&mut [0; 1_000]).unwrap();
    answers(&home, &[(&["backup", &text(&file)], 1, "Đang có một lần sao lưu khác")]);
    home.kill_service(u32::try_from(pid).unwrap());
    pipe.read_to_end(&mut Vec::new()).unwrap();
    let (code, _, notes) = said(&backing_up.wait_with_output().unwrap());
    assert_eq!(code, 1, "{notes}");
    assert!(notes.contains("sao lưu lại từ đầu"), "{notes}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}

/// Gives bytes to a program, and answers with what it writes.
fn through(mut program: Command, bytes: &[u8]) -> Output {
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut into, bytes) = (child.stdin.take().unwrap(), bytes.to_vec());
    let feed = std::thread::spawn(move || into.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    drop(feed.join());
    output
}

fn a_backup_goes_through_pipes(prepared: &Prepared) {
    let (home, keys) = (prepared.copy(), tempfile::tempdir().unwrap());
    let output = home.run(&["backup", "-"]);
    assert_eq!(said_nothing(&output), 0);
    let gpg = |arguments: &[&str]| {
        let mut gpg = Command::new("gpg");
        gpg.env("GNUPGHOME", keys.path()).args(["--batch", "--quiet", "--pinentry-mode", "loopback"]);
        gpg.args(["--passphrase", "x"]).args(arguments);
        gpg
    };
    let is_there = Command::new("gpg").arg("--version").output().is_ok();
    let (sealed, opened) = match is_there {
        true => {
            let sealed = through(gpg(&["--symmetric"]), &output.stdout).stdout;
            let opened = through(gpg(&["--decrypt"]), &sealed).stdout;
            (sealed, opened)
        }
        false => (b"no gpg".to_vec(), output.stdout),
    };
    println!("pipes: gpg {}", if is_there { "was there" } else { "was not there; a bare pipe was tried" });
    let new = Home::new();
    let (code, _, notes) = said(&through(new.process(&["restore", "-"]), &sealed));
    assert_eq!(code, 1, "{notes}");
    assert!(notes.contains("đã mã hóa thì giải mã trước"), "{notes}");
    let (code, lines, notes) = said(&through(new.process(&["restore", "-"]), &opened));
    assert_eq!(code, 0, "{notes}");
    assert!(lines.contains("9.801"), "{lines}");
}

fn said_nothing(output: &Output) -> i32 {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.status.code().unwrap_or(-1)
}

fn restoring_says_what_there_is(prepared: &Prepared) {
    let home = Home::new();
    let lines = done(&home, &["restore", &prepared.backup()]);
    for figure in ["đến lần ghi 20", "80", "2.449", "9.801", "458", "1.061.120.000"] {
        assert!(lines.contains(figure), "{figure}: {lines}");
    }
    assert!(done(&home, &["log", "--limit", "1"]).contains("D-00458"));
    assert!(done(&home, &["undo", "--yes"]).contains("Đã hoàn tác #"));
    answers(&home, &[(&["show", "D-00458"], 1, "Không có"), (&["check", "--deep"], 0, "Sổ tốt")]);
    // Held, as the guide has it.
    let home = Home::new();
    done(&home, &["stop", "--hold"]);
    answers(
        &home,
        &[
            (&["restore", &prepared.backup()], 0, "ndtq stop --release"),
            (&["status"], 1, "ndtq stop --release"),
            (&["stop", "--release"], 0, ""),
            (&["status"], 0, "9.801"),
        ],
    );
}

fn restoring_is_refused_in_words(prepared: &Prepared) {
    let home = prepared.copy();
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut");
    let whole = fs::read(&prepared.backup).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    answers(
        &home,
        &[
            (&["restore", "/nowhere"], 1, "đã có sổ"),
            (&["restore", &prepared.backup(), "--lang", "en"], 1, "holds a register already"),
        ],
    );
    let empty = Home::new();
    let data = empty.path().join("data");
    let list = ["restore", &prepared.backup(), "--erased", "/nowhere"];
    let cases: [(&[&str], i32, &str); 6] = [
        (&["restore", "/nowhere"], 1, "Không đọc được /nowhere"),
        (&["restore", &text(&cut)], 1, "bị hỏng hoặc bị cắt"),
        (&["restore", &text(&cut), "--lang", "en"], 1, "damaged or was cut off"),
        (&["restore", "/bin/sh"], 1, "không phải bản sao lưu"),
        (&list, 1, "Không đọc được /nowhere"),
        (&["restore"], 2, "FILE"),
    ];
    for case in cases {
        answers(&empty, &[case]);
        assert!(!data.exists() && !empty.path().join("restoring").exists(), "{case:?}");
    }
}

fn a_damaged_journal_is_read_and_repaired(prepared: &Prepared) {
    let home = prepared.copy();
    let journal = home.path().join("data/journal").join(SEGMENT);
    let mut bytes = fs::read(&journal).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&journal, &bytes).unwrap();
    let named: (&[&str], i32, &str) = (&["check"], 3, "00000000000000000001.seg hỏng ở byte ");
    answers(&home, &[named]);
    let reads = "không đọc được";
    answers(
        &home,
        &[
            (&["status"], 0, "nhật ký ghi bị hỏng: 00000000000000000001.seg"),
            (&["find", "sau to 5"], 0, "05/"),
            (&["show", "H-02054"], 0, "HỘ H-02054"),
            (&["log", "--limit", "5"], 0, reads),
            (&RECORD, 3, "Sổ đang chỉ đọc, chưa ghi được"),
            (&["undo", "--yes"], 3, "chỉ đọc"),
            (&["backup", &prepared.backup()], 3, "Hãy giữ các bản cũ"),
            named,
            (&["check"], 3, "ndtq stop --hold"),
        ],
    );
    let findings = json(&home, &["check", "--json"])["findings"].clone();
    assert_eq!(findings[0]["journal"]["segment"], SEGMENT, "{findings}");
    assert!(findings[0]["journal"]["first"].as_u64() <= findings[0]["journal"]["last"].as_u64());
    assert!(fs::read(&journal).unwrap() == bytes, "the journal is as it was");
    repair(&home, prepared);
}

/// To the letter what `check` says.
fn repair(home: &Home, prepared: &Prepared) {
    let (code, lines, _) = run(home, &["check"]);
    assert_eq!(code, 3);
    for step in ["1. Chạy ndtq stop --hold", "2. Phục hồi", "3. Từ THƯ_MỤC_MỚI/data/journal", "4. Vẫn chưa"]
    {
        assert!(lines.contains(step), "{step}: {lines}");
    }
    let new = Home::new();
    done(home, &["stop", "--hold"]);
    done(&new, &["restore", &prepared.backup()]);
    let file = |home: &Home| home.path().join("data/journal").join(SEGMENT);
    fs::copy(file(&new), file(home)).unwrap();
    answers(
        home,
        &[
            (&["check"], 0, "Sổ tốt"),
            (&["stop", "--release"], 0, ""),
            (&RECORD, 0, "D-00459"),
            (&["status"], 0, "9.801"),
        ],
    );
    assert_eq!(json(home, &["status", "--json"])["read_only"], Value::Null);
}

fn a_journal_without_its_end_keeps_what_the_store_knows(prepared: &Prepared) {
    let home = prepared.copy();
    let journal = home.path().join("data/journal").join(SEGMENT);
    let file = fs::OpenOptions::new().write(true).open(&journal).unwrap();
    file.set_len(file.metadata().unwrap().len() - 50).unwrap();
    let (code, lines, _) = run(&home, &["check"]);
    assert_eq!(code, 3);
    assert!(lines.starts_with("đã ghi đến lần 20 mà nhật ký chỉ còn đến lần 19"), "{lines}");
    assert!(!lines.contains("tự dựng lại"), "the store is all that has it: {lines}");
    answers(
        &home,
        &[
            (&["show", "D-00458"], 0, "500.000"),
            (&["log", "--limit", "2"], 0, "D-00457"),
            (&["log", "D-00458"], 0, ""),
            (&["backup", "-"], 3, "Hãy giữ các bản cũ"),
            (&["status"], 0, "mất phần cuối"),
            (&RECORD, 3, "chỉ đọc"),
        ],
    );
    repair(&home, prepared);
    // No journal at all.
    let home = prepared.copy();
    fs::remove_dir_all(home.path().join("data/journal")).unwrap();
    answers(
        &home,
        &[
            (&["check"], 3, "thiếu nhật ký"),
            (&["serve"], 3, "Thiếu nhật ký"),
            (&["status"], 3, "ndtq check"),
            (&["check", "--lang", "en"], 3, "the whole folder"),
        ],
    );
}

fn a_lost_store_costs_a_rebuild(prepared: &Prepared) {
    let harms: [(&str, Harm); 3] = [
        ("taken away", |file| fs::remove_file(file).unwrap()),
        ("cut off", |file| fs::write(file, b"").unwrap()),
        ("scribbled over", |file| {
            let length = usize::try_from(fs::metadata(file).unwrap().len()).unwrap();
            fs::write(file, vec![0xA5; length]).unwrap();
        }),
    ];
    for (how, harm) in harms {
        let home = prepared.copy();
        let files = fs::read_dir(home.path().join("data/view")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.is_file()).for_each(|path| harm(&path));
        let status = json(&home, &["status", "--json"]);
        assert_eq!((&status["persons"], &status["contributions"]), (&9_801.into(), &458.into()), "{how}");
        assert_eq!(status["read_only"], Value::Null, "{how}");
        answers(&home, &[(&["check", "--deep"], 0, "Sổ tốt"), (&RECORD, 0, "D-00459")]);
        let log = fs::read_to_string(home.path().join("log/service.log")).unwrap();
        let last = log.lines().rfind(|line| line.contains("the register was opened")).unwrap();
        assert!(last.contains("begins with the snapshot") || last.contains("made anew"), "{how}: {last}");
    }
}
