//! Screens as they are painted, in Vietnamese and English, reviewed by eye.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

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

fn walk(size: (u16, u16), lang: Lang) {
    let mut desk = Desk::practice(size, lang);
    for (name, keys) in SCREENS {
        desk.keys(keys);
        let name = format!("{name}_{}_{}x{}", lang.key(), size.0, size.1);
        insta::assert_snapshot!(name, desk.screen());
    }
}

#[test]
fn screens_in_vietnamese() {
    walk((80, 24), Lang::Vi);
}

#[test]
fn screens_in_english() {
    walk((80, 24), Lang::En);
}

#[test]
fn screens_on_a_small_terminal() {
    walk((40, 12), Lang::Vi);
}
