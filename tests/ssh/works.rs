//! What staff do over ssh.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::home::until;
use crate::server::{Said, Server};

const WITHIN: Duration = Duration::from_secs(20);

fn done(said: Said) -> String {
    assert_eq!(said.code, 0, "{}", said.notes);
    said.lines
}

#[test]
fn two_staff_work_at_once() {
    let Some(server) = Server::start("two staff over ssh") else { return };
    let desk = |login: &'static str, household: &'static str| {
        let server = &server;
        move || {
            let found = done(server.ask(login, &["find", household, "--json"]));
            let found: Value = serde_json::from_str(&found).unwrap();
            assert_eq!(found[0]["number"], household, "{found}");
            let card = done(server.ask(login, &["show", household]));
            assert!(card.starts_with(&format!("HỘ {household}")), "{card}");
            let talk = done(server.give(login, &["plain"], format!("{household}\n1\n").as_bytes()));
            assert!(talk.contains(&format!("HỘ {household}")), "{talk}");
            let status = done(server.ask(login, &["status", "--json"]));
            let status: Value = serde_json::from_str(&status).unwrap();
            assert_eq!(status["households"], 2_449);
            let sheet = done(server.ask(login, &["export", "households", "--format", "csv"]));
            assert_eq!(sheet.lines().count(), 2_450);
            let log = done(server.ask(login, &["log", household, "--limit", "1"]));
            assert!(log.contains('#'), "{log}");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(desk("trinh", "H-02054"));
        scope.spawn(desk("hai", "H-00001"));
    });
}

#[test]
fn each_role_does_what_is_its_own() {
    let Some(server) = Server::start("roles over ssh") else { return };
    let gift = "contribution_id\tproject_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\n\
                SSH-1\tJ-01\tH-00001\tmoney\t500000\tvnd\t500000\t2023-04-19\n";
    let before = server.seq();
    let said = server.give("quan", &["import", "-", "--dry-run"], gift.as_bytes());
    assert_eq!((said.code, said.lines.as_str()), (0, "contributions: 1 mới, 0 đã có\n"), "{}", said.notes);
    assert_eq!(server.seq(), before);
    let said = server.give("quan", &["import", "-"], gift.as_bytes());
    assert_eq!((said.code, said.lines.as_str()), (0, "contributions: 1 mới, 0 đã có\n"), "{}", said.notes);
    let log = done(server.ask("trinh", &["log", "--limit", "1"]));
    assert!(log.contains("  quan  "), "the act is the login's, not the account's: {log}");
    let wrong = gift.replace("J-01", "J-\u{1b}[2J").replace("H-00001", "H-x").replace("SSH-1", "SSH-2");
    let said = server.give("quan", &["import", "-", "--kind", "contributions"], wrong.as_bytes());
    assert_eq!(said.code, 1);
    assert!(said.notes.contains("contributions.tsv, dòng 2"), "{}", said.notes);
    assert!(!said.notes.contains('\u{1b}'));

    let backup = server.ssh("sao", &[], &["backup", "-"]).output().unwrap();
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    assert_eq!(&backup.stdout[..2], b"\x1f\x8b");
    let refused: [(&str, &[&str]); 7] = [
        ("sao", &["find", "an"]),
        ("sao", &["export", "all", "--format", "jsonl"]),
        ("sao", &["outbox", "list"]),
        ("sao", &["inbox", "put", "x"]),
        ("xem", &["export", "households", "--format", "csv"]),
        ("xem", &["backup", "-"]),
        ("trinh", &["backup", "-"]),
    ];
    for (login, asked) in refused {
        let said = server.give(login, asked, gift.as_bytes());
        assert_eq!((said.code, said.lines.as_str()), (1, ""), "{login} {asked:?} {}", said.notes);
        assert!(said.notes.contains("cần quyền khác"), "{login} {asked:?} {}", said.notes);
    }
    for asked in [["find", "an"].as_slice(), &["outbox", "list"], &["status"]] {
        let said = server.ask("la", asked);
        assert_eq!(said.code, 1, "{asked:?}");
        assert!(said.notes.contains("la không có (hay không còn) trong danh sách cán bộ"), "{}", said.notes);
    }
    assert!(!server.home.path().join("outbox/la").exists());
}

