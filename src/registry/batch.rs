//! Large acts: what does not fit into one change is several that share a batch, the last marked complete. One that was
//! cut off is undone on opening (`open`).

use uuid::Uuid;

use super::apply::{self, Context};
use super::commit::{Head, Prepared, Stamp, Sure, Under};
use super::view::Staged;
use super::work::{Pending, Work};
use super::{Actor, Registry, new_id, permit};
use crate::domain::{AnyRecord, RecordKey};
use crate::protocol::{Act, Answer, BatchMark, By, ImportReport, ImportRow, ImportStep, Refusal};

/// The most edits of one change: a frame is bounded, and so is the memory to write one.
const MOST_EDITS: usize = 1_000;
/// The most bytes of one change, well under the bound of a frame.
const MOST_CHANGE_BYTES: usize = 2 * 1024 * 1024;

impl Registry {
    /// Collects rows of an import, or ends it.
    pub(super) fn import(&self, actor: &Actor, request: Uuid, step: ImportStep) -> Result<Answer, Refusal> {
        match step {
            ImportStep::Rows { batch, before, rows } => {
                self.imports.collect(batch, &actor.login, before, rows, self.clock.now_ms())?;
                Ok(Answer::Done)
            }
            ImportStep::Finish { batch, rows, book, dry_run } => {
                // Before its rows are taken: a client that asks again while they are written waits here.
                let _lead = self.queue.lead();
                let actor = self.actor_now(actor)?;
                let report = match self.imports.take(batch, &actor.login, rows) {
                    Some(rows) => self.bring_in(&actor, request, &book, rows, dry_run)?,
                    None => self.brought_in(&actor, request)?,
                };
                Ok(Answer::Imported(Box::new(report)))
            }
        }
    }

    /// What an import was answered whose rows are gone: it came again after a broken line.
    fn brought_in(&self, actor: &Actor, request: Uuid) -> Result<ImportReport, Refusal> {
        if let Some(report) = self.imports.report(request) {
            return Ok(report);
        }
        self.answered(actor, request)?.ok_or(Refusal::Incomplete)?;
        Ok(ImportReport { written: true, ..ImportReport::default() })
    }

    /// Checks and writes an import as one batch of changes. The caller leads.
    fn bring_in(
        &self,
        actor: &Actor,
        request: Uuid,
        book: &str,
        rows: Vec<ImportRow>,
        dry_run: bool,
    ) -> Result<ImportReport, Refusal> {
        if !dry_run {
            self.refuse_when_reading()?;
        }
        let now = self.clock.now_ms();
        let make = || new_id(now);
        let context = Context { today: self.today(), actor, sure: Sure::Yes, new_id: &make };
        let view = self.view();
        let mut work = Work::on(&view);
        let mut report: ImportReport = apply::import::plan(book, rows, &mut work, &context)?;
        permit::imported(actor, &work, &view, context.today)?;
        if !dry_run && report.problems.is_empty() && !work.is_empty() {
            let by = By { staff: actor.staff, login: actor.login.clone() };
            self.write_batch(&by, request, Act::Import, work.into_edits())?;
            report.written = true;
        }
        self.imports.keep(request, &report);
        Ok(report)
    }

    /// Writes edits as a batch: parts of bounded size, the last marked complete. The caller leads.
    fn write_batch(
        &self,
        by: &By,
        request: Uuid,
        act: Act,
        edits: Vec<(RecordKey, Pending)>,
    ) -> Result<(), Refusal> {
        let now = self.clock.now_ms();
        let batch = new_id(now)?;
        let mut staged = Staged::default();
        let mut parts: Vec<Prepared> = Vec::new();
        let mut rest = edits.into_iter().peekable();
        while rest.peek().is_some() {
            let part = next_part(&mut rest);
            let last = parts.last().map(|part| (part.change.seq, part.change.digest_after));
            let (seq, digest) = last.unwrap_or((self.store.head().seq, self.store.head().digest));
            let number = u32::try_from(parts.len()).unwrap_or(u32::MAX);
            let mark = BatchMark { id: batch, part: number, last: rest.peek().is_none() };
            let key = if number == 0 { request } else { new_id(now)? };
            let stamp = Stamp { by: by.clone(), request: key, act, batch: Some(mark), undoes: None };
            parts.push(self.change(
                &Head { seq, digest, at: now },
                stamp,
                part,
                Under::default(),
                &mut staged,
            )?);
        }
        self.write(parts.iter_mut())?;
        for part in parts {
            self.after(&part.change, &part.edits);
        }
        Ok(())
    }

    /// Writes edits that no command asks for: opening the home, its first admin, an abandoned batch.
    pub(super) fn write_own(
        &self,
        act: Act,
        records: Vec<(RecordKey, Option<AnyRecord>)>,
    ) -> Result<(), Refusal> {
        let _lead = self.queue.lead();
        let view = self.view();
        let mut work = Work::on(&view);
        for (key, record) in records {
            match record {
                Some(record) => work.put(record)?,
                None => work.take_away(key)?,
            }
        }
        let Actor { staff, login, .. } = Actor::program();
        let by = By { staff, login };
        let request = new_id(self.clock.now_ms())?;
        self.write_batch(&by, request, act, work.into_edits())
    }
}

/// As many edits as fit into one change.
fn next_part(rest: &mut impl Iterator<Item = (RecordKey, Pending)>) -> Vec<(RecordKey, Pending)> {
    let mut part = Vec::new();
    let mut bytes = 0;
    for edit in rest {
        // A record is a few hundred bytes; this measures the rare large one without encoding all of them twice.
        bytes += edit.1.after.as_ref().map_or(64, size_hint);
        part.push(edit);
        if part.len() >= MOST_EDITS || bytes >= MOST_CHANGE_BYTES {
            break;
        }
    }
    part
}

fn size_hint(record: &AnyRecord) -> usize {
    match record {
        AnyRecord::MovementModel(model) => 256 + model.participants.len() * 32,
        AnyRecord::Note(note) => 256 + note.text.len(),
        _ => 1_024,
    }
}
