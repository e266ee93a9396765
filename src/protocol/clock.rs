//! What is wrong with the clock, as far as the register can tell. `seq` orders changes whatever the clock says.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Moment;

/// What is wrong with the clock. Nothing is refused for it; it is said, and no date is taken from it unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockTrouble {
    /// It is earlier than the last changes: it was set back, or it was far ahead when they were made.
    Behind {
        /// What it says.
        now: Moment,
        /// The latest of the last changes.
        last: Moment,
    },
    /// Nothing was recorded for so long that the clock is the likelier reason.
    Ahead {
        /// What it says.
        now: Moment,
        /// The latest of the last changes.
        last: Moment,
    },
    /// It is earlier than any register: the machine does not know the time.
    Unset {
        /// What it says.
        now: Moment,
    },
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:02}:{:02}", self.day, self.minute / 60, self.minute % 60)
    }
}

/// For the log of the service, which has no language.
impl fmt::Display for ClockTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClockTrouble::Behind { now, last } => {
                write!(f, "the clock ({now}) is behind the last changes ({last}); set the clock right")
            }
            ClockTrouble::Ahead { now, last } => {
                write!(f, "the clock ({now}) is far ahead of the last change ({last}); set the clock right")
            }
            ClockTrouble::Unset { now } => write!(f, "the clock ({now}) is not set; set the clock right"),
        }
    }
}
