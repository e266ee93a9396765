//! Answers: what a screen shows and `--json` prints, with names resolved and digits masked.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    AccessRow, BackupPlan, CareMarks, CheckView, ClockTrouble, DepartedView, Difference, ErasurePlan,
    Exported, ImportReport, MeetingRow, MeetingView, PersonFile, Presence, ReadOnly, RequestRow, TransferRow,
    TransfersView, Unmasked,
};
use crate::domain::*;
use crate::text::typing::Typing;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each answers the query of that name")]
pub enum Answer {
    Home(Box<HomeView>),
    Found(Found),
    Preview(Option<Box<Preview>>),
    Card(Box<Card>),
    Record {
        rev: u64,
        record: Box<AnyRecord>,
    },
    Resolved(RecordKey),
    Units(UnitsView),
    Group(Box<GroupView>),
    Projects(Vec<ProjectRow>),
    Project(Box<ProjectView>),
    Meetings(Vec<MeetingRow>),
    Meeting(Box<MeetingView>),
    /// A collection sheet.
    Sheet(Box<SheetView>),
    Models(Vec<ModelRow>),
    Model(Box<ModelView>),
    PersonHouseholds(Vec<HouseholdRef>),
    Choices(Vec<ChoiceRow>),
    Foreseen {
        follows: Vec<Consequence>,
        faults: Vec<Fault>,
        warnings: Vec<Warning>,
    },
    Acts(Vec<ActRow>),
    FollowUps(Vec<NoteRow>),
    Status(Box<StatusView>),
    Export(Vec<Exported>),
    Saved(Saved),
    Imported(Box<ImportReport>),
    Drafts(Vec<Draft>),
    Done,
    Check(Box<CheckView>),
    BackupPlan(Box<BackupPlan>),
    Bytes(Vec<u8>),
    Unmasked(Box<Unmasked>),
    Access(Vec<AccessRow>),
    Staff(Vec<StaffRow>),
    Who(Vec<Presence>),
    PersonFile(Box<PersonFile>),
    ErasurePlan(Box<ErasurePlan>),
    DataRequests(Vec<RequestRow>),
    Transfers(Box<TransfersView>),
    Departed(Box<DepartedView>),
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Its place in the order of changes: durable from now on.
    pub seq: u64,
    /// The act's number.
    pub act: u16,
    /// The records touched; the first is the one the act was about.
    pub keys: Vec<RecordKey>,
    /// The short number of that record, where it has one.
    pub number: Option<ShortNumber>,
    /// The receipt given, where one was.
    pub receipt: Option<u32>,
    /// Worth a second look.
    pub warnings: Vec<Warning>,
}

/// Who and where: what every screen shows at its top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// A practice home.
    pub practice: bool,
    /// No commune is known yet: the first run.
    pub empty: bool,
    /// The commune's name.
    pub commune: String,
    /// Today, where the home is.
    pub today: Date,
    /// The time of day there, in minutes.
    pub minute: u16,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
    /// The login of who asks.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// The last act recorded by who asks.
    pub last: Option<ActRow>,
    /// How many notes wait for somebody.
    pub follow_ups: u32,
    /// Hamlets, groups, households and persons.
    pub counts: Counts,
    /// Nothing can be saved; whoever tries is told why.
    pub read_only: bool,
    /// What is wrong with the clock.
    pub clock: Option<ClockTrouble>,
    /// The units and groups that who asks looks after, by name; empty for all of the home.
    pub area: Vec<ScopeName>,
    /// Requests about personal data that are overdue; counted for administrators.
    pub requests_overdue: u32,
    /// How many households wait for who asks to take them in.
    pub incoming: u32,
    /// How who asks types Vietnamese.
    pub typing: Typing,
}

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Hamlets and quarters.
    pub hamlets: u32,
    /// Groups.
    pub groups: u32,
    /// Households that have not ended.
    pub households: u32,
    /// Persons alive or not, as recorded.
    pub persons: u32,
    /// Projects.
    pub projects: u32,
    /// Contributions that were not voided.
    pub contributions: u32,
    /// Their value.
    pub contributions_valued_vnd: Vnd,
}

/// What the look-up found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How the words were understood.
    pub read_as: Vec<ReadAs>,
    /// How many persons fit in all.
    pub persons: u32,
    /// In how many households, where there are few enough to count.
    pub households: Option<u32>,
    /// The best of them; those that fit with a slip stand last.
    pub hits: Vec<Hit>,
    /// What answering took of the service's processor, in microseconds.
    pub cpu_us: u32,
}

