//! What a record belongs to, for whoever asks whether it is in somebody's scope.

use std::collections::BTreeMap;

use super::scope::{Place, Scope};
use super::view::View;
use super::work::Pending;
use crate::domain::*;
use crate::protocol::{Refusal, ScopeName};

/// The records a question of scope is about: as they stand, or, for what is only being made, as it shall be.
///
/// What stands comes first: a household on its way to another group still belongs to the one it leaves.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    view: &'a View<'a>,
    made: Option<&'a BTreeMap<RecordKey, Pending>>,
    today: Date,
}

impl<'a> Places<'a> {
    /// As the records stand.
    pub fn of(view: &'a View<'a>, today: Date) -> Places<'a> {
        Places { view, made: None, today }
    }

    /// With records that a command is making.
    pub fn with(view: &'a View<'a>, made: &'a BTreeMap<RecordKey, Pending>, today: Date) -> Places<'a> {
        Places { view, made: Some(made), today }
    }

    fn get<R: Record>(&self, id: uuid::Uuid) -> Result<Option<R>, Refusal> {
        if let Some(stored) = self.view.get::<R>(id)? {
            return Ok(Some(stored.record));
        }
        let made = self.made.and_then(|made| made.get(&RecordKey { kind: R::KIND, id }));
        Ok(made.and_then(|pending| pending.after.clone()).and_then(R::from_any))
    }

    /// Whether a record may be seen. A person is seen with every household they belong or belonged to.
    pub fn sees(&self, scope: &Scope, record: &AnyRecord) -> Result<bool, Refusal> {
        if scope.is_everywhere() {
            return Ok(true);
        }
        if let AnyRecord::Person(person) = record {
            for membership in &person.memberships {
                if scope.sees(self.of_household(membership.household)?) {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if let AnyRecord::Transfer(transfer) = record {
            return Ok(both_ends(transfer).into_iter().any(|place| scope.sees(place)));
        }
        Ok(scope.sees(self.place(record)?))
    }

    /// Every place where the record of a key may be seen; none when it is not there.
    pub fn all_of(&self, key: RecordKey) -> Result<Vec<Place>, Refusal> {
        match self.view.get_any(key)?.map(|stored| stored.record) {
            Some(AnyRecord::Person(person)) => {
                let households = person.memberships.iter().map(|membership| membership.household);
                households.map(|household| self.of_household(household)).collect()
            }
            // Whoever it is sent to hears of it as soon as whoever sent it.
            Some(AnyRecord::Transfer(transfer)) => Ok(both_ends(&transfer).to_vec()),
            Some(record) => Ok(vec![self.place(&record)?]),
            None => Ok(Vec::new()),
        }
    }

    /// Where a record belongs, for whoever wants to change it. A member of staff belongs where they look, which
    /// `permit` asks for itself.
    pub fn place(&self, record: &AnyRecord) -> Result<Place, Refusal> {
        match record {
            AnyRecord::Unit(unit) => Ok(Place::Unit(unit.id)),
            AnyRecord::Group(group) => Ok(Place::Group(group.id)),
            AnyRecord::Household(household) => Ok(self.of_placement(household)),
            AnyRecord::Person(person) => {
                let membership = person.membership_on(self.today).or(person.memberships.last());
                membership.map_or(Ok(Place::Closed), |membership| self.of_household(membership.household))
            }
            AnyRecord::Committee(committee) => match committee.of {
                CommitteeOf::Group(group) => Ok(Place::Group(group)),
                CommitteeOf::Unit(unit) => Ok(Place::Unit(unit)),
                CommitteeOf::Model(model) => self.of_model(model),
                CommitteeOf::Project(project) => self.of_project(project),
            },
            AnyRecord::Project(project) => Ok(place_of_project(project)),
            AnyRecord::MovementModel(model) => Ok(place_of_model(model)),
            AnyRecord::Contribution(contribution) => self.of_contribution(contribution),
            AnyRecord::Note(note) => match note.about {
                NoteAbout::Household(household) => self.of_household(household),
                NoteAbout::Person(person) => self.of_person(person),
                NoteAbout::Project(project) => self.of_project(project),
                NoteAbout::Contribution(contribution) => {
                    let contribution = self.get::<Contribution>(contribution.0)?;
                    contribution.map_or(Ok(Place::Closed), |one| self.of_contribution(&one))
                }
            },
            AnyRecord::Due(due) => self.of_household(due.household),
            AnyRecord::LifeChange(change) => self.of_household(change.household),
            AnyRecord::Transfer(transfer) => Ok(Place::Group(transfer.from)),
            AnyRecord::Meeting(meeting) => Ok(match meeting.of {
                MeetingOf::Group(group) => Place::Group(group),
                MeetingOf::Unit(unit) => Place::Unit(unit),
            }),
            AnyRecord::Home(_) => Ok(Place::Home),
            AnyRecord::DataRequest(request) => {
                // One that names nobody of the register is for whoever looks after all of it.
                request.person.map_or(Ok(Place::Closed), |id| self.of_person(id))
            }
            AnyRecord::Staff(_) => Ok(Place::Closed),
        }
    }

    fn of_placement(&self, household: &Household) -> Place {
        let place = household.last_placement(self.today);
        place.map_or(Place::Closed, |place| Place::Group(place.group))
    }

    /// Where a household belongs.
    pub fn of_household(&self, id: HouseholdId) -> Result<Place, Refusal> {
        let household = self.get::<Household>(id.0)?;
        Ok(household.map_or(Place::Closed, |household| self.of_placement(&household)))
    }

    fn of_person(&self, id: PersonId) -> Result<Place, Refusal> {
        let person = self.get::<Person>(id.0)?;
        person.map_or(Ok(Place::Closed), |person| self.place(&person.into()))
    }

    fn of_project(&self, id: ProjectId) -> Result<Place, Refusal> {
        let project = self.get::<Project>(id.0)?;
        Ok(project.as_ref().map_or(Place::Closed, place_of_project))
    }

    fn of_model(&self, id: ModelId) -> Result<Place, Refusal> {
        let model = self.get::<MovementModel>(id.0)?;
        Ok(model.as_ref().map_or(Place::Closed, place_of_model))
    }

    /// A household's gift belongs to the household; a sponsor's to what it was given to.
    fn of_contribution(&self, contribution: &Contribution) -> Result<Place, Refusal> {
        match (contribution.household(), contribution.project, contribution.model) {
            (Some(household), _, _) => self.of_household(household),
            (None, Some(project), _) => self.of_project(project),
            (None, None, Some(model)) => self.of_model(model),
            (None, None, None) => Ok(Place::Closed),
        }
    }

    /// What a place is called, for whoever is told that it is not theirs; none where there is nothing to name.
    pub fn name(&self, place: Place) -> Result<Option<ScopeName>, Refusal> {
        let named = match place {
            Place::Group(group) => ScopeUnit::Group(group),
            Place::Unit(unit) => ScopeUnit::Unit(unit),
            Place::Home | Place::Closed => return Ok(None),
        };
        self.view.names().place(named, self.today).map(Some)
    }

    /// The same in one text, `05 Quới An`.
    pub fn short_name(&self, place: Place) -> Result<String, Refusal> {
        match place {
            Place::Group(group) => self.view.names().group(group),
            Place::Unit(unit) => self.view.names().unit(unit),
            Place::Home | Place::Closed => Ok(String::new()),
        }
    }
}

fn place_of_project(project: &Project) -> Place {
    project.group.map_or(Place::Unit(project.unit), Place::Group)
}

fn place_of_model(model: &MovementModel) -> Place {
    let unit = model.unit.map_or(Place::Home, Place::Unit);
    model.group.map_or(unit, Place::Group)
}

/// A sending belongs to the group the household leaves, and concerns the one it goes to as well.
fn both_ends(transfer: &Transfer) -> [Place; 2] {
    [Place::Group(transfer.from), Place::Group(transfer.to)]
}
