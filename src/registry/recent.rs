//! The requests that were carried out lately: whoever plans a command knows by them that it is new, without asking the
//! store again for what its saver asked already.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

/// How many are remembered: far more than are saved while one waits to be planned.
const MOST: usize = 4096;

/// The latest requests.
#[derive(Default)]
pub(super) struct Recent(Mutex<State>);

#[derive(Default)]
struct State {
    /// In the order of their changes.
    order: VecDeque<(u64, Uuid)>,
    /// How often each is in there: the parts of a large act share none, but nothing here rests on that.
    times: HashMap<Uuid, u32>,
}

impl Recent {
    /// A request was carried out as a change.
    pub fn add(&self, seq: u64, request: Uuid) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.order.push_back((seq, request));
        *state.times.entry(request).or_default() += 1;
        if state.order.len() > MOST
            && let Some((_, oldest)) = state.order.pop_front()
        {
            state.forget(oldest);
        }
    }

    /// Whether a request is certainly not among the changes after one; `head` is the last change of all.
    pub fn lacks(&self, request: Uuid, after: u64, head: u64) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let reaches_back = state.order.front().is_some_and(|(oldest, _)| *oldest <= after + 1);
        let knows_all =
            after >= head || (reaches_back && state.order.back().is_some_and(|(last, _)| *last >= head));
        knows_all && !state.times.contains_key(&request)
    }
}

impl State {
    fn forget(&mut self, request: Uuid) {
        let Some(times) = self.times.get_mut(&request) else { return };
        *times -= 1;
        if *times == 0 {
            self.times.remove(&request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: u64) -> Uuid {
        Uuid::from_u128(u128::from(number) + 1_000_000)
    }

    #[test]
    fn a_request_is_new_when_all_changes_since_are_known_and_it_is_none_of_them() {
        let recent = Recent::default();
        assert!(recent.lacks(request(1), 5, 5), "nothing came since");
        assert!(!recent.lacks(request(1), 4, 5), "what came is not known");
        (6..=9).for_each(|seq| recent.add(seq, request(seq)));
        let cases = [
            (1, 5, 9, true),
            (1, 7, 9, true),
            (1, 4, 9, false),
            (1, 5, 10, false),
            (7, 5, 9, false),
            (7, 8, 9, false),
        ];
        for (number, after, head, is_new) in cases {
            assert_eq!(
                recent.lacks(request(number), after, head),
                is_new,
                "{number} after {after} of {head}"
            );
        }
    }

    #[test]
    fn what_is_no_longer_remembered_is_not_called_new() {
        let recent = Recent::default();
        let last = MOST as u64 + 10;
        (1..=last).for_each(|seq| recent.add(seq, request(seq)));
        assert!(!recent.lacks(request(0), 5, last));
        assert!(recent.lacks(request(0), 10, last));
        assert!(!recent.lacks(request(last), 10, last));
        assert_eq!(recent.0.lock().unwrap().times.len(), MOST);
    }
}
