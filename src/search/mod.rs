//! The look-up: which persons a few typed words mean.
//!
//! An index held in memory and kept current by each change. A row of the answer is the person who fits, in a household;
//! docs/look-up.md says which come first.

#[cfg(test)]
mod agreement_tests;
mod bits;
mod chunk;
mod dictionary;
mod digits;
mod entry;
mod file;
mod find;
mod index;
mod list;
mod names;
mod order;
mod query;
#[doc(hidden)]
pub mod reference;
mod score;
#[cfg(test)]
mod tests;
mod top;
mod understood;

pub use entry::{Entry, Member, Places};
pub use file::Unusable;
pub use find::{Sought, SoughtRow};
pub use query::{Status, Term, parse};

use std::collections::{BTreeMap, BTreeSet, HashSet};

use uuid::Uuid;

use crate::domain::{Date, GroupId, HouseholdId};
use index::Index;

/// Everything the look-up knows.
#[derive(Debug, Default)]
pub struct LookUp {
    index: Index,
    /// The day it is of, and the households that are others by themselves on a later one.
    day: Option<Date>,
    turns: BTreeMap<Date, BTreeSet<HouseholdId>>,
}

/// Who asks, as far as it matters to what they find.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The groups they look up in; `None` for all. Others are left out before anything is scored or counted.
    pub within: Option<&'a HashSet<GroupId>>,
    /// The groups that are theirs before others: of equals these come first.
    pub own: Option<&'a HashSet<GroupId>>,
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
    pub const ANYTHING: Asking<'static> = Asking { within: None, own: None, digits: DigitsFind::AnyRun };
}

/// The digits in what was typed that may find an id or a phone by its end or as a whole; empty when there are none.
pub fn digits_in(words: &str) -> String {
    let terms = query::parse(words, &|_| None);
    let digits = terms.iter().filter_map(|term| match term {
        Term::Digits(digits) if digits.len() == 4 || digits.len() >= 9 => Some(digits.as_str()),
        _ => None,
    });
    digits.collect::<Vec<&str>>().join(" ")
}

impl LookUp {
    /// Puts in a household, or replaces what was known of it.
    pub fn put(&mut self, entry: &Entry) {
        self.index.put(entry);
        if let Some(day) = entry.turns {
            self.turns.entry(day).or_default().insert(entry.household);
        }
    }

    /// Whether it is of a day.
    pub fn is_of(&self, day: Date) -> bool {
        self.day == Some(day)
    }

    /// Makes it one of a day; the households that have to be put in again for that.
    pub fn turn_to(&mut self, day: Date) -> BTreeSet<HouseholdId> {
        // A clock that was set back: all that turned since it was right would have to turn back.
        let is_back = self.day.is_some_and(|before| day < before);
        self.day = Some(day);
        if is_back {
            let households = &self.index.households;
            return households.id.iter().map(|id| HouseholdId(*id)).collect();
        }
        let later = self.turns.split_off(&day.tomorrow());
        let due = std::mem::replace(&mut self.turns, later);
        due.into_values().flatten().collect()
    }

    /// How many rows there are.
    pub fn rows(&self) -> u32 {
        self.index.row_count()
    }

    /// Takes out a household.
    pub fn remove(&mut self, household: HouseholdId) {
        self.index.remove(household);
    }

    /// Puts everything in order, which makes looking up as fast as it can be. For many at once: after an import, on
    /// opening; single changes are in place without it.
    pub fn put_in_order(&mut self) {
        self.index.put_in_order();
    }

    /// Whether anything was changed since it was put in order.
    pub fn is_settled(&self) -> bool {
        self.index.is_settled
    }

    /// Whether so much came since it was put in order that looking up has become slower for it.
    pub fn is_in_disorder(&self) -> bool {
        /// So many rows are looked through without anybody noticing.
        const FEW: u32 = 2_048;
        let (later, all) = self.index.disorder();
        later > FEW && later > all / 16
    }

    /// How many households that still are, and persons who belong there, are in some groups.
    pub fn count_in(&self, groups: &HashSet<GroupId>) -> (u32, u32) {
        let households = &self.index.households;
        let ended =
            |id: &HouseholdId| households.slot(*id).is_some_and(|slot| households.ended.contains(slot));
        let count = self.households_in(groups).filter(|id| !ended(id)).count();
        let persons = self.index.rows_within(groups).common(&self.index.at_home).count();
        (u32::try_from(count).unwrap_or(u32::MAX), u32::try_from(persons).unwrap_or(u32::MAX))
    }

    /// Every household within some groups.
    pub fn households_in<'a>(
        &'a self,
        groups: &'a HashSet<GroupId>,
    ) -> impl Iterator<Item = HouseholdId> + 'a {
        let slots = self.index.groups_of(groups).flat_map(|group| &group.households);
        slots.map(|slot| HouseholdId(self.index.households.id[*slot as usize]))
    }
}

/// Whether a person is the one of a row: the row keeps the end of their id.
pub fn is_tagged(person: Uuid, tag: u32) -> bool {
    index::tag_of(person) == tag
}
