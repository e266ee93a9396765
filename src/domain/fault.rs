//! What is wrong with an entry: which field, and why. Words are in `phrases`.

use serde::{Deserialize, Serialize};

use super::{Field, Vnd};

/// One thing wrong with an entry. An entry is answered with all its faults at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field it stands beside.
    pub field: Field,
    /// For a list inside an entry, the row, counted from 0.
    pub row: Option<u16>,
    /// What is wrong.
    pub why: Why,
}

/// Why a value cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Nothing was given where something must be.
    Missing,
    /// More characters than the field holds; the most it holds.
    TooLong(u16),
    /// Not a number.
    NotANumber,
    /// A `.` that is not followed by exactly three digits; what may have been meant.
    DotNotThousands(String),
    /// More decimals than the unit has.
    TooManyDecimals,
    /// Above the largest value.
    TooLarge,
    /// Zero or less.
    NotPositive,
    /// A money amount under 1.000 đ: thousands were probably left off.
    ThousandsLeftOff,
    /// Not a date.
    NotADate,
    /// A day that the calendar does not have, or a year far off.
    NoSuchDay,
    /// After today.
    InFuture,
    /// The end comes before the begin.
    EndsBeforeBegins,
    /// Before something it must follow, such as a death before the birth.
    BeforeBirth,
    /// Not a 12-digit personal id.
    NotAPersonalId,
    /// Not an old 9-digit id.
    NotAnOldId,
    /// Not a phone number; for an old 11-digit mobile number, its form since 2018.
    NotAPhone(Option<String>),
    /// Two periods that may not overlap do.
    Overlap,
    /// Already used by another record; that record in words.
    Taken(String),
    /// Names a record that is not there.
    NotFound,
    /// The person is not a member of this household now.
    NotAMember,
    /// The person is recorded as deceased.
    Deceased,
    /// The household has ended (moved out, joined another).
    Ended,
    /// The record was voided.
    Voided,
    /// Belongs to something else than the entry says.
    Elsewhere,
    /// More money than is left to pay; what is left, in đồng.
    MoreThanLeft(i64),
    /// Nothing is left to choose from, such as no other member for a new head.
    NobodyLeft,
    /// Twice in the same list.
    Twice,
    /// Not one of the choices.
    NotAChoice,
    /// A row of a file has fewer cells than the file has columns.
    ShortRow,
    /// A row of a file has more cells than the file has columns.
    LongRow,
    /// A cell of a file runs over several lines: most likely a quotation mark that never closes.
    OpenQuote,
    /// A file lacks a column.
    NoColumn,
    /// A row of a file is not UTF-8: most likely a legacy charset such as TCVN3 or VNI.
    NotUtf8,
    /// The member of staff may not record.
    CannotRecord,
    /// Not a login: `[a-z][a-z0-9_-]{0,31}`.
    NotALogin,
    /// Before today.
    Past,
    /// The household waits to be taken in by a group already; which.
    OnItsWay(String),
    /// The number in a group's book is for whoever looks after the group to give.
    GivenThere,
    /// The group belongs to another commune.
    OtherCommune,
    /// Somebody has answered already; who.
    Answered(String),
}

impl Fault {
    /// A fault of a whole field.
    pub fn new(field: Field, why: Why) -> Fault {
        Fault { field, row: None, why }
    }

    /// A fault of a field in one row of a list.
    pub fn in_row(field: Field, row: usize, why: Why) -> Fault {
        Fault { field, row: u16::try_from(row).ok(), why }
    }
}

/// Something worth a second look that may be saved all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// The personal id says another sex or birth year than the record.
    IdDisagrees,
    /// More than 110 years old and not recorded as deceased.
    VeryOld,
    /// The group has more households than the usual 20 to 40.
    LargeGroup(u16),
    /// A person of the same name and birth year lives in the same group.
    SameName(String),
    /// Ten times as much as others usually pay for the same, or more; who pays, and the usual payment.
    UnusualAmount(String, Vnd),
    /// More votes on something than there were people: on what, how many votes, how many people.
    MoreVotesThanPeople(String, u32, u32),
    /// Fewer people than households that were represented.
    FewerPeopleThanHouseholds(u32, u32),
}

impl Warning {
    /// Whether it is said before anything is recorded: a slip of the finger would look so.
    pub fn may_be_a_slip(&self) -> bool {
        match self {
            Warning::IdDisagrees
            | Warning::VeryOld
            | Warning::SameName(_)
            | Warning::UnusualAmount(..)
            | Warning::MoreVotesThanPeople(..)
            | Warning::FewerPeopleThanHouseholds(..) => true,
            Warning::LargeGroup(_) => false,
        }
    }
}

/// Collects faults, so that a check reads as a list of rules.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault when the rule does not hold.
    pub fn require(&mut self, holds: bool, field: Field, why: Why) {
        if !holds {
            self.0.push(Fault::new(field, why));
        }
    }

    /// Adds a fault.
    pub fn add(&mut self, field: Field, why: Why) {
        self.0.push(Fault::new(field, why));
    }

    /// Adds a fault of one row of a list.
    pub fn add_row(&mut self, field: Field, row: usize, why: Why) {
        self.0.push(Fault::in_row(field, row, why));
    }

    /// Requires a text that is not empty and at most `most` characters.
    pub fn text(&mut self, text: &str, field: Field, most: u16) {
        self.require(!text.trim().is_empty(), field, Why::Missing);
        self.optional_text(text, field, most);
    }

    /// Requires a text of at most `most` characters.
    pub fn optional_text(&mut self, text: &str, field: Field, most: u16) {
        self.require(text.chars().count() <= usize::from(most), field, Why::TooLong(most));
    }

    /// The faults found.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// `Ok` when there is none.
    pub fn check(self) -> Result<(), Vec<Fault>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}
