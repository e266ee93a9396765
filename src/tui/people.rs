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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::HouseholdId;
    use crate::phrases::Lang;
    use crate::protocol::Told;
    use crate::tui::input::Key;
    use crate::tui::model::Line;
    use crate::tui::msg::Msg;
    use crate::tui::screen::card;
    use crate::tui::update::update;
    use uuid::Uuid;

    fn model() -> Model {
        Model::new(Lang::Vi, (80, 24), Box::new(Uuid::nil))
    }

    fn looked_at(effects: &[Effect]) -> Vec<Option<RecordKey>> {
        let looking = |effect: &Effect| match effect {
            Effect::Send { request: Request::Looking { at }, .. } => Some(*at),
            _ => None,
        };
        effects.iter().filter_map(looking).collect()
    }

    #[test]
    fn what_is_open_is_told_once_and_again_to_a_new_service() {
        let mut model = model();
        let id = HouseholdId(Uuid::from_u128(5));
        card::open(&mut model, id);
        let tell = |model: &mut Model, msg: Msg| looked_at(&update(model, msg));
        assert_eq!(tell(&mut model, Msg::Redraw), [Some(id.key())]);
        assert_eq!(tell(&mut model, Msg::Redraw), []);
        let others = vec!["Trinh".to_owned()];
        tell(&mut model, Msg::Event(Event::Present { key: id.key(), others: others.clone() }));
        assert_eq!(model.beside, others);
        assert_eq!(tell(&mut model, Msg::Lost("x".into())), []);
        assert_eq!(tell(&mut model, Msg::Back), [Some(id.key())]);
        assert!(model.beside.is_empty());
        // What comes late about a record that is not open any more says nothing here.
        model.stack.pop();
        assert_eq!(tell(&mut model, Msg::Redraw), [None]);
        tell(&mut model, Msg::Event(Event::Present { key: id.key(), others }));
        assert!(model.beside.is_empty());
    }

    #[test]
    fn a_message_outlasts_typing_and_a_newer_one_takes_its_place() {
        let mut model = model();
        let told = |text: &str| {
            Msg::Event(Event::Told(Told { text: text.into(), by: "trinh".into(), at: 1_699_938_000_000 }))
        };
        update(&mut model, told("một"));
        update(&mut model, told("hai"));
        update(&mut model, Msg::Key(Key::Char('n')));
        assert_eq!(message(&model).as_deref(), Some("12:00 trinh: hai (Ctrl-T: đã xem)"));
        update(&mut model, Msg::Key(Key::Ctrl('t')));
        assert_eq!(message(&model), None);
    }

    #[test]
    fn a_reason_to_hang_up_is_said_and_another_version_stays_said() {
        let mut model = model();
        update(&mut model, Msg::Event(Event::CutOff { why: CutOff::TooSlow }));
        assert!(model.notice.as_ref().is_some_and(|notice| notice.bad));
        update(&mut model, Msg::OtherVersion("9.9.9".into()));
        update(&mut model, Msg::Key(Key::Char('n')));
        assert_eq!(model.line, Line::OtherVersion("9.9.9".into()));
    }

    #[test]
    fn many_others_are_counted() {
        let words = screens(Lang::Vi);
        let cases: [(&[&str], Option<&str>); 4] = [
            (&[], None),
            (&["An"], Some("An")),
            (&["An", "Bình"], Some("An, Bình")),
            (&["An", "Bình", "Út", "Sáu"], Some("An, Bình, và 2 người nữa")),
        ];
        for (others, want) in cases {
            let others: Vec<String> = others.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(named(&others, words).as_deref(), want);
        }
    }
}
