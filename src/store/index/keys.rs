//! Which index keys a record has: a function of the record alone, so that the index can be made anew at any time.

use super::{Lookup, OPEN, PAST, sortable_day};
use crate::domain::{
    AnyRecord, Committee, Contribution, DataRequest, Date, Due, Gift, Group, Household, Kind, LifeChange,
    Meeting, MeetingOf, MovementModel, Note, Person, Project, RecordKey, ShortNumber, Source, Staff,
    Transfer, Unit,
};

/// The keys of one record under construction.
struct Keys {
    of: RecordKey,
    keys: Vec<Vec<u8>>,
}

impl Keys {
    fn at(&mut self, lookup: Lookup<'_>) {
        self.sorted(lookup, &[]);
    }

    fn sorted(&mut self, lookup: Lookup<'_>, by: &[u8]) {
        self.keys.push(lookup.key().add(by).id(self.of.id).0);
    }

    fn source(&mut self, source: Option<&Source>) {
        if let Some(source) = source {
            self.sorted(Lookup::Source(source), &[self.of.kind as u8]);
        }
    }

    fn number(&mut self, kind: Kind, number: u32) {
        self.at(Lookup::Number(ShortNumber { kind, number }));
    }

    fn all<'a, T>(&mut self, values: impl IntoIterator<Item = T>, lookup: impl Fn(T) -> Lookup<'a>) {
        for value in values {
            self.at(lookup(value));
        }
    }
}

/// The index keys of a record, sorted, each once.
pub fn index_keys(record: &AnyRecord) -> Vec<Vec<u8>> {
    let mut keys = Keys { of: record.key(), keys: Vec::new() };
    match record {
        AnyRecord::Unit(unit) => of_unit(unit, &mut keys),
        AnyRecord::Group(group) => of_group(group, &mut keys),
        AnyRecord::Household(household) => of_household(household, &mut keys),
        AnyRecord::Person(person) => of_person(person, &mut keys),
        AnyRecord::Committee(committee) => of_committee(committee, &mut keys),
        AnyRecord::Project(project) => of_project(project, &mut keys),
        AnyRecord::Contribution(contribution) => of_contribution(contribution, &mut keys),
        AnyRecord::Note(note) => of_note(note, &mut keys),
        AnyRecord::MovementModel(model) => of_model(model, &mut keys),
        AnyRecord::Staff(staff) => of_staff(staff, &mut keys),
        AnyRecord::Due(due) => of_due(due, &mut keys),
        AnyRecord::LifeChange(change) => of_life_change(change, &mut keys),
        AnyRecord::Home(_) => {}
        AnyRecord::DataRequest(request) => of_request(request, &mut keys),
        AnyRecord::Transfer(transfer) => of_transfer(transfer, &mut keys),
        AnyRecord::Meeting(meeting) => of_meeting(meeting, &mut keys),
    }
    keys.keys.sort_unstable();
    keys.keys.dedup();
    keys.keys
}

fn of_unit(unit: &Unit, keys: &mut Keys) {
    keys.all(unit.versions.iter().filter_map(|version| version.parent), Lookup::UnitsUnder);
    keys.source(unit.source.as_ref());
}

fn of_group(group: &Group, keys: &mut Keys) {
    keys.all(group.hamlets.iter().map(|hamlet| hamlet.value), Lookup::GroupsOf);
    keys.source(group.source.as_ref());
}

fn of_household(household: &Household, keys: &mut Keys) {
    keys.number(Kind::Household, household.number);
    for place in &household.placements {
        let [high, low] = place.book_number.to_be_bytes();
        let state = if place.valid.is_open() { OPEN } else { PAST };
        keys.sorted(Lookup::HouseholdsOf(place.group), &[state, high, low]);
    }
    keys.source(household.source.as_ref());
}

