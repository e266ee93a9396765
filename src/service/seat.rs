//! Who sits at a session: read anew whenever staff, units or the day change, so that nobody acts on what they were.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::protocol::Refusal;
use crate::registry::{Actor, Registry, Standing};

/// A member of staff at a session, shared by its own thread and the change feed.
#[derive(Clone)]
pub(super) struct Seat(Arc<Mutex<Seated>>);

struct Seated {
    actor: Actor,
    standing: Standing,
}

impl Seat {
    /// Lets somebody in under a login.
    pub(super) fn take(registry: &Registry, login: &str) -> Result<Seat, Refusal> {
        // Asked before: what changes meanwhile is read anew the next time.
        let standing = registry.standing();
        let actor = registry.enter(login)?;
        Ok(Seat(Arc::new(Mutex::new(Seated { actor, standing }))))
    }

    /// Who sits there now; [`Refusal::Stranger`] once they are no member of staff any more.
    pub(super) fn now(&self, registry: &Registry) -> Result<Actor, Refusal> {
        let mut seated = self.lock();
        let standing = registry.standing();
        if seated.standing != standing {
            seated.actor = registry.actor(seated.actor.staff, &seated.actor.login)?;
            seated.standing = standing;
        }
        Ok(seated.actor.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Seated> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
