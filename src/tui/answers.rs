//! What an answer of the service changes in the model.

use super::form;
use super::model::Model;
use super::msg::{Ask, Effect};
use super::printing;
use super::screen::list::ListKind;
use super::screen::{Screen, bring_in, card, inbox, left, list, lookup, roll, sheet};
use super::update::{act, refresh};
use crate::phrases::{self, fill, screens};
use crate::protocol::{Answer, Refusal};

/// An answer arrived.
pub fn answered(model: &mut Model, ask: Ask, result: Result<Answer, Refusal>) -> Vec<Effect> {
    model.saved += u64::from(matches!(result, Ok(Answer::Saved(_))));
    if let Ask::Save(id) = ask {
        let outcome = match result {
            Ok(Answer::Saved(saved)) => Ok(saved),
            Ok(_) => return Vec::new(),
            Err(refusal) => Err(refusal),
        };
        if let Some(effects) = sheet::saved(model, id, &outcome) {
            return effects;
        }
        if let Some(effects) = roll::saved(model, id, &outcome) {
            return effects;
        }
        return form::saved(model, id, outcome);
    }
    if let Ask::Kept(id) = ask {
        if let Err(refusal) = &result {
            complain_unkept(model, refusal);
        }
        let mut effects = form::kept(model, id);
        effects.extend(sheet::kept(model, id));
        effects.extend(roll::kept(model, id));
        return effects;
    }
    let answer = match result {
        Ok(answer) => answer,
        Err(refusal) => return refused(model, &ask, &refusal),
    };
    let mut effects = take(model, ask, answer);
    if std::mem::take(&mut model.stale) {
        effects.extend(refresh(model));
    }
    effects
}

/// Typing goes on, but whoever types has to know that a broken line would cost it.
fn complain_unkept(model: &mut Model, refusal: &Refusal) {
    let why = match refusal {
        Refusal::CannotWrite(why) => why.clone(),
        other => phrases::refusal(model.lang, other),
    };
    model.complain(fill(screens(model.lang).not_kept, &[&why]));
}

fn refused(model: &mut Model, ask: &Ask, refusal: &Refusal) -> Vec<Effect> {
    // A household that is gone (its making was taken back) has no card any more.
    if let (Ask::Card(id), Refusal::NotFound) = (ask, refusal)
        && matches!(model.top(), Screen::Card(card) if card.id == *id)
    {
        model.stack.pop();
    }
    // One that went elsewhere while nobody told this screen: the same as being told.
    if let (Ask::Card(id), Refusal::OutOfScope(_)) = (ask, refusal)
        && left::is_open(model, *id)
    {
        return left::left(model, id.key());
    }
    if let (Ask::List(ListKind::Departed(id)), Refusal::OutOfScope(_) | Refusal::NotFound) = (ask, refusal) {
        return left::nothing_known(model, *id, refusal);
    }
    if let (Ask::Present(_), Refusal::NotFound) = (ask, refusal) {
        form::gone(model);
        return Vec::new();
    }
    match ask {
        Ask::Roll(id) => roll::refused(model, *id),
        Ask::Households(id) => sheet::refused(model, *id),
        _ => {}
    }
    if *ask == Ask::Sheet {
        model.gathering = None;
    }
    if matches!(ask, Ask::Books | Ask::BringIn(_)) {
        bring_in::refused(model, refusal);
        return Vec::new();
    }
    let text = phrases::refusal(model.lang, refusal);
    match ask {
        Ask::Nobody => {}
        Ask::Find => lookup::refused(model, text),
        _ => model.complain(text),
    }
    Vec::new()
}

fn take(model: &mut Model, ask: Ask, answer: Answer) -> Vec<Effect> {
    match (ask, answer) {
        (Ask::Home, Answer::Home(home)) => {
            let first = model.home.is_none();
            let empty = home.empty;
            if first {
                model.typing = home.typing;
            }
            model.home = Some(*home);
            let mut effects: Vec<Effect> = inbox::look(model).into_iter().collect();
            if first && empty {
                effects.extend(form::open(model, form::FormKind::SetUp));
            }
            effects
        }
        (Ask::Drafts, Answer::Drafts(drafts)) => {
            model.drafts = drafts;
            Vec::new()
        }
        (Ask::Find, Answer::Found(found)) => lookup::found(model, found),
        (Ask::Preview, Answer::Preview(preview)) => {
            if let Some(Screen::LookUp(screen)) = model.stack.last_mut() {
                screen.preview = preview.map(|preview| *preview);
            }
            Vec::new()
        }
        (Ask::Card(id), Answer::Card(card)) => {
            card::arrived(model, id, *card);
            match model.after_card.take() {
                Some(action) if matches!(model.top(), Screen::Card(_)) => act(model, action),
                _ => Vec::new(),
            }
        }
        (Ask::Unmask(id), Answer::Unmasked(numbers)) => {
            card::unmasked(model, id, *numbers);
            Vec::new()
        }
        (Ask::List(kind), answer) => {
            list::arrived(model, kind, answer);
            Vec::new()
        }
        (Ask::Record(of), Answer::Record { rev, record }) => form::record(model, of, rev, *record),
        (Ask::Present(id), Answer::Record { rev, record }) => {
            form::present(model, id, rev, &record);
            Vec::new()
        }
        (Ask::Present(id), Answer::Staff(rows)) => {
            form::present_staff(model, id, rows);
            Vec::new()
        }
        (Ask::Choices(id), Answer::Choices(rows)) => {
            form::choices(model, id, rows);
            Vec::new()
        }
        (Ask::Foresee(id), Answer::Foreseen { follows, .. }) => {
            form::foreseen(model, id, follows);
            Vec::new()
        }
        (Ask::Households(id), Answer::Sheet(view)) => {
            sheet::arrived(model, id, *view);
            Vec::new()
        }
        (Ask::Roll(id), Answer::Meeting(view)) => {
            roll::arrived(model, id, *view);
            Vec::new()
        }
        (Ask::Sheet, Answer::Export(records)) => printing::arrived(model, records),
        (Ask::Books, Answer::Export(units)) => bring_in::books(model, &units),
        (Ask::BringIn(batch), answer) => bring_in::answered(model, batch, answer),
        (Ask::Undo | Ask::Act, Answer::Saved(_)) => {
            let words = screens(model.lang);
            model.say(words.saved);
            refresh(model)
        }
        _ => Vec::new(),
    }
}
