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

use std::collections::{HashMap, HashSet};

use crate::domain::{GroupId, HouseholdId};
use crate::protocol::{Found, Hit};
use score::{Row, Scan};

/// Everything the look-up knows, held in memory and kept current by each change.
#[derive(Debug, Default)]
pub struct LookUp {
    entries: HashMap<HouseholdId, Entry>,
}

/// Who asks, as far as it matters to what they find.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The groups they look up in; `None` for all. Others are left out before anything is scored or counted.
    pub within: Option<&'a HashSet<GroupId>>,
    /// Which digits find an id or a phone.
    pub digits: DigitsFind,
}

/// Which digits find an id or a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitsFind {
    /// Any run of three and more.
    AnyRun,
    /// The whole number or its last four: digits that are shown masked must not be found out one by one.
    WholeOrLastFour,
}

impl Asking<'_> {
    /// Whoever may see everything.
    pub const ANYTHING: Asking<'static> = Asking { within: None, digits: DigitsFind::AnyRun };

    fn is_within(&self, entry: &Entry) -> bool {
        self.within.is_none_or(|groups| entry.places.group_id.is_some_and(|group| groups.contains(&group)))
    }
}

/// The digits in what was typed that may find an id or a phone by its end or as a whole; empty when there are none.
pub fn digits_in(words: &str) -> String {
    let terms = query::parse(words);
    let digits = terms.iter().filter_map(|term| match term {
        Term::Digits(digits) if digits.len() >= 4 => Some(digits.as_str()),
        _ => None,
    });
    digits.collect::<Vec<&str>>().join(" ")
}

impl LookUp {
    /// Every household within some groups.
    pub fn entries_in<'a>(&'a self, groups: &'a HashSet<GroupId>) -> impl Iterator<Item = &'a Entry> {
        let asking = Asking { within: Some(groups), digits: DigitsFind::WholeOrLastFour };
        self.entries.values().filter(move |entry| asking.is_within(entry))
    }

    /// Puts in a household, or replaces what was known of it.
    pub fn put(&mut self, entry: Entry) {
        self.entries.insert(entry.household, entry);
    }

    /// Takes out a household.
    pub fn remove(&mut self, household: HouseholdId) {
        self.entries.remove(&household);
    }

    /// The best rows for what was typed, and how many there are in all.
    pub fn find(&self, words: &str, limit: usize, asking: &Asking<'_>) -> Found {
        let terms = query::parse(words);
        let read_as = terms.iter().map(Term::read_as).collect();
        if terms.is_empty() {
            return Found { read_as, ..Found::default() };
        }
        let mut rows = Vec::new();
        let mut households = 0;
        let mut scan = Scan::of(&terms, asking.digits);
        for entry in self.entries.values().filter(|entry| asking.is_within(entry)) {
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
