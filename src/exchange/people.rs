//! households, persons.

use super::cells::Cells;
use super::table::{Table, maybe, needed, rows_stand_alone};
use super::{numbers, words};
use crate::domain::{Field, PersonalId, Phone, Why};
use crate::protocol::RowBody;

pub(super) static HOUSEHOLDS: Table = Table {
    name: "households",
    columns: &[
        needed("household_id", Field::Household),
        needed("group_id", Field::Group),
        needed("head", Field::Head),
        maybe("representative", Field::Representative),
        maybe("policy", Field::Policy),
        maybe("address", Field::Address),
        maybe("phones", Field::Phones),
    ],
    yearly: &[("poverty", Field::Poverty), ("gdvh", Field::Cultural)],
    read: read_household,
    finish: rows_stand_alone,
};

pub(super) static PERSONS: Table = Table {
    name: "persons",
    columns: &[
        needed("person_id", Field::Person),
        needed("household_id", Field::Household),
        needed("full_name", Field::FullName),
        maybe("sex", Field::Sex),
        maybe("birth", Field::Birth).or("birth_year"),
        maybe("personal_id", Field::PersonalId).or("personal_id_synthetic"),
        needed("relation", Field::Relation),
        needed("residence", Field::Residence),
    ],
    yearly: &[],
    read: read_person,
    finish: rows_stand_alone,
};

fn read_household(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("household_id");
    let group = cells.required("group_id");
    let head = cells.required("head");
    let poverty = cells.yearly("poverty", words::poverty);
    let cultural = cells.yearly("gdvh", words::yes_or_no);
    let phones = cells.may("phones", phones).unwrap_or_default();
    let representative = cells.optional("representative").unwrap_or_else(|| head.clone());
    let (policy, address) = (cells.optional("policy"), cells.optional("address").unwrap_or_default());
    Some(RowBody::Household { key, group, head, representative, poverty, cultural, policy, address, phones })
}

fn phones(text: &str) -> Result<Vec<Phone>, Why> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(Phone::parse).collect()
}

fn read_person(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("person_id");
    let household = cells.required("household_id");
    let full_name = cells.required("full_name");
    let sex = cells.may("sex", words::sex);
    let birth = cells.may("birth", numbers::partial);
    let personal_id = cells.may("personal_id", PersonalId::parse);
    let relation = cells.must("relation", words::relation);
    let residence = cells.must("residence", words::residence);
    Some(RowBody::Person {
        key,
        household,
        full_name,
        sex,
        birth,
        personal_id,
        relation: relation?,
        residence: residence?,
    })
}
