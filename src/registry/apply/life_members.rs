//! Putting a household in order after people left it or its head changed.

use super::life::end_of;
use crate::domain::{
    Committee, Consequence, Date, Faults, Field, Holder, Holding, Household, HouseholdEndReason, HouseholdId,
    LifeAct, Person, PersonId, RelationToHead, Why, relation_to_new_head, succeed,
};
use crate::protocol::Refusal;
use crate::registry::work::Work;

/// Who left, and what the clerk decided about it.
pub(super) struct Leaving<'a> {
    /// Who left.
    pub gone: &'a [PersonId],
    /// The new head asked for.
    pub new_head: Option<PersonId>,
    /// The new representative asked for.
    pub new_representative: Option<PersonId>,
    /// Relations to the new head, row by row.
    pub relations: &'a [(PersonId, RelationToHead)],
    /// How the household ends when nobody is left.
    pub end: Option<HouseholdEndReason>,
    /// Seats stay with those who left: they only moved within the commune.
    pub seats_stay: bool,
}

impl<'a> Leaving<'a> {
    /// Nobody yet, with the act's own decisions. People who only change household keep their seats.
    pub fn from_act(act: &'a LifeAct) -> Leaving<'a> {
        use crate::domain::LifeEvent as E;
        Leaving {
            gone: &[],
            new_head: act.new_head,
            new_representative: act.new_representative,
            relations: &act.relations,
            end: None,
            seats_stay: !matches!(act.event, E::Death(_) | E::MoveOut { .. }),
        }
    }
}

/// Where settling says what follows.
pub(super) struct Settle<'a> {
    /// What follows.
    pub follows: &'a mut Vec<Consequence>,
    /// What stands against it.
    pub faults: &'a mut Faults,
}

/// Puts a household in order from a day on.
pub(super) fn settle(
    id: HouseholdId,
    on: Date,
    leaving: &Leaving<'_>,
    work: &mut Work<'_>,
    mut out: Settle<'_>,
) -> Result<(), Refusal> {
    let mut household: Household = work.need(id.key())?;
    let left = who_is_left(id, leaving, work)?;
    if !leaving.seats_stay {
        end_seats(leaving.gone, on, work, &mut out)?;
    }
    for (project, amount) in work.view.open_dues_of(id)? {
        if !leaving.gone.is_empty() {
            out.follows.push(Consequence::DueStays(project, amount.0));
        }
    }
    if left.is_empty() {
        let why = leaving.end.clone().unwrap_or(HouseholdEndReason::NobodyLeft);
        household.ended = Some(end_of(on, why));
        for place in household.placements.iter_mut().filter(|place| place.valid.is_open()) {
            place.valid = place.valid.ended_before(on);
        }
        out.follows.push(Consequence::HouseholdEnds);
        return work.put(household);
    }
    change_head(&mut household, on, leaving, &left, work, &mut out)?;
    change_representative(&mut household, on, leaving, &left, &mut out);
    work.put(household)
}

fn who_is_left(id: HouseholdId, leaving: &Leaving<'_>, work: &Work<'_>) -> Result<Vec<Person>, Refusal> {
    let mut left = Vec::new();
    for person in work.view.members_of(id)? {
        if leaving.gone.contains(&person.id) {
            continue;
        }
        let Some(person) = work.get::<Person>(person.id.key())? else { continue };
        let here = person.open_membership().is_some_and(|membership| membership.household == id);
        if here && person.death.is_none() {
            left.push(person);
        }
    }
    Ok(left)
}

fn change_head(
    household: &mut Household,
    on: Date,
    leaving: &Leaving<'_>,
    left: &[Person],
    work: &mut Work<'_>,
    out: &mut Settle<'_>,
) -> Result<(), Refusal> {
    let old = household.head_on(on).or_else(|| household.last_head(on));
    let head_leaves = old.is_none_or(|head| leaving.gone.contains(&head));
    let Some(new) = leaving.new_head else {
        if head_leaves {
            out.follows.push(Consequence::NeedsHead);
            out.faults.add(Field::Head, Why::Missing);
        }
        return Ok(());
    };
    let Some(new_head) = left.iter().find(|person| person.id == new) else {
        out.faults.add(Field::Head, Why::NotAMember);
        return Ok(());
    };
    if old == Some(new) {
        out.faults.add(Field::Head, Why::Twice);
        return Ok(());
    }
    let relation_of = |person: &Person| person.open_membership().map(|membership| membership.relation);
    let before = relation_of(new_head).unwrap_or(RelationToHead::OtherKin);
    succeed(&mut household.heads, new, on);
    for person in left {
        let old_relation = relation_of(person).unwrap_or(RelationToHead::OtherKin);
        let relation = match leaving.relations.iter().find(|(id, _)| *id == person.id) {
            _ if person.id == new => RelationToHead::Head,
            Some((_, chosen)) => *chosen,
            None => relation_to_new_head(before, old_relation, person.sex),
        };
        if person.id != new {
            let chosen_head = relation == RelationToHead::Head;
            out.faults.require(!chosen_head, Field::Relation, Why::Twice);
            let name = person.full_name.clone();
            out.follows.push(Consequence::Relation(person.id, name, old_relation, relation));
        }
        relate(person.clone(), household.id, relation, on, work)?;
    }
    Ok(())
}

/// Gives a member another relation from a day on; the membership goes on.
fn relate(
    mut person: Person,
    household: HouseholdId,
    relation: RelationToHead,
    on: Date,
    work: &mut Work<'_>,
) -> Result<(), Refusal> {
    let same = person.open_membership().is_some_and(|membership| membership.relation == relation);
    if same {
        return Ok(());
    }
    person.join(household, relation, on);
    work.put(person)
}

fn change_representative(
    household: &mut Household,
    on: Date,
    leaving: &Leaving<'_>,
    left: &[Person],
    out: &mut Settle<'_>,
) {
    let named = crate::domain::on_day(&household.representatives, on).copied();
    let leaves = named.is_some_and(|person| leaving.gone.contains(&person));
    if let Some(new) = leaving.new_representative {
        let here = left.iter().any(|person| person.id == new);
        out.faults.require(here, Field::Representative, Why::NotAMember);
        succeed(&mut household.representatives, new, on);
        return;
    }
    if leaves {
        // Without another name the head stands in: `representative_on` reads it so.
        for old in household.representatives.iter_mut().filter(|old| old.valid.is_open()) {
            old.valid = old.valid.ended_before(on);
        }
        out.follows.push(Consequence::NeedsRepresentative);
    }
}

fn end_seats(gone: &[PersonId], on: Date, work: &mut Work<'_>, out: &mut Settle<'_>) -> Result<(), Refusal> {
    for person in gone {
        for committee in work.view.committees_with(*person)? {
            let mut committee: Committee = work.need(committee.id.key())?;
            let held = |holding: &Holding| matches!(holding, Holding::Held { holder: Holder::Person(id), .. } if id == person);
            let mut ended = false;
            for seat in committee.seats.iter_mut().filter(|seat| seat.valid.is_open() && held(&seat.holding))
            {
                seat.valid = seat.valid.ended_on(on);
                ended = true;
            }
            if ended {
                let names = work.view.names();
                let of = names.committee(&committee)?;
                out.follows.push(Consequence::SeatEnds(names.person(*person)?, of));
                work.put(committee)?;
            }
        }
    }
    Ok(())
}
