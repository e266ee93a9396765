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
    /// What the form of the first shows then.
    shows: &'static [&'static str],
    /// What the card shows after the next save.
    after: &'static [&'static str],
}

const CASES: [Case; 4] = [
    Case {
        what: "both changed the same field",
        form: "<F2>sua ho<Enter>",
        typed: "<C-u>Số 7, bờ kinh",
        other: "<C-u>Số 9, lộ đất",
        shows: &["Số 7, bờ kinh", "nay trong sổ: Số 9, lộ đất"],
        after: &["Số 7, bờ kinh"],
    },
    Case {
        what: "each changed another field: both stay",
        form: "<F2>sua ho<Enter>",
        typed: "<C-u>Số 7, bờ kinh",
        other: "<Tab><Tab><Tab><Right>",
        shows: &["Số 7, bờ kinh", "vừa đổi trong sổ, trước là: -", "nghèo"],
        after: &["Số 7, bờ kinh", "nghèo"],
    },
    Case {
        what: "both typed the same",
        form: "<F2>sua ho<Enter>",
        typed: "<C-u>Số 7, bờ kinh",
        other: "<C-u>Số 7, bờ kinh",
        shows: &["Số 7, bờ kinh"],
        after: &["Số 7, bờ kinh"],
    },
    Case {
        what: "a person",
        form: "<F2><Enter>",
        typed: "<C-u>Huỳnh Trọng Nhân Một",
        other: "<C-u>Huỳnh Trọng Nhân Hai",
        shows: &["Huỳnh Trọng Nhân Một", "nay trong sổ: Huỳnh Trọng Nhân Hai"],
        after: &["Huỳnh Trọng Nhân Một"],
    },
];

fn shows_all(what: &str, desk: &Desk, texts: &[&str]) {
    let screen = desk.screen();
    for text in texts {
        assert!(screen.contains(text), "{what}: «{text}» is not on the screen:\n{screen}");
    }
}

#[test]
fn a_save_that_comes_second_is_refused_and_shows_what_came_first() {
    for case in CASES {
        let (mut desk, mut other) = two_clerks();
        desk.keys(case.form).keys(case.typed);
        other.keys(case.form).keys(case.other).keys("<F10>");
        other.shows("Đã ghi");
        desk.keys("<F10>");
        shows_all(case.what, &desk, &["an đã sửa ", "lúc 14/11/2023 12:00; chưa ghi gì."]);
        shows_all(case.what, &desk, case.shows);
        desk.keys("<F10>");
        if case.what != "both typed the same" {
            shows_all(case.what, &desk, &["Đã ghi"]);
        }
        shows_all(case.what, &desk, case.after);
        assert!(desk.drafts.is_empty(), "{}", case.what);
    }
}

#[test]
fn an_unfinished_form_is_shown_against_the_record_as_it_stands() {
    for case in CASES {
        let (mut desk, mut other) = two_clerks();
        desk.keys(case.form).keys(case.typed).keys("<Esc>");
        assert!(desk.drafts[0].about.is_some() && desk.drafts[0].base.is_some(), "{}", case.what);
        other.keys(case.form).keys(case.other).keys("<F10>");
        other.shows("Đã ghi");
        desk.keys("<F9>mau go do<Enter><Enter>");
        shows_all(case.what, &desk, &["Từ lúc gõ mẫu này, mục đã được sửa"]);
        shows_all(case.what, &desk, case.shows);
        desk.keys("<F10><Esc><Esc>");
        open_card(&mut desk);
        shows_all(case.what, &desk, case.after);
    }
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
