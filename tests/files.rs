//! What the screens write with F7, and the files that wait in the inbox: where they go, and where they do not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use std::time::SystemTime;

use ndtq::domain::StaffRole;
use ndtq::exchange::{BoxName, Boxes, Side};
use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Query};
use ndtq::text::width;
use support::desk::Desk;
use tempfile::TempDir;

const SIZE: (u16, u16) = (80, 24);

/// A desk on the practice commune as a forced session has it, and the home its boxes are in.
fn forced() -> (Desk, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let desk = Desk::practice(SIZE, Lang::Vi).with_boxes(home.path());
    (desk, home)
}

/// What waits in the outbox of a login, by name.
fn outbox(home: &TempDir, login: &str) -> Vec<(String, String)> {
    let folder = home.path().join("outbox").join(login);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let text = |path| std::fs::read_to_string(path).unwrap();
    let mut files: Vec<(String, String)> =
        entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), text(entry.path()))).collect();
    files.sort();
    files
}

fn put(home: &TempDir, login: &str, name: &str, bytes: &[u8]) {
    let open = Boxes::of(home.path(), login).unwrap().open(Side::In, SystemTime::now()).unwrap();
    open.put(&BoxName::parse(name).unwrap(), &mut &*bytes).unwrap();
}

fn inbox(home: &TempDir, login: &str) -> usize {
    Boxes::of(home.path(), login).unwrap().open(Side::In, SystemTime::now()).unwrap().list().unwrap().len()
}

