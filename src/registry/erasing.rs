//! Erasing a person: what of the register is theirs, what only mentions them, and what stays.
//!
//! Names are looked for in the records of the households they belong or belonged to, now and in all that was ever
//! recorded there. Elsewhere the same name may be somebody else's: it is listed, and whoever erases says what is theirs.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::view::View;
use super::{Actor, Registry, access, permit};
use crate::domain::*;
use crate::protocol::{AccessKind, Act, Answer, By, Command, Edit, ErasurePlan, Mention, Refusal, Saved};
use crate::store::{Erasure, decode_any, system_random};

/// The most records a plan lists of one sort.
const MOST_LISTED: usize = 200;
/// The most entries of the access log that are looked through for reasons.
const MOST_REASONS: usize = 10_000;

/// What an erasure is about.
#[derive(Debug)]
pub struct Erasing {
    /// How the person is known.
    pub known: KnownBy,
    /// Records of theirs.
    pub own: BTreeSet<RecordKey>,
    /// Records around them, whether they mention them or not.
    pub around: BTreeSet<RecordKey>,
    /// Those of them that do, now or in their past.
    mentions: BTreeSet<RecordKey>,
}

impl Registry {
    /// What an erasure that is about to be done is about, for whoever keeps texts beside the register; none for any
    /// other command, and for one that will be refused.
    pub fn erasing(&self, actor: &Actor, request: Uuid, command: &Command) -> Option<Erasing> {
        let Command::ErasePerson { person, also, reason } = command else { return None };
        let permitted = permit::act(actor, command, &self.view(), self.today()).is_ok();
        if !permitted || self.answered(actor, request).is_ok_and(|answer| answer.is_some()) {
            return None;
        }
        self.refuse_when_reading().ok()?;
        let erasing = self.erasing_of(*person, also).ok()?;
        check_reason(reason, &erasing.known).ok()?;
        Some(erasing)
    }

    /// Whether a record is of a person whose data was erased.
    pub fn is_erased(&self, key: RecordKey) -> bool {
        let stored = self.view().get_any(key).ok().flatten();
        matches!(stored.map(|stored| stored.record), Some(AnyRecord::Person(person)) if person.is_erased())
    }

    /// Erases a person. It is recorded when this returns, and carried out when the register is opened again.
    pub(super) fn erase_person(
        &self,
        actor: &Actor,
        request: Uuid,
        person: PersonId,
        also: &[RecordKey],
        reason: &str,
    ) -> Result<Answer, Refusal> {
        let _lead = self.queue.lead();
        let actor = &self.still_keeps(actor)?;
        if let Some(answer) = self.answered(actor, request)? {
            return Ok(answer);
        }
        self.refuse_when_reading()?;
        if self.is_erased(person.key()) {
            return Err(Refusal::Erased);
        }
        let erasing = self.erasing_of(person, also)?;
        check_reason(reason, &erasing.known)?;
        self.note_first(actor, AccessKind::ErasedPerson, Some(person.key()), reason)?;
        let by = By { staff: actor.staff, login: actor.login.clone() };
        let Erasing { known, own, mentions, .. } = erasing;
        let erasure = Erasure { by, at: self.clock.now_ms(), request, keys: own, mentions, known };
        self.refuse_unless_written(self.store.erase(&erasure, &system_random()))?;
        self.must_open_again();
        let seq = self.store.head().seq + 1;
        let keys = vec![person.key()];
        let act = Act::Erase as u16;
        Ok(Answer::Saved(Saved { seq, act, keys, number: None, receipt: None, warnings: Vec::new() }))
    }

    fn erasing_of(&self, id: PersonId, also: &[RecordKey]) -> Result<Erasing, Refusal> {
        let view = self.view();
        let person = view.need::<Person>(id.0)?.record;
        let known = self.known_by(id)?;
        let mut around = around(&person, &view)?;
        let mut own = own(&person, &around, &view)?;
        for key in also {
            view.get_any(*key)?.ok_or(Refusal::NotFound)?;
            around.insert(*key);
        }
        own.insert(id.key());
        around.retain(|key| !own.contains(key));
        let mentions = self.named_in(&around, &known)?;
        Ok(Erasing { known, own, around, mentions })
    }

