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
use ndtq::tui::msg::Msg;
use ndtq::tui::theme::Theme;
use ratatui::style::{Color, Modifier};
use support::desk::Desk;

/// The design size, a large one, and the smallest that has all of a screen's parts.
const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (40, 12)];

/// What is typed from the look-up on, and the name of the screen it leads to; where words are typed to find a row, they are
/// those of the language.
fn screens(lang: Lang) -> Vec<(&'static str, String)> {
    let in_both = |vi: &str, en: &str| match lang {
        Lang::Vi => vi.to_owned(),
        Lang::En => en.to_owned(),
    };
    let projects = in_both("cong trinh", "projects");
    vec![
        ("welcome", "<F3>".into()),
        ("look_up", "<F3>5/1 quoi an".into()),
        ("nearly", "<F3>nguyen thi sauu".into()),
        ("card", "<F3>5/1 quoi an<Enter>".into()),
        ("add", "<F4>".into()),
        ("add_person", "<Enter>Lee Thij Hoa<F10>".into()),
        ("contribution", "<F8>c<F5>".into()),
        ("changes_of_life", "<Esc><F6>".into()),
        ("menu", "<Esc><Esc><F9>".into()),
        ("hamlets", "<Enter>".into()),
        ("group", "quoi an 05<Enter>".into()),
        ("help", "<F1>".into()),
        ("palette", "<Esc><C-p>".into()),
        ("projects", format!("<Esc><F9>{projects}<Enter>")),
        ("project", "anh sang an ninh to 05<Enter>".into()),
        ("give", "<F5>".into()),
        ("sheet", "<Enter>/3<Enter>=500k/9<Enter>/12<Enter>m0 hooj ngheof<Enter><Tab>800000<S-Tab>".into()),
        ("sheet_question", "/12<Enter>m".into()),
        ("throw_away", "<Esc><F8>".into()),
        ("meetings", format!("c<F9>{}<Enter>", in_both("hop to", "meetings"))),
        (
            "meeting_form",
            format!(
                "<Esc><F9>{}<Enter>quoi an 05<Enter><F9>{}<Enter><Tab><Tab><Tab>Thu quyx ddenf<Tab>Nhaf oong Sasu",
                in_both("ap to", "hamlets"),
                in_both("them cuoc", "add meeting")
            ),
        ),
        ("roll", "<F10>*5v12v21p26t30m38p".into()),
        ("roll_number", "12".into()),
        ("meeting", "<Esc><Esc><F9>".to_owned() + &in_both("mau go", "unfinished") + "<Enter><Enter><F10>"),
        ("collect", "<F5>".into()),
        ("acts", "<Esc><C-z>diem danh".into()),
        ("models", format!("<Esc><F9>{}<Enter>", in_both("mo hinh, phong", "models"))),
        ("follow_ups", format!("<Esc><F9>{}<Enter>", in_both("viec hen", "follow"))),
    ]
}

fn name(name: &str, lang: Lang, size: (u16, u16)) -> String {
    format!("{name}_{}_{}x{}", lang.key(), size.0, size.1)
}

/// The screen as text; in black and white it says the same, without a colour.
fn shot(desk: &Desk, name: &str) -> String {
    let (plain, mono) = (desk.buffer(), desk.buffer_in(&Theme::mono()));
    for (colour, mono) in plain.content().iter().zip(mono.content()) {
        assert_eq!(colour.symbol(), mono.symbol(), "{name}");
        assert_eq!(
            (mono.fg, mono.bg),
            (Color::Reset, Color::Reset),
            "{name} has a colour in black and white"
        );
    }
    desk.screen()
}

fn walk(size: (u16, u16), lang: Lang) {
    let mut desk = Desk::practice(size, lang);
    for (screen, keys) in screens(lang) {
        desk.keys(&keys);
        let name = name(screen, lang, size);
        let text = shot(&desk, &name);
        insta::assert_snapshot!(name, text);
    }
}

