//! What the law gives a person: all that is held on them, its erasure, and the requests for both.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccessRow, ActRow, DueLine, Moment};
use crate::domain::*;

/// All that is held on one person, for the person themself. Of others it has what they are to the person, and not who
/// they are. docs/cli.md lists its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFile {
    /// When it was put together.
    pub made: Moment,
    /// The commune's name.
    pub commune: String,
    /// Their record as it is kept, ids in clear.
    pub person: Person,
    /// Their households over time, the present one first.
    pub households: Vec<FileHousehold>,
    /// What they gave, and what their households gave while they lived there.
    pub contributions: Vec<FileGift>,
    /// The agreed amounts of their present household.
    pub dues: Vec<FileDue>,
    /// Seats they hold or held by name.
    pub seats: Vec<FileSeat>,
    /// Notes about them.
    pub notes: Vec<FileNote>,
    /// Models they take or took part in.
    pub models: Vec<FileModel>,
    /// Changes of life they had a part in.
    pub life: Vec<FileLife>,
    /// Their requests.
    pub requests: Vec<RequestRow>,
    /// Unfinished forms that name them, by id: they are no records yet, and their writers' alone.
    pub drafts: Vec<Uuid>,
    /// Who opened, unmasked or took out what is held on them or their present household, newest first.
    pub accesses: Vec<AccessRow>,
    /// What happened to their record, newest first; ids are masked in it.
    pub history: Vec<ActRow>,
}

/// A household of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHousehold {
    /// Which.
    pub id: HouseholdId,
    /// Its short number.
    pub number: ShortNumber,
    /// The group's number.
    pub group: u16,
    /// The number in the group's book.
    pub book_number: u16,
    /// The hamlet.
    pub hamlet: String,
    /// What the person is to its head.
    pub relation: RelationToHead,
    /// When.
    pub valid: Validity,
    /// The address; none of a household they left, which may have moved since.
    pub address: Option<String>,
    /// The phones, in clear; none of a household they left.
    pub phones: Vec<String>,
    /// What the others who live there are to its head, without their names.
    pub others: Vec<RelationToHead>,
}

/// Something given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileGift {
    /// The short number.
    pub number: ShortNumber,
    /// The day; of money, the receipt's.
    pub on: Date,
    /// The household it is from.
    pub household: Option<ShortNumber>,
    /// Whether the person stood for it.
    pub given_by_them: bool,
    /// To what.
    pub to: String,
    /// The form.
    pub giving: Giving,
    /// How much, in the unit of the form.
    pub amount: String,
    /// The value.
    pub valued: Vnd,
    /// The receipt's number.
    pub receipt: Option<u32>,
    /// Why it was voided.
    pub voided: Option<String>,
}

/// An agreed amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDue {
    /// Of which household.
    pub household: ShortNumber,
    /// The project, what is asked, received and left.
    pub due: DueLine,
}

/// A seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSeat {
    /// The committee's name, or what it is of.
    pub of: String,
    /// Its kind.
    pub kind: CommitteeKind,
    /// The role.
    pub role: GroupRole,
    /// When.
    pub valid: Validity,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// The day it was written.
    pub on: Date,
    /// By which login.
    pub by: String,
    /// What it says.
    pub text: String,
    /// The day to come back to it.
    pub follow_up: Option<Date>,
    /// The day it was dealt with.
    pub done: Option<Date>,
}

/// A part in a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileModel {
    /// The model's name.
    pub name: String,
    /// Its movement.
    pub movement: Movement,
    /// When.
    pub valid: Validity,
}

/// A change of life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLife {
    /// What happened.
    pub kind: LifeKind,
    /// The day.
    pub on: Date,
    /// In which household.
    pub household: Option<ShortNumber>,
    /// Where from or to.
    pub place: Option<String>,
    /// The paper.
    pub basis: Option<String>,
}

/// A request as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// Its short number.
    pub number: ShortNumber,
    /// The revision, for whoever edits it.
    pub rev: u64,
    /// The record.
    pub request: DataRequest,
    /// What the person is called today; none without one.
    pub person: Option<String>,
    /// The last day to answer.
    pub answer_by: Date,
    /// The last day to complete.
    pub complete_by: Date,
    /// The next of these days; none once it ended.
    pub due: Option<Date>,
    /// Whether that day is past.
    pub overdue: bool,
}

/// What an erasure takes away, what stays, and what a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasurePlan {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their household's short number.
    pub household: Option<ShortNumber>,
    /// Their personal data was erased already.
    pub is_done: bool,
    /// Records of theirs that lose all personal fields.
    pub own: Vec<Mention>,
    /// Records around them that lose their name and digits.
    pub mentions: Vec<Mention>,
    /// Records elsewhere with that name, of somebody else perhaps: they stay, unless they are named too.
    pub elsewhere: Vec<Mention>,
    /// How many more of these there are than are listed.
    pub more: u32,
    /// How many contributions, agreed amounts and seats stay as they are, for the books.
    pub kept: u32,
    /// Others belong or belonged to their household: its address and phones stay.
    pub shared_household: bool,
    /// They hold seats today, or are the head of a household.
    pub in_office: bool,
    /// How many entries of the access log have a reason that names them; these are kept.
    pub reasons: u32,
}

/// A record in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Which.
    pub key: RecordKey,
    /// Its short number, where it has one.
    pub number: Option<ShortNumber>,
    /// What the record is called.
    pub name: String,
}
