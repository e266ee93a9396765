//! Screens as they are painted, in Vietnamese and English, reviewed by eye.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::domain::StaffRole;
use ndtq::phrases::Lang;
use support::desk::Desk;

/// What is typed from the look-up on, and the name of the screen it leads to.
const SCREENS: [(&str, &str); 7] = [
    ("look_up", "<F3>5/1 quoi an"),
    ("card", "<Enter>"),
    ("contribution", "<F5>"),
    ("changes_of_life", "<Esc><F6>"),
    ("hamlets", "<Esc><Esc><F9><Enter>"),
    ("group", "quoi an 05<Enter>"),
    ("help", "<F1>"),
];

/// What an administrator sees of staff, and what is seen where two edit one household.
fn walk_together(size: (u16, u16), lang: Lang) {
    let (staff, household) = match lang {
        Lang::Vi => ("can bo", "sua ho"),
        Lang::En => ("staff", "edit household"),
    };
    let mut desk = Desk::practice(size, lang);
    let mut other = desk.colleague("an", StaffRole::Recorder);
    let shot = |desk: &mut Desk, name: &str, keys: &str| {
        desk.keys(keys);
        let name = format!("{name}_{}_{}x{}", lang.key(), size.0, size.1);
        insta::assert_snapshot!(name, desk.screen());
    };
    shot(&mut desk, "staff", &format!("<F9>{staff}<Enter>"));
    shot(&mut desk, "staff_form", "<Enter>");
    shot(&mut desk, "end_account", "<Esc><F8>");
    let edit = format!("<F3>5/1 quoi an<Enter><F2>{household}<Enter>");
    shot(&mut desk, "reason", "<Esc><Esc><F3>5/1 quoi an<Enter><C-r><Down>");
    shot(&mut desk, "numbers", "<Enter>");
    desk.keys(&edit).keys("<C-u>Số 7, bờ kinh<Tab><Tab>Hai Lúa");
    other.keys(&edit).keys("<C-u>Số 9, lộ đất<Tab><Tab><Tab><Right><F10>");
    shot(&mut desk, "conflict", "<F10>");
}

fn walk(size: (u16, u16), lang: Lang) {
    let mut desk = Desk::practice(size, lang);
    let projects = match lang {
        Lang::Vi => "cong trinh",
        Lang::En => "projects",
    };
    let sheet = format!(
        "<Esc><F3><F9>{projects}<Enter>anh sang an ninh to 05<Enter><F5><Enter>/3<Enter>=500k/9<Enter>/12<Enter>\
         m0 hộ nghèo<Enter><Tab>800000<S-Tab>"
    );
    for (name, keys) in SCREENS.into_iter().chain([("sheet", sheet.as_str())]) {
        desk.keys(keys);
        let name = format!("{name}_{}_{}x{}", lang.key(), size.0, size.1);
        insta::assert_snapshot!(name, desk.screen());
    }
}

#[test]
fn screens_in_vietnamese() {
    walk((80, 24), Lang::Vi);
    walk_together((80, 24), Lang::Vi);
}

#[test]
fn screens_in_english() {
    walk((80, 24), Lang::En);
    walk_together((80, 24), Lang::En);
}

#[test]
fn screens_on_a_small_terminal() {
    walk((40, 12), Lang::Vi);
    walk_together((40, 12), Lang::Vi);
}
