//! A household on its way to a group that somebody else looks after.
//!
//! It stays where it is, whole, until whoever looks after the other group takes it in. A record of its own, so that
//! the household does not change before it moves, and so that what was answered stays known.

use serde::{Deserialize, Serialize};

use super::{Date, Fault, Faults, Field, GroupId, HouseholdId, LINE, NAME, TransferId, Why};

/// One sending of a household to another group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Identity.
    pub id: TransferId,
    /// Which household.
    pub household: HouseholdId,
    /// The group it is in until it is taken in.
    pub from: GroupId,
    /// The group it is sent to.
    pub to: GroupId,
    /// The day it holds from, once it is taken in.
    pub on: Date,
    /// The paper it rests on.
    pub basis: Option<String>,
    /// Who reported it.
    pub told_by: Option<String>,
    /// The login of who sent it.
    pub asked_by: String,
    /// The day they did.
    pub asked_on: Date,
    /// What came of it; none while it waits.
    pub answer: Option<TransferAnswer>,
}

/// What came of a sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferAnswer {
    /// The day.
    pub on: Date,
    /// The login of who answered.
    pub by: String,
    /// What.
    pub outcome: TransferOutcome,
}

/// How a sending ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferOutcome {
    /// The household was taken in.
    Accepted,
    /// It was sent back; why.
    Declined(String),
    /// Who sent it took it back; why, where they said.
    TakenBack(Option<String>),
    /// The household ended meanwhile.
    HouseholdEnded,
}

impl Transfer {
    /// Whether nobody has answered it.
    pub fn waits(&self) -> bool {
        self.answer.is_none()
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require(self.from != self.to, Field::Group, Why::Twice);
        faults.require(self.on <= self.asked_on, Field::On, Why::InFuture);
        faults.optional_text(self.basis.as_deref().unwrap_or(""), Field::Basis, LINE);
        faults.optional_text(self.told_by.as_deref().unwrap_or(""), Field::ToldBy, NAME);
        match self.answer.as_ref().map(|answer| &answer.outcome) {
            Some(TransferOutcome::Declined(reason)) => faults.text(reason, Field::Reason, LINE),
            Some(TransferOutcome::TakenBack(Some(reason))) => faults.text(reason, Field::Reason, LINE),
            _ => {}
        }
        faults.check()
    }
}
