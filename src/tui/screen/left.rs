//! A household that went to a group outside the area of whoever sits here: what stays known of it takes the place of
//! its card, a form about it stays.

use crate::domain::{HouseholdId, RecordKey};
use crate::phrases::{self, together};
use crate::protocol::{Query, Refusal};
use crate::tui::form;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::Screen;
use crate::tui::screen::card::CardScreen;
use crate::tui::screen::list::{List, ListKind};
use crate::tui::update::refresh;

/// Whether the card of a household is open somewhere.
pub fn is_open(model: &Model, id: HouseholdId) -> bool {
    model.stack.iter().any(|screen| matches!(screen, Screen::Card(card) if card.id == id))
}

/// It went. Nothing typed is lost: the form of it stays on the screen, and its text waits with the service.
pub fn left(model: &mut Model, key: RecordKey) -> Vec<Effect> {
    let id = HouseholdId(key.id);
    let card = model.stack.iter().find_map(|screen| match screen {
        Screen::Card(card) if card.id == id => Some(records(card)),
        _ => None,
    });
    let known = card.unwrap_or_else(|| vec![key]);
    let is_form_of_it = |screen: &Screen| {
        matches!(screen, Screen::Form(form)
            if form.keeping.touched && form::about(&form.kind).is_some_and(|about| known.contains(&about)))
    };
    let has_form = model.stack.iter().any(is_form_of_it);
    let had_card = is_open(model, id);
    let departed = ListKind::Departed(id);
    let mut kept: Vec<Screen> = Vec::with_capacity(model.stack.len());
    let mut above = false;
    let mut smaller = had_card.then(|| Screen::List(Box::new(List::awaited(departed, model.lang))));
    for screen in std::mem::take(&mut model.stack) {
        let is_card = matches!(&screen, Screen::Card(card) if card.id == id);
        above = is_card || (above && goes_with_card(&screen));
        if is_card {
            kept.extend(smaller.take());
        }
        if !above {
            kept.push(screen);
        }
    }
    model.stack = kept;
    let words = together(model.lang);
    if has_form {
        model.complain(words.left_form);
    } else if had_card {
        model.complain(words.left);
    }
    let mut effects = refresh(model);
    if had_card {
        // An act that waited for the card has nothing to act on.
        model.after_card = None;
        if !model.awaits(&Ask::List(departed)) {
            effects.push(model.ask(Ask::List(departed), Query::Departed(id)));
        }
    }
    effects
}

/// Nothing stays known of a household: it is here again, or never was. What was said of it already says more.
pub fn nothing_known(model: &mut Model, id: HouseholdId, refusal: &Refusal) -> Vec<Effect> {
    let departed = ListKind::Departed(id);
    model.stack.retain(|screen| !matches!(screen, Screen::List(list) if list.kind == departed));
    if model.notice.is_none() {
        model.complain(phrases::refusal(model.lang, refusal));
    }
    refresh(model)
}

/// A menu, a history or a question on top of a card is about that card.
fn goes_with_card(screen: &Screen) -> bool {
    matches!(screen, Screen::List(_) | Screen::Reason(_))
}

/// The records that forms begun on a card can be about.
fn records(screen: &CardScreen) -> Vec<RecordKey> {
    let mut keys = vec![screen.id.key()];
    if let Some(card) = &screen.card {
        keys.extend(card.members.iter().map(|member| member.id.key()));
        keys.extend(card.contributions.iter().map(|gift| gift.id.key()));
        keys.extend(card.dues.iter().map(|due| due.id.key()));
        keys.extend(card.notes.iter().map(|note| note.id.key()));
    }
    keys
}
