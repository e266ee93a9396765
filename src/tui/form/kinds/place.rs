//! Where things are: the first run, units, groups, projects, models.

use uuid::Uuid;

use super::{line, optional, save};
use crate::domain::{
    Date, Dated, Field, Funding, FundingSource, Group, GroupGrade, GroupId, Kind, Metres, ModelId,
    ModelStatus, ModelYear, Movement, MovementModel, PartialDate, Project, ProjectId, ProjectKind, Unit,
    UnitAlias, UnitId, UnitKind, UnitVersion, Validity, Vnd, Why, YearGrade,
};
use crate::phrases::Lang;
use crate::protocol::{Command, SetUp};
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// Fields of the first run.
pub fn set_up_fields(lang: Lang) -> Vec<FieldState> {
    vec![
        line(lang, Field::Commune),
        line(lang, Field::Hamlet),
        FieldState::new(lang, Field::GroupNumber, Input::Count).with("1"),
    ]
}

/// Reads the first run.
pub fn set_up(values: &mut Values<'_>) -> Option<Command> {
    let (commune, hamlet) = (values.needed(Field::Commune), values.needed(Field::Hamlet));
    let number = values.small(Field::GroupNumber);
    if number.is_none() {
        values.fault(Field::GroupNumber, Why::Missing);
    }
    Some(Command::SetUp(SetUp { commune, hamlet, group_number: number? }))
}

/// Fields of a new unit.
pub fn add_unit_fields(lang: Lang) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    vec![
        FieldState::choice(lang, Field::KindOf, Some(UnitKind::Hamlet)),
        line(lang, Field::Name),
        new(Field::Parent, Input::Record(Kind::Unit)),
        line(lang, Field::Alias),
        line(lang, Field::Code),
        new(Field::From, Input::Day),
        line(lang, Field::Basis),
    ]
}

/// Reads a new unit.
pub fn add_unit(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let valid = values.day(Field::From).map_or(Validity::ALWAYS, Validity::since);
    let version = UnitVersion {
        name: values.needed(Field::Name),
        code: values.optional(Field::Code),
        parent: values.need_record(Field::Parent).map(UnitId),
        valid,
        basis: values.optional(Field::Basis),
    };
    let unit = Unit {
        id: UnitId(id),
        kind: values.choice(Field::KindOf).unwrap_or(UnitKind::Hamlet),
        versions: vec![version],
        aliases: aliases(values, &[]),
        source: None,
    };
    save(unit, None)
}

fn aliases(values: &Values<'_>, before: &[UnitAlias]) -> Vec<UnitAlias> {
    let typed = values.text(Field::Alias);
    let names = typed.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
    let seen_in = |name: &str| before.iter().find(|alias| alias.name == name).and_then(|a| a.seen_in.clone());
    names.map(|name| UnitAlias { name: name.to_owned(), seen_in: seen_in(name) }).collect()
}

/// Fields of the edit of a unit. A new name from a day on keeps the old one for the time before.
pub fn edit_unit_fields(unit: &Unit, lang: Lang, today: Date) -> Vec<FieldState> {
    let aliases: Vec<&str> = unit.aliases.iter().map(|alias| alias.name.as_str()).collect();
    let version = unit.on(today);
    vec![
        line(lang, Field::Name).with(unit.name_on(today)),
        line(lang, Field::Alias).with(aliases.join(", ")),
        line(lang, Field::Code).with(optional(version.and_then(|version| version.code.as_ref()))),
        FieldState::new(lang, Field::From, Input::Day),
        line(lang, Field::Basis).with(optional(version.and_then(|version| version.basis.as_ref()))),
    ]
}

/// Reads the edit of a unit.
pub fn edit_unit(before: &Unit, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut unit = before.clone();
    let name = values.needed(Field::Name);
    let from = values.day(Field::From);
    let (code, basis) = (values.optional(Field::Code), values.optional(Field::Basis));
    let today = values.today();
    let at = unit.versions.iter().position(|version| version.valid.contains(today));
    let at = at.unwrap_or(unit.versions.len().saturating_sub(1));
    let current = unit.versions.get_mut(at)?;
    match from {
        Some(from) if current.valid.from().is_none_or(|begin| begin < from) => {
            let valid = Validity::between(Some(from), current.valid.to());
            current.valid = current.valid.ended_before(from);
            let Some(valid) = valid else {
                values.fault(Field::From, Why::EndsBeforeBegins);
                return None;
            };
            let parent = current.parent;
            unit.versions.insert(at + 1, UnitVersion { name, code, parent, valid, basis });
        }
        _ => {
            (current.name, current.code, current.basis) = (name, code, basis);
        }
    }
    unit.aliases = aliases(values, &before.aliases);
    save(unit, Some(rev))
}

