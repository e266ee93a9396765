//! Rows of files to be brought in: typed by the client, joined by the registry. Keys are the file's own.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Attendances, CommitteeKind, Date, GroupGrade, GroupRole, HeldBasis, MeetingKind, Metres, ModelStatus,
    Movement, PartialDate, PersonalId, Phone, PovertyStatus, ProjectKind, RelationToHead, ResidenceKind, Sex,
    UnitKind, Validity, Vnd,
};

/// A row with its place in its file, for what has to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// The line in its file, from 1.
    pub line: u32,
    /// What it says.
    pub body: RowBody,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the columns of the files, explained in docs/data-format.md")]
pub enum RowBody {
    Unit {
        key: String,
        kind: UnitKind,
        code: Option<String>,
        name: String,
        /// The units above, each with the day it became so.
        parents: Vec<(String, Option<Date>)>,
        valid: Validity,
        basis: Option<String>,
    },
    Alias {
        unit: String,
        name: String,
        seen_in: Option<String>,
    },
    Group {
        key: String,
        hamlet: String,
        number: u16,
        name: Option<String>,
        grades: Vec<(i16, GroupGrade)>,
    },
    Household {
        key: String,
        group: String,
        head: String,
        representative: String,
        poverty: Vec<(i16, PovertyStatus)>,
        cultural: Vec<(i16, bool)>,
        policy: Option<String>,
        address: String,
        phones: Vec<Phone>,
    },
    Person {
        key: String,
        household: String,
        full_name: String,
        sex: Option<Sex>,
        birth: Option<PartialDate>,
        personal_id: Option<PersonalId>,
        relation: RelationToHead,
        residence: ResidenceKind,
    },
    BoardSeat {
        group: String,
        role: GroupRole,
        person: String,
        from: Option<Date>,
    },
    Seat {
        committee: String,
        kind: CommitteeKind,
        group: Option<String>,
        model: Option<String>,
        holding: ImportHolding,
        from: Option<Date>,
    },
    Model {
        key: String,
        movement: Movement,
        started: i16,
        name: String,
        unit: Option<String>,
        group: Option<String>,
        years: Vec<(i16, ModelStatus)>,
    },
    Participant {
        model: String,
        person: String,
    },
    Project {
        key: String,
        kind: ProjectKind,
        name: String,
        unit: String,
        group: Option<String>,
        model: Option<String>,
        length: Option<Metres>,
        width: Option<Metres>,
        lamps: Option<u32>,
        cameras: Option<u32>,
        started: Option<PartialDate>,
        finished: Option<PartialDate>,
        levy: Option<Vnd>,
    },
    Meeting {
        key: String,
        kind: MeetingKind,
        unit: String,
        on: Date,
        headcount: Option<Attendances>,
        occasion: Option<String>,
    },
    Contribution {
        key: String,
        project: Option<String>,
        model: Option<String>,
        from: ImportGiver,
        gift: ImportGift,
        valued: Vnd,
        on: Date,
    },
}

/// Who holds an imported seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportHolding {
    /// Whoever has the role on the group's board.
    ExOfficio(GroupRole),
    /// A person by key.
    Held(String, HeldBasis),
}

/// Who gave, by key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportGiver {
    /// A household.
    Household(String),
    /// A sponsor's name.
    Sponsor(String),
}

/// What was given. Money is one receipt of the row's date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportGift {
    /// Money.
    Money(Vnd),
    /// Land, in hundredths of m².
    Land(crate::domain::AreaM2),
    /// Labour.
    Labour(crate::domain::HalfDays),
    /// Goods: what, hundredths of the measure, measure.
    Goods(String, i64, String),
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Rows of each kind: new, and there already.
    pub counts: Vec<ImportCount>,
    /// What stands against it; nothing was written when there is any.
    pub problems: Vec<ImportProblem>,
    /// Whether something was written.
    pub written: bool,
}

/// How many rows of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCount {
    /// The kind, named as its file is.
    pub table: String,
    /// Rows that are new.
    pub new: u32,
    /// Rows that are in the register already.
    pub known: u32,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// The file, without its ending.
    pub table: String,
    /// The line.
    pub line: u32,
    /// The faults.
    pub faults: Vec<crate::domain::Fault>,
}

impl RowBody {
    /// The file a row of this kind stands in, without its ending.
    pub fn table(&self) -> &'static str {
        match self {
            RowBody::Unit { .. } => "units",
            RowBody::Alias { .. } => "aliases",
            RowBody::Group { .. } => "groups",
            RowBody::Household { .. } => "households",
            RowBody::Person { .. } => "persons",
            RowBody::BoardSeat { .. } => "group_boards",
            RowBody::Seat { .. } => "committees",
            RowBody::Model { .. } => "models",
            RowBody::Participant { .. } => "model_participants",
            RowBody::Project { .. } => "projects",
            RowBody::Meeting { .. } => "meetings",
            RowBody::Contribution { .. } => "contributions",
        }
    }
}
