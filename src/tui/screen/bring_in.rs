//! A file of the inbox, looked at and brought into the register: read by the thread of files, checked by the register as
//! an import that writes nothing, and only then, when somebody says so, imported. Rows go piece by piece: the next one
//! when the one before is answered, so that the screen goes on and the line is not filled.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::list::{self, ListKind};
use super::{Screen, bring_in_rows, confirm};
use crate::domain::{AnyRecord, Kind};
use crate::exchange::{Book, BoxName, Reading, book_of, in_pieces};
use crate::phrases::{self, fill, papers};
use crate::protocol::{
    Answer, Command, Exported, ImportProblem, ImportReport, ImportRow, ImportStep, Query, Refusal,
};
use crate::tui::filing::FileOp;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::printing::PAGE;

/// How many rows are shown of a good file.
const FIRST: usize = 20;

/// A file that is looked at.
pub struct Bringing {
    /// Its name.
    pub name: BoxName,
    /// Its rows, in pieces as they are sent. Kept, so that what is brought in is what was looked at, whatever comes
    /// into the box meanwhile.
    pieces: Vec<Vec<ImportRow>>,
    /// How many rows there are.
    pub rows: u32,
    /// The first of them, in words.
    pub first: Vec<(u32, String)>,
    /// Columns that are not known.
    pub ignored: Vec<String>,
    /// The book that the keys belong to.
    book: String,
    /// How far it is.
    pub stage: Stage,
}

/// How far a look is.
pub enum Stage {
    /// The file is read.
    Reading,
    /// The books of the register are asked for; those seen so far.
    Books(BTreeSet<String>),
    /// Rows are sent.
    Sending(Sending),
    /// The register would take it; nothing is written.
    Checked(ImportReport),
    /// Rows that cannot stand.
    Faulty(Vec<ImportProblem>),
    /// It went no further; why.
    Stopped(String),
    /// It is in the register; how many rows were new.
    Done(u32),
}

/// Rows on their way.
pub struct Sending {
    batch: Uuid,
    /// Which piece is next.
    next: usize,
    /// How many rows went before it.
    pub sent: u32,
    /// What it is for.
    pub run: Run,
}

/// What rows are sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// To be checked.
    Check,
    /// To be written.
    Write,
}

/// Looks at a file.
pub fn open(model: &mut Model, name: BoxName) -> Vec<Effect> {
    model.bringing = Some(Bringing {
        name: name.clone(),
        pieces: Vec::new(),
        rows: 0,
        first: Vec::new(),
        ignored: Vec::new(),
        book: String::new(),
        stage: Stage::Reading,
    });
    let mut effects = list::open(model, ListKind::BringIn);
    effects.push(Effect::File(FileOp::Read(name)));
    effects
}

/// The file was read, or cannot be. One that nobody looks at any more is let go.
pub fn read(model: &mut Model, name: &BoxName, result: Result<Box<Reading>, String>) -> Vec<Effect> {
    let Some(bringing) = &mut model.bringing else { return Vec::new() };
    if bringing.name != *name || !matches!(bringing.stage, Stage::Reading) {
        return Vec::new();
    }
    let effects = match result {
        Err(why) => stop(model, why),
        Ok(reading) if !reading.problems.is_empty() => stage(model, Stage::Faulty(reading.problems)),
        Ok(reading) => {
            bringing.rows = u32::try_from(reading.rows.len()).unwrap_or(u32::MAX);
            bringing.first = reading.rows.iter().take(FIRST).map(bring_in_rows::row).collect();
            bringing.ignored = reading.ignored.into_iter().filter_map(|ignored| ignored.column).collect();
            bringing.pieces = in_pieces(reading.rows);
            bringing.stage = Stage::Books(BTreeSet::new());
            vec![ask_books(model, None)]
        }
    };
    show(model);
    effects
}

fn ask_books(model: &mut Model, after: Option<Uuid>) -> Effect {
    model.ask(Ask::Books, Query::Export { kind: Kind::Unit, after, limit: PAGE, unmask: None })
}