/// How a word of a look-up was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadAs {
    /// Part of a name, place or address.
    Word(String),
    /// A group's number.
    Group(u16),
    /// Digits of an id or a phone.
    Digits(String),
    /// A hamlet by its whole name.
    Hamlet(String),
    /// Poor households.
    Poor,
    /// Nearly poor households.
    NearPoor,
    /// Households with a policy status.
    Policy,
}

/// A row of the look-up: a person who fits, in the household they belong or belonged to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The household.
    pub household: HouseholdId,
    /// Its short number.
    pub number: ShortNumber,
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What people call them.
    pub nickname: Option<String>,
    /// The year of birth.
    pub birth_year: Option<i16>,
    /// Relation to the head.
    pub relation: RelationToHead,
    /// The head's name.
    pub head: String,
    /// The group's number.
    pub group: u16,
    /// The number in the group's book.
    pub book_number: u16,
    /// The hamlet.
    pub hamlet: String,
    /// The address.
    pub address: String,
    /// Whether the person is gone.
    pub gone: Option<Gone>,
    /// The parts of the name that fit: start and end in characters.
    pub spans: Vec<(u16, u16)>,
    /// Which fields fit.
    pub matched: Vec<Matched>,
    /// The higher the better.
    pub score: u32,
    /// Fits with a slip only: a letter wrong, missing, too much, or two swapped.
    pub near: bool,
}

/// Why a person is not living in the household any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// Died, and when.
    Died(Option<PartialDate>),
    /// Left, and when.
    Left(Option<Date>),
}

/// A field that fits a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// The head's name.
    Head,
    /// A member's name.
    Member,
    /// A nickname.
    Nickname,
    /// The hamlet.
    Hamlet,
    /// The group.
    Group,
    /// The address.
    Address,
    /// A personal or old id.
    PersonalId,
    /// A phone.
    Phone,
    /// The short number.
    Number,
    /// The first letters of the name.
    Initials,
    /// A status of the household.
    Status,
}

/// What the look-up shows under its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The household.
    pub household: HouseholdId,
    /// The head's name.
    pub head: String,
    /// The group's number.
    pub group: u16,
    /// The number in the group's book.
    pub book_number: u16,
    /// The hamlet.
    pub hamlet: String,
    /// The address.
    pub address: String,
    /// The representative's name.
    pub representative: String,
    /// The newest poverty status.
    pub poverty: Option<(i16, PovertyStatus)>,
    /// Who lives there.
    pub members: Vec<PreviewMember>,
    /// What was given, by kind.
    pub given: Given,
    /// What is left of dues.
    pub left: Vnd,
    /// Notes that wait.
    pub notes: Vec<NoteRow>,
    /// The household is over since.
    pub ended: Option<Date>,
    /// It is on its way to another group.
    pub leaving: Option<TransferRow>,
}

/// A member in the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewMember {
    /// Their name.
    pub name: String,
    /// The year of birth.
    pub birth_year: Option<i16>,
    /// Relation to the head.
    pub relation: RelationToHead,
}

/// What was given, by kind. Sums of what was not voided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Money.
    pub money: Vnd,
    /// Land.
    pub land: AreaM2,
    /// Labour.
    pub labour: HalfDays,
    /// How many gifts of goods.
    pub goods: u32,
    /// The value of all of it.
    pub valued: Vnd,
}

/// A household in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdRef {
    /// Identity.
    pub id: HouseholdId,
    /// Short number.
    pub number: ShortNumber,
    /// Head's name.
    pub head: String,
    /// Group's number.
    pub group: u16,
    /// Number in the book.
    pub book_number: u16,
    /// Hamlet.
    pub hamlet: String,
}

/// The whole card of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Identity.
    pub id: HouseholdId,
    /// Revision.
    pub rev: u64,
    /// Short number.
    pub number: ShortNumber,
    /// Group.
    pub group: GroupId,
    /// Group's number.
    pub group_number: u16,
    /// Number in the book.
    pub book_number: u16,
    /// Hamlet's name.
    pub hamlet: String,
    /// In the group since.
    pub placed_since: Option<Date>,
    /// The number of the group it came from.
    pub came_from: Option<u16>,
    /// Address.
    pub address: String,
    /// Phones, masked.
    pub phones: Vec<String>,
    /// What the neighbours call it.
    pub nickname: Option<String>,
    /// Head's name.
    pub head: String,
    /// Representative's name.
    pub representative: String,
    /// Relation of the representative to the head.
    pub representative_relation: Option<RelationToHead>,
    /// Poverty status, newest first.
    pub poverty: Vec<PovertyYear>,
    /// Years of the cultural-family title.
    pub cultural: Vec<i16>,
    /// Policy categories that hold today.
    pub policy: Vec<String>,
    /// Last verified.
    pub verified: Option<Verified>,
    /// The household is over since.
    pub ended: Option<HouseholdEnd>,
    /// Members: who lives there first, then who is gone.
    pub members: Vec<CardMember>,
    /// Seats held by members.
    pub seats: Vec<SeatLine>,
    /// Contributions, newest first.
    pub contributions: Vec<GiftLine>,
    /// Their sums.
    pub given: Given,
    /// Dues.
    pub dues: Vec<DueLine>,
    /// Notes, the open ones first.
    pub notes: Vec<NoteRow>,
    /// Changes of life, newest first.
    pub life: Vec<LifeLine>,
    /// It is on its way to another group.
    pub leaving: Option<TransferRow>,
}

