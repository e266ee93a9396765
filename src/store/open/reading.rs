//! Opening a store for reading alone: a damaged journal, a lost end, a disk without room.

use std::{fs, io};

use uuid::Uuid;

use super::{Opened, Opening, file_error};
use crate::protocol::ReadOnly;
use crate::store::error::StoreError;
use crate::store::head::{Head, INDEX_SCHEMA};
use crate::store::journal::{Reader, Scan};
use crate::store::sled_view::{SledView, ViewError};
use crate::store::witness::Witness;
use crate::store::{Store, marker, rebuild};

impl Opening<'_> {
    /// Opens for reading alone: what can be read of the journal is brought into the view, which may know more. The
    /// view stays where it is, whatever it is like: it may be all that knows.
    pub(super) fn for_reading(mut self, scan: &Scan, why: ReadOnly) -> Result<(Store, Opened), StoreError> {
        let journal = scan.reader();
        self.opened.cut_bytes = 0;
        self.opened.unclean = true;
        let view = match self.open_view() {
            Ok(view) => Some(view),
            Err(ViewError::Damaged(_)) => None,
            Err(other) => return Err(other.into()),
        };
        let known = view.as_ref().and_then(|view| view.head().ok()).flatten();
        let of = scan.home().or(known.map(|head| (head.home, head.timeline)));
        let of = of.or_else(|| self.snapshots.newest().map(|title| (title.home, title.timeline)));
        let Some((home, timeline)) = of else { return Err(self.journal_missing()) };
        let in_view = known.filter(|head| head.home == home).map_or(0, |head| head.seq);
        self.remember(home, self.known.max(in_view), journal.last_seq())?;
        marker::remove(self.dir).map_err(|source| file_error(self.dir, source))?;
        let usable = view
            .zip(known)
            .filter(|(_, head)| head.home == home && head.schema == INDEX_SCHEMA)
            .map(|(view, head)| self.read_on(&journal, view, head))
            .transpose()?;
        let (view, head) = match usable {
            Some((view, head, true)) => (view, head),
            unsound => self.best_for_reading(&journal, Head::start(home, timeline), unsound)?,
        };
        self.opened.read_only = Some(why);
        Ok(self.store(journal, None, view, head))
    }

    /// What told of an end that the journal lost may be gone at the next opening, whatever else is damaged.
    fn remember(&self, home: Uuid, known: u64, in_journal: u64) -> Result<(), StoreError> {
        if known <= in_journal {
            return Ok(());
        }
        Witness::leave(self.dir, home, known).map_err(|source| file_error(self.dir, source))
    }

    /// Brings a view up as far as the journal can be read, and says whether it holds what it must.
    fn read_on(
        &mut self,
        journal: &Reader,
        view: SledView,
        head: Head,
    ) -> Result<(SledView, Head, bool), StoreError> {
        let through = last_readable(journal, head.seq);
        self.opened.replayed = through.saturating_sub(head.seq);
        let head = rebuild::replay(&view, head, journal, through, self.progress)?;
        let is_sound = view.measure().is_ok_and(|digests| digests == (head.digest, head.derived));
        Ok((view, head, is_sound))
    }

    /// A view made beside the one that cannot be trusted; of the two whichever knows more.
    fn best_for_reading(
        &mut self,
        journal: &Reader,
        start: Head,
        unsound: Option<(SledView, Head, bool)>,
    ) -> Result<(SledView, Head), StoreError> {
        let beside = self.view_dir().with_extension("reading");
        match fs::remove_dir_all(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(file_error(&beside, error)),
            _ => {}
        }
        let view = SledView::open(&beside, self.options.cache_bytes)?;
        let head = self.fill_up(journal, &view, start, None)?;
        match unsound {
            Some((known, its, _)) if its.seq > head.seq => Ok((known, its)),
            _ => Ok((view, head)),
        }
    }

    /// A disk without room is no reason to answer nobody: for reading, the view is made somewhere else.
    pub(super) fn without_room(
        mut self,
        scan: &Scan,
        source: io::Error,
    ) -> Result<(Store, Opened), StoreError> {
        let Some((home, timeline)) = scan.home() else { return Err(ViewError::Io(source).into()) };
        let why = ReadOnly::NoRoom(source.to_string());
        let journal = scan.reader();
        let view = SledView::open_spare(&self.options.spare_dir, self.options.cache_bytes)?;
        let head = self.fill(&journal, &view, Head::start(home, timeline), scan.end().seq)?;
        self.opened.cut_bytes = 0;
        self.opened.read_only = Some(why);
        Ok(self.store(journal, None, view, head))
    }
}

/// The last change that can be read with all between it and a base.
pub(super) fn last_readable(journal: &Reader, base: u64) -> u64 {
    let mut seq = base;
    while seq < journal.last_seq() && journal.read(seq + 1).is_ok() {
        seq += 1;
    }
    seq
}
