//! All that is held on one person, for the person themself (Law 91/2025/QH15). Whoever else shows up in it is there as
//! what they are to the person, never by name, except staff, by their logins.

use std::collections::BTreeSet;

use super::{Asked, acts, gifts, requests, taken};
use crate::domain::*;
use crate::protocol::{
    Access, AccessKind, AccessRow, ActRow, DueLine, FileDue, FileGift, FileHousehold, FileLife, FileModel,
    FileNote, FileSeat, GiftLine, Moment, PersonFile, Refusal, Shown,
};
use crate::registry::locked;
use crate::store::Stored;
use crate::text::number;

/// The most entries of the access log in it.
const MOST_ACCESSES: usize = 1_000;

/// Puts it together, once the reason is written down.
pub(super) fn person_file(id: PersonId, reason: &str, asked: &Asked<'_>) -> Result<PersonFile, Refusal> {
    let Asked { registry, actor, view, .. } = *asked;
    let person = view.need::<Person>(id.0)?.record;
    registry.note_first(actor, AccessKind::GavePerson, Some(id.key()), reason)?;
    let offset = locked!(registry.home.read()).offset_minutes;
    let commune = view.home()?.and_then(|home| home.commune);
    Ok(PersonFile {
        made: Moment::of(registry.clock.now_ms(), offset),
        commune: commune.map(|unit| view.names().unit(unit)).transpose()?.unwrap_or_default(),
        households: households(&person, asked)?,
        contributions: contributions(&person, asked)?,
        dues: dues(&person, asked)?,
        seats: seats(id, asked)?,
        notes: notes(id, asked)?,
        models: models(id, asked)?,
        life: life(&person, asked)?,
        requests: requests::of_person(id, asked)?,
        drafts: Vec::new(),
        accesses: accesses(&person, asked)?,
        history: history(id, asked)?,
        person,
    })
}

fn number_of(id: HouseholdId, asked: &Asked<'_>) -> Result<Option<ShortNumber>, Refusal> {
    let household = asked.view.get::<Household>(id.0)?;
    Ok(household.and_then(|stored| AnyRecord::from(stored.record).short_number()))
}

fn households(person: &Person, asked: &Asked<'_>) -> Result<Vec<FileHousehold>, Refusal> {
    let Asked { view, today, .. } = *asked;
    let mut list = Vec::new();
    for membership in person.memberships.iter().rev() {
        let Some(reference) = view.names().reference(membership.household)? else { continue };
        let household = view.need::<Household>(membership.household.0)?.record;
        let is_here = membership.valid.contains(today);
        let mut others = Vec::new();
        for other in view.living_members(household.id, today)?.iter().filter(|_| is_here) {
            let their = other.membership_on(today).filter(|_| other.id != person.id);
            others.extend(their.map(|membership| membership.relation));
        }
        others.sort_unstable();
        let phones = household.phones.iter().filter(|_| is_here);
        list.push(FileHousehold {
            id: household.id,
            number: reference.number,
            group: reference.group,
            book_number: reference.book_number,
            hamlet: reference.hamlet,
            relation: membership.relation,
            valid: membership.valid,
            phones: phones.map(|phone| phone.digits().to_owned()).collect(),
            address: is_here.then_some(household.address),
            others,
        });
    }
    Ok(list)
}

/// Whether somebody belonged to a household on a day. A membership without a beginning is as old as the register.
fn lived_there(person: &Person, household: HouseholdId, day: Date) -> bool {
    person.memberships.iter().any(|member| member.household == household && member.valid.contains(day))
}

fn contributions(person: &Person, asked: &Asked<'_>) -> Result<Vec<FileGift>, Refusal> {
    let view = asked.view;
    let mut all: Vec<Stored<Contribution>> = view.contributions_by(person.id)?;
    let mut known: BTreeSet<ContributionId> = all.iter().map(|stored| stored.record.id).collect();
    for membership in &person.memberships {
        let of_household = view.contributions_of(membership.household)?.into_iter();
        all.extend(of_household.filter(|gift| {
            lived_there(person, membership.household, gift.record.on) && known.insert(gift.record.id)
        }));
    }
    let given: BTreeSet<ContributionId> = all
        .iter()
        .filter(|stored| stored.record.given_by() == Some(person.id))
        .map(|stored| stored.record.id)
        .collect();
    let lines = gifts::lines(&all, view)?;
    lines.into_iter().map(|line| gift(line, &given, asked)).collect()
}

fn gift(line: GiftLine, given: &BTreeSet<ContributionId>, asked: &Asked<'_>) -> Result<FileGift, Refusal> {
    let (giving, amount) = amount(&line);
    Ok(FileGift {
        number: line.number,
        on: line.on,
        household: line.household.map(|id| number_of(id, asked)).transpose()?.flatten(),
        given_by_them: given.contains(&line.id),
        to: line.to,
        giving,
        amount,
        valued: line.valued,
        receipt: line.receipt,
        voided: line.voided,
    })
}

