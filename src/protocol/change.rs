//! The Change: what every write becomes, and what audit, undo, history, replay and live updates read.
//!
//! These structs are frozen: their bincode bytes stand in journals. A new form is a new version beside the old one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Kind, RecordKey, StaffId};

/// The version of [`Change`] that is written.
pub const CHANGE_VERSION: u16 = 1;

/// One act of a person, as edits of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the order of all changes, from 1 without gaps. Orders everything; the time does not.
    pub seq: u64,
    /// UTC milliseconds, for the record only.
    pub at: i64,
    /// Who did it.
    pub by: By,
    /// The client's key of the request: the same request again is answered from this change.
    pub request: Uuid,
    /// Which act it was; numbers are in [`Act`] and never change their meaning.
    pub act: u16,
    /// The larger act it is a part of.
    pub batch: Option<BatchMark>,
    /// The change it takes back.
    pub undoes: Option<u64>,
    /// What it did to which record.
    pub edits: Vec<Edit>,
    /// Payloads of earlier changes that it replaced, to erase personal data.
    pub erases: Vec<Erased>,
    /// The digest of all records after it.
    pub digest_after: Digest,
}

/// Who did it: the login too, so that a change can be read without the record of the member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// Identity.
    pub staff: StaffId,
    /// Login at the time.
    pub login: String,
}

/// A part of an act too large for one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchMark {
    /// The act.
    pub id: Uuid,
    /// Which part, from 0.
    pub part: u32,
    /// Whether the act is complete with it.
    pub last: bool,
}

/// What a change did to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The number of the record's kind.
    pub kind: u8,
    /// The record.
    pub id: Uuid,
    /// The revision it had; 0 when it did not exist.
    pub before_rev: u64,
    /// Its envelope bytes before, exactly as stored.
    pub before: Option<Vec<u8>>,
    /// Its envelope bytes after, exactly as stored; none when it is gone (only the undo of its making does that).
    pub after: Option<Vec<u8>>,
}

impl Edit {
    /// The record edited; `None` for a kind this build does not know.
    pub fn key(&self) -> Option<RecordKey> {
        Kind::from_u8(self.kind).map(|kind| RecordKey { kind, id: self.id })
    }
}

/// A payload replaced to erase personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// The change whose payload it was.
    pub seq: u64,
    /// Its digest before.
    pub old: [u8; 32],
    /// Its digest now.
    pub new: [u8; 32],
}

/// A digest of a set of records that does not depend on their order: sums of BLAKE3 lanes, and the count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Lane by lane, the wrapping sum of each record's hash.
    pub sum: [u64; 4],
    /// How many records.
    pub count: u64,
}

