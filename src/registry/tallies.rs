//! How many there are of everything, kept current by each change: a status must not read the whole store.

use std::collections::HashMap;

use uuid::Uuid;

use crate::domain::{AnyRecord, Contributor, HouseholdId, ProjectId, UnitKind, Vnd};
use crate::protocol::Counts;
use crate::store::Take;

/// Running counts.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    counts: Counts,
    /// What each household gave: a scope is counted household by household.
    of_household: HashMap<HouseholdId, Gifts>,
    /// What sponsors gave to each project.
    sponsored: HashMap<ProjectId, Gifts>,
    /// The last change that is counted.
    seq: u64,
}

/// Contributions that were not voided.
#[derive(Clone, Copy, Debug, Default)]
struct Gifts {
    number: u32,
    valued: i64,
}

/// What several gave, from bytes.
fn gifts_from(from: &mut Take<'_>) -> Option<Vec<(Uuid, Gifts)>> {
    let count = from.u64()?;
    let one = |_| {
        let id = Uuid::from_bytes(from.bytes()?);
        Some((id, Gifts { number: from.u32()?, valued: from.i64()? }))
    };
    (0..count).map(one).collect()
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

fn count(gifts: Option<&Gifts>, counts: &mut Counts) {
    let Some(gifts) = gifts else { return };
    counts.contributions = counts.contributions.saturating_add(gifts.number);
    let sum = counts.contributions_valued_vnd.0.saturating_add(gifts.valued);
    counts.contributions_valued_vnd = Vnd(sum);
}

impl Tallies {
    /// The counts now.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The last change that is counted.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Says which change is counted by now.
    pub fn goes_to(&mut self, seq: u64) {
        self.seq = seq;
    }

    /// As bytes, for a file of this build.
    pub fn to_bytes(&self) -> Vec<u8> {
        let of_household = self.of_household.iter().map(|(id, gifts)| (id.0, *gifts));
        let sponsored = self.sponsored.iter().map(|(id, gifts)| (id.0, *gifts));
        let Counts { hamlets, groups, households, persons, projects, contributions, .. } = self.counts;
        let mut bytes = self.seq.to_be_bytes().to_vec();
        let counts = [hamlets, groups, households, persons, projects, contributions];
        bytes.extend(counts.iter().flat_map(|count| count.to_be_bytes()));
        bytes.extend(self.counts.contributions_valued_vnd.0.to_be_bytes());
        for gifts in [of_household.collect::<Vec<_>>(), sponsored.collect()] {
            bytes.extend((gifts.len() as u64).to_be_bytes());
            for (id, Gifts { number, valued }) in gifts {
                bytes.extend(id.as_bytes());
                bytes.extend(number.to_be_bytes());
                bytes.extend(valued.to_be_bytes());
            }
        }
        bytes
    }

    /// From bytes; none when they are not all there.
    pub fn from_bytes(bytes: &[u8]) -> Option<Tallies> {
        let mut from = Take(bytes);
        let seq = from.u64()?;
        let counts = Counts {
            hamlets: from.u32()?,
            groups: from.u32()?,
            households: from.u32()?,
            persons: from.u32()?,
            projects: from.u32()?,
            contributions: from.u32()?,
            contributions_valued_vnd: Vnd(from.i64()?),
        };
        let of_household = gifts_from(&mut from)?.into_iter();
        let of_household = of_household.map(|(id, gifts)| (HouseholdId(id), gifts)).collect();
        let sponsored = gifts_from(&mut from)?.into_iter();
        let sponsored = sponsored.map(|(id, gifts)| (ProjectId(id), gifts)).collect();
        from.0.is_empty().then_some(Tallies { counts, of_household, sponsored, seq })
    }

    /// Counts a record in.
    pub fn add(&mut self, record: &AnyRecord) {
        self.give(record, |gifts, valued| {
            gifts.number = gifts.number.wrapping_add(1);
            gifts.valued = gifts.valued.wrapping_add(valued.0);
        });
        self.each(&weight(record), u32::wrapping_add, i64::wrapping_add);
    }

    /// Counts a record out.
    pub fn remove(&mut self, record: &AnyRecord) {
        self.give(record, |gifts, valued| {
            gifts.number = gifts.number.wrapping_sub(1);
            gifts.valued = gifts.valued.wrapping_sub(valued.0);
        });
        self.each(&weight(record), u32::wrapping_sub, i64::wrapping_sub);
    }

    fn give(&mut self, record: &AnyRecord, change: impl FnOnce(&mut Gifts, Vnd)) {
        let AnyRecord::Contribution(contribution) = record else { return };
        if contribution.voided.is_some() {
            return;
        }
        let gifts = match (&contribution.from, contribution.project) {
            (Contributor::Household { household, .. }, _) => self.of_household.entry(*household).or_default(),
            (Contributor::Sponsor(_), Some(project)) => self.sponsored.entry(project).or_default(),
            (Contributor::Sponsor(_), None) => return,
        };
        change(gifts, contribution.valued);
    }

    /// Adds what a household gave.
    pub fn add_gifts_of(&self, household: HouseholdId, counts: &mut Counts) {
        count(self.of_household.get(&household), counts);
    }

    /// Adds what sponsors gave to a project.
    pub fn add_sponsored(&self, project: ProjectId, counts: &mut Counts) {
        count(self.sponsored.get(&project), counts);
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
