//! Who hears what of an event: the records in their scope, encoded once for all who hear the same.

use std::sync::Arc;

use super::hub::message_of;
use super::outbox::Outbox;
use crate::protocol::{Event, Refusal};
use crate::registry::{Actor, Concerns, Registry};

/// An event on its way to those who watch.
pub(super) struct Audience {
    event: Event,
    /// Where its records belong, looked up once somebody watches who does not see everything.
    concerns: Option<Result<Concerns, Refusal>>,
    encoded: Vec<(Event, Arc<[u8]>)>,
}

impl Audience {
    /// Nobody has heard of it yet.
    pub(super) fn of(event: Event) -> Audience {
        Audience { event, concerns: None, encoded: Vec::new() }
    }

    /// Tells somebody what they may hear of it; `false` when their client is too far behind.
    pub(super) fn tell(&mut self, actor: &Actor, registry: &Registry, outbox: &Outbox) -> bool {
        let events = self.heard_by(actor, registry);
        events.into_iter().filter_map(|event| self.bytes_of(event)).all(|message| outbox.tell(message))
    }

    fn heard_by(&mut self, actor: &Actor, registry: &Registry) -> Vec<Event> {
        if actor.scope.is_everywhere() {
            return vec![self.event.clone()];
        }
        match self.concerns.get_or_insert_with(|| registry.concerns(&self.event)) {
            Ok(concerns) => concerns.for_scope(&actor.scope),
            // A register that cannot be read says so to whoever asks it next.
            Err(_) => Vec::new(),
        }
    }

    fn bytes_of(&mut self, event: Event) -> Option<Arc<[u8]>> {
        if let Some((_, bytes)) = self.encoded.iter().find(|(other, _)| *other == event) {
            return Some(Arc::clone(bytes));
        }
        let bytes = message_of(event.clone())?;
        self.encoded.push((event, Arc::clone(&bytes)));
        Some(bytes)
    }
}
