//! Questions about a row of a sheet: what is let off, a note, where to go; and what is pasted into it.

use super::{Focus, Sheet, keep, screen};
use crate::domain::{Date, Giving};
use crate::phrases::{self, fill};
use crate::text::{date, keys};
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::widget::line_edit::LineEdit;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// What is let off, and why.
    Relief,
    /// A note, or a day.
    Note,
    /// Which row to go to.
    Jump,
}

/// A question with a line for the answer.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What is asked.
    pub asks: Asks,
    /// The answer.
    pub edit: LineEdit,
}

fn ask(sheet: &mut Sheet, asks: Asks, answer: &str) {
    sheet.prompt = Some(Prompt { asks, edit: LineEdit::with(answer) });
}

/// M: what is let off.
pub(super) fn relief(model: &mut Model) -> Vec<Effect> {
    let words = phrases::sheet(model.lang);
    let Some(sheet) = screen(model) else { return Vec::new() };
    let at = sheet.window.selected;
    if sheet.due(at).is_none() || sheet.giving != Giving::Money {
        model.complain(words.not_asked);
        return Vec::new();
    }
    let known = sheet.cells.get(at).and_then(|cell| cell.relief.clone());
    let text = known.map(|relief| format!("{} {}", relief.asked, relief.reason)).unwrap_or_default();
    ask(sheet, Asks::Relief, &text);
    Vec::new()
}

/// G: a note, or a day.
pub(super) fn note(model: &mut Model) -> Vec<Effect> {
    let Some(sheet) = screen(model) else { return Vec::new() };
    let known = sheet.cell().and_then(|cell| cell.note.clone()).unwrap_or_default();
    ask(sheet, Asks::Note, &known);
    Vec::new()
}

/// `/` in an empty cell: to another row.
pub(super) fn jump(model: &mut Model) -> Vec<Effect> {
    if let Some(sheet) = screen(model) {
        ask(sheet, Asks::Jump, "");
    }
    Vec::new()
}

/// Enter: takes the answer. An empty one takes back what was said before.
pub(super) fn answer(model: &mut Model) -> Vec<Effect> {
    let (words, today) = (phrases::sheet(model.lang), model.today());
    let Some(sheet) = screen(model) else { return Vec::new() };
    let Some(prompt) = sheet.prompt.take() else { return Vec::new() };
    let text = prompt.edit.text().trim().to_owned();
    match prompt.asks {
        Asks::Jump => {
            if !text.is_empty() && !go_to(sheet, &text) {
                model.complain(words.no_such_row);
            }
            return Vec::new();
        }
        Asks::Relief => {
            if let Some(cell) = sheet.cell() {
                cell.relief = keep::read_relief(&text);
            }
        }
        Asks::Note => {
            let has_due = sheet.due(sheet.window.selected).is_some();
            let day = date::parse_day(&text, today.naive()).ok().map(Date::from).filter(|_| has_due);
            if let Some(cell) = sheet.cell() {
                cell.promised = day;
                cell.note = Some(text).filter(|text| day.is_none() && !text.is_empty());
            }
        }
    }
    sheet.changed();
    keep::keep(model)
}

/// Goes to a number in the book, or to the next row with such a name. Whether there is one.
fn go_to(sheet: &mut Sheet, text: &str) -> bool {
    let wanted = keys::loose(text);
    let rows = sheet.view.as_ref().map(|view| view.rows.as_slice()).unwrap_or_default();
    let by_number = text.parse().ok().and_then(|number: u16| sheet.row_of(number));
    let after = sheet.window.selected + 1;
    let named = |at: &usize| keys::loose(&rows[*at].household.head).contains(&wanted);
    let at = by_number.or_else(|| (after..rows.len()).chain(0..after.min(rows.len())).find(named));
    let Some(at) = at else { return false };
    sheet.focus = Focus::Cell;
    sheet.window.select(at);
    true
}

/// Cells of another sheet: a number of the book and an amount a line, or amounts from the chosen row on.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let words = phrases::sheet(model.lang);
    let Some(sheet) = screen(model) else { return Vec::new() };
    let (mut pasted, mut unfit) = (0, 0);
    let mut next = sheet.window.selected;
    for line in text.lines().map(|line| line.trim_end_matches('\r')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (at, amount) = match cells.as_slice() {
            [amount] => {
                next += 1;
                (Some(next - 1), *amount)
            }
            [book, .., amount] => (book.trim().parse().ok().and_then(|book| sheet.row_of(book)), *amount),
            [] => continue,
        };
        match at.and_then(|at| sheet.cells.get_mut(at)) {
            Some(_) if amount.trim().is_empty() => {}
            Some(cell) => {
                cell.edit.set(amount.trim());
                cell.fault = None;
                pasted += 1;
            }
            None => unfit += 1,
        }
    }
    sheet.changed();
    let told = fill(words.pasted, &[&pasted.to_string()]);
    if unfit == 0 {
        model.say(told);
    } else {
        model.complain(format!("{told}; {}", fill(words.not_pasted, &[&unfit.to_string()])));
    }
    keep::keep(model)
}
