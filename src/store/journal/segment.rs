//! One segment: its name, and reading it from end to end.

use uuid::Uuid;

use super::error::JournalError;
use super::{End, frame, header};

const SUFFIX: &str = ".seg";
const DIGITS: usize = 20;

/// The file name of the segment that begins with a change.
pub(super) fn name(first_seq: u64) -> String {
    format!("{first_seq:020}{SUFFIX}")
}

/// The first change of the segment with a file name; `None` for any other file.
pub(super) fn first_seq(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    let plain = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// What stands before a segment.
pub(super) struct Before {
    /// The home and timeline so far; none at the first segment.
    pub of: Option<(Uuid, u32)>,
    /// Where the chain stands; at the first segment the header tells.
    pub end: End,
    /// Whether no segment follows, so that a torn tail may be cut.
    pub is_last: bool,
}

/// A segment that was read from end to end.
pub(super) struct Walked {
    /// Its header.
    pub header: header::Header,
    /// Where each frame begins.
    pub offsets: Vec<u64>,
    /// Where its whole frames end; what follows is a torn tail.
    pub good: u64,
    /// Where the chain stands behind it.
    pub end: End,
}

/// Reads a segment; `None` for the last one when not even its header was finished.
pub(super) fn walk(name: &str, bytes: &[u8], before: &Before) -> Result<Option<Walked>, JournalError> {
    let header = match header::Header::parse(bytes) {
        Ok(header) => header,
        Err(header::Flaw::Newer(format)) => {
            return Err(JournalError::NewerFormat { segment: name.to_owned(), format });
        }
        Err(header::Flaw::Damaged) if before.is_last && !frame::any_behind(bytes) => return Ok(None),
        Err(header::Flaw::Damaged) => return Err(damaged(name, 0, before.end.seq + 1)),
    };
    let start = check_header(name, &header, before)?;
    let mut walked = Walked { header, offsets: Vec::new(), good: header::BYTES as u64, end: start };
    walk_frames(name, bytes, before.is_last, &mut walked)?;
    Ok(Some(walked))
}

fn check_header(name: &str, header: &header::Header, before: &Before) -> Result<End, JournalError> {
    let expected = before.end.seq + 1;
    let broken = || JournalError::ChainBroken { segment: name.to_owned(), offset: 0, seq: expected };
    let Some((home, timeline)) = before.of else {
        let chain = frame::genesis(header.home);
        let begins = header.first_seq == 1 && header.chain == chain;
        return if begins { Ok(End { seq: 0, chain }) } else { Err(broken()) };
    };
    if header.home != home {
        return Err(JournalError::OtherHome { segment: name.to_owned(), home: header.home });
    }
    let follows =
        header.first_seq == expected && header.chain == before.end.chain && header.timeline >= timeline;
    if follows { Ok(before.end) } else { Err(broken()) }
}

fn walk_frames(name: &str, bytes: &[u8], is_last: bool, walked: &mut Walked) -> Result<(), JournalError> {
    loop {
        let rest = bytes.get(walked.good as usize..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        let (offset, seq) = (walked.good, walked.end.seq + 1);
        match frame::parse(rest) {
            Ok(frame) if frame.seq == seq && frame.before == walked.end.chain => {
                walked.offsets.push(offset);
                walked.good += frame.length() as u64;
                walked.end = End { seq, chain: frame.chain() };
            }
            Ok(_) => return Err(JournalError::ChainBroken { segment: name.to_owned(), offset, seq }),
            Err(frame::Flaw::Newer(format)) => {
                return Err(JournalError::NewerFormat { segment: name.to_owned(), format: format.into() });
            }
            // Zeros, as a power cut leaves them behind, hold no frame either: they are a torn tail.
            Err(frame::Flaw::Damaged) if is_last && !frame::later_write_behind(rest, seq) => return Ok(()),
            Err(_) => return Err(damaged(name, offset, seq)),
        }
    }
}

fn damaged(name: &str, offset: u64, first_seq_affected: u64) -> JournalError {
    JournalError::DamagedInside { segment: name.to_owned(), offset, first_seq_affected }
}
