//! Why somebody needs the numbers of a household in clear: a line, with reasons ready to be taken.

use crate::domain::HouseholdId;
use crate::phrases::{Lang, refusal, together};
use crate::protocol::{Query, Refusal};
use crate::text::width;
use crate::tui::input::Key;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::paint::Painter;
use crate::tui::screen::Screen;
use crate::tui::widget::line_edit::LineEdit;

/// The question for a reason.
pub struct Reason {
    /// Whose numbers.
    pub household: HouseholdId,
    /// How the household is called.
    pub title: String,
    /// What is typed.
    pub edit: LineEdit,
    /// Which ready reason was taken last.
    pub choice: Option<usize>,
}

/// The reasons that are ready.
fn ready(lang: Lang) -> [&'static str; 4] {
    let words = together(lang);
    [words.reason_papers, words.reason_member, words.reason_call, words.reason_superior]
}

/// Asks why. Who may only view is told so at once, before anything is typed.
pub fn ask(model: &mut Model, household: HouseholdId, title: String) -> Vec<Effect> {
    if !model.may_write() {
        let text = refusal(model.lang, &Refusal::NotAllowed);
        model.complain(text);
        return Vec::new();
    }
    let reason = Reason { household, title, edit: LineEdit::default(), choice: None };
    model.stack.push(Screen::Reason(Box::new(reason)));
    Vec::new()
}

fn screen(model: &mut Model) -> Option<&mut Reason> {
    match model.top() {
        Screen::Reason(reason) => Some(&mut **reason),
        _ => None,
    }
}

/// A key that is not in the table goes into the line.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let typing = model.composer();
    if let Some(reason) = screen(model) {
        reason.edit.handle(key, typing);
        reason.choice = None;
    }
    Vec::new()
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let ready = ready(model.lang);
    let reason = screen(model)?;
    let next = match (action, reason.choice) {
        (Action::Unmask, _) => return Some(show(model)),
        (Action::Down, None) => 0,
        (Action::Down, Some(at)) => (at + 1).min(ready.len() - 1),
        (Action::Up, Some(at)) => at.saturating_sub(1),
        (Action::Up, None) => ready.len() - 1,
        _ => return None,
    };
    reason.choice = Some(next);
    reason.edit = LineEdit::with(ready[next]);
    Some(Vec::new())
}

/// Enter: asks for the numbers, unless there is no reason yet.
fn show(model: &mut Model) -> Vec<Effect> {
    let Some(reason) = screen(model) else { return Vec::new() };
    let (household, why) = (reason.household, reason.edit.text().trim().to_owned());
    if why.is_empty() {
        let text = refusal(model.lang, &Refusal::NoReason);
        model.complain(text);
        return Vec::new();
    }
    model.stack.pop();
    vec![model.ask(Ask::Unmask(household), Query::Unmask { household, reason: why })]
}

/// Paints it.
pub fn paint(reason: &Reason, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let words = together(model.lang);
    let (normal, dim, key) = (painter.theme.normal, painter.theme.dim, painter.theme.key);
    let label = format!(" {}: ", words.unmask_why);
    let at = u16::try_from(width::cells(&label)).unwrap_or(8);
    painter.text(0, 2, &label, key);
    let room = painter.width().saturating_sub(at + 1);
    let (typed, caret) = reason.edit.view(usize::from(room));
    let field = painter.theme.field_active;
    painter.text(at, 2, &width::pad(&typed, usize::from(room)), field);
    let mut y = 4;
    for (place, text) in ready(model.lang).iter().enumerate() {
        let chosen = reason.choice == Some(place);
        let (mark, style) = if chosen { (">", painter.theme.selected) } else { (" ", normal) };
        painter.text(at.saturating_sub(2), y, &format!("{mark} {text}"), style);
        y += 1;
    }
    let bottom = painter.height().saturating_sub(2);
    let lines = width::wrap(words.unmask_written, usize::from(painter.width().saturating_sub(2)).max(1));
    y += u16::from(painter.height() >= 16);
    for line in lines {
        if y < bottom {
            painter.text(1, y, &line, dim);
            y += 1;
        }
    }
    Some((at + u16::try_from(caret).unwrap_or(0), 2))
}
