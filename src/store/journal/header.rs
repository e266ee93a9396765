//! The header of a segment: which home, which timeline, where in the chain.

use uuid::Uuid;

use crate::store::bytes::Take;

const MAGIC: [u8; 8] = *b"NDTQSEG1";
const FORMAT: u16 = 1;
/// The length of a header, which it says itself, so that a later format can find the checksum of this one.
pub(super) const BYTES: usize = 84;

/// What stands at the head of every segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The home.
    pub home: Uuid,
    /// Raised by every restore, so that two lives of one home cannot be mixed up.
    pub timeline: u32,
    /// The first change of the segment.
    pub first_seq: u64,
    /// The chain hash before it.
    pub chain: [u8; 32],
    /// When the segment was begun: UTC milliseconds, for people only.
    pub at: i64,
}

/// Why bytes are no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Damaged or cut short.
    Damaged,
    /// Whole, and of a later format.
    Newer(u16),
}

impl Header {
    /// Its bytes, final.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_be_bytes());
        bytes.extend((BYTES as u16).to_be_bytes());
        bytes.extend(self.home.as_bytes());
        bytes.extend(self.timeline.to_be_bytes());
        bytes.extend(self.first_seq.to_be_bytes());
        bytes.extend(self.chain);
        bytes.extend(self.at.to_be_bytes());
        let crc = crc32c::crc32c(&bytes);
        bytes.extend(crc.to_be_bytes());
        bytes
    }

    /// Reads the header in front of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Header, Flaw> {
        let mut take = Take(bytes);
        let (magic, format, length) = (take.bytes::<8>(), take.u16(), take.u16());
        if magic != Some(MAGIC) {
            return Err(Flaw::Damaged);
        }
        let (Some(format), Some(length)) = (format, length.map(usize::from)) else {
            return Err(Flaw::Damaged);
        };
        if !is_whole(bytes, length) {
            return Err(Flaw::Damaged);
        }
        if format != FORMAT || length != BYTES {
            return Err(Flaw::Newer(format));
        }
        Header::fields(&mut take).ok_or(Flaw::Damaged)
    }

    fn fields(take: &mut Take<'_>) -> Option<Header> {
        Some(Header {
            home: Uuid::from_bytes(take.bytes()?),
            timeline: take.u32()?,
            first_seq: take.u64()?,
            chain: take.bytes()?,
            at: take.i64()?,
        })
    }
}

fn is_whole(bytes: &[u8], length: usize) -> bool {
    let Some(header) = bytes.get(..length) else { return false };
    match header.split_last_chunk::<4>() {
        Some((fields, crc)) => crc32c::crc32c(fields) == u32::from_be_bytes(*crc),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = concat!(
        "4e4454515345473100010054000000000000000000000000000000010000000200000000000000030404040404040404",
        "0404040404040404040404040404040404040404040404040000018bcfe56800271911db",
    );

    #[test]
    fn a_header_keeps_its_bytes() {
        let header = Header {
            home: Uuid::from_u128(1),
            timeline: 2,
            first_seq: 3,
            chain: [4; 32],
            at: 1_700_000_000_000,
        };
        let bytes = header.to_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, HEX);
        assert_eq!(bytes.len(), BYTES);
        assert_eq!(Header::parse(&bytes), Ok(header));
        for length in 0..BYTES {
            assert_eq!(Header::parse(&bytes[..length]), Err(Flaw::Damaged), "{length}");
        }
    }

    #[test]
    fn a_later_format_is_told_from_damage() {
        let later = [MAGIC.as_slice(), &[0, 2, 0, 20], &[9; 4]].concat();
        let crc = crc32c::crc32c(&later);
        let later = [later.as_slice(), &crc.to_be_bytes()].concat();
        assert_eq!(Header::parse(&later), Err(Flaw::Newer(2)));
    }
}