/// Fields of a new group.
pub fn add_group_fields(lang: Lang) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    vec![
        new(Field::Hamlet, Input::Record(Kind::Unit)),
        new(Field::GroupNumber, Input::Count),
        line(lang, Field::Name),
        new(Field::Founded, Input::Partial),
        new(Field::MeetingDay, Input::Count),
    ]
}

/// Reads a new group.
pub fn add_group(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let hamlet = values.need_record(Field::Hamlet);
    let number = values.small(Field::GroupNumber);
    if number.is_none() {
        values.fault(Field::GroupNumber, Why::Missing);
    }
    let group = Group {
        id: GroupId(id),
        number: number?,
        hamlets: vec![Dated { value: UnitId(hamlet?), valid: Validity::ALWAYS }],
        name: values.optional(Field::Name),
        founded: values.partial(Field::Founded),
        meeting_day: meeting_day(values),
        grades: Vec::new(),
        source: None,
    };
    save(group, None)
}

fn meeting_day(values: &mut Values<'_>) -> Option<u8> {
    values.small(Field::MeetingDay).map(|day| u8::try_from(day).unwrap_or(u8::MAX))
}

/// Fields of the edit of a group.
pub fn edit_group_fields(group: &Group, lang: Lang) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    let newest = group.grades.iter().max_by_key(|grade| grade.year);
    vec![
        new(Field::GroupNumber, Input::Count).with(group.number.to_string()),
        line(lang, Field::Name).with(optional(group.name.as_ref())),
        new(Field::Founded, Input::Partial).with(group.founded.map(PartialDate::show).unwrap_or_default()),
        new(Field::MeetingDay, Input::Count)
            .with(group.meeting_day.map(|day| day.to_string()).unwrap_or_default()),
        new(Field::Year, Input::Count).with(newest.map(|grade| grade.year.to_string()).unwrap_or_default()),
        FieldState::optional_choice::<GroupGrade>(lang, Field::Grade, newest.map(|grade| grade.grade)),
        line(lang, Field::Decision).with(optional(newest.and_then(|grade| grade.decision.as_ref()))),
    ]
}

/// Reads the edit of a group.
pub fn edit_group(before: &Group, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut group = before.clone();
    group.number = values.small(Field::GroupNumber).unwrap_or(0);
    group.name = values.optional(Field::Name);
    group.founded = values.partial(Field::Founded);
    group.meeting_day = meeting_day(values);
    let grade: Option<GroupGrade> = values.choice(Field::Grade);
    let year = values.year(Field::Year);
    match (year, grade) {
        (Some(year), grade) => {
            group.grades.retain(|old| old.year != year);
            let decision = values.optional(Field::Decision);
            group.grades.extend(grade.map(|grade| YearGrade { year, grade, decision }));
        }
        (None, Some(_)) => values.fault(Field::Year, Why::Missing),
        (None, None) => {}
    }
    save(group, Some(rev))
}

/// Fields of a project.
fn project_fields(lang: Lang) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    vec![
        FieldState::choice(lang, Field::KindOf, Some(ProjectKind::RuralRoad)),
        line(lang, Field::Name),
        new(Field::Hamlet, Input::Record(Kind::Unit)),
        new(Field::Group, Input::Record(Kind::Group)),
        new(Field::Model, Input::Record(Kind::MovementModel)),
        line(lang, Field::Route),
        new(Field::Length, Input::Number),
        new(Field::Width, Input::Number),
        new(Field::Lamps, Input::Count),
        new(Field::Cameras, Input::Count),
        new(Field::Budget, Input::Money),
        new(Field::State, Input::Money),
        new(Field::People, Input::Money),
        new(Field::Sponsors, Input::Money),
        new(Field::Started, Input::Partial),
        new(Field::Finished, Input::Partial),
        new(Field::Handover, Input::Partial),
        line(lang, Field::Custodian),
    ]
}

/// Lamps are asked for on a lighting road, cameras on a camera road.
pub fn is_project_field_asked(field: &FieldState, fields: &[FieldState]) -> bool {
    let kind = fields.iter().find(|field| field.field == Field::KindOf);
    let kind = kind.and_then(|field| field.chosen.as_deref()).unwrap_or("");
    match field.field {
        Field::Lamps => kind == "lighting_road",
        Field::Cameras => kind == "camera_road",
        _ => true,
    }
}

/// Fields of a new project.
pub fn add_project_fields(lang: Lang) -> Vec<FieldState> {
    project_fields(lang)
}

