//! What a link has asked and has no answer to: what it repeats when it comes back.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::line::OWN_TAG;
use crate::protocol::{DraftOp, Refusal, Request, ToService};

/// A request during which the line broke this often is what breaks it, and is not repeated.
const MOST_BREAKS: u32 = 3;

/// Unanswered requests in the order they were made, and the drafts that are open here.
#[derive(Default)]
pub(super) struct Pending {
    requests: Vec<Unanswered>,
    drafts: BTreeSet<Uuid>,
}

struct Unanswered {
    message: ToService,
    breaks: u32,
}

impl Pending {
    /// A request that is being sent. Look-ups it overtakes will not be answered.
    pub(super) fn add(&mut self, message: ToService) {
        match &message.body {
            Request::Draft(DraftOp::Put(draft)) => drop(self.drafts.insert(draft.id)),
            Request::Draft(DraftOp::Take(id)) => drop(self.drafts.insert(*id)),
            Request::Draft(DraftOp::Drop(id)) => drop(self.drafts.remove(id)),
            _ => {}
        }
        self.requests.retain(|earlier| !earlier.message.body.is_overtaken_by(&message.body));
        self.requests.push(Unanswered { message, breaks: 0 });
    }

    /// A request was answered.
    pub(super) fn answered(&mut self, tag: u64) {
        self.requests.retain(|request| request.message.tag != tag);
    }

    /// The line broke: gives back what is not going to be repeated, with what to say instead of an answer.
    pub(super) fn line_broke(&mut self) -> Vec<(u64, Refusal)> {
        self.requests.iter_mut().for_each(|request| request.breaks += 1);
        let (left, gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.requests).into_iter().partition(|request| {
                request.breaks < MOST_BREAKS && !matches!(request.message.body, Request::Stop { .. })
            });
        self.requests = left;
        gone.into_iter().map(|request| (request.message.tag, given_up(&request.message.body))).collect()
    }

    /// What to say on a new line. The drafts come first: from now on they are this session's, and before anybody
    /// else is offered them.
    pub(super) fn to_repeat(&self) -> impl Iterator<Item = ToService> {
        let own = |id: &Uuid| ToService { tag: OWN_TAG, body: Request::Draft(DraftOp::Take(*id)) };
        self.drafts.iter().map(own).chain(self.requests.iter().map(|request| request.message.clone()))
    }
}

fn given_up(request: &Request) -> Refusal {
    match request {
        Request::Stop { .. } => Refusal::Stopping,
        _ => Refusal::NeedsAttention(
            "the service broke off several times at this request; its log (log/service.log in the home folder) says why"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Command, Query};

    fn find(words: &str) -> Request {
        Request::Ask(Box::new(Query::Find { words: words.into(), limit: 20 }))
    }

    fn act() -> Request {
        Request::Act { request: Uuid::nil(), command: Box::new(Command::Undo { seq: 1 }) }
    }

    fn tags(pending: &Pending) -> Vec<u64> {
        pending.to_repeat().map(|message| message.tag).collect()
    }

    #[test]
    fn what_was_not_answered_is_repeated_in_order() {
        let mut pending = Pending::default();
        let requests = [act(), find("a"), Request::Ask(Box::new(Query::Home)), find("an"), act()];
        for (tag, body) in (1..).zip(requests) {
            pending.add(ToService { tag, body });
        }
        assert_eq!(tags(&pending), [1, 3, 4, 5]);
        pending.answered(3);
        assert!(pending.line_broke().is_empty());
        assert_eq!(tags(&pending), [1, 4, 5]);
    }

    #[test]
    fn a_request_that_breaks_the_line_is_given_up() {
        let mut pending = Pending::default();
        pending.add(ToService { tag: 1, body: act() });
        assert!(pending.line_broke().is_empty());
        assert!(pending.line_broke().is_empty());
        assert!(matches!(pending.line_broke()[..], [(1, Refusal::NeedsAttention(_))]));
        assert!(tags(&pending).is_empty());
        pending.add(ToService { tag: 2, body: Request::Stop { hold: true } });
        assert_eq!(pending.line_broke(), [(2, Refusal::Stopping)]);
    }

    #[test]
    fn open_drafts_are_taken_again_first() {
        let mut pending = Pending::default();
        let (kept, dropped) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let ops = [DraftOp::Take(kept), DraftOp::Take(dropped), DraftOp::Drop(dropped)];
        for (tag, op) in (1..).zip(ops) {
            pending.add(ToService { tag, body: Request::Draft(op) });
            pending.answered(tag);
        }
        pending.add(ToService { tag: 9, body: act() });
        let repeated: Vec<ToService> = pending.to_repeat().collect();
        assert_eq!(repeated[0], ToService { tag: OWN_TAG, body: Request::Draft(DraftOp::Take(kept)) });
        assert_eq!(tags(&pending), [OWN_TAG, 9]);
    }
}