/// The last line of the screen.
fn bottom(desk: &Desk) -> String {
    desk.screen().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn f7_is_where_there_is_something_to_print() {
    let (mut desk, _home) = forced();
    // Keys from the look-up on, and whether F7 has its label there.
    let cases = [
        ("<F3>5/1 quoi an<Enter>", true),
        ("<Esc><F9>ap to<Enter>quoi an 05<Enter>", true),
        ("<F3><F9>dong gop<Enter>", false),
        ("<Enter>", true),
        ("<F3><C-z>", false),
        ("<F3><F9>can bo<Enter>", false),
        ("<F3><F9>nhat ky<Enter>", false),
        ("<F3>", false),
    ];
    for (keys, wanted) in cases {
        desk.keys(keys);
        assert_eq!(bottom(&desk).contains("F7 In"), wanted, "{keys}\n{}", desk.screen());
    }
}

#[test]
fn a_card_becomes_a_page_with_its_numbers_masked_even_when_they_are_shown() {
    let (mut desk, home) = forced();
    desk.keys("<F3>5/1 quoi an<Enter><F7>");
    desk.shows("Đã để vào hộp ra: ho-05-01.txt; lấy về: ssh MÁY outbox get ho-05-01.txt");
    desk.keys("<C-r><Down><Enter>");
    let Answer::Card(card) = desk.registry.ask(&desk.actor, &card_of(&desk)).unwrap() else { panic!() };
    let masked = card.members.iter().find_map(|member| member.personal_id.clone()).unwrap();
    desk.hides(&masked);
    desk.keys("<F7>");
    desk.shows("ho-05-01-2.txt");
    let files = outbox(&home, "trinh");
    assert_eq!(
        files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["ho-05-01-2.txt", "ho-05-01.txt"]
    );
    for (name, page) in files {
        assert!(page.lines().all(|line| width::cells(line) <= 80), "{name}\n{page}");
        let first = page.lines().next().unwrap();
        assert!(first.contains("SỔ LUYỆN TẬP") && page.contains("12:00"), "{page}");
        for member in &card.members {
            assert!(page.contains(&member.name), "{} is missing\n{page}", member.name);
        }
        assert!(page.contains(&masked), "{page}");
        let longest = page.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap();
        assert!(longest < 9, "a whole number stands on {name}\n{page}");
    }
}

fn card_of(desk: &Desk) -> Query {
    let id = desk.model.stack.iter().rev().find_map(|screen| match screen {
        ndtq::tui::screen::Screen::Card(card) => Some(card.id),
        _ => None,
    });
    Query::Card(id.expect("a card is open"))
}

fn rows_of(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').expect("a spreadsheet sees the encoding");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_group_becomes_a_sheet_of_its_households() {
    let (mut desk, home) = forced();
    let open = "<F3><F9>ap to<Enter>quoi an 05<Enter>";
    // A name that a spreadsheet would take for a formula.
    desk.keys(&format!("{open}<Enter><F2>sua ho<Enter><C-u>=1+1 bờ kinh<F10>"));
    desk.keys(open).keys("<F7>");
    desk.shows("to-05-quoi-an.csv");
    let Some((_, text)) = outbox(&home, "trinh").into_iter().next() else { panic!("{}", desk.screen()) };
    let rows = rows_of(&text);
    assert_eq!(rows[0][..6], ["id", "number", "hamlet", "group", "book_number", "head"]);
    let Some(Answer::Group(group)) = answer(&mut desk) else { panic!("{}", desk.screen()) };
    assert_eq!(rows.len() - 1, group.households.len());
    for (row, household) in rows[1..].iter().zip(&group.households) {
        let want =
            [household.number.to_string(), "Quới An".into(), "5".into(), household.book_number.to_string()];
        assert_eq!((&row[1..5], &row[5]), (&want[..], &household.head));
        assert_eq!(row[6].is_empty(), household.head.is_empty(), "the representative has a name: {row:?}");
        assert!(row[8].is_empty() || row[8].contains('*'), "a phone in clear: {row:?}");
    }
    assert!(rows.iter().any(|row| row[7] == "'=1+1 bờ kinh"), "{text}");
}

#[test]
fn f7_waits_for_a_list_that_is_not_there_yet() {
    let (mut desk, home) = forced();
    desk.keys("<F3><F9>ap to<Enter>quoi an 05").hurried("<Enter><F7>");
    desk.shows("to-05-quoi-an.csv");
    assert_eq!(outbox(&home, "trinh").len(), 1);
    // Enter too: the rows of the hamlets are not there when it comes.
    desk.keys("<F3><F9>").hurried("ap to<Enter>quoi an 05<Enter><F7>");
    desk.shows("to-05-quoi-an-2.csv");
}

/// What the visible list is of.
fn answer(desk: &mut Desk) -> Option<Answer> {
    match desk.model.top() {
        ndtq::tui::screen::Screen::List(list) => list.answer.as_deref().cloned(),
        _ => None,
    }
}

/// Opens the first project, whose row fits.
fn open_project(desk: &mut Desk, words: &str) {
    desk.keys(&format!("<F3><F9>dong gop<Enter>{words}<Enter>"));
}

#[test]
fn a_project_becomes_its_list_of_agreed_amounts() {
    let (mut desk, home) = forced();
    let Answer::Projects(projects) = desk.registry.ask(&desk.actor, &Query::Projects).unwrap() else {
        panic!()
    };
    let with = projects.iter().find(|project| project.levy.is_some()).expect("a project with a levy");
    open_project(&mut desk, &with.number.to_string());
    let Some(Answer::Project(view)) = answer(&mut desk) else { panic!("{}", desk.screen()) };
    assert_eq!(view.row.number, with.number);
    assert!(!view.dues.is_empty());
    desk.keys("<F7>");
    let files = outbox(&home, "trinh");
    assert_eq!(files[0].0, format!("thu-{}.csv", with.number.to_string().to_lowercase()));
    let rows = rows_of(&files[0].1);
    assert_eq!(rows.len() - 1, view.dues.len());
    for (row, due) in rows[1..].iter().zip(&view.dues) {
        assert_eq!(row[6], due.household.head);
        assert_eq!((&row[10], &row[11]), (&due.due.received.0.to_string(), &due.due.left.0.to_string()));
    }
}

#[test]
fn who_may_only_view_prints_a_card_and_no_list() {
    let (desk, home) = forced();
    let mut desk = desk.colleague("xem", StaffRole::Viewer).with_boxes(home.path());
    desk.keys("<F3><F9>ap to<Enter>quoi an 05<Enter><F7>");
    desk.shows("Việc này cần quyền khác");
    assert!(outbox(&home, "xem").is_empty());
    desk.keys("<F3>5/1 quoi an<Enter><F7>");
    desk.shows("ho-05-01.txt");
    assert_eq!(outbox(&home, "xem").len(), 1);
    // What would be refused anyway is not offered.
    put(&home, "xem", "a.tsv", b"a\tb\n");
    desk.keys("<F3><F9>");
    desk.hides("Tệp chờ nhập");
}

/// A table of gifts, each a key.
fn gifts(keys: &[&str]) -> String {
    let head = "contribution_id\tproject_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\tmau\n";
    let row = |key: &&str| format!("{key}\tJ-01\tH-00001\tmoney\t500000\tvnd\t500000\t2023-04-19\txanh\n");
    head.to_owned() + &keys.iter().map(row).collect::<String>()
}

/// The number of the last act.
fn last(desk: &Desk) -> u64 {
    match desk.registry.ask(&desk.actor, &Query::LastActs { limit: 1 }).unwrap() {
        Answer::Acts(acts) => acts[0].seq,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_looked_at_then_brought_in_and_dropped() {
    let (mut desk, home) = forced();
    desk.hides("tệp chờ xem");
    put(&home, "trinh", "Góp tháng 4.tsv", gifts(&["X-1", "X-2"]).as_bytes());
    desk.keys("a<Esc>");
    desk.shows("1 tệp chờ xem (F9)");
    let before = last(&desk);
    desk.keys("<F9>tep cho<Enter>");
    desk.shows("gop-thang-4.tsv");
    desk.keys("<Enter>");
    desk.shows("XEM TRƯỚC gop-thang-4.tsv");
    desk.shows("Bảng contributions: 2 mới, 0 đã có");
    desk.shows("Bỏ qua cột mau");
    desk.shows("dòng 3: X-2  19/04/2023  H-00001  J-01  500.000");
    assert_eq!(last(&desk), before, "a look writes nothing");
    desk.keys("<F10>");
    desk.shows("> không");
    desk.keys("<Enter>");
    assert_eq!(last(&desk), before, "the question stands on no");
    desk.keys("<F10><Down><Enter>");
    desk.shows("Đã ghi: 2 dòng mới");
    let after = last(&desk);
    assert!(after > before);
    desk.keys("<Esc><Enter>");
    desk.shows("Mọi dòng đã có trong sổ");
    desk.keys("<F10>");
    desk.hides("> không");
    assert_eq!(last(&desk), after, "the same file twice changes nothing");
    desk.keys("<Esc><F8>");
    desk.shows("Bỏ tệp gop-thang-4.tsv");
    desk.keys("<Enter>");
    assert_eq!(inbox(&home, "trinh"), 1, "no is no");
    // It is dropped from the look at it too, which goes with it.
    desk.keys("<Enter><F8><Down><Enter>");
    desk.shows("TỆP CHỜ NHẬP");
    desk.shows("Đã bỏ gop-thang-4.tsv khỏi hộp vào");
    desk.hides("> gop-thang-4.tsv");
    assert_eq!(inbox(&home, "trinh"), 0);
}

#[test]
fn what_was_looked_at_is_brought_in_whatever_comes_into_the_box_meanwhile() {
    let (mut desk, home) = forced();
    put(&home, "trinh", "a.tsv", gifts(&["X-1"]).as_bytes());
    desk.keys("<F9>tep cho<Enter><Enter>");
    put(&home, "trinh", "a.tsv", gifts(&["X-2", "X-3", "X-4"]).as_bytes());
    desk.keys("<F10><Down><Enter>");
    desk.shows("Đã ghi: 1 dòng mới");
}

#[test]
fn many_rows_go_in_pieces_and_leaving_writes_nothing() {
    let (mut desk, home) = forced();
    let keys: Vec<String> = (0..4_500).map(|number| format!("X-{number}")).collect();
    let table = gifts(&keys.iter().map(String::as_str).collect::<Vec<&str>>());
    put(&home, "trinh", "a.tsv", table.as_bytes());
    desk.keys("<F9>tep cho<Enter><Enter>");
    desk.shows("Bảng contributions: 4.500 mới");
    let before = last(&desk);
    // Faster than the register answers: begun, and left at once.
    desk.hurried("<F10><Down><Enter><Esc>");
    desk.hides("XEM TRƯỚC");
    assert_eq!(last(&desk), before, "nothing of it was written");
    desk.keys("<Enter><F10><Down><Enter>");
    desk.shows("Đã ghi: 4.500 dòng mới");
}

#[test]
fn a_file_that_cannot_be_brought_in_says_why() {
    let faulty = gifts(&["X-1"]).replace("2023-04-19", "2023-13-19");
    let unknown = gifts(&["X-1"]).replace("H-00001", "H-99999");
    let utf_16: Vec<u8> =
        format!("\u{feff}{}", gifts(&["X-1"])).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, &[u8], &str); 6] = [
        ("picture", b"\x89PNG\r\n\x1a\n\xff\xfe", "không phải bảng nhập được"),
        ("another table", b"a\tb\n1\t2\n", "không phải bảng nhập được"),
        ("empty", b"", "không phải bảng nhập được"),
        ("utf-16", &utf_16, "không phải bảng nhập được"),
        ("a day that is none", faulty.as_bytes(), "1 dòng có lỗi"),
        ("a household that is none", unknown.as_bytes(), "1 dòng có lỗi"),
    ];
    for (what, bytes, says) in cases {
        let (mut desk, home) = forced();
        let before = last(&desk);
        put(&home, "trinh", "a.tsv", bytes);
        desk.keys("<F9>tep cho<Enter><Enter>");
        let screen = desk.screen();
        assert!(screen.contains(says), "{what}:\n{screen}");
        desk.keys("<F10>");
        desk.hides("> không");
        assert_eq!(last(&desk), before, "{what}");
        if says.contains("lỗi") {
            assert!(screen.contains("contributions") && screen.contains('2'), "{what}: the line\n{screen}");
        }
    }
}

#[test]
fn a_session_with_folders_of_its_own_has_no_inbox() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<F9>");
    desk.hides("Tệp chờ nhập");
    desk.keys("<Esc><C-p>tep cho");
    desk.hides("Tệp chờ nhập");
}
