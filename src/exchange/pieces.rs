//! What every way of importing one file shares: rows in bounded messages, and the book that its keys belong to.

use std::collections::BTreeSet;

use crate::protocol::{ImportRow, frame};

/// The most rows in one message.
const MOST_ROWS: usize = 2_000;
/// The most bytes of rows in one message, far below the bound of a frame.
const MOST_BYTES: usize = 1024 * 1024;

/// Rows in messages of at most [`MOST_ROWS`] and about [`MOST_BYTES`].
pub fn in_pieces(rows: Vec<ImportRow>) -> Vec<Vec<ImportRow>> {
    let mut messages: Vec<Vec<ImportRow>> = Vec::new();
    let mut bytes = MOST_BYTES;
    for row in rows {
        let size = frame::to_bytes(&row).map_or(MOST_BYTES, |encoded| encoded.len());
        let full = messages.last().is_none_or(|message| message.len() >= MOST_ROWS);
        if full || bytes + size > MOST_BYTES {
            messages.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(message) = messages.last_mut() {
            message.push(row);
        }
    }
    messages
}

/// The book that the keys of a single file belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Book {
    /// This one.
    Is(String),
    /// The register was made from several, and nothing says which.
    OneOf(Vec<String>),
}

/// The folder of the file when the register knows it, else the only book that the register was made from.
pub fn book_of(known: &BTreeSet<String>, folder: &str) -> Book {
    let mut all = known.iter();
    match (all.next(), all.next()) {
        _ if known.contains(folder) => Book::Is(folder.to_owned()),
        (Some(only), None) => Book::Is(only.clone()),
        (Some(_), Some(_)) => Book::OneOf(known.iter().cloned().collect()),
        (None, _) if folder.is_empty() => Book::Is("-".to_owned()),
        (None, _) => Book::Is(folder.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::practice_commune;
    use crate::protocol::RowBody;

    #[test]
    fn rows_go_in_bounded_messages_and_none_is_lost() {
        let reading = practice_commune();
        let all = reading.rows.len();
        let messages = in_pieces(reading.rows);
        assert!(messages.iter().all(|rows| !rows.is_empty() && rows.len() <= MOST_ROWS));
        assert_eq!(messages.iter().map(Vec::len).sum::<usize>(), all);
        let long = |line| ImportRow {
            line,
            body: RowBody::Alias { unit: "U".into(), name: "a".repeat(700_000), seen_in: None },
        };
        assert_eq!(in_pieces((0..3).map(long).collect()).len(), 3);
        assert!(in_pieces(vec![]).is_empty());
    }

    #[test]
    fn the_only_book_is_meant_where_none_is_named() {
        let is = |name: &str| Book::Is(name.to_owned());
        let cases: [(&[&str], &str, Book); 5] = [
            (&[], "", is("-")),
            (&[], "so-giay", is("so-giay")),
            (&["2023"], "", is("2023")),
            (&["2023", "2024"], "2024", is("2024")),
            (&["2023", "2024"], "", Book::OneOf(vec!["2023".into(), "2024".into()])),
        ];
        for (known, folder, want) in cases {
            let known = known.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(book_of(&known, folder), want, "{folder}");
        }
    }
}
