//! What all sessions share: the register, the drafts, who is there, and how it ends.

use std::collections::HashMap;
use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::drafts::Drafts;
use super::log::Log;
use super::outbox::Outbox;
use super::seat::Seat;
use crate::protocol::place::Place;
use crate::protocol::{Event, Refusal, StatusView, ToClient, frame};
use crate::registry::{Actor, Concerns, Occasion, Registry};

/// How many sessions there may be: each costs two threads.
const MOST_SESSIONS: usize = 500;

/// Why the service ends.
#[derive(Clone)]
pub(super) enum End {
    /// Somebody asked for it. Their line stays open until the very end, which is how they know of it.
    Asked {
        /// Nobody is to start it again.
        hold: bool,
        /// Their line.
        by: Arc<UnixStream>,
    },
    /// The system asked for it.
    Signal,
    /// Nobody has been there for long.
    Idle,
    /// The store failed after a journal write: the next start makes it whole.
    Broken,
}

/// What all sessions share.
pub(super) struct Hub {
    pub(super) registry: Registry,
    pub(super) drafts: Drafts,
    pub(super) log: Arc<Log>,
    pub(super) place: Place,
    started: Instant,
    sessions: Mutex<Sessions>,
    left: Condvar,
    end: Mutex<Option<End>>,
    /// Wakes the thread that accepts.
    bell: UnixStream,
}

struct Sessions {
    present: HashMap<u64, Present>,
    next: u64,
    last_left: Instant,
}

struct Present {
    line: Arc<UnixStream>,
    outbox: Arc<Outbox>,
    watches: bool,
    seat: Option<Seat>,
}

/// Events as messages: most sessions are told the same.
#[derive(Default)]
struct Encoded(Vec<(Event, Arc<[u8]>)>);

