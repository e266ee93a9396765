//! What a screen lists as a sheet for other programs: the households of a group, the agreed amounts of a project.
//!
//! What leaves the register is asked for as an export is, so that the register says who may and writes it down: the
//! rows are of records that it gave out. The view on the screen has the names for them.

use std::collections::HashSet;

use uuid::Uuid;

use super::export::{Names, sheet_columns, sheet_row};
use crate::domain::{AnyRecord, Date, Kind, RecordKey};
use crate::protocol::{Exported, GroupView, ProjectDue, ProjectView};
use crate::text::clean;

/// What a spreadsheet sees the encoding by; without it Vietnamese letters come out wrong on Windows.
const MARK: &str = "\u{feff}";

/// A list that becomes a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The households of a group: the columns of an export of households.
    Group(Box<GroupView>),
    /// The amounts agreed for a project, with what was paid.
    Project(Box<ProjectView>),
}

/// The columns of the agreed amounts.
const DUES: [&str; 13] = [
    "project",
    "project_name",
    "household",
    "hamlet",
    "group",
    "book_number",
    "head",
    "amount_vnd",
    "asked_vnd",
    "reason",
    "received_vnd",
    "left_vnd",
    "promised",
];

impl Listed {
    /// The kind of the records that have to be asked for.
    pub fn kind(&self) -> Kind {
        match self {
            Listed::Group(_) => Kind::Household,
            Listed::Project(_) => Kind::Due,
        }
    }

    /// Which of them.
    pub fn wanted(&self) -> HashSet<Uuid> {
        match self {
            Listed::Group(group) => group.households.iter().map(|row| row.id.0).collect(),
            Listed::Project(project) => project.dues.iter().map(|due| due.due.id.0).collect(),
        }
    }

    /// The sheet, of the records that were given out, in the order of the list.
    pub fn to_csv(&self, given: &[Exported], today: Date) -> String {
        let rows = match self {
            Listed::Group(group) => household_rows(group, given, today),
            Listed::Project(project) => due_rows(project, given),
        };
        rows.iter().fold(MARK.to_owned(), |text, row| text + &csv_line(row) + "\n")
    }
}

fn of_key(given: &[Exported], key: RecordKey) -> Option<&Exported> {
    given.iter().find(|exported| exported.record.key() == key)
}

fn household_rows(group: &GroupView, given: &[Exported], today: Date) -> Vec<Vec<String>> {
    let mut names = Names::default();
    names.learn_group(group);
    let columns = sheet_columns(Kind::Household).unwrap_or_default();
    let mut rows = vec![columns.iter().map(|column| (*column).to_owned()).collect()];
    for row in &group.households {
        let Some(exported) = of_key(given, row.id.key()) else { continue };
        if let AnyRecord::Household(household) = &exported.record {
            names.learn_row(household, row, today);
        }
        rows.extend(sheet_row(exported, &names, today));
    }
    rows
}

fn due_rows(project: &ProjectView, given: &[Exported]) -> Vec<Vec<String>> {
    let known = project.dues.iter().filter(|due| of_key(given, due.due.id.key()).is_some());
    let head = DUES.iter().map(|column| (*column).to_owned()).collect();
    std::iter::once(head).chain(known.map(|due| due_row(project, due))).collect()
}

fn due_row(project: &ProjectView, of: &ProjectDue) -> Vec<String> {
    let (household, due) = (&of.household, &of.due);
    let cells = [
        project.row.number.to_string(),
        project.row.name.clone(),
        household.number.to_string(),
        household.hamlet.clone(),
        household.group.to_string(),
        household.book_number.to_string(),
        household.head.clone(),
        due.amount.0.to_string(),
        due.asked.0.to_string(),
        due.reason.clone().unwrap_or_default(),
        due.received.0.to_string(),
        due.left.0.to_string(),
        due.promised.map(|day| day.to_string()).unwrap_or_default(),
    ];
    cells.iter().map(|cell| clean::for_sheet(cell).into_owned()).collect()
}

/// A line of CSV without its end.
pub fn csv_line<T: AsRef<[u8]>>(cells: &[T]) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // Writing to memory does not fail, and all rows have their own writer, so that their lengths may differ.
    writer.write_record(cells).unwrap_or_default();
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must() {
        assert_eq!(
            csv_line(&["Số 154, bờ kinh", "Út \"Lúa\"", ""]),
            "\"Số 154, bờ kinh\",\"Út \"\"Lúa\"\"\","
        );
    }
}
