//! Reading a form: each value as its type, and every fault at once.

use uuid::Uuid;

use super::field::{FieldState, Input};
use crate::domain::*;
use crate::text::date::{self, DateFault};
use crate::text::{clean, number};

/// The values of a form.
pub struct Values<'a> {
    fields: &'a [FieldState],
    faults: Vec<Fault>,
    today: Date,
}

impl From<DateFault> for Why {
    fn from(fault: DateFault) -> Why {
        match fault {
            DateFault::Empty => Why::Missing,
            DateFault::NotADate => Why::NotADate,
            DateFault::NoSuchDay | DateFault::OutOfRange => Why::NoSuchDay,
        }
    }
}

impl<'a> Values<'a> {
    /// Of fields.
    pub fn of(fields: &'a [FieldState], today: Date) -> Values<'a> {
        Values { fields, faults: Vec::new(), today }
    }

    /// What was built, when nothing is wrong.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn finish<T>(self, built: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(built) } else { Err(self.faults) }
    }

    /// All that is wrong; when nothing is, the form as a whole: it could not be read.
    pub fn into_faults(mut self) -> Vec<Fault> {
        if self.faults.is_empty() {
            self.fault(Field::Whole, Why::Missing);
        }
        self.faults
    }

    /// Notes a fault of a row.
    pub fn push(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Today.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Notes a fault.
    pub fn fault(&mut self, field: Field, why: Why) {
        self.faults.push(Fault::new(field, why));
    }

    fn state(&self, field: Field, row: Option<usize>) -> Option<&'a FieldState> {
        let row = row.and_then(|row| u16::try_from(row).ok());
        self.fields.iter().find(|state| state.field == field && state.row == row)
    }

    fn typed(&self, field: Field) -> &'a str {
        self.state(field, None).map_or("", |state| state.edit.text().trim())
    }

    /// A text.
    pub fn text(&self, field: Field) -> String {
        clean::line(self.typed(field))
    }

    /// A text in a row.
    pub fn text_in(&self, field: Field, row: usize) -> String {
        clean::line(self.state(field, Some(row)).map_or("", |state| state.edit.text()))
    }

    /// A text that must be there.
    pub fn needed(&mut self, field: Field) -> String {
        let text = self.text(field);
        if text.is_empty() {
            self.fault(field, Why::Missing);
        }
        text
    }

    /// A person's name, which must be there.
    pub fn needed_name(&mut self, field: Field) -> String {
        clean::name(&self.needed(field))
    }

    /// A text, when there is one.
    pub fn optional(&self, field: Field) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.is_empty())
    }

    /// What was typed, read by `read`, when there is something.
    pub fn read<T>(&mut self, field: Field, read: impl Fn(&str) -> Result<T, Why>) -> Option<T> {
        match self.typed(field) {
            "" => None,
            typed => self.or_fault(field, read(typed)),
        }
    }

    fn or_fault<T>(&mut self, field: Field, result: Result<T, Why>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(field, why);
                None
            }
        }
    }

    /// A value that must be there.
    pub fn need<T>(&mut self, field: Field, read: impl Fn(&str) -> Result<T, Why>) -> Option<T> {
        if self.typed(field).is_empty() {
            self.fault(field, Why::Missing);
            return None;
        }
        self.read(field, read)
    }

    /// A day, when there is one.
    pub fn day(&mut self, field: Field) -> Option<Date> {
        let today = self.today.naive();
        self.read(field, |typed| Ok(Date::from(date::parse_day(typed, today)?)))
    }

    /// A day that must be there.
    pub fn need_day(&mut self, field: Field) -> Option<Date> {
        let today = self.today.naive();
        self.need(field, |typed| Ok(Date::from(date::parse_day(typed, today)?)))
    }

    /// A date of which only a part may be known.
    pub fn partial(&mut self, field: Field) -> Option<PartialDate> {
        self.read(field, |typed| Ok(PartialDate::from_parts(date::parse_partial(typed)?)))
    }

    /// A whole number.
    pub fn count(&mut self, field: Field) -> Option<u32> {
        self.read(field, |typed| Ok(number::parse_count(typed)?))
    }

    /// A whole number of at most five digits.
    pub fn small(&mut self, field: Field) -> Option<u16> {
        let count = self.count(field)?;
        self.or_fault(field, u16::try_from(count).map_err(|_| Why::TooLarge))
    }

    /// A year.
    pub fn year(&mut self, field: Field) -> Option<i16> {
        match self.partial(field)? {
            PartialDate::Year(year) => Some(year),
            _ => {
                self.fault(field, Why::NotADate);
                None
            }
        }
    }

    /// The choice, when one was made.
    pub fn choice<T: Choice>(&self, field: Field) -> Option<T> {
        self.choice_in(field, None)
    }

    /// The choice in a row.
    pub fn choice_in<T: Choice>(&self, field: Field, row: Option<usize>) -> Option<T> {
        self.state(field, row)?.chosen.as_deref().and_then(T::from_key)
    }

    /// The key of the choice in a row.
    pub fn key_in(&self, field: Field, row: Option<usize>) -> Option<&'a str> {
        self.state(field, row)?.chosen.as_deref()
    }

    /// The record chosen, when one was. Text that names no record is a fault.
    pub fn record(&mut self, field: Field) -> Option<Uuid> {
        self.record_in(field, None)
    }

    /// The record chosen in a row.
    pub fn record_in(&mut self, field: Field, row: Option<usize>) -> Option<Uuid> {
        let state = self.state(field, row)?;
        let id = state.chosen.as_deref().and_then(|id| Uuid::parse_str(id).ok());
        if id.is_none() && !state.edit.text().trim().is_empty() && state.chosen.as_deref() != Some("") {
            self.faults.push(match row {
                Some(row) => Fault::in_row(field, row, Why::NotFound),
                None => Fault::new(field, Why::NotFound),
            });
        }
        id
    }

    /// The rows of a field that finds records, with the kind each finds.
    pub fn rows_of(&self, field: Field) -> Vec<(usize, Kind)> {
        let row = |state: &FieldState| match (&state.input, state.row) {
            (Input::Record(kind), Some(row)) if state.field == field => Some((usize::from(row), *kind)),
            _ => None,
        };
        self.fields.iter().filter_map(row).collect()
    }

    /// A record that must be chosen.
    pub fn need_record(&mut self, field: Field) -> Option<Uuid> {
        let before = self.faults.len();
        let id = self.record(field);
        if id.is_none() && self.faults.len() == before {
            self.fault(field, Why::Missing);
        }
        id
    }

    /// Whether a yes-or-no field says yes.
    pub fn yes(&self, field: Field) -> bool {
        self.key_in(field, None) == Some("yes")
    }
}
