//! Meetings key by key: the form, the roll, and a whole evening entered from paper.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::domain::{Attendances, Date, GroupId, MeetingOf, RollMark, StaffRole, Vnd};
use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Event, MeetingView, Query, SheetView};
use ndtq::tui::input::Key;
use ndtq::tui::msg::Msg;
use ndtq::tui::screen::Screen;
use ndtq::tui::screen::roll::Roll;
use support::desk::{Desk, parse};

const SIZE: (u16, u16) = (80, 24);
/// A meeting of group 05 of Quới An, begun from the group's page.
const ADD: &str = "<F9>ap to ho<Enter>quoi an 05<Enter><F9>them cuoc hop<Enter>";

fn desk() -> Desk {
    Desk::practice(SIZE, Lang::Vi)
}

fn roll(desk: &Desk) -> &Roll {
    match desk.model.stack.last() {
        Some(Screen::Roll(roll)) => roll,
        _ => panic!("no roll:\n{}", desk.screen()),
    }
}

fn mark(desk: &Desk, book: u16) -> Option<RollMark> {
    roll(desk).lines.all().iter().find(|line| line.household.book_number == book).unwrap().mark
}

/// The newest meeting as the register has it.
fn latest(desk: &Desk) -> MeetingView {
    let Answer::Meetings(rows) = desk.registry.ask(&desk.actor, &Query::Meetings).unwrap() else { panic!() };
    let Answer::Meeting(view) = desk.registry.ask(&desk.actor, &Query::Meeting(rows[0].id)).unwrap() else {
        panic!()
    };
    *view
}

fn marks(view: &MeetingView, of: RollMark) -> Vec<u16> {
    let those = view.roll.iter().filter(|row| row.mark == Some(of));
    those.map(|row| row.household.book_number).collect()
}

#[test]
fn a_roll_is_called_by_exception() {
    use RollMark::{Absent, Excused, Late, Present, Proxy};
    let mut desk = desk();
    desk.keys(ADD).keys("<F10>");
    desk.shows("ĐIỂM DANH  14/11/2023  Tổ 05 Quới An");
    desk.shows("Có mặt 0/43 hộ, cần ít nhất 22");
    // Keys, and what is marked then: a number and a mark.
    let cases: [(&str, u16, Option<RollMark>); 13] = [
        ("*", 26, Some(Present)),
        ("26V", 26, Some(Absent)),
        ("26p", 26, Some(Excused)),
        ("7t", 7, Some(Proxy)),
        ("07m", 7, Some(Late)),
        ("<Up>v", 6, Some(Absent)),
        // Without a number the cursor went on to the next household.
        ("v", 7, Some(Absent)),
        ("<C-z>", 7, Some(Late)),
        ("43c<Down>v", 43, Some(Absent)),
        ("99v", 43, Some(Absent)),
        // A digit too many, taken back.
        ("261<Backspace>c", 26, Some(Present)),
        ("26<Esc>v", 26, Some(Absent)),
        ("26<Enter><Backspace>", 26, None),
    ];
    for (keys, book, want) in cases {
        desk.keys(keys);
        assert_eq!(mark(&desk, book), want, "{keys}\n{}", desk.screen());
    }
    desk.shows("chưa gọi 1");
    desk.keys("<F10>");
    desk.shows("Còn 1 hộ chưa gọi: 26");
    desk.keys("p<Tab>51<F10>");
    desk.shows("Đã ghi điểm danh: có mặt 40/43 hộ, cần ít nhất 22");
    let view = latest(&desk);
    assert_eq!(view.row.attendances, Some(Attendances(51)));
    assert_eq!(marks(&view, Absent), [6, 43]);
    assert_eq!((marks(&view, Excused), marks(&view, Late)), (vec![26], vec![7]));
    // One act, taken back as one.
    desk.keys("<C-z>");
    desk.shows("điểm danh");
    desk.keys("<F8>c");
    assert_eq!(latest(&desk).row.roll, None);
}

#[test]
fn who_is_not_there_is_found_by_name_and_a_head_count_is_a_number() {
    let mut desk = desk();
    desk.keys(ADD).keys("<F10>*/cao tuyet loan<Enter>v");
    assert_eq!(mark(&desk, 4), Some(RollMark::Absent));
    desk.keys("/khong co ai<Enter>");
    desk.shows("Không có hộ khong co ai trong danh sách");
    desk.keys("<Tab>nhieu<F10>");
    desk.shows("Số lượt dự: không phải là số");
    desk.keys("<C-u>45<F10>");
    desk.shows("có mặt 42/43 hộ");
}

