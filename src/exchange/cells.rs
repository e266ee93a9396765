//! The cells of one row, read by the names of their columns. Every fault is kept, so that a row says all of them.

use super::table::{Header, Table};
use crate::domain::{Fault, Field, Why};
use crate::text::clean;

/// The cells of a row.
pub(super) struct Cells<'a> {
    table: &'a Table,
    header: &'a Header,
    texts: Vec<String>,
    faults: Vec<Fault>,
}

impl<'a> Cells<'a> {
    /// The cells of a row, cleaned.
    pub(super) fn of(table: &'a Table, header: &'a Header, record: &csv::StringRecord) -> Cells<'a> {
        let mut cells =
            Cells { table, header, texts: record.iter().map(clean::line).collect(), faults: Vec::new() };
        // Such a cell has swallowed the rows below it; no table has prose of several lines.
        if record.iter().any(|cell| cell.contains('\n')) {
            cells.fault(Field::Whole, Why::OpenQuote);
        }
        if record.len() < header.width {
            cells.fault(Field::Whole, Why::ShortRow);
        }
        if record.len() > header.width {
            cells.fault(Field::Whole, Why::LongRow);
        }
        cells
    }

    /// Adds a fault.
    pub(super) fn fault(&mut self, field: Field, why: Why) {
        self.faults.push(Fault::new(field, why));
    }

    /// The faults found.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// Whether there is none so far.
    pub(super) fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn text(&self, name: &str) -> &str {
        let text = self.header.at(name).and_then(|at| self.texts.get(at));
        text.map_or("", String::as_str)
    }

    fn field(&self, name: &str) -> Field {
        self.table.columns.iter().find(|c| c.name == name).map_or(Field::Whole, |column| column.field)
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, name: &str) -> String {
        if self.text(name).is_empty() {
            self.fault(self.field(name), Why::Missing);
        }
        self.text(name).to_owned()
    }

    /// A text that may be empty.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A value that must be there.
    pub(super) fn must<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, Why>) -> Option<T> {
        if self.text(name).is_empty() {
            self.fault(self.field(name), Why::Missing);
            return None;
        }
        self.may(name, parse)
    }

    /// A value that may be missing.
    pub(super) fn may<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, Why>) -> Option<T> {
        if self.text(name).is_empty() {
            return None;
        }
        match parse(self.text(name)) {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(self.field(name), why);
                None
            }
        }
    }

    /// The values of a column that stands once for each year; years with an empty cell are left out.
    pub(super) fn yearly<T>(&mut self, stem: &str, parse: impl Fn(&str) -> Result<T, Why>) -> Vec<(i16, T)> {
        let field = self.table.yearly.iter().find(|(name, _)| *name == stem).map_or(Field::Year, |y| y.1);
        let mut values = Vec::new();
        for (year, at) in self.header.years(stem) {
            let text = self.texts.get(*at).map_or("", String::as_str);
            match parse(text) {
                _ if text.is_empty() => {}
                Ok(value) => values.push((*year, value)),
                Err(why) => self.faults.push(Fault::new(field, why)),
            }
        }
        values
    }
}
