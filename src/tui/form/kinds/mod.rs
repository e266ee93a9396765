//! The forms: one file a family. Each has its fields, and how they are read into a command.

mod committee;
mod giving;
mod household;
mod life;
mod meeting;
mod note;
mod person;
mod place;
mod staff;
mod transfer;

use uuid::Uuid;

use super::FormKind;
use super::field::{FieldState, Input};
use super::values::Values;
use crate::domain::{Date, Fault, Field};
use crate::phrases::{self, Lang, Words, screens, together};
use crate::protocol::Command;
use crate::text::date::show_day;
use crate::tui::model::Model;

/// The name of a form in drafts; it never changes.
pub fn key(kind: &FormKind) -> &'static str {
    match kind {
        FormKind::SetUp => "set_up",
        FormKind::AddHousehold { .. } => "add_household",
        FormKind::Household(..) => "household",
        FormKind::AddPerson(_) => "add_person",
        FormKind::Person(..) => "person",
        FormKind::Life(kind, _) => kind.key(),
        FormKind::Contribute(_) => "contribute",
        FormKind::Contribution(..) => "contribution",
        FormKind::Void(_) => "void",
        FormKind::AddNote(_) => "add_note",
        FormKind::Note(..) => "note",
        FormKind::Due(..) => "due",
        FormKind::AddUnit => "add_unit",
        FormKind::Unit(..) => "unit",
        FormKind::AddGroup => "add_group",
        FormKind::Group(..) => "group",
        FormKind::AddProject => "add_project",
        FormKind::Project(..) => "project",
        FormKind::AddModel => "add_model",
        FormKind::AddMeeting(_) => "add_meeting",
        FormKind::Meeting(..) => "meeting",
        FormKind::AddTeam => "add_team",
        FormKind::Board(..) => "board",
        FormKind::ChangeSeat(..) => "change_seat",
        FormKind::Levy(..) => "levy",
        FormKind::AddStaff => "add_staff",
        FormKind::Staff(_) => "staff",
        FormKind::Accept(_) => "accept_transfer",
        FormKind::Decline(_) => "decline_transfer",
    }
}

/// The title of a form.
pub fn title(kind: &FormKind, lang: Lang) -> String {
    let words = screens(lang);
    match kind {
        FormKind::SetUp => words.set_up.to_owned(),
        FormKind::AddHousehold { .. } => words.add_household.to_owned(),
        FormKind::Household(household, _) => format!("{} H-{:05}", words.edit_household, household.number),
        FormKind::AddPerson(context) => {
            format!("{}, {} {}", words.add_person, words.household, context.title)
        }
        FormKind::Person(person, _) => format!("{} {}", words.edit_person, person.full_name),
        FormKind::Life(kind, context) => {
            format!("{}, {} {}", kind.word(lang), words.household, context.title)
        }
        FormKind::Contribute(context) if context.id.is_some() => {
            format!("{}, {} {}", words.add_contribution, words.household, context.title)
        }
        FormKind::Contribute(_) => words.add_contribution.to_owned(),
        FormKind::Contribution(contribution, _) => format!("{} D-{:05}", words.edit, contribution.number),
        FormKind::Void(line) => format!("{} {} {}", words.void, line.number, line.to),
        FormKind::AddNote(context) => format!("{}, {} {}", words.add_note, words.household, context.title),
        FormKind::Note(..) => words.note.to_owned(),
        FormKind::Due(..) => words.dues_title.to_owned(),
        FormKind::AddUnit => words.add_unit.to_owned(),
        FormKind::Unit(unit, _) => {
            format!("{} {}", words.edit, unit.versions.last().map_or("", |version| &version.name))
        }
        FormKind::AddGroup => words.add_group.to_owned(),
        FormKind::Group(group, _) => format!("{} {} {:02}", words.edit, words.group, group.number),
        FormKind::AddProject => words.add_project.to_owned(),
        FormKind::Project(project, _) => format!("{} {}", words.edit, project.name),
        FormKind::AddModel => words.add_model.to_owned(),
        FormKind::AddMeeting(_) => phrases::meeting(lang).add.to_owned(),
        FormKind::Meeting(meeting, _) => {
            format!("{} {}", phrases::meeting(lang).edit, show_day(meeting.on.naive()))
        }
        FormKind::AddTeam => words.add_team.to_owned(),
        FormKind::Board(_, group) => format!("{} {} {group}", words.add_board, words.group),
        FormKind::ChangeSeat(_, name) => format!("{}, {} {name}", words.change_seat, words.group),
        FormKind::Levy(_, _, project) => format!("{}: {project}", words.set_levy),
        FormKind::AddStaff => together(lang).add_staff.to_owned(),
        FormKind::Staff(row) => format!("{} {}", together(lang).edit_staff, row.record.login),
        FormKind::Accept(row) => format!("{}: {}", words.t_accept, row.head),
        FormKind::Decline(row) if row.book_number.is_some() => format!("{}: {}", words.t_decline, row.head),
        FormKind::Decline(row) => format!("{}: {}", words.t_withdraw, row.head),
    }
}

