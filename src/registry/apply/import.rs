//! Bringing in rows of files: joined by their keys, checked as a whole, then handed back as edits.
//!
//! A record that was imported from the same book and key before is left as it is, so importing twice changes nothing.

use std::collections::HashMap;

use uuid::Uuid;

use super::Context;
use super::import_names::named;
use super::import_rows::Joiner;
use crate::domain::{AnyRecord, Fault, Field, Kind, Levy, RecordKey, Source, Why};
use crate::protocol::{ImportCount, ImportProblem, ImportReport, ImportRow, Refusal};
use crate::registry::work::Work;

/// The tables in the order their rows are joined: what is named comes before what names it.
pub(super) const ORDER: [&str; 12] = [
    "units",
    "aliases",
    "groups",
    "households",
    "persons",
    "models",
    "model_participants",
    "group_boards",
    "committees",
    "projects",
    "contributions",
    "meetings",
];

/// Plans an import: edits in `work`, and a report. With problems nothing is to be written.
pub(in crate::registry) fn plan(
    book: &str,
    mut rows: Vec<ImportRow>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<ImportReport, Refusal> {
    let rank = |row: &ImportRow| ORDER.iter().position(|table| *table == row.body.table());
    rows.sort_by_key(|row| (rank(row), row.line));
    let mut keys = Keys { book, work: &*work, found: HashMap::new() };
    keys.find_or_make(&rows, context)?;
    keys.find_named(&rows)?;
    let known = std::mem::take(&mut keys.found);
    let mut joiner = Joiner::new(book, known, work.view, context)?;
    for row in &rows {
        joiner.join(row)?;
    }
    let (records, mut report) = joiner.finish();
    for (row, record) in &records {
        if let Err(faults) = record.check(context.today) {
            report.problems.push(problem(*row, faults));
        }
    }
    for (_, record) in records {
        work.put(record)?;
    }
    Ok(report)
}

/// Where a record came from, for what has to be said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file.
    pub table: &'static str,
    /// The line.
    pub line: u32,
}

/// A problem with a row.
pub(super) fn problem(place: Place, faults: Vec<Fault>) -> ImportProblem {
    ImportProblem { table: place.table.to_owned(), line: place.line, faults }
}

/// The source of a row: the table is part of the key, since files number their rows as they like.
pub(super) fn source(book: &str, table: &str, key: &str) -> Source {
    Source { book: book.to_owned(), key: format!("{table}/{key}") }
}

/// A key of a file and what it stands for here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The record.
    pub key: RecordKey,
    /// In the register before this import.
    pub before: bool,
}

struct Keys<'a> {
    book: &'a str,
    work: &'a Work<'a>,
    found: HashMap<(&'static str, String), Known>,
}

impl Keys<'_> {
    fn find_or_make(&mut self, rows: &[ImportRow], context: &Context<'_>) -> Result<(), Refusal> {
        for row in rows {
            let Some((table, key, kind)) = super::import_rows::own_key(&row.body) else { continue };
            if self.found.contains_key(&(table, key.to_owned())) {
                continue;
            }
            let before = self.work.view.by_source(&source(self.book, table, key))?;
            let known = match before {
                Some(key) => Known { key, before: true },
                None => Known { key: new_key(kind, context)?, before: false },
            };
            self.found.insert((table, key.to_owned()), known);
        }
        Ok(())
    }

    /// What rows name without having a row for it: records that the same book brought in before.
    fn find_named(&mut self, rows: &[ImportRow]) -> Result<(), Refusal> {
        for (table, key) in rows.iter().flat_map(|row| named(&row.body)) {
            if self.found.contains_key(&(table, key.to_owned())) {
                continue;
            }
            if let Some(record) = self.work.view.by_source(&source(self.book, table, key))? {
                self.found.insert((table, key.to_owned()), Known { key: record, before: true });
            }
        }
        Ok(())
    }
}

fn new_key(kind: Kind, context: &Context<'_>) -> Result<RecordKey, Refusal> {
    let id: Uuid = (context.new_id)()?;
    Ok(RecordKey { kind, id })
}

/// Counts rows of each table, in the order of the tables.
#[derive(Debug, Default)]
pub(super) struct Counter(HashMap<&'static str, (u32, u32)>);

impl Counter {
    /// Counts a row.
    pub fn count(&mut self, table: &'static str, known: bool) {
        let (new, before) = self.0.entry(table).or_default();
        *(if known { before } else { new }) += 1;
    }

    /// The counts as a report says them.
    pub fn into_counts(self) -> Vec<ImportCount> {
        let counted = ORDER.iter().filter_map(|table| self.0.get(table).map(|counts| (table, counts)));
        counted
            .map(|(table, (new, known))| ImportCount { table: (*table).to_owned(), new: *new, known: *known })
            .collect()
    }
}

/// The levy a file names: what each household was asked for, and nothing else is known of it.
pub(super) fn plain_levy(amount: crate::domain::Vnd) -> Levy {
    Levy { basis: crate::domain::LevyBasis::Household, amount, decided_at: None, due: None }
}

/// The fault of a key that no row has.
pub(super) fn unknown(field: Field) -> Fault {
    Fault::new(field, Why::NotFound)
}

/// A record with the row it came from.
pub(super) type Joined = (Place, AnyRecord);
