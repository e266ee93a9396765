//! What can be wrong with opening, reading and writing the store, with the way out.

use std::io;
use std::path::PathBuf;

use super::codec::CodecError;
use super::journal::JournalError;
use super::sled_view::ViewError;
use crate::domain::RecordKey;

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
    /// A file beside them.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The view knows changes that the journal does not have: the journal has lost its end.
    #[error(
        "the store knows change {view}, the journal ends with {journal}: the journal lost its end. Nothing was \
         changed. Put back the journal's files, or restore a backup"
    )]
    ViewAhead {
        /// The last change in the view.
        view: u64,
        /// The last change in the journal.
        journal: u64,
    },
    /// There is a view and no journal.
    #[error("{view} is there and the journal {journal} is not; put the journal back, or restore a backup")]
    JournalMissing {
        /// The view's folder.
        view: PathBuf,
        /// The journal's folder.
        journal: PathBuf,
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
    /// The changes are in the journal, the view failed: the process ends, and the next start replays them.
    #[error("the changes are safe in the journal, the store failed: {0}")]
    ViewFailed(#[source] ViewError),
    /// The store failed before, or is closed.
    #[error("the store takes nothing more; start the service again")]
    Closed,
}

impl CommitError {
    /// Whether the process has to end: the next start makes all whole by reading the journal again.
    pub fn is_fatal(&self) -> bool {
        matches!(self, CommitError::JournalFailed(_) | CommitError::ViewFailed(_) | CommitError::Closed)
    }
}