/// A member on the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardMember {
    /// Identity.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// What people call them.
    pub nickname: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth.
    pub birth: Option<PartialDate>,
    /// Age today, or at death.
    pub age: Option<i32>,
    /// Relation to the head.
    pub relation: RelationToHead,
    /// Personal id, masked.
    pub personal_id: Option<String>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Residence.
    pub residence: Option<ResidenceKind>,
    /// Whether they are gone.
    pub gone: Option<Gone>,
}

/// A seat held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatLine {
    /// Who holds it.
    pub person: Option<PersonId>,
    /// Their name; empty when nobody holds it on the day asked.
    pub name: String,
    /// Their post, for somebody from outside.
    pub post: Option<String>,
    /// The role.
    pub role: GroupRole,
    /// Ex officio by this role on the group's board.
    pub ex_officio: Option<GroupRole>,
    /// What it rests on otherwise.
    pub basis: Option<HeldBasis>,
    /// The committee.
    pub committee: CommitteeId,
    /// Its kind.
    pub kind: CommitteeKind,
    /// Its own name, or what it is of.
    pub of: String,
    /// Since.
    pub since: Option<Date>,
}

/// A contribution in a list; a money contribution is one line a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftLine {
    /// The contribution.
    pub id: ContributionId,
    /// Its short number.
    pub number: ShortNumber,
    /// The day.
    pub on: Date,
    /// The project's or model's name.
    pub to: String,
    /// Who gave: the household's head, or the sponsor.
    pub from: String,
    /// The household.
    pub household: Option<HouseholdId>,
    /// Money of this receipt.
    pub money: Option<Vnd>,
    /// The place of the receipt in the contribution.
    pub receipt_index: Option<u16>,
    /// Land.
    pub land: Option<AreaM2>,
    /// Labour.
    pub labour: Option<HalfDays>,
    /// Goods in words.
    pub goods: Option<String>,
    /// The value.
    pub valued: Vnd,
    /// The receipt's number.
    pub receipt: Option<u32>,
    /// Who stood for the household.
    pub given_by: Option<String>,
    /// On behalf of which household: its head.
    pub on_behalf: Option<String>,
    /// Papers.
    pub evidence: Vec<Evidence>,
    /// Witnesses.
    pub witnesses: u16,
    /// For land: whether the certificate was updated.
    pub certificate_updated: Option<bool>,
    /// Why it was voided.
    pub voided: Option<String>,
    /// It stays with another household, and shows here because the giver lives here now.
    pub elsewhere: bool,
}

/// A due of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueLine {
    /// Identity.
    pub id: DueId,
    /// Revision.
    pub rev: u64,
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: String,
    /// What the levy came to.
    pub amount: Vnd,
    /// What is asked for after relief.
    pub asked: Vnd,
    /// Why less is asked for.
    pub reason: Option<String>,
    /// What was given.
    pub received: Vnd,
    /// In how many payments.
    pub payments: u16,
    /// What is left.
    pub left: Vnd,
    /// The day agreed.
    pub promised: Option<Date>,
}

/// A note in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    /// Identity.
    pub id: NoteId,
    /// Revision.
    pub rev: u64,
    /// What it says.
    pub text: String,
    /// The day to come back to it.
    pub follow_up: Option<Date>,
    /// The day it was dealt with.
    pub done: Option<Date>,
    /// The day it was written.
    pub on: Date,
    /// By whom.
    pub by: String,
    /// The household it leads to, where it has one.
    pub household: Option<HouseholdRef>,
}

/// A change of life in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeLine {
    /// What happened.
    pub kind: LifeKind,
    /// The day.
    pub on: Date,
    /// To whom.
    pub persons: Vec<String>,
    /// The other household's head.
    pub other: Option<String>,
    /// Where from or to.
    pub place: Option<String>,
    /// The paper.
    pub basis: Option<String>,
}

