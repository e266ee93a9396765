//! The look-up: rows come from the index, what is shown of them from the store; and what the index takes in.

use std::collections::HashMap;

use rustix::time::{ClockId, clock_gettime};

use super::super::locked;
use super::super::view::View;
use super::Asked;
use super::card::birth_year;
use super::lists::gone_from;
use crate::domain::*;
use crate::protocol::{Found, Hit, Refusal};
use crate::search::{self, Asking, DigitsFind, Entry, Member, Places, SoughtRow, Status};

impl Asked<'_> {
    /// What the look-up has to know of who asks. Digits that are masked must not be found out one by one.
    fn asking(&self) -> Asking<'_> {
        let digits = if self.may_take() { DigitsFind::AnyRun } else { DigitsFind::WholeOrLastFour };
        Asking { within: self.actor.scope.groups(), own: self.actor.own.as_deref(), digits }
    }

    /// Notes a look-up by digits of somebody who may not see them.
    fn look_up_digits(&self, words: &str) -> Result<(), Refusal> {
        if self.may_take() {
            return Ok(());
        }
        let digits = search::digits_in(words);
        if digits.is_empty() { Ok(()) } else { self.registry.note_digits(self.actor, &digits) }
    }
}

/// Looks up, and reads what is shown of each row.
pub(super) fn find(words: &str, limit: usize, asked: &Asked<'_>) -> Result<Found, Refusal> {
    let began = cpu_us();
    asked.look_up_digits(words)?;
    asked.registry.turn_to(asked.today)?;
    let sought = locked!(asked.registry.look_up.read()).find(words, limit, &asked.asking());
    let mut places = HashMap::new();
    let mut hits = Vec::with_capacity(sought.rows.len());
    for row in sought.rows {
        // Somebody who was saved under another name since is not shown under the old one.
        hits.extend(hit(row, asked, &mut places)?);
    }
    let took = cpu_us().saturating_sub(began);
    let cpu_us = u32::try_from(took).unwrap_or(u32::MAX);
    Ok(Found {
        read_as: sought.read_as,
        persons: sought.persons,
        households: sought.households,
        hits,
        cpu_us,
    })
}

/// What this thread took of the processor so far, in microseconds.
fn cpu_us() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    seconds * 1_000_000 + u64::try_from(time.tv_nsec).unwrap_or(0) / 1_000
}

/// The groups of the rows that were read, with what their hamlet is called.
type Groups = HashMap<GroupId, (u16, String)>;

fn hit(row: SoughtRow, asked: &Asked<'_>, groups: &mut Groups) -> Result<Option<Hit>, Refusal> {
    let (view, today) = (asked.view, asked.today);
    let Some(household) = view.get::<Household>(row.household.0)?.map(|stored| stored.record) else {
        return Ok(None);
    };
    let tagged = view.member_ids(household.id)?.into_iter().find(|id| search::is_tagged(id.0, row.tag));
    let person = tagged.map(|id| view.get::<Person>(id.0)).transpose()?.flatten();
    let Some(person) = person.map(|stored| stored.record).filter(|person| person.full_name == row.name)
    else {
        return Ok(None);
    };
    let place = household.last_placement(today);
    let (group, hamlet) = match place {
        Some(place) => group_of(place.group, view, today, groups)?,
        None => Default::default(),
    };
    let head = match household.last_head(today) {
        Some(head) if head == person.id => person.full_name.clone(),
        Some(head) => view.get::<Person>(head.0)?.map_or_else(String::new, |head| head.record.full_name),
        None => String::new(),
    };
    Ok(Some(Hit {
        household: household.id,
        number: ShortNumber { kind: Kind::Household, number: household.number },
        person: person.id,
        birth_year: birth_year(&person),
        relation: relation_in(&person, household.id),
        gone: gone_from(&person, household.id, today),
        nickname: person.nickname,
        head,
        group,
        book_number: place.map_or(0, |place| place.book_number),
        hamlet,
        address: household.address,
        name: row.name,
        spans: row.spans,
        matched: row.matched,
        score: row.score,
        near: row.near,
    }))
}

fn relation_in(person: &Person, household: HouseholdId) -> RelationToHead {
    person.last_membership_in(household).map_or(RelationToHead::OtherKin, |membership| membership.relation)
}

fn group_of(
    id: GroupId,
    view: &View<'_>,
    today: Date,
    groups: &mut Groups,
) -> Result<(u16, String), Refusal> {
    if let Some(known) = groups.get(&id) {
        return Ok(known.clone());
    }
    let group = view.get::<Group>(id.0)?.map(|stored| stored.record);
    let hamlet = group.as_ref().and_then(|group| group.hamlet_on(today));
    let unit = hamlet.map(|hamlet| view.get::<Unit>(hamlet.0)).transpose()?.flatten();
    let name = unit.map_or_else(String::new, |unit| unit.record.name_on(today).to_owned());
    let known = (group.map_or(0, |group| group.number), name);
    groups.insert(id, known.clone());
    Ok(known)
}