/// Reads a new project.
pub fn add_project(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let unit = values.need_record(Field::Hamlet);
    let empty = Project {
        id: ProjectId(id),
        number: 0,
        kind: ProjectKind::Other,
        name: String::new(),
        unit: UnitId(unit.unwrap_or_else(Uuid::nil)),
        group: None,
        model: None,
        route: None,
        length: None,
        width: None,
        lamps: None,
        cameras: None,
        budget: None,
        funding: Vec::new(),
        started: None,
        finished: None,
        handover: None,
        custodian: None,
        levy: None,
        source: None,
    };
    save(read_project(empty, values), None)
}

fn read_project(mut project: Project, values: &mut Values<'_>) -> Project {
    project.kind = values.choice(Field::KindOf).unwrap_or(project.kind);
    project.name = values.needed(Field::Name);
    project.group = values.record(Field::Group).map(GroupId);
    project.model = values.record(Field::Model).map(ModelId);
    project.route = values.optional(Field::Route);
    project.length = values.read(Field::Length, Metres::parse);
    project.width = values.read(Field::Width, Metres::parse);
    project.lamps = values.count(Field::Lamps).filter(|_| project.kind == ProjectKind::LightingRoad);
    project.cameras = values.count(Field::Cameras).filter(|_| project.kind == ProjectKind::CameraRoad);
    project.budget = values.read(Field::Budget, Vnd::parse);
    let sources = [
        (Field::State, FundingSource::State),
        (Field::People, FundingSource::People),
        (Field::Sponsors, FundingSource::Sponsor),
    ];
    project.funding.clear();
    for (field, source) in sources {
        project.funding.extend(values.read(field, Vnd::parse).map(|amount| Funding { source, amount }));
    }
    project.started = values.partial(Field::Started);
    project.finished = values.partial(Field::Finished);
    project.handover = values.partial(Field::Handover);
    project.custodian = values.optional(Field::Custodian);
    project
}

/// Fields of the edit of a project.
pub fn edit_project_fields(project: &Project, lang: Lang) -> Vec<FieldState> {
    let mut fields = project_fields(lang);
    fields.retain(|field| !matches!(field.field, Field::Hamlet | Field::Group | Field::Model));
    let partial = |date: Option<PartialDate>| date.map(PartialDate::show).unwrap_or_default();
    let funding = |source| {
        let of_source = project.funding.iter().find(|funding| funding.source == source);
        of_source.map(|funding| funding.amount.to_string()).unwrap_or_default()
    };
    let number = |value: Option<String>| value.unwrap_or_default();
    for field in &mut fields {
        let text = match field.field {
            Field::KindOf => {
                field.choose(crate::domain::Choice::key(project.kind));
                continue;
            }
            Field::Name => project.name.clone(),
            Field::Route => project.route.clone().unwrap_or_default(),
            Field::Length => number(project.length.map(|length| length.to_string())),
            Field::Width => number(project.width.map(|width| width.to_string())),
            Field::Lamps => number(project.lamps.map(|lamps| lamps.to_string())),
            Field::Cameras => number(project.cameras.map(|cameras| cameras.to_string())),
            Field::Budget => number(project.budget.map(|budget| budget.to_string())),
            Field::State => funding(FundingSource::State),
            Field::People => funding(FundingSource::People),
            Field::Sponsors => funding(FundingSource::Sponsor),
            Field::Started => partial(project.started),
            Field::Finished => partial(project.finished),
            Field::Handover => partial(project.handover),
            Field::Custodian => project.custodian.clone().unwrap_or_default(),
            _ => continue,
        };
        *field = field.clone().with(text);
    }
    fields
}

/// Reads the edit of a project. What it is of stays: that cannot be edited here.
pub fn edit_project(before: &Project, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let (group, model) = (before.group, before.model);
    let project = read_project(before.clone(), values);
    save(Project { group, model, ..project }, Some(rev))
}

/// Fields of a new model.
pub fn add_model_fields(lang: Lang, today: Date) -> Vec<FieldState> {
    let new = |of, input| FieldState::new(lang, of, input);
    vec![
        FieldState::choice(lang, Field::Movement, Some(Movement::DanVanKheo)),
        line(lang, Field::Name),
        new(Field::Year, Input::Count).with(today.year().to_string()),
        new(Field::Hamlet, Input::Record(Kind::Unit)),
        new(Field::Group, Input::Record(Kind::Group)),
    ]
}

/// Reads a new model.
pub fn add_model(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let started = values.year(Field::Year);
    if started.is_none() {
        values.fault(Field::Year, Why::Missing);
    }
    let started = started?;
    let model = MovementModel {
        id: ModelId(id),
        movement: values.choice(Field::Movement).unwrap_or(Movement::DanVanKheo),
        name: values.needed(Field::Name),
        started,
        unit: values.record(Field::Hamlet).map(UnitId),
        group: values.record(Field::Group).map(GroupId),
        years: vec![ModelYear { year: started, status: ModelStatus::Active }],
        participants: Vec::new(),
        source: None,
    };
    save(model, None)
}
