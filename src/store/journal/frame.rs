//! The frame around one change.
//!
//! The chain goes over number, previous hash and `payload_digest`, never over length, checksum, flags or payload: so
//! the payload of a named frame can be rewritten later, to erase personal data, while the chain still verifies.

use uuid::Uuid;

use crate::store::bytes::Take;

/// The largest frame.
pub(super) const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The bytes before the payload.
pub(super) const HEADER_BYTES: usize = 88;
/// Random bytes in front of each payload, so that an erased one cannot be guessed from its digest.
pub(in crate::store) const SALT_BYTES: usize = 16;

const MAGIC: [u8; 4] = *b"NDTF";
const FORMAT: u8 = 1;
const ERASED: u8 = 1;
const CRC_AT: usize = 12;

/// A whole frame in a segment's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Which change.
    pub seq: u64,
    /// How many frames of the same write stand before it: they are synced together or not at all.
    pub place: u16,
    /// The chain hash before it.
    pub before: [u8; 32],
    /// BLAKE3 of the payload as it was first written.
    pub digest: [u8; 32],
    /// The random bytes and the change.
    pub payload: &'a [u8],
    /// Whether the payload was written anew to erase personal data, so that `digest` is no longer its own.
    pub erased: bool,
}

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Damaged or cut short, as by a write that never finished.
    Damaged,
    /// The checksum holds and the digest does not: no torn write does that.
    Altered,
    /// Whole, and of a later format.
    Newer(u8),
}

/// The chain hash before the first change of a home.
pub(in crate::store) fn genesis(home: Uuid) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"ndtq journal genesis 1").update(home.as_bytes());
    *hasher.finalize().as_bytes()
}

impl Frame<'_> {
    /// The chain hash after it.
    pub fn chain(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"ndtq journal chain 1").update(&[FORMAT]).update(&self.seq.to_be_bytes());
        hasher.update(&self.before).update(&self.digest);
        *hasher.finalize().as_bytes()
    }

    /// Its length in the segment.
    pub fn length(&self) -> usize {
        HEADER_BYTES + self.payload.len()
    }

    /// The frame around a payload, the first of its write.
    pub fn around(seq: u64, before: [u8; 32], payload: &[u8]) -> Frame<'_> {
        let digest = *blake3::hash(payload).as_bytes();
        Frame { seq, place: 0, before, digest, payload, erased: false }
    }

    /// The first change of its write.
    fn write_begins_with(&self) -> u64 {
        self.seq.saturating_sub(self.place.into())
    }

    /// Its bytes, final.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.length());
        bytes.extend(MAGIC);
        bytes.extend([FORMAT, u8::from(self.erased)]);
        bytes.extend(self.place.to_be_bytes());
        bytes.extend((self.payload.len() as u32).to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.before);
        bytes.extend(self.digest);
        bytes.extend(self.payload);
        let crc = crc32c::crc32c(&bytes);
        bytes[CRC_AT..CRC_AT + 4].copy_from_slice(&crc.to_be_bytes());
        bytes
    }
}

/// Reads the frame in front of `bytes`.
pub(super) fn parse(bytes: &[u8]) -> Result<Frame<'_>, Flaw> {
    let mut take = Take(bytes);
    let front = (take.bytes(), take.u8(), take.u8(), take.u16(), take.u32(), take.u32());
    let (Some(MAGIC), Some(format), Some(flags), Some(place), Some(length), Some(crc)) = front else {
        return Err(Flaw::Damaged);
    };
    let (Some(seq), Some(before), Some(digest)) = (take.u64(), take.bytes(), take.bytes()) else {
        return Err(Flaw::Damaged);
    };
    let length = length as usize;
    let payload = match take.0.get(..length) {
        Some(payload) if length <= MOST_BYTES - HEADER_BYTES => payload,
        _ => return Err(Flaw::Damaged),
    };
    if checksum(&bytes[..HEADER_BYTES], payload) != crc {
        return Err(Flaw::Damaged);
    }
    if seq == 0 || seq >= super::segment::MOST_SEQ {
        return Err(Flaw::Damaged);
    }
    if format != FORMAT || flags & !ERASED != 0 {
        return Err(Flaw::Newer(format));
    }
    let erased = flags & ERASED != 0;
    if !erased && blake3::hash(payload) != digest {
        return Err(Flaw::Altered);
    }
    Ok(Frame { seq, place, before, digest, payload, erased })
}

fn checksum(header: &[u8], payload: &[u8]) -> u32 {
    let crc = crc32c::crc32c(&header[..CRC_AT]);
    let crc = crc32c::crc32c_append(crc, &[0; 4]);
    let crc = crc32c::crc32c_append(crc, &header[CRC_AT + 4..]);
    crc32c::crc32c_append(crc, payload)
}

/// Where the next thing begins behind the first byte that is no torn frame.
pub(super) fn next_behind(bytes: &[u8]) -> Option<usize> {
    behind(bytes).next().map(|(at, _)| at)
}

/// Whether a whole frame of a later write than change `seq` stands behind the first byte: then that change was
/// synced. One of the same write tells nothing: a power cut keeps the sectors of a write in any order.
pub(super) fn later_write_behind(bytes: &[u8], seq: u64) -> bool {
    behind(bytes)
        .any(|(_, found)| found.is_none_or(|frame| frame.seq <= seq || frame.write_begins_with() > seq))
}

/// Whatever begins behind the first byte and is no torn frame, and where; `None` for one that is altered or of a
/// later format.
fn behind(bytes: &[u8]) -> impl Iterator<Item = (usize, Option<Frame<'_>>)> {
    let starts = (1..bytes.len().saturating_sub(MAGIC.len())).filter(|at| bytes[*at..].starts_with(&MAGIC));
    starts.filter_map(|at| match parse(&bytes[at..]) {
        Ok(frame) => Some((at, Some(frame))),
        Err(Flaw::Damaged) => None,
        Err(Flaw::Altered | Flaw::Newer(_)) => Some((at, None)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &str = concat!(
        "4e4454460100000000000016e5977ed100000000000000025d007b1219660ade1e2244b0e3d755ff13d737319ddacc74",
        "371b78f4a1f0e1eb885a089bcfc749d3af4906176cddc8c4097e88b257e22920eaf66efd9dcdd6813031323334353637",
        "38396162636465666368616e6765",
    );

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_frame_keeps_its_bytes() {
        let before = genesis(Uuid::from_u128(1));
        let frame = Frame::around(2, before, b"0123456789abcdefchange");
        assert_eq!(hex(&frame.to_bytes()), BYTES);
        assert_eq!(parse(&frame.to_bytes()), Ok(frame));
        assert_eq!(hex(&frame.chain()), "481509b55dfcb01bf5d93dfc1a9b0ef08e7ea54afa6cffe97fd0e9c128cb3289");
    }

    #[test]
    fn an_erased_payload_leaves_the_chain_whole() {
        let frame = Frame::around(2, [7; 32], b"0123456789abcdefpersonal data");
        let altered = Frame { payload: b"0123456789abcdefgone", ..frame };
        assert_eq!(parse(&altered.to_bytes()), Err(Flaw::Altered), "not without saying so");
        let erased = Frame { erased: true, ..altered };
        let bytes = erased.to_bytes();
        assert_eq!(bytes[5], ERASED);
        assert_eq!(parse(&bytes), Ok(erased));
        assert_eq!(erased.chain(), frame.chain());
    }
}
