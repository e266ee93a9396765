//! The head: up to which change a view goes, and what it must hold then.

use uuid::Uuid;

use super::bytes::Take;
use super::journal::genesis;
use crate::protocol::Digest;

/// Raised whenever other index keys are made of the same record; the view is then made anew.
pub(super) const INDEX_SCHEMA: u16 = 1;

const FORMAT: u8 = 2;

/// Up to which change something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose it is.
    pub home: Uuid,
    /// The timeline, raised by every restore.
    pub timeline: u32,
    /// The last change; 0 when there is none.
    pub seq: u64,
    /// The chain hash after it.
    pub chain: [u8; 32],
    /// The digest of all records after it.
    pub digest: Digest,
    /// The digest of the keys derived from changes: index and requests. sled loses keys silently, and a request
    /// forgotten would be carried out twice.
    pub(super) derived: Digest,
    pub(super) schema: u16,
    /// When the newest request was made, in UTC milliseconds, by what UUIDs of version 7 say of themselves; whatever
    /// says that it is newer is none of those that were carried out.
    pub(super) newest_request: u64,
}

impl Head {
    /// Before the first change.
    pub(super) fn start(home: Uuid, timeline: u32) -> Head {
        Head {
            home,
            timeline,
            seq: 0,
            chain: genesis(home),
            digest: Digest::default(),
            derived: Digest::default(),
            schema: INDEX_SCHEMA,
            newest_request: 0,
        }
    }

    /// Whether a request says of itself that it is newer than all that were carried out. Nearly every one does: clients
    /// make them of the time, and looking one up costs more than this.
    pub(super) fn is_before(&self, request: Uuid) -> bool {
        made_at(request) > self.newest_request
    }

    /// Its bytes. Not frozen: a view of another format is made anew.
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        bytes.extend(self.schema.to_be_bytes());
        bytes.extend(self.home.as_bytes());
        bytes.extend(self.timeline.to_be_bytes());
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.chain);
        for digest in [self.digest, self.derived] {
            bytes.extend(digest.sum.iter().flat_map(|lane| lane.to_be_bytes()));
            bytes.extend(digest.count.to_be_bytes());
        }
        bytes.extend(self.newest_request.to_be_bytes());
        bytes
    }

    /// Reads them; `None` when they are no head of this build.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Head> {
        let mut take = Take(bytes);
        if take.u8()? != FORMAT {
            return None;
        }
        let schema = take.u16()?;
        let head = Head {
            home: Uuid::from_bytes(take.bytes()?),
            timeline: take.u32()?,
            seq: take.u64()?,
            chain: take.bytes()?,
            digest: digest(&mut take)?,
            derived: digest(&mut take)?,
            schema,
            newest_request: take.u64()?,
        };
        take.0.is_empty().then_some(head)
    }
}

/// The time in a UUID of version 7 (RFC 9562, 5.7), in milliseconds; 0 for any other.
pub(super) fn made_at(request: Uuid) -> u64 {
    if request.get_version_num() == 7 { (request.as_u128() >> 80) as u64 } else { 0 }
}

fn digest(take: &mut Take<'_>) -> Option<Digest> {
    let mut digest = Digest::default();
    for lane in &mut digest.sum {
        *lane = take.u64()?;
    }
    digest.count = take.u64()?;
    Some(digest)
}