    /// All names and numbers that the record of a person ever had.
    pub(super) fn known_by(&self, id: PersonId) -> Result<KnownBy, Refusal> {
        let mut known = KnownBy::default();
        self.each_state(&BTreeSet::from([id.key()]), &mut |_, record| {
            if let AnyRecord::Person(person) = record {
                known.learn(person);
            }
        })?;
        Ok(known)
    }

    /// Those of some records that name somebody, now or in their past.
    pub(super) fn named_in(
        &self,
        keys: &BTreeSet<RecordKey>,
        known: &KnownBy,
    ) -> Result<BTreeSet<RecordKey>, Refusal> {
        let mut named = BTreeSet::new();
        self.each_state(keys, &mut |key, record| {
            if record.without_mentions(known).is_some() {
                named.insert(key);
            }
        })?;
        Ok(named)
    }

    /// Every state that some records ever had. Each change is read once.
    fn each_state(
        &self,
        keys: &BTreeSet<RecordKey>,
        see: &mut dyn FnMut(RecordKey, &AnyRecord),
    ) -> Result<(), Refusal> {
        let view = self.view();
        let mut seqs = BTreeSet::new();
        for key in keys {
            seqs.extend(view.history_of(*key)?);
        }
        for seq in seqs {
            let edits: Vec<Edit> = view.change(seq)?.map(|change| change.edits).unwrap_or_default();
            for edit in edits {
                let Some(key) = edit.key().filter(|key| keys.contains(key)) else { continue };
                for bytes in edit.before.iter().chain(&edit.after) {
                    let stored = decode_any(key, bytes);
                    see(key, &stored.map_err(|error| Refusal::NeedsAttention(error.to_string()))?.record);
                }
            }
        }
        Ok(())
    }

    /// What an erasure would do, for whoever decides on it.
    pub(super) fn erasure_plan(&self, id: PersonId, also: &[RecordKey]) -> Result<ErasurePlan, Refusal> {
        let view = self.view();
        let today = self.today();
        let person = view.need::<Person>(id.0)?.record;
        let erasing = self.erasing_of(id, also)?;
        let household = person.open_membership().or(person.memberships.last()).map(|m| m.household);
        let household = household.map(|id| view.get::<Household>(id.0)).transpose()?.flatten();
        let is_head = household.as_ref().is_some_and(|stored| stored.record.head_on(today) == Some(id));
        let (elsewhere, more) = self.elsewhere(&erasing)?;
        let reasons = self.last_accesses(MOST_REASONS, None, &|access| erasing.known.is_in(&access.why))?;
        let shared = household.as_ref().is_some_and(|stored| !erasing.own.contains(&stored.record.id.key()));
        Ok(ErasurePlan {
            person: id,
            is_done: person.is_erased(),
            name: person.full_name,
            household: household.and_then(|stored| AnyRecord::from(stored.record).short_number()),
            own: mentions(&erasing.own, &view)?,
            mentions: mentions(&erasing.mentions, &view)?,
            elsewhere,
            more,
            kept: count(kept(id, &erasing, &view)?),
            shared_household: shared,
            in_office: is_head || holds_a_seat(id, &view, today)?,
            reasons: count(reasons.len()),
        })
    }

