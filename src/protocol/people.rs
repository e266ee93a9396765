//! Who is there, what is told to all of them, and when the register was last looked after. Plain data; the words for
//! people are in `phrases/`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::RecordKey;

/// The longest message to every screen, in characters.
pub const MOST_TOLD_CHARS: usize = 200;
/// The longest reason of an order, in characters.
pub const MOST_REASON_CHARS: usize = 200;

/// A session that is there now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// Since when, UTC milliseconds.
    pub since: i64,
    /// It has screens, which hear of what happens; a command of the command line does not.
    pub screens: bool,
    /// The record that is open there, when who asks may know it.
    pub open: Option<RecordKey>,
}

/// What is told to every screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The message, one clean line.
    pub text: String,
    /// Whose it is: a login.
    pub by: String,
    /// When it was told, UTC milliseconds.
    pub at: i64,
}

/// Why the service hangs up on a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutOff {
    /// It did not read what was told to it, and fell too far behind.
    TooSlow,
    /// A request was begun and not finished in time.
    HalfRequest,
}

impl fmt::Display for CutOff {
    /// For the log of the service.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CutOff::TooSlow => "it does not read what is told to it",
            CutOff::HalfRequest => "it began a request and did not finish it",
        })
    }
}

/// A backup that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupMark {
    /// When, UTC milliseconds.
    pub at: i64,
    /// The last change in it.
    pub seq: u64,
    /// How large it is.
    pub bytes: u64,
    /// It was read again from end to end, and every sum is right. One that went down a pipe cannot be.
    pub verified: bool,
}

/// A check of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckMark {
    /// When, UTC milliseconds.
    pub at: i64,
    /// The last change looked at.
    pub seq: u64,
    /// Every change was replayed from the first one on.
    pub deep: bool,
    /// How many things were found that have to be looked at.
    pub findings: u64,
}

/// When the register was last looked after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareMarks {
    /// The last backup.
    pub backup: Option<BackupMark>,
    /// The last check.
    pub check: Option<CheckMark>,
}

/// An administrator's order that nothing be saved for a while, as it is kept in the home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingOnly {
    /// Why; may be empty.
    pub reason: String,
    /// Whose order: a login.
    pub by: String,
    /// Since when, UTC milliseconds.
    pub at: i64,
}
