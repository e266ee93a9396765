//! Rows of imports that come in pieces, until all are there, and what became of imports, for a client that asks again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::protocol::{ImportReport, ImportRow, Refusal};

/// The most rows of all imports that are collected at once: a few gigabytes.
const MOST_ROWS: usize = 20_000_000;
/// An import of which no piece came for this long is let go: its client has gone.
const KEPT_MS: i64 = 15 * 60_000;
/// Imports of one login at once; with one more the oldest is let go.
const MOST_OF_A_LOGIN: usize = 3;
/// How many reports are kept for a client that did not get its own.
const MOST_REPORTS: usize = 32;

/// The imports under way.
#[derive(Default)]
pub(super) struct Imports(Mutex<State>);

#[derive(Default)]
struct State {
    collected: HashMap<Uuid, Collected>,
    reports: VecDeque<(Uuid, ImportReport)>,
}

struct Collected {
    login: String,
    rows: Vec<ImportRow>,
    /// When the last piece came, UTC milliseconds.
    last: i64,
}

impl Imports {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Collects rows. Those that were sent again after a broken line are known by their place.
    ///
    /// # Errors
    /// [`Refusal::Incomplete`] when rows before them are missing, [`Refusal::TooMuch`].
    pub fn collect(
        &self,
        batch: Uuid,
        login: &str,
        before: u32,
        rows: Vec<ImportRow>,
        now: i64,
    ) -> Result<(), Refusal> {
        let mut state = self.state();
        state.collected.retain(|_, one| (0..KEPT_MS).contains(&(now - one.last)));
        let known = state.collected.get(&batch).map_or(0, |one| one.rows.len());
        if state.collected.get(&batch).is_some_and(|one| one.login != login) {
            return Err(Refusal::Incomplete);
        }
        let before = usize::try_from(before).unwrap_or(usize::MAX);
        if known < before {
            return Err(Refusal::Incomplete);
        }
        if known == before {
            let all: usize = state.collected.values().map(|one| one.rows.len()).sum();
            if all + rows.len() > MOST_ROWS {
                return Err(Refusal::TooMuch);
            }
            state.make_room(batch, login);
            let new = || Collected { login: login.to_owned(), rows: Vec::new(), last: now };
            state.collected.entry(batch).or_insert_with(new).rows.extend(rows);
        }
        if let Some(one) = state.collected.get_mut(&batch) {
            one.last = now;
        }
        Ok(())
    }

    /// The rows of an import, when all are there; they are let go here either way. One without rows is there always.
    pub fn take(&self, batch: Uuid, login: &str, count: u32) -> Option<Vec<ImportRow>> {
        let mut state = self.state();
        if state.collected.get(&batch).is_some_and(|one| one.login != login) {
            return None;
        }
        let rows = state.collected.remove(&batch).map(|one| one.rows).unwrap_or_default();
        (u32::try_from(rows.len()) == Ok(count)).then_some(rows)
    }

    /// Keeps a report for whoever asks again under the same key.
    pub fn keep(&self, request: Uuid, report: &ImportReport) {
        let mut state = self.state();
        state.reports.truncate(MOST_REPORTS - 1);
        state.reports.push_front((request, report.clone()));
    }

    /// What an import under this key was answered.
    pub fn report(&self, request: Uuid) -> Option<ImportReport> {
        let state = self.state();
        state.reports.iter().find(|(key, _)| *key == request).map(|(_, report)| report.clone())
    }
}

impl State {
    fn make_room(&mut self, batch: Uuid, login: &str) {
        if self.collected.contains_key(&batch) {
            return;
        }
        let theirs = || self.collected.iter().filter(|(_, one)| one.login == login);
        if theirs().count() < MOST_OF_A_LOGIN {
            return;
        }
        let oldest = theirs().min_by_key(|(_, one)| one.last).map(|(batch, _)| *batch);
        oldest.map(|batch| self.collected.remove(&batch));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::RowBody;

    const NOW: i64 = 1_699_938_000_000;

    fn rows(count: u32) -> Vec<ImportRow> {
        let body = || RowBody::Alias { unit: "U-1".into(), name: "Quới An".into(), seen_in: None };
        (0..count).map(|line| ImportRow { line, body: body() }).collect()
    }

    fn batch(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn pieces_are_joined_in_order_and_each_counts_once() {
        let imports = Imports::default();
        let put = |before, count| imports.collect(batch(1), "an", before, rows(count), NOW);
        assert_eq!(put(1, 1), Err(Refusal::Incomplete));
        for (before, count) in [(0, 2), (0, 2), (2, 3), (2, 3)] {
            put(before, count).unwrap();
        }
        assert_eq!(put(9, 1), Err(Refusal::Incomplete));
        assert_eq!(imports.take(batch(1), "an", 5).unwrap().len(), 5);
        assert!(imports.take(batch(1), "an", 5).is_none());
    }

    #[test]
    fn one_that_is_not_whole_or_not_theirs_is_not_given() {
        let imports = Imports::default();
        imports.collect(batch(1), "an", 0, rows(2), NOW).unwrap();
        assert_eq!(imports.collect(batch(1), "hai", 2, rows(1), NOW), Err(Refusal::Incomplete));
        assert!(imports.take(batch(1), "hai", 2).is_none());
        assert!(imports.take(batch(1), "an", 3).is_none());
    }

    #[test]
    fn what_nobody_goes_on_with_is_let_go() {
        let imports = Imports::default();
        let put = |number, at| imports.collect(batch(number), "an", 0, rows(1), at).unwrap();
        put(1, NOW);
        put(2, NOW + KEPT_MS);
        assert!(imports.take(batch(1), "an", 1).is_none(), "its client has gone");
        for number in 3..6 {
            put(number, NOW + KEPT_MS + i64::try_from(number).unwrap());
        }
        assert!(imports.take(batch(2), "an", 1).is_none(), "it is the oldest of too many");
        assert!(imports.take(batch(3), "an", 1).is_some());
    }
}
