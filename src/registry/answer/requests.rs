//! The register of requests about personal data, and how many of them are overdue.

use super::Asked;
use crate::domain::{DataRequest, PersonId, StaffRole};
use crate::protocol::{Refusal, RequestRow};
use crate::store::Stored;

/// Requests in scope: open ones by their day, the ended ones, where they are wanted, behind them.
pub(super) fn requests(all: bool, asked: &Asked<'_>) -> Result<Vec<RequestRow>, Refusal> {
    let stored = if all { asked.view.every::<DataRequest>()? } else { asked.view.open_requests()? };
    let mut rows = rows_of(stored, asked)?;
    rows.sort_by_key(|row| (row.due.is_none(), row.due, row.request.number));
    Ok(rows)
}

/// A person's requests, the newest first.
pub(super) fn of_person(person: PersonId, asked: &Asked<'_>) -> Result<Vec<RequestRow>, Refusal> {
    let mut rows = rows_of(asked.view.requests_of(person)?, asked)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.request.number));
    Ok(rows)
}

/// How many are overdue; they are the administrator's to look after.
pub(super) fn overdue(asked: &Asked<'_>) -> Result<u32, Refusal> {
    if asked.actor.role != StaffRole::Admin {
        return Ok(0);
    }
    let mut overdue = 0;
    for stored in asked.view.open_requests()? {
        let late = stored.record.is_overdue_on(asked.today);
        overdue += u32::from(late && asked.sees(&stored.record.into())?);
    }
    Ok(overdue)
}

fn rows_of(stored: Vec<Stored<DataRequest>>, asked: &Asked<'_>) -> Result<Vec<RequestRow>, Refusal> {
    let mut rows = Vec::new();
    for Stored { rev, record } in stored {
        if asked.sees(&record.clone().into())? {
            rows.push(row(rev, record, asked)?);
        }
    }
    Ok(rows)
}

fn row(rev: u64, request: DataRequest, asked: &Asked<'_>) -> Result<RequestRow, Refusal> {
    let names = asked.view.names();
    Ok(RequestRow {
        number: request.short_number(),
        rev,
        person: request.person.map(|person| names.person(person)).transpose()?,
        answer_by: request.answer_by(),
        complete_by: request.complete_by(),
        due: request.due(),
        overdue: request.is_overdue_on(asked.today),
        request,
    })
}
