//! The self-managed group (Tổ Nhân dân tự quản).

use serde::{Deserialize, Serialize};

use super::{
    Date, Dated, Fault, Faults, Field, GroupGrade, GroupId, NAME, PartialDate, Source, UnitId, Why, on_day,
};

/// A group of about 20 to 40 households of one hamlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Identity.
    pub id: GroupId,
    /// Its number in the hamlet, shown as two digits: `Tổ 05`.
    pub number: u16,
    /// The hamlet it belongs to, over time.
    pub hamlets: Vec<Dated<UnitId>>,
    /// Its full name, where it has one of its own.
    pub name: Option<String>,
    /// When it was founded.
    pub founded: Option<PartialDate>,
    /// The day of the month it meets, 1 to 31.
    pub meeting_day: Option<u8>,
    /// Its grade, year by year.
    pub grades: Vec<YearGrade>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// A group's grade of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearGrade {
    /// The year.
    pub year: i16,
    /// The grade.
    pub grade: GroupGrade,
    /// The decision behind it.
    pub decision: Option<String>,
}

impl Group {
    /// The hamlet on a day, or the last known one.
    pub fn hamlet_on(&self, day: Date) -> Option<UnitId> {
        on_day(&self.hamlets, day).copied().or_else(|| self.hamlets.last().map(|h| h.value))
    }

    /// Its grade of a year.
    pub fn grade_of(&self, year: i32) -> Option<GroupGrade> {
        self.grades.iter().rev().find(|g| i32::from(g.year) == year).map(|g| g.grade)
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require((1..=999).contains(&self.number), Field::GroupNumber, Why::NotANumber);
        faults.require(!self.hamlets.is_empty(), Field::Hamlet, Why::Missing);
        faults.optional_text(self.name.as_deref().unwrap_or(""), Field::Name, NAME);
        let day_exists = self.meeting_day.is_none_or(|day| (1..=31).contains(&day));
        faults.require(day_exists, Field::MeetingDay, Why::NoSuchDay);
        faults.check()
    }
}
