//! What a table of an import folder looks like: its columns, found by name so that their order does not matter.

use std::collections::HashMap;

use super::cells::Cells;
use crate::domain::Field;
use crate::protocol::RowBody;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// Another name it may have.
    pub also: &'static str,
    /// The field its faults stand beside.
    pub field: Field,
    /// The table cannot be read without it.
    pub required: bool,
}

/// A column that must be there.
pub(super) const fn needed(name: &'static str, field: Field) -> Column {
    Column { name, also: name, field, required: true }
}

/// A column that may be missing.
pub(super) const fn maybe(name: &'static str, field: Field) -> Column {
    Column { name, also: name, field, required: false }
}

impl Column {
    /// The same column, under another name too.
    pub(super) const fn or(self, also: &'static str) -> Column {
        Column { also, ..self }
    }
}

/// A table.
pub(super) struct Table {
    /// The file's name without its ending.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Columns that stand once for each year: `poverty` is `poverty_2023`, `poverty_2024` and so on.
    pub yearly: &'static [(&'static str, Field)],
    /// Reads a row; `None` when a fault was found in it.
    pub read: fn(&mut Cells<'_>) -> Option<RowBody>,
    /// Looks at all rows of the table together, when a row alone does not say enough.
    pub finish: fn(&mut [RowBody]),
}

/// For tables whose rows say all by themselves.
pub(super) fn rows_stand_alone(_: &mut [RowBody]) {}

/// Where the columns of a table stand in one file.
#[derive(Debug, Default)]
pub(super) struct Header {
    at: HashMap<&'static str, usize>,
    years: HashMap<&'static str, Vec<(i16, usize)>>,
    /// How many cells a row has.
    pub width: usize,
    /// Columns that the table does not know.
    pub unknown: Vec<String>,
    /// Fields whose column is missing.
    pub missing: Vec<Field>,
}

impl Header {
    /// Finds the table's columns among the names in a file's first line.
    pub(super) fn of(table: &Table, names: &[String]) -> Header {
        let mut header = Header { width: names.len(), ..Header::default() };
        for (at, name) in names.iter().enumerate() {
            header.place(table, &name.to_lowercase(), at);
        }
        let gone = table.columns.iter().filter(|c| c.required && !header.at.contains_key(c.name));
        header.missing = gone.map(|column| column.field).collect();
        header
    }

    fn place(&mut self, table: &Table, name: &str, at: usize) {
        if let Some(column) = table.columns.iter().find(|c| c.name == name || c.also == name) {
            self.at.entry(column.name).or_insert(at);
            return;
        }
        let year_of = |stem: &str| name.strip_prefix(stem)?.strip_prefix('_')?.parse::<i16>().ok();
        let yearly = table.yearly.iter().find_map(|(stem, _)| Some((*stem, year_of(stem)?)));
        match yearly {
            Some((stem, year)) => self.years.entry(stem).or_default().push((year, at)),
            None => self.unknown.push(name.to_owned()),
        }
    }

    /// The place of a column.
    pub(super) fn at(&self, name: &str) -> Option<usize> {
        self.at.get(name).copied()
    }

    /// The years a yearly column stands for, each with its place.
    pub(super) fn years(&self, stem: &str) -> &[(i16, usize)] {
        self.years.get(stem).map_or(&[], Vec::as_slice)
    }
}