/// The fields of a form, filled with what is known.
pub fn fields(kind: &FormKind, model: &Model) -> Vec<FieldState> {
    let lang = model.lang;
    let today = model.today();
    match kind {
        FormKind::SetUp => place::set_up_fields(lang),
        FormKind::AddHousehold { group, book_number } => {
            household::add_fields(group.as_ref(), *book_number, lang)
        }
        FormKind::Household(household, _) => household::edit_fields(household, lang, today),
        FormKind::AddPerson(_) => person::add_fields(lang),
        FormKind::Person(person, _) => person::edit_fields(person, lang, today),
        FormKind::Life(kind, context) => life::fields(*kind, context, lang, today),
        FormKind::Contribute(context) => giving::contribute_fields(context, lang, today),
        FormKind::Contribution(contribution, _) => giving::contribution_fields(contribution, lang),
        FormKind::Void(line) => giving::void_fields(line, lang),
        FormKind::AddNote(context) => note::add_fields(context, lang),
        FormKind::Note(note, _) => note::edit_fields(note, lang),
        FormKind::Due(due, _) => giving::due_fields(due, lang),
        FormKind::AddUnit => place::add_unit_fields(lang),
        FormKind::Unit(unit, _) => place::edit_unit_fields(unit, lang, today),
        FormKind::AddGroup => place::add_group_fields(lang),
        FormKind::Group(group, _) => place::edit_group_fields(group, lang),
        FormKind::AddProject => place::add_project_fields(lang),
        FormKind::Project(project, _) => place::edit_project_fields(project, lang),
        FormKind::AddModel => place::add_model_fields(lang, today),
        FormKind::AddMeeting(group) => meeting::add_fields(group.as_ref(), lang, today),
        FormKind::Meeting(meeting, _) => meeting::edit_fields(meeting, lang),
        FormKind::AddTeam => committee::team_fields(lang, today),
        FormKind::Board(..) => committee::board_fields(lang, today),
        FormKind::ChangeSeat(..) => committee::change_fields(lang, today),
        FormKind::Levy(..) => giving::levy_fields(lang),
        FormKind::AddStaff => staff::add_fields(lang),
        FormKind::Staff(row) => staff::edit_fields(row, lang),
        FormKind::Accept(row) => transfer::accept_fields(row, lang),
        FormKind::Decline(row) => transfer::decline_fields(row, lang),
    }
}

/// The fields of a levy, filled with the one that stands.
pub fn levy_as_it_stands(project: &crate::domain::Project, lang: Lang) -> Vec<FieldState> {
    giving::levy_as_it_stands(project, lang)
}