/// A page of units arrived: what they were made from says which book is meant.
pub fn books(model: &mut Model, units: &[Exported]) -> Vec<Effect> {
    let Some(Bringing { stage: Stage::Books(seen), .. }) = &mut model.bringing else { return Vec::new() };
    for exported in units {
        if let AnyRecord::Unit(unit) = &exported.record {
            seen.extend(unit.source.as_ref().map(|source| source.book.clone()));
        }
    }
    let known = seen.clone();
    if let Some(last) = units.last() {
        let after = last.record.key().id;
        return vec![ask_books(model, Some(after))];
    }
    match book_of(&known, "") {
        Book::OneOf(books) => {
            let why = fill(papers(model.lang).which_book, &[&books.join(", ")]);
            stop(model, why)
        }
        Book::Is(book) => {
            if let Some(bringing) = &mut model.bringing {
                bringing.book = book;
            }
            send_all(model, Run::Check)
        }
    }
}

fn send_all(model: &mut Model, run: Run) -> Vec<Effect> {
    let batch = model.new_id();
    stage(model, Stage::Sending(Sending { batch, next: 0, sent: 0, run }));
    send_next(model)
}

/// The next piece, or the end of the batch.
fn send_next(model: &mut Model) -> Vec<Effect> {
    let Some(Bringing { stage: Stage::Sending(sending), pieces, book, .. }) = &mut model.bringing else {
        return Vec::new();
    };
    let batch = sending.batch;
    let step = match pieces.get(sending.next) {
        Some(rows) => {
            let before = sending.sent;
            sending.next += 1;
            sending.sent = before.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            ImportStep::Rows { batch, before, rows: rows.clone() }
        }
        None => {
            let dry_run = sending.run == Run::Check;
            ImportStep::Finish { batch, rows: sending.sent, book: book.clone(), dry_run }
        }
    };
    show(model);
    vec![model.act(Ask::BringIn(batch), Command::Import(step))]
}

/// A step was answered.
pub fn answered(model: &mut Model, batch: Uuid, answer: Answer) -> Vec<Effect> {
    match (run_of(model, batch), answer) {
        (Some(_), Answer::Done) => send_next(model),
        (Some(Run::Check), Answer::Imported(report)) if report.problems.is_empty() => {
            stage(model, Stage::Checked(*report))
        }
        // Somebody recorded something between the look and the import.
        (Some(_), Answer::Imported(report)) if !report.problems.is_empty() => {
            stage(model, Stage::Faulty(report.problems))
        }
        (Some(Run::Write), Answer::Imported(report)) => {
            let new = new_rows(&report);
            if let Some(bringing) = &mut model.bringing {
                bringing.pieces = Vec::new();
            }
            stage(model, Stage::Done(new))
        }
        // The screen was left while the register wrote: it is in all the same, and whoever asked for it is told.
        (None, Answer::Imported(report)) if report.written => {
            let new = new_rows(&report).to_string();
            model.say(fill(papers(model.lang).brought_in_behind, &[&new]));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn run_of(model: &Model, batch: Uuid) -> Option<Run> {
    match &model.bringing {
        Some(Bringing { stage: Stage::Sending(sending), .. }) if sending.batch == batch => Some(sending.run),
        _ => None,
    }
}

/// How many rows a report counts as new.
pub fn new_rows(report: &ImportReport) -> u32 {
    report.counts.iter().map(|count| count.new).sum()
}

/// The register refused.
pub fn refused(model: &mut Model, refusal: &Refusal) {
    let why = phrases::refusal(model.lang, refusal);
    if model.bringing.is_none() {
        model.complain(why);
        return;
    }
    stop(model, why);
}

fn stop(model: &mut Model, why: String) -> Vec<Effect> {
    stage(model, Stage::Stopped(why))
}

fn stage(model: &mut Model, stage: Stage) -> Vec<Effect> {
    if let Some(bringing) = &mut model.bringing {
        bringing.stage = stage;
    }
    show(model);
    Vec::new()
}

fn show(model: &mut Model) {
    let content = bring_in_rows::content(model);
    list::refill(model, ListKind::BringIn, &content);
}

/// What a key of the table does on the look at a file; `None` when it is not for it.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let here = matches!(model.top(), Screen::List(list) if list.kind == ListKind::BringIn);
    (here && action == Action::BringIn).then(|| ask(model))
}

/// F10: asks, where there is something to bring in.
fn ask(model: &mut Model) -> Vec<Effect> {
    let words = papers(model.lang);
    let Some(bringing) = &model.bringing else { return Vec::new() };
    match &bringing.stage {
        Stage::Checked(report) if new_rows(report) > 0 => {
            let new = new_rows(report).to_string();
            let question = fill(words.bring_in_question, &[&new, bringing.name.as_str()]);
            return confirm::ask(model, question, confirm::Then::BringIn);
        }
        Stage::Reading | Stage::Books(_) | Stage::Sending(_) => model.say(words.not_yet),
        Stage::Checked(_) | Stage::Done(_) => model.say(words.nothing_new),
        Stage::Faulty(problems) => {
            let text = fill(words.faulty, &[&problems.len().to_string()]);
            model.complain(text);
        }
        Stage::Stopped(why) => {
            let why = why.clone();
            model.complain(why);
        }
    }
    Vec::new()
}

/// Somebody said yes.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    match &model.bringing {
        Some(Bringing { stage: Stage::Checked(_), .. }) => send_all(model, Run::Write),
        _ => Vec::new(),
    }
}

