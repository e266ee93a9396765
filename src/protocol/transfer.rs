//! Households on their way from one group to another, as lists and cards show them.

use serde::{Deserialize, Serialize};

use super::{GiftLine, Given};
use crate::domain::{Date, GroupId, HouseholdId, ShortNumber, TransferAnswer, TransferId};

/// Households on their way, seen from the groups that who asks looks after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransfersView {
    /// Sent here, waiting to be taken in; the one that waits longest first.
    pub incoming: Vec<TransferRow>,
    /// Sent from here: what waits, then what was sent back within a year.
    pub outgoing: Vec<TransferRow>,
    /// Households that went within a year, the last first.
    pub departed: Vec<DepartedRow>,
}

/// A household on its way: what whoever takes it in has to know, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferRow {
    /// The sending.
    pub id: TransferId,
    /// Its revision.
    pub rev: u64,
    /// The household.
    pub household: HouseholdId,
    /// Its short number.
    pub number: ShortNumber,
    /// Its head's name.
    pub head: String,
    /// How many live there.
    pub persons: u16,
    /// The group it is in, `05 Quới An`.
    pub from: String,
    /// The group it is sent to.
    pub to: String,
    /// That group.
    pub to_group: GroupId,
    /// The day it holds from.
    pub on: Date,
    /// The login of who sent it.
    pub asked_by: String,
    /// The day they did.
    pub asked_on: Date,
    /// The paper it rests on.
    pub basis: Option<String>,
    /// Who reported it.
    pub told_by: Option<String>,
    /// The number it would get in the book, for whoever can give it.
    pub book_number: Option<u16>,
    /// What came of it.
    pub answer: Option<TransferAnswer>,
}

/// A household that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartedRow {
    /// The household.
    pub household: HouseholdId,
    /// Its short number.
    pub number: ShortNumber,
    /// Its head's name while it was here.
    pub head: String,
    /// The group it was in.
    pub from: String,
    /// The group it went to.
    pub to: String,
    /// Its first day there.
    pub since: Date,
}

/// What stays known of a household where it once was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartedView {
    /// Which, from where, whereto and when.
    pub row: DepartedRow,
    /// What it gave while it was here, newest first.
    pub contributions: Vec<GiftLine>,
    /// Their sums.
    pub given: Given,
}
