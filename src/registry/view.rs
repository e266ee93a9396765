//! What stands before a command: the store, and over it what earlier commands of the same group of savers staged.
//!
//! Everything the registry reads of records goes through here, under the names the field uses.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use uuid::Uuid;

use super::names::Names;
use super::standing::bears_on_scopes;
use crate::domain::*;
use crate::protocol::{Change, Moment, Refusal};
use crate::store::{
    Lookup, Store, StoreError, Stored, decode_any, id_of, index_keys, number_in, place_in, receipt_in,
    source_target,
};

/// What commands staged but nobody has written yet.
#[derive(Debug, Default)]
pub(super) struct Staged {
    records: HashMap<RecordKey, Option<Stored<AnyRecord>>>,
    /// Index keys that were added (true) or taken away (false).
    keys: BTreeMap<Vec<u8>, bool>,
    /// Some of it has a say in who may do what.
    bears_on_scopes: bool,
}

impl Staged {
    /// Stages one edit.
    pub fn put(&mut self, key: RecordKey, before: Option<&AnyRecord>, after: Option<Stored<AnyRecord>>) {
        self.bears_on_scopes |= bears_on_scopes(key.kind);
        for old in before.map(index_keys).unwrap_or_default() {
            self.keys.insert(old, false);
        }
        for new in after.as_ref().map(|stored| index_keys(&stored.record)).unwrap_or_default() {
            self.keys.insert(new, true);
        }
        self.records.insert(key, after);
    }

    fn keys_with<'k>(&'k self, prefix: &[u8]) -> impl Iterator<Item = (&'k Vec<u8>, &'k bool)> + use<'k> {
        let prefix = prefix.to_vec();
        self.keys.range(prefix.clone()..).take_while(move |(key, _)| key.starts_with(&prefix))
    }

    fn has_keys(&self, prefix: &[u8]) -> bool {
        self.keys_with(prefix).next().is_some()
    }
}

/// Records that were read of the store while a group of savers was planned, as they stand there: none where there is
/// none. Planning one command reads the same record several times, and others of the group read it too.
#[derive(Debug, Default)]
pub(super) struct Read(RefCell<HashMap<RecordKey, Option<Rc<AsStored>>>>);

#[derive(Debug)]
struct AsStored {
    bytes: Vec<u8>,
    stored: Stored<AnyRecord>,
}

/// The records as a command or a question sees them.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    store: &'a Store,
    /// What the group of savers before is writing.
    below: Option<&'a Staged>,
    staged: Option<&'a Staged>,
    read: Option<&'a Read>,
}

/// A store that cannot be read needs somebody who looks after it; nothing was written.
impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::NeedsAttention(error.to_string())
    }
}

