//! Answering for a household that was sent from another group: taking it in, or sending it back.

use super::line;
use crate::domain::Field;
use crate::phrases::{Lang, screens};
use crate::protocol::{Command, TransferRow};
use crate::text::date::show_day;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// What has to be known to decide, and the number in the book.
pub fn accept_fields(row: &TransferRow, lang: Lang) -> Vec<FieldState> {
    let mut fields = shown(row, lang);
    let number = row.book_number.map(|number| number.to_string()).unwrap_or_default();
    fields.push(FieldState::new(lang, Field::BookNumber, Input::Count).with(number));
    fields
}

/// The same, and the reason.
pub fn decline_fields(row: &TransferRow, lang: Lang) -> Vec<FieldState> {
    let mut fields = shown(row, lang);
    fields.push(line(lang, Field::Reason));
    fields
}

fn shown(row: &TransferRow, lang: Lang) -> Vec<FieldState> {
    let words = screens(lang);
    let household = format!("{} ({}), {} {}", row.head, row.number, row.persons, words.members);
    let groups = format!("{} -> {}", row.from, row.to);
    let sent = format!("{}, {}", row.asked_by, show_day(row.asked_on.naive()));
    let all = [
        (Field::Household, Some(household)),
        (Field::Group, Some(groups)),
        (Field::On, Some(show_day(row.on.naive()))),
        (Field::WrittenBy, Some(sent)),
        (Field::Basis, row.basis.clone()),
        (Field::ToldBy, row.told_by.clone()),
    ];
    let fixed =
        |(field, text): (Field, Option<String>)| text.map(|text| line(lang, field).with(text).fixed());
    all.into_iter().filter_map(fixed).collect()
}

/// Reads taking in.
pub fn accept(row: &TransferRow, values: &mut Values<'_>) -> Command {
    let book_number = values.small(Field::BookNumber);
    Command::AcceptTransfer { transfer: row.id, base: row.rev, book_number }
}

/// Reads sending back. Whether a reason is needed depends on who asks: the register says so.
pub fn decline(row: &TransferRow, values: &mut Values<'_>) -> Command {
    let reason = values.text(Field::Reason);
    Command::DeclineTransfer { transfer: row.id, base: row.rev, reason }
}
