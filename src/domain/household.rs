//! The household. It is not its head: heads change, the household and its history stay.

use serde::{Deserialize, Serialize};

use super::{
    Date, Dated, Fault, Faults, Field, GroupId, HouseholdId, LINE, NAME, PersonId, Phone, PovertyStatus,
    Source, Validity, Why, on_day,
};

/// A household and what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Identity.
    pub id: HouseholdId,
    /// The short number in this home, `H-02054`; given by the registry.
    pub number: u32,
    /// The groups it belonged to, over time.
    pub placements: Vec<Placement>,
    /// Where it lives.
    pub address: String,
    /// Head of household, over time.
    pub heads: Vec<Dated<PersonId>>,
    /// Who votes and attends for it, over time; often but not always the head.
    pub representatives: Vec<Dated<PersonId>>,
    /// Phones, the best first.
    pub phones: Vec<Phone>,
    /// What the neighbours call the household.
    pub nickname: Option<String>,
    /// Poverty status, year by year.
    pub poverty: Vec<PovertyYear>,
    /// The cultural-family title, year by year (Decree 86/2023).
    pub cultural: Vec<CulturalYear>,
    /// Policy category (gia đình liệt sĩ, thương binh ...), over time, in the words of the decision.
    pub policy: Vec<PolicyStatus>,
    /// When somebody last went through the record with the household.
    pub verified: Option<Verified>,
    /// Set when the household as such is over.
    pub ended: Option<HouseholdEnd>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// A household's place in a group's book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The group.
    pub group: GroupId,
    /// The number in the group's book: unique in the group, never given to another household.
    pub book_number: u16,
    /// When.
    pub valid: Validity,
}

/// Poverty status of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PovertyYear {
    /// The year.
    pub year: i16,
    /// The status.
    pub status: PovertyStatus,
    /// The decision's number.
    pub decision: Option<String>,
}

/// The cultural-family title of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CulturalYear {
    /// The year.
    pub year: i16,
    /// Awarded, or looked at and not awarded.
    pub awarded: bool,
}

/// A policy category with its period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyStatus {
    /// The category in the words of the decision.
    pub category: String,
    /// The decision's number.
    pub decision: Option<String>,
    /// When.
    pub valid: Validity,
}

/// When and by whom a record was last gone through with the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The day.
    pub on: Date,
    /// The login of who did it.
    pub by: String,
}

/// The end of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdEnd {
    /// Its last day.
    pub on: Date,
    /// How it ended.
    pub why: HouseholdEndReason,
}

/// How a household ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdEndReason {
    /// All moved away; where to.
    MovedOut(String),
    /// All joined another household.
    Joined(HouseholdId),
    /// Nobody is left.
    NobodyLeft,
}

impl Household {
    /// Its place on a day.
    pub fn placement_on(&self, day: Date) -> Option<&Placement> {
        self.placements.iter().rev().find(|p| p.valid.contains(day))
    }

    /// Its place on a day, or its last one.
    pub fn last_placement(&self, day: Date) -> Option<&Placement> {
        self.placement_on(day).or_else(|| self.placements.last())
    }

    /// Its head on a day.
    pub fn head_on(&self, day: Date) -> Option<PersonId> {
        on_day(&self.heads, day).copied()
    }

    /// Its last known head, also after its end.
    pub fn last_head(&self, day: Date) -> Option<PersonId> {
        self.head_on(day).or_else(|| self.heads.last().map(|head| head.value))
    }

    /// Its representative on a day; the head where none is named.
    pub fn representative_on(&self, day: Date) -> Option<PersonId> {
        on_day(&self.representatives, day).copied().or_else(|| self.head_on(day))
    }

    /// Its poverty status of a year.
    pub fn poverty_of(&self, year: i32) -> Option<&PovertyYear> {
        self.poverty.iter().rev().find(|p| i32::from(p.year) == year)
    }

    /// Its newest poverty status.
    pub fn latest_poverty(&self) -> Option<&PovertyYear> {
        self.poverty.iter().max_by_key(|p| p.year)
    }

    /// Whether it has ended by a day.
    pub fn is_ended_on(&self, day: Date) -> bool {
        self.ended.as_ref().is_some_and(|end| end.on < day)
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require(!self.placements.is_empty(), Field::Group, Why::Missing);
        for (row, place) in self.placements.iter().enumerate() {
            faults.require(place.book_number > 0, Field::BookNumber, Why::NotPositive);
            if self.placements[..row].iter().any(|earlier| earlier.valid.overlaps(place.valid)) {
                faults.add_row(Field::Group, row, Why::Overlap);
            }
        }
        faults.require(!self.heads.is_empty(), Field::Head, Why::Missing);
        faults.optional_text(&self.address, Field::Address, LINE);
        faults.optional_text(self.nickname.as_deref().unwrap_or(""), Field::Nickname, NAME);
        faults.require(self.phones.len() <= 8, Field::Phones, Why::TooLong(8));
        for (row, phone) in self.phones.iter().enumerate() {
            if self.phones[..row].contains(phone) {
                faults.add_row(Field::Phones, row, Why::Twice);
            }
        }
        for policy in &self.policy {
            faults.text(&policy.category, Field::Policy, NAME);
        }
        faults.check()
    }
}
