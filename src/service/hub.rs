//! What all sessions share: the register, the drafts, who is there, and how it ends.

use std::collections::HashMap;
use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::audience::Audience;
use super::care::Care;
use super::drafts::Drafts;
use super::habits::Habits;
use super::log::Log;
use super::outbox::Outbox;
use super::people::{LastTold, Person};
use super::seat::Seat;
use crate::domain::RecordKey;
use crate::protocol::place::Place;
use crate::protocol::{CutOff, Event, PersonFile, Refusal, StatusView, ToClient, frame};
use crate::registry::{Occasion, Registry};

/// How many sessions there may be: each costs two threads.
const MOST_SESSIONS: usize = 500;
/// How many more are let in just far enough to be told that there are too many.
const MOST_TURNED_AWAY: usize = 20;
/// How many sessions one login may have, so that one that floods leaves room for the others.
const MOST_OF_A_LOGIN: usize = 100;
/// How many lines of one user of the system may be open that have not said who they are.
const MOST_AT_THE_DOOR: usize = 128;

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
    pub(super) habits: Habits,
    pub(super) care: Care,
    pub(super) log: Arc<Log>,
    pub(super) place: Place,
    pub(super) last_told: LastTold,
    started: Instant,
    sessions: Mutex<Sessions>,
    left: Condvar,
    end: Mutex<Option<End>>,
    /// Wakes the thread that accepts.
    bell: UnixStream,
}

/// Those who are there.
pub(super) struct Sessions {
    pub(super) present: HashMap<u64, Present>,
    next: u64,
    last_left: Instant,
}

