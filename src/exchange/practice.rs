//! The practice commune, packed into the program: synthetic persons on which anyone may try anything.
//!
//! `data/practice.tsv.gz` is made by `examples/pack_commune.rs`: the tables one after the other, each behind a line
//! `#table NAME`.

use std::io::{self, Read};
use std::path::Path;

use super::folder::{Reading, read_tables};

static PACKED: &[u8] = include_bytes!("../../data/practice.tsv.gz");
/// The largest text unpacked; the pack is ours, but nothing is read without a bound.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// The name of its book.
const BOOK: &str = "luyen-tap";
/// What begins a table.
const MARK: &str = "#table ";

/// What the practice commune says.
pub fn practice_commune() -> Reading {
    let text = unpacked();
    let mut reading = read_tables(&tables(&text));
    BOOK.clone_into(&mut reading.book);
    reading
}

/// Writes the practice commune as a folder of TSV files, for whoever wants to see what an import looks like.
///
/// # Errors
/// When the folder cannot be written to.
pub fn unpack_practice(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let text = unpacked();
    for (name, table) in tables(&text) {
        std::fs::write(folder.join(name).with_extension("tsv"), table)?;
    }
    Ok(())
}

fn unpacked() -> String {
    let mut text = String::new();
    let unpacked = flate2::read::GzDecoder::new(PACKED).take(MOST_BYTES).read_to_string(&mut text);
    // A damaged program is the only way here; it shows as a commune without tables.
    if unpacked.is_ok() { text } else { String::new() }
}

fn tables(text: &str) -> Vec<(&str, &str)> {
    let mut tables = Vec::new();
    let mut rest = text;
    while let Some(named) = rest.strip_prefix(MARK) {
        let (name, below) = named.split_once('\n').unwrap_or((named, ""));
        let end = below.find(&format!("\n{MARK}")).map_or(below.len(), |at| at + 1);
        tables.push((name.trim(), &below[..end]));
        rest = &below[end..];
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::read_folder;
    use crate::protocol::{ImportGift, RowBody};

    fn count(reading: &Reading, table: &str) -> usize {
        reading.rows.iter().filter(|row| row.body.table() == table).count()
    }

    #[test]
    fn the_practice_commune_is_whole() {
        let reading = practice_commune();
        assert_eq!(reading.problems, []);
        assert_eq!(reading.ignored, []);
        let cases = [
            ("units", 29),
            ("aliases", 4),
            ("groups", 80),
            ("households", 2_449),
            ("persons", 9_801),
            ("group_boards", 240),
            ("committees", 6),
            ("models", 36),
            ("model_participants", 286),
            ("projects", 14),
            ("contributions", 456),
            ("meetings", 124),
        ];
        for (table, want) in cases {
            assert_eq!(count(&reading, table), want, "{table}");
        }
        let left = [("assets", 11), ("inspections", 3), ("pledges", 1)];
        for (table, rows) in left {
            assert!(reading.left.contains(&(table.to_owned(), rows)), "{table} {:?}", reading.left);
        }
    }

    #[test]
    fn its_contributions_have_the_value_of_the_report() {
        let reading = practice_commune();
        let valued = reading.rows.iter().filter_map(|row| match &row.body {
            RowBody::Contribution { valued, gift, .. } => {
                assert!(!matches!(gift, ImportGift::Money(money) if money != valued));
                Some(valued.0)
            }
            _ => None,
        });
        assert_eq!(valued.sum::<i64>(), 1_060_120_000);
    }

    #[test]
    fn models_of_the_year_before_are_carried_over() {
        let reading = practice_commune();
        let years = reading.rows.iter().filter_map(|row| match &row.body {
            RowBody::Model { started, years, .. } => Some((*started, years.len())),
            _ => None,
        });
        assert!(years.clone().all(|(started, years)| (started == 2022) == (years == 2) && years >= 1));
        assert_eq!(years.filter(|(started, _)| *started == 2022).count(), 22);
    }

    #[test]
    fn unpacked_and_read_back_it_is_the_same() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join(BOOK);
        unpack_practice(&folder).unwrap();
        assert_eq!(read_folder(&folder).unwrap(), practice_commune());
    }

    #[test]
    fn the_pack_is_small() {
        assert!(PACKED.len() < 250_000, "{}", PACKED.len());
    }
}
