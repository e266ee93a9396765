//! Staff and the access log, for administrators: rows, and what the keys on them do.

use super::act_rows::when;
use super::list::{Content, List, ListKind, Row, Target};
use super::list_rows::column;
use crate::domain::{Field, HouseholdId, Kind, StaffRole};
use crate::phrases::screens::Screens;
use crate::phrases::{self, Lang, Words, fill, together};
use crate::protocol::{AccessRow, Command, StaffRow};
use crate::text::date::show_day;
use crate::tui::form::{self, FormKind};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::{Screen, confirm};

/// The most entries of the access log that are asked for.
pub const ENTRIES: u16 = 500;

/// Rows of staff.
pub(super) fn staff_content(rows: &[StaffRow], lang: Lang) -> Content {
    let words = phrases::phrases(lang).staff;
    let row = |row: &StaffRow| {
        let staff = &row.record;
        let area = match staff.role {
            StaffRole::Backup => words.sees_nothing.to_owned(),
            _ => phrases::scope_names(lang, &row.scope),
        };
        let until = staff.valid.to().map_or(words.no_end.to_owned(), |day| show_day(day.naive()));
        let ended = if row.active { "" } else { together(lang).ended };
        let cells = vec![
            staff.login.clone(),
            staff.name.clone(),
            staff.role.word(lang).to_owned(),
            area,
            until,
            ended.to_owned(),
        ];
        Row { cells, target: Target::Staff(Box::new(row.clone())), dim: !row.active }
    };
    let title = |of| phrases::field(lang, of);
    Content {
        columns: vec![
            column(together(lang).login, 10),
            column(title(Field::FullName), 16),
            column(title(Field::StaffRole), 13),
            column(title(Field::Scope), 0),
            column(title(Field::To), 10),
            column("", 5),
        ],
        rows: rows.iter().map(row).collect(),
        ..Content::default()
    }
}

/// Rows of the access log, newest first.
pub(super) fn access_content(rows: &[AccessRow], words: &'static Screens, model: &Model) -> Content {
    let row = |row: &AccessRow| {
        let access = &row.access;
        let more = if access.more > 0 { format!(" (+{})", access.more) } else { String::new() };
        let cells = vec![
            when(access.at, model),
            access.login.clone(),
            phrases::access(model.lang, access.what).to_owned() + &more,
            row.name.clone(),
            access.why.clone(),
        ];
        let household = access.about.filter(|about| about.kind == Kind::Household);
        let target = household.map_or(Target::Nothing, |about| Target::Household(HouseholdId(about.id)));
        Row { cells, target, dim: false }
    };
    let columns = vec![
        column(words.on, 11),
        column(words.who, 8),
        column(words.what, 16),
        column(together(model.lang).access_about, 16),
        column(together(model.lang).unmask_why, 0),
    ];
    Content { columns, rows: rows.iter().map(row).collect(), ..Content::default() }
}

fn list(model: &mut Model) -> Option<&mut List> {
    match model.top() {
        Screen::List(list) if list.kind == ListKind::Staff => Some(&mut **list),
        _ => None,
    }
}

fn selected(model: &mut Model) -> Option<StaffRow> {
    match list(model)?.selected().map(|row| row.target.clone()) {
        Some(Target::Staff(row)) => Some(*row),
        _ => None,
    }
}

/// What a key of the table does on the list of staff; `None` when it is not for it.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    list(model)?;
    match action {
        Action::Add => Some(form::open(model, FormKind::AddStaff)),
        Action::Edit => Some(match selected(model) {
            Some(row) => form::open(model, FormKind::Staff(Box::new(row))),
            None => Vec::new(),
        }),
        Action::EndAccount => Some(end_account(model)),
        _ => None,
    }
}

/// F8: asks whether the account shall end. It says what that means for whoever sits at a screen right now.
fn end_account(model: &mut Model) -> Vec<Effect> {
    let words = together(model.lang);
    let Some(row) = selected(model) else { return Vec::new() };
    let staff = row.record;
    if !row.active {
        model.say(fill(words.ended_already, &[&staff.login]));
        return Vec::new();
    }
    let question = fill(words.end_question, &[&staff.login, &staff.name]);
    let command = Command::Suspend { staff: staff.id, base: row.rev, successor: None };
    confirm::ask(model, question, confirm::Then::Act(Box::new(command), Ask::Act))
}
