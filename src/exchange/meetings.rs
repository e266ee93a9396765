//! meetings, with their head counts.

use super::cells::Cells;
use super::table::{Table, maybe, needed, rows_stand_alone};
use super::{numbers, words};
use crate::domain::{Attendances, Field};
use crate::protocol::RowBody;

pub(super) static MEETINGS: Table = Table {
    name: "meetings",
    columns: &[
        needed("meeting_id", Field::Whole),
        needed("kind", Field::KindOf),
        needed("unit", Field::Hamlet),
        needed("date", Field::On),
        maybe("attendees", Field::Headcount),
        maybe("occasion", Field::Occasion),
    ],
    yearly: &[],
    read,
    finish: rows_stand_alone,
};

fn read(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("meeting_id");
    let kind = cells.must("kind", words::meeting_kind);
    let unit = cells.required("unit");
    let on = cells.must("date", numbers::day);
    let headcount = cells.may("attendees", numbers::count).map(Attendances);
    let occasion = cells.optional("occasion");
    Some(RowBody::Meeting { key, kind: kind?, unit, on: on?, headcount, occasion })
}
