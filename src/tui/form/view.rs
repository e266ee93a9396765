//! Painting a form: label, value, and beside it what is wrong; below, what follows and what the field takes.

use super::engine::shows_choices;
use super::field::{FieldState, Input};
use super::{Form, kinds};
use crate::domain::Consequence;
use crate::phrases::{Lang, Words, fill, screens};
use crate::text::width;
use crate::tui::model::Model;
use crate::tui::paint::Painter;

const LABEL: u16 = 22;
const VALUE: u16 = 24;

/// Paints it.
pub fn paint(form: &Form, model: &Model, painter: &mut Painter<'_>) -> Option<(u16, u16)> {
    let bottom = painter.height().saturating_sub(3);
    let follows = follows(form, model);
    let asked: Vec<usize> =
        (0..form.fields.len()).filter(|at| kinds::is_asked(&form.kind, &form.fields, *at)).collect();
    let room = bottom.saturating_sub(2 + u16::try_from(follows.len()).unwrap_or(0)).max(1);
    let focus_at = asked.iter().position(|at| *at == form.focus).unwrap_or(0);
    let offset = first_shown(form, &asked[..(focus_at + 1).min(asked.len())], room);
    let mut cursor = None;
    let mut y = 2;
    for at in asked.iter().skip(offset) {
        if y >= bottom {
            break;
        }
        let field = &form.fields[*at];
        let focused = *at == form.focus;
        let caret = paint_field(field, focused, y, model.lang, painter);
        if focused {
            cursor = caret.map(|x| (x, y));
        }
        y += 1;
        if let Some(present) = field.present.as_ref().filter(|_| y < bottom) {
            let warning = painter.theme.warning;
            painter.cut(VALUE, y, present, painter.width().saturating_sub(VALUE), warning);
            y += 1;
        }
        if focused && shows_choices(form, field) {
            y = paint_choices(form, y, bottom, painter);
        }
    }
    let warning = painter.theme.warning;
    for line in follows {
        if y < bottom {
            painter.text(2, y, &line, warning);
            y += 1;
        }
    }
    hint(form, model, painter);
    cursor
}

/// Which of the fields up to the one with the cursor is the first on the screen, so that some below it fit too.
fn first_shown(form: &Form, up_to_focus: &[usize], room: u16) -> usize {
    let room = usize::from(room).saturating_sub(2);
    let mut used = 0;
    let lines = |at: &usize| 1 + usize::from(form.fields[*at].present.is_some());
    let fit = up_to_focus.iter().rev().take_while(|at| {
        used += lines(at);
        used <= room
    });
    up_to_focus.len() - fit.count().max(1).min(up_to_focus.len())
}

fn paint_field(
    field: &FieldState,
    focused: bool,
    y: u16,
    lang: Lang,
    painter: &mut Painter<'_>,
) -> Option<u16> {
    let (dim, normal, fault) = (painter.theme.dim, painter.theme.normal, painter.theme.fault);
    let style = if focused { painter.theme.field_active } else { painter.theme.field };
    let mark = if focused { ">" } else { " " };
    painter.text(0, y, mark, normal);
    painter.cut(1, y, &field.label, LABEL, if focused { normal } else { dim });
    let total = painter.width();
    let room = total.saturating_sub(VALUE + 1).min(40);
    let is_choice = matches!(field.input, Input::Choice(_));
    let (text, caret) = field.edit.view(usize::from(room.saturating_sub(1)));
    // A record's name is read from its begin; only a text that is being typed follows its caret.
    let from_begin = !focused || (matches!(field.input, Input::Record(_)) && field.chosen.is_some());
    let text = if from_begin { width::fit(field.edit.text(), usize::from(room)) } else { text };
    let shown = if field.fixed { text } else { width::pad(&text, usize::from(room)) };
    painter.cut(VALUE, y, &shown, room, if field.fixed { normal } else { style });
    if is_choice && focused {
        painter.text(VALUE - 2, y, "<", dim);
        painter.text(VALUE + room, y, ">", dim);
    }
    if let Some(text) = &field.fault {
        let used = u16::try_from(width::cells(field.edit.text())).unwrap_or(0).min(room);
        let space = u16::try_from(width::cells(text) + 2).unwrap_or(u16::MAX);
        // Beside the value where there is room, over the empty end of the box where there is not.
        let x = (VALUE + used + 1).max(total.saturating_sub(space).min(VALUE + 16));
        painter.text(x, y, &format!("! {text}"), fault);
    }
    if field.is_as_above && field.fault.is_none() {
        let text = screens(lang).as_above;
        let space = u16::try_from(width::cells(text) + 1).unwrap_or(u16::MAX);
        painter.text(total.saturating_sub(space).max(VALUE + room + 1), y, text, dim);
    }
    let caret = if is_choice { 0 } else { u16::try_from(caret).unwrap_or(0) };
    (!field.fixed).then_some(VALUE + caret)
}

fn paint_choices(form: &Form, mut y: u16, bottom: u16, painter: &mut Painter<'_>) -> u16 {
    for (at, row) in form.choices.iter().enumerate() {
        if y >= bottom {
            break;
        }
        let style = if at == form.choice { painter.theme.selected } else { painter.theme.dim };
        let mark = if at == form.choice { ">" } else { " " };
        painter.text(VALUE, y, &format!("{mark} {}  {}", row.label, row.detail), style);
        y += 1;
    }
    y
}

fn follows(form: &Form, model: &Model) -> Vec<String> {
    if form.follows.is_empty() {
        return Vec::new();
    }
    let words = screens(model.lang);
    let line = |follow: &Consequence| match follow {
        Consequence::NeedsHead => words.needs_head.to_owned(),
        Consequence::NeedsRepresentative => words.needs_representative.to_owned(),
        Consequence::Relation(_, name, before, after) => {
            format!("{name}: {} -> {}", before.word(model.lang), after.word(model.lang))
        }
        Consequence::SeatEnds(name, of) => format!("{name}: {} {of}", words.seat_ends),
        Consequence::DueStays(project, left) => {
            format!("{} {project}: {} {}", words.due_stays, words.left_to_pay, crate::domain::Vnd(*left))
        }
        Consequence::HouseholdEnds => words.household_ends.to_owned(),
        Consequence::NewHousehold(number, group) => {
            format!("{} {number:02}, {} {group}", words.new_household, words.group)
        }
        Consequence::NewBookNumber(number, group) => {
            format!("{} {number:02}, {} {group}", words.new_book_number, words.group)
        }
        Consequence::Waits(group) => fill(words.waits_there, &[group]),
    };
    std::iter::once(words.what_follows.to_owned())
        .chain(form.follows.iter().map(|follow| format!("  {}", line(follow))))
        .collect()
}

/// What the field with the cursor takes.
fn hint(form: &Form, model: &Model, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    let Some(field) = form.fields.get(form.focus) else { return };
    let text = match &field.input {
        Input::Line => words.hint_line,
        Input::Day => words.hint_day,
        Input::Partial => words.hint_partial,
        Input::Money => words.hint_money,
        Input::Number => words.hint_number,
        Input::Count | Input::Digits => words.hint_count,
        Input::Choice(_) => words.hint_choice,
        Input::Record(_) => words.hint_record,
    };
    let dim = painter.theme.dim;
    let y = painter.height().saturating_sub(3);
    painter.text(1, y, text, dim);
}
