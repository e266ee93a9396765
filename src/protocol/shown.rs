//! Values of records as a person reads them, before a language is chosen: what a history is made of.

use serde::{Deserialize, Serialize};

use crate::domain::*;

/// A field that an act changed.
///
/// A value is a list of parts: the first stands for itself, the rest say more about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The record's name, when it is not the one the act is shown for.
    pub of: Option<String>,
    /// The field.
    pub field: Field,
    /// Which of several, such as the household of a membership; empty for a field that there is once.
    pub item: Vec<Shown>,
    /// What it was; none when there was none.
    pub before: Option<Vec<Shown>>,
    /// What it is; none when there is none any more.
    pub after: Option<Vec<Shown>>,
    /// The record was made by this act: there was nothing before.
    pub made: bool,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Text as it was typed, numbers of papers, masked digits.
    Text(String),
    /// A number of things, a year, a number in a book.
    Count(i64),
    /// A day.
    Day(Date),
    /// A date of which only a part may be known.
    Partial(PartialDate),
    /// Money.
    Money(Vnd),
    /// An area.
    Area(AreaM2),
    /// A length.
    Length(Metres),
    /// Labour.
    Labour(HalfDays),
    /// A number with two decimals.
    Hundredths(i64),
    /// Yes or no.
    Yes(bool),
    /// One of a closed list.
    Chosen(Chosen),
    /// Another record, by its name.
    Record(RecordKey, String),
    /// A period.
    Period(Validity),
    /// A receipt by its number.
    Receipt(u32),
    /// A seat held by whoever has this role on the group's board.
    ExOfficio(GroupRole),
    /// Nobody lives in the household any more.
    NobodyLeft,
    /// A part with the label of its field before it.
    With(Field, Box<Shown>),
    /// An act by its number.
    Act(u16),
}

macro_rules! chosen {
    ($($name:ident),* $(,)?) => {
        /// A value of a closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each is a value of the list of that name")]
        pub enum Chosen { $($name($name),)* }

        $(impl From<$name> for Shown {
            fn from(value: $name) -> Shown { Shown::Chosen(Chosen::$name(value)) }
        })*
    };
}

chosen! {
    Sex, UnitKind, GroupGrade, GroupRole, PovertyStatus, ResidenceKind, Association, RelationToHead,
    CommitteeKind, HeldBasis, ProjectKind, LevyBasis, EvidenceKind, Movement, ModelStatus, StaffRole, Giving,
    LifeKind, Kind, RequestKind, MeetingKind, RollMark,
}

macro_rules! shown {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $(impl From<$type> for Shown {
            fn from(value: $type) -> Shown { Shown::$variant(value.into()) }
        })*
    };
}

shown! {
    String => Text, &str => Text, i64 => Count, u32 => Count, u16 => Count, i16 => Count, u8 => Count, Date => Day,
    PartialDate => Partial, Vnd => Money, AreaM2 => Area, Metres => Length, HalfDays => Labour, bool => Yes,
    Validity => Period,
}

impl Shown {
    /// With the label of its field before it.
    pub fn with(self, field: Field) -> Shown {
        Shown::With(field, Box::new(self))
    }
}
