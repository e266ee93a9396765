//! Saving: one group of savers plans while another is written, with one sync of the journal for each (`queue`).

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};

use uuid::Uuid;

use super::apply::{self, Context, Planned};
use super::queue::{InFlight, Next, Turn};
use super::view::{Read, Staged, View};
use super::work::{Pending, Work};
use super::{Actor, Registry, locked, new_id, permit};
use crate::domain::{AnyRecord, RecordKey, Warning};
use crate::protocol::{Act, Answer, BatchMark, By, Change, Command, Digest, Edit, Event, Refusal, Saved};
use crate::store::{self, CommitError, Stored, encode_any};

/// How sure somebody is of what they want to record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// What may be a slip is to be said first.
    NotYet,
    /// They have looked.
    Yes,
}

/// One who waits to save.
pub(super) struct Ticket {
    sure: Sure,
    actor: Actor,
    request: Uuid,
    command: Command,
    outcome: Mutex<Option<Result<Answer, Refusal>>>,
    /// Woken alone, when there is an outcome or it is their turn: waking all who wait for each of them would cost more
    /// than their saves.
    saver: Thread,
}

impl Ticket {
    fn of(sure: Sure, actor: &Actor, request: Uuid, command: Command) -> Arc<Ticket> {
        let (outcome, saver) = (Mutex::new(None), thread::current());
        Arc::new(Ticket { sure, actor: actor.clone(), request, command, outcome, saver })
    }

    fn settle(&self, outcome: Result<Answer, Refusal>) {
        *locked!(self.outcome.lock()) = Some(outcome);
        self.wake();
    }

    /// Nobody will tell any more: only the next service can say what became of it.
    pub(super) fn give_up(&self) {
        locked!(self.outcome.lock()).get_or_insert(Err(Refusal::Stopping));
        self.wake();
    }

    pub(super) fn is_settled(&self) -> bool {
        locked!(self.outcome.lock()).is_some()
    }

    pub(super) fn wake(&self) {
        self.saver.unpark();
    }
}

/// A change that is planned, and what its saver will be told.
pub(super) struct Prepared {
    pub change: Change,
    /// The change as the store takes it; taken when it is written.
    pub ready: Option<store::Ready>,
    pub edits: Vec<(Option<AnyRecord>, Option<AnyRecord>)>,
    pub saved: Saved,
}

/// Savers whose changes are written with one sync.
#[derive(Default)]
struct Group {
    staged: Staged,
    /// What was read of the store for them: nobody else writes meanwhile but what is below.
    read: Read,
    prepared: Vec<(Arc<Ticket>, Prepared)>,
    /// What savers are told who change nothing: it may rest on what the group is about to write.
    answers: Vec<(Arc<Ticket>, Result<Answer, Refusal>)>,
    /// Those who ask for what another of the group asks for.
    repeats: Vec<Arc<Ticket>>,
}

impl Group {
    fn repeats(&self, ticket: &Ticket) -> bool {
        self.prepared.iter().any(|(other, _)| other.request == ticket.request)
    }

    /// What the next group is planned on while this one is written.
    fn in_flight(&mut self) -> Option<InFlight> {
        let last = &self.prepared.last()?.1.change;
        let requests = self.prepared.iter().map(|(ticket, _)| ticket.request).collect();
        let end = (last.seq, last.digest_after);
        Some(InFlight::new(std::mem::take(&mut self.staged), end, requests))
    }

    /// Tells a saver who changes nothing, as soon as all that the answer rests on is written.
    fn answer(&mut self, ticket: &Arc<Ticket>, answer: Result<Answer, Refusal>) {
        if self.prepared.is_empty() {
            ticket.settle(answer);
        } else {
            self.answers.push((Arc::clone(ticket), answer));
        }
    }
}

impl Registry {
    /// Saves a command: alone, or with whoever else waits.
    pub(super) fn save(
        &self,
        sure: Sure,
        actor: &Actor,
        request: Uuid,
        command: Command,
    ) -> Result<Answer, Refusal> {
        let ticket = Ticket::of(sure, actor, request, command);
        self.queue.join(&ticket);
        while let Some(turn) = self.queue.turn_or_outcome(&ticket) {
            self.save_group(turn);
        }
        let outcome = locked!(ticket.outcome.lock()).take();
        outcome.unwrap_or(Err(Refusal::Stopping))
    }

