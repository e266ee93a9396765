//! What is shown of a file that is looked at: how far it is, what the register says, and rows.

use super::bring_in::{Bringing, Run, Stage, new_rows};
use super::list::{Content, Row, Target};
use super::list_rows::column;
use crate::domain::PartialDate;
use crate::phrases::{Lang, fill, papers, problem};
use crate::protocol::{
    ImportGift, ImportGiver, ImportHolding, ImportProblem, ImportReport, ImportRow, RowBody,
};
use crate::text::number::group_thousands;
use crate::text::width;
use crate::tui::model::Model;

/// The most problems that are listed: more do not help anybody mend a file.
const MOST_PROBLEMS: usize = 500;

/// All of it.
pub(super) fn content(model: &Model) -> Content {
    let words = papers(model.lang);
    let Some(bringing) = &model.bringing else { return Content::default() };
    let room = usize::from(model.size.0.saturating_sub(2)).max(1);
    let mut head = width::wrap(&said(bringing, model.lang), room);
    if let Stage::Checked(report) = &bringing.stage {
        head.extend(counts(report, model.lang));
        head.extend(bringing.ignored.iter().map(|column| fill(words.ignored, &[column])));
    }
    let rows = match &bringing.stage {
        Stage::Faulty(problems) => problem_rows(problems, room, model.lang),
        Stage::Checked(_) => first_rows(bringing, model.lang),
        _ => Vec::new(),
    };
    let title = fill(words.look_title, &[bringing.name.as_str()]);
    let columns = if rows.is_empty() { Vec::new() } else { vec![column("", 0)] };
    Content { title, head, columns, rows }
}

/// How far it is, in a sentence.
fn said(bringing: &Bringing, lang: Lang) -> String {
    let words = papers(lang);
    let figure = |count: u32| group_thousands(i64::from(count));
    match &bringing.stage {
        Stage::Reading => words.reading.to_owned(),
        Stage::Books(_) => fill(words.checking, &["0", &figure(bringing.rows)]),
        Stage::Sending(sending) => {
            let phrase = match sending.run {
                Run::Check => words.checking,
                Run::Write => words.bringing,
            };
            fill(phrase, &[&figure(sending.sent), &figure(bringing.rows)])
        }
        Stage::Checked(report) if new_rows(report) == 0 => words.nothing_new.to_owned(),
        Stage::Checked(_) => words.good.to_owned(),
        Stage::Faulty(problems) => fill(words.faulty, &[&problems.len().to_string()]),
        Stage::Stopped(why) => why.clone(),
        Stage::Done(new) => fill(words.brought_in, &[&figure(*new), bringing.name.as_str()]),
    }
}

fn counts(report: &ImportReport, lang: Lang) -> Vec<String> {
    let figure = |count: u32| group_thousands(i64::from(count));
    let line = |count: &crate::protocol::ImportCount| {
        fill(papers(lang).counted, &[&count.table, &figure(count.new), &figure(count.known)])
    };
    report.counts.iter().map(line).collect()
}

fn sentence(text: String) -> Row {
    Row::new(vec![text], Target::Nothing)
}

fn problem_rows(problems: &[ImportProblem], room: usize, lang: Lang) -> Vec<Row> {
    let lines =
        problems.iter().take(MOST_PROBLEMS).flat_map(|one| width::wrap(&problem(lang, one), room - 2));
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    let more = (more > 0).then(|| fill(papers(lang).more_problems, &[&more.to_string()]));
    lines.chain(more).map(sentence).collect()
}

fn first_rows(bringing: &Bringing, lang: Lang) -> Vec<Row> {
    let line = |(line, text): &(u32, String)| {
        sentence(format!("  {}: {text}", fill(papers(lang).line, &[&line.to_string()])))
    };
    let title = sentence(papers(lang).first_rows.to_owned());
    std::iter::once(title).chain(bringing.first.iter().map(line)).collect()
}

/// A row in words, with its line. Ids and phones are not among them: the visitor sees the screen.
pub(super) fn row(row: &ImportRow) -> (u32, String) {
    (row.line, words_of(&row.body).join("  "))
}

fn words_of(body: &RowBody) -> Vec<String> {
    let date = |date: &Option<PartialDate>| date.map(PartialDate::show).unwrap_or_default();
    match body {
        RowBody::Unit { key, name, .. } | RowBody::Project { key, name, .. } => {
            vec![key.clone(), name.clone()]
        }
        RowBody::Alias { unit, name, .. } => vec![unit.clone(), name.clone()],
        RowBody::Group { key, hamlet, number, .. } => vec![key.clone(), hamlet.clone(), number.to_string()],
        RowBody::Household { key, group, head, address, .. } => {
            vec![key.clone(), group.clone(), head.clone(), address.clone()]
        }
        RowBody::Person { key, household, full_name, birth, .. } => {
            vec![key.clone(), household.clone(), full_name.clone(), date(birth)]
        }
        RowBody::BoardSeat { group, person, .. } => vec![group.clone(), person.clone()],
        RowBody::Seat { committee, holding, .. } => vec![committee.clone(), holder(holding)],
        RowBody::Model { key, name, started, .. } => vec![key.clone(), name.clone(), started.to_string()],
        RowBody::Participant { model, person } => vec![model.clone(), person.clone()],
        RowBody::Meeting { key, unit, on, occasion, .. } => {
            let day = PartialDate::Day(*on).show();
            vec![key.clone(), day, unit.clone(), occasion.clone().unwrap_or_default()]
        }
        RowBody::Contribution { key, project, from, gift, on, .. } => {
            let day = PartialDate::Day(*on).show();
            vec![key.clone(), day, giver(from), project.clone().unwrap_or_default(), given(gift)]
        }
    }
}

fn holder(holding: &ImportHolding) -> String {
    match holding {
        ImportHolding::Held(person, _) => person.clone(),
        ImportHolding::ExOfficio(_) => String::new(),
    }
}

fn giver(from: &ImportGiver) -> String {
    match from {
        ImportGiver::Household(name) | ImportGiver::Sponsor(name) => name.clone(),
    }
}

fn given(gift: &ImportGift) -> String {
    match gift {
        ImportGift::Money(money) => money.to_string(),
        ImportGift::Land(area) => format!("{area} m²"),
        ImportGift::Labour(days) => days.to_string(),
        ImportGift::Goods(what, ..) => what.clone(),
    }
}