impl<'a> View<'a> {
    /// The store alone.
    pub fn of(store: &'a Store) -> View<'a> {
        View { store, below: None, staged: None, read: None }
    }

    /// The store with what is staged over it, and between them what is being written.
    pub fn over(store: &'a Store, below: Option<&'a Staged>, staged: &'a Staged) -> View<'a> {
        View { store, below, staged: Some(staged), read: None }
    }

    /// The same, and reads no record of the store twice.
    pub fn remembering(self, read: &'a Read) -> View<'a> {
        View { read: Some(read), ..self }
    }

    fn remembered(&self, read: &Read, key: RecordKey) -> Result<Option<Rc<AsStored>>, Refusal> {
        if let Some(known) = read.0.borrow().get(&key) {
            return Ok(known.clone());
        }
        let decoded = |bytes: Vec<u8>| {
            let stored = decode_any(key, &bytes).map_err(StoreError::from)?;
            Ok::<_, StoreError>(Rc::new(AsStored { bytes, stored }))
        };
        let found = self.store.raw(key)?.map(decoded).transpose()?;
        read.0.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    /// What is not in the store yet, the newest last.
    fn layers(&self) -> impl DoubleEndedIterator<Item = &'a Staged> + use<'a> {
        self.below.into_iter().chain(self.staged)
    }

    /// A record that is staged: none when it is not, nothing inside when it is staged to be gone.
    fn staged(&self, key: RecordKey) -> Option<&'a Option<Stored<AnyRecord>>> {
        self.layers().rev().find_map(|layer| layer.records.get(&key))
    }

    /// Whether what is staged has a say in who may do what.
    pub fn stages_scopes(&self) -> bool {
        self.layers().any(|layer| layer.bears_on_scopes)
    }

    /// Names of things, for what people read.
    pub fn names(&self) -> Names<'_> {
        Names::new(*self)
    }

    /// A record of any kind.
    pub fn get_any(&self, key: RecordKey) -> Result<Option<Stored<AnyRecord>>, Refusal> {
        if let Some(staged) = self.staged(key) {
            return Ok(staged.clone());
        }
        match self.read {
            Some(read) => Ok(self.remembered(read, key)?.map(|known| known.stored.clone())),
            None => Ok(self.store.get_any(key)?),
        }
    }

    /// A record with its revision.
    pub fn get<R: Record>(&self, id: Uuid) -> Result<Option<Stored<R>>, Refusal> {
        if self.staged.is_none() && self.below.is_none() {
            return Ok(self.store.table::<R>().get(id)?);
        }
        let any = self.get_any(RecordKey { kind: R::KIND, id })?;
        Ok(any.and_then(|stored| {
            let rev = stored.rev;
            R::from_any(stored.record).map(|record| Stored { rev, record })
        }))
    }

    /// A record that must be there.
    pub fn need<R: Record>(&self, id: Uuid) -> Result<Stored<R>, Refusal> {
        self.get(id)?.ok_or(Refusal::NotFound)
    }

    /// The envelope bytes as stored. An undo compares bytes; within one group of savers what is staged has none yet.
    pub fn bytes(&self, key: RecordKey) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(staged) = self.staged(key) else {
            return match self.read {
                Some(read) => Ok(self.remembered(read, key)?.map(|known| known.bytes.clone())),
                None => Ok(self.store.raw(key)?),
            };
        };
        let bytes = staged.as_ref().map(crate::store::encode_any).transpose();
        bytes.map_err(|error| Refusal::NeedsAttention(error.to_string()))
    }

    fn scan(&self, lookup: Lookup<'_>) -> Result<Vec<Vec<u8>>, Refusal> {
        let stored = self.store.keys(lookup, usize::MAX)?;
        let prefix = lookup.prefix();
        let mut layers = self.layers().filter(|layer| layer.has_keys(&prefix)).peekable();
        if layers.peek().is_none() {
            return Ok(stored);
        }
        let mut keys: BTreeSet<Vec<u8>> = stored.into_iter().collect();
        for (key, present) in layers.flat_map(|layer| layer.keys_with(&prefix)) {
            if *present {
                keys.insert(key.clone());
            } else {
                keys.remove(key);
            }
        }
        Ok(keys.into_iter().collect())
    }

    /// The ids a question of the index leads to, each once, in the order of its keys.
    fn ids(&self, lookup: Lookup<'_>) -> Result<Vec<Uuid>, Refusal> {
        let mut ids = Vec::new();
        let mut seen = HashSet::new();
        for key in self.scan(lookup)? {
            ids.extend(id_of(&key).filter(|id| seen.insert(*id)));
        }
        Ok(ids)
    }

    fn all<R: Record>(&self, ids: Vec<Uuid>) -> Result<Vec<Stored<R>>, Refusal> {
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            records.extend(self.get::<R>(id)?);
        }
        Ok(records)
    }

    fn plain<R: Record>(&self, ids: Vec<Uuid>) -> Result<Vec<R>, Refusal> {
        Ok(self.all::<R>(ids)?.into_iter().map(|stored| stored.record).collect())
    }

    /// Every record of a kind.
    pub fn every<R: Record>(&self) -> Result<Vec<Stored<R>>, Refusal> {
        let mut all = Vec::new();
        self.store.table::<R>().for_each(|stored| all.push(stored))?;
        Ok(all)
    }

    /// The home.
    pub fn home(&self) -> Result<Option<Home>, Refusal> {
        Ok(self.get::<Home>(Uuid::nil())?.map(|stored| stored.record))
    }

    /// The record that was imported from a source.
    pub fn by_source(&self, source: &Source) -> Result<Option<RecordKey>, Refusal> {
        let keys = self.scan(Lookup::Source(source))?;
        Ok(keys.first().and_then(|key| source_target(key)))
    }