/// The entry of a household in the look-up.
pub(in crate::registry) fn entry_of(
    id: HouseholdId,
    view: &View<'_>,
    today: Date,
) -> Result<Option<Entry>, Refusal> {
    let Some(household) = view.get::<Household>(id.0)?.map(|stored| stored.record) else { return Ok(None) };
    let home = Surroundings::of(&household, view, today)?;
    let head = household.last_head(today);
    let persons = view.members_of(id)?;
    let turns = home.periods(&household).chain(persons.iter().flat_map(periods_of));
    let turns = turns.filter_map(|period| period.next_turn(today)).min();
    let members = persons.into_iter().map(|person| member(person, id, head, today)).collect();
    let places = home.places(&household, today);
    Ok(Some(Entry { household: id, number: household.number, places, members, turns }))
}

fn periods_of(person: &Person) -> impl Iterator<Item = Validity> + '_ {
    person.memberships.iter().map(|membership| membership.valid)
}

fn member(person: Person, household: HouseholdId, head: Option<PersonId>, today: Date) -> Member {
    let last = person.membership_on(today).or(person.memberships.last());
    let is_at_home = last.is_some_and(|last| last.household == household);
    let mut ids = Vec::new();
    // Whoever moved on is found by their digits where they are now.
    if is_at_home {
        ids.extend(person.personal_id.iter().map(|id| id.digits().to_owned()));
        ids.extend(person.old_id.iter().map(|id| id.digits().to_owned()));
    }
    Member {
        person: person.id,
        birth_year: birth_year(&person),
        is_head: head == Some(person.id),
        is_gone: gone_from(&person, household, today).is_some(),
        is_at_home,
        ids,
        name: person.full_name,
        nickname: person.nickname,
    }
}

/// The group and the hamlet of a household.
struct Surroundings {
    group: Option<Group>,
    unit: Option<Unit>,
}

impl Surroundings {
    fn of(household: &Household, view: &View<'_>, today: Date) -> Result<Surroundings, Refusal> {
        let group = household.last_placement(today).map(|place| view.get::<Group>(place.group.0));
        let group = group.transpose()?.flatten().map(|stored| stored.record);
        let hamlet = group.as_ref().and_then(|group| group.hamlet_on(today));
        let unit = hamlet.map(|hamlet| view.get::<Unit>(hamlet.0)).transpose()?.flatten();
        Ok(Surroundings { group, unit: unit.map(|stored| stored.record) })
    }

    /// Everything that holds for a time.
    fn periods<'a>(&'a self, household: &'a Household) -> impl Iterator<Item = Validity> + 'a {
        let placements = household.placements.iter().map(|place| place.valid);
        let heads = household.heads.iter().map(|head| head.valid);
        let policies = household.policy.iter().map(|policy| policy.valid);
        let hamlets = self.group.iter().flat_map(|group| &group.hamlets).map(|hamlet| hamlet.valid);
        let names = self.unit.iter().flat_map(|unit| &unit.versions).map(|version| version.valid);
        placements.chain(heads).chain(policies).chain(hamlets).chain(names)
    }

    fn places(&self, household: &Household, today: Date) -> Places {
        let place = household.last_placement(today);
        let name = self.unit.as_ref().map_or("", |unit| unit.name_on(today)).to_owned();
        let others = self.unit.iter().flat_map(Unit::all_names).filter(|other| **other != name);
        Places {
            hamlet_id: self.unit.as_ref().map(|unit| unit.id),
            hamlet_names: others.map(str::to_owned).collect(),
            hamlet: name,
            group_id: place.map(|place| place.group),
            ended: household.ended.is_some(),
            group: self.group.as_ref().map_or(0, |group| group.number),
            book_number: place.map_or(0, |place| place.book_number),
            address: household.address.clone(),
            nickname: household.nickname.clone(),
            phones: household.phones.iter().map(|phone| phone.digits().to_owned()).collect(),
            statuses: statuses(household, today),
        }
    }
}

/// What a household is at present, as far as it can be looked for.
fn statuses(household: &Household, today: Date) -> Vec<Status> {
    let poverty = household.latest_poverty().and_then(|poverty| match poverty.status {
        PovertyStatus::Poor | PovertyStatus::Relapsed => Some(Status::Poor),
        PovertyStatus::NearPoor => Some(Status::NearPoor),
        PovertyStatus::Escaped => None,
    });
    let has_policy = household.policy.iter().any(|policy| policy.valid.contains(today));
    poverty.into_iter().chain(has_policy.then_some(Status::Policy)).collect()
}
