//! The one door to the data: permission, validation, change, journal, store, index, publish.
//!
//! A command is planned on a [`view::View`] of the store and becomes edits in a [`work::Work`]; the leader of a
//! group of waiting savers writes the changes of all of them with one sync (`commit`). Queries are answered from
//! the store and the look-up, and never wait for a save.

mod access;
mod answer;
mod apply;
mod batch;
mod care;
mod commit;
mod enter;
mod erasing;
mod imports;
mod look_up;
mod names;
mod open;
mod pace;
mod permit;
mod places;
mod queue;
mod reading;
mod rescue;
mod scope;
mod standing;
mod tallies;
#[cfg(test)]
mod tests;
mod view;
mod work;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use crossbeam_channel::{Receiver, Sender};
use uuid::Uuid;

pub use care::{RestoreError, Restored, check_home, restore};
pub use commit::Sure;
pub use erasing::Erasing;
pub use open::{OpenError, Opened};
pub use permit::Actor;
pub use standing::{Concerns, Standing};

use crate::domain::{Date, Home, RecordKey, Staff, StaffId};
use crate::protocol::{Answer, ClockTrouble, Command, Event, Query, Refusal, Request};
use crate::search::LookUp;
pub use crate::store::Occasion;
use crate::store::{AccessLog, Store};
use imports::Imports;
use queue::Queue;
use tallies::Tallies;
use view::View;

/// The time of day. An argument, so that tests can say what day it is.
pub trait Clock: Send + Sync {
    /// UTC milliseconds since 1970.
    fn now_ms(&self) -> i64;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The register of a home.
pub struct Registry {
    store: Store,
    clock: Arc<dyn Clock>,
    home_id: Uuid,
    home: RwLock<Home>,
    /// The home.
    folder: PathBuf,
    look_up: RwLock<LookUp>,
    /// The last change that the look-up knows, and that its file knows.
    look_up_has: AtomicU64,
    /// The look-up knows all there is: a register that was opened without it writes no file.
    look_up_is_whole: AtomicBool,
    look_up_written: AtomicU64,
    tallies: RwLock<Tallies>,
    queue: Queue,
    pace: pace::Pace,
    watchers: Mutex<Vec<Sender<Event>>>,
    imports: Imports,
    broken: AtomicBool,
    /// All is well, and the register has to be opened again all the same.
    opens_again: AtomicBool,
    /// An order that nothing be saved, as it stands in the home.
    reading: reading::Reading,
    /// This run of the register: a plan of a backup holds for one run.
    run: Uuid,
    access_log: AccessLog,
    watch: access::Watch,
    /// Raised whenever a unit, a group or a member of staff changes: scopes are resolved anew then.
    scopes: AtomicU64,
    /// The last act of each login.
    last_acts: Mutex<HashMap<String, answer::LastAct>>,
    /// Held while somebody enters: two at once in a new home would both be its first.
    entering: Mutex<()>,
}

/// A lock whose holder panicked still guards sound data here: every guarded value is replaced whole.
macro_rules! locked {
    ($lock:expr) => {
        $lock.unwrap_or_else(std::sync::PoisonError::into_inner)
    };
}
use locked;

impl Registry {
    /// The home's identity.
    pub fn home_id(&self) -> Uuid {
        self.home_id
    }

    /// Today, where the home is. The one clock every screen goes by.
    pub fn today(&self) -> Date {
        let offset = locked!(self.home.read()).offset_minutes;
        Date::of_instant(self.clock.now_ms(), offset)
    }

    /// What is wrong with the clock, judged by the last changes. `seq` orders them all the same.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn clock_trouble(&self) -> Result<Option<ClockTrouble>, Refusal> {
        let offset = locked!(self.home.read()).offset_minutes;
        self.pace.trouble(&self.store, self.clock.now_ms(), offset)
    }

    /// Records an act. It is durable when this returns; the same request again is answered alike.
    ///
    /// # Errors
    /// Why nothing was written.
    pub fn act(&self, actor: &Actor, request: Uuid, command: Command) -> Result<Answer, Refusal> {
        self.act_when(Sure::Yes, actor, request, command)
    }

    /// The same, as sure as somebody is.
    ///
    /// # Errors
    /// Why nothing was written; [`Refusal::LookAgain`] to who is not sure yet.
    pub fn act_when(
        &self,
        sure: Sure,
        actor: &Actor,
        request: Uuid,
        command: Command,
    ) -> Result<Answer, Refusal> {
        let about = command.name();
        let answer = self.act_as(sure, actor, request, command);
        self.note_if_refused(actor, None, &about, &answer);
        answer
    }

