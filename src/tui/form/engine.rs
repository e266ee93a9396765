//! The one engine of all forms: keys, choices, drafts, saving.

use uuid::Uuid;

use super::field::{FieldState, Input};
use super::{EditOf, Form, FormKind, above, kinds, rebase};
use crate::domain::{AnyRecord, Consequence, Fault, Field, Kind, Warning};
use crate::phrases::{self, Lang, screens};
use crate::protocol::{Act, ChoiceRow, Command, Query, Refusal, Request, Saved};
use crate::tui::input::Key;
use crate::tui::keeping::{self, who_and_when};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::{Screen, card, confirm, list, roll};

/// How many choices are shown under a field.
pub const CHOICES: u16 = 6;

fn form(model: &mut Model) -> Option<&mut Form> {
    match model.top() {
        Screen::Form(form) => Some(&mut **form),
        _ => None,
    }
}

/// A key that is not in the table goes into the field.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let typing = model.composer();
    let Some(id) = form(model).map(|form| form.id) else { return Vec::new() };
    if model.is_being_saved(id) {
        return Vec::new();
    }
    let Some(form) = form(model) else { return Vec::new() };
    let focus = form.focus;
    let Some(field) = form.fields.get_mut(focus) else { return Vec::new() };
    if !field.handle(key, typing) {
        return Vec::new();
    }
    field.fault = None;
    form.changed();
    let id = form.id;
    let mut effects = Vec::new();
    let record = match &form.fields[focus].input {
        Input::Record(kind) => Some((*kind, form.fields[focus].edit.searched())),
        _ => None,
    };
    match record {
        Some((_, words)) if words.trim().is_empty() => form.choices.clear(),
        Some((kind, words)) => {
            effects.push(model.ask(Ask::Choices(id), Query::Choices { kind, words, limit: CHOICES }));
        }
        None => effects.extend(foresee(model)),
    }
    effects.extend(keep(model));
    effects
}