impl Digest {
    fn lanes(kind: u8, id: Uuid, bytes: &[u8]) -> [u64; 4] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[kind]).update(id.as_bytes()).update(bytes);
        let hash = *hasher.finalize().as_bytes();
        let mut lanes = [0; 4];
        for (lane, chunk) in lanes.iter_mut().zip(hash.chunks_exact(8)) {
            *lane = chunk.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        }
        lanes
    }

    /// Adds a record.
    pub fn add(&mut self, kind: u8, id: Uuid, bytes: &[u8]) {
        for (sum, lane) in self.sum.iter_mut().zip(Self::lanes(kind, id, bytes)) {
            *sum = sum.wrapping_add(lane);
        }
        self.count = self.count.wrapping_add(1);
    }

    /// Takes a record away.
    pub fn remove(&mut self, kind: u8, id: Uuid, bytes: &[u8]) {
        for (sum, lane) in self.sum.iter_mut().zip(Self::lanes(kind, id, bytes)) {
            *sum = sum.wrapping_sub(lane);
        }
        self.count = self.count.wrapping_sub(1);
    }

    /// What it is after an edit.
    pub fn after(mut self, edit: &Edit) -> Digest {
        if let Some(before) = &edit.before {
            self.remove(edit.kind, edit.id, before);
        }
        if let Some(after) = &edit.after {
            self.add(edit.kind, edit.id, after);
        }
        self
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $number:literal),* $(,)?) => {
        /// The acts a change can be. Numbers are stable for ever; a new act takes a new number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[repr(u16)]
        pub enum Act { $($(#[$doc])* $name = $number,)* }

        impl Act {
            /// Every act.
            pub const ALL: &'static [Act] = &[$(Act::$name,)*];

            /// The act of a number; `None` for one that a later build wrote.
            pub fn from_u16(number: u16) -> Option<Act> {
                Act::ALL.iter().copied().find(|act| *act as u16 == number)
            }

            /// Whether it is a change of life, which has consequences beyond the household.
            pub fn is_change_of_life(self) -> bool {
                (Act::Birth as u16..=Act::ChangeRepresentative as u16).contains(&(self as u16))
            }
        }
    };
}

acts! {
    /// The home was set up: first member of staff.
    OpenHome = 1,
    /// Commune, hamlet and group of a new home.
    SetUp = 2,
    /// Records brought in from files.
    Import = 3,
    /// A change taken back.
    Undo = 4,
    /// The parts of an act that never finished, taken back on opening.
    Abandon = 5,
    /// Personal data erased.
    Erase = 6,
    /// Somebody was made an administrator by the owner of the files.
    Rescue = 7,
    /// A unit was added.
    AddUnit = 10,
    /// A unit was edited.
    EditUnit = 11,
    /// A group was added.
    AddGroup = 12,
    /// A group was edited.
    EditGroup = 13,
    /// A household was added with its head.
    AddHousehold = 14,
    /// A household was edited.
    EditHousehold = 15,
    /// A person was added to a household.
    AddPerson = 16,
    /// A person was edited.
    EditPerson = 17,
    /// A committee was formed.
    AddCommittee = 18,
    /// A committee was edited.
    EditCommittee = 19,
    /// A seat changed hands from a day on.
    ChangeSeat = 20,
    /// A project was added.
    AddProject = 21,
    /// A project was edited.
    EditProject = 22,
    /// A levy was set, with its dues.
    SetLevy = 23,
    /// A due was waived, reduced or promised.
    EditDue = 24,
    /// A contribution was recorded.
    RecordContribution = 25,
    /// A receipt was added to a contribution.
    AddReceipt = 26,
    /// A contribution or a receipt was voided.
    VoidContribution = 27,
    /// A contribution was edited.
    EditContribution = 28,
    /// A note was added.
    AddNote = 29,
    /// A note was edited or done.
    EditNote = 30,
    /// A movement model was added.
    AddModel = 31,
    /// A movement model was edited.
    EditModel = 32,
    /// A member of staff was added.
    AddStaff = 33,
    /// A member of staff was edited.
    EditStaff = 34,
    /// A household was verified.
    Verify = 35,
    /// What a sheet took in was recorded.
    Collect = 37,
    /// A meeting was recorded.
    AddMeeting = 42,
    /// A meeting was edited.
    EditMeeting = 43,
    /// The roll of a meeting was called, or corrected.
    CallRoll = 44,
    /// The account of a member of staff was ended, and their follow-ups passed on.
    SuspendStaff = 36,
    /// A request about personal data was recorded.
    AddRequest = 40,
    /// A request about personal data was answered, completed or edited.
    EditRequest = 41,
    /// Birth.
    Birth = 50,
    /// Moving in from outside.
    MoveIn = 51,
    /// Moving in from another household, or back.
    MoveHere = 52,
    /// Death.
    Death = 53,
    /// Moving out.
    MoveOut = 54,
    /// Moving to another group.
    ChangeGroup = 55,
    /// Splitting off.
    Split = 56,
    /// Joining another household.
    Join = 57,
    /// A new head.
    ChangeHead = 58,
    /// A new representative.
    ChangeRepresentative = 59,
    /// A household was sent to a group that somebody else looks after.
    SendToGroup = 60,
    /// A household that was sent was taken in.
    AcceptTransfer = 61,
    /// A household that was sent was sent back.
    DeclineTransfer = 62,
    /// Whoever sent a household took it back.
    WithdrawTransfer = 63,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_digest_does_not_depend_on_order() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut one = Digest::default();
        one.add(3, a, b"Sau");
        one.add(3, b, b"Ut");
        let mut other = Digest::default();
        other.add(3, b, b"Ut");
        other.add(3, a, b"Sau");
        assert_eq!(one, other);
        other.remove(3, a, b"Sau");
        assert_ne!(one, other);
        other.add(3, a, b"Sau");
        assert_eq!(one, other);
    }

    #[test]
    fn act_numbers_are_unique() {
        let numbers: HashSet<u16> = Act::ALL.iter().map(|act| *act as u16).collect();
        assert_eq!(numbers.len(), Act::ALL.len());
        assert!(Act::ALL.iter().all(|act| Act::from_u16(*act as u16) == Some(*act)));
    }
}