    /// The record of a short number.
    pub fn by_number(&self, number: ShortNumber) -> Result<Option<RecordKey>, Refusal> {
        let ids = self.ids(Lookup::Number(number))?;
        Ok(ids.first().map(|id| RecordKey { kind: number.kind, id: *id }))
    }

    /// The next free short number of a kind.
    pub fn next_number(&self, kind: Kind) -> Result<u32, Refusal> {
        let last = self.last(Lookup::Numbers(kind))?;
        Ok(last.and_then(|key| number_in(&key)).map_or(1, |number| number + 1))
    }

    /// The next receipt number of a year.
    pub fn next_receipt(&self, year: i32) -> Result<u32, Refusal> {
        let year = i16::try_from(year).unwrap_or(i16::MAX);
        let last = self.last(Lookup::Receipts(year))?;
        Ok(last.and_then(|key| receipt_in(&key)).map_or(1, |receipt| receipt.number + 1))
    }

    /// The last key of a question: the highest number given. All of them are read only where the highest was taken back.
    fn last(&self, lookup: Lookup<'_>) -> Result<Option<Vec<u8>>, Refusal> {
        let prefix = lookup.prefix();
        let mut last = self.store.last_key(lookup)?;
        for layer in self.layers() {
            for (key, present) in layer.keys_with(&prefix) {
                match (*present, last.as_ref() == Some(key)) {
                    (false, true) => return Ok(self.scan(lookup)?.pop()),
                    (true, _) if last.as_ref().is_none_or(|last| last < key) => last = Some(key.clone()),
                    _ => {}
                }
            }
        }
        Ok(last)
    }

    /// The households that have or had a place in a group, with the number each has in its book.
    pub fn placements_in(&self, group: GroupId) -> Result<Vec<(HouseholdId, u16)>, Refusal> {
        let keys = self.scan(Lookup::HouseholdsOf(group))?;
        let places = keys.iter().filter_map(|key| place_in(key));
        Ok(places.map(|place| (place.household, place.book_number)).collect())
    }

    /// The households that are in a group now, in the order of the book.
    pub fn households_in(&self, group: GroupId) -> Result<Vec<HouseholdId>, Refusal> {
        // The placement of a household that ended has ended with it.
        Ok(self.ids(Lookup::OpenHouseholdsOf(group))?.into_iter().map(HouseholdId).collect())
    }

    /// The ids of everybody who belongs or belonged to a household.
    pub fn member_ids(&self, household: HouseholdId) -> Result<Vec<PersonId>, Refusal> {
        Ok(self.ids(Lookup::PersonsOf(household))?.into_iter().map(PersonId).collect())
    }

    /// Everybody who belongs or belonged to a household.
    pub fn members_of(&self, household: HouseholdId) -> Result<Vec<Person>, Refusal> {
        self.plain(self.ids(Lookup::PersonsOf(household))?)
    }

    /// Who lives in a household on a day.
    pub fn living_members(&self, household: HouseholdId, day: Date) -> Result<Vec<Person>, Refusal> {
        let mut members = self.members_of(household)?;
        members.retain(|person| person.is_member_on(household, day));
        Ok(members)
    }

    /// The person of a personal id.
    pub fn person_with_id(&self, digits: &str) -> Result<Option<Person>, Refusal> {
        Ok(self.plain(self.ids(Lookup::PersonalId(digits))?)?.pop())
    }

    /// What a household gave.
    pub fn contributions_of(&self, household: HouseholdId) -> Result<Vec<Stored<Contribution>>, Refusal> {
        self.all(self.ids(Lookup::ContributionsFrom(household))?)
    }

    /// What a person gave, whatever the household.
    pub fn contributions_by(&self, person: PersonId) -> Result<Vec<Stored<Contribution>>, Refusal> {
        self.all(self.ids(Lookup::ContributionsGivenBy(person))?)
    }

    /// What others gave on a household's behalf.
    pub fn contributions_for(&self, household: HouseholdId) -> Result<Vec<Stored<Contribution>>, Refusal> {
        self.all(self.ids(Lookup::PaidFor(household))?)
    }

    /// What was given to a project.
    pub fn contributions_to(&self, project: ProjectId) -> Result<Vec<Stored<Contribution>>, Refusal> {
        self.all(self.ids(Lookup::ContributionsTo(project))?)
    }

