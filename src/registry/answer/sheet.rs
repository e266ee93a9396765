//! A collection sheet: the households of a group in the order of its book, with what a project asks of each.

use super::Asked;
use super::gifts;
use super::group::leader_of;
use crate::domain::{Group, GroupId, Project, ProjectId};
use crate::protocol::{Refusal, SheetRow, SheetView};

/// The sheet of a project in a group.
pub(super) fn sheet(project: ProjectId, group: GroupId, asked: &Asked<'_>) -> Result<SheetView, Refusal> {
    let Asked { view, today, .. } = *asked;
    let record = view.need::<Project>(project.0)?.record;
    let of_group = view.need::<Group>(group.0)?.record;
    let hamlet = of_group.hamlet_on(today).map(|unit| view.names().unit(unit)).transpose()?;
    let mut rows = Vec::new();
    for household in view.households_in(group)? {
        let Some(reference) = view.names().reference(household)? else { continue };
        let dues = view.dues_of_household(household)?;
        let due = dues.iter().find(|due| due.record.project == project);
        let given = view.contributions_of(household)?;
        let given = given.iter().map(|stored| &stored.record).filter(|gift| gift.project == Some(project));
        rows.push(SheetRow {
            household: reference,
            due: due.map(|due| gifts::due_line(due, view)).transpose()?,
            given: gifts::sum(given),
        });
    }
    rows.sort_by_key(|row| row.household.book_number);
    Ok(SheetView {
        project,
        name: record.name,
        levy: record.levy,
        group,
        group_number: of_group.number,
        hamlet: hamlet.unwrap_or_default(),
        leader: leader_of(group, today, view)?,
        next_receipt: view.next_receipt(today.year())?,
        rows,
    })
}
