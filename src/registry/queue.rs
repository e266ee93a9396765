//! Who waits to save. The first takes along all who wait and plans for them; while it writes, the next one plans already,
//! on what is being written, and takes along whoever comes until it may write itself. Nobody lingers for more.
//!
//! Measured before this was built: with 64 writers a group with one sync saves 5 to 18 times as often as one locked sync
//! each, and a committer thread of its own made a lone writer 2 to 4 times slower.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use uuid::Uuid;

use super::commit::Ticket;
use super::view::Staged;
use crate::protocol::Digest;

/// The queue of a register.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// A writer has ended, or there is somebody to take along.
    moved: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Arc<Ticket>>,
    /// Somebody plans a group.
    planning: bool,
    /// Whoever plans has nothing to do until a writer ends or somebody comes.
    planner_waits: bool,
    /// Somebody writes one.
    writing: bool,
    /// So many wait for both at once.
    alone: u32,
    in_flight: Option<Arc<InFlight>>,
}

impl State {
    /// Those to plan for now. While somebody writes it is one at a time: once that is done, what is planned by then is not
    /// to wait for more.
    fn take(&mut self) -> Vec<Arc<Ticket>> {
        let count = if self.writing { 1 } else { self.waiting.len() };
        self.waiting.drain(..count.min(self.waiting.len())).collect()
    }
}

/// What a group of savers is writing: the next group is planned on it.
pub(super) struct InFlight {
    /// Its records.
    pub staged: Staged,
    /// The last change's place.
    pub seq: u64,
    /// The digest after it.
    pub digest: Digest,
    /// The keys of its requests.
    pub requests: HashSet<Uuid>,
    is_written: AtomicBool,
}

impl InFlight {
    /// What is about to be written.
    pub fn new(staged: Staged, (seq, digest): (u64, Digest), requests: HashSet<Uuid>) -> InFlight {
        InFlight { staged, seq, digest, requests, is_written: AtomicBool::new(false) }
    }
}

/// The right to change the register: to plan, and from some time on to write. Both are given back when it goes.
pub(super) struct Turn<'a> {
    queue: &'a Queue,
    plans: bool,
    writes: bool,
    /// Who was taken along so far.
    pub tickets: Vec<Arc<Ticket>>,
    /// What was being written when it began.
    pub before: Option<Arc<InFlight>>,
    own: Option<Arc<InFlight>>,
}

/// What whoever plans does next.
pub(super) enum Next {
    /// Plan for those who came meanwhile.
    Plan(Vec<Arc<Ticket>>),
    /// Write.
    Write {
        /// Whether what was being written is, so that what was planned on it holds.
        holds: bool,
    },
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, writes: bool, tickets: Vec<Arc<Ticket>>, before: Option<Arc<InFlight>>) -> Turn<'_> {
        Turn { queue: self, plans: true, writes, tickets, before, own: None }
    }

    /// Waits for the turn to plan and write with nobody else at either.
    pub(super) fn lead(&self) -> Turn<'_> {
        let mut state = self.lock();
        state.alone += 1;
        while state.planning || state.writing {
            state = self.wait(state);
        }
        state.alone -= 1;
        (state.planning, state.writing) = (true, true);
        self.turn(true, Vec::new(), None)
    }

    /// A ticket that waits to be taken along.
    pub(super) fn join(&self, ticket: &Arc<Ticket>) {
        let mut state = self.lock();
        state.waiting.push_back(Arc::clone(ticket));
        if std::mem::take(&mut state.planner_waits) {
            self.moved.notify_all();
        }
    }

    /// Waits for the ticket's outcome, or for the turn to plan for all who wait. The ticket itself may have been taken
    /// along by then; whoever has it tells.
    pub(super) fn turn_or_outcome(&self, ticket: &Ticket) -> Option<Turn<'_>> {
        let mut state = self.lock();
        loop {
            if ticket.is_settled() {
                return None;
            }
            if !state.planning && state.alone == 0 && !state.waiting.is_empty() {
                state.planning = true;
                let tickets = state.take();
                return Some(self.turn(false, tickets, state.in_flight.clone()));
            }
            drop(state);
            thread::park();
            state = self.lock();
        }
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.moved.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Waits until it may write, or there is somebody else to plan for meanwhile.
    pub(super) fn next(&mut self) -> Next {
        let mut state = self.queue.lock();
        while state.writing {
            if state.alone == 0 && !state.waiting.is_empty() {
                let came = state.take();
                self.tickets.extend(came.iter().cloned());
                return Next::Plan(came);
            }
            state.planner_waits = true;
            state = self.queue.wait(state);
        }
        state.planner_waits = false;
        state.writing = true;
        self.writes = true;
        let is_written = |before: Arc<InFlight>| before.is_written.load(Ordering::Acquire);
        Next::Write { holds: self.before.take().is_none_or(is_written) }
    }

    /// Lets the next one plan on what is written now.
    pub(super) fn plan_next(&mut self, own: Option<InFlight>) {
        self.own = own.map(Arc::new);
        let mut state = self.queue.lock();
        state.in_flight.clone_from(&self.own);
        self.stop_planning(&mut state);
    }

    /// Lets the next one write; what was planned on this holds if it is written.
    pub(super) fn write_next(&mut self, is_written: bool) {
        if let Some(own) = &self.own {
            own.is_written.store(is_written, Ordering::Release);
        }
        let queue = self.queue;
        self.stop_writing(&mut queue.lock());
    }

    fn stop_writing(&mut self, state: &mut State) {
        if !std::mem::take(&mut self.writes) {
            return;
        }
        state.writing = false;
        state.in_flight = None;
        self.queue.moved.notify_all();
    }

    fn stop_planning(&mut self, state: &mut State) {
        if !std::mem::take(&mut self.plans) {
            return;
        }
        state.planning = false;
        // Whoever is woken and comes too late was taken along by the one who came first, or is woken by them.
        if let Some(next) = state.waiting.front() {
            next.wake();
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let queue = self.queue;
        let mut state = queue.lock();
        self.stop_writing(&mut state);
        self.stop_planning(&mut state);
        drop(state);
        // A panic leaves those who were taken along without an outcome.
        if thread::panicking() {
            self.tickets.iter().for_each(|ticket| ticket.give_up());
        }
    }
}
