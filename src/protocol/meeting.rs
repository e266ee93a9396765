//! Meetings as lists, pages and rolls show them, and the calling of a roll.

use serde::{Deserialize, Serialize};

use super::HouseholdRef;
use crate::domain::{Attendances, Date, Meeting, MeetingId, MeetingKind, RollCount, RollLine, RollMark};

/// A roll as it was called: all of it as one act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledRoll {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its revision.
    pub base: u64,
    /// Every household of the group on the day, with its mark.
    pub lines: Vec<RollLine>,
    /// The head count, where one was taken.
    pub headcount: Option<Attendances>,
}

/// A meeting in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRow {
    /// Identity.
    pub id: MeetingId,
    /// The day.
    pub on: Date,
    /// What kind it is.
    pub kind: MeetingKind,
    /// Whose: the group or the unit by name.
    pub of: String,
    /// Whether it is a group's, of which a roll can be called.
    pub has_roll: bool,
    /// What it was about; where nobody said, the occasion.
    pub topic: Option<String>,
    /// How many attended.
    pub attendances: Option<Attendances>,
    /// What its roll comes to.
    pub roll: Option<RollCount>,
}

/// A meeting with its roll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingView {
    /// Revision.
    pub rev: u64,
    /// The row of the list.
    pub row: MeetingRow,
    /// The record.
    pub meeting: Meeting,
    /// The model it was about, by name.
    pub model: Option<String>,
    /// The households of the group on that day, in the order of the book; none for a unit's meeting.
    pub roll: Vec<RollRow>,
}

/// A household in a roll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollRow {
    /// The household; out of scope, it is called by the group it is in now.
    pub household: HouseholdRef,
    /// Its mark; none where it has none yet.
    pub mark: Option<RollMark>,
    /// How many rolls of the group it missed on end right before this meeting.
    pub missed: u16,
}
