//! The collection sheet, key by key.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Query};
use ndtq::tui::input::Key;
use ndtq::tui::msg::Msg;
use ndtq::tui::screen::Screen;
use ndtq::tui::screen::sheet::Sheet;
use support::desk::Desk;

const SIZE: (u16, u16) = (80, 24);

/// The sheet of the lighting road of group 05 of Quới An: 43 households, each asked for 500.000.
const OPEN: &str = "<F9>cong trinh<Enter>anh sang an ninh to 05<Enter><F5><Enter>";

fn opened() -> Desk {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys(OPEN);
    desk.shows("BẢNG THU");
    desk
}

fn sheet(desk: &Desk) -> &Sheet {
    match desk.model.stack.last() {
        Some(Screen::Sheet(sheet)) => sheet,
        _ => panic!("no sheet:\n{}", desk.screen()),
    }
}

/// The line of a household on the screen.
fn line(desk: &Desk, head: &str) -> String {
    let screen = desk.screen();
    screen
        .lines()
        .find(|line| line.contains(head))
        .unwrap_or_else(|| panic!("no {head} in\n{screen}"))
        .to_owned()
}

/// What the register has: what is left of each due, by number in the book.
fn left(desk: &Desk, book: u16) -> i64 {
    let sheet = sheet(desk);
    let query = Query::Sheet { project: sheet.project, group: sheet.group };
    let Answer::Sheet(view) = desk.registry.ask(&desk.actor, &query).unwrap() else { panic!() };
    let row = view.rows.iter().find(|row| row.household.book_number == book).unwrap();
    row.due.as_ref().unwrap().left.0
}

#[test]
fn what_was_received_today_is_added_and_recorded_as_one_act() {
    let mut desk = opened();
    assert_eq!((left(&desk, 3), left(&desk, 4), left(&desk, 9)), (300_000, 300_000, 300_000));
    // Rows in the order of the book; = fills what is left; Enter goes on.
    desk.keys("<Down><Down>200k<Enter>=");
    assert!(line(&desk, "Trần Hữu Dũng").contains("200.000        200.000   100.000"), "{}", desk.screen());
    assert!(line(&desk, "Cao Tuyết Loan").contains("200.000        300.000         0"), "{}", desk.screen());
    desk.shows("Chưa lưu 2 ô");
    let totals = sheet(&desk).totals();
    assert_eq!((totals.today, totals.left, totals.filled), (500_000, 1_900_000, 2));
    desk.keys("<F10>");
    desk.shows("Đã ghi 2 hộ, 500.000, phiếu 0212-0213");
    desk.hides("BẢNG THU");
    desk.keys("<F5><Enter>");
    assert_eq!((left(&desk, 3), left(&desk, 4)), (100_000, 0));
    // One act, taken back as one.
    desk.keys("<Esc><C-z>");
    desk.shows("ghi bảng thu");
    desk.keys("<F8>c");
    desk.keys(&format!("<F3>{}", OPEN.trim_start_matches("<F3>")));
    assert_eq!((left(&desk, 3), left(&desk, 4)), (300_000, 300_000));
}

#[test]
fn the_cash_is_counted_and_what_differs_is_asked_about() {
    let mut desk = opened();
    desk.keys("<Down><Down>200k<Tab>250000");
    desk.shows("LỆCH 50.000");
    desk.keys("<F10>");
    desk.shows("lệch 50.000 so với cộng trong bảng");
    // It stands on "no".
    desk.keys("<Enter>");
    desk.shows("BẢNG THU");
    assert_eq!(left(&desk, 3), 300_000);
    desk.keys("<C-u>200.000");
    desk.shows("khớp");
    desk.keys("<F10>");
    desk.shows("Đã ghi 1 hộ");
}

