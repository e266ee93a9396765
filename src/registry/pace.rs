//! Whether the clock can be right, judged by when the last changes were made.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::protocol::{ClockTrouble, Moment, Refusal};
use crate::store::Store;

/// How many of the last changes are looked at: a clock that was set back shows for a while, not for one change alone.
const LOOK_BACK: u64 = 20;
/// Clocks that are set by the network step by seconds; by hand, by a minute or two.
const SLACK_MS: i64 = 5 * 60_000;
/// A hamlet records something every month; half a year without a word is the clock, or worth a look.
const AHEAD_MS: i64 = 180 * 86_400_000;
/// 01/01/2023 in UTC. No register is older; a machine with a dead battery starts in 1970 or when it was built.
const FIRST_MS: i64 = 1_672_531_200_000;

/// When the last changes were made. Read from the store once, then kept up.
#[derive(Default)]
pub(super) struct Pace {
    last: Mutex<Option<VecDeque<i64>>>,
}

impl Pace {
    /// A change was made.
    pub fn made(&self, at: i64) {
        if let Some(last) = &mut *self.last.lock().unwrap_or_else(PoisonError::into_inner) {
            last.push_back(at);
            while last.len() > LOOK_BACK as usize {
                last.pop_front();
            }
        }
    }

    /// The latest of the last changes.
    fn latest(&self, store: &Store) -> Result<Option<i64>, Refusal> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none() {
            let head = store.head().seq;
            let mut read = VecDeque::new();
            for seq in head.saturating_sub(LOOK_BACK) + 1..=head {
                read.extend(store.change(seq)?.map(|change| change.at));
            }
            *last = Some(read);
        }
        Ok(last.as_ref().and_then(|last| last.iter().max().copied()))
    }

    /// What is wrong with the clock.
    pub fn trouble(&self, store: &Store, now: i64, offset: i16) -> Result<Option<ClockTrouble>, Refusal> {
        let moment = |at| Moment::of(at, offset);
        if now < FIRST_MS {
            return Ok(Some(ClockTrouble::Unset { now: moment(now) }));
        }
        let Some(last) = self.latest(store)? else { return Ok(None) };
        let (now_there, last_there) = (moment(now), moment(last));
        Ok(match now.saturating_sub(last) {
            since if since < -SLACK_MS => Some(ClockTrouble::Behind { now: now_there, last: last_there }),
            since if since > AHEAD_MS => Some(ClockTrouble::Ahead { now: now_there, last: last_there }),
            _ => None,
        })
    }
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
