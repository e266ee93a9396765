//! What a clerk types, and what the screen shows then: the promises of the main job, key by key.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::domain::StaffRole;
use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Query};
use ndtq::tui::msg::Msg;
use ndtq::tui::screen::Screen;
use support::desk::Desk;

const SIZE: (u16, u16) = (80, 24);

fn first_names(desk: &mut Desk, words: &str) -> Vec<String> {
    desk.keys(&format!("<F3>{words}"));
    match desk.model.top() {
        Screen::LookUp(screen) => screen.found.hits.iter().map(|hit| hit.name.clone()).collect(),
        _ => panic!("not the look-up"),
    }
}

#[test]
fn whoever_went_on_to_a_later_page_stays_there_when_the_look_up_is_asked_again() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("n<PgDn><PgDn><PgDn><PgDn>");
    let at = |desk: &Desk| match desk.model.stack.last() {
        Some(Screen::LookUp(screen)) => (screen.window.selected, screen.selected().map(|hit| hit.person)),
        _ => panic!("no look-up"),
    };
    let before = at(&desk);
    assert_eq!(before.0, 36, "four pages of nine rows");
    desk.keys("<Enter>");
    desk.shows("Nhân khẩu");
    desk.keys("<Esc>");
    assert_eq!(at(&desk), before);
}

#[test]
fn a_visitor_is_found_by_a_few_letters() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let found = first_names(&mut desk, "nguyen van an");
    assert_eq!(&found[..4], ["Nguyễn Văn An"; 4]);
    let both = first_names(&mut desk, "nguyen thanh tai");
    assert!(
        both.contains(&"Nguyễn Thanh Tài".into()) && both.contains(&"Nguyễn Thành Tài".into()),
        "{both:?}"
    );
    assert_eq!(first_names(&mut desk, "nguyễn thành tài")[0], "Nguyễn Thành Tài");
    for spelling in ["qưới an", "quới an", "quoi an"] {
        first_names(&mut desk, spelling);
        let Screen::LookUp(screen) = desk.model.top() else { panic!() };
        assert!(screen.found.hits.iter().take(20).all(|hit| hit.hamlet == "Quới An"), "{spelling}");
    }
    desk.keys("<F3>zzz");
    desk.shows("Không có ai như vậy");
    desk.keys("<Esc>");
    desk.shows("Gõ tên, tổ, ấp");
}

#[test]
fn the_preview_answers_without_enter_and_follows_the_row() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("5/1 quoi an");
    desk.shows("─ Hộ 05/01");
    desk.shows("Đang ở:");
    desk.keys("<F3>to 5 quoi an<Down>");
    desk.shows("─ Hộ 05/");
    let before = desk.screen();
    desk.keys("<Down>");
    assert_ne!(before, desk.screen());
}

/// Opens the card of household 1 of group 05 of Quới An.
fn open_card(desk: &mut Desk) {
    desk.keys("<F3>5/1 quoi an<Enter>");
    desk.shows("HỘ 05/01");
    desk.shows("Quới An");
}

#[test]
fn a_person_is_added_of_whom_only_the_year_is_known() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F4><Enter>");
    desk.shows("Thêm nhân khẩu, Hộ 05/01");
    desk.keys("Lê Thị Sáu<Enter>m<Enter><Right><Right><Enter>1954<F10>");
    desk.shows("Đã ghi");
    desk.shows("Lê Thị Sáu");
    desk.shows("1954");
    assert!(first_names(&mut desk, "le thi sau 1954").contains(&"Lê Thị Sáu".into()));
}

#[test]
fn faults_stand_beside_their_fields_and_nothing_typed_is_lost() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F4><Enter><Tab><Tab><Tab>31/02/1954<Tab>12345<F10>");
    desk.shows("3 chỗ cần sửa");
    desk.shows("!");
    desk.shows("31/02/1954");
    desk.shows("12345");
    desk.keys("Lê Thị Sáu<Tab><Tab><Tab><C-u>1954<Tab><C-u><F10>");
    desk.shows("Đã ghi");
}

#[test]
fn land_labour_and_money_are_recorded_to_a_project() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    let give = |desk: &mut Desk, what: &str| {
        desk.keys("<F5>").shows("Ghi đóng góp");
        desk.keys(&format!("<C-u>giao thong long thoi<Enter>{what}<F10>")).shows("Đã ghi");
    };
    give(&mut desk, "<Right><Tab>40<Tab><Tab>9450k");
    give(&mut desk, "<Right><Right><Tab>2,5<Tab><Tab>750k");
    give(&mut desk, "<Tab><C-u>500k");
    desk.keys("<Tab>+");
    desk.shows("40 m²");
    desk.shows("2,5 công");
    desk.shows("500.000");
    let Screen::Card(screen) = desk.model.top() else { panic!() };
    let given = &screen.card.as_ref().unwrap().given;
    assert_eq!((given.land.0, given.labour.0 >= 5), (4_000, true));
}

