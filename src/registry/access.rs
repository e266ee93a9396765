//! What is written down of who saw what, and how often somebody without the right to see digits may look up by them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Actor, Registry, locked, permit};
use crate::domain::{Date, HouseholdId, Kind, RecordKey};
use crate::protocol::{Access, AccessKind, Refusal};
use crate::store::Durably;
use crate::text::clean;

/// A card that is opened again within this time is the same visit: an open card is asked for anew with every change.
const SAME_VISIT_MS: i64 = 10 * 60_000;
/// Refusals of one login that are written down within a window; the next one written says how many were not.
const MOST_REFUSALS: u32 = 20;
/// The window of refusals.
const REFUSALS_MS: i64 = 60_000;
/// Look-ups by whole or last digits within a window, for whoever may not see the digits: enough for a desk, and a
/// thousand years for the five masked digits of an id.
const MOST_DIGITS: u32 = 30;
/// The window of look-ups by digits.
const DIGITS_MS: i64 = 10 * 60_000;

/// What is remembered between entries.
#[derive(Debug, Default)]
pub(super) struct Watch {
    state: Mutex<HashMap<String, OfLogin>>,
}

#[derive(Debug, Default)]
struct OfLogin {
    visits: HashMap<Visited, i64>,
    refusals: Window,
    digits: Window,
    last_digits: String,
}

/// What is noted once a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Visited {
    Card(HouseholdId),
    /// Records of a kind, page by page.
    Export(Kind, AccessKind),
}

/// How often something happened since a time began.
#[derive(Debug, Default)]
struct Window {
    began: i64,
    count: u32,
    unwritten: u32,
}

impl Window {
    /// Counts one more; how many there were in this window before it.
    fn count(&mut self, now: i64, length: i64) -> u32 {
        if now - self.began >= length || now < self.began {
            (self.began, self.count) = (now, 0);
        }
        self.count = self.count.saturating_add(1);
        self.count - 1
    }
}

impl Watch {
    fn of<T>(&self, login: &str, read: impl FnOnce(&mut OfLogin) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        read(state.entry(login.to_owned()).or_default())
    }

    fn is_new_visit(&self, login: &str, what: Visited, now: i64) -> bool {
        self.of(login, |of| {
            of.visits.retain(|_, last| (0..SAME_VISIT_MS).contains(&(now - *last)));
            of.visits.insert(what, now).is_none()
        })
    }

    /// How many refusals went unwritten before this one; `None` when this one is not written either.
    fn refusal(&self, login: &str, now: i64) -> Option<u32> {
        self.of(login, |of| {
            if of.refusals.count(now, REFUSALS_MS) >= MOST_REFUSALS {
                of.refusals.unwritten = of.refusals.unwritten.saturating_add(1);
                return None;
            }
            Some(std::mem::take(&mut of.refusals.unwritten))
        })
    }

    /// Whether these digits are looked up anew; `Err` with the minutes to wait when that was too often.
    fn digits(&self, login: &str, digits: &str, now: i64) -> Result<bool, u16> {
        self.of(login, |of| {
            // A screen asks again for what stands in its box.
            if of.last_digits == digits {
                return Ok(false);
            }
            if of.digits.count(now, DIGITS_MS) >= MOST_DIGITS {
                let minutes = (of.digits.began + DIGITS_MS - now).div_euclid(60_000) + 1;
                return Err(u16::try_from(minutes).unwrap_or(u16::MAX));
            }
            digits.clone_into(&mut of.last_digits);
            Ok(true)
        })
    }
}

impl Registry {
    /// Notes what somebody saw. A log that cannot be written stops nobody at the desk.
    pub(super) fn note(&self, actor: &Actor, what: AccessKind, about: Option<RecordKey>) {
        self.write_down(actor, what, about, "", Durably::No).unwrap_or_default();
    }

