//! The model changes here and nowhere else: a message in, effects out. Needs no terminal, no clock, no socket.

use super::answers::answered;
use super::form;
use super::input::{Key, split_alt};
use super::keymap::{self, Action};
use super::model::{Line, Model};
use super::msg::{Ask, Effect, Msg};
use super::people;
use super::screen::list::ListKind;
use super::screen::{
    Screen, bring_in, card, confirm, conflict, help, inbox, left, list, lookup, reason, roll, sheet,
};
use super::{tour, typing};
use crate::phrases::{self, screens};
use crate::protocol::{DraftOp, Event, Query, Request};

/// The most keys held while an answer is awaited.
const MOST_HELD: usize = 1_000;

/// What is asked for when the program begins, and when the line is back.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    vec![model.ask(Ask::Home, Query::Home), model.send(Ask::Drafts, Request::Draft(DraftOp::List))]
}

/// Changes the model.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let is_key = matches!(msg, Msg::Key(_));
    let mut effects = happened(model, msg);
    if !is_key {
        effects.extend(typed_ahead(model));
    }
    effects.extend(people::tell_what_is_open(model));
    card::keep_numbers_in_sight(model);
    effects.extend(bring_in::forget_unseen(model));
    tour::look(model);
    effects
}

fn happened(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) if must_wait(model, &key) => {
            if model.held.len() < MOST_HELD {
                model.held.push_back(key);
            }
            Vec::new()
        }
        Msg::Key(key) => pressed(model, key),
        Msg::Resize(columns, rows) => {
            model.terminal = (columns, rows);
            tour::make_room(model);
            resized(model);
            vec![Effect::Repaint]
        }
        Msg::Reply { tag, result } => match model.take(tag) {
            Some(ask) => answered(model, ask, result),
            None => Vec::new(),
        },
        Msg::Event(
            event @ (Event::Told(_) | Event::Hushed | Event::Present { .. } | Event::CutOff { .. }),
        ) => {
            people::told(model, event);
            Vec::new()
        }
        Msg::File(report) => inbox::reported(model, report),
        Msg::Event(Event::Reading(why)) => {
            match why {
                Some(why) => model.complain(phrases::read_only(model.lang, &why)),
                None => model.say(screens(model.lang).saving_again),
            }
            refresh(model)
        }
        Msg::Event(Event::Changed { login, keys, .. }) => {
            form::changed_elsewhere(model, &login, &keys);
            refresh(model)
        }
        Msg::Event(Event::Left { key }) => left::left(model, key),
        // Stopped by somebody: the line comes back when somebody starts it, not by trying.
        Msg::Event(Event::Stopping { .. }) => {
            model.line = Line::Held;
            Vec::new()
        }
        Msg::Lost(_) => {
            // A service that was stopped was expected to go: the screen goes on saying why.
            if model.line != Line::Held {
                model.line = Line::Lost;
            }
            Vec::new()
        }
        Msg::Held => {
            model.line = Line::Held;
            Vec::new()
        }
        Msg::OtherVersion(build) => {
            model.line = Line::OtherVersion(build);
            Vec::new()
        }
        Msg::TurnedAway(why) => {
            model.line = Line::Lost;
            model.complain(phrases::refusal(model.lang, &why));
            Vec::new()
        }
        Msg::Opening(percent) => {
            model.line = Line::Opening(percent);
            Vec::new()
        }
        Msg::Back => {
            model.line = Line::Good;
            people::forget(model);
            // Somebody in them may have been erased meanwhile.
            model.recent.clear();
            model.above = form::Above::default();
            let mut effects = refresh(model);
            effects.push(model.send(Ask::Drafts, Request::Draft(DraftOp::List)));
            effects
        }
        Msg::Idle => {
            model.blank = true;
            Vec::new()
        }
        Msg::Mask => card::mask(model),
        Msg::Redraw => vec![Effect::Repaint],
        Msg::End | Msg::TerminalLost | Msg::Refused(_) => {
            model.ending = true;
            vec![Effect::Quit]
        }
    }
}