    /// Records of no household of theirs that have a text with their name.
    fn elsewhere(&self, erasing: &Erasing) -> Result<(Vec<Mention>, u32), Refusal> {
        let mut found = BTreeSet::new();
        if !erasing.known.is_empty() {
            let mut look = |record: AnyRecord| {
                let key = record.key();
                let counted = erasing.own.contains(&key) || erasing.around.contains(&key);
                if !counted && record.without_mentions(&erasing.known).is_some() {
                    found.insert(key);
                }
            };
            macro_rules! all_of {
                ($($kind:ident),*) => {
                    $(self.store.table::<$kind>().for_each(|stored| look(stored.record.into()))?;)*
                };
            }
            all_of!(Household, Person, Committee, Project, Contribution, Note);
            all_of!(MovementModel, Due, LifeChange, DataRequest, Transfer, Meeting);
        }
        let more = count(found.len().saturating_sub(MOST_LISTED));
        let listed: BTreeSet<RecordKey> = found.into_iter().take(MOST_LISTED).collect();
        Ok((mentions(&listed, &self.view())?, more))
    }
}

/// A reason is kept when the person is not: it must not name them.
fn check_reason(reason: &str, known: &KnownBy) -> Result<(), Refusal> {
    access::refuse_without_reason(reason)?;
    if known.is_in(reason) { Err(Refusal::ReasonNames) } else { Ok(()) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The records of the households that a person belongs or belonged to, and those that name the person by id.
fn around(person: &Person, view: &View<'_>) -> Result<BTreeSet<RecordKey>, Refusal> {
    let mut around: BTreeSet<RecordKey> = view.naming(person.id.key())?.into_iter().collect();
    for membership in &person.memberships {
        around.insert(membership.household.key());
        around.extend(view.naming(membership.household.key())?);
    }
    let gifts: Vec<RecordKey> = around.iter().copied().filter(|key| key.kind == Kind::Contribution).collect();
    for gift in gifts {
        let notes = view.notes_about(NoteAbout::Contribution(ContributionId(gift.id)))?;
        around.extend(notes.into_iter().map(|note| note.record.id.key()));
    }
    Ok(around)
}

/// Those that are about the person alone: notes about them, their requests, changes of life nobody else had a part in,
/// and a household nobody else ever belonged to, with where it was sent.
fn own(
    person: &Person,
    around: &BTreeSet<RecordKey>,
    view: &View<'_>,
) -> Result<BTreeSet<RecordKey>, Refusal> {
    let mut own = BTreeSet::new();
    for key in around {
        let is_own = match view.get_any(*key)?.map(|stored| stored.record) {
            Some(AnyRecord::Note(note)) => note.about == NoteAbout::Person(person.id),
            Some(AnyRecord::DataRequest(request)) => request.person == Some(person.id),
            Some(AnyRecord::LifeChange(change)) => change.persons == [person.id],
            Some(AnyRecord::Household(household)) => is_alone_in(household.id, person, view)?,
            Some(AnyRecord::Transfer(transfer)) => is_alone_in(transfer.household, person, view)?,
            _ => false,
        };
        if is_own {
            own.insert(*key);
        }
    }
    Ok(own)
}

/// Whether nobody else ever belonged to a household.
fn is_alone_in(household: HouseholdId, person: &Person, view: &View<'_>) -> Result<bool, Refusal> {
    Ok(view.members_of(household)?.iter().all(|member| member.id == person.id))
}

fn mentions(keys: &BTreeSet<RecordKey>, view: &View<'_>) -> Result<Vec<Mention>, Refusal> {
    let mut list = Vec::new();
    for key in keys {
        let Some(stored) = view.get_any(*key)? else { continue };
        let (number, name) = (stored.record.short_number(), view.names().record(&stored.record)?);
        list.push(Mention { key: *key, number, name });
    }
    Ok(list)
}

/// How many of their gifts, agreed amounts and seats stay.
fn kept(id: PersonId, erasing: &Erasing, view: &View<'_>) -> Result<usize, Refusal> {
    let books =
        erasing.around.iter().filter(|key| matches!(key.kind, Kind::Contribution | Kind::Due)).count();
    Ok(books + view.committees_with(id)?.len())
}

fn holds_a_seat(id: PersonId, view: &View<'_>, today: Date) -> Result<bool, Refusal> {
    let committees = view.committees_with(id)?;
    Ok(committees.iter().any(|committee| committee.seats_on(today).any(|seat| seat.person() == Some(id))))
}