/// What an administrator sees of staff, and what is seen where two edit one household.
fn walk_together(size: (u16, u16), lang: Lang) {
    let (staff, household) = match lang {
        Lang::Vi => ("can bo", "sua ho"),
        Lang::En => ("staff", "edit household"),
    };
    let mut desk = Desk::practice(size, lang);
    let mut other = desk.colleague("an", StaffRole::Recorder);
    let taken = |desk: &mut Desk, screen: &str, keys: &str| {
        desk.keys(keys);
        let name = name(screen, lang, size);
        let text = shot(desk, &name);
        insta::assert_snapshot!(name, text);
    };
    taken(&mut desk, "staff", &format!("<F9>{staff}<Enter>"));
    taken(&mut desk, "staff_form", "<Enter>");
    taken(&mut desk, "end_account", "<Esc><F8>");
    let edit = format!("<F3>5/1 quoi an<Enter><F2>{household}<Enter>");
    taken(&mut desk, "reason", "<Esc><Esc><F3>5/1 quoi an<Enter><C-r><Down>");
    taken(&mut desk, "numbers", "<Enter>");
    desk.keys(&edit).keys("<C-u>Soos 7, bowf kinh<Tab><Tab>Hai Lúa");
    other.keys(&edit).keys("<C-u>Soos 9, looj ddaats<Tab><Tab><Tab><Right><F10>");
    taken(&mut desk, "conflict", "<F10>");
}

#[test]
fn screens_in_vietnamese() {
    SIZES.into_iter().for_each(|size| walk(size, Lang::Vi));
}

#[test]
fn screens_in_english() {
    SIZES.into_iter().for_each(|size| walk(size, Lang::En));
}

#[test]
fn screens_of_several_at_once() {
    for lang in [Lang::Vi, Lang::En] {
        SIZES.into_iter().for_each(|size| walk_together(size, lang));
    }
}

/// Every screen draws at every size, and is the same again at its own.
#[test]
fn every_screen_draws_at_every_size() {
    let sizes =
        [(1, 1), (2, 1), (1, 2), (3, 3), (7, 2), (10, 4), (20, 6), (39, 11), (41, 13), (79, 15), (80, 16)];
    let large = [(81, 23), (132, 43), (200, 60)];
    let mut desk = Desk::practice(SIZES[0], Lang::Vi);
    for (screen, keys) in screens(Lang::Vi) {
        desk.keys(&keys);
        let before = desk.screen();
        for size in sizes.into_iter().chain(large) {
            desk.tell(Msg::Resize(size.0, size.1));
            let drawn = desk.screen();
            assert_eq!(drawn.lines().count(), usize::from(size.1).max(1), "{screen} {size:?}");
        }
        desk.tell(Msg::Resize(SIZES[0].0, SIZES[0].1));
        let rows = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
        assert_eq!(rows(&desk.screen())[0], rows(&before)[0], "{screen}");
    }
}

/// How cells stand out, a letter each: what a theme makes of the same screen.
fn styles(desk: &Desk, theme: &Theme) -> String {
    let buffer = desk.buffer_in(theme);
    let letter = |x, y| {
        let cell = &buffer[(x, y)];
        let is = |modifier| cell.modifier.contains(modifier);
        match (is(Modifier::REVERSED), is(Modifier::BOLD), is(Modifier::DIM), is(Modifier::UNDERLINED)) {
            (true, ..) => 'R',
            (_, true, ..) if cell.fg != Color::Reset => 'B',
            (_, true, ..) => 'b',
            (_, _, true, _) => 'd',
            (.., true) => 'u',
            _ if cell.bg != Color::Reset => 'g',
            _ if cell.fg != Color::Reset => 'c',
            _ => '.',
        }
    };
    let line = |y| (0..buffer.area.width).map(|x| letter(x, y)).collect::<String>();
    let lines: Vec<String> =
        (0..buffer.area.height).map(|y| line(y).trim_end_matches('.').to_owned()).collect();
    lines.join("\n")
}

/// R reversed, B bold in a colour, b bold, d dim, u underlined, g on a ground, c in a colour.
#[test]
fn what_stands_out_in_colour_and_in_black_and_white() {
    let mut desk = Desk::practice(SIZES[0], Lang::Vi);
    for (screen, keys) in screens(Lang::Vi) {
        desk.keys(&keys);
        if !["look_up", "card", "add_person", "sheet", "roll"].contains(&screen) {
            continue;
        }
        for (theme, called) in [(Theme::colours(), "colour"), (Theme::mono(), "mono")] {
            insta::assert_snapshot!(format!("{screen}_styles_{called}"), styles(&desk, &theme));
        }
    }
}