    /// What was last given to a project, `count` of it at most.
    pub fn latest_contributions_to(
        &self,
        project: ProjectId,
        count: usize,
    ) -> Result<Vec<Contribution>, Refusal> {
        // Identities begin with the time they were made at.
        let ids = self.ids(Lookup::ContributionsTo(project))?;
        self.plain(ids.into_iter().rev().take(count).collect())
    }

    /// What was given to a model.
    pub fn contributions_to_model(&self, model: ModelId) -> Result<Vec<Stored<Contribution>>, Refusal> {
        self.all(self.ids(Lookup::ContributionsToModel(model))?)
    }

    /// What was received of a household's due on a project, whoever paid.
    pub fn received(&self, project: ProjectId, household: HouseholdId) -> Result<Vnd, Refusal> {
        let own = self.contributions_of(household)?;
        let others = self.contributions_for(household)?;
        let to_project = own.iter().chain(&others).filter(|stored| stored.record.project == Some(project));
        Ok(to_project.map(|stored| stored.record.settles(household)).sum())
    }

    /// The dues of a project.
    pub fn dues_of_project(&self, project: ProjectId) -> Result<Vec<Stored<Due>>, Refusal> {
        self.all(self.ids(Lookup::DuesOn(project))?)
    }

    /// The dues of a household.
    pub fn dues_of_household(&self, household: HouseholdId) -> Result<Vec<Stored<Due>>, Refusal> {
        self.all(self.ids(Lookup::DuesOf(household))?)
    }

    /// What is left of each of a household's dues: the project's name and the amount.
    pub fn open_dues_of(&self, household: HouseholdId) -> Result<Vec<(String, Vnd)>, Refusal> {
        let mut open = Vec::new();
        for due in self.dues_of_household(household)? {
            let left = due.record.asked().0 - self.received(due.record.project, household)?.0;
            if left > 0 {
                open.push((self.names().project(due.record.project)?, Vnd(left)));
            }
        }
        Ok(open)
    }

    /// The households a project asks: those of its group, or of the groups of its unit.
    pub fn households_of_project(&self, project: &Project, today: Date) -> Result<Vec<HouseholdId>, Refusal> {
        let mut households = Vec::new();
        for group in self.groups_of_project(project, today)? {
            households.extend(self.households_in(group.id)?);
        }
        Ok(households)
    }

    /// The groups a project asks: its own, or those of its unit.
    pub fn groups_of_project(&self, project: &Project, today: Date) -> Result<Vec<Group>, Refusal> {
        if let Some(group) = project.group {
            return Ok(self.get::<Group>(group.0)?.map(|stored| stored.record).into_iter().collect());
        }
        let mut groups = self.groups_of(project.unit)?;
        groups.retain(|group| group.hamlet_on(today) == Some(project.unit));
        groups.sort_by_key(|group| group.number);
        Ok(groups)
    }

    /// Notes about a record.
    pub fn notes_about(&self, about: NoteAbout) -> Result<Vec<Stored<Note>>, Refusal> {
        self.all(self.ids(Lookup::NotesAbout(about))?)
    }

    /// Notes that wait for somebody, by date.
    pub fn open_follow_ups(&self) -> Result<Vec<Stored<Note>>, Refusal> {
        self.all(self.ids(Lookup::FollowUps)?)
    }

    /// Requests about a person's data.
    pub fn requests_of(&self, person: PersonId) -> Result<Vec<Stored<DataRequest>>, Refusal> {
        self.all(self.ids(Lookup::RequestsOf(person))?)
    }

    /// Requests that have not ended, by number.
    pub fn open_requests(&self) -> Result<Vec<Stored<DataRequest>>, Refusal> {
        self.all(self.ids(Lookup::OpenRequests)?)
    }

    /// Groups that are or were in a hamlet.
    pub fn groups_of(&self, hamlet: UnitId) -> Result<Vec<Group>, Refusal> {
        self.plain(self.ids(Lookup::GroupsOf(hamlet))?)
    }

    /// Units that are or were directly below a unit.
    pub fn units_below(&self, parent: UnitId) -> Result<Vec<Unit>, Refusal> {
        self.plain(self.ids(Lookup::UnitsUnder(parent))?)
    }

