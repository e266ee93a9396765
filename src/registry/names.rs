//! Names of things, for sentences and lists. Words such as "Tổ" are not added here: they are in `phrases`.

use super::view::View;
use crate::domain::*;
use crate::protocol::{HouseholdRef, Refusal, ScopeName};
use crate::store::{Stored, decode_any};

/// Reads names from a view.
pub(super) struct Names<'a> {
    view: View<'a>,
}

impl<'a> Names<'a> {
    /// Of a view.
    pub fn new(view: View<'a>) -> Names<'a> {
        Names { view }
    }

    /// A record as it stands, or as it stood last when its making was taken back: a history still names it.
    fn known<R: Record>(&self, id: uuid::Uuid) -> Result<Option<Stored<R>>, Refusal> {
        if let Some(stored) = self.view.get::<R>(id)? {
            return Ok(Some(stored));
        }
        let key = RecordKey { kind: R::KIND, id };
        let Some(seq) = self.view.history_of(key)?.first().copied() else { return Ok(None) };
        let Some(change) = self.view.change(seq)? else { return Ok(None) };
        let edit = change.edits.iter().find(|edit| edit.key() == Some(key));
        let Some(bytes) = edit.and_then(|edit| edit.after.as_ref().or(edit.before.as_ref())) else {
            return Ok(None);
        };
        let stored = decode_any(key, bytes).map_err(|error| Refusal::NeedsAttention(error.to_string()))?;
        let rev = stored.rev;
        Ok(R::from_any(stored.record).map(|record| Stored { rev, record }))
    }

    /// A person's name.
    pub fn person(&self, id: PersonId) -> Result<String, Refusal> {
        Ok(self.known::<Person>(id.0)?.map(|stored| stored.record.full_name).unwrap_or_default())
    }

    /// A unit's newest name.
    pub fn unit(&self, id: UnitId) -> Result<String, Refusal> {
        let unit = self.known::<Unit>(id.0)?;
        Ok(unit.and_then(|unit| unit.record.versions.last().map(|v| v.name.clone())).unwrap_or_default())
    }

    /// A group: its number and hamlet, `05 Quới An`.
    pub fn group(&self, id: GroupId) -> Result<String, Refusal> {
        let Some(group) = self.known::<Group>(id.0)?.map(|stored| stored.record) else {
            return Ok(String::new());
        };
        let hamlet =
            group.hamlets.last().map(|hamlet| self.unit(hamlet.value)).transpose()?.unwrap_or_default();
        Ok(format!("{:02} {hamlet}", group.number))
    }

    /// A unit or a group with the words that go before it.
    pub fn place(&self, place: ScopeUnit, today: Date) -> Result<ScopeName, Refusal> {
        let (unit, group) = match place {
            ScopeUnit::Unit(unit) => (Some(unit), None),
            ScopeUnit::Group(group) => {
                let group = self.known::<Group>(group.0)?.map(|stored| stored.record);
                let number = group.as_ref().map(|group| group.number);
                (group.and_then(|group| group.hamlet_on(today)), number)
            }
        };
        let unit = unit.map(|unit| self.known::<Unit>(unit.0)).transpose()?.flatten();
        let kind = unit.as_ref().map_or(UnitKind::Hamlet, |unit| unit.record.kind);
        let name = unit.map(|unit| unit.record.name_on(today).to_owned()).unwrap_or_default();
        Ok(ScopeName { kind, name, group })
    }

    /// A household: its place in the book and its head, `05/26 Trần Văn Út`.
    pub fn household(&self, id: HouseholdId) -> Result<String, Refusal> {
        let Some(reference) = self.reference(id)? else { return Ok(String::new()) };
        Ok(format!("{:02}/{:02} {}", reference.group, reference.book_number, reference.head))
    }

    /// A household as lists name it.
    pub fn reference(&self, id: HouseholdId) -> Result<Option<HouseholdRef>, Refusal> {
        let Some(household) = self.known::<Household>(id.0)?.map(|stored| stored.record) else {
            return Ok(None);
        };
        let head =
            household.heads.last().map(|head| self.person(head.value)).transpose()?.unwrap_or_default();
        let place = household.placements.last();
        let group = match place {
            Some(place) => self.known::<Group>(place.group.0)?.map(|stored| stored.record),
            None => None,
        };
        let hamlet = group.as_ref().and_then(|group| group.hamlets.last());
        Ok(Some(HouseholdRef {
            id,
            number: ShortNumber { kind: Kind::Household, number: household.number },
            head,
            group: group.as_ref().map_or(0, |group| group.number),
            book_number: place.map_or(0, |place| place.book_number),
            hamlet: hamlet.map(|hamlet| self.unit(hamlet.value)).transpose()?.unwrap_or_default(),
        }))
    }

    /// A project's name.
    pub fn project(&self, id: ProjectId) -> Result<String, Refusal> {
        Ok(self.known::<Project>(id.0)?.map(|stored| stored.record.name).unwrap_or_default())
    }

    /// A contribution: its short number.
    pub fn contribution(&self, id: ContributionId) -> Result<String, Refusal> {
        let stored = self.known::<Contribution>(id.0)?;
        let number = |number| ShortNumber { kind: Kind::Contribution, number }.to_string();
        Ok(stored.map(|stored| number(stored.record.number)).unwrap_or_default())
    }

    /// A model's name.
    pub fn model(&self, id: ModelId) -> Result<String, Refusal> {
        Ok(self.known::<MovementModel>(id.0)?.map(|stored| stored.record.name).unwrap_or_default())
    }

    /// A committee: its own name, or what it is of.
    pub fn committee(&self, committee: &Committee) -> Result<String, Refusal> {
        if let Some(name) = &committee.name {
            return Ok(name.clone());
        }
        match committee.of {
            CommitteeOf::Group(group) => self.group(group),
            CommitteeOf::Unit(unit) => self.unit(unit),
            CommitteeOf::Model(model) => self.model(model),
            CommitteeOf::Project(project) => self.project(project),
        }
    }

    /// What a record is called, for lists of acts.
    pub fn record(&self, record: &AnyRecord) -> Result<String, Refusal> {
        Ok(match record {
            AnyRecord::Unit(unit) => unit.versions.last().map(|v| v.name.clone()).unwrap_or_default(),
            AnyRecord::Group(group) => self.group(group.id)?,
            AnyRecord::Household(household) => self.household(household.id)?,
            AnyRecord::Person(person) => person.full_name.clone(),
            AnyRecord::Committee(committee) => self.committee(committee)?,
            AnyRecord::Project(project) => project.name.clone(),
            AnyRecord::Contribution(contribution) => self.giver(contribution)?,
            AnyRecord::Note(note) => note.text.chars().take(60).collect(),
            AnyRecord::MovementModel(model) => model.name.clone(),
            AnyRecord::Staff(staff) => staff.name.clone(),
            AnyRecord::Due(due) => self.household(due.household)?,
            AnyRecord::LifeChange(change) => self.household(change.household)?,
            AnyRecord::Home(_) => String::new(),
            AnyRecord::DataRequest(request) => request.short_number().to_string(),
            AnyRecord::Transfer(transfer) => self.household(transfer.household)?,
            AnyRecord::Meeting(meeting) => self.meeting(meeting)?,
        })
    }

    /// A meeting: what it was about, or whose it was.
    pub fn meeting(&self, meeting: &Meeting) -> Result<String, Refusal> {
        if let Some(topic) = &meeting.topic {
            return Ok(topic.clone());
        }
        match meeting.of {
            MeetingOf::Group(group) => self.group(group),
            MeetingOf::Unit(unit) => self.unit(unit),
        }
    }

    /// Who gave.
    pub fn giver(&self, contribution: &Contribution) -> Result<String, Refusal> {
        match &contribution.from {
            Contributor::Household { household, .. } => self.household(*household),
            Contributor::Sponsor(name) => Ok(name.clone()),
        }
    }

    /// The household a record leads to.
    pub fn household_of(&self, record: &AnyRecord) -> Option<HouseholdId> {
        match record {
            AnyRecord::Household(household) => Some(household.id),
            AnyRecord::Person(person) => person.memberships.last().map(|membership| membership.household),
            AnyRecord::Contribution(contribution) => contribution.household(),
            AnyRecord::Note(Note { about: NoteAbout::Household(household), .. }) => Some(*household),
            AnyRecord::Due(due) => Some(due.household),
            AnyRecord::LifeChange(change) => Some(change.household),
            AnyRecord::Transfer(transfer) => Some(transfer.household),
            _ => None,
        }
    }
}
