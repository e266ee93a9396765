//! The index: keys without values that lead from one thing to another. All of it is derived from records.
//!
//! A key is a tag, what is looked up, perhaps something to sort by, and the UUID of the record found. So every
//! question is a prefix, and the answer is in the last 16 bytes of what has that prefix.

mod keys;

use uuid::Uuid;

use super::bytes::Take;
use crate::domain::{
    CommitteeOf, ContributionId, Date, GroupId, HouseholdId, Kind, ModelId, NoteAbout, NoteId, PersonId,
    ProjectId, RecordKey, ShortNumber, Source, UnitId,
};

pub use keys::index_keys;

/// A question to the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// The record imported from a place in a book.
    Source(&'a Source),
    /// The household, project or contribution with a short number.
    Number(ShortNumber),
    /// All short numbers of a kind; the last of them is the highest given.
    Numbers(Kind),
    /// Households placed in a group, now or once: open placements first, by number in the book.
    HouseholdsOf(GroupId),
    /// Households whose placement in a group has no end, by number in the book.
    OpenHouseholdsOf(GroupId),
    /// Persons who are or were members of a household.
    PersonsOf(HouseholdId),
    /// Contributions from a household.
    ContributionsFrom(HouseholdId),
    /// Contributions to a project.
    ContributionsTo(ProjectId),
    /// Contributions to a movement model.
    ContributionsToModel(ModelId),
    /// Contributions that a person stood for.
    ContributionsGivenBy(PersonId),
    /// Contributions with a receipt that settles a household's due, paid by another.
    PaidFor(HouseholdId),
    /// Receipts of a year by number, voided ones too; the last has the highest number given.
    Receipts(i16),
    /// Committees of something.
    CommitteesOf(CommitteeOf),
    /// Committees in which a person holds or held a seat by name.
    SeatsOf(PersonId),
    /// Dues on a project.
    DuesOn(ProjectId),
    /// Dues of a household.
    DuesOf(HouseholdId),
    /// Notes on something.
    NotesAbout(NoteAbout),
    /// Notes that wait for their day, by day.
    FollowUps,
    /// Groups that belong or belonged to a hamlet.
    GroupsOf(UnitId),
    /// Units that are or were right below a unit.
    UnitsUnder(UnitId),
    /// Projects in a unit.
    ProjectsIn(UnitId),
    /// Projects of a group.
    ProjectsOfGroup(GroupId),
    /// Projects of a movement model.
    ProjectsOfModel(ModelId),
    /// Movement models of a group.
    ModelsOf(GroupId),
    /// The member of staff with a login.
    StaffNamed(&'a str),
    /// Changes of life in a household.
    LifeChangesOf(HouseholdId),
    /// Changes of life that touched a household as the other one.
    LifeChangesTo(HouseholdId),
    /// Requests about a person's data.
    RequestsOf(PersonId),
    /// Requests that have not ended, by number.
    OpenRequests,
    /// The person with a personal id, all twelve digits.
    PersonalId(&'a str),
    /// The changes of a record.
    History(RecordKey),
    /// Sendings of a household to other groups.
    TransfersOf(HouseholdId),
    /// Sendings from a group or to it.
    TransfersAt(GroupId),
    /// Sendings that nobody has answered.
    WaitingTransfers,
    /// Meetings, by day.
    Meetings,
    /// Meetings of a group, by day.
    MeetingsOf(GroupId),
    /// Meetings of a unit.
    MeetingsIn(UnitId),
    /// Meetings about a movement model.
    MeetingsAbout(ModelId),
    /// Meetings whose roll has a household, by day.
    MeetingsWith(HouseholdId),
}

/// What kind of question a key answers. One byte each, so that no two kinds can collide.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Tag {
    Source = 1,
    Number = 2,
    HouseholdInGroup = 3,
    PersonInHousehold = 4,
    ContributionFrom = 5,
    ContributionTo = 6,
    ContributionToModel = 7,
    ContributionGivenBy = 8,
    PaidFor = 9,
    Receipt = 10,
    CommitteeOf = 11,
    Seat = 12,
    DueOn = 13,
    DueOf = 14,
    NoteAbout = 15,
    FollowUp = 16,
    GroupOf = 17,
    UnitUnder = 18,
    ProjectIn = 19,
    ProjectOfGroup = 20,
    ProjectOfModel = 21,
    ModelOf = 22,
    Staff = 23,
    LifeChangeOf = 24,
    LifeChangeTo = 25,
    PersonalId = 26,
    History = 27,
    RequestOf = 28,
    OpenRequest = 29,
    TransferOf = 30,
    TransferAt = 31,
    WaitingTransfer = 32,
    Meeting = 33,
    MeetingOf = 34,
    MeetingIn = 35,
    MeetingAbout = 36,
    MeetingWith = 37,
}

const OPEN: u8 = 0;
const PAST: u8 = 1;

/// A key under construction.
struct Key(Vec<u8>);

impl Key {
    fn tag(tag: Tag) -> Key {
        Key(vec![tag as u8])
    }

    fn add(mut self, bytes: &[u8]) -> Key {
        self.0.extend_from_slice(bytes);
        self
    }

    fn id(self, id: Uuid) -> Key {
        self.add(id.as_bytes())
    }

    /// A text with an end of its own, so that no text is the prefix of another.
    fn text(self, text: &str) -> Key {
        self.add(text.as_bytes()).add(&[0])
    }
}

impl Lookup<'_> {
    /// What every key that answers it begins with.
    pub fn prefix(&self) -> Vec<u8> {
        self.key().0
    }

    fn key(&self) -> Key {
        match *self {
            Lookup::Source(source) => Key::tag(Tag::Source).add(&source_hash(source)),
            Lookup::Number(short) => Lookup::Numbers(short.kind).key().add(&short.number.to_be_bytes()),
            Lookup::Numbers(kind) => Key::tag(Tag::Number).add(&[kind as u8]),
            Lookup::HouseholdsOf(group) => Key::tag(Tag::HouseholdInGroup).id(group.0),
            Lookup::OpenHouseholdsOf(group) => Lookup::HouseholdsOf(group).key().add(&[OPEN]),
            Lookup::PersonsOf(household) => Key::tag(Tag::PersonInHousehold).id(household.0),
            Lookup::ContributionsFrom(household) => Key::tag(Tag::ContributionFrom).id(household.0),
            Lookup::ContributionsTo(project) => Key::tag(Tag::ContributionTo).id(project.0),
            Lookup::ContributionsToModel(model) => Key::tag(Tag::ContributionToModel).id(model.0),
            Lookup::ContributionsGivenBy(person) => Key::tag(Tag::ContributionGivenBy).id(person.0),
            Lookup::PaidFor(household) => Key::tag(Tag::PaidFor).id(household.0),
            Lookup::Receipts(year) => Key::tag(Tag::Receipt).add(&sortable_year(year)),
            Lookup::CommitteesOf(of) => Key::tag(Tag::CommitteeOf).of(committee_of(of)),
            Lookup::SeatsOf(person) => Key::tag(Tag::Seat).id(person.0),
            Lookup::DuesOn(project) => Key::tag(Tag::DueOn).id(project.0),
            Lookup::DuesOf(household) => Key::tag(Tag::DueOf).id(household.0),
            Lookup::NotesAbout(about) => Key::tag(Tag::NoteAbout).of(note_about(about)),
            Lookup::FollowUps => Key::tag(Tag::FollowUp),
            Lookup::GroupsOf(unit) => Key::tag(Tag::GroupOf).id(unit.0),
            Lookup::UnitsUnder(unit) => Key::tag(Tag::UnitUnder).id(unit.0),
            Lookup::ProjectsIn(unit) => Key::tag(Tag::ProjectIn).id(unit.0),
            Lookup::ProjectsOfGroup(group) => Key::tag(Tag::ProjectOfGroup).id(group.0),
            Lookup::ProjectsOfModel(model) => Key::tag(Tag::ProjectOfModel).id(model.0),
            Lookup::ModelsOf(group) => Key::tag(Tag::ModelOf).id(group.0),
            Lookup::StaffNamed(login) => Key::tag(Tag::Staff).text(login),
            Lookup::LifeChangesOf(household) => Key::tag(Tag::LifeChangeOf).id(household.0),
            Lookup::LifeChangesTo(household) => Key::tag(Tag::LifeChangeTo).id(household.0),
            Lookup::RequestsOf(person) => Key::tag(Tag::RequestOf).id(person.0),
            Lookup::OpenRequests => Key::tag(Tag::OpenRequest),
            Lookup::PersonalId(digits) => Key::tag(Tag::PersonalId).text(digits),
            Lookup::History(key) => Key::tag(Tag::History).of(key),
            Lookup::TransfersOf(household) => Key::tag(Tag::TransferOf).id(household.0),
            Lookup::TransfersAt(group) => Key::tag(Tag::TransferAt).id(group.0),
            Lookup::WaitingTransfers => Key::tag(Tag::WaitingTransfer),
            Lookup::Meetings => Key::tag(Tag::Meeting),
            Lookup::MeetingsOf(group) => Key::tag(Tag::MeetingOf).id(group.0),
            Lookup::MeetingsIn(unit) => Key::tag(Tag::MeetingIn).id(unit.0),
            Lookup::MeetingsAbout(model) => Key::tag(Tag::MeetingAbout).id(model.0),
            Lookup::MeetingsWith(household) => Key::tag(Tag::MeetingWith).id(household.0),
        }
    }
}

