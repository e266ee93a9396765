//! Hamlets, groups, committees: who leads whom, on the day asked.

use super::super::locked;
use super::super::scope::Place;
use super::super::view::View;
use super::Asked;
use super::gifts;
use crate::domain::*;
use crate::protocol::{
    CommitteeView, GroupRow, GroupView, HamletRow, HouseholdRow, Refusal, SeatLine, UnitsView,
};
use crate::text::order;

/// Hamlets with their groups.
pub(super) fn units(asked: &Asked<'_>) -> Result<UnitsView, Refusal> {
    let Asked { registry, actor, view, today } = *asked;
    let commune_id = locked!(registry.home.read()).commune;
    let mut hamlets = Vec::new();
    for unit in view.every::<Unit>()? {
        let unit = unit.record;
        if is_hamlet(&unit, today) && actor.scope.sees(Place::Unit(unit.id)) {
            hamlets.push(hamlet_row(&unit, asked)?);
        }
    }
    hamlets.sort_by_cached_key(|hamlet| order::sort_key(&hamlet.name));
    let commune = commune_id.map(|id| view.names().unit(id)).transpose()?.unwrap_or_default();
    Ok(UnitsView { commune, commune_id, hamlets })
}

/// Whether a unit is a hamlet, or a quarter of a ward, today.
pub(super) fn is_hamlet(unit: &Unit, today: Date) -> bool {
    matches!(unit.kind, UnitKind::Hamlet | UnitKind::Quarter) && unit.exists_on(today)
}

fn hamlet_row(unit: &Unit, asked: &Asked<'_>) -> Result<HamletRow, Refusal> {
    let Asked { actor, view, today, .. } = *asked;
    let mut groups = Vec::new();
    for group in view.groups_of(unit.id)? {
        if group.hamlet_on(today) != Some(unit.id) || !actor.scope.sees(Place::Group(group.id)) {
            continue;
        }
        let households = view.households_in(group.id)?.len();
        let leader = leader_of(group.id, today, view)?;
        let grade = group.grades.iter().max_by_key(|grade| grade.year).map(|grade| grade.grade);
        let households = u32::try_from(households).unwrap_or(u32::MAX);
        groups.push(GroupRow { id: group.id, number: group.number, households, leader, grade });
    }
    groups.sort_by_key(|group| group.number);
    let name = unit.name_on(today).to_owned();
    let aliases = unit.aliases.iter().map(|alias| alias.name.clone()).collect();
    Ok(HamletRow { id: unit.id, name, aliases, groups })
}

/// Who leads a group on a day; empty when nobody does.
pub(super) fn leader_of(group: GroupId, on: Date, view: &View<'_>) -> Result<String, Refusal> {
    let Some(board) = view.board_of(group)? else { return Ok(String::new()) };
    holder_name(board.holder_of(GroupRole::Leader, on), view).map(|(_, name, _)| name)
}

/// A group on a day.
pub(super) fn group(id: GroupId, on: Date, view: &View<'_>, today: Date) -> Result<GroupView, Refusal> {
    let stored = view.need::<Group>(id.0)?;
    let group = stored.record;
    let hamlet = group.hamlet_on(on).ok_or(Refusal::NotFound)?;
    let mut households = Vec::new();
    for household in view.households_in(id)? {
        households.push(household_row(household, id, view, today)?);
    }
    households.sort_by_key(|row| row.book_number);
    let highest = view.placements_in(id)?.iter().map(|(_, number)| *number).max().unwrap_or(0);
    let mut grades = group.grades.clone();
    grades.sort_by_key(|grade| std::cmp::Reverse(grade.year));
    let board = view.board_of(id)?;
    Ok(GroupView {
        id,
        rev: stored.rev,
        number: group.number,
        name: group.name.clone(),
        hamlet,
        hamlet_name: view.names().unit(hamlet)?,
        on,
        grades,
        board: board.map(|board| committee_view(&board, on, view)).transpose()?,
        teams: teams_of(id, on, view)?,
        persons: households.iter().map(|row| u32::from(row.members)).sum(),
        households,
        next_book_number: highest.saturating_add(1),
    })
}