    /// Committees of something.
    pub fn committees_of(&self, of: CommitteeOf) -> Result<Vec<Committee>, Refusal> {
        self.plain(self.ids(Lookup::CommitteesOf(of))?)
    }

    /// Committees in which a person holds or held a seat by name.
    pub fn committees_with(&self, person: PersonId) -> Result<Vec<Committee>, Refusal> {
        self.plain(self.ids(Lookup::SeatsOf(person))?)
    }

    /// The board of a group.
    pub fn board_of(&self, group: GroupId) -> Result<Option<Committee>, Refusal> {
        let all = self.committees_of(CommitteeOf::Group(group))?;
        Ok(all.into_iter().find(|committee| committee.kind == CommitteeKind::GroupBoard))
    }

    /// Models that a group runs.
    pub fn models_of_group(&self, group: GroupId) -> Result<Vec<MovementModel>, Refusal> {
        self.plain(self.ids(Lookup::ModelsOf(group))?)
    }

    /// Projects of a model.
    pub fn projects_of_model(&self, model: ModelId) -> Result<Vec<Stored<Project>>, Refusal> {
        self.all(self.ids(Lookup::ProjectsOfModel(model))?)
    }

    /// The member of staff of a login.
    pub fn staff_by_login(&self, login: &str) -> Result<Option<Staff>, Refusal> {
        let all: Vec<Staff> = self.plain(self.ids(Lookup::StaffNamed(login))?)?;
        Ok(all.into_iter().find(|staff| staff.login == login))
    }

    /// Changes of life of a household.
    pub fn life_of(&self, household: HouseholdId) -> Result<Vec<LifeChange>, Refusal> {
        let mut ids = self.ids(Lookup::LifeChangesOf(household))?;
        ids.extend(self.ids(Lookup::LifeChangesTo(household))?);
        self.plain(ids)
    }

    /// The sending of a household that nobody has answered; there is one at a time.
    pub fn waiting_transfer_of(&self, household: HouseholdId) -> Result<Option<Stored<Transfer>>, Refusal> {
        let all = self.all::<Transfer>(self.ids(Lookup::TransfersOf(household))?)?;
        Ok(all.into_iter().find(|stored| stored.record.waits()))
    }

    /// Every sending that nobody has answered.
    pub fn waiting_transfers(&self) -> Result<Vec<Stored<Transfer>>, Refusal> {
        self.all(self.ids(Lookup::WaitingTransfers)?)
    }

    /// Sendings from a group or to it.
    pub fn transfers_at(&self, group: GroupId) -> Result<Vec<Stored<Transfer>>, Refusal> {
        self.all(self.ids(Lookup::TransfersAt(group))?)
    }

    /// The ids of all meetings, the latest first.
    pub fn meeting_ids(&self) -> Result<Vec<MeetingId>, Refusal> {
        Ok(self.ids(Lookup::Meetings)?.into_iter().rev().map(MeetingId).collect())
    }

    /// The meetings of a group, the latest first.
    pub fn meetings_of(&self, group: GroupId) -> Result<Vec<Meeting>, Refusal> {
        let mut meetings: Vec<Meeting> = self.plain(self.ids(Lookup::MeetingsOf(group))?)?;
        meetings.reverse();
        Ok(meetings)
    }

    /// The change of a seq.
    pub fn change(&self, seq: u64) -> Result<Option<Change>, Refusal> {
        Ok(self.store.change(seq)?)
    }

    /// Whether personal data was erased from a change.
    pub fn is_erased(&self, seq: u64) -> Result<bool, Refusal> {
        Ok(self.store.is_erased(seq)?)
    }

    /// The seqs of the changes that touched a record, newest first.
    pub fn history_of(&self, key: RecordKey) -> Result<Vec<u64>, Refusal> {
        let mut seqs = self.store.history_of(key)?;
        seqs.reverse();
        Ok(seqs)
    }

    /// That somebody else changed a record meanwhile.
    pub fn conflict_on(&self, key: RecordKey) -> Result<Refusal, Refusal> {
        let seq = self.history_of(key)?.first().copied().unwrap_or(0);
        let change = self.change(seq)?.ok_or(Refusal::NotFound)?;
        Ok(Refusal::Conflict { key, when: self.moment(change.at)?, login: change.by.login })
    }