/// Hamlets and their groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsView {
    /// The commune's name.
    pub commune: String,
    /// The commune.
    pub commune_id: Option<UnitId>,
    /// The hamlets in Vietnamese order.
    pub hamlets: Vec<HamletRow>,
}

/// A hamlet with its groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HamletRow {
    /// Identity.
    pub id: UnitId,
    /// Name.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Groups by number.
    pub groups: Vec<GroupRow>,
}

/// A group in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Identity.
    pub id: GroupId,
    /// Number.
    pub number: u16,
    /// Households today.
    pub households: u32,
    /// Leader's name.
    pub leader: String,
    /// Newest grade.
    pub grade: Option<GroupGrade>,
}

/// A group with its board, teams and households.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Identity.
    pub id: GroupId,
    /// Revision.
    pub rev: u64,
    /// Number.
    pub number: u16,
    /// Full name.
    pub name: Option<String>,
    /// Hamlet.
    pub hamlet: UnitId,
    /// Its name.
    pub hamlet_name: String,
    /// The day asked.
    pub on: Date,
    /// Grades, newest first.
    pub grades: Vec<YearGrade>,
    /// The board, when there is one.
    pub board: Option<CommitteeView>,
    /// Executive teams of its models and other teams.
    pub teams: Vec<CommitteeView>,
    /// Households in the order of the book.
    pub households: Vec<HouseholdRow>,
    /// Members in all.
    pub persons: u32,
    /// The next free number in the book.
    pub next_book_number: u16,
}

/// A committee on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitteeView {
    /// Identity.
    pub id: CommitteeId,
    /// Revision.
    pub rev: u64,
    /// Kind.
    pub kind: CommitteeKind,
    /// Its own name, or what it is of.
    pub name: String,
    /// The seats on the day, holders read from the board where they are ex officio.
    pub seats: Vec<SeatLine>,
}

/// A household in a group's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdRow {
    /// Identity.
    pub id: HouseholdId,
    /// Short number.
    pub number: ShortNumber,
    /// Number in the book.
    pub book_number: u16,
    /// Head's name.
    pub head: String,
    /// Representative's name, when not the head.
    pub representative: Option<String>,
    /// Members living there.
    pub members: u16,
    /// Newest poverty status.
    pub poverty: Option<PovertyStatus>,
    /// What was given.
    pub given: Vnd,
    /// What is left of dues.
    pub left: Vnd,
    /// Address.
    pub address: String,
    /// The group it is on its way to.
    pub leaving: Option<String>,
}

/// A project in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRow {
    /// Identity.
    pub id: ProjectId,
    /// Short number.
    pub number: ShortNumber,
    /// Kind.
    pub kind: ProjectKind,
    /// Name.
    pub name: String,
    /// The unit's name.
    pub unit: String,
    /// The group's number.
    pub group: Option<u16>,
    /// The levy's amount.
    pub levy: Option<Vnd>,
    /// Finished.
    pub finished: Option<PartialDate>,
    /// How many contributions.
    pub contributions: u32,
    /// What was given.
    pub given: Given,
}

/// A project with what was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectView {
    /// Revision.
    pub rev: u64,
    /// The record.
    pub project: Project,
    /// The row of the list.
    pub row: ProjectRow,
    /// The model's name.
    pub model: Option<String>,
    /// Households asked, in the order of the book.
    pub dues: Vec<ProjectDue>,
    /// Contributions, newest first.
    pub contributions: Vec<GiftLine>,
    /// The supervising or managing boards.
    pub committees: Vec<CommitteeView>,
    /// The groups whose households it asks, by number.
    pub groups: Vec<GroupName>,
}

/// A group by its number and hamlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupName {
    /// Identity.
    pub id: GroupId,
    /// Its number.
    pub number: u16,
    /// Its hamlet.
    pub hamlet: String,
}

/// A household's due in a project's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectDue {
    /// The household.
    pub household: HouseholdRef,
    /// Its due.
    pub due: DueLine,
}

/// A collection sheet: the households of a group for one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetView {
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: String,
    /// What was agreed.
    pub levy: Option<Levy>,
    /// The group.
    pub group: GroupId,
    /// Its number.
    pub group_number: u16,
    /// Its hamlet.
    pub hamlet: String,
    /// Who leads it: usually the collector.
    pub leader: String,
    /// The receipt number that comes next this year.
    pub next_receipt: u32,
    /// Its households, in the order of the book.
    pub rows: Vec<SheetRow>,
}

