//! Acts that begin on a list: on the selected row, or on the group or project that the list is of.

use super::list::{self, ListKind, Row, Target, screen};
use super::{confirm, roll};
use crate::phrases::screens;
use crate::protocol::{Answer, Command};
use crate::tui::form::{self, EditOf, FormKind};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};

/// Asks whether the selected act shall be taken back.
pub(super) fn undo(model: &mut Model) -> Vec<Effect> {
    let words = screens(model.lang);
    let Some(list) = screen(model) else { return Vec::new() };
    let Some(Row { target: Target::Change(seq), cells, dim: false }) = list.selected().cloned() else {
        model.say(words.nothing_to_undo);
        return Vec::new();
    };
    let question = format!("{} {}?", words.undo_question, cells.get(3..).unwrap_or_default().join(" "));
    confirm::ask(model, question, confirm::Then::Act(Box::new(Command::Undo { seq }), Ask::Undo))
}

/// Marks the selected note as dealt with.
pub(super) fn done(model: &mut Model) -> Vec<Effect> {
    let Some(list) = screen(model) else { return Vec::new() };
    let Some(Target::Note(id, _)) = list.selected().map(|row| row.target.clone()) else { return Vec::new() };
    form::edit(model, EditOf::NoteDone(id))
}

/// An act on the group or project the list is of.
pub(super) fn about(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let answer = screen(model)?.answer.clone()?;
    let kind = match (answer.as_ref(), action) {
        (Answer::Group(group), Action::Add) => FormKind::AddHousehold {
            group: Some((group.id, format!("{:02} {}", group.number, group.hamlet_name))),
            book_number: Some(group.next_book_number),
        },
        (Answer::Group(group), Action::Give) => {
            return Some(list::open(model, ListKind::Sheets(group.id, None)));
        }
        (Answer::Meetings(_), Action::Add) => FormKind::AddMeeting(None),
        (Answer::Meeting(meeting), Action::Edit) => {
            return Some(form::edit(model, EditOf::Meeting(meeting.meeting.id)));
        }
        (Answer::Meeting(meeting), Action::Roll) if meeting.row.has_roll => {
            return Some(roll::open(model, meeting.meeting.id));
        }
        (Answer::Meeting(meeting), Action::Give) => {
            let (group, on) = (meeting.meeting.group()?, meeting.meeting.on);
            return Some(list::open(model, ListKind::Sheets(group, Some(on))));
        }
        (Answer::Group(group), Action::Edit) => return Some(form::edit(model, EditOf::Group(group.id))),
        (Answer::Group(group), Action::ChangeSeat) => match &group.board {
            Some(board) => FormKind::ChangeSeat(board.id, board.name.clone()),
            None => FormKind::Board(group.id, format!("{:02} {}", group.number, group.hamlet_name)),
        },
        (Answer::Project(project), Action::Edit) => {
            return Some(form::edit(model, EditOf::Project(project.project.id)));
        }
        (Answer::Project(project), Action::Levy) => {
            FormKind::Levy(project.project.id, project.rev, project.row.name.clone())
        }
        (Answer::Project(_), Action::Give) => return Some(list::open(model, ListKind::GiveMenu)),
        _ => return None,
    };
    Some(form::open(model, kind))
}