#[test]
fn a_sum_with_a_decimal_point_is_asked_about_and_never_read_as_another() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F5><C-u>giao thong long thoi<Enter><Tab><C-u>2.5<F10>");
    desk.shows("2,5?");
    desk.keys("<C-u>200<F10>");
    desk.hides("Đã ghi");
    desk.keys("<C-u>200k<F10>");
    desk.shows("Đã ghi");
}

#[test]
fn an_executive_team_of_six_is_formed_and_shown_with_its_group() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<F9>mo hinh<Down><Enter>");
    desk.shows("Thêm mô hình");
    desk.keys("<Tab>Tổ tự quản kiểu mẫu<Tab><Tab>quoi an<Enter>6 quoi an<Enter>");
    desk.shows("06 Quới An");
    desk.keys("<F10>");
    desk.shows("Đã ghi");
    desk.keys("<F9>lap to<Enter>");
    desk.shows("Lập tổ điều hành");
    desk.keys("<Tab>tu quan kieu mau<Enter><Tab><Tab><Tab><Tab>");
    for name in ["nguyen van", "tran thi", "le van", "pham thi"] {
        desk.keys(&format!("<Tab>{name}<Enter>"));
    }
    desk.keys("<F10>");
    desk.shows("Đã ghi");
    desk.keys("<F9>ap, to<Enter>quoi an 06<Enter>");
    desk.shows("Tổ điều hành Tổ tự quản kiểu mẫu");
    desk.shows("đương nhiên");
    let Screen::List(list) = desk.model.top() else { panic!() };
    let Some(Answer::Group(group)) = list.answer.as_deref() else { panic!() };
    assert_eq!(group.teams[0].seats.len(), 6);
    assert!(
        group.teams[0].seats.iter().all(|seat| !seat.name.is_empty()),
        "ex officio seats are read from the board"
    );
}

#[test]
fn somebody_asks_while_a_form_is_open_and_the_field_is_there_again() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F4><Enter>Lê Thị S<F3>nguyen van an");
    desk.shows("TRA CỨU");
    desk.keys("<Enter>");
    desk.shows("Nhân khẩu");
    desk.keys("<Esc><Esc><Esc>");
    desk.shows("Lê Thị S");
    desk.keys("áu<F10>");
    desk.shows("Đã ghi");
    desk.shows("Lê Thị Sáu");
}

#[test]
fn an_unfinished_form_waits_and_goes_on() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F4><Enter>Lê Thị Sáu<Tab>v<Esc>");
    desk.shows("Mẫu còn đó");
    assert_eq!(desk.drafts.len(), 1, "the service has its text");
    desk.keys("<Esc><Esc>");
    desk.shows("1 mẫu gõ dở (Thêm nhân khẩu, Hộ 05/01");
    desk.keys("<F9>mau go do<Enter><Enter>");
    desk.shows("Lê Thị Sáu");
    desk.shows("vợ");
    desk.keys("<F10>");
    desk.shows("Đã ghi");
    assert!(desk.drafts.is_empty());
}

#[test]
fn a_form_of_a_session_that_died_is_offered_field_by_field_equal() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F5><C-u>camera quoi<Enter><Tab><C-u>300k<Tab>12/11/2023<Tab>Phan Thị Quyên");
    let shown = desk.screen();
    let form_lines: Vec<&str> = shown.lines().skip(2).take(9).collect();
    let mut next = desk.beside();
    next.drafts = desk.drafts.clone();
    next.tell(Msg::Back);
    next.shows("1 mẫu gõ dở (Ghi đóng góp");
    next.keys("<F9>mau go do<Enter><Enter>");
    let again = next.screen();
    let values = |lines: Vec<&str>| {
        lines.iter().map(|l| l.trim_start_matches('>').trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(values(again.lines().skip(2).take(9).collect()), values(form_lines));
}

#[test]
fn changes_of_life_show_what_follows_before_they_are_saved() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    let Screen::Card(card) = desk.model.top() else { panic!() };
    let head = card.card.as_ref().unwrap().head.clone();
    desk.keys("<F6>qua doi<Enter>");
    desk.shows(&format!("Qua đời, Hộ 05/01 {head}"));
    desk.keys("<Tab>");
    desk.shows("Kéo theo:");
    desk.shows("Chủ hộ không còn: chọn chủ hộ mới");
    desk.keys("<F10>");
    desk.shows("1 chỗ cần sửa");
    // The deceased comes last among those who may follow: one key reaches somebody alive.
    desk.keys("<Right>");
    desk.hides("chọn chủ hộ mới");
    desk.keys("<F10>");
    desk.shows("Đã ghi");
    desk.shows("mất 23");
    desk.shows("1 không còn ở");
    desk.keys("<C-z>");
    desk.shows("qua đời");
    desk.keys("<F8><Down><Enter>");
    desk.shows("Đã ghi");
    desk.keys("<Esc>");
    desk.hides("mất 23");
    desk.shows(&head);
}

