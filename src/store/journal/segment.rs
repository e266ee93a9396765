//! One segment: its name, and reading it from end to end.

use uuid::Uuid;

use super::error::JournalError;
use super::{End, frame, header};
use crate::protocol::{Damage, Flawed};

const SUFFIX: &str = ".seg";
const DIGITS: usize = 20;
/// No change has a number like this: one that says so is damaged.
pub(super) const MOST_SEQ: u64 = 1 << 56;
/// The most changes for which a damaged file is given places.
const MOST_LEFT_OUT: usize = 1 << 24;

/// The file name of the segment that begins with a change.
pub(super) fn name(first_seq: u64) -> String {
    format!("{first_seq:020}{SUFFIX}")
}

/// The first change of the segment with a file name; `None` for any other file.
pub(super) fn first_seq(name: &str) -> Option<u64> {
    number(name.strip_suffix(SUFFIX)?)
}

/// A number as file names have it.
pub(super) fn number(digits: &str) -> Option<u64> {
    let plain = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    let number: Option<u64> = if plain { digits.parse().ok() } else { None };
    // Changes are counted from 1, and nobody gets near the end of the numbers.
    number.filter(|number| (1..MOST_SEQ).contains(number))
}

/// What stands before a segment.
pub(super) struct Before {
    /// The home and timeline so far; none at the first segment.
    pub of: Option<(Uuid, u32)>,
    /// Where the chain stands.
    pub end: Begins,
    /// Whether no segment follows, so that a torn tail may be cut.
    pub is_last: bool,
}

/// Where a segment has to begin.
#[derive(Clone, Copy, Debug)]
pub(super) enum Begins {
    /// At the first change of the home.
    AtGenesis,
    /// Behind this.
    Behind(End),
    /// Behind this change; the header has to be believed with the hash (what is before it is in an archive, or
    /// cannot be read).
    AsItSays(u64),
}

impl Begins {
    /// The change before it.
    pub fn seq(self) -> u64 {
        match self {
            Begins::AtGenesis => 0,
            Begins::Behind(end) => end.seq,
            Begins::AsItSays(seq) => seq,
        }
    }

    fn admits(self, header: &header::Header) -> bool {
        let chain = match self {
            Begins::AtGenesis => frame::genesis(header.home),
            Begins::Behind(end) => end.chain,
            Begins::AsItSays(_) => header.chain,
        };
        header.first_seq == self.seq() + 1 && header.chain == chain
    }
}

/// Where a frame stands in its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its first byte.
    pub offset: u64,
    /// Its length; 0 for one that cannot be read.
    pub length: u32,
}

/// A segment that was read from end to end.
#[derive(Debug)]
pub(super) struct Walked {
    /// Its header; none when that is damaged.
    pub header: Option<header::Header>,
    /// Where its frames are, one after another from its first change on.
    pub spots: Vec<Spot>,
    /// Where what counts ends; what follows is a torn tail.
    pub good: u64,
    /// Where the chain stands behind it; none when its last change cannot be read.
    pub end: Begins,
    /// What cannot be read of it.
    pub damage: Vec<Damage>,
}

/// Reads a segment; `None` for the last one when not even its header was finished. Damage is told, and what is
/// whole behind it is read all the same.
///
/// # Errors
/// A later format, or another home.
pub(super) fn walk(name: &str, bytes: &[u8], before: &Before) -> Result<Option<Walked>, JournalError> {
    let start = header::BYTES as u64;
    let mut walked =
        Walked { header: None, spots: Vec::new(), good: start, end: before.end, damage: Vec::new() };
    match header::Header::parse(bytes) {
        Ok(header) => walked.take_header(name, header, before)?,
        Err(header::Flaw::Newer(format)) => {
            return Err(JournalError::NewerFormat { segment: name.to_owned(), format });
        }
        Err(header::Flaw::Damaged) if before.is_last && frame::next_behind(bytes).is_none() => {
            return Ok(None);
        }
        Err(header::Flaw::Damaged) => walked.skip(name, bytes, 0),
    }
    walked.take_frames(name, bytes, before.is_last)?;
    Ok(Some(walked))
}

