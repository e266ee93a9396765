//! The look-up: which persons a few typed words mean.
//!
//! A plain scan over keys folded once. One entry a household; a row of the answer is the person who fits.

mod entry;
mod query;
mod score;
#[cfg(test)]
mod tests;

pub use entry::{Entry, Member, Places};
pub use query::{Term, parse};

use std::collections::HashMap;

use crate::domain::HouseholdId;
use crate::protocol::{Found, Hit};
use score::{Row, Scan};

/// Everything the look-up knows, held in memory and kept current by each change.
#[derive(Debug, Default)]
pub struct LookUp {
    entries: HashMap<HouseholdId, Entry>,
}

impl LookUp {
    /// Puts in a household, or replaces what was known of it.
    pub fn put(&mut self, entry: Entry) {
        self.entries.insert(entry.household, entry);
    }

    /// Takes out a household.
    pub fn remove(&mut self, household: HouseholdId) {
        self.entries.remove(&household);
    }

    /// The best rows for what was typed, and how many there are in all.
    pub fn find(&self, words: &str, limit: usize) -> Found {
        let terms = query::parse(words);
        let read_as = terms.iter().map(Term::read_as).collect();
        if terms.is_empty() {
            return Found { read_as, ..Found::default() };
        }
        let mut rows = Vec::new();
        let mut households = 0;
        let mut scan = Scan::of(&terms);
        for entry in self.entries.values() {
            let before = rows.len();
            scan.rows_of(entry, &mut rows);
            households += u32::from(rows.len() > before);
        }
        let persons = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        best_first(&mut rows, limit);
        let hits = rows.iter().map(Row::to_hit).collect::<Vec<Hit>>();
        Found { read_as, persons, households, hits }
    }
}

/// Sorts no more than it must: a one-letter query fits thousands, and twenty are shown.
fn best_first(rows: &mut Vec<Row<'_>>, limit: usize) {
    if rows.len() > limit && limit > 0 {
        rows.select_nth_unstable_by(limit - 1, Row::rank);
        rows.truncate(limit);
    }
    rows.sort_unstable_by(Row::rank);
    rows.truncate(limit);
}
