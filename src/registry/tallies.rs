//! How many there are of everything, kept current by each change: a status must not read the whole store.

use crate::domain::{AnyRecord, UnitKind, Vnd};
use crate::protocol::Counts;

/// Running counts.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    counts: Counts,
}

/// What one record adds to the counts.
fn weight(record: &AnyRecord) -> Counts {
    let mut counts = Counts::default();
    match record {
        AnyRecord::Unit(unit) => {
            counts.hamlets = u32::from(matches!(unit.kind, UnitKind::Hamlet | UnitKind::Quarter));
        }
        AnyRecord::Group(_) => counts.groups = 1,
        AnyRecord::Household(household) => counts.households = u32::from(household.ended.is_none()),
        AnyRecord::Person(_) => counts.persons = 1,
        AnyRecord::Project(_) => counts.projects = 1,
        AnyRecord::Contribution(contribution) if contribution.voided.is_none() => {
            counts.contributions = 1;
            counts.contributions_valued_vnd = contribution.valued;
        }
        _ => {}
    }
    counts
}

impl Tallies {
    /// The counts now.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Counts a record in.
    pub fn add(&mut self, record: &AnyRecord) {
        self.each(&weight(record), u32::wrapping_add, i64::wrapping_add);
    }

    /// Counts a record out.
    pub fn remove(&mut self, record: &AnyRecord) {
        self.each(&weight(record), u32::wrapping_sub, i64::wrapping_sub);
    }

    fn each(&mut self, by: &Counts, count: fn(u32, u32) -> u32, money: fn(i64, i64) -> i64) {
        let now = &mut self.counts;
        now.hamlets = count(now.hamlets, by.hamlets);
        now.groups = count(now.groups, by.groups);
        now.households = count(now.households, by.households);
        now.persons = count(now.persons, by.persons);
        now.projects = count(now.projects, by.projects);
        now.contributions = count(now.contributions, by.contributions);
        let sum = money(now.contributions_valued_vnd.0, by.contributions_valued_vnd.0);
        now.contributions_valued_vnd = Vnd(sum);
    }
}
