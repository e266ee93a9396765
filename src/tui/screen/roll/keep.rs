//! A roll kept as a draft, read back from one, saved and left.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Focus, Line, Roll, find, put, screen};
use crate::domain::{Choice, Field, MeetingId, RollLine, RollMark};
use crate::phrases::{self, Lang, fill, screens};
use crate::protocol::{CalledRoll, Command, Draft, DraftField, Refusal, Saved};
use crate::text::date::show_day;
use crate::tui::form;
use crate::tui::keeping::{self, who_and_when};
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::Screen;
use crate::tui::screen::meeting_rows::whose;
use crate::tui::widget::line_edit::LineEdit;

/// The kind of its drafts.
const FORM: &str = "roll";
/// The hidden field that says which roll it is.
const KIND: &str = "_roll";
const HEADCOUNT: &str = "_headcount";
const COUNTED_THEN: &str = "_headcount.then";
/// How many of those that were not called are named.
const NAMED: usize = 6;

#[derive(Serialize, Deserialize)]
struct About {
    meeting: MeetingId,
}

impl Roll {
    fn draft(&self, login: &str, at: i64, lang: Lang) -> Draft {
        let title = phrases::meeting(lang).roll;
        let about = serde_json::to_string(&About { meeting: self.meeting }).unwrap_or_default();
        let mut fields = vec![(KIND.to_owned(), about)];
        if self.headcount.edit.text() != self.headcount.known {
            fields.push((HEADCOUNT.to_owned(), self.headcount.edit.text().to_owned()));
            fields.push((COUNTED_THEN.to_owned(), self.headcount.known.clone()));
        }
        let key = |mark: Option<RollMark>| mark.map(Choice::key).unwrap_or_default().to_owned();
        for line in self.lines.all().iter().filter(|line| line.mark != line.known) {
            let household = line.household.id.0;
            fields.push((format!("_mark.{household}"), key(line.mark)));
            // While two marks stand side by side, the older one is what was chosen against.
            let stood = if line.theirs.is_some() { None } else { line.known };
            fields.push((format!("_then.{household}"), key(stood)));
        }
        let of = self.row.as_ref().map(|row| format!(", {} {}", show_day(row.on.naive()), whose(row, lang)));
        Draft {
            id: self.id,
            form: FORM.to_owned(),
            title: format!("{title}{}", of.unwrap_or_default()),
            about: Some(self.meeting.key()),
            base: None,
            fields: fields.into_iter().map(|(name, text)| DraftField { name, text }).collect(),
            login: login.to_owned(),
            at,
        }
    }

    /// Puts back what a draft kept; households that are not in the roll any more are left out.
    pub(super) fn fill(&mut self, draft: &Draft) {
        let text = |name: &str| {
            let field = draft.fields.iter().find(|field| field.name == name);
            field.map(|field| field.text.as_str())
        };
        if let (Some(counted), Some(then)) = (text(HEADCOUNT), text(COUNTED_THEN)) {
            let now = std::mem::replace(&mut self.headcount.known, then.to_owned());
            self.headcount.edit = LineEdit::with(counted);
            self.headcount.follow(now);
        }
        self.lines.resume(|household| {
            let mark = |name: &str| text(&format!("{name}.{}", household.0)).map(RollMark::from_key);
            Some([mark("_mark")?, mark("_then")?])
        });
        self.keeping.touched = true;
    }
}

/// Goes on with an unfinished roll. `None` when the draft is none.
pub fn resume(model: &mut Model, draft: &Draft) -> Option<Vec<Effect>> {
    if draft.form != FORM {
        return None;
    }
    let kind = draft.fields.iter().find(|field| field.name == KIND)?;
    let about: About = serde_json::from_str(&kind.text).ok()?;
    let mut roll = Roll::new(draft.id, about.meeting);
    roll.draft = Some(Box::new(draft.clone()));
    let mut effects = put(model, roll);
    effects.push(keeping::take_up(model, draft.id));
    Some(effects)
}

fn draft_of(model: &mut Model, id: Uuid) -> Option<Draft> {
    let ((login, at), lang) = (who_and_when(model), model.lang);
    find(model, id).map(|roll| roll.draft(&login, at, lang))
}

/// Sends what is marked to the service, unless it is still busy with what was marked before.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    let begins = screen(model).and_then(|roll| roll.keeping.begins().then_some(roll.id));
    let Some(id) = begins else { return Vec::new() };
    draft_of(model, id).map(|draft| model.keep(draft)).into_iter().collect()
}

/// The service kept a roll's marks.
pub fn kept(model: &mut Model, id: Uuid) -> Vec<Effect> {
    if !find(model, id).is_some_and(|roll| roll.keeping.ended()) {
        return Vec::new();
    }
    draft_of(model, id).map(|draft| model.keep(draft)).into_iter().collect()
}

/// F10: the whole roll as one act. Whoever was not called is named, and where two marked otherwise somebody has to choose.
pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    let lang = model.lang;
    let Some(id) = screen(model).filter(|roll| roll.row.is_some()).map(|roll| roll.id) else {
        return Vec::new();
    };
    if model.is_being_saved(id) {
        return Vec::new();
    }
    let Some(roll) = screen(model) else { return Vec::new() };
    let called = match called(roll, lang) {
        Ok(called) => called,
        Err(why) => {
            model.complain(why);
            return Vec::new();
        }
    };
    let (earlier, looked_at) = (roll.saving, roll.looked_at);
    let request = earlier.unwrap_or_else(|| model.new_id());
    if let Some(roll) = screen(model) {
        roll.saving = Some(request);
    }
    model.say(screens(lang).saving);
    let command = Command::CallRoll(Box::new(called));
    vec![model.send(Ask::Save(id), form::wish(looked_at, request, command))]
}

