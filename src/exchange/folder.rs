//! Reads a folder of TSV files: every row it can, and all that is wrong, with file and line.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::cells::Cells;
use super::table::{Header, Table};
use super::{committees, meetings, people, units, works};
use crate::domain::{Fault, Field, Why};
use crate::protocol::{ImportProblem, ImportRow, RowBody};
use crate::text::clean;

/// The largest file read, in bytes.
pub(super) const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The tables that are read, in the order their rows are handed on: what is named before what names it.
pub(super) static TABLES: [&Table; 12] = [
    &units::UNITS,
    &units::ALIASES,
    &units::GROUPS,
    &people::HOUSEHOLDS,
    &people::PERSONS,
    &committees::GROUP_BOARDS,
    &committees::MODELS,
    &committees::COMMITTEES,
    &committees::PARTICIPANTS,
    &works::PROJECTS,
    &works::CONTRIBUTIONS,
    &meetings::MEETINGS,
];

/// Tables of records that this program does not keep yet. Their rows are counted, out loud.
const LATER: [&str; 3] = ["assets", "inspections", "pledges"];
/// Figures to check a report by; no records.
const FIGURES: &str = "expected_totals";

/// What a folder says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The name of the book that the keys in it belong to: the folder's name.
    pub book: String,
    /// The rows that could be read.
    pub rows: Vec<ImportRow>,
    /// Tables of records that do not exist yet, and how many rows each has.
    pub left: Vec<(String, u32)>,
    /// What was not looked at.
    pub ignored: Vec<Ignored>,
    /// All that is wrong.
    pub problems: Vec<ImportProblem>,
}

/// A file or a column that no table knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The file, without its ending.
    pub table: String,
    /// The column; the whole file when not given.
    pub column: Option<String>,
}

/// Why a folder cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The folder or a file cannot be opened.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// There is no table in it.
    #[error("{0} holds none of the tables that can be read")]
    NoTables(PathBuf),
    /// A file is over the bound.
    #[error("{0} is larger than {MOST_BYTES} bytes")]
    TooLarge(PathBuf),
    /// It is one table, and neither its name nor its columns say which.
    #[error("it cannot be seen which table this is; say it with --kind")]
    WhichTable,
}

/// Reads the tables of a folder.
///
/// # Errors
/// When the folder or a file in it cannot be opened, or there is no table in it. What is wrong inside the files
/// stands in [`Reading::problems`].
pub fn read_folder(folder: &Path) -> Result<Reading, ReadError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| ReadError::Unreadable { path, error }
    };
    let whole = folder.canonicalize().map_err(unreadable(folder))?;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&whole).map_err(unreadable(&whole))? {
        let path = entry.map_err(unreadable(&whole))?.path();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tsv")) {
            files.push(path);
        }
    }
    files.sort();
    let mut tables = Vec::new();
    for path in files {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
        tables.push((name, read_bounded(&path)?));
    }
    if !tables.iter().any(|(name, _)| TABLES.iter().any(|table| table.name == name)) {
        return Err(ReadError::NoTables(whole));
    }
    let mut reading = read_tables(&tables);
    reading.book = whole.file_name().map(|name| clean::line(&name.to_string_lossy())).unwrap_or_default();
    Ok(reading)
}

pub(super) fn read_bounded(path: &Path) -> Result<Vec<u8>, ReadError> {
    let unreadable = |error| ReadError::Unreadable { path: path.to_owned(), error };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ReadError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

/// Reads tables by name, each the bytes of its file. The book has no name yet.
pub fn read_tables<N: AsRef<str>, B: AsRef<[u8]>>(tables: &[(N, B)]) -> Reading {
    let mut reading = Reading::default();
    for table in TABLES {
        let bytes = tables.iter().find(|(name, _)| name.as_ref() == table.name);
        if let Some((_, bytes)) = bytes {
            read_table(table, bytes.as_ref(), &mut reading);
        }
    }
    for (name, bytes) in tables {
        let name = name.as_ref();
        if LATER.contains(&name) {
            reading.left.push((name.to_owned(), count_rows(bytes.as_ref())));
        } else if name != FIGURES && !TABLES.iter().any(|table| table.name == name) {
            reading.ignored.push(Ignored { table: name.to_owned(), column: None });
        }
    }
    reading
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .has_headers(false)
        .from_reader(without_mark(bytes))
}

/// Without the byte order mark that some programs put in front.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn count_rows(bytes: &[u8]) -> u32 {
    let rows =
        reader(bytes).into_byte_records().skip(1).filter(|row| !matches!(row, Ok(row) if is_blank(row)));
    u32::try_from(rows.count()).unwrap_or(u32::MAX)
}

