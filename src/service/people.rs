//! Who is there, who has the same record open, and what everybody is told.

use std::sync::{Arc, Mutex, PoisonError};

use super::hub::{Hub, message_of};
use super::seat::Seat;
use crate::domain::{RecordKey, StaffRole};
use crate::protocol::{Event, MOST_TOLD_CHARS, Presence, ReadOnly, Refusal, Told};
use crate::registry::Actor;
use crate::text::clean;

/// How long a message is told to those who come later, when it names no time.
const TOLD_FOR_MINUTES: i64 = 60;
const MINUTES_A_DAY: i64 = 24 * 60;

/// A member of staff who is there.
pub(super) struct Person {
    /// Where they sit.
    pub(super) seat: Seat,
    /// The login.
    pub(super) login: String,
    name: String,
    /// Since when, UTC milliseconds.
    since: i64,
}

impl Person {
    /// The member of staff as a session begins.
    pub(super) fn of(seat: &Seat, actor: &Actor, since: i64) -> Person {
        Person { seat: seat.clone(), login: actor.login.clone(), name: actor.name.clone(), since }
    }
}

/// The last message to every screen, and until when newcomers are told, UTC milliseconds.
#[derive(Default)]
pub(super) struct LastTold(Mutex<Option<(Told, i64)>>);

impl LastTold {
    fn set(&self, told: Option<(Told, i64)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = told;
    }

    fn at(&self, now: i64) -> Option<Told> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(_, until)| now < *until).map(|(told, _)| told.clone())
    }
}

impl Hub {
    /// Who is there, the longest first. What they have open is for administrators, as far as their scope goes.
    pub(super) fn who(&self, asks: &Actor) -> Vec<Presence> {
        let sees = |key: &RecordKey| asks.role == StaffRole::Admin && self.registry.sees(asks, *key);
        let sessions = self.sessions();
        let known = sessions.present.values().filter_map(|present| Some((present.person.as_ref()?, present)));
        let mut there: Vec<Presence> = known
            .map(|(person, present)| Presence {
                login: person.login.clone(),
                name: person.name.clone(),
                since: person.since,
                screens: present.watches,
                open: present.open.filter(sees),
            })
            .collect();
        there.sort_by(|a, b| (a.since, &a.login).cmp(&(b.since, &b.login)));
        there
    }

    /// Tells every screen; who comes later is told until a time of day, or for an hour.
    pub(super) fn tell(&self, by: &Actor, text: &str, until: Option<u16>) -> Result<(), Refusal> {
        let text = clean::line(text);
        if text.chars().count() > MOST_TOLD_CHARS {
            return Err(Refusal::TooMuch);
        }
        if text.is_empty() {
            return Ok(());
        }
        let (at, offset) = self.registry.now();
        let told = Told { text, by: by.login.clone(), at };
        self.last_told.set(Some((told.clone(), told_until(at, offset, until))));
        self.publish(Event::Told(told));
        Ok(())
    }

    /// Takes the last message back.
    pub(super) fn hush(&self) {
        self.last_told.set(None);
        self.publish(Event::Hushed);
    }

    /// Tells a session that has just come what the others were told before.
    pub(super) fn welcome(&self, id: u64) {
        let told = self.last_told.at(self.registry.now().0).map(Event::Told);
        let reading = match self.registry.read_only() {
            Some(why @ ReadOnly::Asked { .. }) => Some(Event::Reading(Some(why))),
            _ => None,
        };
        let sessions = self.sessions();
        let Some(present) = sessions.present.get(&id).filter(|present| present.watches) else { return };
        // The last one stands on the screen: what somebody says now is more than what has been so for a while.
        for message in reading.into_iter().chain(told).filter_map(message_of) {
            present.outbox.tell(message);
        }
    }

    /// A screen has another record open, or none.
    pub(super) fn looks_at(&self, id: u64, at: Option<RecordKey>) {
        let mut sessions = self.sessions();
        let Some(present) = sessions.present.get_mut(&id).filter(|present| present.watches) else { return };
        let before = std::mem::replace(&mut present.open, at);
        present.beside.clear();
        drop(sessions);
        for key in before.into_iter().filter(|before| Some(*before) != at).chain(at) {
            self.tell_who_looks_at(key);
        }
    }

    /// Tells those who have a record open who else has, where that has changed. A second screen of one's own is not
    /// somebody else. One that is too far behind to be told is cut off with the next change.
    pub(super) fn tell_who_looks_at(&self, key: RecordKey) {
        let mut sessions = self.sessions();
        let looking = sessions.present.values().filter(|present| present.open == Some(key));
        let mut people: Vec<(String, String)> = looking
            .filter_map(|present| present.person.as_ref())
            .map(|person| (person.login.clone(), person.name.clone()))
            .collect();
        people.sort();
        people.dedup();
        for present in sessions.present.values_mut().filter(|present| present.open == Some(key)) {
            let login = present.person.as_ref().map(|person| person.login.as_str());
            let others = people.iter().filter(|(other, _)| Some(other.as_str()) != login);
            let others: Vec<String> = others.map(|(_, name)| name.clone()).collect();
            if others == present.beside {
                continue;
            }
            let message = message_of(Event::Present { key, others: others.clone() });
            if message.is_some_and(|message: Arc<[u8]>| present.outbox.tell(message)) {
                present.beside = others;
            }
        }
    }
}

/// Until the next time the clock of the home shows a time of day, or for an hour; UTC milliseconds.
fn told_until(now: i64, offset_minutes: i16, until: Option<u16>) -> i64 {
    let local = (now.div_euclid(60_000) + i64::from(offset_minutes)).rem_euclid(MINUTES_A_DAY);
    let minutes =
        until.map_or(TOLD_FOR_MINUTES, |until| (i64::from(until) - local).rem_euclid(MINUTES_A_DAY));
    now + minutes * 60_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_for_an_hour_or_until_its_time() {
        // 14/11/2023 12:00 in Viet Nam.
        let noon = 1_699_938_000_000;
        let cases =
            [(None, 60), (Some(12 * 60 + 30), 30), (Some(11 * 60 + 30), 23 * 60 + 30), (Some(12 * 60), 0)];
        for (until, minutes) in cases {
            assert_eq!(told_until(noon, 420, until), noon + minutes * 60_000, "{until:?}");
        }
    }
}