#[test]
fn one_household_pays_for_another() {
    let mut desk = opened();
    desk.keys("/3<Enter>600000/4");
    assert!(line(&desk, "Cao Tuyết Loan").contains("(300.000)"), "{}", desk.screen());
    assert!(line(&desk, "Cao Tuyết Loan").contains("do 3"));
    desk.keys("<F10>");
    desk.shows("Đã ghi 1 hộ, 600.000, phiếu 0212-0213");
    desk.keys("<F5><Enter>");
    assert_eq!((left(&desk, 3), left(&desk, 4)), (0, 0));
    // Nothing is left there: the row says so, and nothing of the sheet is recorded.
    desk.keys("/9<Enter>100k<Enter>500k/4<F10>");
    desk.shows("1 chỗ cần sửa");
    desk.shows("! nhiều hơn");
    assert_eq!(left(&desk, 9), 300_000);
    desk.keys("<C-u>500k/99<F10>");
    desk.shows("Không có hộ 99");
}

#[test]
fn what_is_let_off_promised_and_noted() {
    let mut desk = opened();
    desk.keys("/3<Enter>m200.000 hộ nghèo<Enter>");
    assert!(line(&desk, "Trần Hữu Dũng").contains("200.000    200.000"), "{}", desk.screen());
    desk.keys("<Down>g10/12/2023<Enter>");
    assert!(line(&desk, "Cao Tuyết Loan").contains("hẹn"), "{}", desk.screen());
    desk.keys("/vo thanh gai<Enter>gvắng nhà<Enter><Down>moojt<Esc>");
    assert!(line(&desk, "Võ Thanh Gái").contains("vắng"), "{}", desk.screen());
    desk.keys("<F10>");
    desk.shows("Đã ghi 3 hộ, 0");
    desk.keys("<F5><Enter>");
    assert_eq!(left(&desk, 3), 0);
    assert!(line(&desk, "Cao Tuyết Loan").contains("hẹn"), "{}", desk.screen());
    desk.keys("<F3>5/8 quoi an<Enter>");
    desk.shows("vắng nhà");
}

#[test]
fn amounts_are_typed_as_in_any_field_and_faults_come_all_at_once() {
    let mut desk = opened();
    desk.keys("200.5<Enter>500<Enter>1,5tr<Enter>hello");
    desk.keys("<F10>");
    desk.shows("2 chỗ cần sửa");
    assert_eq!(sheet(&desk).window.selected, 0);
    let typed: Vec<&str> = sheet(&desk).cells.iter().take(4).map(|cell| cell.edit.text()).collect();
    // A cell takes what amounts are made of; nothing that was typed is lost.
    assert_eq!(typed, ["200.5", "500", "1,5tr", ""]);
}

#[test]
fn a_sheet_is_left_and_found_again_as_it_was() {
    let mut desk = opened();
    desk.keys("/3<Enter>200k<Enter>m100k giảm<Enter><Tab><C-u>150000<Tab><Tab><C-u>13/11/2023");
    desk.keys("<Esc>");
    desk.shows("Mẫu còn đó");
    let mut other = desk.beside();
    other.drafts = desk.drafts.clone();
    other.model.drafts = desk.model.drafts.clone();
    other.keys("<F9>mau go do<Enter>");
    other.shows("Bảng thu, Tuyến đường ánh sáng");
    other.keys("<Enter>");
    other.shows("BẢNG THU");
    let kept = sheet(&other);
    assert_eq!(kept.cells[2].edit.text(), "200k");
    assert_eq!(kept.cells[3].relief.as_ref().map(|relief| relief.reason.as_str()), Some("giảm"));
    assert_eq!((kept.counted.text(), kept.on.text()), ("150.000", "13/11/2023"));
    other.keys("<F8>c");
    other.hides("BẢNG THU");
}

