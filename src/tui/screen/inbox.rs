//! The files that wait in the inbox of a forced session: rows, and what the keys on them do.

use super::act_rows::when;
use super::list::{self, Column, Content, ListKind, Row, Target};
use super::list_rows::{column, title};
use super::{Screen, bring_in, confirm};
use crate::exchange::{BoxName, Waiting};
use crate::phrases::{fill, papers, screens};
use crate::text::number::group_thousands;
use crate::tui::filing::{FileOp, FileReport};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::printing;

/// The rows.
pub(super) fn content(model: &Model) -> Content {
    let words = papers(model.lang);
    let row = |one: &Waiting| {
        let bytes = group_thousands(i64::try_from(one.bytes).unwrap_or(i64::MAX));
        let cells = vec![one.name.to_string(), bytes, when(one.at_ms, model)];
        Row::new(cells, Target::File(one.name.clone()))
    };
    let columns = vec![
        column(words.inbox_name, 0),
        Column { title: words.inbox_size, width: 12, right: true },
        column(screens(model.lang).on, 16),
    ];
    let rows = model.inbox.iter().flatten().map(row).collect();
    Content { title: title(ListKind::Inbox, model.lang), head: Vec::new(), columns, rows }
}

/// Opens the list; what came in since the last look is there a moment later.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let mut effects = list::open(model, ListKind::Inbox);
    effects.extend(look(model));
    effects
}

/// Looks what waits, where there is an inbox that may be used.
pub fn look(model: &Model) -> Option<Effect> {
    model.may(Action::Inbox).then_some(Effect::File(FileOp::LookIn))
}

/// What a key of the table does on the list; `None` when it is not for it.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let file = match model.top() {
        Screen::List(list) if list.kind == ListKind::Inbox => match list.selected().map(|row| &row.target) {
            Some(Target::File(name)) => Some(name.clone()),
            _ => None,
        },
        Screen::List(list) if list.kind == ListKind::BringIn => {
            model.bringing.as_ref().map(|bringing| bringing.name.clone())
        }
        _ => return None,
    };
    if action != Action::DropFile {
        return None;
    }
    let Some(name) = file else { return Some(Vec::new()) };
    let question = fill(papers(model.lang).drop_question, &[name.as_str()]);
    Some(confirm::ask(model, question, confirm::Then::DropFile(name)))
}

/// Somebody said yes.
pub(super) fn take_out(name: BoxName) -> Vec<Effect> {
    vec![Effect::File(FileOp::Drop(name))]
}

/// Something was done with files.
pub fn reported(model: &mut Model, report: FileReport) -> Vec<Effect> {
    match report {
        FileReport::GivenOut(result) => printing::written(model, result),
        FileReport::Read(name, result) => return bring_in::read(model, &name, result),
        FileReport::Waiting(Ok(waiting)) => {
            model.inbox = model.inbox.is_some().then_some(waiting);
            refill(model);
        }
        // Only who looks into the box is told; everybody else has other work.
        FileReport::Waiting(Err(why)) => {
            if matches!(model.top(), Screen::List(list) if list.kind == ListKind::Inbox) {
                model.complain(why);
            }
        }
        FileReport::Dropped(name, result) => {
            match result {
                Ok(()) => {
                    bring_in::close(model, &name);
                    model.say(fill(papers(model.lang).dropped, &[name.as_str()]));
                }
                Err(why) => model.complain(why),
            }
            return look(model).into_iter().collect();
        }
    }
    Vec::new()
}

fn refill(model: &mut Model) {
    let content = content(model);
    list::refill(model, ListKind::Inbox, &content);
}
