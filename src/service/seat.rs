//! Who sits at a session: read anew whenever staff, units or the day change, so that nobody acts on what they were.

use std::sync::{Arc, Mutex, PoisonError};

use crate::protocol::Refusal;
use crate::registry::{Actor, Registry};

/// A member of staff at a session, shared by its own thread and the change feed.
#[derive(Clone)]
pub(super) struct Seat(Arc<Mutex<Actor>>);

impl Seat {
    /// Lets somebody in under a login.
    pub(super) fn take(registry: &Registry, login: &str) -> Result<Seat, Refusal> {
        Ok(Seat(Arc::new(Mutex::new(registry.enter(login)?))))
    }

    /// Who sits there now; [`Refusal::Stranger`] once they are no member of staff any more.
    pub(super) fn now(&self, registry: &Registry) -> Result<Actor, Refusal> {
        let mut seated = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *seated = registry.actor_now(&seated)?;
        Ok(seated.clone())
    }
}
