//! Somebody else saved first, or the record is gone: the typed text stays, the clerk sees both, the next save works.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use std::sync::Arc;

use ndtq::domain::{DataRequest, DataRequestId, RequestKind, StaffRole};
use ndtq::phrases::Lang;
use ndtq::protocol::{Command, Query};
use ndtq::registry::Clock;
use ndtq::tui::msg::Msg;
use support::desk::Desk;
use uuid::Uuid;

const SIZE: (u16, u16) = (80, 24);

/// Opens the card of household 1 of group 05 of Quới An.
fn open_card(desk: &mut Desk) {
    desk.keys("<F3>5/1 quoi an<Enter>");
    desk.shows("HỘ 05/01");
}

/// Two clerks at one register, both on the card of the household.
fn two_clerks() -> (Desk, Desk) {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let mut other = desk.colleague("an", StaffRole::Recorder);
    open_card(&mut desk);
    open_card(&mut other);
    (desk, other)
}

/// A clock that lost eight months.
struct SetBack;

impl Clock for SetBack {
    fn now_ms(&self) -> i64 {
        support::desk::NOON - 240 * 86_400_000
    }
}

#[test]
fn a_clock_set_back_is_said_and_no_day_comes_from_it_unseen() {
    let mut desk = Desk::practice(SIZE, Lang::Vi).under(Arc::new(SetBack));
    desk.shows("XEM GIỜ MÁY");
    desk.shows("Giờ máy 19/03/2023 12:00 chậm hơn lần ghi trước 14/11/2023 12:00");
    open_card(&mut desk);
    desk.keys("<F5>");
    desk.shows("Ô ngày để trống: hãy tự gõ.");
    desk.hides("19/03/2023\n");
    desk.keys("<C-u>camera quoi<Enter><Tab><C-u>300k<F10>");
    desk.shows("1 chỗ cần sửa");
    desk.keys("01/03/2023<F10>");
    desk.shows("Đã ghi");
    desk.keys("<C-l>");
    desk.shows("CHECK CLOCK");
}

struct Case {
    what: &'static str,
    /// What opens the form on both screens.
    form: &'static str,
    /// What one clerk types and does not save.
    typed: &'static str,
    /// What the other types and saves.
    other: &'static str,
    /// What the conflict screen shows then.
    shows: &'static [&'static str],
    /// What is pressed there.
    keys: &'static str,
    /// What the screen shows after that.
    after: &'static [&'static str],
    /// What the card shows in the end.
    card: &'static [&'static str],
}

const HOUSEHOLD: &str = "<F2>sua ho<Enter>";
const MINE: &str = "<C-u>Số 7, bờ kinh";
const THEIRS: &str = "<C-u>Số 9, lộ đất";

const CASES: [Case; 9] = [
    Case {
        what: "both changed the same field: mine is kept unless I say otherwise",
        form: HOUSEHOLD,
        typed: MINE,
        other: THEIRS,
        shows: &[" Số 181, hẻm sau …   Số 9, lộ đất       [Số 7, bờ kinh]", "Cả hai đã đổi: ghi theo bạn"],
        keys: "<F10>",
        after: &["Đã ghi"],
        card: &["Số 7, bờ kinh"],
    },
    Case {
        what: "theirs is taken",
        form: HOUSEHOLD,
        typed: MINE,
        other: THEIRS,
        shows: &["[Số 7, bờ kinh]"],
        keys: " <F10>",
        after: &[],
        card: &["Số 9, lộ đất"],
    },
    Case {
        what: "arrows take the side they point to",
        form: HOUSEHOLD,
        typed: MINE,
        other: THEIRS,
        shows: &["[Số 7, bờ kinh]"],
        keys: "<Left>",
        after: &["[Số 9, lộ đất]", "Cả hai đã đổi: để như trong sổ"],
        card: &["Số 9, lộ đất"],
    },
    Case {
        what: "and back again",
        form: HOUSEHOLD,
        typed: MINE,
        other: THEIRS,
        shows: &[],
        keys: "<Left><Right>",
        after: &["[Số 7, bờ kinh]"],
        card: &["Số 9, lộ đất"],
    },
    Case {
        what: "each changed another field: both merge by themselves",
        form: HOUSEHOLD,
        typed: MINE,
        other: "<Tab><Tab><Tab><Right>",
        shows: &["[Số 7, bờ kinh]", "[nghèo]", "Chỉ bạn đổi: tự giữ của bạn"],
        keys: "<Down> <F10>",
        after: &["Đã ghi"],
        card: &["Số 7, bờ kinh", "nghèo"],
    },
    Case {
        what: "a field that merged by itself is not swapped by a key",
        form: HOUSEHOLD,
        typed: MINE,
        other: "<Tab><Tab><Tab><Right>",
        shows: &[],
        keys: "<Down><Right>",
        after: &["[nghèo]", "đã gộp sẵn"],
        card: &["nghèo"],
    },
    Case {
        what: "F2 goes on in the form, which stands on the record as it is now",
        form: HOUSEHOLD,
        typed: MINE,
        other: THEIRS,
        shows: &[],
        keys: "<F2> Chợ Gạo<F10>",
        after: &["Đã ghi"],
        card: &["Số 7, bờ kinh Chợ Gạo"],
    },
    Case {
        what: "both typed the same: nothing is asked",
        form: HOUSEHOLD,
        typed: MINE,
        other: MINE,
        shows: &["Số 7, bờ kinh"],
        keys: "<F10>",
        after: &[],
        card: &["Số 7, bờ kinh"],
    },
    Case {
        what: "a person",
        form: "<F2><Enter>",
        typed: "<C-u>Huỳnh Trọng Nhân Một",
        other: "<C-u>Huỳnh Trọng Nhân Hai",
        shows: &["Huỳnh Trọng Nhân", "Huỳnh Trọng Nhân Hai", "[Huỳnh Trọng Nhân…]"],
        keys: "<F10>",
        after: &["Đã ghi"],
        card: &["Huỳnh Trọng Nhân Một"],
    },
];