    /// Plans a group while the one before is written, then writes it.
    fn save_group(&self, mut turn: Turn<'_>) {
        let mut group = Group::default();
        let mut in_doubt = self.plan_on(turn.before.as_deref(), &turn.tickets, &mut group);
        let holds = loop {
            match turn.next() {
                Next::Plan(came) => {
                    in_doubt.extend(self.plan_on(turn.before.as_deref(), &came, &mut group));
                }
                Next::Write { holds } => break holds,
            }
        };
        if holds {
            // What they asked for may stand in what was written by now, or what they were refused for be gone.
            self.plan(&in_doubt, &mut group);
        } else {
            // What it was planned on was never written.
            group = Group::default();
            self.plan(&turn.tickets, &mut group);
        }
        turn.plan_next(group.in_flight());
        let outcome = self.write(group.prepared.iter_mut().map(|(_, new)| new));
        // In the order of changes, and before anybody is told: whoever is finds it in counts and look-ups too.
        for (_, new) in group.prepared.iter().filter(|_| outcome.is_ok()) {
            self.after(&new.change, &new.edits);
        }
        turn.write_next(outcome.is_ok());
        self.tell(group, &outcome);
    }

    /// What became of a group, to each of its savers.
    fn tell(&self, group: Group, outcome: &Result<(), Refusal>) {
        let Group { prepared, answers, repeats, .. } = group;
        for (ticket, new) in prepared {
            ticket.settle(outcome.clone().map(|()| Answer::Saved(new.saved)));
        }
        for (ticket, answer) in answers {
            ticket.settle(outcome.clone().and(answer));
        }
        for ticket in repeats {
            let answer = self.answered(&ticket.actor, ticket.request);
            ticket.settle(answer.and_then(|answer| answer.ok_or(Refusal::Stopping)));
        }
    }

    /// Plans tickets on what the group before is writing; gives back those that did not become changes. They are in doubt
    /// until that is written.
    fn plan_on(
        &self,
        before: Option<&InFlight>,
        tickets: &[Arc<Ticket>],
        group: &mut Group,
    ) -> Vec<Arc<Ticket>> {
        let mut in_doubt = Vec::new();
        for ticket in tickets {
            let is_known = before.is_some_and(|before| before.requests.contains(&ticket.request));
            if !is_known && !group.repeats(ticket) {
                match self.prepare(ticket, before, group) {
                    Ok(Ready::New(new)) => {
                        group.prepared.push((Arc::clone(ticket), *new));
                        continue;
                    }
                    // Nothing is being written that could change that.
                    Ok(Ready::Answered(answer)) if before.is_none() => {
                        group.answer(ticket, Ok(answer));
                        continue;
                    }
                    Err(refusal) if before.is_none() => {
                        group.answer(ticket, Err(refusal));
                        continue;
                    }
                    _ => {}
                }
            }
            in_doubt.push(Arc::clone(ticket));
        }
        in_doubt
    }

    /// Plans tickets once the store has all that was written before.
    fn plan(&self, tickets: &[Arc<Ticket>], group: &mut Group) {
        for ticket in tickets {
            if group.repeats(ticket) {
                group.repeats.push(Arc::clone(ticket));
                continue;
            }
            match self.prepare(ticket, None, group) {
                Ok(Ready::New(new)) => group.prepared.push((Arc::clone(ticket), *new)),
                Ok(Ready::Answered(answer)) => group.answer(ticket, Ok(answer)),
                Err(refusal) => group.answer(ticket, Err(refusal)),
            }
        }
    }

    /// What an earlier request of the same key was answered. A key is its maker's: anybody else's use of it is a replay.
    pub(super) fn answered(&self, actor: &Actor, request: Uuid) -> Result<Option<Answer>, Refusal> {
        let Some(seq) = self.store.seq_of_request(request)? else { return Ok(None) };
        let change = self.store.change(seq)?.ok_or(Refusal::NotFound)?;
        if change.by.staff != actor.staff {
            return Err(Refusal::NotAllowed);
        }
        let keys: Vec<RecordKey> = change.edits.iter().filter_map(Edit::key).collect();
        let subject = keys.first().copied().ok_or(Refusal::NotFound)?;
        let record = self.view().get_any(subject)?.map(|stored| stored.record);
        Ok(Some(Answer::Saved(Saved {
            seq,
            act: change.act,
            number: record.as_ref().and_then(AnyRecord::short_number),
            receipt: record.as_ref().and_then(last_receipt),
            keys,
            warnings: Vec::new(),
        })))
    }

