//! How the register is kept: what is wrong with it, what a check found, what a backup holds. Plain data; the words
//! for people are in `phrases/`, those here are for the log of the service.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Fault, RecordKey};

/// What is wrong at a place in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flawed {
    /// Bytes that are no frame, with whole frames or another file behind them.
    Unreadable,
    /// A whole frame or header that does not follow on what is before it.
    OutOfChain,
    /// A file is not there.
    Missing,
}

/// A damaged place in the journal, and the changes that cannot be read because of it. A torn tail is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// What is wrong.
    pub what: Flawed,
    /// The file.
    pub segment: String,
    /// Where in it.
    pub offset: u64,
    /// The first change affected.
    pub first: u64,
    /// The last one; before `first` when the place stands between changes.
    pub last: u64,
}

/// Why nothing can be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadOnly {
    /// The journal is damaged inside, and saving after it would hide that.
    Damaged(Vec<Damage>),
    /// The store, a snapshot or the mark of the last stop knows changes that the journal does not have.
    LostEnd {
        /// The last change known.
        known: u64,
        /// The last change in the journal.
        journal: u64,
    },
    /// The disk of the home has no room for the view, which is made somewhere else for now.
    NoRoom(String),
    /// An administrator wants nothing saved for a while.
    Asked {
        /// Why; may be empty.
        reason: String,
        /// Whose order: a login.
        by: String,
    },
}

impl ReadOnly {
    /// Whether something that was recorded cannot be read.
    pub fn is_damage(&self) -> bool {
        match self {
            ReadOnly::Damaged(_) | ReadOnly::LostEnd { .. } => true,
            ReadOnly::NoRoom(_) | ReadOnly::Asked { .. } => false,
        }
    }
}

/// What is wrong with a record in the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// It is in the journal and not in the view.
    Missing,
    /// It is in the view and not in the journal.
    Extra,
    /// Its bytes are other ones.
    Bytes,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The journal is damaged.
    Journal(Damage),
    /// The journal lost its end.
    LostEnd {
        /// The last change known.
        known: u64,
        /// The last change in the journal.
        journal: u64,
    },
    /// A change does not lead to the records that it names.
    Digest {
        /// The change.
        seq: u64,
    },
    /// The payload of an erased change is another than the erasure names.
    Erasure {
        /// The change whose payload it is.
        seq: u64,
    },
    /// A snapshot is damaged, or of another journal. It is passed over, and a later one replaces it.
    Snapshot {
        /// Its change.
        seq: u64,
    },
    /// A record in the view is not what the journal says. The next start makes the view anew.
    View {
        /// The record.
        key: RecordKey,
        /// How.
        how: Differs,
    },
    /// So many keys of the index are missing or too many. The next start makes the view anew.
    Index {
        /// Missing.
        missing: u64,
        /// Too many.
        extra: u64,
    },
    /// The view cannot be looked at; why. When it is damaged the next start makes it anew.
    NoView(String),
    /// A record breaks a rule.
    Rule {
        /// The record.
        key: RecordKey,
        /// What is wrong with it.
        faults: Vec<Fault>,
    },
    /// A record names another that is not there.
    Dangling {
        /// The record.
        key: RecordKey,
        /// The one that is not there.
        names: RecordKey,
    },
    /// A record's bytes cannot be read; why.
    Record {
        /// The record.
        key: RecordKey,
        /// Why.
        why: String,
    },
    /// There are a store or snapshots, and no journal: nothing can be said of what was recorded.
    NoJournal,
}

impl Finding {
    /// Whether it is about what a record says, and not about how it is kept.
    pub fn is_of_content(&self) -> bool {
        matches!(self, Finding::Rule { .. } | Finding::Dangling { .. })
    }

    /// Whether the next start of the service mends it by itself, without losing anything.
    pub fn mends_itself(&self) -> bool {
        matches!(self, Finding::View { .. } | Finding::Index { .. } | Finding::Snapshot { .. })
    }
}

/// What a check looked at, and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// The last change looked at.
    pub seq: u64,
    /// How many records there are.
    pub records: u64,
    /// How many files of the journal.
    pub segments: u32,
    /// How many of them are compressed.
    pub archives: u32,
    /// How many snapshots.
    pub snapshots: u32,
    /// Whether every change was replayed from the first one on.
    pub deep: bool,
    /// What was found, [`CheckView::MOST`] at most.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
}

impl CheckView {
    /// How many findings are told one by one.
    pub const MOST: usize = 200;

    /// Adds a finding.
    pub fn tell(&mut self, finding: Finding) {
        if self.findings.len() < CheckView::MOST {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

/// What a backup holds: written into it, shown when it is restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupTitle {
    /// The version of the program that made it.
    pub program: String,
    /// The home.
    pub home: Uuid,
    /// Its timeline.
    pub timeline: u32,
    /// The last change in it.
    pub seq: u64,
    /// The chain hash after that, in hex.
    pub chain: String,
    /// When it was made, UTC milliseconds.
    pub at: i64,
    /// When its last change was recorded, UTC milliseconds.
    pub last_at: i64,
}

/// A file in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// Its name: a folder of the store, a slash, a file name.
    pub name: String,
    /// How many bytes of it belong to the backup.
    pub length: u64,
}

/// All that a backup is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPlan {
    /// What it holds.
    pub title: BackupTitle,
    /// Its files.
    pub files: Vec<BackupFile>,
    /// The run of the service that made the plan: only that one can carry it out.
    pub run: Uuid,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Damage { segment, offset, first, last, .. } = self;
        match self.what {
            Flawed::Unreadable => write!(f, "{segment} is damaged at byte {offset}")?,
            Flawed::OutOfChain => {
                write!(f, "{segment} at byte {offset} does not follow on what is before it")?
            }
            Flawed::Missing => write!(f, "{segment} is missing")?,
        }
        match first.cmp(last) {
            std::cmp::Ordering::Less => write!(f, ": changes {first} to {last} cannot be read"),
            std::cmp::Ordering::Equal => write!(f, ": change {first} cannot be read"),
            std::cmp::Ordering::Greater => Ok(()),
        }
    }
}

impl fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadOnly::Damaged(damage) => {
                f.write_str("the journal is damaged: ")?;
                for (at, damage) in damage.iter().enumerate() {
                    write!(f, "{}{damage}", if at > 0 { "; " } else { "" })?;
                }
            }
            ReadOnly::LostEnd { known, journal } => {
                write!(
                    f,
                    "change {known} was recorded and the journal ends with {journal}: it lost its end"
                )?;
            }
            ReadOnly::NoRoom(why) => {
                return write!(f, "the disk of the register takes nothing: {why}; make room");
            }
            ReadOnly::Asked { reason, by } => {
                return write!(
                    f,
                    "{by} wants nothing saved for now ({reason}); end it with: ndtq read-only off"
                );
            }
        }
        f.write_str(". Nothing was cut; the register can be read, and saves nothing. Run: ndtq check")
    }
}
