//! The model changes here and nowhere else: a message in, effects out. Needs no terminal, no clock, no socket.

use super::form;
use super::input::{Key, split_alt};
use super::keymap::{self, Action};
use super::model::{Line, Model};
use super::msg::{Ask, Effect, Msg};
use super::screen::list::ListKind;
use super::screen::{Screen, card, confirm, help, list, lookup};
use crate::phrases::{self, fill, screens};
use crate::protocol::{Answer, DraftOp, Event, Query, Refusal, Request};

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
            model.size = (columns, rows);
            resized(model);
            vec![Effect::Repaint]
        }
        Msg::Reply { tag, result } => match model.take(tag) {
            Some(ask) => answered(model, ask, result),
            None => Vec::new(),
        },
        Msg::Event(Event::Changed { .. } | Event::Left { .. }) => refresh(model),
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
        Msg::Opening(percent) => {
            model.line = Line::Opening(percent);
            Vec::new()
        }
        Msg::Back => {
            model.line = Line::Good;
            let mut effects = refresh(model);
            effects.push(model.send(Ask::Drafts, Request::Draft(DraftOp::List)));
            effects
        }
        Msg::Idle => {
            model.blank = true;
            Vec::new()
        }
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
        Screen::LookUp(_) => decides && model.awaits(&Ask::Find),
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
    let (_, rows) = model.size;
    for screen in &mut model.stack {
        match screen {
            Screen::LookUp(screen) => {
                let selected = screen.window.selected;
                let height = usize::from(lookup::rows_for(rows));
                screen.window = super::widget::list::Window::new(screen.found.hits.len(), height);
                screen.window.select(selected);
            }
            Screen::List(list) => {
                let selected = list.window.selected;
                list.refit(rows);
                list.window.select(selected);
            }
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
    let in_field = matches!(model.top(), Screen::Form(_)) && key == Key::Ctrl('z');
    match keymap::action(scopes, &key) {
        Some(action) if !in_field => act(model, action),
        _ => typed(model, &key),
    }
}

fn typed(model: &mut Model, key: &Key) -> Vec<Effect> {
    match model.top() {
        Screen::LookUp(_) => lookup::key(model, key),
        Screen::Card(_) => card::key(model, key),
        Screen::List(_) => list::key(model, key),
        Screen::Form(_) => form::key(model, key),
        Screen::Confirm(_) => confirm::key(model, key),
        Screen::Help(_) => Vec::new(),
    }
}

/// Does what an action means: on the visible screen first, everywhere else after it.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let own = match model.top() {
        Screen::LookUp(_) => lookup::act(model, action),
        Screen::Card(_) => card::act(model, action),
        Screen::List(_) => list::act(model, action),
        Screen::Form(_) => form::act(model, action),
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
        Action::FollowUps => list::open(model, ListKind::FollowUps),
        Action::Transfers => list::open(model, ListKind::Transfers),
        Action::Drafts => list::open(model, ListKind::Drafts),
        Action::Add => list::open(model, ListKind::NewMenu),
        Action::Give | Action::Life => on_selected_card(model, action),
        Action::Back => back(model),
        Action::Blank => {
            model.blank = true;
            vec![Effect::Repaint]
        }
        Action::Language => {
            model.lang = model.lang.other();
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

fn answered(model: &mut Model, ask: Ask, result: Result<Answer, Refusal>) -> Vec<Effect> {
    if let Ask::Save(id) = ask {
        let outcome = match result {
            Ok(Answer::Saved(saved)) => Ok(saved),
            Ok(_) => return Vec::new(),
            Err(refusal) => Err(refusal),
        };
        return form::saved(model, id, outcome);
    }
    if let Ask::Kept(id) = ask {
        if let Err(refusal) = &result {
            complain_unkept(model, refusal);
        }
        return form::kept(model, id);
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
    if let (Ask::Card(_), Refusal::NotFound) = (ask, refusal)
        && matches!(model.top(), Screen::Card(_))
    {
        model.stack.pop();
    }
    // One that went to others leaves a smaller card behind.
    if let (Ask::Card(id), Refusal::OutOfScope(_)) = (ask, refusal)
        && matches!(model.top(), Screen::Card(_))
    {
        model.after_card = None;
        model.stack.pop();
        return list::open(model, ListKind::Departed(*id));
    }
    if let (Ask::List(kind @ ListKind::Departed(_)), Refusal::OutOfScope(_) | Refusal::NotFound) =
        (ask, refusal)
        && matches!(model.top(), Screen::List(list) if list.kind == *kind)
    {
        model.stack.pop();
    }
    if let (Ask::Present(_), Refusal::NotFound) = (ask, refusal) {
        form::gone(model);
        return Vec::new();
    }
    if *ask != Ask::Nobody {
        let text = phrases::refusal(model.lang, refusal);
        model.complain(text);
    }
    Vec::new()
}

fn take(model: &mut Model, ask: Ask, answer: Answer) -> Vec<Effect> {
    match (ask, answer) {
        (Ask::Home, Answer::Home(home)) => {
            let first = model.home.is_none();
            let empty = home.empty;
            model.home = Some(*home);
            if first && empty { form::open(model, form::FormKind::SetUp) } else { Vec::new() }
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
        (Ask::List(kind), answer) => {
            list::arrived(model, kind, answer);
            Vec::new()
        }
        (Ask::Record(of), Answer::Record { rev, record }) => form::record(model, of, rev, *record),
        (Ask::Present(id), Answer::Record { rev, record }) => {
            form::present(model, id, rev, &record);
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
        (Ask::Undo | Ask::Act, Answer::Saved(_)) => {
            let words = screens(model.lang);
            model.say(words.saved);
            refresh(model)
        }
        _ => Vec::new(),
    }
}
