//! A record as lines: field by field, and list item by list item, with the names of other records in them.
//!
//! Only identities and where an import came from have no line. A test changes every other value of every kind of
//! record, and expects to see it.

use crate::domain::*;
use crate::protocol::{Refusal, Shown};
use crate::registry::names::Names;

/// A field of a record, or one item of a list in it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The field.
    pub field: Field,
    /// Which of several; empty for a field that there is once.
    pub item: Vec<Shown>,
    /// What is in it.
    pub value: Vec<Shown>,
    /// What is compared beside the value: digits that are shown masked.
    pub exact: String,
}

/// The lines of a record.
pub(super) struct Lines<'a> {
    pub(super) names: &'a Names<'a>,
    lines: Vec<Line>,
}

/// The parts that are there.
pub(super) fn parts<const N: usize>(all: [Option<Shown>; N]) -> Vec<Shown> {
    let said = |shown: &Shown| *shown != Shown::Period(Validity::ALWAYS);
    all.into_iter().flatten().filter(said).collect()
}

/// A part, when there is something.
pub(super) fn some<T: Into<Shown>>(value: Option<T>) -> Option<Shown> {
    value.map(Into::into)
}

/// A part with its label, when there is something.
pub(super) fn labelled<T: Into<Shown>>(field: Field, value: Option<T>) -> Option<Shown> {
    value.map(|value| value.into().with(field))
}

/// A record as lines.
pub(super) fn of(record: &AnyRecord, names: &Names<'_>) -> Result<Vec<Line>, Refusal> {
    let mut lines = Lines { names, lines: Vec::new() };
    match record {
        AnyRecord::Unit(unit) => lines.unit(unit)?,
        AnyRecord::Group(group) => lines.group(group)?,
        AnyRecord::Household(household) => lines.household(household)?,
        AnyRecord::Person(person) => lines.person(person)?,
        AnyRecord::Committee(committee) => lines.committee(committee)?,
        AnyRecord::Project(project) => lines.project(project)?,
        AnyRecord::Contribution(contribution) => lines.contribution(contribution)?,
        AnyRecord::Note(note) => lines.note(note)?,
        AnyRecord::MovementModel(model) => lines.model(model)?,
        AnyRecord::Staff(staff) => lines.staff(staff)?,
        AnyRecord::Due(due) => lines.due(due)?,
        AnyRecord::LifeChange(change) => lines.life_change(change)?,
        AnyRecord::Home(home) => lines.home(home)?,
        AnyRecord::DataRequest(request) => lines.data_request(request)?,
        AnyRecord::Transfer(transfer) => lines.transfer(transfer)?,
        AnyRecord::Meeting(meeting) => lines.meeting(meeting)?,
    }
    Ok(lines.lines)
}

