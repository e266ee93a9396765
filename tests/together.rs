//! Several staff at one register: who sees which numbers and why, what goes elsewhere, who works there, who may.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::domain::{GroupId, HouseholdId, RecordKey, ScopeUnit, StaffRole, UnitId};
use ndtq::phrases::Lang;
use ndtq::protocol::{Access, AccessKind, Answer, Event, Query};
use ndtq::tui::msg::Msg;
use ndtq::tui::screen::Screen;
use support::desk::Desk;

const SIZE: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 12);

/// Opens the card of household 1 of group 05 of Quới An.
fn open_card(desk: &mut Desk) -> HouseholdId {
    desk.keys("<F3>5/1 quoi an<Enter>");
    desk.shows("HỘ 05/01");
    match desk.model.top() {
        Screen::Card(card) => card.id,
        _ => panic!("not a card"),
    }
}

/// Gives the household two phones; the ids of its members are masked on the card.
fn with_numbers(desk: &mut Desk) {
    open_card(desk);
    desk.keys("<F2>sua ho<Enter><Tab><C-u>0912345698, 0987654321<F10>");
    desk.shows("Đã ghi");
    desk.shows("000*****7842");
}

const CLEAR: [&str; 3] = ["000056007842", "0912345698", "0987654321"];

fn unmasks(desk: &Desk) -> Vec<Access> {
    let query = Query::AccessLog { limit: 50, login: None, from: None };
    let Answer::Access(rows) = desk.registry.ask(&desk.actor, &query).unwrap() else { panic!() };
    let entries = rows.into_iter().map(|row| row.access);
    entries.filter(|access| access.what == AccessKind::Unmasked).collect()
}

#[test]
fn numbers_are_shown_for_a_reason_that_is_written_down() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    for (what, keys, reason) in [
        ("a ready one", "<Down><Enter>", "đối chiếu giấy tờ"),
        ("the second", "<Down><Down><Enter>", "người trong hộ hỏi"),
        ("free text", "cán bộ xã hỏi<Enter>", "cán bộ xã hỏi"),
        ("a ready one with more to it", "<Down>, làm BHYT<Enter>", "đối chiếu giấy tờ, làm BHYT"),
    ] {
        desk.keys("<C-r>");
        desk.shows("HIỆN SỐ  Hộ 05/01");
        CLEAR.iter().for_each(|number| desk.hides(number));
        desk.keys(keys);
        CLEAR.iter().for_each(|number| desk.shows(number));
        assert_eq!(unmasks(&desk)[0].why, reason, "{what}");
        desk.keys("<C-r>");
    }
}

#[test]
fn without_a_reason_nothing_is_shown() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    desk.keys("<C-r><Enter>");
    desk.shows("Cần ghi lý do xem số đầy đủ");
    desk.keys("..<Enter>");
    desk.shows("Cần ghi lý do xem số đầy đủ");
    CLEAR.iter().for_each(|number| desk.hides(number));
    assert!(unmasks(&desk).is_empty());
}

/// Something that happens at a desk.
type Way<'a> = &'a dyn Fn(&mut Desk);

/// Whatever takes the card out of sight takes the numbers away, and they do not come back by themselves.
#[test]
fn numbers_are_seen_on_their_card_and_nowhere_after() {
    let minute = |desk: &mut Desk| desk.tell(Msg::Mask);
    let idle = |desk: &mut Desk| desk.tell(Msg::Idle);
    let key = |script: &'static str| {
        move |desk: &mut Desk| {
            desk.keys(script);
        }
    };
    let ways: [(&str, Way<'_>); 9] = [
        ("60 seconds", &minute),
        ("five idle minutes", &|desk| {
            idle(desk);
            desk.keys(" ");
        }),
        ("hidden", &key("<C-o> ")),
        ("asked to hide", &key("<C-r>")),
        ("a form and back", &key("<F5><Esc>")),
        ("a menu and back", &key("<F9><Esc>")),
        ("help and back", &key("<F1><Esc>")),
        ("another look-up and back", &key("<F3>5/1 quoi an<Esc><Esc>")),
        ("left and opened again", &key("<Esc><Enter>")),
    ];
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    for (what, way) in ways {
        desk.keys("<C-r><Down><Enter>");
        desk.shows(CLEAR[0]);
        way(&mut desk);
        assert!(desk.screen().contains("HỘ 05/01"), "{what}:\n{}", desk.screen());
        CLEAR.iter().for_each(|number| desk.hides(number));
    }
}

#[test]
fn numbers_in_clear_go_into_no_draft() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    desk.keys("<C-r><Down><Enter>");
    desk.shows(CLEAR[1]);
    desk.keys("<F5><C-u>camera quoi<Enter><Esc>");
    desk.keys("<F4>ghi chu<Enter>hỏi giấy tờ<Esc>");
    assert_eq!(desk.drafts.len(), 2);
    let kept = serde_json::to_string(&desk.drafts).unwrap();
    CLEAR.iter().for_each(|number| assert!(!kept.contains(number), "{kept}"));
}

