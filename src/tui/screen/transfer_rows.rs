//! Rows of households between groups: on their way here, on their way out, gone; and what stays known of one that went.

use super::card_view::{amount, detail, sums};
use super::list::{Content, ListKind, Row, Target};
use super::list_rows::{column, number};
use crate::domain::TransferOutcome;
use crate::phrases::screens::Screens;
use crate::phrases::{fill, screens};
use crate::protocol::{DepartedRow, DepartedView, TransferRow, TransfersView};
use crate::text::date::show_day;
use crate::tui::form::{self, FormKind};
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::screen::Screen;

/// The list.
pub(super) fn transfers(view: &TransfersView, words: &'static Screens) -> Content {
    let mut rows = Vec::new();
    for row in &view.incoming {
        rows.extend(lines(row, words.t_incoming, Target::Incoming(Box::new(row.clone())), words));
    }
    for row in &view.outgoing {
        let (state, target) = match row.answer {
            None => (words.t_outgoing, Target::Outgoing(Box::new(row.clone()))),
            Some(_) => (words.t_sent_back, Target::Household(row.household)),
        };
        rows.extend(lines(row, state, target, words));
    }
    rows.extend(view.departed.iter().map(|row| departed_row(row, words)));
    Content { columns: columns(words), rows, ..Content::default() }
}

fn columns(words: &'static Screens) -> Vec<super::list::Column> {
    vec![
        column("", 10),
        column(words.on, 10),
        column(words.head, 22),
        number(words.members, 4),
        column(words.from_to, 0),
    ]
}

/// A household, and below it who sent it and why, or why it came back.
fn lines(row: &TransferRow, state: &str, target: Target, words: &Screens) -> Vec<Row> {
    let cells = vec![
        state.to_owned(),
        show_day(row.on.naive()),
        row.head.clone(),
        row.persons.to_string(),
        format!("{} -> {}", row.from, row.to),
    ];
    let mut below = vec![fill(words.t_asked, &[&row.asked_by, &show_day(row.asked_on.naive())])];
    below.extend(row.basis.as_ref().map(|basis| format!("{} {basis}", words.basis)));
    below.extend(row.told_by.as_ref().map(|who| fill(words.t_told, &[who])));
    if let Some(answer) = &row.answer
        && let TransferOutcome::Declined(reason) = &answer.outcome
    {
        below = vec![fill(words.t_declined, &[&answer.by, &show_day(answer.on.naive()), reason])];
    }
    let below = format!("           {}", below.join("; "));
    vec![
        Row { cells, target, dim: row.answer.is_some() },
        Row { cells: vec![below], target: Target::Nothing, dim: true },
    ]
}

fn departed_row(row: &DepartedRow, words: &Screens) -> Row {
    let cells = vec![
        words.t_departed.to_owned(),
        show_day(row.since.naive()),
        row.head.clone(),
        String::new(),
        format!("{} -> {}", row.from, row.to),
    ];
    Row::new(cells, Target::List(ListKind::Departed(row.household)))
}

/// What stays known of a household that went.
pub(super) fn departed(view: &DepartedView, words: &'static Screens) -> Content {
    let row = &view.row;
    let given = match view.contributions.as_slice() {
        [] => words.nothing_given.to_owned(),
        _ => sums(&view.given, words),
    };
    let head = vec![
        fill(words.t_went, &[&row.from, &row.to, &show_day(row.since.naive())]),
        format!("{}: {given}", words.t_given_here),
    ];
    let rows = view.contributions.iter().map(|line| {
        let cells =
            vec![show_day(line.on.naive()), line.to.clone(), amount(line, words), detail(line, words)];
        Row { cells, target: Target::Nothing, dim: line.voided.is_some() }
    });
    Content {
        title: format!("{}  {}  {}", words.t_departed_title, row.number, row.head).to_uppercase(),
        columns: vec![column(words.on, 10), column(words.name, 30), number(words.amount, 14), column("", 0)],
        rows: rows.collect(),
        head,
    }
}

/// `Đang chuyển sang Tổ 07 Long Thới từ 10/11/2023, chờ nhận`.
pub(super) fn leaving(row: &TransferRow, words: &Screens) -> String {
    fill(words.t_leaving, &[&row.to, &show_day(row.on.naive())])
}

/// F8: sends the selected household back, or takes back the one that was sent.
pub(super) fn decline(model: &mut Model) -> Vec<Effect> {
    let target = match model.top() {
        Screen::List(list) => list.selected().map(|row| row.target.clone()),
        _ => None,
    };
    let (Some(Target::Incoming(row)) | Some(Target::Outgoing(row))) = target else {
        let words = screens(model.lang);
        model.say(words.t_decline_what);
        return Vec::new();
    };
    form::open(model, FormKind::Decline(row))
}