    /// An instant where the home is.
    pub fn moment(&self, at_ms: i64) -> Result<Moment, Refusal> {
        Ok(Moment::of(at_ms, self.home()?.map_or(VIET_NAM_OFFSET, |home| home.offset_minutes)))
    }

    /// The members of staff whose scope names a unit or group. They are few, and no index is kept for this.
    fn staff_looking_after(&self, key: RecordKey) -> Result<Vec<RecordKey>, Refusal> {
        let mut staff = Vec::new();
        if !matches!(key.kind, Kind::Unit | Kind::Group) {
            return Ok(staff);
        }
        for stored in self.every::<Staff>()? {
            let now = self.get::<Staff>(stored.record.id.0)?.map(|stored| stored.record);
            let names_it = |staff: Staff| staff.scope.iter().any(|unit| unit.key() == key);
            staff.extend(Some(stored.record.id.key()).filter(|_| now.is_some_and(names_it)));
        }
        Ok(staff)
    }

    /// Records that name a record that was made new.
    pub fn naming(&self, key: RecordKey) -> Result<Vec<RecordKey>, Refusal> {
        let id = key.id;
        let questions: &[(Kind, Lookup<'_>)] = match key.kind {
            Kind::Household => &[
                (Kind::Person, Lookup::PersonsOf(HouseholdId(id))),
                (Kind::Contribution, Lookup::ContributionsFrom(HouseholdId(id))),
                (Kind::Contribution, Lookup::PaidFor(HouseholdId(id))),
                (Kind::Due, Lookup::DuesOf(HouseholdId(id))),
                (Kind::Note, Lookup::NotesAbout(NoteAbout::Household(HouseholdId(id)))),
                (Kind::LifeChange, Lookup::LifeChangesOf(HouseholdId(id))),
                (Kind::LifeChange, Lookup::LifeChangesTo(HouseholdId(id))),
                (Kind::Transfer, Lookup::TransfersOf(HouseholdId(id))),
                (Kind::Meeting, Lookup::MeetingsWith(HouseholdId(id))),
            ],
            Kind::Person => &[
                (Kind::Contribution, Lookup::ContributionsGivenBy(PersonId(id))),
                (Kind::Committee, Lookup::SeatsOf(PersonId(id))),
                (Kind::Note, Lookup::NotesAbout(NoteAbout::Person(PersonId(id)))),
                (Kind::DataRequest, Lookup::RequestsOf(PersonId(id))),
            ],
            Kind::Group => &[
                (Kind::Household, Lookup::HouseholdsOf(GroupId(id))),
                (Kind::Committee, Lookup::CommitteesOf(CommitteeOf::Group(GroupId(id)))),
                (Kind::Project, Lookup::ProjectsOfGroup(GroupId(id))),
                (Kind::MovementModel, Lookup::ModelsOf(GroupId(id))),
                (Kind::Transfer, Lookup::TransfersAt(GroupId(id))),
                (Kind::Meeting, Lookup::MeetingsOf(GroupId(id))),
            ],
            Kind::Unit => &[
                (Kind::Group, Lookup::GroupsOf(UnitId(id))),
                (Kind::Unit, Lookup::UnitsUnder(UnitId(id))),
                (Kind::Project, Lookup::ProjectsIn(UnitId(id))),
                (Kind::Meeting, Lookup::MeetingsIn(UnitId(id))),
            ],
            Kind::Project => &[
                (Kind::Contribution, Lookup::ContributionsTo(ProjectId(id))),
                (Kind::Due, Lookup::DuesOn(ProjectId(id))),
                (Kind::Committee, Lookup::CommitteesOf(CommitteeOf::Project(ProjectId(id)))),
            ],
            Kind::MovementModel => &[
                (Kind::Project, Lookup::ProjectsOfModel(ModelId(id))),
                (Kind::Contribution, Lookup::ContributionsToModel(ModelId(id))),
                (Kind::Committee, Lookup::CommitteesOf(CommitteeOf::Model(ModelId(id)))),
                (Kind::Meeting, Lookup::MeetingsAbout(ModelId(id))),
            ],
            _ => &[],
        };
        let mut naming = self.staff_looking_after(key)?;
        for (kind, lookup) in questions {
            naming.extend(self.ids(*lookup)?.into_iter().map(|id| RecordKey { kind: *kind, id }));
        }
        Ok(naming)
    }
}