impl Lines<'_> {
    /// A field with one value.
    pub(super) fn one<T: Into<Shown>>(&mut self, field: Field, value: T) {
        self.all(field, vec![value.into()]);
    }

    /// A field with one value, when it has one.
    pub(super) fn maybe<T: Into<Shown>>(&mut self, field: Field, value: Option<T>) {
        if let Some(value) = value {
            self.one(field, value);
        }
    }

    /// A field with a value of several parts.
    pub(super) fn all(&mut self, field: Field, value: Vec<Shown>) {
        self.lines.push(Line { field, item: Vec::new(), value, exact: String::new() });
    }

    /// An item of a list.
    pub(super) fn item(&mut self, field: Field, item: Vec<Shown>, value: Vec<Shown>) {
        self.lines.push(Line { field, item, value, exact: String::new() });
    }

    /// Digits that are shown masked and compared whole.
    fn masked(&mut self, field: Field, masked: String, digits: &str) {
        self.lines.push(Line {
            field,
            item: Vec::new(),
            value: vec![masked.into()],
            exact: digits.to_owned(),
        });
    }

    pub(super) fn household_named(&self, id: HouseholdId) -> Result<Shown, Refusal> {
        Ok(Shown::Record(id.key(), self.names.household(id)?))
    }

    pub(super) fn person_named(&self, id: PersonId) -> Result<Shown, Refusal> {
        Ok(Shown::Record(id.key(), self.names.person(id)?))
    }

    pub(super) fn unit_named(&self, id: UnitId) -> Result<Shown, Refusal> {
        Ok(Shown::Record(id.key(), self.names.unit(id)?))
    }

    pub(super) fn group_named(&self, id: GroupId) -> Result<Shown, Refusal> {
        Ok(Shown::Record(id.key(), self.names.group(id)?))
    }

    pub(super) fn model_named(&self, id: ModelId) -> Result<Shown, Refusal> {
        Ok(Shown::Record(id.key(), self.names.model(id)?))
    }

    pub(super) fn project_named(&self, id: ProjectId) -> Result<Shown, Refusal> {
        Ok(Shown::Record(id.key(), self.names.project(id)?))
    }

    fn unit(&mut self, unit: &Unit) -> Result<(), Refusal> {
        let Unit { id: _, kind, versions, aliases, source: _ } = unit;
        self.one(Field::KindOf, *kind);
        for UnitVersion { name, code, parent, valid, basis } in versions {
            let parent = parent.map(|parent| self.unit_named(parent)).transpose()?;
            let value = parts([
                labelled(Field::Code, code.clone()),
                labelled(Field::Parent, parent),
                Some((*valid).into()),
                labelled(Field::Basis, basis.clone()),
            ]);
            self.item(Field::Name, vec![name.clone().into()], value);
        }
        for UnitAlias { name, seen_in } in aliases {
            self.item(Field::Alias, vec![name.clone().into()], parts([some(seen_in.clone())]));
        }
        Ok(())
    }

    fn group(&mut self, group: &Group) -> Result<(), Refusal> {
        let Group { id: _, number, hamlets, name, founded, meeting_day, grades, source: _ } = group;
        self.one(Field::GroupNumber, *number);
        for Dated { value, valid } in hamlets {
            let hamlet = self.unit_named(*value)?;
            self.item(Field::Hamlet, vec![hamlet], parts([Some((*valid).into())]));
        }
        self.maybe(Field::Name, name.clone());
        self.maybe(Field::Founded, *founded);
        self.maybe(Field::MeetingDay, *meeting_day);
        for YearGrade { year, grade, decision } in grades {
            let value = parts([Some((*grade).into()), labelled(Field::Decision, decision.clone())]);
            self.item(Field::Grade, vec![(*year).into()], value);
        }
        Ok(())
    }

    fn household(&mut self, household: &Household) -> Result<(), Refusal> {
        let Household { id: _, number, placements, address, heads, representatives, phones, .. } = household;
        let Household { nickname, poverty, cultural, policy, verified, ended, source: _, .. } = household;
        let number = ShortNumber { kind: Kind::Household, number: *number };
        self.one(Field::Code, number.to_string());
        for Placement { group, book_number, valid } in placements {
            let group = self.group_named(*group)?;
            let number = Shown::from(*book_number).with(Field::BookNumber);
            self.item(Field::Group, vec![group], parts([Some(number), Some((*valid).into())]));
        }
        self.maybe(Field::Address, Some(address.clone()).filter(|address| !address.is_empty()));
        for (field, list) in [(Field::Head, heads), (Field::Representative, representatives)] {
            for Dated { value, valid } in list {
                let person = self.person_named(*value)?;
                self.item(field, vec![person], parts([Some((*valid).into())]));
            }
        }
        for phone in phones {
            let item = vec![phone.masked().into()];
            let exact = phone.digits().to_owned();
            self.lines.push(Line { field: Field::Phones, item, value: Vec::new(), exact });
        }
        self.maybe(Field::Nickname, nickname.clone());
        for PovertyYear { year, status, decision } in poverty {
            let value = parts([Some((*status).into()), labelled(Field::Decision, decision.clone())]);
            self.item(Field::Poverty, vec![(*year).into()], value);
        }
        for CulturalYear { year, awarded } in cultural {
            self.item(Field::Cultural, vec![(*year).into()], parts([Some((*awarded).into())]));
        }
        for PolicyStatus { category, decision, valid } in policy {
            let value = parts([Some((*valid).into()), labelled(Field::Decision, decision.clone())]);
            self.item(Field::Policy, vec![category.clone().into()], value);
        }
        if let Some(Verified { on, by }) = verified {
            self.all(Field::VerifiedOn, parts([Some((*on).into()), some(Some(by.clone()))]));
        }
        if let Some(HouseholdEnd { on, why }) = ended {
            let why = self.end_of_household(why)?;
            self.all(Field::Ended, std::iter::once((*on).into()).chain(why).collect());
        }
        Ok(())
    }

    fn end_of_household(&self, why: &HouseholdEndReason) -> Result<Vec<Shown>, Refusal> {
        Ok(match why {
            HouseholdEndReason::MovedOut(to) => {
                let to = Some(to.clone()).filter(|to| !to.is_empty());
                parts([Some(LifeKind::MoveOut.into()), some(to)])
            }
            HouseholdEndReason::Joined(into) => vec![LifeKind::Join.into(), self.household_named(*into)?],
            HouseholdEndReason::NobodyLeft => vec![Shown::NobodyLeft],
        })
    }

    fn person(&mut self, person: &Person) -> Result<(), Refusal> {
        let Person { id: _, full_name, nickname, sex, birth, personal_id, old_id, occupation, .. } = person;
        let Person { residences, moved_place, associations, death, memberships, source: _, .. } = person;
        self.one(Field::FullName, full_name.clone());
        self.maybe(Field::Nickname, nickname.clone());
        self.maybe(Field::Sex, *sex);
        self.maybe(Field::Birth, *birth);
        if let Some(id) = personal_id {
            self.masked(Field::PersonalId, id.masked(), id.digits());
        }
        if let Some(id) = old_id {
            self.masked(Field::OldId, id.masked(), id.digits());
        }
        self.maybe(Field::Occupation, occupation.clone());
        for Dated { value, valid } in residences {
            self.item(Field::Residence, vec![(*value).into()], parts([Some((*valid).into())]));
        }
        self.maybe(Field::Place, moved_place.clone());
        for Dated { value, valid } in associations {
            self.item(Field::Associations, vec![(*value).into()], parts([Some((*valid).into())]));
        }
        self.maybe(Field::Died, *death);
        for Membership { household, relation, valid } in memberships {
            let household = self.household_named(*household)?;
            let value = parts([Some((*relation).into()), Some((*valid).into())]);
            self.item(Field::Household, vec![household], value);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