#[test]
fn a_contribution_is_voided_with_a_reason_and_stays_visible() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F8>");
    desk.shows("Đưa dấu > tới dòng đóng góp");
    desk.keys("<Tab><F8>");
    desk.shows("Lý do");
    desk.keys("<F10>");
    desk.shows("1 chỗ cần sửa");
    desk.keys("ghi nhầm hộ<F10>");
    desk.shows("Đã ghi");
    desk.shows("ĐÃ HỦY");
}

#[test]
fn a_history_says_in_words_what_changed() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.keys("<F2>sua ho<Enter><C-u>Số 7, đường đê<Tab><Tab>Hai Lúa<F10>");
    desk.shows("Đã ghi");
    desk.keys("<F2>lich su ho<Enter>");
    for text in
        ["sửa hộ", "  Địa chỉ: Số 181", " -> Số 7, đường đê", "  Tên thường gọi: (chưa có) -> Hai Lúa"]
    {
        desk.shows(text);
    }
    desk.keys("<C-l>");
    desk.shows("  Known as: (nothing) -> Hai Lúa");
}

#[test]
fn a_refused_undo_says_what_stands_in_its_way() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let mut an = desk.colleague("an", StaffRole::Recorder);
    for (screen, address) in [(&mut desk, "Số 7"), (&mut an, "Số 9")] {
        open_card(screen);
        screen.keys(&format!("<F2>sua ho<Enter><C-u>{address}<F10>"));
        screen.shows("Đã ghi");
    }
    // Rows: the edit of an, then that of trinh.
    desk.keys("<C-z><Down><F8><Down><Enter>");
    for text in [
        "Không hoàn tác được: #",
        " của an lúc 14/11/2023 12:00 (sửa hộ) đã đổi hộ",
        "hoàn tác việc đó trước",
    ] {
        desk.shows(text);
    }
    an.keys("<C-z><Down><F8><Down><Enter>");
    an.shows("là của trinh; chỉ trinh hay người quản trị");
    desk.keys("<Up><Enter>");
    desk.shows("  Địa chỉ: Số 7 -> Số 9");
    desk.keys("<F8><Down><Enter>");
    desk.shows("  đã hoàn tác bởi #");
    desk.keys("<Esc>");
    desk.shows("  hoàn tác #");
}

#[test]
fn one_screen_sees_what_another_saved_without_a_key() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    let mut other = desk.beside();
    open_card(&mut other);
    let changes = other.registry.watch();
    desk.keys("<F4><Enter>Lê Thị Sáu<F10>");
    other.hides("Lê Thị Sáu");
    other.tell(Msg::Event(changes.try_recv().unwrap()));
    other.shows("Lê Thị Sáu");
}

#[test]
fn an_empty_home_asks_for_its_names_then_for_the_first_household() {
    let mut desk = Desk::empty(SIZE, Lang::Vi);
    desk.shows("Lần đầu mở sổ");
    desk.keys("Long Bình<Tab>Quới An<Tab><C-u>5<F10>");
    desk.shows("Thêm hộ");
    desk.keys("<Tab><Tab>Trần Văn Út<Tab>n<Tab>1979<F10>");
    desk.shows("HỘ 05/01  Trần Văn Út");
    let Answer::Home(home) = desk.registry.ask(&desk.actor, &Query::Home).unwrap() else { panic!() };
    assert_eq!((home.commune.as_str(), home.counts.households), ("Long Bình", 1));
}

#[test]
fn the_language_switches_at_once() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    open_card(&mut desk);
    desk.shows("Nhân khẩu");
    desk.keys("<C-l>");
    desk.shows("Members");
    desk.hides("Nhân khẩu");
    assert_eq!(desk.lang_kept, 1);
    desk.keys("<C-l>");
    desk.shows("Nhân khẩu");
}

#[test]
fn every_function_key_has_a_second_way() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("<C-g>9");
    desk.shows("MENU");
    desk.keys("<Esc><C-g>1<PgDn>");
    desk.shows("Ctrl-G 1..0");
}

#[test]
fn the_screen_hides_at_once_and_comes_back_with_any_key() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    desk.keys("nguyen<C-o>");
    desk.hides("Nguyễn");
    desk.keys("x");
    desk.shows("Tìm: nguyen");
    desk.hides("nguyenx");
}

#[test]
fn every_size_draws() {
    let mut desk = Desk::practice(SIZE, Lang::Vi);
    let scripts = ["nguyen", "<Enter>", "<F5>", "<F1>", "<Esc><Esc><F9>", "<Enter>", "<Esc><C-z>"];
    for script in scripts {
        desk.keys(script);
        for columns in [1, 2, 7, 20, 39, 40, 80, 200] {
            for rows in [1, 2, 3, 5, 11, 12, 19, 24, 60] {
                desk.tell(Msg::Resize(columns, rows));
                desk.screen();
            }
        }
    }
}
