//! Which records a record names: what a check follows, and what must not dangle.

use super::{
    AnyRecord, Committee, CommitteeOf, Contribution, Gift, GroupId, Household, HouseholdId, LifeChange,
    Meeting, MeetingOf, MovementModel, NoteAbout, Person, PersonId, Project, RecordKey, UnitId,
};

/// The keys named, under construction.
#[derive(Default)]
struct Named(Vec<RecordKey>);

impl Named {
    fn units(&mut self, ids: impl IntoIterator<Item = UnitId>) {
        self.0.extend(ids.into_iter().map(UnitId::key));
    }

    fn groups(&mut self, ids: impl IntoIterator<Item = GroupId>) {
        self.0.extend(ids.into_iter().map(GroupId::key));
    }

    fn households(&mut self, ids: impl IntoIterator<Item = HouseholdId>) {
        self.0.extend(ids.into_iter().map(HouseholdId::key));
    }

    fn persons(&mut self, ids: impl IntoIterator<Item = PersonId>) {
        self.0.extend(ids.into_iter().map(PersonId::key));
    }

    fn key(&mut self, key: impl IntoIterator<Item = RecordKey>) {
        self.0.extend(key);
    }
}

impl AnyRecord {
    /// The records that it names, now or in its past; each perhaps several times.
    pub fn references(&self) -> Vec<RecordKey> {
        let mut named = Named::default();
        match self {
            AnyRecord::Unit(unit) => named.units(unit.versions.iter().filter_map(|version| version.parent)),
            AnyRecord::Group(group) => named.units(group.hamlets.iter().map(|hamlet| hamlet.value)),
            AnyRecord::Household(household) => of_household(household, &mut named),
            AnyRecord::Person(person) => of_person(person, &mut named),
            AnyRecord::Committee(committee) => of_committee(committee, &mut named),
            AnyRecord::Project(project) => of_project(project, &mut named),
            AnyRecord::Contribution(contribution) => of_contribution(contribution, &mut named),
            AnyRecord::Note(note) => named.key([match note.about {
                NoteAbout::Household(id) => id.key(),
                NoteAbout::Person(id) => id.key(),
                NoteAbout::Contribution(id) => id.key(),
                NoteAbout::Project(id) => id.key(),
            }]),
            AnyRecord::MovementModel(model) => of_model(model, &mut named),
            AnyRecord::Due(due) => {
                named.key([due.project.key()]);
                named.households([due.household]);
            }
            AnyRecord::LifeChange(change) => of_life_change(change, &mut named),
            AnyRecord::Home(home) => named.units(home.commune),
            AnyRecord::Staff(staff) => named.key(staff.scope.iter().map(|unit| unit.key())),
            AnyRecord::DataRequest(request) => named.persons(request.person),
            AnyRecord::Transfer(transfer) => {
                named.households([transfer.household]);
                named.groups([transfer.from, transfer.to]);
            }
            AnyRecord::Meeting(meeting) => of_meeting(meeting, &mut named),
        }
        named.0
    }
}

fn of_household(household: &Household, named: &mut Named) {
    named.groups(household.placements.iter().map(|place| place.group));
    named.persons(household.heads.iter().chain(&household.representatives).map(|dated| dated.value));
}

fn of_person(person: &Person, named: &mut Named) {
    named.households(person.memberships.iter().map(|membership| membership.household));
}

fn of_committee(committee: &Committee, named: &mut Named) {
    named.key([match committee.of {
        CommitteeOf::Group(id) => id.key(),
        CommitteeOf::Unit(id) => id.key(),
        CommitteeOf::Model(id) => id.key(),
        CommitteeOf::Project(id) => id.key(),
    }]);
    named.persons(committee.seats.iter().filter_map(|seat| seat.person()));
}

fn of_project(project: &Project, named: &mut Named) {
    named.units([project.unit]);
    named.groups(project.group);
    named.key(project.model.map(|model| model.key()));
}

fn of_contribution(contribution: &Contribution, named: &mut Named) {
    named.households(contribution.household());
    named.persons(contribution.given_by());
    named.key(contribution.project.map(|project| project.key()));
    named.key(contribution.model.map(|model| model.key()));
    if let Gift::Money(receipts) = &contribution.gift {
        named.households(receipts.iter().filter_map(|receipt| receipt.on_behalf));
    }
}

fn of_model(model: &MovementModel, named: &mut Named) {
    named.units(model.unit);
    named.groups(model.group);
    named.persons(model.participants.iter().map(|dated| dated.value));
}

fn of_life_change(change: &LifeChange, named: &mut Named) {
    named.households([change.household]);
    named.households(change.other);
    named.groups(change.group);
    named.persons(change.persons.iter().copied());
}

fn of_meeting(meeting: &Meeting, named: &mut Named) {
    named.key([match meeting.of {
        MeetingOf::Group(id) => id.key(),
        MeetingOf::Unit(id) => id.key(),
    }]);
    named.key(meeting.model.map(|model| model.key()));
    named.households(meeting.roll.iter().map(|line| line.household));
}
