//! units, aliases, groups: where people live.

use super::cells::Cells;
use super::table::{Table, maybe, needed, rows_stand_alone};
use super::{numbers, words};
use crate::domain::{Date, Field, Validity, Why};
use crate::protocol::RowBody;

pub(super) static UNITS: Table = Table {
    name: "units",
    columns: &[
        needed("unit_id", Field::Code),
        needed("kind", Field::KindOf),
        maybe("code", Field::Code),
        needed("name", Field::Name),
        maybe("parent", Field::Parent),
        maybe("valid_from", Field::From),
        maybe("valid_to", Field::To),
        maybe("basis", Field::Basis).or("note"),
    ],
    yearly: &[],
    read: read_unit,
    finish: rows_stand_alone,
};

pub(super) static ALIASES: Table = Table {
    name: "aliases",
    columns: &[needed("unit_id", Field::Code), needed("alias", Field::Alias), maybe("source", Field::Basis)],
    yearly: &[],
    read: read_alias,
    finish: rows_stand_alone,
};

pub(super) static GROUPS: Table = Table {
    name: "groups",
    columns: &[
        needed("group_id", Field::Group),
        needed("hamlet", Field::Hamlet),
        needed("number", Field::GroupNumber),
        maybe("name", Field::Name),
        // A count that the households themselves give.
        maybe("households", Field::Whole),
    ],
    yearly: &[("grade", Field::Grade)],
    read: read_group,
    finish: rows_stand_alone,
};

fn read_unit(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("unit_id");
    let kind = cells.must("kind", words::unit_kind);
    let name = cells.required("name");
    let parents = cells.may("parent", parents).unwrap_or_default();
    let from = cells.may("valid_from", numbers::day);
    let to = cells.may("valid_to", numbers::day);
    let valid = Validity::between(from, to);
    if valid.is_none() {
        cells.fault(Field::To, Why::EndsBeforeBegins);
    }
    let (code, basis) = (cells.optional("code"), cells.optional("basis"));
    Some(RowBody::Unit { key, kind: kind?, code, name, parents, valid: valid?, basis })
}

/// `A>B@2025-07-01`: under A, and from that day on under B.
fn parents(text: &str) -> Result<Vec<(String, Option<Date>)>, Why> {
    let parent = |part: &str| {
        let (key, since) = match part.split_once('@') {
            Some((key, day)) => (key.trim(), Some(numbers::day(day)?)),
            None => (part.trim(), None),
        };
        if key.is_empty() { Err(Why::Missing) } else { Ok((key.to_owned(), since)) }
    };
    let all: Vec<(String, Option<Date>)> = text.split('>').map(parent).collect::<Result<_, Why>>()?;
    let days_rise = all.windows(2).all(|pair| pair[1].1.is_some() && pair[0].1 < pair[1].1);
    if days_rise { Ok(all) } else { Err(Why::EndsBeforeBegins) }
}

fn read_alias(cells: &mut Cells<'_>) -> Option<RowBody> {
    let (unit, name) = (cells.required("unit_id"), cells.required("alias"));
    Some(RowBody::Alias { unit, name, seen_in: cells.optional("source") })
}

fn read_group(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("group_id");
    let hamlet = cells.required("hamlet");
    let number = cells.must("number", numbers::small);
    let grades = cells.yearly("grade", words::grade);
    Some(RowBody::Group { key, hamlet, number: number?, name: cells.optional("name"), grades })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_changes_on_its_day() {
        let july = Date::ymd(2025, 7, 1);
        assert_eq!(parents("A>B@2025-07-01"), Ok(vec![("A".into(), None), ("B".into(), july)]));
        assert_eq!(parents("A"), Ok(vec![("A".into(), None)]));
        assert_eq!(parents("A>B"), Err(Why::EndsBeforeBegins));
        assert_eq!(parents("A>B@2025-13-01"), Err(Why::NoSuchDay));
        assert_eq!(parents("A>@2025-07-01"), Err(Why::Missing));
    }
}
