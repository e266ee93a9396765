//! Records for other programs: JSON lines, and rows of a sheet. Personal ids and phones come masked out of the register.
//!
//! A line of JSON is the record as it is kept, under the name of its kind. A row of a sheet has names beside the
//! ids, which need other records: [`Names`] learns them first.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::{
    AnyRecord, Choice, Contribution, Contributor, Date, Dated, Gift, Household, Kind, Person, Project,
    ShortNumber, Vnd, on_day,
};
use crate::protocol::{Exported, GroupView, HouseholdRow};
use crate::text::clean;

/// A record as one line of JSON: `{"person":{"id":...}}`.
pub fn jsonl_line(exported: &Exported) -> String {
    let mut value = serde_json::to_value(&exported.record).unwrap_or(Value::Null);
    let mut put = |kind: &str, field: &str, digits: Value| {
        if let Some(place) = value.get_mut(kind).and_then(|record| record.get_mut(field)) {
            *place = digits;
        }
    };
    put("person", "personal_id", exported.personal_id.clone().into());
    put("person", "old_id", exported.old_id.clone().into());
    put("household", "phones", exported.phones.clone().into());
    value.to_string()
}

/// What other records are called, for the rows of a sheet.
#[derive(Debug, Default)]
pub struct Names {
    names: HashMap<Uuid, String>,
    groups: HashMap<Uuid, (u16, Uuid)>,
    households: HashMap<Uuid, (u32, Uuid)>,
    projects: HashMap<Uuid, u32>,
}

impl Names {
    /// The kinds that must be learned before rows are made.
    pub const KINDS: [Kind; 6] =
        [Kind::Unit, Kind::Group, Kind::Person, Kind::Household, Kind::MovementModel, Kind::Project];

    /// Learns what a record is called on a day.
    pub fn learn(&mut self, record: &AnyRecord, today: Date) {
        let nobody = Uuid::nil();
        match record {
            AnyRecord::Unit(unit) => self.call(unit.id.0, unit.name_on(today)),
            AnyRecord::Person(person) => self.call(person.id.0, &person.full_name),
            AnyRecord::MovementModel(model) => self.call(model.id.0, &model.name),
            AnyRecord::Group(group) => {
                let hamlet = group.hamlet_on(today).map_or(nobody, |hamlet| hamlet.0);
                self.groups.insert(group.id.0, (group.number, hamlet));
            }
            AnyRecord::Household(household) => {
                let group = household.last_placement(today).map_or(nobody, |place| place.group.0);
                self.households.insert(household.id.0, (household.number, group));
                if let Some(head) = household.last_head(today) {
                    let name = self.name(head.0);
                    self.call(household.id.0, &name);
                }
            }
            AnyRecord::Project(project) => {
                self.projects.insert(project.id.0, project.number);
                self.call(project.id.0, &project.name);
            }
            _ => {}
        }
    }

    /// Learns what a group's list says of the group.
    pub(super) fn learn_group(&mut self, group: &GroupView) {
        self.groups.insert(group.id.0, (group.number, group.hamlet.0));
        self.call(group.hamlet.0, &group.hamlet_name);
    }

    /// Learns what a group's list says of the people of a household.
    pub(super) fn learn_row(&mut self, household: &Household, row: &HouseholdRow, today: Date) {
        if let Some(head) = household.last_head(today) {
            self.call(head.0, &row.head);
        }
        if let (Some(person), Some(name)) = (household.representative_on(today), &row.representative) {
            self.call(person.0, name);
        }
    }

    fn call(&mut self, id: Uuid, name: &str) {
        self.names.insert(id, name.to_owned());
    }

