//! What can be wrong with the journal, with the way out.

use std::io;
use std::path::PathBuf;

use uuid::Uuid;

use crate::protocol::Damage;
use crate::store::codec::CodecError;

/// What is wrong with the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A file of it cannot be opened or read.
    #[error("the journal file {path} cannot be read: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A write failed; nothing of it is left, and a later one can work.
    #[error("nothing was written to the journal: {0}; make room on the disk and save again")]
    Write(#[source] io::Error),
    /// The system could not say that a write is on the disk. What is there is unknown until it is read again.
    #[error("the disk did not confirm a write to the journal: {0}; the service ends, start it again")]
    SyncFailed(#[source] io::Error),
    /// A sync or a repair failed before; nothing more is written until the journal is opened again.
    #[error("the journal takes nothing more since a write failed; start the service again")]
    Poisoned,
    /// Damage with whole frames behind it, a broken chain, a missing file: never cut, because what follows was
    /// acknowledged.
    #[error("the journal is damaged: {0}. Nothing was cut. Copy the home, then run `ndtq check`")]
    Damaged(Damage),
    /// A segment of another home.
    #[error("the journal file {segment} belongs to another home, {home}; take it out of this one")]
    OtherHome {
        /// The segment's file name.
        segment: String,
        /// Whose it is.
        home: Uuid,
    },
    /// Written by a later build.
    #[error("the journal file {segment} has format {format}, which a later ndtq wrote; start that one")]
    NewerFormat {
        /// The segment's file name.
        segment: String,
        /// The format.
        format: u16,
    },
    /// A change that is not in the journal.
    #[error("change {0} is not in the journal")]
    NoSuchChange(u64),
    /// Changes come one after another.
    #[error("change {got} was given where {expected} follows")]
    NotInOrder {
        /// The next number.
        expected: u64,
        /// The number given.
        got: u64,
    },
    /// Over the bound of a frame.
    #[error("change {seq} has {bytes} bytes, over the bound of a frame; record it in parts")]
    TooLarge {
        /// The change.
        seq: u64,
        /// Its size.
        bytes: usize,
    },
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[source] io::Error),
    /// A change cannot be read.
    #[error("change {seq}: {source}")]
    Unreadable {
        /// Which.
        seq: u64,
        /// Why.
        source: CodecError,
    },
}

impl JournalError {
    /// Whether the process has to end: only reading the journal again tells what is in it.
    pub fn is_fatal(&self) -> bool {
        matches!(self, JournalError::SyncFailed(_) | JournalError::Poisoned)
    }
}
