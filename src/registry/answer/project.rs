//! Projects and movement models with what was given.

use super::super::view::View;
use super::gifts;
use super::group::committee_view;
use crate::domain::*;
use crate::protocol::{CommitteeView, ModelRow, ModelView, ProjectDue, ProjectRow, ProjectView, Refusal};
use crate::text::order;

/// All projects by number.
pub(super) fn projects(view: &View<'_>) -> Result<Vec<ProjectRow>, Refusal> {
    let mut rows = Vec::new();
    for project in view.every::<Project>()? {
        rows.push(project_row(&project.record, view)?);
    }
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

fn project_row(project: &Project, view: &View<'_>) -> Result<ProjectRow, Refusal> {
    let contributions = view.contributions_to(project.id)?;
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
pub(super) fn project(id: ProjectId, view: &View<'_>, today: Date) -> Result<ProjectView, Refusal> {
    let stored = view.need::<Project>(id.0)?;
    let project = stored.record;
    let mut dues = Vec::new();
    for due in view.dues_of_project(id)? {
        let Some(household) = view.names().reference(due.record.household)? else { continue };
        dues.push(ProjectDue { household, due: gifts::due_line(&due, view)? });
    }
    dues.sort_by_key(|due| (due.household.group, due.household.book_number));
    let contributions = view.contributions_to(id)?;
    let committees = view.committees_of(CommitteeOf::Project(id))?;
    Ok(ProjectView {
        rev: stored.rev,
        row: project_row(&project, view)?,
        model: project.model.map(|model| view.names().model(model)).transpose()?,
        dues,
        contributions: gifts::lines(&contributions, view)?,
        committees: views(&committees, today, view)?,
        project,
    })
}

fn views(committees: &[Committee], on: Date, view: &View<'_>) -> Result<Vec<CommitteeView>, Refusal> {
    committees.iter().map(|committee| committee_view(committee, on, view)).collect()
}

/// All models in Vietnamese order.
pub(super) fn models(view: &View<'_>) -> Result<Vec<ModelRow>, Refusal> {
    let mut rows = Vec::new();
    for model in view.every::<MovementModel>()? {
        rows.push(model_row(&model.record, view)?);
    }
    rows.sort_by_cached_key(|row| (row.movement, order::sort_key(&row.name)));
    Ok(rows)
}

fn model_row(model: &MovementModel, view: &View<'_>) -> Result<ModelRow, Refusal> {
    let mut persons: Vec<PersonId> = model.participants.iter().map(|participant| participant.value).collect();
    persons.sort_unstable();
    persons.dedup();
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
        participants: u32::try_from(persons.len()).unwrap_or(u32::MAX),
        given: gifts::sum(given_to(model.id, view)?.iter()),
    })
}

/// What was given to a model: directly, and by way of its projects; nothing twice.
fn given_to(model: ModelId, view: &View<'_>) -> Result<Vec<Contribution>, Refusal> {
    let mut all = view.contributions_to_model(model)?;
    for project in view.projects_of_model(model)? {
        all.extend(view.contributions_to(project.record.id)?);
    }
    let mut given: Vec<Contribution> = all.into_iter().map(|stored| stored.record).collect();
    given.sort_by_key(|contribution| contribution.id);
    given.dedup_by_key(|contribution| contribution.id);
    Ok(given)
}

/// One model on a day.
pub(super) fn model(id: ModelId, on: Date, view: &View<'_>) -> Result<ModelView, Refusal> {
    let stored = view.need::<MovementModel>(id.0)?;
    let model = stored.record;
    let mut projects = Vec::new();
    for project in view.projects_of_model(id)? {
        projects.push(project_row(&project.record, view)?);
    }
    let mut participants = Vec::new();
    for participant in model.participants.iter().filter(|participant| participant.valid.contains(on)) {
        participants.push(view.names().person(participant.value)?);
    }
    participants.sort_by_cached_key(|name| order::name_sort_key(name));
    let committees = view.committees_of(CommitteeOf::Model(id))?;
    Ok(ModelView {
        rev: stored.rev,
        row: model_row(&model, view)?,
        on,
        teams: views(&committees, on, view)?,
        projects,
        participants,
    })
}
