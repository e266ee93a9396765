//! The tutorial: ten minutes on the practice commune. It stands below every screen, says what to do next, and
//! goes on when that was done, whatever else was pressed meanwhile.

use super::model::Model;
use super::paint::Painter;
use super::screen::Screen;
use super::screen::card::Panel;
use crate::phrases::tour::{Tour as Phrases, tour as words_of};
use crate::phrases::{Lang, fill};
use crate::text::{keys, width};
use crate::tui::form::FormKind;

/// How far somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    step: usize,
    /// How much was saved when the step began.
    saved: u64,
}

/// A step: what it says, and when it is done.
struct Step {
    text: fn(&Phrases) -> &'static str,
    is_done: fn(&Model, &Tour) -> bool,
}

const fn step(text: fn(&Phrases) -> &'static str, is_done: fn(&Model, &Tour) -> bool) -> Step {
    Step { text, is_done }
}

/// The steps. The last one is never done.
static STEPS: [Step; 15] = [
    step(|words| words.look_up, |model, _| finds(model, "van an")),
    step(
        |words| words.open,
        |model, _| matches!(top(model), Some(Screen::Card(card)) if card.card.is_some()),
    ),
    step(
        |words| words.panels,
        |model, _| matches!(top(model), Some(Screen::Card(card)) if card.panel != Panel::Members),
    ),
    step(|words| words.add, |model, _| matches!(form(model), Some(FormKind::AddPerson(_)))),
    step(|words| words.type_name, |model, _| has_typed_a_name(model)),
    step(|words| words.save, has_saved),
    step(|words| words.give, has_saved),
    step(|words| words.undo, has_saved),
    step(|words| words.number, |model, _| finds(model, "5/3")),
    step(|words| words.meeting, |model, _| matches!(form(model), Some(FormKind::AddMeeting(_)))),
    step(
        |words| words.roll,
        |model, _| matches!(top(model), Some(Screen::Roll(roll)) if !roll.lines.is_empty()),
    ),
    step(|words| words.call, has_saved),
    step(|words| words.sheet, has_saved),
    step(|words| words.help, |model, _| matches!(top(model), Some(Screen::Help(_)))),
    step(|words| words.end, |_, _| false),
];

fn top(model: &Model) -> Option<&Screen> {
    model.stack.last()
}

fn form(model: &Model) -> Option<&FormKind> {
    match top(model)? {
        Screen::Form(form) => Some(&form.kind),
        _ => None,
    }
}

fn finds(model: &Model, word: &str) -> bool {
    let Some(Screen::LookUp(screen)) = top(model) else { return false };
    let typed = screen.edit.text();
    (typed.contains(word) || keys::fold(typed).contains(word)) && !screen.found.hits.is_empty()
}

/// A name of several words, with marks that the keyboard has none of.
fn has_typed_a_name(model: &Model) -> bool {
    let Some(Screen::Form(form)) = top(model) else { return false };
    let name = form.fields.first().map_or("", |field| field.edit.text());
    name.split_whitespace().count() > 2 && !name.is_ascii()
}

fn has_saved(model: &Model, tour: &Tour) -> bool {
    model.saved > tour.saved
}

/// Something happened: goes on where the step is done.
pub(super) fn look(model: &mut Model) {
    let Some(tour) = model.tour else { return };
    if STEPS.get(tour.step).is_some_and(|step| (step.is_done)(model, &tour)) {
        model.tour = Some(Tour { step: tour.step + 1, saved: model.saved });
    }
}

/// What there is to do: `TẬP 3/15  Đúng rồi. ...`.
fn text(tour: &Tour, lang: Lang) -> String {
    let words = words_of(lang);
    let place = fill(words.place, &[&(tour.step + 1).to_string(), &STEPS.len().to_string()]);
    let praise = if tour.step > 0 { format!("{} ", words.well_done) } else { String::new() };
    let to_do = STEPS.get(tour.step).map_or("", |step| (step.text)(words));
    format!("{place}  {praise}{to_do}")
}

/// How many lines it takes, the last ones of the terminal.
const LINES: u16 = 2;
/// A lower terminal has none to spare.
const LOWEST: u16 = 16;

/// Begins the tutorial.
pub fn begin(model: &mut Model) {
    model.tour = Some(Tour::default());
    make_room(model);
}

/// The screens have what the tutorial leaves of the terminal.
pub(super) fn make_room(model: &mut Model) {
    let (columns, rows) = model.terminal;
    let taken = if model.tour.is_some() && rows >= LOWEST { LINES } else { 0 };
    model.size = (columns, rows - taken);
}

/// Paints it below the screen.
pub(super) fn paint(model: &Model, painter: &mut Painter<'_>) {
    let Some(tour) = &model.tour else { return };
    let room = usize::from(painter.width()).saturating_sub(2).max(1);
    let mut lines = width::wrap(&text(tour, model.lang), room).into_iter();
    let band = painter.theme.band;
    for y in model.size.1..painter.height() {
        let line = lines.next().unwrap_or_default();
        painter.text(0, y, &width::pad(&format!(" {line}"), usize::from(painter.width())), band);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_fits_where_it_stands() {
        for lang in [Lang::Vi, Lang::En] {
            for step in 0..STEPS.len() {
                let text = text(&Tour { step, saved: 0 }, lang);
                assert!(width::wrap(&text, 78).len() <= usize::from(LINES), "{text}");
            }
        }
    }
}