fn shows_all(what: &str, desk: &Desk, texts: &[&str]) {
    let screen = desk.screen();
    for text in texts {
        assert!(screen.contains(text), "{what}: «{text}» is not on the screen:\n{screen}");
    }
}

/// The card as the register has it, seen by somebody who had nothing open.
fn card_says(what: &str, desk: &Desk, texts: &[&str]) {
    let mut third = desk.beside();
    open_card(&mut third);
    shows_all(what, &third, texts);
}

#[test]
fn a_save_that_comes_second_is_put_beside_what_came_first() {
    for case in CASES {
        let (mut desk, mut other) = two_clerks();
        desk.keys(case.form).keys(case.typed);
        other.keys(case.form).keys(case.other).keys("<F10>");
        other.shows("Đã ghi");
        desk.keys("<F10>");
        shows_all(case.what, &desk, &["an đã sửa ", "lúc 14/11/2023 12:00; chưa ghi gì."]);
        shows_all(case.what, &desk, case.shows);
        desk.keys(case.keys);
        shows_all(case.what, &desk, case.after);
        card_says(case.what, &desk, case.card);
    }
}

#[test]
fn an_unfinished_form_is_put_beside_the_record_as_it_stands() {
    for case in CASES {
        let (mut desk, mut other) = two_clerks();
        desk.keys(case.form).keys(case.typed).keys("<Esc>");
        assert!(desk.drafts[0].about.is_some() && desk.drafts[0].base.is_some(), "{}", case.what);
        other.keys(case.form).keys(case.other).keys("<F10>");
        other.shows("Đã ghi");
        desk.keys("<F9>mau go do<Enter><Enter>");
        shows_all(case.what, &desk, &["Từ lúc gõ mẫu này, mục đã được sửa"]);
        shows_all(case.what, &desk, case.shows);
        desk.keys(case.keys);
        card_says(case.what, &desk, case.card);
    }
}

#[test]
fn leaving_the_conflict_leaves_the_form_as_it_was_typed_and_writes_nothing() {
    let (mut desk, mut other) = two_clerks();
    desk.keys(HOUSEHOLD).keys(MINE);
    other.keys(HOUSEHOLD).keys(THEIRS).keys("<F10>");
    desk.keys("<F10><Left><Esc>");
    shows_all("esc", &desk, &["Chưa ghi gì", "Số 7, bờ kinh"]);
    desk.hides("trong sổ:");
    assert_eq!(desk.drafts.len(), 1);
    card_says("esc", &desk, &["Số 9, lộ đất"]);
    desk.keys("<F10>");
    shows_all("the next save asks again", &desk, &["HAI NGƯỜI CÙNG SỬA", "[Số 7, bờ kinh]"]);
    desk.keys("<F3>le thi<Esc><Esc>");
    shows_all("a look-up in between", &desk, &["HAI NGƯỜI CÙNG SỬA"]);
}

#[test]
fn somebody_who_saves_again_meanwhile_is_asked_about_again() {
    let (mut desk, mut other) = two_clerks();
    desk.keys(HOUSEHOLD).keys(MINE);
    other.keys(HOUSEHOLD).keys(THEIRS).keys("<F10>");
    desk.keys("<F10>");
    desk.shows("[Số 7, bờ kinh]");
    other.keys(HOUSEHOLD).keys("<C-u>Số 11, chợ mới<F10>");
    desk.keys("<F10>");
    shows_all("again", &desk, &["HAI NGƯỜI CÙNG SỬA", "Số 9, lộ đất", "Số 11, chợ mới", "[Số 7, bờ kinh]"]);
    card_says("not yet", &desk, &["Số 11, chợ mới"]);
    desk.keys("<F10>").shows("Đã ghi");
    card_says("now", &desk, &["Số 7, bờ kinh"]);
    assert!(desk.drafts.is_empty());
}