/// What is sent; else what has to be done first, with the cursor there.
fn called(roll: &mut Roll, lang: Lang) -> Result<CalledRoll, String> {
    let words = phrases::meeting(lang);
    let headcount = roll.headcount.read().map_err(|fault| {
        roll.focus = Focus::Headcount;
        format!("{}: {}", words.headcount, phrases::why(lang, &fault.into()))
    })?;
    let (disputed, uncalled) = (roll.lines.disputed(), roll.lines.uncalled());
    if let Some(first) = disputed.first() {
        roll.window.select(*first);
        return Err(fill(words.others_marked, &[&disputed.len().to_string()]));
    }
    // Said once: whoever presses F10 again has read it.
    if let Some(theirs) = roll.headcount.theirs.take() {
        roll.focus = Focus::Headcount;
        return Err(fill(words.others_counted, &[&theirs]));
    }
    if let Some(first) = uncalled.first() {
        roll.window.select(*first);
        let book = |at: &usize| roll.lines.all()[*at].household.book_number.to_string();
        let mut named: Vec<String> = uncalled.iter().take(NAMED).map(book).collect();
        named.extend((uncalled.len() > NAMED).then(|| "...".to_owned()));
        return Err(fill(words.not_called, &[&uncalled.len().to_string(), &named.join(", ")]));
    }
    let line = |line: &Line| Some(RollLine { household: line.household.id, mark: line.mark? });
    let lines = roll.lines.all().iter().filter_map(line).collect();
    Ok(CalledRoll { meeting: roll.meeting, base: roll.base, lines, headcount })
}

/// What became of a save; `None` when it was no roll's.
pub fn saved(model: &mut Model, id: Uuid, outcome: &Result<Saved, Refusal>) -> Option<Vec<Effect>> {
    let roll = find(model, id)?;
    roll.saving = None;
    Some(match outcome {
        Ok(_) => done(model, id),
        Err(refusal) => not_saved(model, id, refusal),
    })
}

fn done(model: &mut Model, id: Uuid) -> Vec<Effect> {
    let at = model.stack.iter().position(|screen| matches!(screen, Screen::Roll(roll) if roll.id == id));
    let Some(Screen::Roll(roll)) = at.map(|at| model.stack.remove(at)) else { return Vec::new() };
    let count = roll.lines.count();
    let numbers = [count.represented(), count.households(), count.needed()].map(|number| number.to_string());
    model.say(fill(phrases::meeting(model.lang).roll_saved, &[&numbers[0], &numbers[1], &numbers[2]]));
    let mut effects = vec![keeping::drop_draft(model, id)];
    effects.extend(crate::tui::update::refresh(model));
    effects
}

/// Where the meeting was changed meanwhile, the roll is put beside what stands there now.
fn not_saved(model: &mut Model, id: Uuid, refusal: &Refusal) -> Vec<Effect> {
    let lang = model.lang;
    if let (Refusal::LookAgain(warnings), Some(roll)) = (refusal, find(model, id)) {
        roll.looked_at = true;
        model.complain(form::look_again(lang, warnings));
        return Vec::new();
    }
    let text = match refusal {
        Refusal::Faults(faults) => {
            let told = faults.iter().map(|fault| {
                let why = phrases::why(lang, &fault.why);
                let is_roll = fault.field == Field::Roll;
                if is_roll { why } else { format!("{}: {why}", phrases::field(lang, fault.field)) }
            });
            told.collect::<Vec<String>>().join("; ")
        }
        other => phrases::refusal(lang, other),
    };
    model.complain(text);
    match (refusal, find(model, id).map(|roll| roll.meeting)) {
        (Refusal::Conflict { .. } | Refusal::Faults(_), Some(meeting)) => {
            vec![model.ask(Ask::Roll(id), crate::protocol::Query::Meeting(meeting))]
        }
        _ => Vec::new(),
    }
}

/// The meeting cannot be had: it was taken back, or is somebody else's by now. A roll that never arrived goes, and what a draft
/// kept of it waits where it did.
pub fn refused(model: &mut Model, id: Uuid) {
    let unread =
        |screen: &Screen| matches!(screen, Screen::Roll(roll) if roll.id == id && roll.row.is_none());
    let Some(at) = model.stack.iter().position(unread) else { return };
    if let Screen::Roll(roll) = model.stack.remove(at) {
        keeping::waits_again(model, roll.draft);
    }
}

/// Esc: an untouched roll goes, a touched one waits among the unfinished forms.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(roll) = screen(model) else { return Vec::new() };
    let (id, touched, unread) = (roll.id, roll.keeping.touched, roll.draft.take());
    let typed = draft_of(model, id).filter(|_| touched);
    keeping::leave(model, unread, typed)
}

/// Throws the visible roll away, its draft too. `None` when none is visible.
pub fn throw_away(model: &mut Model) -> Option<Vec<Effect>> {
    let id = screen(model)?.id;
    Some(keeping::throw_away(model, id))
}