    /// Notes what is only done once it is written down.
    ///
    /// # Errors
    /// When it cannot be written, or there is no reason.
    pub(super) fn note_first(
        &self,
        actor: &Actor,
        what: AccessKind,
        about: Option<RecordKey>,
        reason: &str,
    ) -> Result<(), Refusal> {
        refuse_without_reason(reason)?;
        self.write_down(actor, what, about, reason, Durably::Yes)
    }

    /// Notes that a card was opened.
    pub(super) fn note_visit(&self, actor: &Actor, household: HouseholdId) {
        if self.watch.is_new_visit(&actor.login, Visited::Card(household), self.clock.now_ms()) {
            self.note(actor, AccessKind::Opened, Some(household.key()));
        }
    }

    /// Notes that records of a kind are taken out, once for all their pages; in clear only for a reason.
    ///
    /// # Errors
    /// When there is no reason, or it cannot be written down.
    pub(super) fn note_export(&self, actor: &Actor, kind: Kind, unmask: Option<&str>) -> Result<(), Refusal> {
        let what = if unmask.is_some() { AccessKind::ExportedInClear } else { AccessKind::Exported };
        unmask.map_or(Ok(()), refuse_without_reason)?;
        if matches!(kind, Kind::Unit | Kind::Group | Kind::Project | Kind::MovementModel) {
            return Ok(());
        }
        if !self.watch.is_new_visit(&actor.login, Visited::Export(kind, what), self.clock.now_ms()) {
            return Ok(());
        }
        let said = format!("{kind:?}: {}", unmask.unwrap_or("-"));
        let durably = if unmask.is_some() { Durably::Yes } else { Durably::No };
        self.write_down(actor, what, None, &said, durably)
    }

    /// How much was refused since yesterday began, for whoever may read the access log.
    pub(super) fn refused_since_yesterday(&self, actor: &Actor) -> Result<Option<u32>, Refusal> {
        const MOST: usize = 100_000;
        if !permit::Right::Keep.is_of(actor) {
            return Ok(None);
        }
        let refused = |access: &Access| access.what == AccessKind::Refused;
        let found = self.last_accesses(MOST, Some(self.today().yesterday()), &refused)?;
        Ok(Some(found.iter().map(|access| access.more.saturating_add(1)).sum()))
    }

    /// The newest entries that fit, from a day on.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn last_accesses(
        &self,
        limit: usize,
        from: Option<Date>,
        fits: &dyn Fn(&Access) -> bool,
    ) -> Result<Vec<Access>, Refusal> {
        let offset = locked!(self.home.read()).offset_minutes;
        let from = from.map_or(i64::MIN, |day| day.begins_at(offset));
        let found = self.access_log.last(limit, from, fits);
        found.map_err(|error| Refusal::NeedsAttention(error.to_string()))
    }

    /// Notes that something was refused, in a few words for whoever reads the log.
    pub fn note_refusal(&self, actor: &Actor, about: Option<RecordKey>, what: &str) {
        let Some(more) = self.watch.refusal(&actor.login, self.clock.now_ms()) else { return };
        let access = Access { more, ..self.access(actor, AccessKind::Refused, about, what) };
        self.access_log.add(&access, Durably::No).unwrap_or_default();
    }

    /// Notes a look-up by digits of somebody who may not see them.
    ///
    /// # Errors
    /// When there were too many.
    pub(super) fn note_digits(&self, actor: &Actor, digits: &str) -> Result<(), Refusal> {
        match self.watch.digits(&actor.login, digits, self.clock.now_ms()) {
            Ok(false) => Ok(()),
            Ok(true) => {
                // How many, not which: the log is no second register.
                let kind = AccessKind::LookedUpDigits;
                let how_many = digits.chars().filter(char::is_ascii_digit).count().to_string();
                self.write_down(actor, kind, None, &how_many, Durably::No)
            }
            Err(minutes) => Err(Refusal::TooManyDigits(minutes)),
        }
    }

    fn access(&self, actor: &Actor, what: AccessKind, about: Option<RecordKey>, why: &str) -> Access {
        let why = without_long_numbers(&clean::line(why)).chars().take(Access::MOST_CHARS).collect();
        Access { at: self.clock.now_ms(), login: actor.login.clone(), what, about, why, more: 0 }
    }

    fn write_down(
        &self,
        actor: &Actor,
        what: AccessKind,
        about: Option<RecordKey>,
        why: &str,
        durably: Durably,
    ) -> Result<(), Refusal> {
        let access = self.access(actor, what, about, why);
        let written = self.access_log.add(&access, durably);
        written.map_err(|error| Refusal::CannotWrite(error.to_string()))
    }
}