impl Encoded {
    fn bytes_of(&mut self, event: &Event) -> Option<Arc<[u8]>> {
        if let Some((_, bytes)) = self.0.iter().find(|(other, _)| other == event) {
            return Some(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = frame::to_bytes(&ToClient::Event(event.clone())).ok()?.into();
        self.0.push((event.clone(), Arc::clone(&bytes)));
        Some(bytes)
    }
}

/// An event with where its records belong, which is looked up once somebody watches who does not see everything.
struct Audience {
    event: Event,
    concerns: Option<Result<Concerns, Refusal>>,
}

impl Audience {
    fn hears(&mut self, actor: &Actor, registry: &Registry) -> Vec<Event> {
        if actor.scope.is_everywhere() {
            return vec![self.event.clone()];
        }
        match self.concerns.get_or_insert_with(|| registry.concerns(&self.event)) {
            Ok(concerns) => concerns.for_scope(&actor.scope),
            // A register that cannot be read says so to whoever asks it next.
            Err(_) => Vec::new(),
        }
    }
}

impl Present {
    /// Whether it is told, or there was nothing to tell.
    fn tell(&self, message: Option<Arc<[u8]>>) -> bool {
        message.is_none_or(|message| self.outbox.tell(message))
    }

    fn cut(&self) {
        self.outbox.cut();
        self.line.shutdown(Shutdown::Both).unwrap_or_default();
    }
}

impl Hub {
    pub(super) fn new(
        place: Place,
        registry: Registry,
        drafts: Drafts,
        log: Arc<Log>,
        bell: UnixStream,
    ) -> Hub {
        let now = Instant::now();
        let sessions = Mutex::new(Sessions { present: HashMap::new(), next: 1, last_left: now });
        let (left, end) = (Condvar::new(), Mutex::new(None));
        Hub { registry, drafts, log, place, started: now, sessions, left, end, bell }
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new session; `None` when there are too many.
    pub(super) fn admit(&self, line: &Arc<UnixStream>, outbox: &Arc<Outbox>) -> Option<u64> {
        let mut sessions = self.sessions();
        if sessions.present.len() >= MOST_SESSIONS {
            return None;
        }
        let id = sessions.next;
        sessions.next += 1;
        let present =
            Present { line: Arc::clone(line), outbox: Arc::clone(outbox), watches: false, seat: None };
        sessions.present.insert(id, present);
        Some(id)
    }

    /// Somebody sits at the session, and perhaps wants to hear of changes.
    pub(super) fn seat(&self, id: u64, seat: &Seat, watches: bool) {
        if let Some(present) = self.sessions().present.get_mut(&id) {
            (present.seat, present.watches) = (Some(seat.clone()), watches);
        }
    }

    /// The session is over.
    pub(super) fn leave(&self, id: u64) {
        self.drafts.free(id);
        let mut sessions = self.sessions();
        sessions.present.remove(&id);
        sessions.last_left = Instant::now();
        let empty = sessions.present.is_empty();
        drop(sessions);
        self.left.notify_all();
        if empty {
            self.ring();
        }
    }

    /// How much is left of a time that begins when the last session leaves; `None` while one is there.
    pub(super) fn idle_left(&self, idle: Duration) -> Option<Duration> {
        let sessions = self.sessions();
        sessions.present.is_empty().then(|| idle.saturating_sub(sessions.last_left.elapsed()))
    }

    /// Tells all who watch, each what is in their scope, and lets those go who are no members of staff any more.
    /// Whoever is too far behind is cut off, and comes back when it reads again.
    pub(super) fn publish(&self, event: Event) {
        let mut encoded = Encoded::default();
        let mut audience = Audience { event, concerns: None };
        for (id, present) in &self.sessions().present {
            let Some(seat) = &present.seat else { continue };
            match seat.now(&self.registry) {
                Ok(actor) if present.watches => {
                    let events = audience.hears(&actor, &self.registry);
                    let all_told = events.iter().all(|event| present.tell(encoded.bytes_of(event)));
                    if !all_told {
                        present.cut();
                        self.log.line(format_args!("session {id} does not read and was cut off"));
                    }
                }
                Ok(_) => {}
                Err(_) => {
                    // What it is at is still answered; coming back it is told that it is not let in.
                    present.line.shutdown(Shutdown::Read).unwrap_or_default();
                    self.log.line(format_args!("session {id} ended: its member of staff was removed"));
                }
            }
        }
    }

    /// Looks after the journal when that is worth it. What fails is said in the log and tried again later.
    pub(super) fn look_after(&self, occasion: Occasion) {
        match self.registry.look_after(occasion) {
            Ok(false) => {}
            Ok(true) => self.log.line("a snapshot was made"),
            Err(why) => self.log.line(why),
        }
    }

    /// Fills in what the register does not know.
    pub(super) fn complete(&self, status: &mut StatusView) {
        status.pid = std::process::id();
        status.uptime_s = self.started.elapsed().as_secs();
        status.sessions = u32::try_from(self.sessions().present.len()).unwrap_or(u32::MAX);
    }

    /// Ends the service; the first reason counts.
    pub(super) fn end(&self, end: End) {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(end);
        self.ring();
    }

    /// Why it ends, when it does.
    pub(super) fn ending(&self) -> Option<End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ring(&self) {
        // A full pipe wakes just as well.
        (&self.bell).write(&[0]).map(drop).unwrap_or_default();
    }

    /// Lets every session finish what it is at, and waits for them, but not longer than `patience`.
    pub(super) fn dismiss(&self, last_word: Option<Event>, patience: Duration) {
        let message = last_word.and_then(|event| frame::to_bytes(&ToClient::Event(event)).ok());
        let message: Option<Arc<[u8]>> = message.map(Into::into);
        let sessions = self.sessions();
        for present in sessions.present.values() {
            if let Some(message) = &message {
                present.outbox.tell(Arc::clone(message));
            }
            present.line.shutdown(Shutdown::Read).unwrap_or_default();
        }
        let waited =
            self.left.wait_timeout_while(sessions, patience, |sessions| !sessions.present.is_empty());
        drop(waited);
    }
}