impl Key {
    fn of(self, key: RecordKey) -> Key {
        self.add(&[key.kind as u8]).id(key.id)
    }
}

fn committee_of(of: CommitteeOf) -> RecordKey {
    match of {
        CommitteeOf::Group(id) => id.key(),
        CommitteeOf::Unit(id) => id.key(),
        CommitteeOf::Model(id) => id.key(),
        CommitteeOf::Project(id) => id.key(),
    }
}

fn note_about(about: NoteAbout) -> RecordKey {
    match about {
        NoteAbout::Household(id) => id.key(),
        NoteAbout::Person(id) => id.key(),
        NoteAbout::Contribution(id) => id.key(),
        NoteAbout::Project(id) => id.key(),
    }
}

fn source_hash(source: &Source) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(source.book.as_bytes()).update(&[0]).update(source.key.as_bytes());
    let mut short = [0; 16];
    hasher.finalize_xof().fill(&mut short);
    short
}

/// With the sign bit turned round, so that bytes sort as years do.
fn sortable_year(year: i16) -> [u8; 2] {
    (year.cast_unsigned() ^ 0x8000).to_be_bytes()
}

fn sortable_day(date: Date) -> [u8; 4] {
    use chrono::Datelike;
    (date.naive().num_days_from_ce().cast_unsigned() ^ 0x8000_0000).to_be_bytes()
}

