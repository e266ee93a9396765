//! What can be wrong with opening, reading and writing the store, with the way out.

use std::io;
use std::path::PathBuf;

use super::codec::CodecError;
use super::journal::JournalError;
use super::sled_view::ViewError;
use crate::domain::RecordKey;
use crate::protocol::ReadOnly;

/// The store cannot be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The view.
    #[error(transparent)]
    View(#[from] ViewError),
    /// A record.
    #[error(transparent)]
    Record(#[from] CodecError),
    /// A snapshot.
    #[error("a snapshot cannot be read: {0}")]
    Snapshot(#[source] io::Error),
    /// A file beside them.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is a view and no journal.
    #[error("{view} is there and the journal {journal} is not; put the journal back, or restore a backup")]
    JournalMissing {
        /// The view's folder.
        view: PathBuf,
        /// The journal's folder.
        journal: PathBuf,
    },
    /// A journal that was brought back ends elsewhere than its backup says.
    #[error(
        "the journal in the backup ends with change {found}, and its title says {named}; take another backup"
    )]
    OtherEnd {
        /// The last change according to the title.
        named: u64,
        /// The last change that is there.
        found: u64,
    },
    /// A view made anew from the journal does not hold what the journal says it must.
    #[error("change {seq} of the journal does not lead to the records it names; run `ndtq check`")]
    DigestDiffers {
        /// The change.
        seq: u64,
    },
}

/// A save did not go through.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Nothing was written, and a later save can work.
    #[error(transparent)]
    Refused(JournalError),
    /// Nothing was written: the disk is nearly full, and the view would be the first to break. A later save can work.
    #[error("the disk is nearly full ({free_mb} MB are free); make room, then save again")]
    NoRoom {
        /// What is free, in millions of bytes.
        free_mb: u64,
    },
    /// Nothing was written: what has to be there before could not be made.
    #[error("it could not be prepared: {0}")]
    NotPrepared(#[source] io::Error),
    /// Nothing was written: the store is open for reading alone.
    #[error("{0}")]
    ReadOnly(ReadOnly),
    /// Nothing was written: what stood in the way is gone, and opening the store again makes it take saves.
    #[error("the disk has room again; the store is opened anew")]
    OpenAgain,
    /// Nothing was written: the changes do not follow on the last one.
    #[error("change {got} was given where {expected} follows")]
    NotInOrder {
        /// The next number.
        expected: u64,
        /// The number given.
        got: u64,
    },
    /// Nothing was written: an edit begins with something else than what is stored.
    #[error("change {seq} begins with another state of {key:?} than the stored one; read it again")]
    Stale {
        /// The change.
        seq: u64,
        /// The record.
        key: RecordKey,
    },
    /// Nothing was written: the digest does not fit the edits.
    #[error("change {seq} names a digest that its edits do not lead to")]
    WrongDigest {
        /// The change.
        seq: u64,
    },
    /// Nothing was written: an edit's bytes are no record.
    #[error("change {seq}: {source}")]
    BadEdit {
        /// The change.
        seq: u64,
        /// Why.
        source: CodecError,
    },
    /// Nothing was written: the view cannot be read.
    #[error(transparent)]
    Unreadable(ViewError),
    /// It is unknown what was written, and nothing more is taken: the process ends.
    #[error(transparent)]
    JournalFailed(JournalError),
    /// The view failed behind the journal: the process ends, and the next start replays what it lacks.
    #[error("all that was saved is safe in the journal, the store failed: {0}")]
    ViewFailed(#[source] ViewError),
    /// The store failed before, or is closed.
    #[error("the store takes nothing more; start the service again")]
    Closed,
}

impl CommitError {
    /// What a failure of the journal means for a save.
    pub(super) fn of_journal(error: JournalError) -> CommitError {
        if error.is_fatal() { CommitError::JournalFailed(error) } else { CommitError::Refused(error) }
    }

    /// Whether the process has to end: the next start makes all whole by reading the journal again.
    pub fn is_fatal(&self) -> bool {
        use CommitError::{Closed, JournalFailed, OpenAgain, ViewFailed};
        matches!(self, JournalFailed(_) | ViewFailed(_) | Closed | OpenAgain)
    }
}