/// Whether a key has to wait for an answer that decides what it means: a fast hand types on before the screen is there.
/// Without a line nothing waits, so that Esc always works.
fn must_wait(model: &mut Model, key: &Key) -> bool {
    if model.line != Line::Good {
        return false;
    }
    if !model.held.is_empty() || model.awaits_screen() {
        return true;
    }
    let decides = matches!(key, Key::Enter | Key::Down | Key::F(5 | 6));
    match model.top() {
        Screen::Card(card) => card.card.is_none(),
        Screen::Sheet(sheet) => sheet.view.is_none() && !matches!(key, Key::Esc),
        Screen::Roll(roll) => roll.row.is_none() && !matches!(key, Key::Esc),
        Screen::LookUp(_) => decides && model.awaits(&Ask::Find),
        Screen::List(list) if !list.arrived => {
            let rows = Ask::List(list.kind);
            matches!(key, Key::Enter | Key::F(7)) && model.awaits(&rows)
        }
        Screen::Form(form) if form::is_finding(form) => {
            let choices = Ask::Choices(form.id);
            matches!(key, Key::Enter | Key::Down | Key::Tab) && model.awaits(&choices)
        }
        _ => false,
    }
}

/// Goes on with what was typed ahead, as far as it need not wait any more.
fn typed_ahead(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    while let Some(key) = model.held.pop_front() {
        let rest = std::mem::take(&mut model.held);
        let waits = must_wait(model, &key);
        model.held = rest;
        if waits {
            model.held.push_front(key);
            return effects;
        }
        effects.extend(pressed(model, key));
    }
    effects
}

fn resized(model: &mut Model) {
    let size @ (_, rows) = model.size;
    for screen in &mut model.stack {
        match screen {
            Screen::LookUp(screen) => {
                screen.fit(rows);
            }
            Screen::List(list) => {
                let selected = list.window.selected;
                list.refit(rows);
                list.window.select(selected);
            }
            Screen::Sheet(sheet) => sheet::resized(sheet, rows),
            Screen::Roll(roll) => roll::resized(roll, size),
            _ => {}
        }
    }
}

fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.blank {
        model.blank = false;
        return vec![Effect::Repaint];
    }
    model.notice = None;
    if model.leader {
        model.leader = false;
        return keymap::after_leader(&key).map_or_else(Vec::new, |key| dispatch(model, key));
    }
    if key == keymap::LEADER {
        model.leader = true;
        return Vec::new();
    }
    // Over a slow line Esc and a letter arrive together: nothing is bound to Alt, so it was Esc, then the letter.
    if let Key::Alt(letter) = key {
        return split_alt(letter).into_iter().flat_map(|key| dispatch(model, key)).collect();
    }
    dispatch(model, key)
}

fn dispatch(model: &mut Model, key: Key) -> Vec<Effect> {
    if key == Key::Down && form::down_in_choices(model) {
        return Vec::new();
    }
    let scopes = model.top().scopes();
    // In a field Ctrl-Z takes back typing; elsewhere it opens the last acts.
    let in_field =
        matches!(model.top(), Screen::Form(_) | Screen::Sheet(_) | Screen::Roll(_)) && key == Key::Ctrl('z');
    match keymap::action(scopes, &key) {
        Some(action) if !in_field => act(model, action),
        _ => typed(model, &key),
    }
}

fn typed(model: &mut Model, key: &Key) -> Vec<Effect> {
    typing::notice(model, key);
    match model.top() {
        Screen::LookUp(_) => lookup::key(model, key),
        Screen::Card(_) => card::key(model, key),
        Screen::List(_) => list::key(model, key),
        Screen::Form(_) => form::key(model, key),
        Screen::Confirm(_) => confirm::key(model, key),
        Screen::Reason(_) => reason::key(model, key),
        Screen::Sheet(_) => sheet::key(model, key),
        Screen::Roll(_) => roll::key(model, key),
        Screen::Conflict(_) | Screen::Help(_) => Vec::new(),
    }
}

/// Does what an action means: on the visible screen first, everywhere else after it.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let own = match model.top() {
        Screen::LookUp(_) => lookup::act(model, action),
        Screen::Card(_) => card::act(model, action),
        Screen::List(_) => list::act(model, action),
        Screen::Form(_) => form::act(model, action),
        Screen::Conflict(_) => conflict::act(model, action),
        Screen::Reason(_) => reason::act(model, action),
        Screen::Sheet(_) => sheet::act(model, action),
        Screen::Roll(_) => roll::act(model, action),
        Screen::Help(_) => help::act(model, action),
        Screen::Confirm(_) => None,
    };
    own.unwrap_or_else(|| everywhere(model, action))
}

