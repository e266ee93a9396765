//! Forms: described by a list of fields, filled by one engine, read into one command.
//!
//! What is typed is kept by the service as a draft, key by key as fast as it takes them, so that a broken line or a
//! kill costs nothing older than a second.

mod above;
pub mod compare;
mod engine;
pub mod field;
mod kinds;
mod rebase;
mod relabel;
pub mod values;
pub mod view;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use above::Above;
pub use engine::{
    act, choices, down_in_choices, faults, foreseen, is_finding, keep, kept, key, look_again, record, saved,
    wish,
};
use field::FieldState;
pub use rebase::{about, arrived as present, changed_elsewhere, gone, merge, staff_arrived as present_staff};

pub use relabel::relabel;

use super::keeping::{self, Keeping};
use super::keymap::Scope;
use super::model::Model;
use super::msg::{Ask, Effect};
use super::screen::Screen;
use crate::domain::*;
use crate::phrases::{self, Lang, screens};
use crate::protocol::{ChoiceRow, Draft, DraftField, GiftLine, Query, StaffRow, TransferRow};

/// What forms begun on a card are told of its household.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HouseholdContext {
    /// The household; none when the form was not begun on a card.
    pub id: Option<HouseholdId>,
    /// `05/26 Trần Văn Út`.
    pub title: String,
    /// Its group, and how that is called.
    pub group: Option<(GroupId, String)>,
    /// Its address.
    pub address: String,
    /// Who lives there: name and relation to the head.
    pub members: Vec<(PersonId, String, RelationToHead)>,
    /// The head.
    pub head: Option<PersonId>,
    /// The member the cursor was on.
    pub selected: Option<PersonId>,
    /// A due that is open: the project, its name, what is left.
    pub due: Option<(ProjectId, String, Vnd)>,
    /// The project the form was begun on.
    pub project: Option<(ProjectId, String)>,
}

/// What a form is for. It can be written into a draft and read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "each is the form of that name; the record is the one edited, the number its revision"
)]
pub enum FormKind {
    SetUp,
    AddHousehold { group: Option<(GroupId, String)>, book_number: Option<u16> },
    Household(Box<Household>, u64),
    AddPerson(Box<HouseholdContext>),
    Person(Box<Person>, u64),
    Life(LifeKind, Box<HouseholdContext>),
    Contribute(Box<HouseholdContext>),
    Contribution(Box<Contribution>, u64),
    Void(Box<GiftLine>),
    AddNote(Box<HouseholdContext>),
    Note(Box<Note>, u64),
    Due(Box<Due>, u64),
    AddUnit,
    Unit(Box<Unit>, u64),
    AddGroup,
    Group(Box<Group>, u64),
    AddProject,
    Project(Box<Project>, u64),
    AddModel,
    AddMeeting(Option<(GroupId, String)>),
    Meeting(Box<Meeting>, u64),
    AddTeam,
    Board(GroupId, String),
    ChangeSeat(CommitteeId, String),
    Levy(ProjectId, u64, String),
    AddStaff,
    Staff(Box<StaffRow>),
    Accept(Box<TransferRow>),
    Decline(Box<TransferRow>),
}

/// A record to be fetched, then edited in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the record of that name")]
pub enum EditOf {
    Household(HouseholdId),
    Person(PersonId),
    Contribution(ContributionId),
    Due(DueId),
    Note(NoteId),
    /// A note to be marked as dealt with, without a form.
    NoteDone(NoteId),
    Unit(UnitId),
    Group(GroupId),
    Project(ProjectId),
    Meeting(MeetingId),
}

impl EditOf {
    /// The record.
    pub fn key(self) -> RecordKey {
        match self {
            EditOf::Household(id) => id.key(),
            EditOf::Person(id) => id.key(),
            EditOf::Contribution(id) => id.key(),
            EditOf::Due(id) => id.key(),
            EditOf::Note(id) | EditOf::NoteDone(id) => id.key(),
            EditOf::Unit(id) => id.key(),
            EditOf::Group(id) => id.key(),
            EditOf::Project(id) => id.key(),
            EditOf::Meeting(id) => id.key(),
        }
    }
}

