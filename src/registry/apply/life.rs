//! Changes of life: what each does to the records, and what follows from it.
//!
//! `Plan` collects what happens to the people first (who comes, who goes), then `settle` puts every household in
//! order again: head, representative, relations, seats, and its end when nobody is left.

use super::household::{BookNumber, book_number, check_group, check_person, person};
use super::life_members::{Leaving, Settle, settle};
use super::transfer;
use super::{Context, Planned, act_of, refuse};
use crate::domain::{
    Consequence, Date, Dated, Faults, Field, GroupId, Household, HouseholdEnd, HouseholdEndReason,
    HouseholdId, Kind, LifeAct, LifeChange, LifeChangeId, LifeEvent, NewPerson, PartialDate, Person,
    PersonId, Placement, RelationToHead, ResidenceKind, Validity, Why, succeed,
};
use crate::protocol::{Act, Refusal};
use crate::registry::scope::Place;
use crate::registry::work::Work;
use crate::text::clean;

/// What a change of life came to.
pub(in crate::registry) struct Life {
    /// What follows, to be shown before it is saved.
    pub follows: Vec<Consequence>,
    /// What stands against it.
    pub faults: Faults,
    act: Act,
    entry: LifeChange,
}

/// Plans a change of life as a command.
pub(super) fn record(act: &LifeAct, work: &mut Work<'_>, context: &Context<'_>) -> Result<Planned, Refusal> {
    let life = plan(act, work, context)?;
    let mut faults = life.faults.into_vec();
    faults.extend(life.entry.check(context.today).err().unwrap_or_default());
    refuse(faults)?;
    // What is only sent has not happened yet: it is counted when it is taken in.
    if life.act.is_change_of_life() {
        work.put(life.entry)?;
    }
    Ok(Planned::of(life.act, act.household.key()))
}

