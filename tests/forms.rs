//! A pile of papers, form by form: what may be a slip, as above, the next one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Query};
use ndtq::tui::form::Form;
use ndtq::tui::msg::Msg;
use ndtq::tui::screen::Screen;
use support::desk::Desk;

const SIZE: (u16, u16) = (80, 24);
/// The card of a household.
const CARD: &str = "<F3>5/3 quoi an<Enter>";

fn desk() -> Desk {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys(CARD);
    desk.shows("HỘ 05/03");
    desk
}

fn form(desk: &Desk) -> &Form {
    match desk.model.stack.last() {
        Some(Screen::Form(form)) => form,
        _ => panic!("no form:\n{}", desk.screen()),
    }
}

fn acts(desk: &Desk) -> u64 {
    match desk.registry.ask(&desk.actor, &Query::LastActs { limit: 1 }).unwrap() {
        Answer::Acts(acts) => acts[0].seq,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_may_be_a_slip_is_said_and_recorded_when_it_is_meant() {
    // From the card of a household on; what is said, after F10.
    let cases = [
        ("<F4><Enter>Lee Thij Hoa<Tab><Tab><Tab>1899", "Trên 110 tuổi"),
        ("<F4><Enter>Lee Thij Hoa<Tab><Tab><Tab>1980<Tab>000199000123", "Số định danh cho biết"),
        ("<F4><Enter>Huynhf Trongj Nhaan<Tab><Tab><Tab>{}", "đã có người cùng tên"),
        ("<F5><Tab><Tab><C-u>50tr", "gấp mười lần mức thường nộp (300.000 đ)"),
    ];
    for (keys, said) in cases {
        let mut desk = desk();
        let year = birth_year_of_5_1(&desk);
        let before = acts(&desk);
        desk.keys(&keys.replace("{}", &year)).keys("<F10>");
        desk.shows(said);
        desk.shows("Đúng vậy thì F10");
        assert_eq!(acts(&desk), before, "{keys}: nothing is recorded yet");
        // Another letter, and it is looked at again.
        desk.keys("1<Backspace><F10>");
        desk.shows(said);
        assert_eq!(acts(&desk), before);
        desk.keys("<F10>");
        desk.shows("Đã ghi");
        desk.hides(said);
        assert_eq!(acts(&desk), before + 1, "{keys}");
    }
}

fn birth_year_of_5_1(desk: &Desk) -> String {
    let query = Query::Find { words: "5/1 quoi an".into(), limit: 1 };
    match desk.registry.ask(&desk.actor, &query).unwrap() {
        Answer::Found(found) => found.hits[0].birth_year.unwrap().to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_is_never_saved_over() {
    let mut desk = desk();
    let before = acts(&desk);
    desk.keys("<F4><Enter><Tab><Tab><Tab>1899<F10><F10><F10>");
    desk.shows("1 chỗ cần sửa");
    assert_eq!(acts(&desk), before);
}

#[test]
fn a_sheet_says_whose_amount_may_be_a_slip() {
    let mut desk = desk();
    desk.keys("<F9>cong trinh<Enter>anh sang an ninh to 05<Enter><F5><Enter>");
    let before = acts(&desk);
    desk.keys("/3<Enter>50tr<Enter>200k<F10>");
    desk.shows("05/03 Trần Hữu Dũng: gấp mười lần mức thường nộp");
    desk.hides("Cao Tuyết Loan: gấp");
    assert_eq!(acts(&desk), before);
    desk.keys("<F10>");
    desk.shows("Đã ghi 2 hộ");
}

#[test]
fn one_form_after_the_other_without_leaving() {
    let mut desk = desk();
    desk.keys("<F4><Enter>Lee Thij Hoa<Tab>m<Tab>nn<Tab>1980<F4>");
    desk.shows("Đã ghi");
    desk.shows("Thêm nhân khẩu");
    assert_eq!(form(&desk).fields[0].edit.text(), "");
    // As above: the name, then the sex is chosen, then the year.
    desk.keys("\"");
    assert_eq!(form(&desk).fields[0].edit.text(), "Lê Thị Hoa");
    assert_eq!(form(&desk).focus, 1);
    // Relation and sex as above, another year, and the name put right.
    desk.keys("\"\"1984<Up><Up><Up><C-u>Lee Thij Hueej<F10>");
    desk.shows("Đã ghi");
    desk.shows("HỘ 05/03");
    let screen = desk.screen();
    let line = screen.lines().find(|line| line.contains("Lê Thị Huệ")).expect(&screen);
    assert!(line.contains("nữ     1984") && line.contains("mẹ"), "{line}");
}

#[test]
fn households_of_a_pile_go_into_one_group_with_the_next_number() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<F9>ap to<Enter>quoi an 05<Enter><F4>");
    let number = |desk: &Desk| {
        let field = form(desk).fields.iter().find(|field| field.label == "Số hộ").unwrap();
        field.edit.text().to_owned()
    };
    assert_eq!(number(&desk), "44");
    let (group, head) = (form(&desk).fields[0].edit.text().to_owned(), "Huỳnh Thị Mới");
    desk.keys(&fill_household(&desk, head)).keys("<F4>");
    desk.shows("Đã ghi");
    desk.shows("Thêm hộ");
    assert_eq!((number(&desk).as_str(), form(&desk).fields[0].edit.text()), ("45", group.as_str()));
}

/// Keys that fill what a new household needs, wherever its fields are.
fn fill_household(desk: &Desk, head: &str) -> String {
    let form = form(desk);
    let mut keys = String::new();
    for field in form.fields.iter().skip(form.focus) {
        match field.label.as_str() {
            "Địa chỉ" => keys.push_str("Số 9"),
            "Chủ hộ" | "Họ và tên" => keys.push_str(head),
            "Ngày sinh" => keys.push_str("1970"),
            _ => {}
        }
        keys.push_str("<Tab>");
    }
    keys
}

#[test]
fn what_usually_stays_is_there_and_says_so() {
    let mut desk = desk();
    desk.keys("<F5><Tab><Tab><C-u>100k<Tab><C-u>01/11/2023<Tab>Phan Thij Quyeen<F4>");
    desk.shows("Đã ghi");
    desk.shows("01/11/2023");
    desk.shows("Phan Thị Quyên");
    assert_eq!(desk.screen().matches("như trên").count(), 3, "{}", desk.screen());
    // What is typed is no longer as above. The line of keys says it once.
    desk.keys("<Tab><Tab>50k<Tab><C-u>02/11/2023");
    assert_eq!(desk.screen().matches("như trên").count(), 3, "{}", desk.screen());
}

#[test]
fn a_quote_in_a_text_is_a_letter() {
    let mut desk = desk();
    desk.keys("<F4>ghi chu<Enter><Tab>\"");
    desk.shows("Chưa có mẫu trước");
    desk.keys("<S-Tab>hocj \"5 khoong\"");
    assert_eq!(form(&desk).fields[0].edit.text(), "học \"5 không\"");
}

#[test]
fn households_that_were_open_are_a_key_away() {
    let mut desk = desk();
    desk.keys("<F3>5/9 quoi an<Enter><F9>moi xem<Enter>");
    desk.shows("HỘ MỚI XEM");
    // The first line names the cards below as well.
    let screen = desk.screen().lines().skip(1).collect::<Vec<&str>>().join("\n");
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text} in\n{screen}"));
    assert!(at("05/09") < at("05/03"));
    desk.keys("tran huu dung<Enter>");
    desk.shows("HỘ 05/03");
}

#[test]
fn a_sum_or_a_day_that_is_there_to_begin_with_is_typed_over() {
    let mut desk = desk();
    let text = |desk: &Desk, label: &str| {
        let field = form(desk).fields.iter().find(|field| field.label == label).unwrap();
        field.edit.text().to_owned()
    };
    desk.keys("<F5><Tab><Tab>");
    assert_eq!(text(&desk, "Tiền"), "300.000");
    desk.keys("1500k<Tab>01112023");
    assert_eq!((text(&desk, "Tiền").as_str(), text(&desk, "Ngày").as_str()), ("1.500k", "01/11/2023"));
    // Whoever moves in it, or takes a letter away, goes on with it.
    desk.keys("<Tab><S-Tab><Backspace>2");
    assert_eq!(text(&desk, "Ngày"), "01/11/2022");
}

#[test]
fn another_language_says_what_is_open_and_keeps_what_is_typed() {
    let mut desk = desk();
    desk.keys("<F4><Enter>lee thij hoa<Tab>m<C-l>");
    desk.shows("Full name");
    desk.shows("mother");
    desk.shows("Lê Thị Hoa".to_lowercase().as_str());
    desk.keys("<C-l><F10>");
    desk.shows("Đã ghi");
    // A name typed in a hurry is stored as a name.
    desk.shows("Lê Thị Hoa");
}

#[test]
fn everything_that_can_be_added_has_a_name_in_the_palette() {
    let mut desk = desk();
    for (typed, title) in [
        ("them cuoc hop", "Thêm cuộc họp"),
        ("them nhan khau", "Thêm nhân khẩu, Hộ 05/03"),
        ("qua doi", "Qua đời, Hộ 05/03"),
    ] {
        desk.keys(&format!("<C-p>{typed}<Enter>"));
        desk.shows(title);
        desk.keys("<Esc>");
        desk.shows("HỘ 05/03");
    }
}

#[test]
fn over_a_broken_line_a_form_is_sent_once_and_nothing_is_typed_into_it_meanwhile() {
    let mut desk = desk();
    let before = acts(&desk);
    desk.keys("<F5><Tab><Tab>200k");
    desk.tell(Msg::Lost("the line broke".into()));
    desk.hurried("<F10>9<F10><F10>");
    desk.shows("Đã ghi");
    desk.shows("200.000");
    assert_eq!(acts(&desk), before + 1);
    // Whoever leaves it before the answer comes finds nothing unfinished.
    desk.tell(Msg::Back);
    desk.keys("<F5><Tab><Tab>100k");
    desk.tell(Msg::Lost("the line broke".into()));
    desk.hurried("<F10><Esc>");
    assert_eq!(acts(&desk), before + 2);
    assert!(desk.drafts.is_empty() && desk.model.drafts.is_empty(), "{:?}", desk.drafts);
    desk.shows("Đã ghi");
}