#[test]
fn a_roll_is_left_and_found_again_as_it_was() {
    let mut desk = desk();
    desk.keys(ADD).keys("<F10>*26v<Tab>45<Esc>");
    desk.shows("Mẫu còn đó");
    let mut other = desk.beside();
    other.drafts = desk.drafts.clone();
    other.model.drafts = desk.model.drafts.clone();
    other.keys("<F9>mau go do<Enter>");
    other.shows("Điểm danh, 14/11/2023 Tổ 05");
    other.keys("<Enter>");
    assert_eq!((mark(&other, 26), mark(&other, 25)), (Some(RollMark::Absent), Some(RollMark::Present)));
    assert_eq!(roll(&other).headcount.edit.text(), "45");
    other.keys("<F10>");
    other.shows("Đã ghi điểm danh: có mặt 42/43 hộ");
}

#[test]
fn two_call_the_same_roll_and_neither_is_overwritten_unseen() {
    let mut desk = desk();
    desk.keys(ADD).keys("<F10>");
    let mut other = desk.colleague("an", StaffRole::Recorder);
    other.keys("<F9>hop to<Enter><Enter><Enter>*26v<F10>");
    other.shows("Đã ghi điểm danh");
    desk.keys("*26p7v<F10>");
    // Refused, fetched again: what was not marked here follows, what differs is shown.
    desk.shows("hộ vừa được người khác ghi khác đi");
    let theirs: Vec<u16> = roll(&desk)
        .lines
        .all()
        .iter()
        .filter(|l| l.theirs.is_some())
        .map(|l| l.household.book_number)
        .collect();
    assert_eq!(theirs, [7, 26], "{}", desk.screen());
    // Nothing is recorded before somebody chooses, and choosing one is not choosing both.
    let revision = latest(&desk).rev;
    desk.keys("<F10><F10>26p<F10>");
    desk.shows("1 hộ vừa được người khác ghi khác đi");
    assert_eq!(latest(&desk).rev, revision);
    desk.keys("7v<F10>");
    desk.shows("Đã ghi điểm danh");
    let view = latest(&desk);
    assert_eq!((marks(&view, RollMark::Excused), marks(&view, RollMark::Absent)), (vec![26], vec![7]));
}

#[test]
fn a_head_count_that_somebody_else_recorded_is_followed_or_said() {
    // What is typed in the roll, what is recorded meanwhile; what stands there then, and whether it is said.
    for (typed, recorded, stands, is_said) in
        [("", "64", "64", false), ("51", "64", "51", true), ("64", "64", "64", false)]
    {
        let mut desk = desk();
        desk.keys(ADD).keys("<F10>*<Tab>").keys(typed);
        let mut other = desk.colleague("an", StaffRole::Recorder);
        other.keys("<F9>hop to<Enter><Enter>");
        let downs = "<Tab>".repeat(8);
        other.keys("<F2>").keys(&downs).keys(recorded).keys("<F10>");
        other.shows("64 lượt dự");
        desk.tell(Msg::Event(Event::Changed { seq: 1, login: "an".into(), keys: Vec::new() }));
        assert_eq!(roll(&desk).headcount.edit.text(), stands);
        desk.keys("<F10>");
        if is_said {
            desk.shows("Người khác vừa ghi số lượt dự là 64");
            desk.keys("<F10>");
        }
        desk.shows("Đã ghi điểm danh");
        assert_eq!(latest(&desk).row.attendances.map(|count| count.0.to_string()).as_deref(), Some(stands));
    }
}

#[test]
fn a_roll_whose_meeting_was_taken_back_lets_go_of_the_screen() {
    let mut desk = desk();
    desk.keys(ADD).keys("<F10>*26v<Esc>");
    desk.keys("<C-z>ghi cuoc hop<F8>c");
    desk.keys("<F9>mau go do<Enter><Enter>");
    desk.hides("ĐIỂM DANH");
    desk.shows("Không có trong sổ");
    // What was marked still waits, and keys mean what they mean.
    desk.keys("<F9>mau go do<Enter>");
    desk.shows("Điểm danh, 14/11/2023");
    desk.keys("<F3>5/3 quoi an<Enter>");
    desk.shows("HỘ 05/03");
}

#[test]
fn the_meeting_of_a_unit_has_a_head_count_and_no_roll() {
    let mut desk = desk();
    desk.keys("<F9>hop to<Enter><F4><Tab>quoi an<Enter><Right><Tab>");
    desk.keys("<Tab>tuyen truyeefn phongf chayy<Tab><Tab><Tab><Tab><Tab><Tab>64<F10>");
    desk.shows("64 lượt dự");
    desk.hides("ĐIỂM DANH");
    let view = latest(&desk);
    assert!(matches!(view.meeting.of, MeetingOf::Unit(_)));
    assert!(view.roll.is_empty() && view.row.attendances == Some(Attendances(64)));
    desk.keys("<F2><C-u>");
    desk.shows("Sửa cuộc họp 14/11/2023");
    desk.keys("<Tab><C-u>32/11/2023<F10>");
    desk.shows("1 chỗ cần sửa");
}