#[test]
fn files_wait_in_boxes_of_ones_own() {
    let Some(server) = Server::start("boxes over ssh") else { return };
    let said = server.ask("trinh", &["inbox", "list"]);
    assert_eq!((said.code, said.lines.as_str()), (0, ""));
    assert!(said.notes.contains("Hộp vào chưa có tệp nào."));
    let said = server.give("trinh", &["inbox", "put", "'Tổ 05.tsv'"], b"a\tb\n");
    assert_eq!(said.code, 0, "{}", said.notes);
    assert!(said.notes.contains("to-05.tsv"), "{}", said.notes);
    assert_eq!(server.give("trinh", &["inbox", "put"], b"x").code, 0);
    let listed = done(server.ask("trinh", &["inbox", "list"]));
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert_eq!(done(server.ask("hai", &["inbox", "list"])), "");

    let boxes = ndtq::exchange::Boxes::of(server.home.path(), "trinh").unwrap();
    let open = boxes.open(ndtq::exchange::Side::Out, std::time::SystemTime::now()).unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let name = ndtq::exchange::BoxName::parse("ho.csv").unwrap();
    open.put(&name, &mut bytes.as_slice()).unwrap();
    assert!(done(server.ask("trinh", &["outbox", "list"])).starts_with("ho.csv  300.000 byte"));
    for asked in [["outbox", "get"].as_slice(), &["outbox", "get", "ho.csv"]] {
        let got = server.ssh("trinh", &[], asked).output().unwrap();
        assert!(got.stdout == bytes, "{asked:?}: {}", String::from_utf8_lossy(&got.stderr));
    }
    let said = server.ask("hai", &["outbox", "get", "ho.csv"]);
    assert_eq!((said.code, said.lines.as_str()), (1, ""));
    assert!(said.notes.contains("Không có tệp ho.csv"), "{}", said.notes);
    assert_eq!(server.ask("trinh", &["outbox", "clear"]).code, 0);
    assert_eq!(server.ask("trinh", &["outbox", "get"]).code, 1);
}

#[test]
fn a_terminal_gets_no_file_and_who_may_not_look_in_no_screen() {
    let Some(server) = Server::with_terminals("a terminal over ssh") else { return };
    for asked in [["outbox", "get"].as_slice(), &["inbox", "put", "x"], &["import", "-"], &["backup", "-"]] {
        let said = Said::by(server.ssh("quan", &["-tt"], asked));
        assert_eq!(said.code, 2, "{asked:?}: {}", said.lines);
    }
    for (login, why) in [("la", "trong danh sách cán bộ"), ("sao", "cần quyền khác")] {
        let mut pty = server.screens(login);
        assert_eq!(pty.wait_exit(WITHIN).code(), Some(1), "{login}");
        let said = pty.contents().replace('\n', "");
        assert!(said.contains(why), "{login}: {said}");
        let bytes = String::from_utf8_lossy(&pty.bytes_since(0)).into_owned();
        assert!(!bytes.contains("\x1b[?1049h"), "{login} saw a screen");
    }
}