    fn act_as(&self, sure: Sure, actor: &Actor, request: Uuid, command: Command) -> Result<Answer, Refusal> {
        permit::act(actor, &command, &self.view(), self.today())?;
        match command {
            Command::Import(step) => self.import(actor, request, step),
            Command::Erase(keys) => self.erase(actor, request, &keys),
            Command::ErasePerson { person, also, reason } => {
                self.erase_person(actor, request, person, &also, &reason)
            }
            Command::Undo { seq } => {
                // Asked again after a broken line it is only answered again.
                if self.answered(actor, request)?.is_none() {
                    let (view, today) = (self.view(), self.today());
                    permit::undo(actor, &view.change(seq)?.ok_or(Refusal::NotFound)?, &view, today)?;
                }
                self.save(sure, actor, request, Command::Undo { seq })
            }
            command => self.save(sure, actor, request, command),
        }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask(&self, actor: &Actor, query: &Query) -> Result<Answer, Refusal> {
        let permitted = permit::ask(actor, query, &self.view(), self.today());
        let answer = permitted.and_then(|()| answer::answer(self, actor, query));
        self.note_if_refused(actor, permit::subject_of(query), &query.name(), &answer);
        answer
    }

    fn note_if_refused<T>(
        &self,
        actor: &Actor,
        about: Option<RecordKey>,
        what: &str,
        answer: &Result<T, Refusal>,
    ) {
        use Refusal::{NotAllowed, NotYours, OutOfScope, TooManyDigits};
        if let Err(NotAllowed | OutOfScope(_) | NotYours { .. } | TooManyDigits(_)) = answer {
            self.note_refusal(actor, about, what);
        }
    }

    /// Whether what is asked of the service itself is allowed.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OutOfScope`].
    pub fn permits(&self, actor: &Actor, request: &Request) -> Result<(), Refusal> {
        let answer = permit::steer(actor, request).and_then(|()| match request {
            Request::Looking { at: Some(key) } => permit::seen(actor, *key, &self.view(), self.today()),
            _ => Ok(()),
        });
        self.note_if_refused(actor, None, &request.name(), &answer);
        answer
    }

    /// Whether the record of a key is in somebody's scope.
    pub fn sees(&self, actor: &Actor, key: RecordKey) -> bool {
        permit::seen(actor, key, &self.view(), self.today()).is_ok()
    }

    /// The time, UTC milliseconds, and how many minutes east of UTC the home is.
    pub fn now(&self) -> (i64, i16) {
        (self.clock.now_ms(), locked!(self.home.read()).offset_minutes)
    }

    /// The login of a member of staff.
    ///
    /// # Errors
    /// When there is none of that identity.
    pub fn login_of(&self, staff: StaffId) -> Result<String, Refusal> {
        Ok(self.view().need::<Staff>(staff.0)?.record.login)
    }

    /// Every change recorded from now on.
    pub fn watch(&self) -> Receiver<Event> {
        let (sender, receiver) = crossbeam_channel::unbounded();
        locked!(self.watchers.lock()).push(sender);
        receiver
    }

    /// Whether nothing more can be saved until the register is opened again: the store failed after a journal
    /// write, or has something to carry out on opening. The service must end, and the next start makes it whole.
    pub fn is_over(&self) -> bool {
        self.broken.load(Ordering::Acquire) || self.store.view_failed() || self.opens_again()
    }

    /// Whether that is no failure.
    pub fn opens_again(&self) -> bool {
        self.opens_again.load(Ordering::Acquire)
    }

    fn must_open_again(&self) {
        self.opens_again.store(true, Ordering::Release);
    }

    /// Makes a snapshot and compresses the journal, when that is worth it; answers whether it was.
    ///
    /// # Errors
    /// Why there is no new snapshot, in words for the log. Nothing else suffers from that.
    pub fn look_after(&self, occasion: Occasion) -> Result<bool, String> {
        let kept =
            self.keep_look_up().map_err(|error| format!("the look-up is not written to its file: {error}"));
        if !self.store.upkeep_is_due(occasion) {
            return kept.map(|()| false);
        }
        self.store.upkeep().map_err(|error| error.to_string())?;
        kept.map(|()| true)
    }

    /// Ends in an orderly way, so that the next start need not compare the store with the journal.
    pub fn close(&self) {
        // Without it the next opening only takes longer.
        let _ = self.write_look_up();
        self.store.close();
    }

    fn view(&self) -> View<'_> {
        View::of(&self.store)
    }

    fn publish(&self, event: &Event) {
        locked!(self.watchers.lock()).retain(|watcher| watcher.send(event.clone()).is_ok());
    }
}

/// A new identity: UUID v7 of an instant.
///
/// # Errors
/// When the system gives no random bytes.
fn new_id(now_ms: i64) -> Result<Uuid, Refusal> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| Refusal::NeedsAttention(error.to_string()))?;
    let millis = u64::try_from(now_ms).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
