//! Adding and editing a record as a whole. What only acts may change must stand as it stands.

use super::household::{check_group, check_person};
use super::{Context, Planned, refuse};
use crate::domain::{
    AnyRecord, Committee, CommitteeOf, Contribution, Due, Fault, Faults, Field, Gift, Group, GroupId,
    Household, Kind, Meeting, MeetingOf, ModelId, MovementModel, Note, NoteAbout, Person, PersonId, Project,
    ProjectId, RecordKey, Unit, UnitId, Why,
};
use crate::protocol::{Act, Refusal};
use crate::registry::view::View;
use crate::registry::work::Work;
use crate::text::{clean, keys};

/// Plans it.
pub(super) fn save(
    record: &AnyRecord,
    base: Option<u64>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut record = record.clone();
    let key = record.key();
    let stored = work.view.get_any(key)?;
    match (&stored, base) {
        (None, Some(_)) => return Err(Refusal::NotFound),
        (Some(_), None) => return Err(Refusal::NotAllowed),
        // What was erased does not come back by way of a form that was open then.
        (Some(stored), _) if matches!(&stored.record, AnyRecord::Person(person) if person.is_erased()) => {
            return Err(Refusal::Erased);
        }
        (Some(stored), Some(base)) if stored.rev != base => {
            return Err(work.view.conflict_on(key)?);
        }
        _ => {}
    }
    tidy(&mut record);
    if stored.is_none() {
        give_number(&mut record, work.view)?;
        sign(&mut record, context);
    }
    let mut faults = record.check(context.today).err().unwrap_or_default();
    faults.extend(check_beside_others(&record, work, context)?);
    if let Some(stored) = &stored {
        faults.extend(check_only_edited(&stored.record, &record));
    }
    refuse(faults)?;
    let act = act_of(key.kind, stored.is_none())?;
    work.put(record)?;
    Ok(Planned::of(act, key))
}

/// The act of adding or editing a record of a kind; kinds that only acts make cannot be saved as a whole.
fn act_of(kind: Kind, new: bool) -> Result<Act, Refusal> {
    Ok(match (kind, new) {
        (Kind::Unit, true) => Act::AddUnit,
        (Kind::Unit, false) => Act::EditUnit,
        (Kind::Group, true) => Act::AddGroup,
        (Kind::Group, false) => Act::EditGroup,
        (Kind::Household, false) => Act::EditHousehold,
        (Kind::Person, false) => Act::EditPerson,
        (Kind::Committee, true) => Act::AddCommittee,
        (Kind::Committee, false) => Act::EditCommittee,
        (Kind::Project, true) => Act::AddProject,
        (Kind::Project, false) => Act::EditProject,
        (Kind::Contribution, false) => Act::EditContribution,
        (Kind::Note, true) => Act::AddNote,
        (Kind::Note, false) => Act::EditNote,
        (Kind::MovementModel, true) => Act::AddModel,
        (Kind::MovementModel, false) => Act::EditModel,
        (Kind::Staff, true) => Act::AddStaff,
        (Kind::Staff, false) => Act::EditStaff,
        (Kind::Due, false) => Act::EditDue,
        (Kind::Meeting, true) => Act::AddMeeting,
        (Kind::Meeting, false) => Act::EditMeeting,
        (Kind::DataRequest, true) => Act::AddRequest,
        (Kind::DataRequest, false) => Act::EditRequest,
        _ => return Err(Refusal::NotAllowed),
    })
}

/// Cleans the names: what the screen sent is not trusted to be clean.
fn tidy(record: &mut AnyRecord) {
    let line = |text: &mut String| *text = clean::line(text);
    match record {
        AnyRecord::Unit(unit) => unit.versions.iter_mut().for_each(|version| line(&mut version.name)),
        AnyRecord::Household(household) => line(&mut household.address),
        AnyRecord::Person(person) => line(&mut person.full_name),
        AnyRecord::Project(project) => line(&mut project.name),
        AnyRecord::MovementModel(model) => line(&mut model.name),
        AnyRecord::Note(note) => note.text = clean::prose(&note.text),
        AnyRecord::Meeting(meeting) => tidy_meeting(meeting),
        AnyRecord::Staff(staff) => line(&mut staff.name),
        AnyRecord::DataRequest(request) => {
            line(&mut request.asked_by);
            request.note.iter_mut().for_each(line);
        }
        _ => {}
    }
}

fn tidy_meeting(meeting: &mut Meeting) {
    let Meeting { place, chair, secretary, topic, occasion, minutes_no, decision, petition, votes, .. } =
        meeting;
    for text in [place, chair, secretary, topic, occasion, minutes_no] {
        *text = text.as_deref().map(clean::line).filter(|text| !text.is_empty());
    }
    for text in [decision, petition] {
        *text = text.as_deref().map(clean::prose).filter(|text| !text.is_empty());
    }
    votes.iter_mut().for_each(|vote| vote.on = clean::line(&vote.on));
}