/// A form on the screen.
pub struct Form {
    /// This instance.
    pub id: Uuid,
    /// What it is for.
    pub kind: FormKind,
    /// Its title.
    pub title: String,
    /// The fields.
    pub fields: Vec<FieldState>,
    /// Which field has the cursor.
    pub focus: usize,
    /// Choices for the field with the cursor, and which of them.
    pub choices: Vec<ChoiceRow>,
    /// The choice the cursor is on.
    pub choice: usize,
    /// What would follow from saving, and what is worth a second look.
    pub follows: Vec<Consequence>,
    /// How far it is kept.
    pub keeping: Keeping,
    /// It is being saved under this key: a second press repeats the same request.
    pub saving: Option<Uuid>,
    /// Another one of its kind follows when it is saved.
    pub goes_on: bool,
    /// What may be a slip in it was said: the next F10 means it.
    pub looked_at: bool,
    /// Why its save was refused, until the record is looked at.
    pub refused: Option<String>,
}

/// What the names of fields begin with that nobody typed into.
const HIDDEN: char = '_';
/// The hidden field of a draft that says which form it is, in full.
const KIND: &str = "_form";
/// What stands behind a field's name for the record chosen in it.
const CHOSEN: &str = "#";

impl Form {
    fn new(id: Uuid, kind: FormKind, model: &Model) -> Form {
        let title = kinds::title(&kind, model.lang);
        let mut fields = kinds::fields(&kind, model);
        model.above.begin(&kind, &mut fields);
        if model.clock_trouble().is_some() && rebase::base(&kind).is_none() {
            leave_days_empty(&mut fields, model.today());
        }
        let focus = fields.iter().position(FieldState::is_open).unwrap_or(0);
        Form {
            id,
            kind,
            title,
            fields,
            focus,
            choices: Vec::new(),
            choice: 0,
            follows: Vec::new(),
            keeping: Keeping::default(),
            saving: None,
            goes_on: false,
            looked_at: false,
            refused: None,
        }
    }

    /// The kind of form that follows one of a pile; none where one is all there is.
    fn next_kind(&self) -> Option<FormKind> {
        Some(match &self.kind {
            FormKind::AddHousehold { .. } => {
                let state = |of| self.fields.iter().find(|field| field.field == of);
                let group = state(Field::Group).and_then(|group| {
                    let id = Uuid::parse_str(group.chosen.as_deref()?).ok()?;
                    Some((GroupId(id), group.edit.text().to_owned()))
                });
                let number =
                    state(Field::BookNumber).and_then(|number| number.edit.text().parse::<u16>().ok());
                FormKind::AddHousehold { group, book_number: number.map(|number| number.saturating_add(1)) }
            }
            FormKind::Contribute(context) => {
                FormKind::Contribute(Box::new(HouseholdContext { due: None, ..(**context).clone() }))
            }
            FormKind::AddPerson(_)
            | FormKind::AddNote(_)
            | FormKind::AddUnit
            | FormKind::AddGroup
            | FormKind::AddProject
            | FormKind::AddModel
            | FormKind::AddTeam
            | FormKind::AddStaff => self.kind.clone(),
            _ => return None,
        })
    }

