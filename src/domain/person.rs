//! The person: a record of its own, because people marry, move and split off, and their history goes with them.

use serde::{Deserialize, Serialize};

use super::{
    Association, Date, Dated, Fault, Faults, Field, HouseholdId, LINE, NAME, OldId, PartialDate, PersonId,
    PersonalId, RelationToHead, ResidenceKind, Sex, Source, Validity, Warning, Why, on_day,
};

/// Above this age a person not recorded as deceased is worth a second look.
const OLDEST: i32 = 110;

/// A person. Religion, ethnicity and health are not stored (Decree 356/2025, article 4: sensitive data).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Identity; kept for life, through every household.
    pub id: PersonId,
    /// Family, middle and given name.
    pub full_name: String,
    /// What people call them: `Sáu Lúa`.
    pub nickname: Option<String>,
    /// Sex, when known.
    pub sex: Option<Sex>,
    /// Birth; often only the year is known.
    pub birth: Option<PartialDate>,
    /// The 12-digit personal id.
    pub personal_id: Option<PersonalId>,
    /// The old 9-digit id.
    pub old_id: Option<OldId>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Residence over time.
    pub residences: Vec<Dated<ResidenceKind>>,
    /// Where they came from or went to, in words, when they moved.
    pub moved_place: Option<String>,
    /// Mass organisations they belong to, over time.
    pub associations: Vec<Dated<Association>>,
    /// Death.
    pub death: Option<PartialDate>,
    /// Households they belonged to; at most one at a time.
    pub memberships: Vec<Membership>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// A person's time in a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The household.
    pub household: HouseholdId,
    /// Relation to its head.
    pub relation: RelationToHead,
    /// When.
    pub valid: Validity,
}

impl Person {
    /// The membership that holds on a day. Of two on the same day, the later entry: one ended, the other began.
    pub fn membership_on(&self, day: Date) -> Option<&Membership> {
        self.memberships.iter().rev().find(|m| m.valid.contains(day))
    }

    /// The last membership in a household, also when it is over.
    pub fn last_membership_in(&self, household: HouseholdId) -> Option<&Membership> {
        self.memberships.iter().rev().find(|m| m.household == household)
    }

    /// The membership that has no end yet.
    pub fn open_membership(&self) -> Option<&Membership> {
        self.memberships.iter().rev().find(|m| m.valid.is_open())
    }

    /// Residence on a day.
    pub fn residence_on(&self, day: Date) -> Option<ResidenceKind> {
        on_day(&self.residences, day).copied()
    }

    /// Whether they live in the household on a day.
    pub fn is_member_on(&self, household: HouseholdId, day: Date) -> bool {
        self.death.is_none() && self.membership_on(day).is_some_and(|m| m.household == household)
    }

    /// Ends the open membership before a day.
    pub fn leave_before(&mut self, day: Date) {
        for membership in self.memberships.iter_mut().filter(|m| m.valid.is_open()) {
            membership.valid = membership.valid.ended_before(day);
        }
    }

    /// Ends the open membership and begins one in a household from a day on.
    pub fn join(&mut self, household: HouseholdId, relation: RelationToHead, from: Date) {
        self.leave_before(from);
        self.memberships.push(Membership { household, relation, valid: Validity::since(from) });
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self, today: Date) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.text(&self.full_name, Field::FullName, NAME);
        faults.optional_text(self.nickname.as_deref().unwrap_or(""), Field::Nickname, NAME);
        faults.optional_text(self.occupation.as_deref().unwrap_or(""), Field::Occupation, LINE);
        check_life(self.birth, self.death, today, &mut faults);
        let open = self.memberships.iter().filter(|m| m.valid.is_open()).count();
        faults.require(open <= 1, Field::Household, Why::Overlap);
        faults.check()
    }

    /// What is worth a second look.
    pub fn warnings(&self, today: Date) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let year = self.birth.map(PartialDate::year);
        if self.personal_id.as_ref().is_some_and(|id| !id.agrees(self.sex, year)) {
            warnings.push(Warning::IdDisagrees);
        }
        let very_old = self.birth.is_some_and(|birth| birth.age_on(today) > OLDEST);
        if very_old && self.death.is_none() {
            warnings.push(Warning::VeryOld);
        }
        warnings
    }
}

fn check_life(birth: Option<PartialDate>, death: Option<PartialDate>, today: Date, faults: &mut Faults) {
    let begins = birth.and_then(PartialDate::earliest);
    let ends = death.and_then(PartialDate::earliest);
    faults.require(begins.is_none_or(|day| day <= today), Field::Birth, Why::InFuture);
    faults.require(ends.is_none_or(|day| day <= today), Field::Died, Why::InFuture);
    // Compared by year alone: of two partial dates in one year neither is known to come first.
    if let (Some(birth), Some(death)) = (birth, death) {
        faults.require(birth.year() <= death.year(), Field::Died, Why::BeforeBirth);
    }
}