fn give_number(record: &mut AnyRecord, view: &View<'_>) -> Result<(), Refusal> {
    if let AnyRecord::Project(project) = record {
        project.number = view.next_number(Kind::Project)?;
    }
    if let AnyRecord::DataRequest(request) = record {
        request.number = view.next_number(Kind::DataRequest)?;
    }
    Ok(())
}

/// Who wrote a note or a request, and when, is not for the screen to say.
fn sign(record: &mut AnyRecord, context: &Context<'_>) {
    if let AnyRecord::Note(note) = record {
        note.by = context.actor.login.to_owned();
        note.on = context.today;
    }
    if let AnyRecord::DataRequest(request) = record {
        request.by = context.actor.login.clone();
    }
}

fn check_beside_others(
    record: &AnyRecord,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Vec<Fault>, Refusal> {
    let mut faults = Faults::default();
    match record {
        AnyRecord::Unit(unit) => check_unit(unit, work, context, &mut faults)?,
        AnyRecord::Group(group) => check_number(group, work, context, &mut faults)?,
        AnyRecord::Person(person) => return check_person(person, work, context),
        AnyRecord::Committee(committee) => check_committee(committee, work, &mut faults)?,
        AnyRecord::Project(project) => check_project(project, work, &mut faults)?,
        AnyRecord::Note(note) => {
            let about = about_key(note.about);
            faults.require(work.view.get_any(about)?.is_some(), Field::Whole, Why::NotFound);
        }
        AnyRecord::MovementModel(model) => check_model(model, work, &mut faults)?,
        AnyRecord::Meeting(meeting) => {
            check_meeting(meeting, work, &mut faults)?;
            work.warnings.extend(meeting.warnings());
        }
        AnyRecord::Staff(staff) => super::staff::check(staff, work, &mut faults)?,
        AnyRecord::DataRequest(request) => {
            let person = request.person.map(|person| work.view.get_any(person.key())).transpose()?;
            faults.require(person.is_none_or(|found| found.is_some()), Field::Person, Why::NotFound);
        }
        _ => {}
    }
    Ok(faults.into_vec())
}

fn about_key(about: NoteAbout) -> RecordKey {
    match about {
        NoteAbout::Household(id) => id.key(),
        NoteAbout::Person(id) => id.key(),
        NoteAbout::Contribution(id) => id.key(),
        NoteAbout::Project(id) => id.key(),
    }
}

fn require_unit(
    unit: Option<UnitId>,
    field: Field,
    work: &Work<'_>,
    faults: &mut Faults,
) -> Result<(), Refusal> {
    if let Some(unit) = unit {
        faults.require(work.get::<Unit>(unit.key())?.is_some(), field, Why::NotFound);
    }
    Ok(())
}

fn require_model(model: Option<ModelId>, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    if let Some(model) = model {
        faults.require(work.get::<MovementModel>(model.key())?.is_some(), Field::Model, Why::NotFound);
    }
    Ok(())
}

fn require_group(group: Option<GroupId>, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    group.map_or(Ok(()), |group| check_group(group, work, faults))
}

fn require_project(project: Option<ProjectId>, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    if let Some(project) = project {
        faults.require(work.get::<Project>(project.key())?.is_some(), Field::Project, Why::NotFound);
    }
    Ok(())
}

/// A second unit of the same name below the same parent is most likely the same one, written anew.
fn check_unit(
    unit: &Unit,
    work: &Work<'_>,
    context: &Context<'_>,
    faults: &mut Faults,
) -> Result<(), Refusal> {
    let Some(version) = unit.on(context.today) else { return Ok(()) };
    require_unit(version.parent, Field::Parent, work, faults)?;
    let Some(parent) = version.parent else { return Ok(()) };
    let names: Vec<String> = unit.all_names().map(keys::loose).collect();
    for sibling in work.view.units_below(parent)?.into_iter().filter(|other| other.id != unit.id) {
        let same_kind = sibling.kind == unit.kind;
        if same_kind && sibling.all_names().map(keys::loose).any(|name| names.contains(&name)) {
            faults.add(Field::Name, Why::Taken(sibling.name_on(context.today).to_owned()));
        }
    }
    Ok(())
}

fn check_number(
    group: &Group,
    work: &Work<'_>,
    context: &Context<'_>,
    faults: &mut Faults,
) -> Result<(), Refusal> {
    let Some(hamlet) = group.hamlet_on(context.today) else { return Ok(()) };
    require_unit(Some(hamlet), Field::Hamlet, work, faults)?;
    for other in work.view.groups_of(hamlet)?.into_iter().filter(|other| other.id != group.id) {
        let here = other.hamlet_on(context.today) == Some(hamlet);
        if here && other.number == group.number {
            faults.add(Field::GroupNumber, Why::Taken(work.view.names().group(other.id)?));
        }
    }
    Ok(())
}

fn check_committee(committee: &Committee, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    match committee.of {
        CommitteeOf::Group(group) => check_group(group, work, faults)?,
        CommitteeOf::Unit(unit) => require_unit(Some(unit), Field::Of, work, faults)?,
        CommitteeOf::Model(model) => require_model(Some(model), work, faults)?,
        CommitteeOf::Project(project) => require_project(Some(project), work, faults)?,
    }
    for (row, seat) in committee.seats.iter().enumerate() {
        let Some(person) = seat.person() else { continue };
        check_holder(person, seat.valid.is_open(), row, work, faults)?;
    }
    let is_board = committee.kind == crate::domain::CommitteeKind::GroupBoard;
    let second = work.view.committees_of(committee.of)?.into_iter().any(|other| {
        other.id != committee.id && other.kind == crate::domain::CommitteeKind::GroupBoard && is_board
    });
    faults.require(!second, Field::KindOf, Why::Taken(String::new()));
    Ok(())
}

fn check_holder(
    person: PersonId,
    open: bool,
    row: usize,
    work: &Work<'_>,
    faults: &mut Faults,
) -> Result<(), Refusal> {
    match work.get::<Person>(person.key())? {
        None => faults.add_row(Field::Holder, row, Why::NotFound),
        Some(person) if open && person.death.is_some() => faults.add_row(Field::Holder, row, Why::Deceased),
        Some(_) => {}
    }
    Ok(())
}

fn check_project(project: &Project, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    require_unit(Some(project.unit), Field::Hamlet, work, faults)?;
    require_group(project.group, work, faults)?;
    require_model(project.model, work, faults)
}

fn check_model(model: &MovementModel, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    require_unit(model.unit, Field::Hamlet, work, faults)?;
    require_group(model.group, work, faults)
}

/// A roll is called by an act of its own, which knows whom it may name.
fn check_meeting(meeting: &Meeting, work: &Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    match meeting.of {
        MeetingOf::Group(group) => check_group(group, work, faults)?,
        MeetingOf::Unit(unit) => require_unit(Some(unit), Field::Hamlet, work, faults)?,
    }
    require_model(meeting.model, work, faults)?;
    let is_new = work.get::<Meeting>(meeting.id.key())?.is_none();
    faults.require(!is_new || meeting.roll.is_empty(), Field::Roll, Why::Elsewhere);
    Ok(())
}

/// What an edit may not touch: it is changed by acts, which keep its history.
fn check_only_edited(before: &AnyRecord, after: &AnyRecord) -> Vec<Fault> {
    let mut faults = Faults::default();
    match (before, after) {
        (AnyRecord::Household(old), AnyRecord::Household(new)) => {
            let untouched = household_frame(old) == household_frame(new);
            faults.require(untouched, Field::Whole, Why::Elsewhere);
        }
        (AnyRecord::Person(old), AnyRecord::Person(new)) => {
            let untouched = old.memberships.len() == new.memberships.len()
                && old.memberships.iter().zip(&new.memberships).all(|(a, b)| {
                    (a.household, a.valid) == (b.household, b.valid)
                        && (a.relation == crate::domain::RelationToHead::Head)
                            == (b.relation == crate::domain::RelationToHead::Head)
                })
                && old.death == new.death;
            faults.require(untouched, Field::Whole, Why::Elsewhere);
        }
        (AnyRecord::Project(old), AnyRecord::Project(new)) => {
            faults.require(old.number == new.number && old.levy == new.levy, Field::Levy, Why::Elsewhere);
        }
        (AnyRecord::Contribution(old), AnyRecord::Contribution(new)) => {
            faults.require(contribution_frame(old) == contribution_frame(new), Field::Whole, Why::Elsewhere);
        }
        (AnyRecord::Due(old), AnyRecord::Due(new)) => {
            let frame = |due: &Due| (due.project, due.household, due.amount);
            faults.require(frame(old) == frame(new), Field::Whole, Why::Elsewhere);
        }
        (AnyRecord::Note(old), AnyRecord::Note(new)) => {
            let frame = |note: &Note| (note.about, note.on);
            faults.require(frame(old) == frame(new) && old.by == new.by, Field::Whole, Why::Elsewhere);
        }
        (AnyRecord::Meeting(old), AnyRecord::Meeting(new)) => {
            let frame = |meeting: &Meeting| (meeting.of, meeting.source.clone());
            faults.require(frame(old) == frame(new) && old.roll == new.roll, Field::Whole, Why::Elsewhere);
        }
        (AnyRecord::DataRequest(old), AnyRecord::DataRequest(new)) => {
            faults.require((old.number, &old.by) == (new.number, &new.by), Field::Whole, Why::Elsewhere);
        }
        _ => {}
    }
    faults.into_vec()
}

/// The parts of a household that only acts change.
fn household_frame(household: &Household) -> impl PartialEq + '_ {
    let Household { number, placements, heads, representatives, ended, source, .. } = household;
    (number, placements, heads, representatives, ended, source)
}

/// The parts of a contribution that only acts change: receipts above all.
fn contribution_frame(contribution: &Contribution) -> impl PartialEq + '_ {
    let receipts = match &contribution.gift {
        Gift::Money(receipts) => Some((receipts, contribution.valued)),
        _ => None,
    };
    (contribution.number, &contribution.from, receipts, &contribution.voided, &contribution.source)
}