/// A dot or a blank is no reason.
pub(super) fn refuse_without_reason(reason: &str) -> Result<(), Refusal> {
    let said = clean::line(reason).chars().filter(|c| c.is_alphanumeric()).count();
    if said < 3 { Err(Refusal::NoReason) } else { Ok(()) }
}

/// The log outlives an erasure, so that no id or phone may stand in a reason.
fn without_long_numbers(text: &str) -> String {
    const SHORTEST: usize = 9;
    let is_digit = |c: char| c.is_ascii_digit();
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(from) = rest.find(is_digit) {
        let (before, digits) = rest.split_at(from);
        let length = digits.find(|c: char| !is_digit(c) && c != ' ' && c != '.').unwrap_or(digits.len());
        let (number, after) = digits.split_at(length);
        left.push_str(before);
        let is_long = number.chars().filter(|c| is_digit(*c)).count() >= SHORTEST;
        left.push_str(if is_long { "***" } else { number });
        rest = after;
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_or_phone_stands_in_a_reason() {
        let cases = [
            ("đối chiếu CCCD 082079001234", "đối chiếu CCCD ***"),
            ("gọi 0917 123 456, không được", "gọi ***, không được"),
            ("theo đơn số 12 ngày 24/11/2026", "theo đơn số 12 ngày 24/11/2026"),
            ("", ""),
        ];
        for (reason, want) in cases {
            assert_eq!(without_long_numbers(reason), want);
        }
    }

    const MINUTE: i64 = 60_000;

    #[test]
    fn refusals_are_counted_when_they_are_too_many_to_write() {
        let watch = Watch::default();
        let written: Vec<Option<u32>> = (0..30).map(|n| watch.refusal("an", n)).collect();
        assert_eq!(written.iter().flatten().count(), 20);
        assert_eq!(watch.refusal("binh", 30), Some(0));
        assert_eq!(watch.refusal("an", MINUTE), Some(10));
        assert_eq!(watch.refusal("an", MINUTE + 1), Some(0));
    }

    #[test]
    fn an_open_card_is_one_visit() {
        let watch = Watch::default();
        let card = Visited::Card(HouseholdId(uuid::Uuid::from_u128(1)));
        let cases = [(0, true), (MINUTE, false), (10 * MINUTE, false), (21 * MINUTE, true)];
        for (at, new) in cases {
            assert_eq!(watch.is_new_visit("an", card, at), new, "{at}");
        }
        assert!(watch.is_new_visit("binh", card, 0));
    }

    #[test]
    fn digits_are_looked_up_so_often_and_no_more() {
        let watch = Watch::default();
        for n in 0..30 {
            let digits = format!("{n:04}");
            assert_eq!(watch.digits("an", &digits, n), Ok(true), "{n}");
            assert_eq!(watch.digits("an", &digits, n), Ok(false), "{n}");
        }
        assert_eq!(watch.digits("an", "9999", 4 * MINUTE), Err(7));
        assert_eq!(watch.digits("an", "0029", 4 * MINUTE), Ok(false));
        assert_eq!(watch.digits("an", "9999", 10 * MINUTE), Ok(true));
    }
}
