//! `ndtq import`: a folder of TSV files, or one of them. Read here, checked as a whole and written by the register.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use uuid::Uuid;

use super::export::{Wanted, each};
use super::link::{Link, answered, new_request};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{AnyRecord, Kind};
use crate::exchange::{
    Book, ReadError, Reading, TableKind, book_of, in_pieces, read_file, read_folder, read_stream,
};
use crate::phrases::{Lang, fill, phrases, problem};
use crate::protocol::{Answer, Command, ImportProblem, ImportReport, ImportStep};
use crate::text::{clean, number};

/// Bring in a folder of TSV files, or one of them (docs/data-format.md); importing it again changes nothing
#[derive(Debug, Args)]
pub struct Import {
    /// The folder, a file of it, or - for the standard input
    source: PathBuf,
    #[command(flatten)]
    how: How,
}

/// How rows are brought in, wherever they come from.
#[derive(Debug, Args)]
pub(super) struct How {
    /// Which table a single file is, when its name and its columns do not say so: units, persons, contributions...
    #[arg(long, value_name = "KIND")]
    kind: Option<TableKind>,
    /// Only check
    #[arg(long)]
    dry_run: bool,
    /// The name of the book its keys belong to: a folder's own name unless said, the register's only book for a file
    #[arg(long, value_name = "NAME")]
    book: Option<String>,
}

impl Import {
    /// Reads, checks, sends and reports.
    ///
    /// # Errors
    /// When the source cannot be read, or a row has a problem: then nothing was written.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        if self.source == Path::new("-") {
            return self.how.run_stream(&mut io::stdin().lock(), settings, out);
        }
        if !self.source.is_dir() {
            let reading = read_file(&self.source, self.how.kind).map_err(|error| unread(error, lang))?;
            return self.how.run(reading, settings, out);
        }
        if self.how.kind.is_some() {
            return Err(Failure::usage(phrases(lang).cli.kind_of_folder));
        }
        let reading = read_folder(&self.source).map_err(|error| unread(error, lang))?;
        let how = How { book: self.how.book.or_else(|| Some(reading.book.clone())), ..self.how };
        how.run(reading, settings, out)
    }
}

impl How {
    /// Brings in one table from a line.
    ///
    /// # Errors
    /// As [`Import::run`].
    pub(super) fn run_stream(self, from: &mut dyn Read, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        if io::stdin().is_terminal() {
            return Err(Failure::usage(phrases(lang).cli.import_from_terminal));
        }
        let reading = read_stream(from, self.kind).map_err(|error| unread(error, lang))?;
        self.run(reading, settings, out)
    }

    fn run(self, mut reading: Reading, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        for ignored in &reading.ignored {
            out.note(&match &ignored.column {
                Some(column) => fill(phrases(lang).cli.ignored_column, &[column, &ignored.table]),
                None => fill(phrases(lang).cli.ignored_file, &[&ignored.table]),
            });
        }
        stop_at_problems(&reading.problems, lang, out)?;
        let left = std::mem::take(&mut reading.left);
        let mut link = Link::open(&settings.options()?, lang)?;
        reading.book = match &self.book {
            Some(book) => clean::line(book),
            None => book_of_file(&mut link, &reading.book, lang)?,
        };
        let report = send(&mut link, reading, self.dry_run, lang)?;
        stop_at_problems(&report.problems, lang, out)?;
        out.lines(as_lines(&report, &left, lang))?;
        out.note(ending(&report, self.dry_run, lang));
        Ok(())
    }
}

/// The book that the keys of a single file belong to: its folder when the register knows it, else the only book that
/// the register was made from.
fn book_of_file(link: &mut Link, folder: &str, lang: Lang) -> Result<String, Failure> {
    let mut books = BTreeSet::new();
    each(link, &Wanted { kinds: &[Kind::Unit], unmask: None }, lang, &mut |exported| {
        if let AnyRecord::Unit(unit) = &exported.record {
            books.extend(unit.source.as_ref().map(|source| source.book.clone()));
        }
        Ok(())
    })?;
    match book_of(&books, folder) {
        Book::Is(book) => Ok(book),
        Book::OneOf(books) => Err(Failure::usage(fill(phrases(lang).cli.which_book, &[&books.join(", ")]))),
    }
}

fn unread(error: ReadError, lang: Lang) -> Failure {
    let words = phrases(lang).cli;
    let shown = |path: &Path| path.display().to_string();
    match &error {
        ReadError::Unreadable { path, error } => {
            Failure::refused(fill(words.cannot_read, &[&shown(path), &error.to_string()]))
        }
        ReadError::NoTables(path) => Failure::refused(fill(words.no_tables, &[&shown(path)])),
        ReadError::TooLarge(path) => Failure::refused(fill(words.file_too_large, &[&shown(path)])),
        ReadError::WhichTable => Failure::usage(fill(words.which_table, &[&TableKind::all().join(", ")])),
    }
}

fn stop_at_problems(problems: &[ImportProblem], lang: Lang, out: &mut Out) -> Outcome {
    if problems.is_empty() {
        return Ok(());
    }
    problems.iter().for_each(|one| out.note(&problem(lang, one)));
    Err(Failure::refused(fill(phrases(lang).cli.problems, &[&problems.len().to_string()])))
}

/// Sends rows in bounded messages, then has them checked and written as one batch.
pub(super) fn send(
    link: &mut Link,
    reading: Reading,
    dry_run: bool,
    lang: Lang,
) -> Result<ImportReport, Failure> {
    let batch = new_request(lang)?;
    let mut before = 0_u32;
    for rows in in_pieces(reading.rows) {
        let here = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        step(link, ImportStep::Rows { batch, before, rows }, lang)?;
        before = before.saturating_add(here);
    }
    let finish = ImportStep::Finish { batch, rows: before, book: reading.book, dry_run };
    Ok(*answered!(step(link, finish, lang)?, Imported, lang)?)
}

fn step(link: &mut Link, step: ImportStep, lang: Lang) -> Result<Answer, Failure> {
    let request: Uuid = new_request(lang)?;
    link.act(request, Command::Import(step))
}

fn as_lines(report: &ImportReport, left: &[(String, u32)], lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let figure = |count: u32| number::group_thousands(i64::from(count));
    let counts = report
        .counts
        .iter()
        .map(|count| fill(words.counted, &[&count.table, &figure(count.new), &figure(count.known)]));
    let later = left.iter().map(|(table, rows)| fill(words.left_for_later, &[table, &figure(*rows)]));
    counts.chain(later).collect()
}

fn ending(report: &ImportReport, dry_run: bool, lang: Lang) -> &'static str {
    let words = phrases(lang).cli;
    match (dry_run, report.written) {
        (true, _) => words.dry_run,
        (false, true) => words.imported,
        (false, false) => words.nothing_new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ImportCount;

    #[test]
    fn what_is_left_for_later_is_said() {
        let counts = vec![ImportCount { table: "persons".into(), new: 9_801, known: 0 }];
        let report = ImportReport { counts, problems: vec![], written: true };
        let lines = as_lines(&report, &[("assets".into(), 11)], Lang::Vi);
        assert_eq!(lines[0], "persons: 9.801 mới, 0 đã có");
        assert_eq!(lines[1], "assets: 11 dòng để lại sau (bản này chưa có mục đó)");
        assert_eq!(ending(&report, true, Lang::En), "Only checked; nothing was recorded.");
    }
}
