//! New households and new members who were there before the register was.

use super::{Context, Planned, refuse};
use crate::domain::{
    Date, Dated, Faults, Field, GroupId, Household, HouseholdId, Kind, Membership, NewPerson, Person,
    PersonId, Placement, RelationToHead, Validity, Verified, Warning, Why,
};
use crate::protocol::{Act, NewHousehold, Refusal};
use crate::registry::work::Work;
use crate::text::{clean, keys};

/// Above this many households a group is worth a second look: the usual is 20 to 40.
const LARGE_GROUP: usize = 50;

/// Plans a new household with its head.
pub(super) fn add_household(
    new: &NewHousehold,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut faults = Faults::default();
    check_group(new.group, work, &mut faults)?;
    let book_number = book_number(
        &BookNumber { group: new.group, asked: new.book_number, household: None },
        work,
        context,
        &mut faults,
    )?;
    faults.require(new.since.is_none_or(|day| day <= context.today), Field::From, Why::InFuture);
    let valid = new.since.map_or(Validity::ALWAYS, Validity::since);
    let id = HouseholdId((context.new_id)()?);
    let head = NewPerson { relation: RelationToHead::Head, ..new.head.clone() };
    let person = person(&head, id, valid, context)?;
    let household = Household {
        id,
        number: work.view.next_number(Kind::Household)?,
        placements: vec![Placement { group: new.group, book_number, valid }],
        address: clean::line(&new.address),
        heads: vec![Dated { value: person.id, valid }],
        representatives: Vec::new(),
        phones: new.phones.clone(),
        nickname: new.nickname.as_deref().map(clean::line).filter(|text| !text.is_empty()),
        poverty: Vec::new(),
        cultural: Vec::new(),
        policy: Vec::new(),
        verified: None,
        ended: None,
        source: None,
    };
    let mut all = faults.into_vec();
    all.extend(household.check().err().unwrap_or_default());
    all.extend(check_person(&person, work, context)?);
    refuse(all)?;
    warn_of_large_group(new.group, work)?;
    warn_of_same_name(&person, id, new.group, work, context)?;
    work.put(household)?;
    work.put(person)?;
    Ok(Planned::of(Act::AddHousehold, id.key()))
}

/// Plans a new member.
pub(super) fn add_person(
    household: HouseholdId,
    new: &NewPerson,
    since: Option<Date>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let record: Household = work.need(household.key())?;
    let mut faults = Faults::default();
    faults.require(record.ended.is_none(), Field::Household, Why::Ended);
    faults.require(new.relation != RelationToHead::Head, Field::Relation, Why::Taken(String::new()));
    faults.require(since.is_none_or(|day| day <= context.today), Field::From, Why::InFuture);
    let person = person(new, household, since.map_or(Validity::ALWAYS, Validity::since), context)?;
    let mut all = faults.into_vec();
    all.extend(check_person(&person, work, context)?);
    refuse(all)?;
    if let Some(place) = record.placement_on(context.today) {
        warn_of_same_name(&person, household, place.group, work, context)?;
    }
    let subject = person.id.key();
    work.put(person)?;
    Ok(Planned::of(Act::AddPerson, subject))
}

/// Plans the mark that a household was gone through today.
pub(super) fn verify(
    household: HouseholdId,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut record: Household = work.need(household.key())?;
    record.verified = Some(Verified { on: context.today, by: context.actor.login.to_owned() });
    work.put(record)?;
    Ok(Planned::of(Act::Verify, household.key()))
}

/// A person from what a form says.
pub(super) fn person(
    new: &NewPerson,
    household: HouseholdId,
    valid: Validity,
    context: &Context<'_>,
) -> Result<Person, Refusal> {
    let optional = |text: &Option<String>| text.as_deref().map(clean::line).filter(|text| !text.is_empty());
    Ok(Person {
        id: PersonId((context.new_id)()?),
        full_name: clean::line(&new.full_name),
        nickname: optional(&new.nickname),
        sex: new.sex,
        birth: new.birth,
        personal_id: new.personal_id.clone(),
        old_id: new.old_id.clone(),
        occupation: optional(&new.occupation),
        residences: vec![Dated { value: new.residence, valid }],
        moved_place: None,
        associations: Vec::new(),
        death: None,
        memberships: vec![Membership { household, relation: new.relation, valid }],
        source: None,
    })
}

/// All that is wrong with a person, by itself and beside the others.
pub(super) fn check_person(
    person: &Person,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Vec<crate::domain::Fault>, Refusal> {
    let mut faults = person.check(context.today).err().unwrap_or_default();
    if let Some(id) = &person.personal_id
        && let Some(other) = work.view.person_with_id(id.digits())?.filter(|other| other.id != person.id)
    {
        faults.push(crate::domain::Fault::new(
            Field::PersonalId,
            Why::Taken(context.person(other, work.view)?),
        ));
    }
    work.warnings.extend(person.warnings(context.today));
    Ok(faults)
}

/// A number wanted in a group's book.
pub(super) struct BookNumber {
    /// The group.
    pub group: GroupId,
    /// The number; any free one when not given.
    pub asked: Option<u16>,
    /// The household that may have had it before.
    pub household: Option<HouseholdId>,
}

/// The number in a group's book: the one asked for when it was never given, else the next free one.
pub(super) fn book_number(
    wanted: &BookNumber,
    work: &Work<'_>,
    context: &Context<'_>,
    faults: &mut Faults,
) -> Result<u16, Refusal> {
    let BookNumber { group, asked, household } = *wanted;
    let given = work.view.placements_in(group)?;
    let Some(number) = asked else {
        let highest = given.iter().map(|(_, number)| *number).max().unwrap_or(0);
        return Ok(highest.saturating_add(1));
    };
    let holder = given.iter().find(|(other, taken)| *taken == number && Some(*other) != household);
    if let Some((other, _)) = holder {
        faults.add(Field::BookNumber, Why::Taken(context.household(*other, work.view)?));
    }
    Ok(number)
}

/// Faults of a group that households are put into.
pub(super) fn check_group(group: GroupId, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    let found = work.get::<crate::domain::Group>(group.key())?;
    faults.require(found.is_some(), Field::Group, Why::NotFound);
    Ok(())
}

fn warn_of_large_group(group: GroupId, work: &mut Work<'_>) -> Result<(), Refusal> {
    let households = work.view.households_in(group)?.len() + 1;
    if households > LARGE_GROUP {
        work.warnings.push(Warning::LargeGroup(u16::try_from(households).unwrap_or(u16::MAX)));
    }
    Ok(())
}

fn warn_of_same_name(
    person: &Person,
    household: HouseholdId,
    group: GroupId,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let name = keys::exact(&person.full_name);
    let year = person.birth.map(crate::domain::PartialDate::year);
    // Of a household that comes in as a whole nobody is there yet; of the others the one beside is the likeliest.
    let others = work.view.households_in(group)?.into_iter().filter(|other| *other != household);
    for other in std::iter::once(household).chain(others) {
        for member in work.view.members_of(other)? {
            if member.id == person.id {
                continue;
            }
            let same_year = member.birth.map(crate::domain::PartialDate::year) == year;
            let lives_there = member.is_member_on(other, context.today);
            if lives_there && same_year && keys::exact(&member.full_name) == name {
                work.warnings.push(Warning::SameName(work.view.names().household(other)?));
                return Ok(());
            }
        }
    }
    Ok(())
}
