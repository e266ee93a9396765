//! Identity: every record has a UUID v7 of its own, so that two communes can be merged without a clash.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The kinds of record, with the number each has in the store and in the journal. Numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An administrative unit.
    Unit = 1,
    /// A self-managed group.
    Group = 2,
    /// A household.
    Household = 3,
    /// A person.
    Person = 4,
    /// A committee with its seats.
    Committee = 5,
    /// A project (works).
    Project = 6,
    /// A contribution.
    Contribution = 7,
    /// A note, perhaps with a follow-up date.
    Note = 8,
    /// A movement model.
    MovementModel = 9,
    /// A member of staff who may use the register.
    Staff = 10,
    /// What one household was asked to give to a project.
    Due = 11,
    /// The home itself: its commune, its offset from UTC.
    Home = 12,
    /// A change of life: birth, death, moving, splitting.
    LifeChange = 13,
    /// A request of a person about their data.
    DataRequest = 14,
    /// A household on its way to a group that somebody else looks after.
    Transfer = 15,
    /// A meeting with its roll.
    Meeting = 20,
}

impl Kind {
    /// Every kind that has a record type today.
    ///
    /// Reserved numbers, not to be given to anything else: 21 commitment, 22 asset,
    /// 23 inspection, 24 visit, 25 fund, 26 voucher, 27 petition, 28 access request.
    pub const ALL: [Kind; 16] = [
        Kind::Unit,
        Kind::Group,
        Kind::Household,
        Kind::Person,
        Kind::Committee,
        Kind::Project,
        Kind::Contribution,
        Kind::Note,
        Kind::MovementModel,
        Kind::Staff,
        Kind::Due,
        Kind::Home,
        Kind::LifeChange,
        Kind::DataRequest,
        Kind::Transfer,
        Kind::Meeting,
    ];

    /// The kind with this number, when one has it.
    pub fn from_u8(number: u8) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| *kind as u8 == number)
    }
}

/// The kind and identity of one record of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordKey {
    /// What it is.
    pub kind: Kind,
    /// Which one it is.
    pub id: Uuid,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $kind:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The kind and identity as one value.
            pub fn key(self) -> RecordKey {
                RecordKey { kind: Kind::$kind, id: self.0 }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// Identity of an administrative unit: neither its name nor its code, which both can be taken over by another.
    UnitId => Unit,
    /// Identity of a group.
    GroupId => Group,
    /// Identity of a household: it is not its head.
    HouseholdId => Household,
    /// Identity of a person.
    PersonId => Person,
    /// Identity of a committee.
    CommitteeId => Committee,
    /// Identity of a project.
    ProjectId => Project,
    /// Identity of a contribution.
    ContributionId => Contribution,
    /// Identity of a note.
    NoteId => Note,
    /// Identity of a movement model.
    ModelId => MovementModel,
    /// Identity of a member of staff.
    StaffId => Staff,
    /// Identity of a due.
    DueId => Due,
    /// Identity of a change of life.
    LifeChangeId => LifeChange,
    /// Identity of a request about personal data.
    DataRequestId => DataRequest,
    /// Identity of a sending of a household to another group.
    TransferId => Transfer,
    /// Identity of a meeting.
    MeetingId => Meeting,
}

/// The short number of a household, project or contribution: what a person can say and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortNumber {
    /// `Household`, `Project` or `Contribution`.
    pub kind: Kind,
    /// Counted from 1 in each home.
    pub number: u32,
}

impl ShortNumber {
    fn letter(kind: Kind) -> Option<char> {
        match kind {
            Kind::Household => Some('H'),
            Kind::Project => Some('J'),
            Kind::Contribution => Some('D'),
            Kind::DataRequest => Some('Y'),
            _ => None,
        }
    }
}

impl fmt::Display for ShortNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = Self::letter(self.kind).unwrap_or('?');
        let width = if self.kind == Kind::Project { 2 } else { 5 };
        write!(f, "{letter}-{:0width$}", self.number)
    }
}

impl Serialize for ShortNumber {
    /// `H-02054` in JSON; in bincode the kind and the number.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        (self.kind, self.number).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ShortNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom);
        }
        let (kind, number) = Deserialize::deserialize(deserializer)?;
        Ok(ShortNumber { kind, number })
    }
}

/// The text names no record: neither a UUID nor a short number such as `H-02054`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a UUID nor a number like H-02054, J-01 or D-00012")]
pub struct NotAnId;

impl FromStr for ShortNumber {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut chars = text.trim().chars();
        let kind = match chars.next().map(|c| c.to_ascii_uppercase()) {
            Some('H') => Kind::Household,
            Some('J') => Kind::Project,
            Some('D') => Kind::Contribution,
            Some('Y') => Kind::DataRequest,
            _ => return Err(NotAnId),
        };
        let digits = chars.as_str().trim_start_matches('-');
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnId);
        }
        let number = digits.parse().map_err(|_| NotAnId)?;
        Ok(ShortNumber { kind, number })
    }
}

/// How a person or a script names a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reference {
    /// By its UUID, whatever it is.
    Id(Uuid),
    /// By its short number.
    Number(ShortNumber),
}

impl FromStr for Reference {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if let Ok(id) = Uuid::parse_str(text.trim()) {
            return Ok(Reference::Id(id));
        }
        text.parse().map(Reference::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_read_as_they_are_said() {
        let cases = [
            ("H-02054", Some((Kind::Household, 2054))),
            ("h2054", Some((Kind::Household, 2054))),
            ("J-01", Some((Kind::Project, 1))),
            ("D-00456", Some((Kind::Contribution, 456))),
            ("y3", Some((Kind::DataRequest, 3))),
            ("X-1", None),
            ("H-", None),
            ("H-12x", None),
            ("H-99999999999", None),
            ("hoa", None),
        ];
        for (text, want) in cases {
            let got = text.parse::<ShortNumber>().ok().map(|n| (n.kind, n.number));
            assert_eq!(got, want, "{text}");
        }
        let number = ShortNumber { kind: Kind::Household, number: 2054 };
        assert_eq!(number.to_string(), "H-02054");
        assert_eq!(ShortNumber { kind: Kind::Project, number: 1 }.to_string(), "J-01");
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(json, "\"H-02054\"");
        assert_eq!(serde_json::from_str::<ShortNumber>(&json).unwrap(), number);
    }

    #[test]
    fn kinds_keep_their_numbers() {
        let numbers: Vec<u8> = Kind::ALL.iter().map(|k| *k as u8).collect();
        assert_eq!(numbers, (1..=15).chain([20]).collect::<Vec<u8>>());
        assert!(Kind::ALL.iter().all(|k| Kind::from_u8(*k as u8) == Some(*k)));
        assert_eq!(Kind::from_u8(21), None);
    }
}
