//! Projects and movement models with what was given.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::scope::Place;
use super::super::view::View;
use super::Asked;
use super::gifts;
use super::group::committee_view;
use crate::domain::*;
use crate::protocol::{
    CommitteeView, GroupName, ModelRow, ModelView, ProjectDue, ProjectRow, ProjectView, Refusal,
};
use crate::store::Stored;
use crate::text::order;

/// All projects by number.
pub(super) fn projects(asked: &Asked<'_>) -> Result<Vec<ProjectRow>, Refusal> {
    let mut rows = Vec::new();
    for project in asked.view.every::<Project>()? {
        if asked.sees(&project.record.clone().into())? {
            rows.push(project_row(&project.record, asked)?);
        }
    }
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

/// The projects that ask a group: those not finished first, of these the newest.
pub(super) fn asking(group: GroupId, asked: &Asked<'_>) -> Result<Vec<ProjectRow>, Refusal> {
    let Asked { view, today, .. } = *asked;
    let mut rows = Vec::new();
    for project in view.every::<Project>()? {
        let project = project.record;
        let asks = view.groups_of_project(&project, today)?.iter().any(|other| other.id == group);
        if asks && asked.sees(&project.clone().into())? {
            rows.push(project_row(&project, asked)?);
        }
    }
    rows.sort_by_key(|row| (row.finished.is_some(), Reverse(row.number)));
    Ok(rows)
}

/// What was given to a project, as far as it is in scope.
fn given_to_project(id: ProjectId, asked: &Asked<'_>) -> Result<Vec<Stored<Contribution>>, Refusal> {
    let mut seen = Vec::new();
    for stored in asked.view.contributions_to(id)? {
        if asked.sees(&stored.record.clone().into())? {
            seen.push(stored);
        }
    }
    Ok(seen)
}

fn project_row(project: &Project, asked: &Asked<'_>) -> Result<ProjectRow, Refusal> {
    let view = asked.view;
    let contributions = given_to_project(project.id, asked)?;
    let live = contributions.iter().filter(|stored| stored.record.voided.is_none()).count();
    let group = match project.group {
        Some(group) => view.get::<Group>(group.0)?.map(|group| group.record.number),
        None => None,
    };
    Ok(ProjectRow {
        id: project.id,
        number: ShortNumber { kind: Kind::Project, number: project.number },
        kind: project.kind,
        name: project.name.clone(),
        unit: view.names().unit(project.unit)?,
        group,
        levy: project.levy.as_ref().map(|levy| levy.amount),
        finished: project.finished,
        contributions: u32::try_from(live).unwrap_or(u32::MAX),
        given: gifts::sum(contributions.iter().map(|stored| &stored.record)),
    })
}

/// One project.
pub(super) fn project(id: ProjectId, asked: &Asked<'_>) -> Result<ProjectView, Refusal> {
    let Asked { view, today, .. } = *asked;
    let stored = view.need::<Project>(id.0)?;
    let project = stored.record;
    let mut dues = Vec::new();
    for due in view.dues_of_project(id)? {
        if !asked.sees_household(due.record.household)? {
            continue;
        }
        let Some(household) = view.names().reference(due.record.household)? else { continue };
        dues.push(ProjectDue { household, due: gifts::due_line(&due, view)? });
    }
    dues.sort_by_key(|due| (due.household.group, due.household.book_number));
    let contributions = given_to_project(id, asked)?;
    let committees = view.committees_of(CommitteeOf::Project(id))?;
    Ok(ProjectView {
        rev: stored.rev,
        row: project_row(&project, asked)?,
        model: project.model.map(|model| view.names().model(model)).transpose()?,
        dues,
        contributions: gifts::lines(&contributions, asked)?,
        committees: views(&committees, today, view)?,
        groups: groups(&project, asked)?,
        project,
    })
}

/// The groups whose households a project asks, as far as they are in scope.
fn groups(project: &Project, asked: &Asked<'_>) -> Result<Vec<GroupName>, Refusal> {
    let Asked { actor, view, today, .. } = *asked;
    let mut groups = Vec::new();
    for group in view.groups_of_project(project, today)? {
        if actor.scope.sees(Place::Group(group.id)) {
            let hamlet = group.hamlet_on(today).map(|unit| view.names().unit(unit)).transpose()?;
            groups.push(GroupName { id: group.id, number: group.number, hamlet: hamlet.unwrap_or_default() });
        }
    }
    Ok(groups)
}

fn views(committees: &[Committee], on: Date, view: &View<'_>) -> Result<Vec<CommitteeView>, Refusal> {
    committees.iter().map(|committee| committee_view(committee, on, view)).collect()
}

/// All models in Vietnamese order.
pub(super) fn models(asked: &Asked<'_>) -> Result<Vec<ModelRow>, Refusal> {
    let mut rows = Vec::new();
    for model in asked.view.every::<MovementModel>()? {
        if asked.sees(&model.record.clone().into())? {
            rows.push(model_row(&model.record, asked)?);
        }
    }
    rows.sort_by_cached_key(|row| (row.movement, order::sort_key(&row.name), row.group, row.given.valued));
    Ok(rows)
}

/// Whether somebody who takes part in a model is in scope.
fn sees_person(id: PersonId, asked: &Asked<'_>) -> Result<bool, Refusal> {
    if asked.actor.scope.is_everywhere() {
        return Ok(true);
    }
    asked.view.get::<Person>(id.0)?.map_or(Ok(false), |stored| asked.sees(&stored.record.into()))
}

fn model_row(model: &MovementModel, asked: &Asked<'_>) -> Result<ModelRow, Refusal> {
    let view = asked.view;
    let persons: BTreeSet<PersonId> =
        model.participants.iter().map(|participant| participant.value).collect();
    let mut participants = 0;
    for person in persons {
        participants += u32::from(sees_person(person, asked)?);
    }
    let group = match model.group {
        Some(group) => view.get::<Group>(group.0)?.map(|group| group.record.number),
        None => None,
    };
    Ok(ModelRow {
        id: model.id,
        movement: model.movement,
        name: model.name.clone(),
        started: model.started,
        unit: model.unit.map(|unit| view.names().unit(unit)).transpose()?.unwrap_or_default(),
        group,
        participants,
        given: gifts::sum(given_to(model.id, asked)?.iter()),
    })
}

/// What was given to a model: directly, and by way of its projects; nothing twice.
fn given_to(model: ModelId, asked: &Asked<'_>) -> Result<Vec<Contribution>, Refusal> {
    let view = asked.view;
    let mut all = view.contributions_to_model(model)?;
    for project in view.projects_of_model(model)? {
        all.extend(view.contributions_to(project.record.id)?);
    }
    let mut given: Vec<Contribution> = all.into_iter().map(|stored| stored.record).collect();
    given.sort_by_key(|contribution| contribution.id);
    given.dedup_by_key(|contribution| contribution.id);
    let mut seen = Vec::new();
    for contribution in given {
        if asked.sees(&contribution.clone().into())? {
            seen.push(contribution);
        }
    }
    Ok(seen)
}

/// One model on a day.
pub(super) fn model(id: ModelId, on: Date, asked: &Asked<'_>) -> Result<ModelView, Refusal> {
    let view = asked.view;
    let stored = view.need::<MovementModel>(id.0)?;
    let model = stored.record;
    let mut projects = Vec::new();
    for project in view.projects_of_model(id)? {
        if asked.sees(&project.record.clone().into())? {
            projects.push(project_row(&project.record, asked)?);
        }
    }
    let mut participants = Vec::new();
    for participant in model.participants.iter().filter(|participant| participant.valid.contains(on)) {
        if sees_person(participant.value, asked)? {
            participants.push(view.names().person(participant.value)?);
        }
    }
    participants.sort_by_cached_key(|name| order::name_sort_key(name));
    let committees = view.committees_of(CommitteeOf::Model(id))?;
    Ok(ModelView {
        rev: stored.rev,
        row: model_row(&model, asked)?,
        on,
        teams: views(&committees, on, view)?,
        projects,
        participants,
    })
}