#[test]
fn somebody_else_collects_meanwhile_and_the_sheet_follows() {
    let mut desk = opened();
    let mut other = desk.beside();
    desk.keys("/3<Enter>100k");
    other.keys(OPEN).keys("/3<Enter>=<F10>");
    other.shows("Đã ghi 1 hộ");
    let Some(Screen::Sheet(_)) = desk.model.stack.last() else { panic!() };
    desk.tell(Msg::Event(ndtq::protocol::Event::Changed { seq: 1, login: "an".into(), keys: Vec::new() }));
    assert!(line(&desk, "Trần Hữu Dũng").contains("500.000"), "{}", desk.screen());
    assert_eq!(sheet(&desk).cells[2].edit.text(), "100k", "what is typed stays");
}

#[test]
fn a_sheet_is_pasted_by_number_or_from_a_row_on() {
    let mut desk = opened();
    desk.tell(Msg::Key(Key::Paste("3\tTrần Hữu Dũng\t100.000\n4\t\t300000\n99\t\t5000\n".into())));
    desk.shows("Đã dán 2 ô; 1 dòng không khớp hộ nào");
    desk.keys("/9<Enter>");
    desk.tell(Msg::Key(Key::Paste("50000\n\n70000\n".into())));
    let typed = |book: usize| sheet(&desk).cells[book - 1].edit.text().to_owned();
    assert_eq!(
        [typed(3), typed(4), typed(9), typed(10), typed(11)],
        ["100.000", "300000", "50000", "", "70000"]
    );
}

#[test]
fn it_is_typed_a_second_time_and_differences_are_marked() {
    let mut desk = opened();
    desk.keys("/3<Enter>100k<Enter>300k<Enter>v/3<Enter>100.000<Enter>200k<Up>");
    assert!(line(&desk, "Cao Tuyết Loan").contains("! 200k"), "{}", desk.screen());
    desk.keys("<F10>");
    desk.shows("1 ô gõ lại khác lần đầu");
    assert_eq!(left(&desk, 3), 300_000);
    desk.keys("<C-u>300000<F10>");
    desk.shows("Đã ghi 2 hộ, 400.000");
}

#[test]
fn labour_land_and_goods_have_the_same_sheet() {
    let mut desk = opened();
    desk.keys("<Tab><Tab><Right><Tab><Tab>");
    desk.shows("Hình thức: đất");
    desk.keys("<Tab><Right>");
    desk.shows("ngày công");
    desk.keys("<Tab><Tab>/3<Enter>1,5<Enter>\"");
    desk.keys("<F10>");
    desk.shows("Đã ghi 2 hộ, 3");
    desk.keys("<F5><Enter><Tab><Tab><Left><Tab>xi măng, bao<Tab><Tab>2<F10>");
    desk.shows("Đã ghi 1 hộ, 2");
    desk.keys("<F3>5/1 quoi an<Enter>");
    desk.shows("2 bao xi măng");
}

#[test]
fn a_cash_count_that_is_no_sum_is_said_and_nothing_is_recorded() {
    let mut desk = opened();
    desk.keys("<Down><Down>200k<Tab>250k0tr");
    desk.shows("! chưa phải số tiền");
    desk.keys("<F10>");
    desk.shows("Tiền đếm được: ");
    desk.shows("BẢNG THU");
    assert_eq!(left(&desk, 3), 300_000);
    // A large difference is shown whole.
    desk.keys("<C-u>50000000");
    desk.shows("LỆCH 49.800.000");
    desk.keys("<C-u>200k<F10>");
    desk.shows("Đã ghi 1 hộ");
}

#[test]
fn what_stands_in_a_cell_is_typed_over_and_what_is_no_amount_is_marked() {
    let mut desk = opened();
    desk.keys("/3<Enter>200<Enter>");
    assert!(line(&desk, "Trần Hữu Dũng").contains("! 200"), "{}", desk.screen());
    desk.keys("<Up>200k<Enter>");
    assert!(line(&desk, "Trần Hữu Dũng").contains("200.000        200.000   100.000"), "{}", desk.screen());
    // Backspace goes on with what stands there.
    desk.keys("<Up><Backspace><Enter>");
    assert_eq!(sheet(&desk).cells[2].edit.text(), "200");
}