    fn prepare(
        &self,
        ticket: &Ticket,
        before: Option<&InFlight>,
        group: &mut Group,
    ) -> Result<Ready, Refusal> {
        if self.is_over() {
            return Err(Refusal::Stopping);
        }
        if let Some(answer) = self.answered(&ticket.actor, ticket.request)? {
            return Ok(Ready::Answered(answer));
        }
        self.refuse_when_reading()?;
        let now = self.clock.now_ms();
        let make = || new_id(now);
        let (planned, edits, warnings, receipt) = {
            let view = View::over(&self.store, before.map(|before| &before.staged), &group.staged);
            let view = view.remembering(&group.read);
            let other_now = self.still_may(&ticket.actor, &ticket.command, &view)?;
            let actor = other_now.as_ref().unwrap_or(&ticket.actor);
            let context = Context { today: self.today(), actor, sure: ticket.sure, new_id: &make };
            let mut work = Work::on(&view);
            let planned = apply::plan(&ticket.command, &mut work, &context)?;
            permit::edits(actor, &ticket.command, &work, &view, context.today)?;
            refuse_slips(ticket.sure, &work.warnings)?;
            let (warnings, receipt) = (std::mem::take(&mut work.warnings), work.receipt);
            (planned, work.into_edits(), warnings, receipt)
        };
        let last = group.prepared.last().map(|(_, new)| (new.change.seq, new.change.digest_after));
        let last = last.or(before.map(|before| (before.seq, before.digest)));
        let (seq, digest) = last.unwrap_or_else(|| {
            let head = self.store.head();
            (head.seq, head.digest)
        });
        if edits.is_empty() {
            return Ok(Ready::Answered(Answer::Saved(unchanged(seq, &planned, warnings))));
        }
        let head = Head { seq, digest, at: now };
        let by = By { staff: ticket.actor.staff, login: ticket.actor.login.clone() };
        let stamp =
            Stamp { by, request: ticket.request, act: planned.act, batch: None, undoes: planned.undoes };
        let Group { staged, read, .. } = group;
        let below = before.map(|before| &before.staged);
        let mut new = self.change(&head, stamp, edits, Under { below, read: Some(read) }, staged)?;
        new.saved = Saved {
            warnings,
            receipt,
            number: new
                .edits
                .iter()
                .filter_map(|(_, after)| after.as_ref())
                .find(|after| after.key() == planned.subject)
                .and_then(AnyRecord::short_number),
            ..subject_first(new.saved, planned.subject)
        };
        Ok(Ready::New(Box::new(new)))
    }

    /// Said before anything else: a form that changes nothing would be told that it is recorded, one with faults
    /// would be mended in vain. A disk that had no room may have some by now; only writing to it tells.
    pub(super) fn refuse_when_reading(&self) -> Result<(), Refusal> {
        self.refuse_when_damaged()?;
        self.reading_only().map_or(Ok(()), |why| Err(Refusal::ReadOnly(why)))
    }

    /// What a backup is refused for too.
    pub(super) fn refuse_when_damaged(&self) -> Result<(), Refusal> {
        let damage = self.store.read_only().filter(|why| why.is_damage());
        damage.map_or(Ok(()), |why| Err(Refusal::ReadOnly(why.clone())))
    }

    /// Makes a change of edits, and stages them.
    pub(super) fn change(
        &self,
        head: &Head,
        stamp: Stamp,
        edits: Vec<(RecordKey, Pending)>,
        under: Under<'_>,
        staged: &mut Staged,
    ) -> Result<Prepared, Refusal> {
        let mut change = Change {
            seq: head.seq + 1,
            at: head.at,
            by: stamp.by,
            request: stamp.request,
            act: stamp.act as u16,
            batch: stamp.batch,
            undoes: stamp.undoes,
            edits: Vec::with_capacity(edits.len()),
            erases: Vec::new(),
            digest_after: head.digest,
        };
        let mut records = Vec::with_capacity(edits.len());
        for (key, pending) in edits {
            let view = View::over(&self.store, under.below, staged);
            let view = under.read.map_or(view, |read| view.remembering(read));
            let before_bytes = if pending.before.is_some() { view.bytes(key)? } else { None };
            let before_rev = pending.before.as_ref().map_or(0, |before| before.rev);
            let after = pending.after.map(|record| Stored { rev: before_rev + 1, record });
            let bytes = after.as_ref().map(encode_any).transpose();
            let bytes = bytes.map_err(|error| Refusal::NeedsAttention(error.to_string()))?;
            let edit =
                Edit { kind: key.kind as u8, id: key.id, before_rev, before: before_bytes, after: bytes };
            change.digest_after = change.digest_after.after(&edit);
            change.edits.push(edit);
            let before = pending.before.map(|before| before.record);
            staged.put(key, before.as_ref(), after.clone());
            records.push((before, after.map(|after| after.record)));
        }
        let keys = change.edits.iter().filter_map(Edit::key).collect();
        let saved = Saved {
            seq: change.seq,
            act: change.act,
            keys,
            number: None,
            receipt: None,
            warnings: Vec::new(),
        };
        let ready = store::Ready::of(&change).map_err(|error| Refusal::NeedsAttention(error.to_string()))?;
        Ok(Prepared { change, ready: Some(ready), edits: records, saved })
    }

