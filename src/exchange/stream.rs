//! One table alone: a file, or what comes in on a line. Which table it is, is said, or seen by the names of its columns.

use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use super::folder::{MOST_BYTES, ReadError, Reading, TABLES, names_of, read_bounded, read_tables};
use super::table::Header;
use crate::text::clean;

/// A table that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableKind(&'static str);

/// No such table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tables are {}", TableKind::all().join(", "))]
pub struct NoTable;

impl TableKind {
    /// The names of all.
    pub fn all() -> Vec<&'static str> {
        TABLES.iter().map(|table| table.name).collect()
    }
}

impl FromStr for TableKind {
    type Err = NoTable;

    fn from_str(text: &str) -> Result<TableKind, NoTable> {
        TABLES.iter().find(|table| table.name == text).map(|table| TableKind(table.name)).ok_or(NoTable)
    }
}

/// Reads one table to its end. The book has no name yet.
///
/// # Errors
/// When it cannot be read, is too large, or no kind is said and none can be seen.
pub fn read_stream(from: &mut dyn Read, kind: Option<TableKind>) -> Result<Reading, ReadError> {
    let here = Path::new("-");
    let unreadable = |error: io::Error| ReadError::Unreadable { path: here.to_owned(), error };
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ReadError::TooLarge(here.to_owned()));
    }
    let kind = kind.or_else(|| seen(&bytes)).ok_or(ReadError::WhichTable)?;
    Ok(read_tables(&[(kind.0, bytes)]))
}

/// Reads a file of one table, named after it unless a kind is said. The book is the folder it lies in.
///
/// # Errors
/// As [`read_stream`].
pub fn read_file(path: &Path, kind: Option<TableKind>) -> Result<Reading, ReadError> {
    let unreadable = |error| ReadError::Unreadable { path: path.to_owned(), error };
    let whole = path.canonicalize().map_err(unreadable)?;
    let bytes = read_bounded(&whole)?;
    let stem = whole.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let kind = kind.or_else(|| stem.parse().ok()).or_else(|| seen(&bytes)).ok_or(ReadError::WhichTable)?;
    let mut reading = read_tables(&[(kind.0, bytes)]);
    let folder = whole.parent().and_then(Path::file_name);
    reading.book = folder.map(|name| clean::line(&name.to_string_lossy())).unwrap_or_default();
    Ok(reading)
}

/// The one table whose columns these are: all that it needs are there, and no other knows more of them.
fn seen(bytes: &[u8]) -> Option<TableKind> {
    let names = names_of(bytes)?;
    let fits = TABLES.iter().filter_map(|table| {
        let header = Header::of(table, &names);
        header.missing.is_empty().then(|| (names.len() - header.unknown.len(), table.name))
    });
    let mut fits: Vec<(usize, &'static str)> = fits.collect();
    fits.sort_unstable_by(|a, b| b.cmp(a));
    match fits[..] {
        [] => None,
        [(known, _), (as_many, _), ..] if known == as_many => None,
        [(_, name), ..] => Some(TableKind(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_seen_by_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        crate::exchange::unpack_practice(folder.path()).unwrap();
        for table in TABLES {
            let path = folder.path().join(format!("{}.tsv", table.name));
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(seen(&bytes), Some(TableKind(table.name)));
            let reading = read_stream(&mut bytes.as_slice(), None).unwrap();
            assert!(reading.problems.is_empty() && !reading.rows.is_empty(), "{}", table.name);
            assert_eq!(read_file(&path, None).unwrap().rows, reading.rows);
        }
    }

    #[test]
    fn what_is_no_table_is_asked_about() {
        for bytes in [&b""[..], b"a\tb\n1\t2\n", b"PK\x03\x04\xff\xfe", b"{\"person\":{}}\n"] {
            let read = read_stream(&mut &*bytes, None);
            assert!(matches!(read, Err(ReadError::WhichTable)), "{read:?}");
        }
        let said = read_stream(&mut &b"a\tb\n"[..], "units".parse().ok()).unwrap();
        assert_eq!(said.problems.len(), 1);
        assert_eq!("assets".parse::<TableKind>(), Err(NoTable));
        let mut endless = io::repeat(b'x');
        assert!(matches!(read_stream(&mut endless, None), Err(ReadError::TooLarge(_))));
    }
}