#[test]
fn numbers_stay_while_somebody_else_records_something_else() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    let mut other = desk.colleague("an", StaffRole::Recorder);
    let changes = desk.registry.watch();
    desk.keys("<C-r><Down><Enter>");
    open_card(&mut other);
    other.keys("<F4>ghi chu<Enter>hỏi giấy tờ<F10>");
    desk.tell(Msg::Event(changes.try_iter().last().unwrap()));
    desk.shows("hỏi giấy tờ");
    desk.shows(CLEAR[0]);
    other.keys("<F2>sua ho<Enter><Tab><C-u>0977000111<F10>");
    desk.tell(Msg::Event(changes.try_iter().last().unwrap()));
    desk.hides(CLEAR[0]);
    desk.shows("0*******11");
}

#[test]
fn numbers_are_read_on_a_small_terminal() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    desk.tell(Msg::Resize(SMALL.0, SMALL.1));
    desk.keys("<C-r>");
    desk.shows("đối chiếu giấy tờ");
    desk.keys("<Down><Enter>");
    CLEAR.iter().for_each(|number| desk.shows(number));
}

#[test]
fn a_viewer_is_told_who_may() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    let mut viewer = desk.colleague("xem", StaffRole::Viewer);
    open_card(&mut viewer);
    viewer.keys("<C-r>");
    viewer.shows("Việc này cần quyền khác");
    viewer.shows("HỘ 05/01");
}

fn group_of(desk: &mut Desk, number: u16) -> (UnitId, GroupId) {
    let Answer::Units(units) = desk.registry.ask(&desk.actor, &Query::Units).unwrap() else { panic!() };
    let hamlet = units.hamlets.into_iter().find(|hamlet| hamlet.name == "Quới An").unwrap();
    let group = hamlet.groups.iter().find(|group| group.number == number).unwrap().id;
    (hamlet.id, group)
}

#[test]
fn the_title_says_where_who_sits_here_works() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let (hamlet, five) = group_of(&mut desk, 5);
    let (_, six) = group_of(&mut desk, 6);
    let cases = [
        ("mot", vec![ScopeUnit::Unit(hamlet)], "Ấp Quới An"),
        ("hai", vec![ScopeUnit::Group(five)], "Tổ 05 ấp Quới An"),
        ("ba", vec![ScopeUnit::Group(five), ScopeUnit::Group(six)], "2 tổ"),
        ("bon", vec![ScopeUnit::Unit(hamlet), ScopeUnit::Group(six)], "2 nơi"),
    ];
    for (login, scope, wanted) in cases {
        let mut clerk = desk.colleague_in(login, StaffRole::Recorder, scope);
        for keys in ["", "<F9>", "<F1>", "<Esc><Esc><F4><Enter>"] {
            clerk.keys(keys);
            let screen = clerk.screen();
            let title = screen.lines().next().unwrap();
            assert!(title.contains(wanted), "{login} after {keys}: {title}");
        }
    }
}

/// The household went to a group outside the area: the card closes and says so, whatever lies on top of it.
#[test]
fn a_household_that_went_elsewhere_closes_its_card_and_keeps_its_form() {
    let went = "Hộ này đã chuyển sang tổ ngoài địa bàn của bạn";
    let cases = [
        ("the card", "", "TRA CỨU", ""),
        ("a menu over the card", "<F6>", "TRA CỨU", ""),
        ("the question for a reason", "<C-r>", "TRA CỨU", ""),
        ("a form of the household", "<F2>sua ho<Enter><C-u>Số 7, bờ kinh", "Sửa hộ", "chữ đã gõ còn giữ"),
        ("a form of a member", "<F2><Enter><C-u>Một", "Sửa Huỳnh", "chữ đã gõ còn giữ"),
        ("a form begun on the card", "<F4>ghi chu<Enter>hỏi giấy", "Ghi chú và hẹn", "chữ đã gõ còn giữ"),
    ];
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    for (what, keys, stays, more) in cases {
        let key: RecordKey = open_card(&mut desk).key();
        desk.keys(keys);
        let typed = desk.drafts.len();
        desk.tell(Msg::Event(Event::Left { key }));
        let screen = desk.screen();
        for text in [went, stays, more] {
            assert!(screen.contains(text), "{what}: «{text}»\n{screen}");
        }
        assert_eq!(desk.drafts.len(), typed, "{what}");
        while !desk.screen().contains("TRA CỨU") {
            desk.keys("<Esc>");
            desk.hides("HỘ 05/01");
        }
    }
    let key = open_card(&mut desk).key();
    desk.keys("<Esc>");
    desk.tell(Msg::Event(Event::Left { key }));
    desk.hides(went);
}

#[test]
fn a_card_that_may_not_be_asked_for_any_more_closes_in_the_same_way() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let (_, five) = group_of(&mut desk, 5);
    let mut clerk = desk.colleague_in("an", StaffRole::Recorder, vec![ScopeUnit::Group(five)]);
    open_card(&mut clerk);
    let changes = desk.registry.watch();
    open_card(&mut desk);
    desk.keys("<F6>chuyen to<Enter>");
    desk.shows("Chuyển tổ");
    desk.keys("<Tab>06 quoi an<Enter><F10>");
    desk.shows("Đã ghi");
    clerk.tell(Msg::Event(changes.try_iter().last().unwrap()));
    clerk.shows("Hộ này đã chuyển sang tổ ngoài địa bàn của bạn");
    clerk.shows("HỘ ĐÃ CHUYỂN ĐI");
    clerk.keys("<Esc>");
    clerk.shows("TRA CỨU");
}

