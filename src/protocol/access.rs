//! Who saw what: entries of the access log, kept apart from the journal and thrown away after their time.

use serde::{Deserialize, Serialize};

use crate::domain::{AnyRecord, PersonId, RecordKey, ShortNumber};

/// One entry. It names records and no personal data: what stands in it outlives an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// UTC milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub login: String,
    /// What.
    pub what: AccessKind,
    /// The record.
    #[serde(default)]
    pub about: Option<RecordKey>,
    /// Why, or what was refused: cleaned, and no longer than [`Access::MOST_CHARS`].
    #[serde(default)]
    pub why: String,
    /// How many more of this kind went unwritten since the last: refusals are bounded.
    #[serde(default)]
    pub more: u32,
}

impl Access {
    /// The most characters of a reason.
    pub const MOST_CHARS: usize = 200;
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    /// Opened a card.
    Opened,
    /// Opened a record for editing, its digits in clear.
    Edited,
    /// Saw masked digits, for a reason.
    Unmasked,
    /// Took records out, digits masked.
    Exported,
    /// Took records out with their digits, for a reason.
    ExportedInClear,
    /// Looked somebody up by digits without the right to see them.
    LookedUpDigits,
    /// Was refused.
    Refused,
    /// Was given all that is held on a person.
    GavePerson,
    /// Erased the personal data of a person.
    ErasedPerson,
    /// The log of a month is full; only what must be written down first still is.
    Full,
}

/// An entry as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRow {
    /// The entry.
    pub access: Access,
    /// What its record is called today; empty when there is none, or when it was erased.
    pub name: String,
    /// The short number of that record, where it has one.
    pub number: Option<ShortNumber>,
}

/// The digits of a household in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmasked {
    /// The phones, in the order of the card.
    pub phones: Vec<String>,
    /// The members' personal and old ids.
    pub members: Vec<UnmaskedMember>,
}

/// The digits of a member in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmaskedMember {
    /// Who.
    pub person: PersonId,
    /// Personal id.
    pub personal_id: Option<String>,
    /// Old id.
    pub old_id: Option<String>,
}

/// A record taken out of the register: its digits stand apart, masked or in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The record without its digits.
    pub record: AnyRecord,
    /// Personal id.
    pub personal_id: Option<String>,
    /// Old id.
    pub old_id: Option<String>,
    /// Phones.
    pub phones: Vec<String>,
}

/// How digits leave the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// With what stands in the middle left out.
    Masked,
    /// As they are, for whoever gave a reason.
    InClear,
}

impl Exported {
    /// Takes the digits out of a record.
    pub fn of(mut record: AnyRecord, digits: Digits) -> Exported {
        let shown = |masked: String, clear: &str| match digits {
            Digits::Masked => masked,
            Digits::InClear => clear.to_owned(),
        };
        let (mut personal_id, mut old_id, mut phones) = (None, None, Vec::new());
        match &mut record {
            AnyRecord::Person(person) => {
                personal_id = person.personal_id.take().map(|id| shown(id.masked(), id.digits()));
                old_id = person.old_id.take().map(|id| shown(id.masked(), id.digits()));
            }
            AnyRecord::Household(household) => {
                let taken = std::mem::take(&mut household.phones);
                phones.extend(taken.iter().map(|phone| shown(phone.masked(), phone.digits())));
            }
            _ => {}
        }
        Exported { record, personal_id, old_id, phones }
    }
}