/// A session as the others know it.
pub(super) struct Present {
    line: Arc<UnixStream>,
    pub(super) outbox: Arc<Outbox>,
    /// The user of the system.
    uid: u32,
    /// Who it is, once they have said so.
    pub(super) person: Option<Person>,
    /// It wants to hear of what happens.
    pub(super) watches: bool,
    /// The record that is open there.
    pub(super) open: Option<RecordKey>,
    /// Who it was told has that record open too.
    pub(super) beside: Vec<String>,
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
        let (care, last_told) = (Care::open(&place), LastTold::default());
        let habits = Habits::open(place.habits());
        Hub { registry, drafts, habits, care, log, place, last_told, started: now, sessions, left, end, bell }
    }

    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new session; `None` when there are too many, or too many of this user that do not say who they are.
    pub(super) fn admit(&self, line: &Arc<UnixStream>, outbox: &Arc<Outbox>, uid: u32) -> Option<u64> {
        let mut sessions = self.sessions();
        let at_the_door = sessions.present.values().filter(|one| one.uid == uid && one.person.is_none());
        if sessions.present.len() >= MOST_SESSIONS + MOST_TURNED_AWAY
            || at_the_door.count() >= MOST_AT_THE_DOOR
        {
            return None;
        }
        let id = sessions.next;
        sessions.next += 1;
        let (line, outbox) = (Arc::clone(line), Arc::clone(outbox));
        let present =
            Present { line, outbox, uid, person: None, watches: false, open: None, beside: Vec::new() };
        sessions.present.insert(id, present);
        Some(id)
    }

    /// The session has said who it is, and whether it wants to hear of changes.
    ///
    /// # Errors
    /// [`Refusal::TooManySessions`].
    pub(super) fn know(&self, id: u64, seat: &Seat, watches: bool) -> Result<(), Refusal> {
        let actor = seat.now(&self.registry)?;
        let most = |most: usize| u32::try_from(most).unwrap_or(u32::MAX);
        let mut sessions = self.sessions();
        if sessions.present.len() > MOST_SESSIONS {
            return Err(Refusal::TooManySessions { login: None, most: most(MOST_SESSIONS) });
        }
        let is_theirs = |one: &Present| one.person.as_ref().is_some_and(|one| one.login == actor.login);
        let theirs = sessions.present.iter().filter(|(other, one)| **other != id && is_theirs(one));
        if theirs.count() >= MOST_OF_A_LOGIN {
            let login = Some(actor.login.clone());
            return Err(Refusal::TooManySessions { login, most: most(MOST_OF_A_LOGIN) });
        }
        if let Some(present) = sessions.present.get_mut(&id) {
            present.person = Some(Person::of(seat, &actor, self.registry.now().0));
            present.watches = watches;
        }
        Ok(())
    }

    /// The session is over.
    pub(super) fn leave(&self, id: u64) {
        self.drafts.free(id);
        let mut sessions = self.sessions();
        let gone = sessions.present.remove(&id);
        sessions.last_left = Instant::now();
        let empty = sessions.present.is_empty();
        drop(sessions);
        self.left.notify_all();
        if empty {
            self.ring();
        }
        if let Some(key) = gone.and_then(|gone| gone.open) {
            self.tell_who_looks_at(key);
        }
    }

    /// How much is left of a time that begins when the last session leaves; `None` while one is there.
    pub(super) fn idle_left(&self, idle: Duration) -> Option<Duration> {
        let sessions = self.sessions();
        sessions.present.is_empty().then(|| idle.saturating_sub(sessions.last_left.elapsed()))
    }

    /// Tells all who watch, each what is in their scope, and lets those go who are no members of staff any more.
    pub(super) fn publish(&self, event: Event) {
        let mut audience = Audience::of(event);
        // Sessions come and go while the register is read: a slow disk must not keep people at the door.
        for (id, seat, outbox) in self.seated() {
            match seat.now(&self.registry) {
                Ok(actor) => {
                    let is_told = outbox.is_none_or(|outbox| audience.tell(&actor, &self.registry, &outbox));
                    if !is_told {
                        self.cut_off(id, CutOff::TooSlow);
                    }
                }
                Err(Refusal::Stranger(_)) => self.let_go(id),
                // A register that cannot be read says so to whoever asks it next.
                Err(_) => {}
            }
        }
    }

    /// Those who have said who they are, with the outbox of each who wants to hear of what happens.
    fn seated(&self) -> Vec<(u64, Seat, Option<Arc<Outbox>>)> {
        let sessions = self.sessions();
        let known = sessions.present.iter().filter_map(|(id, one)| Some((*id, one, one.person.as_ref()?)));
        known
            .map(|(id, one, person)| (id, person.seat.clone(), one.watches.then(|| Arc::clone(&one.outbox))))
            .collect()
    }

    /// Hears no more of a session whose member of staff was removed. What it is at is still answered; coming back it is
    /// told that it is not let in.
    fn let_go(&self, id: u64) {
        let mut sessions = self.sessions();
        let Some(present) = sessions.present.get_mut(&id).filter(|one| one.person.is_some()) else { return };
        present.person = None;
        present.line.shutdown(Shutdown::Read).unwrap_or_default();
        drop(sessions);
        self.log.line(format_args!("session {id} ended: its member of staff was removed"));
    }

    /// Hangs up on a session that holds others up. It is nobody's colleague from now on; its threads end by themselves,
    /// and its drafts are free for the screen that comes back.
    fn cut_off(&self, id: u64, why: CutOff) {
        let Some(present) = self.sessions().present.remove(&id) else { return };
        match message_of(Event::CutOff { why }) {
            Some(last_word) => present.outbox.cut_with(last_word),
            None => present.outbox.cut(),
        }
        present.line.shutdown(Shutdown::Read).unwrap_or_default();
        self.log.line(format_args!("session {id} was cut off: {why}"));
        self.leave(id);
        if let Some(key) = present.open {
            self.tell_who_looks_at(key);
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
        self.care.complete(&self.place, status);
    }

    /// Fills in which unfinished forms name the person.
    pub(super) fn complete_file(&self, file: &mut PersonFile) {
        file.drafts = self.drafts.naming(&file.person);
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
        let message = last_word.and_then(message_of);
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

/// An event as the bytes of a message.
pub(super) fn message_of(event: Event) -> Option<Arc<[u8]>> {
    frame::to_bytes(&ToClient::Event(event)).ok().map(Into::into)
}
