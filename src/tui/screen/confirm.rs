//! A question before something that cannot simply be done again. It names the thing, and stands on "no".

use crate::exchange::BoxName;
use crate::phrases::screens;
use crate::protocol::Command;
use crate::text::width;
use crate::tui::input::Key;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::paint::Painter;
use crate::tui::screen::{Screen, bring_in, inbox, roll, sheet};

/// What happens on "yes".
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// An act.
    Act(Box<Command>, Ask),
    /// The form below is thrown away, its draft too.
    ThrowAway,
    /// A sheet is saved although the counted cash does not fit.
    SaveSheet,
    /// A file goes out of the inbox.
    DropFile(BoxName),
    /// The file that was looked at comes into the register.
    BringIn,
    /// The program ends.
    Quit,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// What is asked.
    pub question: String,
    /// What happens on "yes".
    pub then: Then,
    /// Whether the cursor is on "yes".
    pub yes: bool,
}

/// Asks.
pub fn ask(model: &mut Model, question: String, then: Then) -> Vec<Effect> {
    model.stack.push(Screen::Confirm(Confirm { question, then, yes: false }));
    Vec::new()
}

/// A key.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let Screen::Confirm(confirm) = model.top() else { return Vec::new() };
    match key {
        Key::Left | Key::Right | Key::Up | Key::Down | Key::Tab | Key::BackTab => {
            confirm.yes = !confirm.yes;
            Vec::new()
        }
        Key::Char('c' | 'C' | 'y' | 'Y') => done(model, true),
        Key::Char('k' | 'K' | 'n' | 'N') => done(model, false),
        Key::Enter => {
            let yes = confirm.yes;
            done(model, yes)
        }
        _ => Vec::new(),
    }
}

fn done(model: &mut Model, yes: bool) -> Vec<Effect> {
    let Some(Screen::Confirm(confirm)) = model.stack.pop() else { return Vec::new() };
    if !yes {
        return Vec::new();
    }
    match confirm.then {
        Then::Act(command, ask) => vec![model.act(ask, *command)],
        Then::ThrowAway => {
            let of_rows = sheet::throw_away(model).or_else(|| roll::throw_away(model));
            of_rows.unwrap_or_else(|| crate::tui::form::throw_away(model))
        }
        Then::SaveSheet => sheet::save_anyway(model),
        Then::DropFile(name) => inbox::take_out(name),
        Then::BringIn => bring_in::begin(model),
        Then::Quit => {
            model.ending = true;
            vec![Effect::Quit]
        }
    }
}

/// Paints it.
pub fn paint(confirm: &Confirm, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = screens(model.lang);
    let (normal, selected, warning) = (painter.theme.normal, painter.theme.selected, painter.theme.warning);
    let lines = width::wrap(&confirm.question, usize::from(painter.width().saturating_sub(6)).max(1));
    let mut y = if painter.height() >= 16 { 4 } else { 2 };
    for line in &lines {
        painter.text(3, y, line, warning);
        y += 1;
    }
    y += 1;
    let mark = |chosen: bool| if chosen { ">" } else { " " };
    let style = |chosen: bool| if chosen { selected } else { normal };
    painter.text(3, y, &format!("{} {}", mark(!confirm.yes), words.no), style(!confirm.yes));
    painter.text(3, y + 1, &format!("{} {}", mark(confirm.yes), words.yes), style(confirm.yes));
    Some((3, if confirm.yes { y + 1 } else { y }))
}