#[test]
fn votes_come_one_below_the_other_as_they_are_needed() {
    let mut desk = desk();
    desk.keys(ADD);
    assert_eq!(desk.screen().matches("Biểu quyết việc").count(), 1);
    desk.hides("Đồng ý");
    desk.keys("<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>muwcs ddosng gops");
    desk.shows("Đồng ý");
    assert_eq!(desk.screen().matches("Biểu quyết việc").count(), 2);
    desk.keys("<Tab>40<Tab>x<F10>");
    desk.shows("1 chỗ cần sửa");
    desk.keys("<C-u>2<Tab><Tab><Tab>500.000 mooxi hooj<F10>*<F10>");
    desk.shows("Biểu quyết: đồng ý 40, không đồng ý 2, ý kiến khác 0: mức đóng góp");
    desk.shows("Kết luận: 500.000 mỗi hộ");
}

/// The two projects that ask group 05 of Quới An.
fn sheets(desk: &Desk, group: GroupId) -> Vec<SheetView> {
    let Answer::Projects(rows) = desk.registry.ask(&desk.actor, &Query::ProjectsAsking(group)).unwrap()
    else {
        panic!()
    };
    let sheet = |project| match desk.registry.ask(&desk.actor, &Query::Sheet { project, group }).unwrap() {
        Answer::Sheet(view) => *view,
        other => panic!("{other:?}"),
    };
    rows.into_iter().map(|row| sheet(row.id)).collect()
}

/// Types keys, and counts them: what is no amount.
fn typed(desk: &mut Desk, keys: &str) -> usize {
    desk.keys(keys);
    parse(keys).len()
}

#[test]
fn an_evening_of_43_households_is_entered_in_fewer_than_300_keys() {
    let mut desk = desk();
    let mut count = 0;
    // The meeting, from the group's page: topic, place and minutes from the paper, names in Telex.
    count += typed(&mut desk, "<F9>ap<Enter>quoi an 05<Enter><F9>them cuoc<Enter>");
    count += typed(&mut desk, "<Tab><Tab><Tab>thu quyx ddenf<Tab>nhaf oong Sasu<Tab>Phan Thij Quyeen<F10>");
    desk.shows("ĐIỂM DANH");
    // The roll: 35 there from the beginning, eight exceptions.
    count += typed(&mut desk, "*5v12v21p26v30t33t38m41p<Tab>51<F10>");
    desk.shows("có mặt 38/43 hộ");
    // Two collections: every household gives to the first one, all but those who were absent to the second.
    let group = match latest(&desk).meeting.of {
        MeetingOf::Group(group) => group,
        other => panic!("{other:?}"),
    };
    let before = sheets(&desk, group);
    assert_eq!(before.len(), 2);
    assert!(before.iter().all(|sheet| sheet.rows.len() == 43));
    let absent = [5, 12, 26];
    for (at, sheet) in before.iter().enumerate() {
        count += typed(&mut desk, if at == 0 { "<F5><Enter>" } else { "<Down><Enter>" });
        desk.shows("BẢNG THU");
        for row in &sheet.rows {
            let left = row.due.as_ref().map_or(0, |due| due.left.0);
            if left > 0 && !(at == 1 && absent.contains(&row.household.book_number)) {
                desk.keys("10000");
            }
            count += typed(&mut desk, "<Enter>");
        }
        count += typed(&mut desk, "<F10>");
        desk.shows("Đã ghi");
    }
    let view = latest(&desk);
    assert_eq!(view.row.roll.unwrap().represented(), 38);
    assert_eq!(view.meeting.chair.as_deref(), Some("Phan Thị Quyên"));
    assert_eq!(view.meeting.topic.as_deref(), Some("thu quỹ đèn"));
    assert_eq!(view.meeting.on, Date::ymd(2023, 11, 14).unwrap());
    for (at, (old, new)) in before.iter().zip(sheets(&desk, group)).enumerate() {
        let left =
            |sheet: &SheetView| sheet.rows.iter().filter_map(|r| Some(r.due.as_ref()?.left.0)).sum::<i64>();
        let open = |row: &&ndtq::protocol::SheetRow| row.due.as_ref().is_some_and(|due| due.left > Vnd(0));
        let gave = old.rows.iter().filter(open);
        let gave = gave.filter(|row| !(at == 1 && absent.contains(&row.household.book_number))).count();
        assert_eq!(left(old) - left(&new), 10_000 * i64::try_from(gave).unwrap(), "{}", new.name);
    }
    assert!(count < 300, "{count} keys beyond the amounts");
}

#[test]
fn a_sheet_at_a_meeting_has_the_day_of_the_meeting() {
    let mut desk = desk();
    desk.keys(ADD).keys("<Tab><Tab><C-u>25/10/2023<F10>*<F10><F5><Enter>");
    desk.shows("Ngày thu: 25/10/2023");
    // And from the group's page that of today.
    desk.keys("<Esc><Esc><Esc>").keys("<F5><Enter>");
    desk.shows("Ngày thu: 14/11/2023");
    desk.model.stack.truncate(1);
    assert!(parse("<F5>") == [Key::F(5)]);
}