fn everywhere(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Help => help::open(model),
        Action::Find => find(model),
        Action::Menu => list::open(model, ListKind::Menu),
        Action::Palette => list::open(model, ListKind::Palette),
        Action::Acts => list::open(model, ListKind::Acts),
        Action::Units => list::open(model, ListKind::Units),
        Action::Projects => list::open(model, ListKind::Projects),
        Action::Models => list::open(model, ListKind::Models),
        Action::Meetings => list::open(model, ListKind::Meetings),
        Action::FollowUps => list::open(model, ListKind::FollowUps),
        Action::Transfers => list::open(model, ListKind::Transfers),
        Action::Recent => list::open(model, ListKind::Recent),
        Action::Drafts => list::open(model, ListKind::Drafts),
        Action::Staff => list::open(model, ListKind::Staff),
        Action::Access => list::open(model, ListKind::Access),
        Action::Inbox => inbox::open(model),
        Action::Add => list::open(model, ListKind::NewMenu),
        Action::Give | Action::Life => on_selected_card(model, action),
        Action::Back => back(model),
        Action::Heard => {
            model.told = None;
            Vec::new()
        }
        Action::Typing => typing::go_round(model),
        Action::EndTour => {
            model.tour = None;
            tour::make_room(model);
            resized(model);
            vec![Effect::Repaint]
        }
        Action::Placement => typing::switch_placement(model),
        Action::Blank => {
            model.blank = true;
            vec![Effect::Repaint]
        }
        Action::Language => {
            model.lang = model.lang.other();
            form::relabel(model);
            list::in_language(model);
            let mut effects = vec![Effect::KeepLanguage];
            effects.extend(refresh(model));
            effects
        }
        Action::Quit => {
            let question = screens(model.lang).quit_question.to_owned();
            confirm::ask(model, question, confirm::Then::Quit)
        }
        _ => Vec::new(),
    }
}

/// F3: a look-up on top of a form, sheet or list; on the look-up itself the box is emptied.
fn find(model: &mut Model) -> Vec<Effect> {
    if let Screen::LookUp(screen) = model.top() {
        screen.edit = super::widget::line_edit::LineEdit::default();
        return lookup::search(model);
    }
    model.stack.push(Screen::LookUp(Box::default()));
    Vec::new()
}

/// F5 and F6 on the look-up are for the household of the selected row: its card opens, and the act on top of it.
fn on_selected_card(model: &mut Model, action: Action) -> Vec<Effect> {
    let household = match model.top() {
        Screen::LookUp(screen) => screen.household(),
        _ => None,
    };
    let Some(id) = household else { return Vec::new() };
    let effects = card::open(model, id);
    model.after_card = Some(action);
    effects
}

/// Esc: one step back. From the empty look-up at the bottom nothing is left to go back to.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.stack.len() <= 1 {
        let question = screens(model.lang).quit_question.to_owned();
        return confirm::ask(model, question, confirm::Then::Quit);
    }
    model.stack.pop();
    refresh(model)
}

/// Asks again for what the visible screen shows. One question at a time: what changes meanwhile is asked for after.
pub fn refresh(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if !model.awaits(&Ask::Home) {
        effects.push(model.ask(Ask::Home, Query::Home));
    }
    let ask = match model.top() {
        Screen::LookUp(screen) if !screen.edit.text().trim().is_empty() => {
            effects.extend(lookup::search(model));
            return effects;
        }
        Screen::Card(screen) => Some((Ask::Card(screen.id), Query::Card(screen.id))),
        Screen::List(list) => list.kind.query().map(|query| (Ask::List(list.kind), query)),
        Screen::Sheet(_) => sheet::ask_again(model),
        Screen::Roll(_) => roll::ask_again(model),
        _ => None,
    };
    if let Some((ask, query)) = ask {
        if model.awaits(&ask) {
            model.stale = true;
        } else {
            effects.push(model.ask(ask, query));
        }
    }
    effects
}
