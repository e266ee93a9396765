//! What lists there are, what each asks for, and what a row leads to.

use super::sheet::SheetOf;
use super::staff;
use crate::domain::{Date, GroupId, HouseholdId, LifeKind, MeetingId, ModelId, NoteId, ProjectId, RecordKey};
use crate::exchange::BoxName;
use crate::protocol::{Draft, Query, StaffRow, TransferRow};
use crate::tui::form::{EditOf, FormKind};
use crate::tui::keymap::{Action, Scope};

/// What a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The menu of F9.
    Menu,
    /// What F4 can add on a card.
    AddMenu,
    /// What F4 can add on the look-up.
    NewMenu,
    /// What F2 can edit with the cursor on a member.
    EditMenu,
    /// The changes of life of F6.
    LifeMenu,
    /// What F5 offers on a project.
    GiveMenu,
    /// Every action, found by its name.
    Palette,
    /// Hamlets and groups.
    Units,
    /// A group's households, with its board and teams above.
    Group(GroupId),
    /// Projects.
    Projects,
    /// A project's contributions and dues.
    Project(ProjectId),
    /// Meetings.
    Meetings,
    /// One meeting with its roll.
    Meeting(MeetingId),
    /// What can be collected in a group, on a day.
    Sheets(GroupId, Option<Date>),
    /// Movement models.
    Models,
    /// A model's team and projects.
    Model(ModelId),
    /// The last acts.
    Acts,
    /// One act, with what it changed.
    Change(u64),
    /// The acts that touched a record.
    History(RecordKey),
    /// Notes that wait.
    FollowUps,
    /// Households whose cards were open.
    Recent,
    /// Unfinished forms.
    Drafts,
    /// Who may use the register.
    Staff,
    /// Who saw what.
    Access,
    /// Households between groups.
    Transfers,
    /// What stays known of a household that went.
    Departed(HouseholdId),
    /// The files that wait in the inbox.
    Inbox,
    /// A file of the inbox, looked at.
    BringIn,
}

/// What a row leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Nothing.
    Nothing,
    /// An action, as if its key were pressed.
    Action(Action),
    /// A form.
    Form(FormKind),
    /// A change of life of the household whose card is below.
    Life(LifeKind),
    /// A record in a form.
    Edit(EditOf),
    /// The collection sheet of a project in a group.
    Sheet(SheetOf),
    /// The roll of a meeting.
    Roll(MeetingId),
    /// A card.
    Household(HouseholdId),
    /// Another list.
    List(ListKind),
    /// An unfinished form.
    Draft(Box<Draft>),
    /// A member of staff.
    Staff(Box<StaffRow>),
    /// A change that can be taken back.
    Change(u64),
    /// A file of the inbox.
    File(BoxName),
    /// A follow-up note, with the household it leads to.
    Note(NoteId, Option<HouseholdId>),
    /// A household that waits to be taken in here.
    Incoming(Box<TransferRow>),
    /// A household that waits elsewhere.
    Outgoing(Box<TransferRow>),
}

impl ListKind {
    /// Where its keys have their meaning.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            ListKind::Acts | ListKind::Change(_) | ListKind::History(_) => &[Scope::Acts, Scope::List],
            ListKind::Group(_) => &[Scope::Group, Scope::List],
            ListKind::Project(_) => &[Scope::Project, Scope::List],
            ListKind::Meetings => &[Scope::Meetings, Scope::List],
            ListKind::Meeting(_) => &[Scope::Meeting, Scope::List],
            ListKind::FollowUps => &[Scope::FollowUps, Scope::List],
            ListKind::Staff => &[Scope::Staff, Scope::List],
            ListKind::Transfers => &[Scope::Transfers, Scope::List],
            ListKind::Inbox => &[Scope::Inbox, Scope::List],
            ListKind::BringIn => &[Scope::BringIn, Scope::List],
            _ => &[Scope::List],
        }
    }

    /// Whether a row is an end of it: the list goes, and what was chosen comes.
    pub(super) fn is_menu(self) -> bool {
        self.query().is_none() && !matches!(self, ListKind::Inbox | ListKind::BringIn)
    }

    /// What has to be asked for its rows; none for menus and files.
    pub fn query(self) -> Option<Query> {
        Some(match self {
            ListKind::Units => Query::Units,
            ListKind::Group(group) => Query::Group { group, on: None },
            ListKind::Projects => Query::Projects,
            ListKind::Project(project) => Query::Project(project),
            ListKind::Meetings => Query::Meetings,
            ListKind::Meeting(meeting) => Query::Meeting(meeting),
            ListKind::Sheets(group, _) => Query::ProjectsAsking(group),
            ListKind::Models => Query::Models,
            ListKind::Model(model) => Query::Model { model, on: None },
            ListKind::Acts => Query::LastActs { limit: 100 },
            ListKind::Change(seq) => Query::Log { from: Some(seq), to: Some(seq), limit: 1 },
            ListKind::History(key) => Query::History(key),
            ListKind::FollowUps => Query::FollowUps,
            ListKind::Staff => Query::Staff,
            ListKind::Access => Query::AccessLog { limit: staff::ENTRIES, login: None, from: None },
            ListKind::Transfers => Query::Transfers,
            ListKind::Departed(household) => Query::Departed(household),
            _ => return None,
        })
    }
}