/// Works out a change of life: edits in `work`, and what follows.
pub(in crate::registry) fn plan(
    act: &LifeAct,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Life, Refusal> {
    let household: Household = work.need(act.household.key())?;
    let optional = |text: &Option<String>| text.as_deref().map(clean::line).filter(|text| !text.is_empty());
    let mut life = Life {
        follows: Vec::new(),
        faults: Faults::default(),
        act: act_of(act.event.kind()),
        entry: LifeChange {
            id: LifeChangeId((context.new_id)()?),
            kind: act.event.kind(),
            on: act.on,
            household: act.household,
            other: None,
            group: None,
            persons: Vec::new(),
            place: None,
            basis: optional(&act.basis),
            told_by: optional(&act.told_by),
        },
    };
    life.faults.require(household.ended.is_none(), Field::Household, Why::Ended);
    let began = household.placements.iter().filter_map(|place| place.valid.from()).min();
    life.faults.require(began.is_none_or(|began| began <= act.on), Field::On, Why::EndsBeforeBegins);
    match &act.event {
        LifeEvent::Birth(child) => life.newcomer(act, child, None, work, context)?,
        LifeEvent::MoveIn { person, from } => life.newcomer(act, person, from.as_deref(), work, context)?,
        LifeEvent::MoveHere { person, relation } => life.move_here(act, *person, *relation, work)?,
        LifeEvent::Death(person) => life.death(act, *person, work)?,
        LifeEvent::MoveOut { persons, to } => life.move_out(act, persons, to.as_deref(), work)?,
        LifeEvent::ChangeGroup { group, book_number } => {
            life.change_group(act, *group, *book_number, (work, context))?;
        }
        LifeEvent::Split { .. } => life.split(act, work, context)?,
        LifeEvent::Join { into, members } => life.join(act, *into, members, work)?,
        LifeEvent::ChangeHead(head) => {
            life.entry.persons.push(*head);
            let leaving = Leaving { new_head: Some(*head), ..Leaving::from_act(act) };
            life.settle(act.household, act.on, leaving, work)?;
        }
        LifeEvent::ChangeRepresentative(person) => life.change_representative(act, *person, work)?,
    }
    for household in std::iter::once(act.household).chain(life.entry.other) {
        transfer::end_with(household, work, context)?;
    }
    Ok(life)
}

impl Life {
    fn settle(
        &mut self,
        household: HouseholdId,
        on: Date,
        leaving: Leaving<'_>,
        work: &mut Work<'_>,
    ) -> Result<(), Refusal> {
        let out = Settle { follows: &mut self.follows, faults: &mut self.faults };
        settle(household, on, &leaving, work, out)
    }

    fn newcomer(
        &mut self,
        act: &LifeAct,
        new: &NewPerson,
        from: Option<&str>,
        work: &mut Work<'_>,
        context: &Context<'_>,
    ) -> Result<(), Refusal> {
        let relation_free = new.relation != RelationToHead::Head;
        self.faults.require(relation_free, Field::Relation, Why::Taken(String::new()));
        let mut record = person(new, act.household, Validity::since(act.on), context)?;
        if matches!(act.event, LifeEvent::Birth(_)) {
            record.birth = record.birth.or(Some(PartialDate::Day(act.on)));
        }
        record.moved_place = from.map(clean::line).filter(|text| !text.is_empty());
        self.entry.place = record.moved_place.clone();
        self.entry.persons.push(record.id);
        for fault in check_person(&record, work, context)? {
            self.faults.add(fault.field, fault.why);
        }
        work.put(record)
    }

    fn move_here(
        &mut self,
        act: &LifeAct,
        id: PersonId,
        relation: RelationToHead,
        work: &mut Work<'_>,
    ) -> Result<(), Refusal> {
        let Some(mut person) = self.living(id, work)? else { return Ok(()) };
        self.faults.require(relation != RelationToHead::Head, Field::Relation, Why::Taken(String::new()));
        let from = person.open_membership().map(|membership| membership.household);
        self.faults.require(from != Some(act.household), Field::Person, Why::Twice);
        self.check_after_begin(&person, act.on);
        person.join(act.household, relation, act.on);
        if person.residence_on(act.on).is_none_or(|kind| kind == ResidenceKind::Moved) {
            succeed(&mut person.residences, ResidenceKind::Permanent, act.on);
        }
        person.moved_place = None;
        self.entry.persons.push(id);
        self.entry.other = from;
        work.put(person)?;
        match from {
            Some(from) if from != act.household => {
                let leaving = Leaving { gone: &[id], ..Leaving::from_act(act) };
                self.settle(from, act.on, leaving, work)
            }
            _ => Ok(()),
        }
    }

    fn death(&mut self, act: &LifeAct, id: PersonId, work: &mut Work<'_>) -> Result<(), Refusal> {
        let Some(mut person) = self.member(id, act, work)? else { return Ok(()) };
        let born_before = person.birth.is_none_or(|birth| birth.year() <= act.on.year());
        self.faults.require(born_before, Field::On, Why::BeforeBirth);
        person.death = Some(PartialDate::Day(act.on));
        // The day of death is the last day in the household, not the first day out of it.
        for membership in person.memberships.iter_mut().filter(|membership| membership.valid.is_open()) {
            membership.valid = membership.valid.ended_on(act.on);
        }
        self.entry.persons.push(id);
        work.put(person)?;
        let leaving = Leaving { gone: &[id], ..Leaving::from_act(act) };
        self.settle(act.household, act.on, leaving, work)
    }

    fn move_out(
        &mut self,
        act: &LifeAct,
        persons: &[PersonId],
        to: Option<&str>,
        work: &mut Work<'_>,
    ) -> Result<(), Refusal> {
        self.faults.require(!persons.is_empty(), Field::Members, Why::Missing);
        let place = to.map(clean::line).filter(|text| !text.is_empty());
        for id in persons {
            let Some(mut person) = self.member(*id, act, work)? else { continue };
            person.leave_before(act.on);
            succeed(&mut person.residences, ResidenceKind::Moved, act.on);
            person.moved_place = place.clone();
            work.put(person)?;
        }
        self.entry.persons.extend_from_slice(persons);
        self.entry.place = place.clone();
        let end = HouseholdEndReason::MovedOut(place.unwrap_or_default());
        let leaving = Leaving { gone: persons, end: Some(end), ..Leaving::from_act(act) };
        self.settle(act.household, act.on, leaving, work)
    }

    fn change_group(
        &mut self,
        act: &LifeAct,
        group: GroupId,
        asked: Option<u16>,
        (work, context): (&mut Work<'_>, &Context<'_>),
    ) -> Result<(), Refusal> {
        let mut household: Household = work.need(act.household.key())?;
        check_group(group, work, &mut self.faults)?;
        let here = household.placement_on(act.on).map(|place| place.group);
        self.faults.require(here != Some(group), Field::Group, Why::Twice);
        transfer::refuse_on_its_way(act.household, work, &mut self.faults)?;
        if !context.actor.scope.holds(Place::Group(group)) {
            self.act = Act::SendToGroup;
            self.follows.push(Consequence::Waits(work.view.names().group(group)?));
            self.dues_stay(act.household, work)?;
            return transfer::send(act, &household, (group, asked), work, context, &mut self.faults);
        }
        let number =
            transfer::place(&mut household, group, asked, act.on, (work, context), &mut self.faults)?;
        self.follows.push(Consequence::NewBookNumber(number, work.view.names().group(group)?));
        self.dues_stay(act.household, work)?;
        self.entry.group = Some(group);
        work.put(household)
    }

    fn split(&mut self, act: &LifeAct, work: &mut Work<'_>, context: &Context<'_>) -> Result<(), Refusal> {
        let LifeEvent::Split { head, members, group, book_number: asked, address } = &act.event else {
            return Ok(());
        };
        check_group(*group, work, &mut self.faults)?;
        let number = book_number(
            &BookNumber { group: *group, asked: *asked, household: None },
            work,
            context,
            &mut self.faults,
        )?;
        let id = HouseholdId((context.new_id)()?);
        let gone: Vec<PersonId> = std::iter::once(*head).chain(members.iter().map(|(id, _)| *id)).collect();
        self.twice(&gone);
        let joining = std::iter::once((*head, RelationToHead::Head)).chain(members.iter().copied());
        for (person_id, relation) in joining {
            let Some(mut person) = self.member(person_id, act, work)? else { continue };
            person.join(id, relation, act.on);
            work.put(person)?;
        }
        let household = Household {
            id,
            number: work.view.next_number(Kind::Household)?,
            placements: vec![Placement {
                group: *group,
                book_number: number,
                valid: Validity::since(act.on),
            }],
            address: clean::line(address),
            heads: vec![Dated::since(*head, act.on)],
            representatives: Vec::new(),
            phones: Vec::new(),
            nickname: None,
            poverty: Vec::new(),
            cultural: Vec::new(),
            policy: Vec::new(),
            verified: None,
            ended: None,
            source: None,
        };
        for fault in household.check().err().unwrap_or_default() {
            self.faults.add(fault.field, fault.why);
        }
        self.follows.push(Consequence::NewHousehold(number, work.view.names().group(*group)?));
        self.entry.other = Some(id);
        self.entry.group = Some(*group);
        self.entry.persons.extend_from_slice(&gone);
        work.put(household)?;
        let leaving = Leaving { gone: &gone, ..Leaving::from_act(act) };
        self.settle(act.household, act.on, leaving, work)
    }

    fn join(
        &mut self,
        act: &LifeAct,
        into: HouseholdId,
        relations: &[(PersonId, RelationToHead)],
        work: &mut Work<'_>,
    ) -> Result<(), Refusal> {
        let other: Option<Household> = work.get(into.key())?;
        let open = other.is_some_and(|other| other.ended.is_none());
        self.faults.require(open && into != act.household, Field::Household, Why::NotFound);
        let members = work.view.living_members(act.household, act.on)?;
        let gone: Vec<PersonId> = members.iter().map(|person| person.id).collect();
        for mut person in members {
            let named = relations.iter().find(|(id, _)| *id == person.id);
            let relation = named.map_or(RelationToHead::OtherKin, |(_, relation)| *relation);
            let sound = relation != RelationToHead::Head;
            self.faults.require(sound, Field::Relation, Why::Taken(String::new()));
            person.join(into, relation, act.on);
            work.put(person)?;
        }
        self.entry.other = Some(into);
        self.entry.persons.extend_from_slice(&gone);
        let end = Some(HouseholdEndReason::Joined(into));
        let leaving = Leaving { gone: &gone, end, seats_stay: true, ..Leaving::from_act(act) };
        self.settle(act.household, act.on, leaving, work)
    }

    fn change_representative(
        &mut self,
        act: &LifeAct,
        person: PersonId,
        work: &mut Work<'_>,
    ) -> Result<(), Refusal> {
        if self.member(person, act, work)?.is_none() {
            return Ok(());
        }
        let mut household: Household = work.need(act.household.key())?;
        let already = household.representative_on(act.on) == Some(person);
        self.faults.require(!already, Field::Representative, Why::Twice);
        succeed(&mut household.representatives, person, act.on);
        self.entry.persons.push(person);
        work.put(household)
    }

    /// A person who is alive.
    fn living(&mut self, id: PersonId, work: &Work<'_>) -> Result<Option<Person>, Refusal> {
        let person: Option<Person> = work.get(id.key())?;
        self.faults.require(person.is_some(), Field::Person, Why::NotFound);
        let alive = person.as_ref().is_none_or(|person| person.death.is_none());
        self.faults.require(alive, Field::Person, Why::Deceased);
        Ok(person.filter(|person| person.death.is_none()))
    }

    /// A person who is alive and a member of the household.
    fn member(&mut self, id: PersonId, act: &LifeAct, work: &Work<'_>) -> Result<Option<Person>, Refusal> {
        let Some(person) = self.living(id, work)? else { return Ok(None) };
        let here = person.open_membership().is_some_and(|m| m.household == act.household);
        self.faults.require(here, Field::Person, Why::NotAMember);
        self.check_after_begin(&person, act.on);
        Ok(here.then_some(person))
    }

    /// Nobody leaves a household before they came to it.
    fn check_after_begin(&mut self, person: &Person, on: Date) {
        let began = person.open_membership().and_then(|membership| membership.valid.from());
        self.faults.require(began.is_none_or(|began| began <= on), Field::On, Why::EndsBeforeBegins);
    }

    fn twice(&mut self, persons: &[PersonId]) {
        let repeated = persons.iter().enumerate().any(|(at, id)| persons[..at].contains(id));
        self.faults.require(!repeated, Field::Members, Why::Twice);
    }

    fn dues_stay(&mut self, household: HouseholdId, work: &Work<'_>) -> Result<(), Refusal> {
        for (project, left) in work.view.open_dues_of(household)? {
            self.follows.push(Consequence::DueStays(project, left.0));
        }
        Ok(())
    }
}

/// The end of a household, when nobody is left.
pub(super) fn end_of(on: Date, why: HouseholdEndReason) -> HouseholdEnd {
    HouseholdEnd { on: on.yesterday(), why }
}