/// The record that a key leads to; `None` for one of [`Lookup::History`].
pub fn id_of(key: &[u8]) -> Option<Uuid> {
    if key.first() == Some(&(Tag::History as u8)) {
        return None;
    }
    key.last_chunk::<16>().map(|id| Uuid::from_bytes(*id))
}

/// The record that a key of [`Lookup::Source`] leads to, with its kind.
pub fn source_target(key: &[u8]) -> Option<RecordKey> {
    let mut take = tagged(key, Tag::Source)?;
    take.bytes::<16>()?;
    let kind = Kind::from_u8(take.u8()?)?;
    Some(RecordKey { kind, id: Uuid::from_bytes(take.bytes()?) })
}

/// The short number in a key of [`Lookup::Numbers`].
pub fn number_in(key: &[u8]) -> Option<u32> {
    let mut take = tagged(key, Tag::Number)?;
    take.u8()?;
    take.u32()
}

/// A household's place in a group's book, as the index has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceEntry {
    /// Whether the placement has no end.
    pub is_open: bool,
    /// The number in the book.
    pub book_number: u16,
    /// The household.
    pub household: HouseholdId,
}

/// What a key of [`Lookup::HouseholdsOf`] says.
pub fn place_in(key: &[u8]) -> Option<PlaceEntry> {
    let mut take = tagged(key, Tag::HouseholdInGroup)?;
    take.bytes::<16>()?;
    let is_open = take.u8()? == OPEN;
    let book_number = take.u16()?;
    Some(PlaceEntry { is_open, book_number, household: HouseholdId(Uuid::from_bytes(take.bytes()?)) })
}

/// A receipt, as the index has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReceiptEntry {
    /// Its year.
    pub year: i16,
    /// Its number in the year.
    pub number: u32,
    /// The contribution it stands in.
    pub contribution: ContributionId,
}

/// What a key of [`Lookup::Receipts`] says.
pub fn receipt_in(key: &[u8]) -> Option<ReceiptEntry> {
    let mut take = tagged(key, Tag::Receipt)?;
    let year = (take.u16()? ^ 0x8000).cast_signed();
    let number = take.u32()?;
    Some(ReceiptEntry { year, number, contribution: ContributionId(Uuid::from_bytes(take.bytes()?)) })
}

/// The day and the note of a key of [`Lookup::FollowUps`].
pub fn follow_up_in(key: &[u8]) -> Option<(Date, NoteId)> {
    let mut take = tagged(key, Tag::FollowUp)?;
    let days = (take.u32()? ^ 0x8000_0000).cast_signed();
    let day = chrono::NaiveDate::from_num_days_from_ce_opt(days)?;
    Some((day.into(), NoteId(Uuid::from_bytes(take.bytes()?))))
}

/// The key that stands for a change of a record.
pub(super) fn history_key(key: RecordKey, seq: u64) -> Vec<u8> {
    Lookup::History(key).key().add(&seq.to_be_bytes()).0
}

/// The number of the change in a key of [`Lookup::History`].
pub(super) fn history_seq(key: &[u8]) -> Option<u64> {
    let mut take = tagged(key, Tag::History)?;
    take.bytes::<17>()?;
    take.u64()
}

fn tagged(key: &[u8], tag: Tag) -> Option<Take<'_>> {
    let mut take = Take(key);
    (take.u8()? == tag as u8).then_some(take)
}