fn is_blank(row: &csv::ByteRecord) -> bool {
    row.iter().all(|cell| cell.iter().all(u8::is_ascii_whitespace))
}

/// A line of a file and the cells in it.
type Line = (u32, Result<csv::StringRecord, Why>);

fn lines(bytes: &[u8]) -> impl Iterator<Item = Line> {
    reader(bytes).into_byte_records().filter_map(move |record| {
        // Only bytes in memory are read, and rows may have any length: nothing is left to go wrong.
        let record = record.ok()?;
        let line = record.position().map_or(1, |position| line_at(without_mark(bytes), position));
        let blank = is_blank(&record);
        let cells = csv::StringRecord::from_byte_record(record).map_err(|_| Why::NotUtf8);
        (!blank).then_some((line, cells))
    })
}

/// The line a record begins on. Its position is where the record before it ended, so line ends and blank lines
/// may come first.
fn line_at(bytes: &[u8], position: &csv::Position) -> u32 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let ends = bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let more = ends.filter(|byte| **byte == b'\n').count() as u64;
    u32::try_from(position.line() + more).unwrap_or(u32::MAX)
}

/// The names of the columns in the first line of a file.
pub(super) fn names_of(bytes: &[u8]) -> Option<Vec<String>> {
    let (_, names) = lines(bytes).next()?;
    names.ok().map(|names| cleaned(&names))
}

fn cleaned(names: &csv::StringRecord) -> Vec<String> {
    names.iter().map(clean::line).collect()
}

fn read_table(table: &'static Table, bytes: &[u8], reading: &mut Reading) {
    let mut lines = lines(bytes);
    let mut problem = |line: u32, faults: Vec<Fault>| {
        reading.problems.push(ImportProblem { table: table.name.to_owned(), line, faults });
    };
    let names = match lines.next() {
        Some((_, Ok(names))) => names,
        Some((line, Err(why))) => return problem(line, vec![Fault::new(Field::Whole, why)]),
        None => return problem(1, vec![Fault::new(Field::Whole, Why::Missing)]),
    };
    let names = cleaned(&names);
    let header = Header::of(table, &names);
    if !header.missing.is_empty() {
        problem(1, header.missing.iter().map(|field| Fault::new(*field, Why::NoColumn)).collect());
        return;
    }
    let (mut places, mut bodies) = (Vec::new(), Vec::new());
    for (line, cells) in lines {
        match read_row(table, &header, cells) {
            Ok(body) => {
                places.push(line);
                bodies.push(body);
            }
            Err(faults) => problem(line, faults),
        }
    }
    (table.finish)(&mut bodies);
    reading.rows.extend(places.into_iter().zip(bodies).map(|(line, body)| ImportRow { line, body }));
    let unknown = header.unknown.into_iter().filter(|column| !column.is_empty());
    let ignored = unknown.map(|column| Ignored { table: table.name.to_owned(), column: Some(column) });
    reading.ignored.extend(ignored);
}

fn read_row(
    table: &Table,
    header: &Header,
    cells: Result<csv::StringRecord, Why>,
) -> Result<RowBody, Vec<Fault>> {
    let record = cells.map_err(|why| vec![Fault::new(Field::Whole, why)])?;
    let mut cells = Cells::of(table, header, &record);
    match (table.read)(&mut cells) {
        Some(body) if cells.is_sound() => Ok(body),
        _ => Err(cells.into_faults()),
    }
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