fn teams_of(group: GroupId, on: Date, view: &View<'_>) -> Result<Vec<CommitteeView>, Refusal> {
    let mut committees = view.committees_of(CommitteeOf::Group(group))?;
    committees.retain(|committee| committee.kind != CommitteeKind::GroupBoard);
    for model in view.models_of_group(group)? {
        committees.extend(view.committees_of(CommitteeOf::Model(model.id))?);
    }
    committees.iter().map(|committee| committee_view(committee, on, view)).collect()
}

fn household_row(
    id: HouseholdId,
    group: GroupId,
    view: &View<'_>,
    today: Date,
) -> Result<HouseholdRow, Refusal> {
    let household = view.need::<Household>(id.0)?.record;
    let names = view.names();
    let head = household.last_head(today);
    let representative = household.representative_on(today).filter(|person| Some(*person) != head);
    let contributions = view.contributions_of(id)?;
    let left = view.open_dues_of(id)?.into_iter().map(|(_, left)| left).sum();
    let place = household.placements.iter().rev().find(|place| place.group == group);
    Ok(HouseholdRow {
        id,
        number: ShortNumber { kind: Kind::Household, number: household.number },
        book_number: place.map_or(0, |place| place.book_number),
        head: head.map(|person| names.person(person)).transpose()?.unwrap_or_default(),
        representative: representative.map(|person| names.person(person)).transpose()?,
        members: u16::try_from(view.living_members(id, today)?.len()).unwrap_or(u16::MAX),
        poverty: household.latest_poverty().map(|poverty| poverty.status),
        given: gifts::sum(contributions.iter().map(|stored| &stored.record)).valued,
        left,
        address: household.address.clone(),
        leaving: super::transfers::leaving_for(id, view)?,
    })
}

/// A committee on a day.
pub(super) fn committee_view(
    committee: &Committee,
    on: Date,
    view: &View<'_>,
) -> Result<CommitteeView, Refusal> {
    let rev = view.need::<Committee>(committee.id.0)?.rev;
    Ok(CommitteeView {
        id: committee.id,
        rev,
        kind: committee.kind,
        name: view.names().committee(committee)?,
        seats: seat_lines_of(committee, on, view)?,
    })
}

/// The seats of a committee on a day. A seat ex officio is read from the board of that day.
pub(super) fn seat_lines_of(
    committee: &Committee,
    on: Date,
    view: &View<'_>,
) -> Result<Vec<SeatLine>, Refusal> {
    let board = match group_of(committee, view)? {
        Some(group) => view.board_of(group)?,
        None => None,
    };
    let of = view.names().committee(committee)?;
    let mut lines = Vec::new();
    for seat in committee.seats_on(on) {
        let (ex_officio, basis, holder) = match &seat.holding {
            Holding::ExOfficio(role) => {
                (Some(*role), None, board.as_ref().and_then(|board| board.holder_of(*role, on)))
            }
            Holding::Held { holder, basis } => (None, Some(*basis), Some(holder)),
        };
        let (person, name, post) = holder_name(holder, view)?;
        lines.push(SeatLine {
            person,
            name,
            post,
            role: seat.role,
            ex_officio,
            basis,
            committee: committee.id,
            kind: committee.kind,
            of: of.clone(),
            since: seat.valid.from(),
        });
    }
    lines.sort_by_key(|line| line.role);
    Ok(lines)
}

/// The group whose board a committee's ex officio seats follow.
fn group_of(committee: &Committee, view: &View<'_>) -> Result<Option<GroupId>, Refusal> {
    Ok(match committee.of {
        CommitteeOf::Group(group) => Some(group),
        CommitteeOf::Model(model) => view.get::<MovementModel>(model.0)?.and_then(|model| model.record.group),
        CommitteeOf::Project(project) => view.get::<Project>(project.0)?.and_then(|p| p.record.group),
        CommitteeOf::Unit(_) => None,
    })
}

fn holder_name(
    holder: Option<&Holder>,
    view: &View<'_>,
) -> Result<(Option<PersonId>, String, Option<String>), Refusal> {
    Ok(match holder {
        None => (None, String::new(), None),
        Some(Holder::Person(person)) => (Some(*person), view.names().person(*person)?, None),
        Some(Holder::Outsider { name, post }) => (None, name.clone(), Some(post.clone())),
    })
}