#[test]
fn half_a_file_is_none() {
    let Some(server) = Server::start("a line that breaks in the middle of a file") else { return };
    let mut client =
        server.ssh("trinh", &[], &["inbox", "put", "nua.tsv"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = client.stdin.take().unwrap();
    input.write_all(&vec![b'x'; 200_000]).unwrap();
    let folder = server.home.path().join("inbox/trinh");
    let parts = || std::fs::read_dir(&folder).map_or(0, Iterator::count);
    until("the first bytes", || (parts() > 0).then_some(()));
    client.kill().unwrap();
    client.wait().unwrap();
    until("the end of the half", || (parts() == 0).then_some(()));
    drop(input);
    assert_eq!(done(server.ask("trinh", &["inbox", "list"])), "");
}

#[test]
fn without_a_terminal_and_without_a_command_it_says_what_to_do() {
    let Some(server) = Server::start("neither command nor terminal") else { return };
    let said = Said::by(server.ssh("trinh", &["-T"], &[]));
    assert_eq!((said.code, said.lines.as_str()), (2, ""));
    assert!(said.notes.contains("Mở sổ: ssh -t"), "{}", said.notes);
    let help = server.ask("trinh", &["help"]);
    assert!(help.code == 0 && help.lines.contains("outbox"), "{}", help.notes);
    let english = server.ask("trinh", &["find", "zzzzqq", "--lang", "en"]);
    assert!(english.code == 1 && english.notes.contains("Nothing found"), "{}", english.notes);
}

#[test]
fn the_screens_open_and_a_killed_client_leaves_its_form() {
    let Some(server) = Server::with_terminals("the screens over ssh") else { return };
    let mut pty = server.screens("trinh");
    pty.wait_text("Việc hôm nay");
    pty.send("5/1 quoi an");
    pty.wait_text("Tìm: 5/1 quoi an");
    pty.send("\r");
    pty.wait_text("Nhân khẩu");
    pty.send("\x1bOS\r");
    pty.wait_text("Thêm nhân khẩu");
    pty.send("Lê Thị Dở");
    let drafts = server.home.path().join("drafts");
    until("the draft on the disk", || {
        let files = std::fs::read_dir(&drafts).into_iter().flatten().flatten();
        let mut texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        texts.any(|text| text.contains("Lê Thị Dở") && text.contains("trinh")).then_some(())
    });
    pty.kill();
    pty.wait_exit(WITHIN);
    // The session at the other end sees the line go, and leaves.
    until("the end of the session", || {
        let status = server.home.run(&["status", "--json"]);
        let status: Value = serde_json::from_slice(&status.stdout).unwrap();
        (status["sessions"] == 1).then_some(())
    });
    let colleague = server.screens("hai");
    colleague.wait_text("không có mẫu gõ dở");
    // What is unfinished was asked for before this, and is answered before it.
    colleague.send("5/1 quoi an");
    colleague.wait_text("1 người, 1 hộ");
    assert!(!colleague.contents().contains("mẫu gõ dở ("), "{}", colleague.contents());
    let again = server.screens("trinh");
    again.wait_text("mẫu gõ dở (Thêm nhân khẩu, Hộ 05/01");
    again.send("\x1b[20~mau go do\r");
    again.wait_text("MẪU GÕ DỞ");
    again.send("\r");
    again.wait_text("Lê Thị Dở");
}

#[test]
fn the_language_of_one_is_not_that_of_all() {
    let Some(server) = Server::with_terminals("the language over ssh") else { return };
    let mut pty = server.screens("trinh");
    pty.wait_text("Việc hôm nay");
    pty.send("\x1b[20~english\r");
    pty.wait_text("F1 Help");
    pty.send("\x11");
    pty.wait_text("Leave ndtq?");
    pty.send("y");
    assert!(pty.wait_exit(WITHIN).success());
    assert!(!server.home.path().join("config.toml").exists());
}

#[test]
fn the_screens_give_out_and_take_in_by_the_boxes() {
    let Some(server) = Server::with_terminals("printing and bringing in over ssh") else { return };
    let gift = "contribution_id\tproject_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\n\
                SSH-2\tJ-01\tH-00001\tmoney\t500000\tvnd\t500000\t2023-04-19\n";
    assert_eq!(server.give("quan", &["inbox", "put", "gop.tsv"], gift.as_bytes()).code, 0);
    let pty = server.screens("quan");
    pty.wait_text("1 tệp chờ xem (F9)");
    pty.send("5/1 quoi an");
    pty.wait_text("Tìm: 5/1 quoi an");
    pty.send("\r");
    pty.wait_text("F7 In");
    pty.send("\x1b[18~");
    pty.wait_text("Đã để vào hộp ra: ho-05-01.txt");
    let page = done(server.ask("quan", &["outbox", "get", "ho-05-01.txt"]));
    assert!(page.contains("SỔ LUYỆN TẬP") && page.contains("Nhân khẩu"), "{page}");
    assert_eq!(done(server.ask("trinh", &["outbox", "list"])), "");

    let before = server.seq();
    pty.send("\x1b[20~");
    pty.wait_text("MENU");
    pty.send("tep cho\r");
    pty.wait_text("gop.tsv");
    pty.send("\r");
    pty.wait_text("Bảng contributions: 1 mới, 0 đã có");
    assert_eq!(server.seq(), before);
    pty.send("\x1b[21~");
    pty.wait_text("> không");
    pty.send("\x1b[B\r");
    pty.wait_text("Đã ghi: 1 dòng mới");
    assert!(server.seq() > before);
    let said = server.give("quan", &["import", "-", "--dry-run"], gift.as_bytes());
    assert_eq!(said.lines, "contributions: 0 mới, 1 đã có\n", "{}", said.notes);
}