/// Whether a field is asked for, given what is chosen in the others.
pub fn is_asked(kind: &FormKind, fields: &[FieldState], at: usize) -> bool {
    let Some(field) = fields.get(at) else { return false };
    match kind {
        FormKind::Contribute(_) => giving::is_asked(field, fields),
        FormKind::AddProject | FormKind::Project(..) => place::is_project_field_asked(field, fields),
        FormKind::AddTeam => committee::is_asked(field, fields),
        FormKind::AddMeeting(_) | FormKind::Meeting(..) => meeting::is_asked(field, fields),
        FormKind::Life(..) => life::is_asked(field, fields),
        FormKind::AddStaff | FormKind::Staff(_) => staff::is_asked(at, fields),
        _ => true,
    }
}

/// Reads a form into its command. `id` is the form's own, which a new record takes: saving twice cannot make two.
///
/// # Errors
/// All that is wrong.
pub fn build(kind: &FormKind, fields: &[FieldState], today: Date, id: Uuid) -> Result<Command, Vec<Fault>> {
    let mut values = Values::of(fields, today);
    let command = match kind {
        FormKind::SetUp => place::set_up(&mut values),
        FormKind::AddHousehold { .. } => household::add(&mut values),
        FormKind::Household(household, rev) => household::edit(household, *rev, &mut values),
        FormKind::AddPerson(context) => person::add(context, &mut values),
        FormKind::Person(person, rev) => person::edit(person, *rev, &mut values),
        FormKind::Life(kind, context) => life::build(*kind, context, &mut values),
        FormKind::Contribute(context) => giving::contribute(context, &mut values),
        FormKind::Contribution(contribution, rev) => giving::contribution(contribution, *rev, &mut values),
        FormKind::Void(line) => giving::void(line, &mut values),
        FormKind::AddNote(context) => note::add(context, id, &mut values),
        FormKind::Note(note, rev) => note::edit(note, *rev, &mut values),
        FormKind::Due(due, rev) => giving::due(due, *rev, &mut values),
        FormKind::AddUnit => place::add_unit(id, &mut values),
        FormKind::Unit(unit, rev) => place::edit_unit(unit, *rev, &mut values),
        FormKind::AddGroup => place::add_group(id, &mut values),
        FormKind::Group(group, rev) => place::edit_group(group, *rev, &mut values),
        FormKind::AddProject => place::add_project(id, &mut values),
        FormKind::Project(project, rev) => place::edit_project(project, *rev, &mut values),
        FormKind::AddModel => place::add_model(id, &mut values),
        FormKind::AddMeeting(_) => meeting::add(id, &mut values),
        FormKind::Meeting(meeting, rev) => meeting::edit(meeting, *rev, &mut values),
        FormKind::AddTeam => committee::team(id, &mut values),
        FormKind::Board(group, _) => committee::board(*group, id, &mut values),
        FormKind::ChangeSeat(committee, _) => committee::change(*committee, &mut values),
        FormKind::Levy(project, rev, _) => giving::levy(*project, *rev, &mut values),
        FormKind::AddStaff => staff::add(id, &mut values),
        FormKind::Staff(row) => staff::edit(row, &mut values),
        FormKind::Accept(row) => Some(transfer::accept(row, &mut values)),
        FormKind::Decline(row) => Some(transfer::decline(row, &mut values)),
    };
    match command {
        Some(command) => values.finish(command),
        None => Err(values.into_faults()),
    }
}

/// Saves a record: a new one without a base.
fn save(record: impl Into<crate::domain::AnyRecord>, base: Option<u64>) -> Option<Command> {
    Some(Command::Save { record: Box::new(record.into()), base })
}

fn yes_no(lang: Lang, of: Field, yes: bool) -> FieldState {
    let words = screens(lang);
    let items = vec![("no".to_owned(), words.no.to_owned()), ("yes".to_owned(), words.yes.to_owned())];
    let mut state = FieldState::new(lang, of, Input::Choice(items));
    state.choose(if yes { "yes" } else { "no" });
    state
}

fn line(lang: Lang, of: Field) -> FieldState {
    FieldState::new(lang, of, Input::Line)
}

fn optional(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}
