//! The bytes of a record and of a change. Frozen: what is written today must read in every later build.
//!
//! A record stands in an envelope:
//! `[format u8][kind u8][version u16][crc32c u32 over key, the first four bytes and payload][payload]`, the payload
//! being bincode of `(revision, record)`. The key is under the checksum so that a record found under another's
//! key is seen. A change is `[version u16][bincode]`. Integers outside bincode are big endian.

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::bytes::Take;
use crate::domain::{
    AnyRecord, Committee, Contribution, DataRequest, Due, Group, Home, Household, Kind, LifeChange, Meeting,
    MovementModel, Note, Person, Project, Record, RecordKey, Staff, Transfer, Unit,
};
use crate::protocol::{CHANGE_VERSION, Change};

/// The largest record. Real ones have a few kilobytes; the bound is against damaged lengths.
pub const MOST_RECORD_BYTES: usize = 1024 * 1024;
/// The largest change: what fits in a frame of the journal.
pub const MOST_CHANGE_BYTES: usize = 8 * 1024 * 1024;

const ENVELOPE_FORMAT: u8 = 1;
const ENVELOPE_HEADER: usize = 8;

/// A record with its revision, counted from 1 and raised by every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<R> {
    /// Revision.
    pub rev: u64,
    /// The record.
    pub record: R,
}

/// Why bytes are no record or no change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Fewer bytes than a header has.
    #[error("{0} bytes are too short for a record or a change; run `ndtq check`")]
    TooShort(usize),
    /// The checksum does not fit: other bytes, or bytes of another record.
    #[error("the {kind:?} {id} does not fit its checksum; run `ndtq check`")]
    Checksum {
        /// The kind looked for.
        kind: Kind,
        /// The record looked for.
        id: Uuid,
    },
    /// The envelope was made by a later build.
    #[error("the envelope has format {0}, which a later ndtq wrote; start that one")]
    NewerFormat(u8),
    /// The record was written by a later build.
    #[error("a {kind:?} has version {version}, which a later ndtq wrote; start that one")]
    NewerVersion {
        /// Its kind.
        kind: Kind,
        /// Its version.
        version: u16,
    },
    /// The change was written by a later build.
    #[error("a change has version {0}, which a later ndtq wrote; start that one")]
    NewerChange(u16),
    /// A kind of record that only a later build has.
    #[error("kind {0} of record is unknown here; a later ndtq wrote it: start that one")]
    UnknownKind(u8),
    /// The bytes are of another kind than looked for.
    #[error("a {wanted:?} was looked for, and kind {found} was found; run `ndtq check`")]
    WrongKind {
        /// The kind looked for.
        wanted: Kind,
        /// The kind's number in the envelope.
        found: u8,
    },
    /// The record inside has another identity than its key.
    #[error("the record under {kind:?} {id} says it is another; run `ndtq check`")]
    WrongIdentity {
        /// The kind looked for.
        kind: Kind,
        /// The record looked for.
        id: Uuid,
    },
    /// A version that never was.
    #[error("version {0} never was; run `ndtq check`")]
    NoSuchVersion(u16),
    /// The payload is not what its version says.
    #[error("a payload cannot be read ({0}); run `ndtq check`")]
    Unreadable(String),
    /// Over the bound.
    #[error("{bytes} bytes are over the bound of {most}; record it in smaller parts")]
    TooLarge {
        /// How many.
        bytes: usize,
        /// The bound.
        most: usize,
    },
}

impl CodecError {
    /// Whether a later build wrote the bytes, so that this one must not touch the home.
    pub fn is_newer(&self) -> bool {
        use CodecError::{NewerChange, NewerFormat, NewerVersion, UnknownKind};
        matches!(self, NewerFormat(_) | NewerVersion { .. } | NewerChange(_) | UnknownKind(_))
    }
}

fn to_bincode<T: Serialize>(front: Vec<u8>, value: &T, most: usize) -> Result<Vec<u8>, CodecError> {
    let mut bytes = front;
    let start = bytes.len();
    bincode::serde::encode_into_std_write(value, &mut bytes, bincode::config::standard())
        .map_err(|error| CodecError::Unreadable(error.to_string()))?;
    let written = bytes.len() - start;
    if written > most {
        return Err(CodecError::TooLarge { bytes: written, most });
    }
    Ok(bytes)
}

/// Every byte must be used: in bincode a shorter struct would silently read the front of a longer one.
fn from_bincode<const MOST: usize, T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    if bytes.len() > MOST {
        return Err(CodecError::TooLarge { bytes: bytes.len(), most: MOST });
    }
    let config = bincode::config::standard().with_limit::<MOST>();
    let (value, used) = bincode::serde::decode_from_slice(bytes, config)
        .map_err(|error| CodecError::Unreadable(error.to_string()))?;
    if used != bytes.len() {
        return Err(CodecError::Unreadable(format!("{} bytes are left over", bytes.len() - used)));
    }
    Ok(value)
}