fn of_person(person: &Person, keys: &mut Keys) {
    keys.all(person.memberships.iter().map(|membership| membership.household), Lookup::PersonsOf);
    keys.all(person.personal_id.iter().map(|id| id.digits()), Lookup::PersonalId);
    keys.source(person.source.as_ref());
}

fn of_committee(committee: &Committee, keys: &mut Keys) {
    keys.at(Lookup::CommitteesOf(committee.of));
    keys.all(committee.seats.iter().filter_map(|seat| seat.person()), Lookup::SeatsOf);
    keys.source(committee.source.as_ref());
}

fn of_project(project: &Project, keys: &mut Keys) {
    keys.number(Kind::Project, project.number);
    keys.at(Lookup::ProjectsIn(project.unit));
    keys.all(project.group, Lookup::ProjectsOfGroup);
    keys.all(project.model, Lookup::ProjectsOfModel);
    keys.source(project.source.as_ref());
}

fn of_contribution(contribution: &Contribution, keys: &mut Keys) {
    keys.number(Kind::Contribution, contribution.number);
    keys.all(contribution.household(), Lookup::ContributionsFrom);
    keys.all(contribution.given_by(), Lookup::ContributionsGivenBy);
    keys.all(contribution.project, Lookup::ContributionsTo);
    keys.all(contribution.model, Lookup::ContributionsToModel);
    keys.source(contribution.source.as_ref());
    let Gift::Money(receipts) = &contribution.gift else { return };
    // Voided receipts too: their numbers are never given again.
    for receipt in receipts {
        keys.sorted(Lookup::Receipts(year_of(receipt.on)), &receipt.number.to_be_bytes());
        keys.all(receipt.on_behalf, Lookup::PaidFor);
    }
}

fn year_of(date: Date) -> i16 {
    i16::try_from(date.year()).unwrap_or(i16::MAX)
}

fn of_note(note: &Note, keys: &mut Keys) {
    keys.at(Lookup::NotesAbout(note.about));
    if let (Some(day), None) = (note.follow_up, note.done) {
        keys.sorted(Lookup::FollowUps, &sortable_day(day));
    }
}

fn of_model(model: &MovementModel, keys: &mut Keys) {
    keys.all(model.group, Lookup::ModelsOf);
    keys.source(model.source.as_ref());
}

fn of_staff(staff: &Staff, keys: &mut Keys) {
    keys.at(Lookup::StaffNamed(&staff.login));
}

fn of_due(due: &Due, keys: &mut Keys) {
    keys.at(Lookup::DuesOn(due.project));
    keys.at(Lookup::DuesOf(due.household));
}

fn of_life_change(change: &LifeChange, keys: &mut Keys) {
    keys.at(Lookup::LifeChangesOf(change.household));
    keys.all(change.other, Lookup::LifeChangesTo);
}

fn of_request(request: &DataRequest, keys: &mut Keys) {
    keys.number(Kind::DataRequest, request.number);
    keys.all(request.person, Lookup::RequestsOf);
    if request.ended.is_none() {
        keys.sorted(Lookup::OpenRequests, &request.number.to_be_bytes());
    }
}

fn of_transfer(transfer: &Transfer, keys: &mut Keys) {
    keys.at(Lookup::TransfersOf(transfer.household));
    keys.all([transfer.from, transfer.to], Lookup::TransfersAt);
    if transfer.waits() {
        keys.at(Lookup::WaitingTransfers);
    }
}

fn of_meeting(meeting: &Meeting, keys: &mut Keys) {
    let day = sortable_day(meeting.on);
    keys.sorted(Lookup::Meetings, &day);
    match meeting.of {
        MeetingOf::Group(group) => keys.sorted(Lookup::MeetingsOf(group), &day),
        MeetingOf::Unit(unit) => keys.at(Lookup::MeetingsIn(unit)),
    }
    keys.all(meeting.model, Lookup::MeetingsAbout);
    for line in &meeting.roll {
        keys.sorted(Lookup::MeetingsWith(line.household), &day);
    }
    keys.source(meeting.source.as_ref());
}