    fn name(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    fn group(&self, id: Uuid) -> (String, String) {
        match self.groups.get(&id) {
            Some((number, hamlet)) => (number.to_string(), self.name(*hamlet)),
            None => Default::default(),
        }
    }

    fn household(&self, id: Uuid) -> String {
        let number = self.households.get(&id).map(|(number, _)| *number);
        number.map_or_else(String::new, |number| ShortNumber { kind: Kind::Household, number }.to_string())
    }

    fn project(&self, id: Uuid) -> String {
        let number = self.projects.get(&id).copied();
        number.map_or_else(String::new, |number| ShortNumber { kind: Kind::Project, number }.to_string())
    }
}

/// The columns of a sheet of a kind, as docs/cli.md lists them; `None` for a kind that has no sheet.
#[rustfmt::skip]
pub fn sheet_columns(kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::Household => Some(&[
            "id", "number", "hamlet", "group", "book_number", "head", "representative", "address", "phones",
            "nickname", "poverty", "cultural", "policy", "ended",
        ]),
        Kind::Person => Some(&[
            "id", "full_name", "nickname", "sex", "birth", "personal_id", "old_id", "occupation", "household",
            "head", "hamlet", "group", "relation", "residence", "died",
        ]),
        Kind::Contribution => Some(&[
            "id", "number", "on", "household", "head", "sponsor", "given_by", "project", "project_name",
            "model", "giving", "money_vnd", "land_m2", "labour_days", "goods", "quantity", "measure",
            "valued_vnd", "rule", "receipts", "voided",
        ]),
        Kind::Project => Some(&[
            "id", "number", "kind", "name", "hamlet", "group", "model", "route", "length_m", "width_m",
            "lamps", "cameras", "budget_vnd", "levy_basis", "levy_vnd", "decided_at", "due", "started",
            "finished", "handover", "custodian",
        ]),
        _ => None,
    }
}

