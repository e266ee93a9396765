//! Rows of meetings, of one meeting with its roll, and of what can be collected at it.

use super::list::{Column, Content, ListKind, Row, Target};
use super::list_rows::{column, number};
use super::sheet::SheetOf;
use crate::domain::{Date, GroupId};
use crate::phrases::screens::Screens;
use crate::phrases::{self, Lang, Words, fill, screens};
use crate::protocol::{MeetingRow, MeetingView, ProjectRow, RollRow};
use crate::text::date::show_day;

/// All meetings, the latest first.
pub(super) fn meetings(rows: &[MeetingRow], lang: Lang) -> Content {
    let (words, own) = (screens(lang), phrases::meeting(lang));
    let columns = vec![
        column(words.on, 10),
        column(words.what, 20),
        column(own.c_of, 18),
        column(own.c_topic, 0),
        number(own.c_attended, 4),
        number(own.c_roll, 6),
    ];
    let rows = rows.iter().map(|row| Row::new(cells(row, lang), Target::List(ListKind::Meeting(row.id))));
    Content { columns, rows: rows.collect(), ..Content::default() }
}

fn cells(row: &MeetingRow, lang: Lang) -> Vec<String> {
    let roll = row.roll.map(|roll| format!("{}/{}", roll.represented(), roll.households()));
    vec![
        show_day(row.on.naive()),
        row.kind.word(lang).to_owned(),
        whose(row, lang),
        row.topic.clone().unwrap_or_default(),
        row.attendances.map(|count| count.to_string()).unwrap_or_default(),
        roll.unwrap_or_default(),
    ]
}

/// Whose meeting it was: `Tổ 05 Quới An`.
pub fn whose(row: &MeetingRow, lang: Lang) -> String {
    if row.has_roll { format!("{} {}", screens(lang).group, row.of) } else { row.of.clone() }
}

/// One meeting: what is known of it above, its roll below.
pub(super) fn meeting(view: &MeetingView, lang: Lang) -> Content {
    let words = screens(lang);
    let title = format!(
        "{}  {}  {}",
        view.row.kind.word(lang),
        show_day(view.row.on.naive()),
        whose(&view.row, lang)
    );
    Content {
        title: title.to_uppercase(),
        head: facts(view, lang),
        columns: roll_columns(view, words, lang),
        rows: roll_rows(view, lang),
    }
}

fn facts(view: &MeetingView, lang: Lang) -> Vec<String> {
    let words = phrases::meeting(lang);
    let meeting = &view.meeting;
    let said = |phrase: &str, text: &Option<String>| text.as_ref().map(|text| fill(phrase, &[text]));
    let first = [meeting.topic.clone(), meeting.occasion.clone(), view.model.clone()];
    let around = [
        said(words.place, &meeting.place),
        said(words.chair, &meeting.chair),
        said(words.secretary, &meeting.secretary),
        said(words.minutes, &meeting.minutes_no),
    ];
    let roll = view.row.roll.map(|roll| {
        let numbers = [roll.represented(), roll.households(), roll.needed()].map(|one| one.to_string());
        fill(words.represented, &[&numbers[0], &numbers[1], &numbers[2]])
    });
    let attended = view.row.attendances.map(|count| fill(words.attended, &[&count.to_string()]));
    let mut lines: Vec<String> = [first.to_vec(), around.to_vec(), vec![roll, attended]]
        .into_iter()
        .map(|parts| parts.into_iter().flatten().collect::<Vec<String>>().join("   "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.extend(meeting.votes.iter().map(|vote| {
        let counts = [vote.in_favour, vote.against, vote.other].map(|count| count.to_string());
        fill(words.vote, &[&counts[0], &counts[1], &counts[2], &vote.on])
    }));
    lines.extend(said(words.decision, &meeting.decision));
    lines.extend(said(words.petition, &meeting.petition));
    lines
}

fn roll_columns(view: &MeetingView, words: &'static Screens, lang: Lang) -> Vec<Column> {
    if view.roll.is_empty() {
        return Vec::new();
    }
    vec![
        number(words.book_number, 4),
        column(words.head, 28),
        column(phrases::meeting(lang).c_mark, 22),
        column("", 0),
    ]
}

fn roll_rows(view: &MeetingView, lang: Lang) -> Vec<Row> {
    if view.roll.is_empty() {
        return Vec::new();
    }
    let words = phrases::meeting(lang);
    let call = match view.row.roll {
        Some(_) => words.call_again.to_owned(),
        None => fill(words.call, &[&view.roll.len().to_string()]),
    };
    let action = |text: &str, target| Row::new(vec![String::new(), text.to_owned()], target);
    let mut rows = vec![action(&call, Target::Roll(view.meeting.id))];
    let collects = view.meeting.group().map(|group| ListKind::Sheets(group, Some(view.meeting.on)));
    rows.extend(collects.map(|kind| action(words.collect, Target::List(kind))));
    if view.row.roll.is_some() {
        rows.extend(view.roll.iter().map(|row| roll_row(row, lang)));
    }
    rows
}

fn roll_row(row: &RollRow, lang: Lang) -> Row {
    let missed = match row.missed {
        0 | 1 => String::new(),
        missed => fill(phrases::meeting(lang).missed_short, &[&missed.to_string()]),
    };
    let cells = vec![
        format!("{:02}", row.household.book_number),
        row.household.head.clone(),
        row.mark.map(|mark| mark.word(lang)).unwrap_or_default().to_owned(),
        missed,
    ];
    Row {
        dim: row.mark.is_some_and(|mark| mark.is_there()),
        ..Row::new(cells, Target::Household(row.household.id))
    }
}

/// The projects that ask a group: a sheet of each. Collected at a meeting, its day is that of the meeting.
pub(super) fn sheets(rows: &[ProjectRow], group: GroupId, on: Option<Date>, lang: Lang) -> Content {
    let words = screens(lang);
    let row = |project: &ProjectRow| {
        let cells = vec![
            project.number.to_string(),
            project.name.clone(),
            project.levy.map(|levy| levy.to_string()).unwrap_or_default(),
            project.finished.map(|day| day.show()).unwrap_or_default(),
        ];
        let of = SheetOf { project: project.id, group, name: project.name.clone(), on };
        Row::new(cells, Target::Sheet(of))
    };
    if rows.is_empty() {
        let nothing = phrases::meeting(lang).nothing_asked.to_owned();
        return Content { head: vec![nothing], ..Content::default() };
    }
    let columns = vec![
        column(words.code, 7),
        column(words.name, 0),
        number(words.levy, 10),
        column(words.finished, 10),
    ];
    Content { columns, rows: rows.iter().map(row).collect(), ..Content::default() }
}