    /// Where its keys have their meaning.
    pub fn scopes(&self) -> &'static [Scope] {
        match self.next_kind() {
            Some(_) => &[Scope::Adding, Scope::Form],
            None => &[Scope::Form],
        }
    }

    /// Something was typed or chosen.
    fn changed(&mut self) {
        self.keeping.typed();
        (self.saving, self.looked_at) = (None, false);
    }

    /// As a draft.
    pub fn draft(&self, login: &str, at: i64) -> Draft {
        let mut fields = vec![DraftField {
            name: KIND.to_owned(),
            text: serde_json::to_string(&self.kind).unwrap_or_default(),
        }];
        for field in &self.fields {
            let name = field.name();
            if let Some(chosen) = &field.chosen {
                fields.push(DraftField { name: format!("{name}{CHOSEN}"), text: chosen.clone() });
            }
            fields.push(DraftField { name, text: field.edit.text().to_owned() });
        }
        Draft {
            id: self.id,
            form: kinds::key(&self.kind).to_owned(),
            title: self.title.clone(),
            about: rebase::about(&self.kind),
            base: rebase::base(&self.kind),
            fields,
            login: login.to_owned(),
            at,
        }
    }

    fn fill(&mut self, draft: &Draft) {
        for field in &mut self.fields {
            let name = field.name();
            let text =
                |name: &str| draft.fields.iter().find(|field| field.name == name).map(|f| f.text.as_str());
            field.restore(text(&name).unwrap_or(""), text(&format!("{name}{CHOSEN}")));
        }
        self.keeping.touched = true;
    }
}

fn kind_of(draft: &Draft) -> Option<FormKind> {
    let kind = draft.fields.iter().find(|field| field.name == KIND)?;
    serde_json::from_str(&kind.text).ok()
}

/// The title of an unfinished form in the language of today; of one that this build cannot read, as it was.
pub fn title_of(draft: &Draft, lang: Lang) -> String {
    kind_of(draft).map_or_else(|| draft.title.clone(), |kind| kinds::title(&kind, lang))
}

/// What was typed first in an unfinished form.
pub fn first_typed(draft: &Draft) -> String {
    let shown = |field: &&DraftField| {
        !field.name.starts_with(HIDDEN) && !field.name.ends_with(CHOSEN) && !field.text.trim().is_empty()
    };
    draft.fields.iter().find(shown).map(|field| field.text.clone()).unwrap_or_default()
}

/// With a clock that cannot be right no date comes from it unseen: the clerk types it.
fn leave_days_empty(fields: &mut [FieldState], today: Date) {
    let day = PartialDate::Day(today).show();
    let year = today.year().to_string();
    for field in fields {
        let is_day = field.input == field::Input::Day && field.edit.text() == day;
        if is_day || (field.field == Field::Year && field.edit.text() == year) {
            *field = field.clone().with("");
        }
    }
}

/// Opens a form on top.
pub fn open(model: &mut Model, kind: FormKind) -> Vec<Effect> {
    if !model.may_write() {
        let words = screens(model.lang);
        model.complain(words.only_viewing);
        return Vec::new();
    }
    let id = model.new_id();
    let form = Form::new(id, kind, model);
    model.stack.push(Screen::Form(Box::new(form)));
    if let Some(trouble) = model.clock_trouble() {
        let said = phrases::clock(model.lang, trouble);
        model.complain(phrases::fill(phrases::clock_words(model.lang).type_the_day, &[&said]));
    }
    engine::foresee(model)
}

/// Fetches a record, then opens its form.
pub fn edit(model: &mut Model, of: EditOf) -> Vec<Effect> {
    vec![model.ask(Ask::Record(of), Query::Record(of.key()))]
}

/// Goes on with an unfinished form.
pub fn resume(model: &mut Model, draft: Draft) -> Vec<Effect> {
    let Some(kind) = kind_of(&draft) else {
        let words = screens(model.lang);
        model.complain(words.draft_unreadable);
        return Vec::new();
    };
    let mut form = Form::new(draft.id, kind, model);
    form.fill(&draft);
    model.stack.push(Screen::Form(Box::new(form)));
    let mut effects = vec![keeping::take_up(model, draft.id)];
    effects.extend(engine::foresee(model));
    effects.extend(rebase::look(model, draft.id));
    effects
}

/// Throws the visible form away, its draft too.
pub fn throw_away(model: &mut Model) -> Vec<Effect> {
    match model.top() {
        Screen::Form(form) => {
            let id = form.id;
            keeping::throw_away(model, id)
        }
        _ => Vec::new(),
    }
}