    pub(super) fn write<'c>(&self, all: impl Iterator<Item = &'c mut Prepared>) -> Result<(), Refusal> {
        let ready = |new: &'c mut Prepared| Some((&new.change, new.ready.take()?));
        let changes: Vec<(&Change, store::Ready)> = all.filter_map(ready).collect();
        if changes.is_empty() {
            return Ok(());
        }
        self.refuse_unless_written(self.store.commit_ready(changes))
    }

    /// What whoever wanted to save is told, when it was not written; a failure after which nothing more can be
    /// saved is remembered.
    pub(super) fn refuse_unless_written(&self, outcome: Result<(), CommitError>) -> Result<(), Refusal> {
        match outcome {
            Ok(()) => Ok(()),
            Err(CommitError::Refused(why)) => Err(Refusal::CannotWrite(why.to_string())),
            Err(CommitError::NoRoom { free_mb }) => Err(Refusal::NoRoom(free_mb)),
            Err(CommitError::ReadOnly(why)) => Err(Refusal::ReadOnly(why)),
            Err(CommitError::OpenAgain) => {
                self.must_open_again();
                Err(Refusal::Stopping)
            }
            Err(other) => {
                if other.is_fatal() {
                    self.broken.store(true, Ordering::Release);
                }
                Err(Refusal::NeedsAttention(other.to_string()))
            }
        }
    }

    /// What follows from a change that is durable: counts, the look-up, and whoever watches.
    pub(super) fn after(&self, change: &Change, edits: &[(Option<AnyRecord>, Option<AnyRecord>)]) {
        self.pace.made(change.at);
        self.recount(change.seq, edits);
        self.look_up_follows(change.seq, edits);
        self.scopes_follow(edits);
        let keys = change.edits.iter().filter_map(Edit::key).collect();
        self.publish(&Event::Changed { seq: change.seq, login: change.by.login.clone(), keys });
    }

    /// Counts a change.
    pub(super) fn recount(&self, seq: u64, edits: &[(Option<AnyRecord>, Option<AnyRecord>)]) {
        let mut tallies = locked!(self.tallies.write());
        tallies.goes_to(seq);
        for (before, after) in edits {
            before.iter().for_each(|record| tallies.remove(record));
            after.iter().for_each(|record| tallies.add(record));
            if let Some(AnyRecord::Home(home)) = after {
                *locked!(self.home.write()) = home.clone();
            }
        }
    }
}

/// What came of planning a ticket.
enum Ready {
    New(Box<Prepared>),
    Answered(Answer),
}

/// What stands under the staged records of a change.
#[derive(Clone, Copy, Default)]
pub(super) struct Under<'a> {
    /// What the group of savers before is writing.
    pub below: Option<&'a Staged>,
    /// What was read of the store already.
    pub read: Option<&'a Read>,
}

/// Where the next change begins.
pub(super) struct Head {
    pub seq: u64,
    pub digest: Digest,
    pub at: i64,
}

/// Who does what under which key.
pub(super) struct Stamp {
    pub by: By,
    pub request: Uuid,
    pub act: Act,
    pub batch: Option<BatchMark>,
    pub undoes: Option<u64>,
}

/// Who is not sure yet hears of everything that may be a slip.
fn refuse_slips(sure: Sure, warnings: &[Warning]) -> Result<(), Refusal> {
    if sure == Sure::NotYet && warnings.iter().any(Warning::may_be_a_slip) {
        return Err(Refusal::LookAgain(warnings.to_vec()));
    }
    Ok(())
}

fn unchanged(seq: u64, planned: &Planned, warnings: Vec<Warning>) -> Saved {
    Saved { seq, act: planned.act as u16, keys: vec![planned.subject], number: None, receipt: None, warnings }
}

fn subject_first(mut saved: Saved, subject: RecordKey) -> Saved {
    saved.keys.retain(|key| *key != subject);
    saved.keys.insert(0, subject);
    saved
}

fn last_receipt(record: &AnyRecord) -> Option<u32> {
    match record {
        AnyRecord::Contribution(contribution) => {
            contribution.gift.live_receipts().last().map(|receipt| receipt.number)
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
