//! projects, contributions.

use super::cells::Cells;
use super::table::{Table, maybe, needed, rows_stand_alone};
use super::{numbers, words};
use crate::domain::{Field, Giving, Vnd, Why};
use crate::protocol::{ImportGift, ImportGiver, RowBody};
use crate::text::keys;

pub(super) static PROJECTS: Table = Table {
    name: "projects",
    columns: &[
        needed("project_id", Field::Project),
        needed("kind", Field::KindOf),
        needed("name", Field::Name),
        needed("unit", Field::Parent),
        maybe("group", Field::Group),
        maybe("model_id", Field::Model),
        maybe("length_m", Field::Length),
        maybe("width_m", Field::Width),
        maybe("lamps", Field::Lamps),
        maybe("cameras", Field::Cameras),
        maybe("started", Field::Started),
        maybe("finished", Field::Finished),
        maybe("levy_vnd", Field::Levy),
    ],
    yearly: &[],
    read: read_project,
    finish: rows_stand_alone,
};

pub(super) static CONTRIBUTIONS: Table = Table {
    name: "contributions",
    columns: &[
        needed("contribution_id", Field::Whole),
        maybe("project_id", Field::Project),
        maybe("model_id", Field::Model),
        needed("household_or_sponsor", Field::Household),
        needed("kind", Field::Giving),
        needed("qty", Field::Quantity),
        needed("unit", Field::Measure),
        maybe("what", Field::Goods),
        needed("valued_vnd", Field::Valued),
        needed("date", Field::On),
    ],
    yearly: &[],
    read: read_contribution,
    finish: rows_stand_alone,
};

fn read_project(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("project_id");
    let kind = cells.must("kind", words::project_kind);
    let name = cells.required("name");
    let unit = cells.required("unit");
    Some(RowBody::Project {
        group: cells.optional("group"),
        model: cells.optional("model_id"),
        length: cells.may("length_m", numbers::metres),
        width: cells.may("width_m", numbers::metres),
        lamps: cells.may("lamps", numbers::count),
        cameras: cells.may("cameras", numbers::count),
        started: cells.may("started", numbers::partial),
        finished: cells.may("finished", numbers::partial),
        levy: cells.may("levy_vnd", numbers::money),
        kind: kind?,
        key,
        name,
        unit,
    })
}

fn read_contribution(cells: &mut Cells<'_>) -> Option<RowBody> {
    let key = cells.required("contribution_id");
    let (project, model) = (cells.optional("project_id"), cells.optional("model_id"));
    if project.is_none() && model.is_none() {
        cells.fault(Field::Project, Why::Missing);
    }
    let from = giver(cells.required("household_or_sponsor"));
    let on = cells.must("date", numbers::day);
    let valued = cells.must("valued_vnd", numbers::value);
    let kind = cells.must("kind", words::giving);
    let gift = kind.and_then(|kind| gift(cells, kind, valued));
    Some(RowBody::Contribution { key, project, model, from, gift: gift?, valued: valued?, on: on? })
}

/// `SPONSOR-1` and `SPONSOR: Tên` are sponsors; everything else is a household's key.
fn giver(text: String) -> ImportGiver {
    let is_sponsor = text.to_ascii_lowercase().starts_with("sponsor");
    match text.split_once(':') {
        Some((_, name)) if is_sponsor => ImportGiver::Sponsor(name.trim().to_owned()),
        None if is_sponsor => ImportGiver::Sponsor(text),
        _ => ImportGiver::Household(text),
    }
}

fn gift(cells: &mut Cells<'_>, kind: Giving, valued: Option<Vnd>) -> Option<ImportGift> {
    match kind {
        Giving::Money => {
            counted_in(cells, &["vnd", "đồng", "đ"]);
            let money = cells.must("qty", numbers::money)?;
            if valued.is_some_and(|valued| valued != money) {
                cells.fault(Field::Valued, Why::Elsewhere);
            }
            Some(ImportGift::Money(money))
        }
        Giving::Land => {
            counted_in(cells, &["m2", "m²"]);
            cells.must("qty", numbers::area).map(ImportGift::Land)
        }
        Giving::Labour => {
            counted_in(cells, &["days", "ngày", "công", "ngày công"]);
            cells.must("qty", numbers::labour).map(ImportGift::Labour)
        }
        Giving::Goods => {
            let (what, measure) = (cells.required("what"), cells.required("unit"));
            let quantity = cells.must("qty", numbers::quantity)?;
            Some(ImportGift::Goods(what, quantity, measure))
        }
    }
}

/// A quantity counted in something else than was meant is a wrong quantity.
fn counted_in(cells: &mut Cells<'_>, measures: &[&str]) {
    let unit = cells.required("unit");
    if !unit.is_empty() && !measures.iter().any(|measure| keys::fold(measure) == keys::fold(&unit)) {
        cells.fault(Field::Measure, Why::NotAChoice);
    }
}