impl Walked {
    fn take_header(
        &mut self,
        name: &str,
        header: header::Header,
        before: &Before,
    ) -> Result<(), JournalError> {
        if before.of.is_some_and(|(home, _)| home != header.home) {
            return Err(JournalError::OtherHome { segment: name.to_owned(), home: header.home });
        }
        let is_later = before.of.is_none_or(|(_, timeline)| header.timeline >= timeline);
        if !before.end.admits(&header) || !is_later {
            let first = before.end.seq() + 1;
            self.tell(Flawed::OutOfChain, name, 0, first, first.saturating_sub(1));
        }
        self.header = Some(header);
        self.end = Begins::Behind(End { seq: before.end.seq(), chain: header.chain });
        Ok(())
    }

    fn take_frames(&mut self, name: &str, bytes: &[u8], is_last: bool) -> Result<(), JournalError> {
        loop {
            let rest = bytes.get(self.good as usize..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            match frame::parse(rest) {
                Ok(frame) => self.take_frame(name, &frame),
                Err(frame::Flaw::Newer(format)) => {
                    return Err(JournalError::NewerFormat {
                        segment: name.to_owned(),
                        format: format.into(),
                    });
                }
                // Zeros, as a power cut leaves them behind, hold no frame either: they are a torn tail.
                Err(frame::Flaw::Damaged) if self.is_torn(rest, is_last) => return Ok(()),
                Err(_) => self.skip(name, bytes, self.good),
            }
        }
    }

    /// Whether what is left was never acknowledged.
    fn is_torn(&self, rest: &[u8], is_last: bool) -> bool {
        is_last && !frame::later_write_behind(rest, self.end.seq() + 1)
    }

    fn take_frame(&mut self, name: &str, frame: &frame::Frame<'_>) {
        let expected = self.end.seq() + 1;
        let follows = match self.end {
            Begins::Behind(end) => frame.before == end.chain,
            Begins::AtGenesis | Begins::AsItSays(_) => true,
        };
        if frame.seq != expected || !follows {
            let last = frame.seq.max(expected) - 1;
            self.tell(Flawed::OutOfChain, name, self.good, expected, last);
        }
        let offset = self.good;
        self.good += frame.length() as u64;
        // One that was there before is passed over; ones that are left out have no place.
        if frame.seq >= expected {
            self.leave_out(frame.seq - expected);
            self.spots.push(Spot { offset, length: frame.length() as u32 });
            self.end = Begins::Behind(End { seq: frame.seq, chain: frame.chain() });
        }
    }

    /// Passes over damage to the next whole frame, or to the end.
    fn skip(&mut self, name: &str, bytes: &[u8], from: u64) {
        let first = self.end.seq() + 1;
        let rest = bytes.get(from as usize..).unwrap_or_default();
        let behind = frame::next_behind(rest);
        self.good = behind.map_or(bytes.len() as u64, |at| from + at as u64);
        let next = bytes.get(self.good as usize..).and_then(|rest| frame::parse(rest).ok());
        // Without one the next file tells how much is gone.
        let last = next.map_or(first, |frame| frame.seq.max(first)) - 1;
        self.tell(Flawed::Unreadable, name, from, first, last);
        self.leave_out((last + 1).saturating_sub(first));
        if last >= first {
            self.end = Begins::AsItSays(last);
        }
    }

    fn leave_out(&mut self, count: u64) {
        // Numbers that a damaged file names are not believed with memory.
        let room = MOST_LEFT_OUT.saturating_sub(self.spots.len());
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(room);
        self.spots.extend((0..count).map(|_| Spot { offset: 0, length: 0 }));
    }

    fn tell(&mut self, what: Flawed, name: &str, offset: u64, first: u64, last: u64) {
        self.damage.push(Damage { what, segment: name.to_owned(), offset, first, last });
    }
}
