//! The help page of a screen, made from the table of keys.

use crate::phrases::{self, Lang, screens};
use crate::tui::keymap::{self, Action, Scope};
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::paint::Painter;
use crate::tui::screen::Screen;

/// The help page.
pub struct Help {
    /// Key and meaning, line by line.
    pub lines: Vec<(String, String)>,
    /// The first line shown.
    pub offset: usize,
}

impl Help {
    /// Of a screen's scopes.
    pub fn of(scopes: &'static [Scope], lang: Lang) -> Help {
        let words = screens(lang);
        let of_rows = match scopes.first() {
            Some(Scope::Sheet) => of_sheets(lang),
            Some(Scope::Roll) => of_rolls(lang),
            _ => Vec::new(),
        };
        let mut lines: Vec<(String, String)> =
            of_rows.into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
        if lines.is_empty() {
            lines.extend(words.help_lines.iter().map(|line| (String::new(), (*line).to_owned())));
        }
        lines.push((String::new(), String::new()));
        for line in keymap::lines(scopes) {
            if let Some(key) = &line.key {
                lines.push((keymap::key_name(key), keymap::phrase(line.action, lang).to_owned()));
            }
        }
        lines.push((keymap::key_name(&keymap::LEADER) + " 1..0", words.leader_help.to_owned()));
        Help { lines, offset: 0 }
    }
}

/// What is typed on a sheet beside the keys of the table.
fn of_sheets(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let words = phrases::sheet(lang);
    vec![
        ("0..9", words.h_amount),
        ("", words.h_for_another),
        ("=", words.h_fill),
        ("M", words.h_relief),
        ("G", words.h_note),
        ("/", words.h_jump),
        ("\"", words.h_ditto),
        ("V", words.h_verify),
        ("Tab", words.h_tab),
        ("Esc", words.h_leave),
    ]
}

/// What is typed in a roll beside the keys of the table.
fn of_rolls(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let words = phrases::meeting(lang);
    vec![
        ("*", words.h_all),
        ("26V", words.h_number),
        ("V P T M C", words.h_letters),
        ("/", words.h_search),
        ("Left Right", words.h_columns),
        ("Backspace", words.h_rub),
        ("Ctrl-Z", words.h_undo),
        ("Tab", words.h_tab),
        ("", words.h_missed),
    ]
}

/// Opens it for the visible screen.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let scopes = model.top().scopes();
    let help = Help::of(scopes, model.lang);
    model.stack.push(Screen::Help(help));
    Vec::new()
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let page = usize::from(model.size.1.saturating_sub(4)).max(1);
    let Screen::Help(help) = model.top() else { return None };
    let last = help.lines.len().saturating_sub(page);
    help.offset = match action {
        Action::Up => help.offset.saturating_sub(1),
        Action::Down => (help.offset + 1).min(last),
        Action::PageUp => help.offset.saturating_sub(page),
        Action::PageDown => (help.offset + page).min(last),
        _ => return None,
    };
    Some(Vec::new())
}

/// Paints it.
pub fn paint(help: &Help, _model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let (normal, key) = (painter.theme.normal, painter.theme.key);
    let bottom = painter.height().saturating_sub(2);
    for (at, (name, text)) in help.lines.iter().skip(help.offset).enumerate() {
        let y = 2 + u16::try_from(at).unwrap_or(u16::MAX);
        if y >= bottom {
            break;
        }
        painter.text(3, y, name, key);
        let x = if name.is_empty() { 3 } else { 18 };
        painter.text(x, y, text, normal);
    }
    None
}
