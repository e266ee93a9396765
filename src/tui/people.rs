//! The others: who has the same record open, and what somebody tells every screen.

use super::model::Model;
use super::msg::{Ask, Effect};
use super::paint::Painter;
use super::screen::{Screen, card_view};
use crate::domain::RecordKey;
use crate::phrases::screens::Screens;
use crate::phrases::{fill, screens};
use crate::protocol::{CutOff, Event, Request};
use crate::text::width;

/// How many others are named.
const MOST_NAMED: usize = 2;
/// The line of a form that is free, below its title.
const FORM_LINE: u16 = 1;

/// Tells the service what is open here, when that is something else than before.
pub fn tell_what_is_open(model: &mut Model) -> Option<Effect> {
    let at = open(model);
    // Without a line nobody would hear it; it is told when there is one again.
    if at == model.looks_at || model.line != super::model::Line::Good {
        return None;
    }
    model.looks_at = at;
    model.beside.clear();
    Some(model.send(Ask::Nobody, Request::Looking { at }))
}

/// A new service knows nothing of it.
pub fn forget(model: &mut Model) {
    model.looks_at = None;
    model.beside.clear();
}

/// The record that is open: the household of the topmost card, for whoever edits something of a household has that
/// household before them; without a card the record of the topmost form.
fn open(model: &Model) -> Option<RecordKey> {
    let card = model.stack.iter().rev().find_map(|screen| match screen {
        Screen::Card(card) => Some(card.id.key()),
        _ => None,
    });
    let form = || {
        model.stack.iter().rev().find_map(|screen| match screen {
            Screen::Form(form) => super::form::about(&form.kind),
            _ => None,
        })
    };
    card.or_else(form)
}

/// Something was told.
pub fn told(model: &mut Model, event: Event) {
    let words = screens(model.lang);
    match event {
        Event::Told(told) => model.told = Some(told),
        Event::Hushed => model.told = None,
        Event::Present { key, others } if model.looks_at == Some(key) => model.beside = others,
        Event::CutOff { why: CutOff::TooSlow } => model.complain(words.cut_off_slow),
        Event::CutOff { why: CutOff::HalfRequest } => model.complain(words.cut_off_half),
        _ => {}
    }
}

/// What stands on the line of hints until it is seen.
pub fn message(model: &Model) -> Option<String> {
    let told = model.told.as_ref()?;
    let words = screens(model.lang);
    let text = fill(words.told, &[&model.time_of(told.at), &told.by, &told.text]);
    Some(format!("{text} {}", words.told_key))
}

/// Paints who else has the record open, where nothing else stands: on the first rule of a card, below the title of a
/// form.
pub fn paint(model: &Model, screen: &Screen, painter: &mut Painter<'_>) {
    let words = screens(model.lang);
    let Some(names) = named(&model.beside, words) else { return };
    let y = match screen {
        Screen::Card(card) if card.card.is_some() => card_view::TOP,
        Screen::Form(_) => FORM_LINE,
        _ => return,
    };
    let room = usize::from(painter.width() / 2);
    let text = width::fit(&format!(" {} ", fill(words.open_with, &[&names])), room);
    let warning = painter.theme.warning;
    painter.right(painter.width().saturating_sub(1), y, &text, warning);
}

fn named(others: &[String], words: &Screens) -> Option<String> {
    if others.is_empty() {
        return None;
    }
    let named = others[..others.len().min(MOST_NAMED)].join(", ");
    match others.len().saturating_sub(MOST_NAMED) {
        0 => Some(named),
        more => Some(fill(words.open_with_more, &[&named, &more.to_string()])),
    }
}
