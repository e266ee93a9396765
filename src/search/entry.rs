//! A household as the look-up takes it in.

use crate::domain::{Date, GroupId, HouseholdId, PersonId, UnitId};

use super::query::Status;

/// Where a household is, and how it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The hamlet.
    pub hamlet_id: Option<UnitId>,
    /// The hamlet's name.
    pub hamlet: String,
    /// Every other name and spelling of the hamlet.
    pub hamlet_names: Vec<String>,
    /// The group.
    pub group_id: Option<GroupId>,
    /// The group's number.
    pub group: u16,
    /// The household is none any more.
    pub ended: bool,
    /// The number in the group's book.
    pub book_number: u16,
    /// The address.
    pub address: String,
    /// What the neighbours call the household.
    pub nickname: Option<String>,
    /// Phones, digits only.
    pub phones: Vec<String>,
    /// What it is at present.
    pub statuses: Vec<Status>,
}

/// A household with everybody who belongs or belonged to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Identity.
    pub household: HouseholdId,
    /// Short number.
    pub number: u32,
    /// Where it is.
    pub places: Places,
    /// Its members.
    pub members: Vec<Member>,
    /// The next day on which it is another one by itself: somebody moves in or out, a head or a name ends.
    pub turns: Option<Date>,
}

/// A person of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Identity.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What people call them.
    pub nickname: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// Whether they are the head now.
    pub is_head: bool,
    /// Whether they died, or live elsewhere.
    pub is_gone: bool,
    /// Whether this is the household they belong to, or belonged to last: each person has one.
    pub is_at_home: bool,
    /// Personal and old id, digits only.
    pub ids: Vec<String>,
}

impl Entry {
    /// Who stands for the household where nobody is named: the head, else the first.
    pub fn shown(&self) -> Option<usize> {
        let head = self.members.iter().position(|member| member.is_head);
        head.or(if self.members.is_empty() { None } else { Some(0) })
    }
}
