//! A household goes from one hamlet's clerk to another's, on their screens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::domain::{Kind, StaffRole};
use ndtq::phrases::Lang;
use ndtq::protocol::Event;
use ndtq::tui::msg::Msg;
use support::desk::Desk;

const SIZE: (u16, u16) = (80, 24);

/// The register, and the clerks of Quới An and of Long Thới. The second sees what the first did at the next key.
fn two_clerks() -> (Desk, Desk, Desk) {
    let desk = Desk::practice(SIZE, Lang::Vi);
    let here = desk.colleague_of_hamlet("an", StaffRole::Recorder, "Quới An");
    let there = desk.colleague_of_hamlet("binh", StaffRole::Recorder, "Long Thới");
    (desk, here, there)
}

/// Opens the card of household 1 of group 05 of Quới An and sends it to group 03 of Long Thới.
fn send(here: &mut Desk) {
    here.keys("<F3>5/1 quoi an<Enter>");
    here.shows("HỘ 05/01");
    here.keys("<F6>chuyển tổ<Enter><Tab>03 long thoi<Enter>");
    here.shows("Ngoài địa bàn của bạn: chờ Tổ 03 Long Thới nhận");
    here.keys("<Tab>đơn xin chuyển<F10>");
    here.shows("Đã gửi; hộ vẫn ở tổ này đến khi nơi đó nhận");
}

fn list(desk: &mut Desk) {
    desk.keys("<F9>chuyển<Enter>");
    desk.shows("HỘ CHUYỂN ĐẾN, CHUYỂN ĐI");
}

#[test]
fn it_waits_is_taken_in_and_leaves_a_smaller_card() {
    let (_desk, mut here, mut there) = two_clerks();
    there.shows("Không có việc hẹn");
    send(&mut here);
    here.shows("Đang chuyển sang Tổ 03 Long Thới từ 14/11/2023, chờ nhận");
    list(&mut there);
    there.shows("> Chờ nhận   14/11/2023");
    there.shows("an gửi ngày 14/11/2023; theo đơn xin chuyển");
    there.keys("<Esc>");
    there.shows("1 hộ đang chờ nhận (F9)");
    list(&mut there);
    there.keys("<Enter>");
    there.shows("Nhận hộ chuyển đến:");
    there.shows("05 Quới An -> 03 Long Thới");
    there.keys("<F10>");
    there.shows("Ấp Long Thới > Tổ 03");
    there.shows("Đã ghi: H-");
    // The card that is open here becomes what stays known.
    here.keys("<F9><Esc>");
    here.shows("Hộ này đã chuyển sang tổ ngoài địa bàn của bạn");
    here.shows("HỘ ĐÃ CHUYỂN ĐI");
    here.shows("Tổ 05 Quới An -> Tổ 03 Long Thới từ 14/11/2023");
    here.keys("<Esc>");
    list(&mut here);
    here.shows("Đã đi      14/11/2023");
    here.keys("<Enter>");
    here.shows("Đã góp khi còn ở đây");
}

#[test]
fn a_form_that_is_open_when_it_goes_stays_and_what_stays_known_lies_below_it() {
    let (desk, mut here, mut there) = two_clerks();
    send(&mut here);
    here.keys("<F2>sua ho<Enter><C-u>Số 7, bờ kinh");
    let typed = here.drafts.len();
    list(&mut there);
    let changes = desk.registry.watch();
    there.keys("<Enter><F10>");
    let Some(Event::Changed { keys, .. }) = changes.try_iter().last() else { panic!("nothing was told") };
    let key = keys.into_iter().find(|key| key.kind == Kind::Household).unwrap();
    here.tell(Msg::Event(Event::Left { key }));
    here.shows("Hộ này đã chuyển sang tổ ngoài địa bàn của bạn");
    here.shows("chữ đã gõ còn giữ");
    here.shows("Số 7, bờ kinh");
    assert_eq!(here.drafts.len(), typed);
    here.keys("<Esc>");
    here.shows("HỘ ĐÃ CHUYỂN ĐI");
    here.shows("Đã góp khi còn ở đây");
    here.keys("<Esc>");
    here.shows("TRA CỨU");
}

#[test]
fn it_is_sent_back_with_a_reason_and_taken_back_without() {
    let (_desk, mut here, mut there) = two_clerks();
    send(&mut here);
    list(&mut there);
    there.keys("<F8>");
    there.shows("Trả lại hộ chuyển đến:");
    there.keys("<F10>");
    there.shows("chưa điền");
    there.keys("hộ chưa về ở<F10>");
    there.shows("Không có gì ở đây");
    list(&mut here);
    here.shows("Bị trả     14/11/2023");
    here.shows("binh trả lại ngày 14/11/2023: hộ chưa về ở");
    here.keys("<F8>");
    here.shows("Đưa dấu > tới hộ đang chờ");
    here.keys("<Esc><Esc>");
    send(&mut here);
    list(&mut here);
    here.shows("> Đang gửi   14/11/2023");
    here.keys("<F8>");
    here.shows("Rút lại hộ đã gửi:");
    here.keys("<F10>");
    here.hides("Đang gửi");
    list(&mut there);
    there.shows("Không có gì ở đây");
}

#[test]
fn one_that_was_answered_meanwhile_is_said() {
    let (_desk, mut here, mut there) = two_clerks();
    send(&mut here);
    list(&mut there);
    there.keys("<Enter>");
    list(&mut here);
    here.keys("<F8><F10>");
    there.keys("<F10>");
    there.shows("an đã trả lời rồi");
    there.keys("<F8>c");
    there.shows("HỘ CHUYỂN ĐẾN, CHUYỂN ĐI");
}

#[test]
fn a_form_left_open_while_an_answer_came_and_went_takes_the_next_save() {
    let (_desk, mut here, mut there) = two_clerks();
    send(&mut here);
    list(&mut there);
    there.keys("<Enter>");
    list(&mut here);
    here.keys("<F8><F10><Esc><C-z>");
    here.shows("rút lại hộ đã gửi");
    here.keys("<F8>c");
    there.keys("<C-u>40<F10>");
    there.shows("an đã sửa lần chuyển hộ này");
    there.keys("<F10>");
    there.shows("HỘ 03/40");
}

#[test]
fn a_viewer_reads_and_answers_nothing() {
    let desk = Desk::practice(SIZE, Lang::Vi);
    let mut viewer = desk.colleague_of_hamlet("xem", StaffRole::Viewer, "Long Thới");
    send(&mut desk.colleague_of_hamlet("an", StaffRole::Recorder, "Quới An"));
    list(&mut viewer);
    viewer.shows("> Chờ nhận   14/11/2023");
    viewer.keys("<F8>");
    viewer.shows("Tài khoản này chỉ được xem");
}