fn checksum(key: RecordKey, first: &[u8], payload: &[u8]) -> u32 {
    let crc = crc32c::crc32c(&[key.kind as u8]);
    let crc = crc32c::crc32c_append(crc, key.id.as_bytes());
    let crc = crc32c::crc32c_append(crc, first);
    crc32c::crc32c_append(crc, payload)
}

fn seal<R: Record>(rev: u64, record: &R) -> Result<Vec<u8>, CodecError> {
    let [high, low] = R::VERSION.to_be_bytes();
    let front = vec![ENVELOPE_FORMAT, R::KIND as u8, high, low, 0, 0, 0, 0];
    let mut bytes = to_bincode(front, &(rev, record), MOST_RECORD_BYTES)?;
    let crc = checksum(record.key(), &bytes[..4], &bytes[ENVELOPE_HEADER..]);
    bytes[4..ENVELOPE_HEADER].copy_from_slice(&crc.to_be_bytes());
    Ok(bytes)
}

/// A record in its envelope.
///
/// # Errors
/// When it is over the bound.
pub fn encode_record<R: Record>(stored: &Stored<R>) -> Result<Vec<u8>, CodecError> {
    seal(stored.rev, &stored.record)
}

/// The record of a key, out of its envelope.
///
/// # Errors
/// When the bytes are damaged, of another record, or of a later build.
pub fn decode_record<R: Record>(key: RecordKey, bytes: &[u8]) -> Result<Stored<R>, CodecError> {
    let payload = open_envelope::<R>(key, bytes)?;
    let (rev, record): (u64, R) = from_bincode::<MOST_RECORD_BYTES, _>(payload)?;
    if record.key() != key {
        return Err(CodecError::WrongIdentity { kind: key.kind, id: key.id });
    }
    Ok(Stored { rev, record })
}

fn open_envelope<R: Record>(key: RecordKey, bytes: &[u8]) -> Result<&[u8], CodecError> {
    let mut take = Take(bytes);
    let header = (take.u8(), take.u8(), take.u16(), take.u32());
    let (Some(format), Some(kind), Some(version), Some(crc)) = header else {
        return Err(CodecError::TooShort(bytes.len()));
    };
    let payload = take.0;
    // The checksum comes first: a flipped bit must not pass for the work of a later build.
    if checksum(key, &bytes[..4], payload) != crc {
        return Err(CodecError::Checksum { kind: key.kind, id: key.id });
    }
    if format != ENVELOPE_FORMAT {
        return Err(CodecError::NewerFormat(format));
    }
    if kind != key.kind as u8 || key.kind != R::KIND {
        return Err(CodecError::WrongKind { wanted: R::KIND, found: kind });
    }
    match version {
        0 => Err(CodecError::NoSuchVersion(0)),
        _ if version > R::VERSION => Err(CodecError::NewerVersion { kind: key.kind, version }),
        _ if version < R::VERSION => Err(CodecError::NoSuchVersion(version)),
        _ => Ok(payload),
    }
}

macro_rules! any_record {
    ($($name:ident),* $(,)?) => {
        /// A record of any kind in its envelope: the same bytes as [`encode_record`].
        ///
        /// # Errors
        /// When it is over the bound.
        pub fn encode_any(stored: &Stored<AnyRecord>) -> Result<Vec<u8>, CodecError> {
            match &stored.record { $(AnyRecord::$name(record) => seal(stored.rev, record),)* }
        }

        /// The record of a key of any kind, out of its envelope.
        ///
        /// # Errors
        /// When the bytes are damaged, of another record, or of a later build.
        pub fn decode_any(key: RecordKey, bytes: &[u8]) -> Result<Stored<AnyRecord>, CodecError> {
            match key.kind {
                $(Kind::$name => {
                    let stored = decode_record::<$name>(key, bytes)?;
                    Ok(Stored { rev: stored.rev, record: stored.record.into() })
                })*
            }
        }
    };
}

any_record! {
    Unit, Group, Household, Person, Committee, Project, Contribution, Note, MovementModel, Staff, Due, Home, LifeChange,
    DataRequest, Transfer, Meeting,
}

/// A change as it stands in a frame, behind its random bytes.
///
/// # Errors
/// When it is over the bound.
pub fn encode_change(change: &Change) -> Result<Vec<u8>, CodecError> {
    to_bincode(CHANGE_VERSION.to_be_bytes().to_vec(), change, MOST_CHANGE_BYTES)
}

/// The change that [`encode_change`] wrote.
///
/// # Errors
/// When the bytes are damaged or of a later build.
pub fn decode_change(bytes: &[u8]) -> Result<Change, CodecError> {
    let mut take = Take(bytes);
    match take.u16() {
        None => Err(CodecError::TooShort(bytes.len())),
        Some(0) => Err(CodecError::NoSuchVersion(0)),
        Some(version) if version > CHANGE_VERSION => Err(CodecError::NewerChange(version)),
        Some(_) => from_bincode::<MOST_CHANGE_BYTES, _>(take.0),
    }
}
