//! Commands: each is one act of a person, and becomes one change.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CalledRoll, ImportRow};
use crate::domain::{
    AnyRecord, AreaM2, CommitteeId, ContributionId, Contributor, Date, Evidence, GroupId, GroupRole,
    HalfDays, Holder, HouseholdId, Levy, LifeAct, ModelId, NewPerson, PersonId, Phone, ProjectId, RecordKey,
    Relief, StaffId, TransferId, Vnd,
};

impl Command {
    /// What it is called in a log.
    pub fn name(&self) -> String {
        super::name::of(self)
    }
}

/// An act to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Gives an empty home its commune, first hamlet and first group.
    SetUp(SetUp),
    /// Adds a record, or edits one. What only acts may change (heads, placements, memberships, receipts, numbers)
    /// must stand as it stands in the store.
    Save {
        /// The record as it shall be.
        record: Box<AnyRecord>,
        /// The revision it was edited from; none for a new record.
        base: Option<u64>,
    },
    /// Adds a household with its head.
    AddHousehold(NewHousehold),
    /// Adds a person who has been living in a household without being in the register.
    AddPerson {
        /// The household.
        household: HouseholdId,
        /// The person.
        person: NewPerson,
        /// Member since; unknown when not given.
        since: Option<Date>,
    },
    /// A change of life.
    Life(Box<LifeAct>),
    /// Puts somebody on a seat from a day on; whoever held it holds it no longer.
    ChangeSeat {
        /// The committee.
        committee: CommitteeId,
        /// The role.
        role: GroupRole,
        /// Who holds it from then on.
        holder: Holder,
        /// From when on.
        from: Date,
        /// The decision's number.
        decision: Option<String>,
    },
    /// Sets a levy on a project; dues follow for every household of its group or unit that has none yet.
    SetLevy {
        /// The project.
        project: ProjectId,
        /// Its revision.
        base: u64,
        /// The levy.
        levy: Levy,
        /// Whom something is let off from the start.
        relief: Vec<(HouseholdId, Relief)>,
    },
    /// Records a contribution.
    Contribute(Box<Contribute>),
    /// Records what a collection sheet took in on a day: all of it as one act, or nothing.
    Collect(Box<Collection>),
    /// Calls the roll of a meeting, or corrects it: all of it as one act.
    CallRoll(Box<CalledRoll>),
    /// Voids a contribution, or one receipt of it.
    Void {
        /// The contribution.
        contribution: ContributionId,
        /// The receipt, by its place in the list.
        receipt: Option<u16>,
        /// Why.
        reason: String,
    },
    /// Notes that a household was gone through today.
    Verify(HouseholdId),
    /// Erases personal data of records from all that was ever recorded. The service is started again for that.
    Erase(Vec<RecordKey>),
    /// Takes a change back.
    Undo {
        /// Which.
        seq: u64,
    },
    /// Brings in rows of files: collected first, then checked as a whole, then written as one batch.
    Import(ImportStep),
    /// Ends the account of a member of staff at once, and passes their open follow-ups on.
    Suspend {
        /// Whose account.
        staff: StaffId,
        /// Its revision.
        base: u64,
        /// Who answers for their follow-ups and goes on with their unfinished forms; nobody yet when not given.
        successor: Option<StaffId>,
    },
    /// Erases the personal data of a person from all that was ever recorded, and their name from the records around
    /// them. The service is started again for that.
    ErasePerson {
        /// Who.
        person: PersonId,
        /// Records elsewhere that mention them, to be included.
        also: Vec<RecordKey>,
        /// Why; it is written down in the access log.
        reason: String,
    },
    /// Takes in a household that was sent to a group.
    AcceptTransfer {
        /// Which sending.
        transfer: TransferId,
        /// Its revision.
        base: u64,
        /// The number in the group's book; its old number there, or the next free one, when not given.
        book_number: Option<u16>,
    },
    /// Sends a household back by whoever looks after the group it was sent to, or takes it back by who sent it.
    DeclineTransfer {
        /// Which sending.
        transfer: TransferId,
        /// Its revision.
        base: u64,
        /// Why; whoever takes back what they sent need not say.
        reason: String,
    },
}

/// What an empty home must know first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// The commune's name.
    pub commune: String,
    /// The first hamlet's name.
    pub hamlet: String,
    /// The first group's number.
    pub group_number: u16,
}

/// A household as a form describes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHousehold {
    /// Its group.
    pub group: GroupId,
    /// Its number in the group's book; the next free one when not given.
    pub book_number: Option<u16>,
    /// Address.
    pub address: String,
    /// Phones.
    pub phones: Vec<Phone>,
    /// What the neighbours call it.
    pub nickname: Option<String>,
    /// The head.
    pub head: NewPerson,
    /// In the group since; unknown when not given.
    pub since: Option<Date>,
}

/// A contribution as a form or a script describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribute {
    /// From whom.
    pub from: Contributor,
    /// To which project.
    pub project: Option<ProjectId>,
    /// To which model, when to no project.
    pub model: Option<ModelId>,
    /// What.
    pub gift: GiftEntry,
    /// Its value, where it is known already; money is its own.
    pub valued: Option<Vnd>,
    /// How it was valued.
    pub rule: Option<String>,
    /// The day.
    pub on: Date,
    /// Witnesses.
    pub witnesses: Vec<String>,
    /// Papers.
    pub evidence: Vec<Evidence>,
}

/// What a sheet took in for one project on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// The project.
    pub project: ProjectId,
    /// The day.
    pub on: Date,
    /// Who took the money.
    pub collector: Option<String>,
    /// The rows where something was entered, in the order of the sheet: receipts are numbered so.
    pub rows: Vec<CollectionRow>,
}

/// What was entered for a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionRow {
    /// The household.
    pub household: HouseholdId,
    /// What it gave today; money for another household's due is a gift of its own.
    pub gifts: Vec<GiftEntry>,
    /// What is let off from now on.
    pub relief: Option<Relief>,
    /// The day agreed to give the rest by.
    pub promised: Option<Date>,
    /// The revision of the due that is let off or promised.
    pub due_rev: Option<u64>,
    /// A note on the household.
    pub note: Option<String>,
}

/// A gift as it is entered: the registry numbers receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GiftEntry {
    /// A payment. Added to what the household already gave to the project in money by the same person.
    Money {
        /// How much.
        amount: Vnd,
        /// Who took it.
        collector: Option<String>,
        /// Who brought it.
        payer: Option<String>,
        /// Whose due it settles, when another household's.
        on_behalf: Option<HouseholdId>,
    },
    /// Land.
    Land {
        /// How much.
        area: AreaM2,
        /// What was typed.
        typed: Option<String>,
        /// Map sheet and parcel.
        parcel: Option<String>,
        /// Whether the certificate was updated.
        certificate_updated: bool,
    },
    /// Labour.
    Labour(HalfDays),
    /// Goods.
    Goods {
        /// What.
        what: String,
        /// How many, in hundredths of the measure.
        quantity: i64,
        /// The measure.
        measure: String,
    },
}

/// A step of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStep {
    /// Rows to be collected under a batch.
    Rows {
        /// The batch.
        batch: Uuid,
        /// How many rows of the batch came before these: a repeat after a broken line is known by it.
        before: u32,
        /// The rows.
        rows: Vec<ImportRow>,
    },
    /// All rows are there: check them and write them.
    Finish {
        /// The batch.
        batch: Uuid,
        /// How many rows there are in all: a service that was started again meanwhile knows that it lacks some.
        rows: u32,
        /// The name of the book they come from, which their keys belong to.
        book: String,
        /// Only check.
        dry_run: bool,
    },
}