fn amount(line: &GiftLine) -> (Giving, String) {
    match (&line.money, &line.land, &line.labour, &line.goods) {
        (Some(money), ..) => (Giving::Money, format!("{} đ", number::group_thousands(money.0))),
        (_, Some(area), ..) => (Giving::Land, format!("{area} m²")),
        (_, _, Some(labour), _) => (Giving::Labour, labour.to_string()),
        (_, _, _, goods) => (Giving::Goods, goods.clone().unwrap_or_default()),
    }
}

/// The dues of the household they belong to, or belonged to last.
fn dues(person: &Person, asked: &Asked<'_>) -> Result<Vec<FileDue>, Refusal> {
    let last = person.open_membership().or(person.memberships.last());
    let Some(household) = last.map(|membership| membership.household) else { return Ok(Vec::new()) };
    let Some(number) = number_of(household, asked)? else { return Ok(Vec::new()) };
    let mut lines: Vec<DueLine> = Vec::new();
    for due in asked.view.dues_of_household(household)? {
        lines.push(gifts::due_line(&due, asked.view)?);
    }
    Ok(lines.into_iter().map(|due| FileDue { household: number, due }).collect())
}

fn seats(id: PersonId, asked: &Asked<'_>) -> Result<Vec<FileSeat>, Refusal> {
    let mut seats = Vec::new();
    for committee in asked.view.committees_with(id)? {
        let of = asked.view.names().committee(&committee)?;
        for seat in committee.seats.iter().filter(|seat| seat.person() == Some(id)) {
            let (kind, role, valid) = (committee.kind, seat.role, seat.valid);
            seats.push(FileSeat { of: of.clone(), kind, role, valid });
        }
    }
    Ok(seats)
}

fn notes(id: PersonId, asked: &Asked<'_>) -> Result<Vec<FileNote>, Refusal> {
    let notes = asked.view.notes_about(NoteAbout::Person(id))?.into_iter().map(|stored| {
        let Note { on, by, text, follow_up, done, .. } = stored.record;
        FileNote { on, by, text, follow_up, done }
    });
    Ok(notes.collect())
}

/// Models have no index by participant: there are some dozens of them.
fn models(id: PersonId, asked: &Asked<'_>) -> Result<Vec<FileModel>, Refusal> {
    let mut models = Vec::new();
    for model in asked.view.every::<MovementModel>()? {
        let MovementModel { name, movement, participants, .. } = model.record;
        for part in participants.iter().filter(|part| part.value == id) {
            models.push(FileModel { name: name.clone(), movement, valid: part.valid });
        }
    }
    Ok(models)
}

fn life(person: &Person, asked: &Asked<'_>) -> Result<Vec<FileLife>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    for membership in &person.memberships {
        for change in asked.view.life_of(membership.household)? {
            if !change.persons.contains(&person.id) || !seen.insert(change.id) {
                continue;
            }
            let household = number_of(change.household, asked)?;
            let LifeChange { kind, on, place, basis, .. } = change;
            list.push(FileLife { kind, on, household, place, basis });
        }
    }
    list.sort_by_key(|change| std::cmp::Reverse(change.on));
    Ok(list)
}

/// Who saw what of them, and of the cards they stood on.
fn accesses(person: &Person, asked: &Asked<'_>) -> Result<Vec<AccessRow>, Refusal> {
    let mut keys = BTreeSet::from([person.id.key()]);
    keys.extend(person.memberships.iter().map(|membership| membership.household.key()));
    let fits = |access: &Access| access.about.is_some_and(|about| keys.contains(&about));
    let newest = asked.registry.last_accesses(MOST_ACCESSES, None, &fits)?;
    let mut rows = taken::access_rows(newest, asked)?;
    // A household is called by its head, who may be somebody else.
    for row in rows.iter_mut().filter(|row| row.access.about != Some(person.id.key())) {
        row.name = row.number.map(|number| number.to_string()).unwrap_or_default();
    }
    Ok(rows)
}

/// What happened to their record. Names of others go out of it; a household is called by its number.
fn history(id: PersonId, asked: &Asked<'_>) -> Result<Vec<ActRow>, Refusal> {
    let mut rows = acts::history(id.key(), asked)?;
    for row in &mut rows {
        row.differences.retain(|difference| difference.of.is_none());
        for difference in &mut row.differences {
            let values = difference.before.iter_mut().chain(&mut difference.after);
            for shown in values.flatten().chain(&mut difference.item) {
                hide_others(shown, id, asked)?;
            }
        }
    }
    Ok(rows)
}

fn hide_others(shown: &mut Shown, own: PersonId, asked: &Asked<'_>) -> Result<(), Refusal> {
    match shown {
        Shown::Record(key, name) if key.kind == Kind::Household => {
            let number = number_of(HouseholdId(key.id), asked)?;
            *name = number.map(|number| number.to_string()).unwrap_or_default();
        }
        Shown::Record(key, name) if key.kind == Kind::Person && key.id != own.0 => *name = String::new(),
        Shown::With(_, inside) => hide_others(inside, own, asked)?,
        _ => {}
    }
    Ok(())
}
