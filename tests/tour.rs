//! The tutorial, as somebody new goes through it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod support;

use ndtq::phrases::Lang;
use ndtq::tui::tour;
use support::desk::Desk;

#[test]
fn it_waits_for_what_it_asks_for_and_goes_on_by_itself() {
    for lang in [Lang::Vi, Lang::En] {
        let (step, meetings, yes) = match lang {
            Lang::Vi => ("TẬP", "hop", "c"),
            Lang::En => ("STEP", "meet", "y"),
        };
        let mut desk = Desk::practice((80, 24), lang);
        tour::begin(&mut desk.model);
        desk.shows(&format!("{step} 1/15"));
        // Something else first, then what is asked for; the step that is shown after each.
        let walk = [
            ("tran<F3>", 1),
            ("nguyen van an", 2),
            ("<Up>", 2),
            ("<Enter>", 3),
            ("<Tab>", 4),
            ("<F6><Esc>", 4),
            ("<F4><Enter>", 5),
            ("le", 5),
            ("<C-u>lee thij hoa", 6),
            ("<Tab><Tab><Tab>1990", 6),
            ("<F10>", 7),
            ("<F5><Esc>", 7),
            ("<F5><C-u>camera ap quoi<Enter><Tab>200k<F10>", 8),
            (&format!("<C-z><F8>{yes}"), 9),
            ("<F3>5/3 quoi an", 10),
            (&format!("<F9>{meetings}<Enter><F4>"), 11),
            ("05 quoi an<Enter><F10>", 12),
            ("*3v4p", 12),
            ("<F10>", 13),
            ("<F5><Enter>", 13),
            ("/3<Enter>=<F10>", 14),
            ("<F1>", 15),
            ("<Esc><Esc><Esc>", 15),
        ];
        for (keys, at) in walk {
            desk.keys(keys);
            desk.shows(&format!("{step} {at}/15"));
        }
        // It is left by its name.
        desk.keys(&format!("<C-p>{}<Enter>", if lang == Lang::Vi { "thoi tap" } else { "tutorial" }));
        desk.hides(&format!("{step} 15/15"));
    }
}
