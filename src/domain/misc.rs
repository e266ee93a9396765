//! The small records: notes, movement models, staff, the home; and where an imported record came from.

use serde::{Deserialize, Serialize};

use super::{
    ContributionId, Date, Dated, Fault, Faults, Field, GroupId, HouseholdId, ModelId, ModelStatus, Movement,
    NAME, NoteId, PROSE, PersonId, ProjectId, RecordKey, StaffId, StaffRole, UnitId, Validity, Why,
};

/// Where an imported record came from: importing the same book again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The book or folder.
    pub book: String,
    /// Its key there.
    pub key: String,
}

/// A note on a record, perhaps with a day to come back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Identity.
    pub id: NoteId,
    /// What it is about.
    pub about: NoteAbout,
    /// What it says.
    pub text: String,
    /// The day to come back to it.
    pub follow_up: Option<Date>,
    /// The day it was dealt with.
    pub done: Option<Date>,
    /// The day it was written.
    pub on: Date,
    /// The login of who answers for it: who wrote it, or who took over from them. The history tells the two apart.
    pub by: String,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteAbout {
    /// A household.
    Household(HouseholdId),
    /// A person.
    Person(PersonId),
    /// A contribution.
    Contribution(ContributionId),
    /// A project.
    Project(ProjectId),
}

/// A model of a movement (mô hình).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementModel {
    /// Identity.
    pub id: ModelId,
    /// Its movement.
    pub movement: Movement,
    /// Its name.
    pub name: String,
    /// The year it started.
    pub started: i16,
    /// The unit that runs it.
    pub unit: Option<UnitId>,
    /// The group that runs it, whose board its ex officio seats follow.
    pub group: Option<GroupId>,
    /// How it stood, year by year: models are carried over.
    pub years: Vec<ModelYear>,
    /// Who takes part, over time.
    pub participants: Vec<Dated<PersonId>>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// How a model stood in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelYear {
    /// The year.
    pub year: i16,
    /// How it stood.
    pub status: ModelStatus,
}

/// Somebody who may use the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Identity.
    pub id: StaffId,
    /// The login: `[a-z][a-z0-9_-]{0,31}`.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// Where they may do it; nothing named means everywhere.
    pub scope: Vec<ScopeUnit>,
    /// When they may do it.
    pub valid: Validity,
}

/// A unit or a group that a member of staff looks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeUnit {
    /// A unit with all below it.
    Unit(UnitId),
    /// One group.
    Group(GroupId),
}

impl ScopeUnit {
    /// The record it names.
    pub fn key(self) -> RecordKey {
        match self {
            ScopeUnit::Unit(unit) => unit.key(),
            ScopeUnit::Group(group) => group.key(),
        }
    }
}

/// The home: one register of one commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Its commune, once it is known.
    pub commune: Option<UnitId>,
    /// Minutes east of UTC of its civil day: +420 in Viet Nam.
    pub offset_minutes: i16,
    /// A practice home: every screen says so.
    pub practice: bool,
}

/// Minutes east of UTC in Viet Nam.
pub const VIET_NAM_OFFSET: i16 = 420;

impl Note {
    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.text(&self.text, Field::Text, PROSE);
        let follows = self.follow_up.is_none_or(|day| day >= self.on);
        faults.require(follows, Field::FollowUp, Why::EndsBeforeBegins);
        faults.check()
    }

    /// Whether it waits for somebody on a day.
    pub fn is_due_on(&self, day: Date) -> bool {
        self.done.is_none() && self.follow_up.is_some_and(|due| due <= day)
    }
}

impl MovementModel {
    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.text(&self.name, Field::Name, NAME);
        faults.require((1950..=2150).contains(&self.started), Field::Year, Why::NoSuchDay);
        faults.check()
    }

    /// Whether it runs in a year: it started by then and no year up to it says it finished or stopped before.
    pub fn is_active_in(&self, year: i32) -> bool {
        let status = self.years.iter().filter(|y| i32::from(y.year) <= year).max_by_key(|y| y.year);
        let over_before = status.is_some_and(|y| y.status != ModelStatus::Active && i32::from(y.year) < year);
        i32::from(self.started) <= year && !over_before
    }
}

impl Staff {
    /// Whether a text can be a login.
    pub fn is_login(text: &str) -> bool {
        let tail_fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        text.len() <= 32 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(tail_fits)
    }

    /// Whether they may come in on a day.
    pub fn is_member_on(&self, day: Date) -> bool {
        self.valid.contains(day)
    }

    /// The account ended, so that nobody comes in by it on `day` any more. Other periods keep their first day when
    /// they end on it; an account must not.
    #[must_use]
    pub fn ended_before(self, day: Date) -> Staff {
        let last = day.yesterday();
        let from = self.valid.from().filter(|from| *from <= last);
        let to = self.valid.to().map_or(last, |to| to.min(last));
        // An end that is earlier than the begin was no day to come in either.
        let valid = Validity::between(from, Some(to)).or_else(|| Validity::between(None, Some(to)));
        Staff { valid: valid.unwrap_or(self.valid), ..self }
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        for (row, unit) in self.scope.iter().enumerate() {
            if self.scope[..row].contains(unit) {
                faults.add_row(Field::Scope, row, Why::Twice);
            }
        }
        faults.require(Staff::is_login(&self.login), Field::Login, Why::NotALogin);
        faults.text(&self.name, Field::FullName, NAME);
        faults.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_plain() {
        for good in ["trinh", "a", "cb_ap-05"] {
            assert!(Staff::is_login(good), "{good}");
        }
        for bad in ["", "Trinh", "5a", "a b", "a\"b", "-x", "trịnh", &"a".repeat(33)] {
            assert!(!Staff::is_login(bad), "{bad}");
        }
    }

    #[test]
    fn an_account_that_ends_lets_nobody_in_today() {
        let day = |text: &str| Date::from(text.parse::<chrono::NaiveDate>().unwrap());
        let today = day("2023-11-14");
        let cases = [
            (None, None, None, "2023-11-13"),
            (None, Some("2024-05-01"), None, "2023-11-13"),
            (None, Some("2022-05-01"), None, "2022-05-01"),
            (Some("2023-01-01"), None, Some("2023-01-01"), "2023-11-13"),
            (Some("2023-11-14"), None, None, "2023-11-13"),
            (Some("2024-01-01"), Some("2024-05-01"), None, "2023-11-13"),
        ];
        for (from, to, want_from, want_to) in cases {
            let staff = Staff {
                id: StaffId(uuid::Uuid::nil()),
                login: "trinh".into(),
                name: "Trinh".into(),
                role: StaffRole::Recorder,
                scope: vec![],
                valid: Validity::between(from.map(day), to.map(day)).unwrap(),
            };
            let ended = staff.ended_before(today);
            assert_eq!((ended.valid.from(), ended.valid.to()), (want_from.map(day), Some(day(want_to))));
            assert!(!ended.is_member_on(today));
        }
    }

    #[test]
    fn a_model_is_carried_over_until_a_year_ends_it() {
        let mut model = MovementModel {
            id: ModelId(uuid::Uuid::nil()),
            movement: Movement::BacHo,
            name: "Tủ sách".into(),
            started: 2022,
            unit: None,
            group: None,
            years: vec![],
            participants: vec![],
            source: None,
        };
        assert!(!model.is_active_in(2021) && model.is_active_in(2022) && model.is_active_in(2023));
        model.years.push(ModelYear { year: 2023, status: ModelStatus::Finished });
        assert!(model.is_active_in(2023) && !model.is_active_in(2024));
    }
}
