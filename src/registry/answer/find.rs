//! The look-up: rows come from the index, what is shown of them from the store; and what the index takes in.

use std::collections::HashMap;

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
    asked.look_up_digits(words)?;
    let sought = locked!(asked.registry.look_up.read()).find(words, limit, &asked.asking());
    let mut places = HashMap::new();
    let mut hits = Vec::with_capacity(sought.rows.len());
    for row in sought.rows {
        // Somebody who was saved under another name since is not shown under the old one.
        hits.extend(hit(row, asked, &mut places)?);
    }
    Ok(Found { read_as: sought.read_as, persons: sought.persons, households: sought.households, hits })
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
    let head = household.last_head(today);
    let members = view.members_of(id)?.into_iter().map(|person| {
        let last = person.membership_on(today).or(person.memberships.last());
        let is_at_home = last.is_some_and(|last| last.household == id);
        let mut member = Member {
            person: person.id,
            birth_year: birth_year(&person),
            is_head: head == Some(person.id),
            is_gone: gone_from(&person, id, today).is_some(),
            is_at_home,
            ids: Vec::new(),
            name: person.full_name,
            nickname: person.nickname,
        };
        // Whoever moved on is found by their digits where they are now.
        if is_at_home {
            member.ids = person.personal_id.iter().map(|id| id.digits().to_owned()).collect();
            member.ids.extend(person.old_id.iter().map(|id| id.digits().to_owned()));
        }
        member
    });
    let members = members.collect();
    Ok(Some(Entry {
        household: id,
        number: household.number,
        places: places(&household, view, today)?,
        members,
    }))
}

fn places(household: &Household, view: &View<'_>, today: Date) -> Result<Places, Refusal> {
    let place = household.last_placement(today);
    let group = match place {
        Some(place) => view.get::<Group>(place.group.0)?.map(|stored| stored.record),
        None => None,
    };
    let hamlet = group.as_ref().and_then(|group| group.hamlet_on(today));
    let unit = match hamlet {
        Some(hamlet) => view.get::<Unit>(hamlet.0)?.map(|stored| stored.record),
        None => None,
    };
    let name = unit.as_ref().map_or("", |unit| unit.name_on(today)).to_owned();
    let others = unit.iter().flat_map(Unit::all_names).filter(|other| **other != name);
    Ok(Places {
        hamlet_id: hamlet,
        hamlet_names: others.map(str::to_owned).collect(),
        hamlet: name,
        group_id: place.map(|place| place.group),
        ended: household.ended.is_some(),
        group: group.map_or(0, |group| group.number),
        book_number: place.map_or(0, |place| place.book_number),
        address: household.address.clone(),
        nickname: household.nickname.clone(),
        phones: household.phones.iter().map(|phone| phone.digits().to_owned()).collect(),
        statuses: statuses(household, today),
    })
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
