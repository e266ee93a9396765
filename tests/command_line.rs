//! What the command line promises to scripts (docs/cli.md): the real program, on the practice commune.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A home with its service, which ends with the test.
struct Home {
    above: tempfile::TempDir,
}

impl Home {
    fn new() -> Home {
        Home { above: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.above.path().join("home")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ndtq"));
        for name in ["NDTQ_HOME", "NDTQ_SOCKET", "NDTQ_LANG"] {
            command.env_remove(name);
        }
        command.env("XDG_STATE_HOME", self.above.path().join("state"));
        command.arg("--home").arg(self.path()).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.notes);
        serde_json::from_str(&said.lines).unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.run(&["stop"]);
    }
}

struct Said {
    code: i32,
    lines: String,
    notes: String,
}

impl Said {
    fn of(output: Output) -> Said {
        Said {
            code: output.status.code().unwrap_or(-1),
            lines: String::from_utf8(output.stdout).unwrap(),
            notes: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn with_commune() -> Home {
    let home = Home::new();
    let folder = home.above.path().join("commune");
    ndtq::exchange::unpack_practice(&folder).unwrap();
    let said = home.run(&["import", &folder.display().to_string()]);
    assert_eq!(said.code, 0, "{}", said.notes);
    assert!(said.lines.contains("persons: 9.801 mới, 0 đã có"), "{}", said.lines);
    assert!(said.lines.contains("meetings: 124 mới, 0 đã có"), "{}", said.lines);
    home
}

#[test]
fn a_commune_comes_in_and_is_found() {
    let home = with_commune();
    figures_are_those_of_the_report(&home);
    importing_again_changes_nothing(&home);
    both_spellings_find_the_hamlet(&home);
    a_list_is_looked_up_line_by_line(&home);
    it_is_talked_to_line_by_line(&home);
    a_household_is_shown_whole(&home);
    what_is_not_there_is_refused(&home);
    contributions_are_recorded_once(&home);
    acts_are_told_in_words(&home);
    acts_are_taken_back(&home);
    records_leave_masked(&home);
    a_reader_may_go_away(&home);
    one_table_comes_in_alone(&home);
    a_dry_run_writes_nothing(&home);
}

fn figures_are_those_of_the_report(home: &Home) {
    let status = home.json(&["status", "--json"]);
    let wanted = [
        ("hamlets", 8),
        ("groups", 80),
        ("households", 2_449),
        ("persons", 9_801),
        ("projects", 14),
        ("contributions", 456),
        ("contributions_valued_vnd", 1_060_120_000),
    ];
    for (key, value) in wanted {
        assert_eq!(status[key], value, "{key}");
    }
    for key in ["seq", "pid", "uptime_s"] {
        assert!(status[key].is_u64(), "{key}");
    }
}

fn importing_again_changes_nothing(home: &Home) {
    let before = home.json(&["status", "--json"])["seq"].clone();
    let folder = home.above.path().join("commune").display().to_string();
    let said = home.run(&["import", &folder, "--lang", "en"]);
    assert!(said.lines.contains("persons: 0 new, 9.801 known"), "{}", said.lines);
    assert_eq!(home.json(&["status", "--json"])["seq"], before);
}

fn both_spellings_find_the_hamlet(home: &Home) {
    for words in ["qưới an", "quới an", "quoi an"] {
        let found = home.json(&["find", "--json", words]);
        let all = found.as_array().unwrap();
        assert!(!all.is_empty() && all.iter().any(|one| one["hamlet"] == "Quới An"), "{words}");
        for key in ["id", "number", "head", "hamlet", "group", "address", "score", "matched"] {
            assert!(!all[0][key].is_null(), "{words} {key}");
        }
    }
}

fn a_list_is_looked_up_line_by_line(home: &Home) {
    let list = home.above.path().join("list.txt");
    std::fs::write(&list, "le thi sau\n\n  zzzzqq \r\nle thi sua\n").unwrap();
    let list = list.display().to_string();
    let said = home.run(&["find", "--batch", &list, "--json", "--limit", "3"]);
    assert_eq!(said.code, 0, "{}", said.notes);
    let lines: Vec<Value> = said.lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let queries: Vec<&str> = lines.iter().map(|line| line["query"].as_str().unwrap()).collect();
    assert_eq!(queries, ["le thi sau", "zzzzqq", "le thi sua"]);
    let one = home.json(&["find", "le", "thi", "sau", "--json", "--limit", "3"]);
    assert_eq!(lines[0]["hits"], one);
    assert_eq!(
        (&lines[1]["persons"], &lines[1]["hits"]),
        (&Value::from(0), &Value::from(Vec::<Value>::new()))
    );
    assert_eq!(lines[2]["hits"][0]["near"], true, "a slip is forgiven, and said");
    assert!(lines.iter().all(|line| line["cpu_us"].is_u64()));
    let plain = home.run(&["find", "--batch", &list, "--lang", "en"]);
    let firsts: Vec<&str> = plain.lines.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(firsts, ["le thi sau:", "zzzzqq:", "le thi sua:"]);
    assert_eq!(home.run(&["find", "--batch", "/nowhere"]).code, 1);
    std::fs::write(&list, "an\n".to_owned() + &"a".repeat(5_000)).unwrap();
    let said = home.run(&["find", "--batch", &list, "--json"]);
    assert_eq!((said.code, said.lines.lines().count()), (1, 1), "what came before it is answered");
    std::fs::write(&list, "an").unwrap();
    assert_eq!(home.run(&["find", "--batch", &list, "an"]).code, 2);
}

/// `--plain`: a list, more of it, a card by the number of its row, what is refused; and TERM=dumb alone.
fn it_is_talked_to_line_by_line(home: &Home) {
    let talk = |arguments: &[&str], term: &str, lines: &str| {
        let mut process = home.command(arguments);
        process.env("TERM", term).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = process.spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = talk(&["--plain"], "xterm", "nguyen\n+\n12\nkhong co ai nhu vay\n\n");
    let rows: Vec<&str> = said.lines().filter(|line| line.contains(". ") && line.contains("hộ ")).collect();
    assert!(rows.len() >= 20 && rows[0].starts_with("1. Nguyễn"), "{said}");
    assert!(rows[19].starts_with("20. "), "{said}");
    assert!(said.contains("Còn nữa: gõ + để nghe tiếp.") && said.contains("\nHỘ H-"), "{said}");
    assert!(said.contains("Không có ai như vậy") && said.trim_end().ends_with("Đã thôi."), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
    // The end of the input ends it too, and a terminal that cannot be painted is talked to by itself.
    let said = talk(&[], "dumb", "5/26 quoi an\n1\n");
    assert!(said.contains("\nHỘ H-"), "{said}");
}

fn a_household_is_shown_whole(home: &Home) {
    let card = home.json(&["show", "H-02054", "--json"]);
    assert_eq!(card["number"], "H-02054");
    assert!(card["members"].as_array().is_some_and(|members| !members.is_empty()));
    let id = card["id"].as_str().unwrap();
    assert_eq!(home.json(&["show", id, "--json"])["number"], "H-02054");
    let text = home.run(&["show", "h2054"]).lines;
    assert!(text.starts_with("HỘ H-02054"), "{text}");
    assert_eq!(home.json(&["show", "J-01", "--json"])["row"]["number"], "J-01");
}

fn what_is_not_there_is_refused(home: &Home) {
    let cases: [(&[&str], i32); 8] = [
        (&["find", "zzzzqq"], 1),
        (&["show", "H-99999"], 1),
        (&["show", "xyz"], 2),
        (&["find"], 2),
        (&["nothing"], 2),
        (&["record", "contribution", "--household", "H-1", "--project", "J-99", "--money", "500k"], 1),
        (&["record", "contribution", "--household", "H-1", "--project", "J-01", "--money", "2.5"], 2),
        (&["export", "all", "--format", "csv"], 2),
    ];
    for (arguments, code) in cases {
        let said = home.run(arguments);
        assert_eq!(said.code, code, "{arguments:?} {}", said.notes);
        assert!(!said.notes.trim().is_empty(), "{arguments:?}");
        assert!(said.lines.is_empty(), "{arguments:?} {}", said.lines);
    }
    let none = home.run(&["find", "zzzzqq", "--json"]);
    assert_eq!((none.code, none.lines.trim()), (1, "[]"));
}

fn contributions_are_recorded_once(home: &Home) {
    let of = |gift: &[&str]| {
        let to = ["record", "contribution", "--household", "H-02054", "--project", "J-08"];
        let said = home.run(&[to.as_slice(), gift].concat());
        assert_eq!(said.code, 0, "{gift:?} {}", said.notes);
        said.lines.trim().to_owned()
    };
    assert_eq!(of(&["--money", "500k"]), "D-00457");
    assert_eq!(of(&["--land", "40m2", "--value", "4tr", "--date", "17/06/2023"]), "D-00458");
    let once = ["--labour", "2,5", "--value", "750k", "--request", "0190f3a2-7b1c-7d2e-8f00-000000000001"];
    assert_eq!((of(&once), of(&once)), ("D-00459".into(), "D-00459".into()));
    let goods = ["--goods", "cát", "--quantity", "2", "--measure", "m³", "--value", "600k"];
    assert_eq!(of(&goods), "D-00460");
    let card = home.json(&["show", "H-02054", "--json"]);
    let given = &card["given"];
    assert_eq!((&given["money"], &given["land"]), (&500_000.into(), &4_000.into()));
    assert_eq!((&given["labour"], &given["goods"]), (&5.into(), &1.into()));
    assert_eq!(home.json(&["show", "D-00457", "--json"])["number"], 457);
}

fn acts_are_told_in_words(home: &Home) {
    let last = home.json(&["log", "--json", "--limit", "2"]);
    let acts = last.as_array().unwrap();
    assert_eq!(acts.len(), 2);
    for key in ["seq", "at", "login", "act", "act_name", "subject", "number", "differences"] {
        assert!(!acts[0][key].is_null(), "{key}");
    }
    assert_eq!((&acts[0]["act"], &acts[0]["number"]), (&25.into(), &"D-00460".into()));
    let seq = acts[1]["seq"].to_string();
    let cases: [(&[&str], &[&str]); 5] = [
        (
            &["log", "--limit", "1"],
            &["Ghi đóng góp  07/18", "(D-00460)", "  Số lượng: 2 (m³)", "  Hiện vật: cát"],
        ),
        (&["log", "--from", &seq, "--to", &seq], &["(D-00459)", "  Ngày công: 2,5 công"]),
        (&["log", "D-00457"], &["500.000 đ", "  Tiền: phiếu 0001 (500.000 đ, "]),
        (&["log", "h2054"], &["  Đóng góp: + D-00460 ", "  Nhân khẩu: + ", "(chủ hộ)", "  Địa chỉ: "]),
        (&["log", "J-01", "--lang", "en"], &["Import from files", "  Name: "]),
    ];
    for (arguments, wanted) in cases {
        let said = home.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?} {}", said.notes);
        for text in wanted {
            assert!(said.lines.contains(text), "{arguments:?} {text}: {}", said.lines);
        }
    }
    for (arguments, code) in [(["log", "H-99999"], 1), (["log", "xyz"], 2)] {
        assert_eq!(home.run(&arguments).code, code, "{arguments:?}");
    }
    masked(&home.run(&["log", "H-02054"]).lines);
}

fn acts_are_taken_back(home: &Home) {
    let last = home.json(&["log", "--json", "--limit", "1"])[0]["seq"].as_u64().unwrap();
    let (before, seq) = ((last - 1).to_string(), last.to_string());
    let unasked = home.run(&["undo"]);
    assert_eq!(unasked.code, 1);
    assert!(unasked.notes.contains(&format!("ndtq undo {seq} --yes")), "{}", unasked.notes);
    assert!(unasked.lines.contains("D-00460"), "{}", unasked.lines);
    let said = home.run(&["undo", "--yes"]);
    assert_eq!(said.code, 0, "{}", said.notes);
    assert!(
        said.lines.contains(&format!("Đã hoàn tác #{seq}; việc hoàn tác là #{}.", last + 1)),
        "{}",
        said.lines
    );
    assert!(home.run(&["log", "--limit", "2"]).lines.contains(&format!("đã hoàn tác bởi #{}", last + 1)));
    assert_eq!(home.run(&["show", "D-00460"]).code, 1);
    let undone = home.json(&["undo", &before, "--yes", "--json"]);
    assert_eq!((&undone["undone"], &undone["seq"]), (&(last - 1).into(), &(last + 2).into()));
    let refusals =
        [(seq.as_str(), "đã hoàn tác rồi"), ("1", "không hoàn tác được"), ("99999", "Không có việc #99999")];
    for (act, why) in refusals {
        let said = home.run(&["undo", act, "--yes"]);
        assert_eq!(said.code, 1, "{act}");
        assert!(said.notes.contains(why), "{act}: {}", said.notes);
    }
    assert_eq!(home.run(&["undo", "x"]).code, 2);
}

fn records_leave_masked(home: &Home) {
    for kind in ["households", "persons", "contributions", "projects"] {
        let file = home.above.path().join(format!("{kind}.csv"));
        let out = file.display().to_string();
        let said = home.run(&["export", kind, "--format", "csv", "-o", &out]);
        assert_eq!(said.code, 0, "{}", said.notes);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("id,"), "{kind}");
        masked(&text);
    }
    let all = home.run(&["export", "all", "--format", "jsonl"]).lines;
    masked(&all);
    let persons = all.lines().filter(|line| line.starts_with("{\"person\":"));
    assert_eq!(persons.count(), 9_801);
    assert!(all.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

/// Ids of the practice commune begin with 0000 or 0001 and a year, phones with 0000.
fn masked(text: &str) {
    // An identity has digits in it too, and hyphens: it is one word here, and none of digits alone.
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let digits = words.filter(|word| word.len() >= 10 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let bare: Vec<&str> = digits.filter(|run| run.starts_with("000")).filter(|run| run.len() != 12).collect();
    assert!(bare.is_empty(), "{bare:?}");
    assert!(!text.contains("000074000001"));
}

fn a_reader_may_go_away(home: &Home) {
    let mut child = home
        .command(&["export", "persons", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!((said.code, said.notes.as_str()), (0, ""));
}

/// Its rows name what the book brought in before, and the numbers of the group's book go on.
fn one_table_comes_in_alone(home: &Home) {
    let import = |more: &[&str], table: &str| {
        let mut child = home
            .command(&[&["import", "-"], more].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Wrong usage is said before anything is read.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), table.as_bytes());
        Said::of(child.wait_with_output().unwrap())
    };
    let gifts = "contribution_id\tproject_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\n";
    let gift = format!("{gifts}SSH-1\tJ-01\tH-00001\tmoney\t500000\tvnd\t500000\t2023-04-19\n");
    for (new, known) in [(1, 0), (0, 1)] {
        let said = import(&[], &gift);
        assert_eq!(said.code, 0, "{}", said.notes);
        assert_eq!(said.lines, format!("contributions: {new} mới, {known} đã có\n"));
    }
    let wrong = format!("{gifts}SSH-2\tJ-99\tH-00001\tmoney\t1\tvnd\t1\t2023-04-19\n");
    let said = import(&["--kind", "contributions"], &wrong);
    assert_eq!((said.code, said.lines.as_str()), (1, ""), "{}", said.notes);
    let persons = "person_id\thousehold_id\tfull_name\trelation\tresidence\n";
    let said = import(&[], &format!("{persons}SSH-P\tH-00001\tLê Thị Sáu Mươi\tcon\tthường trú\n"));
    assert_eq!((said.code, said.lines.as_str()), (0, "persons: 1 mới, 0 đã có\n"), "{}", said.notes);
    let found = home.json(&["find", "--json", "le", "thi", "sau", "muoi"]);
    assert_eq!(found[0]["number"], "H-00001", "{found}");
    for (more, table) in [(&[][..], "a\tb\n"), (&["--kind", "dogs"][..], &gift), (&[][..], "\u{1b}[2J\n")] {
        let said = import(more, table);
        assert_eq!(said.code, 2, "{}", said.notes);
        assert!(!said.notes.contains('\u{1b}'));
    }
    let file = home.above.path().join("commune/contributions.tsv").display().to_string();
    let said = home.run(&["import", &file]);
    assert_eq!(said.lines, "contributions: 0 mới, 456 đã có\n", "{}", said.notes);
}

fn a_dry_run_writes_nothing(home: &Home) {
    let folder = home.above.path().join("small");
    std::fs::create_dir(&folder).unwrap();
    let import = |units: &str, more: &[&str]| {
        std::fs::write(folder.join("units.tsv"), format!("unit_id\tkind\tname\n{units}")).unwrap();
        home.run(&[&["import", &folder.display().to_string()], more].concat())
    };
    let before = home.json(&["status", "--json"])["seq"].clone();
    let said = import("U-1\tấp\tMới\nU-2\tlàng\tCũ\nU-3\tấp\t\n", &[]);
    assert_eq!(said.code, 1);
    for place in ["units.tsv, dòng 3: Loại", "units.tsv, dòng 4: Tên"] {
        assert!(said.notes.contains(place), "{}", said.notes);
    }
    let said = import("U-1\tấp\tMới\n", &["--dry-run"]);
    assert_eq!(said.code, 0, "{}", said.notes);
    assert!(said.lines.contains("units: 1 mới"), "{}", said.lines);
    assert_eq!(home.json(&["status", "--json"])["seq"], before);
}

#[test]
fn the_practice_commune_stays_away_from_other_folders() {
    let home = Home::new();
    std::fs::create_dir(home.path()).unwrap();
    std::fs::write(home.path().join("so-sach.txt"), "years of work").unwrap();
    for arguments in [["demo", "--prepare"], ["demo", "--reset"]] {
        assert_eq!(home.run(&arguments).code, 1, "{arguments:?}");
    }
    assert!(Path::new(&home.path().join("so-sach.txt")).exists());
}

#[test]
fn stopping_what_does_not_run_is_done() {
    let home = Home::new();
    assert_eq!(home.run(&["stop"]).code, 0);
    assert_eq!(home.run(&["stop", "--hold"]).code, 0);
    assert_eq!(home.run(&["stop", "--release"]).code, 0);
}