/// The file is gone: the look at it goes too, when it is what is seen.
pub(super) fn close(model: &mut Model, name: &BoxName) {
    let is_of_it = model.bringing.as_ref().is_some_and(|bringing| bringing.name == *name);
    if is_of_it && matches!(model.top(), Screen::List(list) if list.kind == ListKind::BringIn) {
        model.stack.pop();
    }
}

/// The rows are let go as soon as their screen is gone, however it went. The register, which has got some of them, is
/// asked for a check of none: it lets go of the rest, and writes nothing.
pub fn forget_unseen(model: &mut Model) -> Option<Effect> {
    let is_seen = |screen: &Screen| matches!(screen, Screen::List(list) if list.kind == ListKind::BringIn);
    if model.stack.iter().any(is_seen) {
        return None;
    }
    let Stage::Sending(Sending { batch, .. }) = model.bringing.take()?.stage else { return None };
    let nothing = ImportStep::Finish { batch, rows: 0, book: String::new(), dry_run: true };
    Some(model.act(Ask::Nobody, Command::Import(nothing)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::practice_commune;
    use crate::phrases::Lang;
    use crate::protocol::Request;

    fn step(effect: &Effect) -> &ImportStep {
        match effect {
            Effect::Send { request: Request::Act { command, .. }, .. } => match command.as_ref() {
                Command::Import(step) => step,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn whoever_leaves_has_the_rows_that_went_let_go_of() {
        let mut model = Model::new(Lang::Vi, (80, 24), Box::new(|| Uuid::from_u128(7)));
        let name = BoxName::parse("a.tsv").unwrap();
        open(&mut model, name.clone());
        read(&mut model, &name, Ok(Box::new(practice_commune())));
        let first = books(&mut model, &[]);
        let ImportStep::Rows { batch, before: 0, .. } = step(&first[0]) else { panic!("{first:?}") };
        assert_eq!(forget_unseen(&mut model), None, "it is looked at");
        model.stack.pop();
        let last = forget_unseen(&mut model).unwrap();
        let want = ImportStep::Finish { batch: *batch, rows: 0, book: String::new(), dry_run: true };
        assert_eq!(*step(&last), want);
        assert_eq!(forget_unseen(&mut model), None);
        assert!(model.bringing.is_none());
    }
}
