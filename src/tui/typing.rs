//! How who sits here types Vietnamese, and what the screen says of it.

use super::input::Key;
use super::model::Model;
use super::msg::{Ask, Effect};
use super::screen::Screen;
use crate::phrases::{self, fill};
use crate::protocol::Request;
use crate::text::typing::{Method, Placement, Typing};

impl Model {
    /// What keys go through, as things are.
    pub fn composer(&self) -> Typing {
        if self.is_composed_before { Typing::OFF } else { self.typing }
    }
}

/// Sees whether letters arrive composed. From then on nothing is composed here, until somebody asks for it again.
pub(super) fn notice(model: &mut Model, key: &Key) {
    let Key::Char(letter) = key else { return };
    let is_theirs = letter.is_alphabetic() && !letter.is_ascii();
    let is_mark = unicode_normalization::char::is_combining_mark(*letter);
    if (is_theirs || is_mark) && model.composer().method != Method::Off {
        model.is_composed_before = true;
        model.say(phrases::typing(model.lang).now_client);
    }
}

/// F12: the next way of typing. Where letters arrived composed, the last one again.
pub(super) fn go_round(model: &mut Model) -> Vec<Effect> {
    if model.is_composed_before {
        model.is_composed_before = false;
    } else {
        model.typing.method = model.typing.method.next();
    }
    let words = phrases::typing(model.lang);
    model.say(match model.typing.method {
        Method::Off => words.now_off.to_owned(),
        method => fill(words.now, &[method.name()]),
    });
    keep(model)
}

/// The other placement of tones.
pub(super) fn switch_placement(model: &mut Model) -> Vec<Effect> {
    model.typing.placement = model.typing.placement.other();
    let words = phrases::typing(model.lang);
    model.say(match model.typing.placement {
        Placement::Old => words.old_placement,
        Placement::New => words.new_placement,
    });
    keep(model)
}

fn keep(model: &mut Model) -> Vec<Effect> {
    vec![model.send(Ask::Nobody, Request::Types(model.typing))]
}

/// What the title says of it: in a field for numbers, digits.
pub(super) fn label(model: &Model, screen: &Screen) -> &'static str {
    let words = phrases::typing(model.lang);
    let is_number = match screen {
        Screen::Sheet(sheet) => sheet.is_number(),
        Screen::Roll(roll) => roll.search.is_none(),
        Screen::Form(form) => form.fields.get(form.focus).is_some_and(|field| field.is_number()),
        _ => false,
    };
    match model.typing.method {
        _ if is_number => words.number,
        _ if model.is_composed_before => words.client,
        Method::Off => words.off,
        method => method.name(),
    }
}
