//! Queries: what a screen or a script may ask.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    Date, GroupId, HouseholdId, Kind, LifeAct, MeetingId, ModelId, PersonId, ProjectId, RecordKey, Reference,
};

impl Query {
    /// What it is called in a log.
    pub fn name(&self) -> String {
        super::name::of(self)
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Query {
    /// Who am I, what day is it, what waits for me.
    Home,
    /// The look-up.
    Find {
        /// What was typed.
        words: String,
        /// The most rows wanted.
        limit: u16,
    },
    /// What the look-up shows of the selected row's household.
    Preview(HouseholdId),
    /// The whole card of a household.
    Card(HouseholdId),
    /// A record for editing, with its revision.
    Record(RecordKey),
    /// What a reference typed by a person means.
    Resolve(Reference),
    /// Hamlets with their groups.
    Units,
    /// A group: board, teams, households.
    Group {
        /// Which.
        group: GroupId,
        /// On which day; today when not given.
        on: Option<Date>,
    },
    /// All projects with what has been given.
    Projects,
    /// The projects that ask the households of a group, those not finished first.
    ProjectsAsking(GroupId),
    /// One project: households, dues, what was given.
    Project(ProjectId),
    /// The households of a group, in the order of its book, with what a project asks of them.
    Sheet {
        /// The project.
        project: ProjectId,
        /// The group.
        group: GroupId,
    },
    /// Meetings, the latest first.
    Meetings,
    /// One meeting with its roll.
    Meeting(MeetingId),
    /// All movement models.
    Models,
    /// One model with its executive team.
    Model {
        /// Which.
        model: ModelId,
        /// On which day; today when not given.
        on: Option<Date>,
    },
    /// The households of a person now and before, for whoever follows a person.
    PersonHouseholds(PersonId),
    /// Choices for a field: units, groups, projects or models whose name fits.
    Choices {
        /// Of which kind.
        kind: Kind,
        /// What was typed.
        words: String,
        /// The most wanted.
        limit: u16,
    },
    /// What would follow from a change of life.
    Foresee(Box<LifeAct>),
    /// The last acts, newest first.
    LastActs {
        /// The most wanted.
        limit: u16,
    },
    /// The acts that touched a record, newest first.
    History(RecordKey),
    /// Notes that wait for somebody.
    FollowUps,
    /// Figures of the service.
    Status,
    /// Records of a kind in the order of their ids, for an export.
    Export {
        /// Of which kind.
        kind: Kind,
        /// After this id.
        after: Option<Uuid>,
        /// The most wanted.
        limit: u16,
        /// Why the digits are wanted in clear; they are masked where no reason is given.
        unmask: Option<String>,
    },
    /// Whether all that is recorded holds together.
    Check {
        /// Replays every change from the first one.
        deep: bool,
    },
    /// What a backup of all up to now is made of.
    BackupPlan,
    /// A part of a file of a backup.
    BackupPart {
        /// The run of the service that made the plan.
        run: Uuid,
        /// The file.
        name: String,
        /// From which byte on.
        offset: u64,
        /// How many bytes.
        length: u32,
    },
    /// Acts with what each changed, newest first.
    Log {
        /// The first wanted; from the beginning when not given.
        from: Option<u64>,
        /// The last wanted; to the newest when not given.
        to: Option<u64>,
        /// The most wanted.
        limit: u16,
    },
    /// The last act of who asks that can be taken back: one row, or none.
    Undoable,
    /// The digits of a household that are masked, for a reason that is written down.
    Unmask {
        /// Whose.
        household: HouseholdId,
        /// Why.
        reason: String,
    },
    /// Who opened, unmasked and took out what, and what was refused; newest first.
    AccessLog {
        /// The most wanted.
        limit: u16,
        /// Of this login alone.
        login: Option<String>,
        /// From this day on.
        from: Option<Date>,
    },
    /// All members of staff, those whose account has ended too.
    Staff,
    /// Not a question: what a forced session over ssh was asked for and did not do, cleaned and shortened by it.
    Refused {
        /// What was asked for.
        what: String,
    },
    /// Who is there now.
    Who,
    /// All that is held on one person, for the person themself, for a reason that is written down.
    PersonFile {
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// What an erasure of a person would take away, and what would stay.
    ErasurePlan {
        /// Who.
        person: PersonId,
        /// Records elsewhere that mention them, to be included.
        also: Vec<RecordKey>,
    },
    /// Requests about personal data, the most urgent first.
    DataRequests {
        /// Those that have ended too.
        all: bool,
    },
    /// Households on their way to another group, and those that went lately.
    Transfers,
    /// What stays known of a household that has left the scope of who asks.
    Departed(HouseholdId),
}