#[test]
fn who_has_the_form_open_hears_of_a_save_before_their_own() {
    let (mut desk, mut other) = two_clerks();
    let changes = desk.registry.watch();
    let hears = |desk: &mut Desk| desk.tell(Msg::Event(changes.try_iter().last().unwrap()));
    desk.keys(HOUSEHOLD).keys(MINE);
    other.keys("<F4>ghi chu<Enter>hỏi giấy tờ<F10>").shows("Đã ghi");
    hears(&mut desk);
    desk.hides("vừa sửa");
    other.keys(HOUSEHOLD).keys(THEIRS).keys("<F10>");
    hears(&mut desk);
    desk.shows("an vừa sửa mục này; cứ gõ tiếp, khi lưu sẽ so từng ô");
    desk.shows("Số 7, bờ kinh");
}

#[test]
fn a_key_pressed_twice_decides_nothing_unseen() {
    let (mut desk, mut other) = two_clerks();
    desk.keys(HOUSEHOLD).keys(MINE);
    other.keys(HOUSEHOLD).keys(THEIRS).keys("<F10>");
    desk.hurried("<F10><F10>");
    desk.shows("HAI NGƯỜI CÙNG SỬA");
    card_says("twice", &desk, &["Số 9, lộ đất"]);
}

#[test]
fn the_conflict_is_read_on_a_small_terminal() {
    let (mut desk, mut other) = two_clerks();
    desk.tell(Msg::Resize(40, 12));
    desk.keys(HOUSEHOLD).keys(MINE);
    other.keys(HOUSEHOLD).keys(THEIRS).keys("<F10>");
    desk.keys("<F10>");
    let wanted = ["> Địa chỉ", "[Số 7, bờ kinh]", "Khi bạn mở", "Số 181", "Số 9, lộ đất", "F10 ghi"];
    shows_all("small", &desk, &wanted);
    desk.keys(" ");
    shows_all("small", &desk, &["[Số 9, lộ đất]"]);
}

#[test]
fn an_unfinished_form_of_a_record_that_did_not_change_says_nothing() {
    let (mut desk, _) = two_clerks();
    desk.keys("<F2>sua ho<Enter><C-u>Số 7<Esc><F9>mau go do<Enter><Enter>");
    desk.shows("Số 7");
    desk.hides("trong sổ");
}

#[test]
fn an_unfinished_form_of_a_record_that_is_gone_keeps_its_text() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<F4><Enter>05 quoi an<Enter><Tab>Trần Văn Mới<F10>");
    desk.shows("Trần Văn Mới");
    desk.keys("<F2>sua ho<Enter><C-u>Số 70, bờ kinh<Esc>");
    let seq = match desk.registry.ask(&desk.actor, &Query::Undoable).unwrap() {
        ndtq::protocol::Answer::Acts(acts) => acts[0].seq,
        other => panic!("{other:?}"),
    };
    desk.registry.act(&desk.actor, Uuid::from_u128(5), Command::Undo { seq }).unwrap();
    desk.keys("<F9>mau go do<Enter><Enter>");
    desk.shows("không còn trong sổ");
    desk.shows("Số 70, bờ kinh");
    desk.keys("<F10>");
    desk.shows("không còn trong sổ");
    desk.shows("Số 70, bờ kinh");
}

#[test]
fn unfinished_forms_of_one_title_are_told_apart() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    for name in ["Lê Thị Một", "Lê Thị Hai", "Lê Thị Ba"] {
        desk.keys(&format!("<F4><Enter>{name}<Esc>"));
    }
    desk.keys("<F9>mau go do<Enter>");
    let screen = desk.screen();
    let rows: Vec<&str> = screen.lines().filter(|line| line.contains("Lê Thị")).collect();
    assert_eq!(rows.len(), 3, "{screen}");
    for (row, name) in rows.iter().zip(["Lê Thị Ba", "Lê Thị Hai", "Lê Thị Một"]) {
        assert!(row.contains("Thêm nhân khẩu, Hộ 05") && row.contains(name), "{screen}");
        assert!(row.ends_with("14/11 12:00"), "{screen}");
    }
    desk.keys("<Esc><Esc><Esc><C-l>");
    desk.shows("3 unfinished (Add person, Household 05/01");
}

#[test]
fn a_request_that_is_overdue_stands_on_the_screen_of_an_administrator() {
    let desk = Desk::practice((80, 24), Lang::Vi);
    desk.hides("quá hạn");
    let request = DataRequest {
        id: DataRequestId(Uuid::from_u128(5)),
        number: 0,
        kind: RequestKind::Access,
        person: None,
        asked_by: "Trần Văn Út".into(),
        asked_on: "2023-11-01".parse::<chrono::NaiveDate>().unwrap().into(),
        answered_on: None,
        ended: None,
        note: None,
        by: String::new(),
    };
    let command = Command::Save { record: Box::new(request.into()), base: None };
    desk.registry.act(&desk.actor, Uuid::from_u128(6), command).unwrap();
    desk.beside().shows("1 yêu cầu quá hạn (ndtq request list)");
    desk.colleague("an", StaffRole::Recorder).hides("quá hạn");
}