/// Puts a value into the field with the cursor, and goes on to the next one.
pub(super) fn put(model: &mut Model, text: &str, chosen: Option<&str>) -> Vec<Effect> {
    let Some(form) = form(model) else { return Vec::new() };
    let focus = form.focus;
    if let Some(field) = form.fields.get_mut(focus) {
        field.restore(text, chosen);
        field.fault = None;
    }
    form.choices.clear();
    form.changed();
    let mut effects = step(model, 1);
    effects.extend(foresee(model));
    effects.extend(keep(model));
    effects
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let form = form(model)?;
    let open = !form.choices.is_empty();
    match action {
        Action::NextField if open => return Some(pick(model)),
        Action::PreviousField if open => {
            form.choice = form.choice.saturating_sub(1);
            return Some(Vec::new());
        }
        Action::NextField => return Some(step(model, 1)),
        Action::PreviousField => return Some(step(model, -1)),
        Action::Save => {
            form.goes_on = false;
            return Some(save(model));
        }
        Action::AddNext => {
            form.goes_on = true;
            return Some(save(model));
        }
        Action::Same => return Some(above::take(model)),
        Action::Void => {
            let question = format!("{} {}?", screens(model.lang).throw_away_question, title(model));
            return Some(confirm::ask(model, question, confirm::Then::ThrowAway));
        }
        Action::Back if open => form.choices.clear(),
        Action::Back => return Some(leave(model)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Down moves in open choices instead of to the next field.
pub fn down_in_choices(model: &mut Model) -> bool {
    let Some(form) = form(model) else { return false };
    if form.choices.is_empty() {
        return false;
    }
    form.choice = (form.choice + 1).min(form.choices.len() - 1);
    true
}

fn title(model: &mut Model) -> String {
    form(model).map(|form| form.title.clone()).unwrap_or_default()
}

/// Goes to another field; on from the last one saves nothing by accident: it stays.
fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let Some(form) = form(model) else { return Vec::new() };
    let count = form.fields.len();
    let mut at = form.focus;
    for _ in 0..count {
        let Some(next) = at.checked_add_signed(by).filter(|next| *next < count) else { return Vec::new() };
        at = next;
        if form.fields[at].is_open() && kinds::is_asked(&form.kind, &form.fields, at) {
            form.focus = at;
            form.choices.clear();
            return Vec::new();
        }
    }
    Vec::new()
}

/// Takes the choice under the cursor.
fn pick(model: &mut Model) -> Vec<Effect> {
    let Some(form) = form(model) else { return Vec::new() };
    let Some(row) = form.choices.get(form.choice).cloned() else { return Vec::new() };
    put(model, &row.label, Some(&row.key.id.to_string()))
}

/// Choices arrived.
pub fn choices(model: &mut Model, id: Uuid, rows: Vec<ChoiceRow>) {
    if let Some(form) = model.form(id) {
        let typing = form.fields.get(form.focus).is_some_and(|field| {
            matches!(field.input, Input::Record(_))
                && field.chosen.is_none()
                && !field.edit.text().trim().is_empty()
        });
        form.choices = if typing { rows } else { Vec::new() };
        form.choice = 0;
    }
}

/// Sends what is typed to the service, unless it is still busy keeping the last text: then the answer sends it.
pub fn keep(model: &mut Model) -> Vec<Effect> {
    let (login, at) = who_and_when(model);
    let draft = form(model).and_then(|form| form.keeping.begins().then(|| form.draft(&login, at)));
    draft.map(|draft| model.keep(draft)).into_iter().collect()
}

/// The service kept a form's text.
pub fn kept(model: &mut Model, id: Uuid) -> Vec<Effect> {
    let (login, at) = who_and_when(model);
    let draft = model.form(id).and_then(|form| form.keeping.ended().then(|| form.draft(&login, at)));
    draft.map(|draft| model.keep(draft)).into_iter().collect()
}

/// Asks what would follow, for a change of life.
pub(super) fn foresee(model: &mut Model) -> Vec<Effect> {
    let today = model.today();
    let Some(form) = form(model) else { return Vec::new() };
    if !matches!(form.kind, FormKind::Life(..)) {
        return Vec::new();
    }
    let id = form.id;
    match kinds::build(&form.kind, &form.fields, today, id) {
        Ok(Command::Life(act)) => vec![model.ask(Ask::Foresee(id), Query::Foresee(act))],
        _ => Vec::new(),
    }
}

/// What would follow arrived.
pub fn foreseen(model: &mut Model, id: Uuid, follows: Vec<Consequence>) {
    if let Some(form) = model.form(id) {
        form.follows = follows;
    }
}

/// F10: reads the form, shows every fault beside its field, or sends the act.
fn save(model: &mut Model) -> Vec<Effect> {
    let today = model.today();
    let Some(id) = form(model).map(|form| form.id) else { return Vec::new() };
    if model.is_being_saved(id) {
        return Vec::new();
    }
    let Some(form) = form(model) else { return Vec::new() };
    form.choices.clear();
    let command = match kinds::build(&form.kind, &form.fields, today, id) {
        Ok(command) => command,
        Err(found) => {
            faults(model, id, &found);
            return Vec::new();
        }
    };
    let request = form.saving;
    let request = request.unwrap_or_else(|| model.new_id());
    let mut looked_at = false;
    if let Some(form) = self::form(model) {
        form.saving = Some(request);
        looked_at = form.looked_at;
    }
    let words = screens(model.lang);
    model.say(words.saving);
    vec![model.send(Ask::Save(id), wish(looked_at, request, command))]
}

/// What was not looked at twice is only proposed.
pub fn wish(looked_at: bool, request: Uuid, command: Command) -> Request {
    let command = Box::new(command);
    if looked_at { Request::Act { request, command } } else { Request::Propose { request, command } }
}

/// Faults stand beside their fields; what has no field of its own stands in the message.
pub fn faults(model: &mut Model, id: Uuid, found: &[Fault]) {
    let lang = model.lang;
    let Some(form) = model.form(id) else { return };
    form.saving = None;
    form.fields.iter_mut().for_each(|field| field.fault = None);
    let mut homeless = Vec::new();
    for fault in found {
        let text = phrases::why(lang, &fault.why);
        match form.fields.iter_mut().find(|field| field.is_of(fault)) {
            Some(field) => {
                field.fault.get_or_insert(text);
            }
            None => homeless.push(format!("{}: {text}", phrases::field(lang, fault.field))),
        }
    }
    if let Some(first) = form.fields.iter().position(|field| field.fault.is_some()) {
        form.focus = first;
    }
    let words = screens(lang);
    let counted = format!("{} {}", found.len(), words.faults);
    let text = if homeless.is_empty() { counted } else { format!("{counted}: {}", homeless.join("; ")) };
    model.complain(text);
}

/// A form was saved: it goes, its draft too, and what it made is shown.
pub fn saved(model: &mut Model, id: Uuid, outcome: Result<Saved, Refusal>) -> Vec<Effect> {
    match outcome {
        Ok(saved) if model.form(id).is_none() => left_and_saved(model, id, &saved),
        Ok(saved) => done(model, id, &saved),
        Err(Refusal::Faults(found)) => {
            faults(model, id, &found);
            Vec::new()
        }
        Err(refusal) => {
            if let Some(form) = model.form(id) {
                form.saving = None;
                form.looked_at = matches!(refusal, Refusal::LookAgain(_));
            }
            match refusal {
                Refusal::LookAgain(warnings) => {
                    let text = look_again(model.lang, &warnings);
                    model.complain(text);
                    return Vec::new();
                }
                Refusal::Conflict { .. } => return rebase::refused(model, id, &refusal),
                Refusal::NotFound => {
                    rebase::gone(model);
                    return Vec::new();
                }
                _ => {}
            }
            let text = phrases::refusal(model.lang, &refusal);
            model.complain(text);
            Vec::new()
        }
    }
}

/// What was left by Esc before the answer came, over a broken line, was saved all the same: it is not unfinished any more.
fn left_and_saved(model: &mut Model, id: Uuid, saved: &Saved) -> Vec<Effect> {
    model.drafts.retain(|draft| draft.id != id);
    let text = saved_text(model, saved);
    model.say(text);
    let mut effects = vec![keeping::drop_draft(model, id)];
    effects.extend(crate::tui::update::refresh(model));
    effects
}

fn done(model: &mut Model, id: Uuid, saved: &Saved) -> Vec<Effect> {
    let at = model.stack.iter().position(|screen| matches!(screen, Screen::Form(form) if form.id == id));
    let Some(at) = at else { return Vec::new() };
    let Screen::Form(form) = model.stack.remove(at) else { return Vec::new() };
    let text = saved_text(model, saved);
    model.above.remember(&form);
    let mut effects = vec![keeping::drop_draft(model, id)];
    if let Some(next) = form.next_kind().filter(|_| form.goes_on) {
        effects.extend(super::open(model, next));
        model.say(text);
        return effects;
    }
    model.say(text);
    effects.extend(match form.kind {
        FormKind::SetUp => {
            let group = saved.keys.first().map(|key| (crate::domain::GroupId(key.id), String::new()));
            super::open(model, FormKind::AddHousehold { group, book_number: Some(1) })
        }
        FormKind::AddHousehold { .. } => match saved.keys.first() {
            Some(key) if key.kind == Kind::Household => card::open(model, crate::domain::HouseholdId(key.id)),
            _ => Vec::new(),
        },
        FormKind::AddProject => match saved.keys.first() {
            Some(key) => list::open(model, list::ListKind::Project(crate::domain::ProjectId(key.id))),
            None => Vec::new(),
        },
        FormKind::AddMeeting(_) => match saved.keys.first() {
            Some(key) => meeting_made(model, &form.fields, crate::domain::MeetingId(key.id)),
            None => Vec::new(),
        },
        FormKind::Accept(row) => card::open(model, row.household),
        _ => Vec::new(),
    });
    effects.extend(crate::tui::update::refresh(model));
    effects
}

/// A meeting was recorded: its page opens, and over that of a group's the roll, which is called next.
fn meeting_made(model: &mut Model, fields: &[FieldState], id: crate::domain::MeetingId) -> Vec<Effect> {
    let mut effects = list::open(model, list::ListKind::Meeting(id));
    if fields.iter().any(|field| field.field == Field::Group && field.chosen.is_some()) {
        effects.extend(roll::open(model, id));
    }
    effects
}

/// `Đã ghi: D-00012, phiếu 0124`, and what is worth a second look.
fn saved_text(model: &Model, saved: &Saved) -> String {
    let words = screens(model.lang);
    let mut text = if saved.act == Act::SendToGroup as u16 { words.sent } else { words.saved }.to_owned();
    if let Some(number) = saved.number {
        text = format!("{text}: {number}");
    }
    if let Some(receipt) = saved.receipt {
        text = format!("{text}, {} {receipt:04}", words.receipt);
    }
    // Slips were said before.
    let warnings = saved.warnings.iter().filter(|warning| !warning.may_be_a_slip());
    let warnings: Vec<String> = warnings.map(|warning| phrases::warning(model.lang, warning)).collect();
    if warnings.is_empty() { text } else { format!("{text}. {}: {}", words.look_again, warnings.join("; ")) }
}

/// What may be a slip, and how to record it all the same.
pub fn look_again(lang: Lang, warnings: &[Warning]) -> String {
    let words = screens(lang);
    let told: Vec<String> = warnings.iter().map(|warning| phrases::warning(lang, warning)).collect();
    format!("{}: {}. {}", words.look_again, told.join("; "), words.save_all_the_same)
}

/// Esc: an untouched form goes, a touched one waits among the unfinished forms.
fn leave(model: &mut Model) -> Vec<Effect> {
    let (login, at) = who_and_when(model);
    let draft = form(model).filter(|form| form.keeping.touched).map(|form| form.draft(&login, at));
    keeping::set_aside(model, draft)
}

/// A record to be edited arrived.
pub fn record(model: &mut Model, of: EditOf, rev: u64, record: AnyRecord) -> Vec<Effect> {
    let kind = match (of, record) {
        (EditOf::NoteDone(_), AnyRecord::Note(mut note)) => {
            note.done = Some(model.today());
            let command = Command::Save { record: Box::new(note.into()), base: Some(rev) };
            return vec![model.act(Ask::Act, command)];
        }
        (_, AnyRecord::Household(household)) => FormKind::Household(Box::new(household), rev),
        (_, AnyRecord::Person(person)) => FormKind::Person(Box::new(person), rev),
        (_, AnyRecord::Contribution(contribution)) => FormKind::Contribution(Box::new(contribution), rev),
        (_, AnyRecord::Due(due)) => FormKind::Due(Box::new(due), rev),
        (_, AnyRecord::Note(note)) => FormKind::Note(Box::new(note), rev),
        (_, AnyRecord::Unit(unit)) => FormKind::Unit(Box::new(unit), rev),
        (_, AnyRecord::Group(group)) => FormKind::Group(Box::new(group), rev),
        (_, AnyRecord::Meeting(meeting)) => FormKind::Meeting(Box::new(meeting), rev),
        (_, AnyRecord::Project(project)) => FormKind::Project(Box::new(project), rev),
        _ => return Vec::new(),
    };
    super::open(model, kind)
}

/// Whether the field with the cursor finds a record by typing.
pub fn is_finding(form: &Form) -> bool {
    form.fields.get(form.focus).is_some_and(|field| matches!(field.input, Input::Record(_)))
}

/// Whether a field shows its choices.
pub fn shows_choices(form: &Form, field: &FieldState) -> bool {
    !form.choices.is_empty()
        && form.fields.get(form.focus).is_some_and(|focused| focused.name() == field.name())
}