/// A household in a collection sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The household.
    pub household: HouseholdRef,
    /// What it is asked for; none where nothing was agreed.
    pub due: Option<DueLine>,
    /// What it gave to the project so far.
    pub given: Given,
}

/// A movement model in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRow {
    /// Identity.
    pub id: ModelId,
    /// Movement.
    pub movement: Movement,
    /// Name.
    pub name: String,
    /// The year it started.
    pub started: i16,
    /// The unit's name.
    pub unit: String,
    /// The group's number.
    pub group: Option<u16>,
    /// Distinct persons who take part.
    pub participants: u32,
    /// What was given to it.
    pub given: Given,
}

/// A movement model with its team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelView {
    /// Revision.
    pub rev: u64,
    /// The row of the list.
    pub row: ModelRow,
    /// The day asked.
    pub on: Date,
    /// Its teams.
    pub teams: Vec<CommitteeView>,
    /// Its projects.
    pub projects: Vec<ProjectRow>,
    /// Names of those who take part, in Vietnamese order.
    pub participants: Vec<String>,
}

/// A choice for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceRow {
    /// The record.
    pub key: RecordKey,
    /// How it is called.
    pub label: String,
    /// What tells it from others of that name.
    pub detail: String,
}

/// An act in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActRow {
    /// Its place in the order of changes.
    pub seq: u64,
    /// UTC milliseconds.
    pub at: i64,
    /// By whom.
    pub login: String,
    /// The act's number.
    pub act: u16,
    /// What it was about, in names.
    pub subject: String,
    /// Its short number, or that of the household it leads to.
    pub number: Option<ShortNumber>,
    /// The household it leads to.
    pub household: Option<HouseholdId>,
    /// The sum, for a payment.
    pub money: Option<Vnd>,
    /// It was taken back by this change.
    pub undone_by: Option<u64>,
    /// It takes back this change.
    pub undoes: Option<u64>,
    /// What changed: field by field, for a history.
    pub differences: Vec<Difference>,
    /// How many more it changed than are listed.
    pub more: u32,
}

/// Figures of the service. The field names are a contract (docs/cli.md).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// How many there are. Flattened by the command line, which writes the JSON.
    pub counts: Counts,
    /// Changes so far.
    pub seq: u64,
    /// The service's process.
    pub pid: u32,
    /// How long it has been running, in seconds.
    pub uptime_s: u64,
    /// Sessions connected, this one included.
    pub sessions: u32,
    /// The version of the program.
    pub version: String,
    /// The chain hash of the last change, in hex.
    pub chain: String,
    /// Why nothing can be saved; none when all is well.
    pub read_only: Option<ReadOnly>,
    /// What is wrong with the clock.
    pub clock: Option<ClockTrouble>,
    /// What time it is for the service, UTC milliseconds.
    pub at: i64,
    /// When the register was last looked after.
    pub care: CareMarks,
    /// How many bytes are free on the disk of the home; none when the system does not say.
    pub free_bytes: Option<u64>,
    /// How many bytes the journal has.
    pub journal_bytes: u64,
    /// How many acts and questions were refused since yesterday; none when that is not known.
    pub refused: Option<u32>,
    /// The home is for practice.
    pub practice: bool,
    /// Requests about personal data that are overdue; counted for administrators.
    pub requests_overdue: u32,
}

/// What is being typed in a form, kept by the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The form instance.
    pub id: Uuid,
    /// The kind of form; a later build that does not know it still shows the text.
    pub form: String,
    /// What it was about, in words.
    pub title: String,
    /// The record it is about.
    pub about: Option<RecordKey>,
    /// The revision it was begun on.
    pub base: Option<u64>,
    /// Field name and typed text.
    pub fields: Vec<DraftField>,
    /// Whose it is.
    pub login: String,
    /// UTC milliseconds of the last key.
    pub at: i64,
}

/// A field of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftField {
    /// The field's key, with a row number behind a dot for rows.
    pub name: String,
    /// What was typed.
    pub text: String,
}

/// A member of staff, with the names of what they look after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// The record.
    pub record: Staff,
    /// Its revision.
    pub rev: u64,
    /// Whether they may come in today.
    pub active: bool,
    /// The names of the units and groups in the order of the record.
    pub scope: Vec<ScopeName>,
}

/// A unit or a group that a member of staff looks after, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeName {
    /// The kind of the unit; of a group, of its hamlet.
    pub kind: UnitKind,
    /// The unit's name; of a group, its hamlet's.
    pub name: String,
    /// The group's number.
    pub group: Option<u16>,
}