/// A record as a row of its kind's sheet, nothing in it a formula; `None` for a kind that has no sheet.
pub fn sheet_row(exported: &Exported, names: &Names, today: Date) -> Option<Vec<String>> {
    let cells = match &exported.record {
        AnyRecord::Household(household) => household_row(household, &exported.phones, names, today),
        AnyRecord::Person(person) => person_row(person, exported, names, today),
        AnyRecord::Contribution(contribution) => contribution_row(contribution, names),
        AnyRecord::Project(project) => project_row(project, names),
        _ => return None,
    };
    Some(cells.iter().map(|cell| clean::for_sheet(cell).into_owned()).collect())
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn vnd(value: Option<Vnd>) -> String {
    shown(value.map(|value| value.0))
}

/// Hundredths with a decimal point, as programs read them.
fn decimal(hundredths: Option<i64>) -> String {
    let Some(value) = hundredths else { return String::new() };
    let text = format!("{}.{:02}", value / 100, value % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<String>>().join("; ")
}

fn household_row(household: &Household, phones: &[String], names: &Names, today: Date) -> Vec<String> {
    let place = household.last_placement(today);
    let (group, hamlet) = place.map(|place| names.group(place.group.0)).unwrap_or_default();
    let person = |id: Option<crate::domain::PersonId>| id.map(|id| names.name(id.0)).unwrap_or_default();
    let holding = household.policy.iter().filter(|policy| policy.valid.contains(today));
    let number = ShortNumber { kind: Kind::Household, number: household.number };
    vec![
        household.id.to_string(),
        number.to_string(),
        hamlet,
        group,
        shown(place.map(|place| place.book_number)),
        person(household.last_head(today)),
        person(household.representative_on(today)),
        household.address.clone(),
        phones.join("; "),
        shown(household.nickname.as_ref()),
        joined(household.poverty.iter().map(|year| format!("{}:{}", year.year, year.status.key()))),
        joined(household.cultural.iter().filter(|year| year.awarded).map(|year| year.year.to_string())),
        joined(holding.map(|policy| policy.category.clone())),
        shown(household.ended.as_ref().map(|end| end.on)),
    ]
}

fn person_row(person: &Person, exported: &Exported, names: &Names, today: Date) -> Vec<String> {
    let member = person.membership_on(today).or(person.memberships.last());
    let household = member.map(|member| member.household.0).unwrap_or_default();
    let at = names.households.get(&household).map(|(_, group)| *group).unwrap_or_default();
    let (group, hamlet) = names.group(at);
    vec![
        person.id.to_string(),
        person.full_name.clone(),
        shown(person.nickname.as_ref()),
        shown(person.sex.map(Choice::key)),
        shown(person.birth.map(|birth| birth.iso())),
        shown(exported.personal_id.as_ref()),
        shown(exported.old_id.as_ref()),
        shown(person.occupation.as_ref()),
        names.household(household),
        names.name(household),
        hamlet,
        group,
        shown(member.map(|member| member.relation.key())),
        shown(residence(&person.residences, today)),
        shown(person.death.map(|death| death.iso())),
    ]
}

fn residence(list: &[Dated<crate::domain::ResidenceKind>], today: Date) -> Option<&'static str> {
    on_day(list, today).map(|residence| residence.key())
}

fn contribution_row(contribution: &Contribution, names: &Names) -> Vec<String> {
    let household = contribution.household().map(|id| id.0).unwrap_or_default();
    let sponsor = match &contribution.from {
        Contributor::Sponsor(name) => name.clone(),
        Contributor::Household { .. } => String::new(),
    };
    let project = contribution.project.map(|id| id.0).unwrap_or_default();
    let (mut money, mut land, mut labour, mut goods) = (None, None, None, None);
    match &contribution.gift {
        Gift::Money(_) => money = Some(contribution.gift.money()),
        Gift::Land { area, .. } => land = Some(area.0),
        Gift::Labour(half_days) => labour = Some(half_days.0.saturating_mul(50)),
        Gift::Goods { what, quantity, measure } => goods = Some((what, *quantity, measure)),
    }
    vec![
        contribution.id.to_string(),
        ShortNumber { kind: Kind::Contribution, number: contribution.number }.to_string(),
        contribution.on.to_string(),
        names.household(household),
        names.name(household),
        sponsor,
        contribution.given_by().map(|id| names.name(id.0)).unwrap_or_default(),
        names.project(project),
        names.name(project),
        contribution.model.map(|id| names.name(id.0)).unwrap_or_default(),
        contribution.gift.giving().key().to_owned(),
        vnd(money),
        decimal(land),
        decimal(labour),
        shown(goods.map(|goods| goods.0)),
        decimal(goods.map(|goods| goods.1)),
        shown(goods.map(|goods| goods.2)),
        contribution.valued.0.to_string(),
        shown(contribution.rule.as_ref()),
        joined(contribution.gift.live_receipts().map(|r| format!("{}/{}", r.number, r.on.year()))),
        shown(contribution.voided.as_ref().map(|voided| &voided.reason)),
    ]
}

fn project_row(project: &Project, names: &Names) -> Vec<String> {
    let levy = project.levy.as_ref();
    let group = project.group.map(|group| names.group(group.0).0).unwrap_or_default();
    let date = |date: Option<crate::domain::PartialDate>| shown(date.map(|date| date.iso()));
    vec![
        project.id.to_string(),
        ShortNumber { kind: Kind::Project, number: project.number }.to_string(),
        project.kind.key().to_owned(),
        project.name.clone(),
        names.name(project.unit.0),
        group,
        project.model.map(|id| names.name(id.0)).unwrap_or_default(),
        shown(project.route.as_ref()),
        decimal(project.length.map(|length| length.0)),
        decimal(project.width.map(|width| width.0)),
        shown(project.lamps),
        shown(project.cameras),
        vnd(project.budget),
        shown(levy.map(|levy| levy.basis.key())),
        vnd(levy.map(|levy| levy.amount)),
        shown(levy.and_then(|levy| levy.decided_at.as_ref())),
        shown(levy.and_then(|levy| levy.due)),
        date(project.started),
        date(project.finished),
        date(project.handover),
        shown(project.custodian.as_ref()),
    ]
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