#[test]
fn a_refused_look_up_says_so_where_the_results_would_stand() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let mut viewer = desk.colleague("xem", StaffRole::Viewer);
    for number in 1_000..1_200 {
        viewer.keys(&format!("<F3>{number}"));
        if viewer.screen().contains("Tra theo số nhiều quá") {
            break;
        }
    }
    let screen = viewer.screen();
    let line = screen.lines().position(|line| line.contains("! Tra theo số nhiều quá"));
    assert_eq!(line, Some(5), "{screen}");
    viewer.keys("<F3>nguyen");
    viewer.hides("Tra theo số nhiều quá");
    viewer.shows("Nguyễn");
    assert_eq!(desk.keys("<F3>1234").screen().matches("Tra theo số").count(), 0);
}

#[test]
fn an_administrator_adds_edits_and_ends_accounts() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<F9>can bo<Enter>");
    desk.shows("CÁN BỘ");
    desk.shows("trinh");
    desk.keys("<F4>");
    desk.shows("Thêm cán bộ");
    desk.keys(
        "5an<Tab>Nguyễn Văn An<Tab><Right><Tab>31/12/2023<Tab>quoi an<Enter><Tab>6 quoi an<Enter><F10>",
    );
    desk.shows("1 chỗ cần sửa");
    desk.keys("<C-u>An<F10>");
    for text in ["Đã ghi", "Nguyễn Văn An", "chỉ xem", "ấp Quới An, tổ 06", "31/12/2023"] {
        desk.shows(text);
    }
    let an = desk.registry.enter("an").unwrap();
    assert_eq!(an.role, StaffRole::Viewer);

    desk.keys("nguyen<Enter>");
    desk.shows("Sửa cán bộ an");
    desk.keys("<Tab><Left><Tab><C-u><Tab><C-u><Tab><F10>");
    desk.shows("Đã ghi");
    desk.shows("ghi sổ");
    desk.hides("ấp Quới An, tổ 06");
    desk.shows("không hẹn");

    desk.keys("<F8>");
    desk.shows("Ngưng tài khoản an (Nguyễn Văn An)? Màn hình người ấy đang mở sẽ đóng ngay");
    desk.keys("<Enter>");
    assert!(desk.registry.enter("an").is_ok(), "it stands on no");
    desk.keys("<F8><Down><Enter>");
    desk.shows("Đã ghi");
    desk.shows("13/11/2023 ngưng");
    assert!(desk.registry.enter("an").is_err());
    desk.keys("<F8>");
    desk.shows("Tài khoản an đã ngưng rồi");
}

#[test]
fn the_last_administrator_stays_and_others_are_not_offered_staff() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<F9>can bo<Enter><F8><Down><Enter>");
    assert!(desk.registry.enter("trinh").is_ok());
    desk.hides("Đã ghi");
    for role in [StaffRole::Recorder, StaffRole::Viewer] {
        let mut clerk = desk.colleague(ndtq::domain::Choice::key(role), role);
        for keys in ["<F9>", "<Esc><C-p>"] {
            clerk.keys(keys);
            clerk.hides("Cán bộ");
            clerk.hides("Nhật ký truy cập");
        }
    }
}

#[test]
fn two_administrators_edit_one_account() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let (hamlet, five) = group_of(&mut desk, 5);
    let mut other = desk.colleague("hai", StaffRole::Admin);
    desk.colleague_in("an", StaffRole::Recorder, vec![ScopeUnit::Unit(hamlet), ScopeUnit::Group(five)]);
    for desk in [&mut desk, &mut other] {
        desk.keys("<F9>can bo<Enter>an to<Enter>");
        desk.shows("Sửa cán bộ an");
    }
    other.keys("<C-u>Nguyễn Văn An<F10>").shows("Đã ghi");
    desk.keys("<C-u>Nguyễn An<Tab><Right><F10>");
    for text in ["HAI NGƯỜI CÙNG SỬA", "Nguyễn Văn An", "[Nguyễn An]", "[chỉ xem]"] {
        desk.shows(text);
    }
    desk.keys(" <F10>");
    for text in ["Đã ghi", "Nguyễn Văn An", "chỉ xem"] {
        desk.shows(text);
    }
}

#[test]
fn the_access_log_says_who_saw_what() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    with_numbers(&mut desk);
    desk.keys("<C-r><Down><Enter><Esc>");
    desk.keys("<F9>nhat ky<Enter>");
    for text in ["NHẬT KÝ TRUY CẬP", "xem số đầy đủ", "05/01 Huỳnh Trọ", "đối chiếu giấy tờ", "mở thẻ"]
    {
        desk.shows(text);
    }
    CLEAR.iter().for_each(|number| desk.hides(number));
    desk.keys("xem so<Enter>");
    desk.shows("HỘ 05/01");
}
