//! What a row of a file names: the tables and keys of other rows, of this import or of an earlier one; and what the
//! register has there already.

use super::import_rows::Joiner;
use crate::domain::{GroupId, HouseholdId, UnitId};
use crate::protocol::{ImportGiver, ImportHolding, Refusal, RowBody};

/// A table and a key in it.
pub(super) type Name<'a> = (&'static str, &'a str);

/// The rows that a row names.
pub(super) fn named<'a>(body: &'a RowBody) -> Vec<Name<'a>> {
    let mut names = Vec::new();
    let mut add = |table: &'static str, key: Option<&'a String>| {
        names.extend(key.map(|key| (table, key.as_str())));
    };
    match body {
        RowBody::Unit { parents, .. } => parents.iter().for_each(|(key, _)| add("units", Some(key))),
        RowBody::Alias { unit, .. } => add("units", Some(unit)),
        RowBody::Group { hamlet, .. } => add("units", Some(hamlet)),
        RowBody::Household { group, head, representative, .. } => {
            add("groups", Some(group));
            add("persons", Some(head));
            add("persons", Some(representative));
        }
        RowBody::Person { household, .. } => add("households", Some(household)),
        RowBody::BoardSeat { group, person, .. } => {
            add("groups", Some(group));
            add("persons", Some(person));
        }
        RowBody::Seat { group, model, holding, .. } => {
            add("groups", group.as_ref());
            add("models", model.as_ref());
            if let ImportHolding::Held(person, _) = holding {
                add("persons", Some(person));
            }
        }
        RowBody::Model { unit, group, .. } => {
            add("units", unit.as_ref());
            add("groups", group.as_ref());
        }
        RowBody::Participant { model, person } => {
            add("models", Some(model));
            add("persons", Some(person));
        }
        RowBody::Project { unit, group, model, .. } => {
            add("units", Some(unit));
            add("groups", group.as_ref());
            add("models", model.as_ref());
        }
        RowBody::Meeting { unit, .. } => add("units", Some(unit)),
        RowBody::Contribution { project, model, from, .. } => {
            add("projects", project.as_ref());
            add("models", model.as_ref());
            if let ImportGiver::Household(household) = from {
                add("households", Some(household));
            }
        }
    }
    names
}

impl Joiner<'_> {
    /// What the register has where a row goes: book numbers go on in a group that is there, and a levy asks the
    /// households of before too.
    pub(super) fn look_around(&mut self, body: &RowBody) -> Result<(), Refusal> {
        let of = |table, key: &String| self.keys.get(&(table, key.clone())).filter(|known| known.before);
        match body {
            RowBody::Household { group, .. } => {
                let group = of("groups", group).map(|known| GroupId(known.key.id));
                if let Some(group) = group.filter(|group| !self.next_book_number.contains_key(group)) {
                    let last = self.view.placements_in(group)?.into_iter().map(|(_, number)| number).max();
                    self.next_book_number.insert(group, last.unwrap_or(0).saturating_add(1));
                }
            }
            RowBody::Project { unit, group, levy: Some(_), .. } => {
                let group = group.as_ref().and_then(|group| of("groups", group));
                let hamlet = of("units", unit).map(|known| UnitId(known.key.id));
                if let Some(group) = group.map(|known| GroupId(known.key.id)) {
                    self.know_households(group)?;
                }
                if let Some(hamlet) = hamlet {
                    self.know_groups(hamlet)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn know_groups(&mut self, hamlet: UnitId) -> Result<(), Refusal> {
        for group in self.view.groups_of(hamlet)? {
            let known = self.groups_by_hamlet.entry(hamlet).or_default();
            if !known.contains(&group.id) {
                known.push(group.id);
            }
            self.know_households(group.id)?;
        }
        Ok(())
    }

    fn know_households(&mut self, group: GroupId) -> Result<(), Refusal> {
        let here = self.view.households_in(group)?;
        let known = self.households_by_group.entry(group).or_default();
        let more: Vec<HouseholdId> = here.into_iter().filter(|id| !known.contains(id)).collect();
        known.extend(more);
        Ok(())
    }
}
