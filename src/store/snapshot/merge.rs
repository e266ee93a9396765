//! Making a snapshot of the one before it and the journal since.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use uuid::Uuid;

use super::read::{Body, Entry, Snapshot};
use super::write::{Writer, discard};
use super::{SnapshotError, Title, name};
use crate::protocol::Change;
use crate::store::head::Head;
use crate::store::journal::{Disk, Reader};

/// What the journal says since a snapshot.
#[derive(Default)]
pub struct Since {
    records: BTreeMap<(u8, Uuid), Touched>,
    requests: BTreeSet<(Uuid, u64)>,
}

#[derive(Default)]
struct Touched {
    changes: Vec<u64>,
    bytes: Option<Vec<u8>>,
}

impl Since {
    /// Takes the next change.
    pub fn take(&mut self, change: Change) {
        self.requests.insert((change.request, change.seq));
        for edit in change.edits {
            let touched = self.records.entry((edit.kind, edit.id)).or_default();
            if touched.changes.last() != Some(&change.seq) {
                touched.changes.push(change.seq);
            }
            touched.bytes = edit.after;
        }
    }
}

/// Makes the snapshot after the change of `head`, from `base` (or from nothing) and the journal.
///
/// # Errors
/// When the journal cannot be read, the file not be written, or the digest is another than the head's: then there
/// is no new snapshot.
pub fn make(
    disk: &dyn Disk,
    dir: &Path,
    base: Option<&Snapshot<'_>>,
    journal: &Reader,
    head: &Head,
) -> Result<(), SnapshotError> {
    let mut since = Since::default();
    for seq in base.map_or(0, |base| base.title.seq) + 1..=head.seq {
        since.take(journal.read(seq)?.change);
    }
    let timeline = journal.timeline_of(head.seq).unwrap_or(head.timeline);
    let Head { home, seq, chain, digest, .. } = *head;
    let title = Title { home, timeline, seq, chain, digest };
    let written = write(disk, dir, title, base, since);
    if !matches!(written, Ok(true)) {
        discard(disk, dir, seq);
    }
    match written {
        Ok(true) => Ok(()),
        Ok(false) => Err(SnapshotError::Differs { seq }),
        Err(source) => Err(SnapshotError::File { path: dir.join(name(seq)), source }),
    }
}

/// Writes it, and answers whether it came to the digest it has to.
fn write(
    disk: &dyn Disk,
    dir: &Path,
    title: Title,
    base: Option<&Snapshot<'_>>,
    since: Since,
) -> io::Result<bool> {
    let mut writer = Writer::begin(disk, dir, title)?;
    let mut body = base.map(Snapshot::body).transpose()?;
    merge_records(&mut writer, body.as_mut(), since.records)?;
    if writer.digest != title.digest {
        return Ok(false);
    }
    merge_requests(&mut writer, body.as_mut(), since.requests)?;
    writer.finish().map(|()| true)
}

/// Goes through all that the journal leads to, from a snapshot on, without writing one.
///
/// # Errors
/// When the snapshot cannot be read, and those of the sink.
pub fn go_through(base: Option<&Snapshot<'_>>, since: Since, sink: &mut impl Sink) -> io::Result<()> {
    let mut body = base.map(Snapshot::body).transpose()?;
    merge_records(sink, body.as_mut(), since.records)?;
    merge_requests(sink, body.as_mut(), since.requests)
}

/// Takes what a snapshot has, in its order.
pub trait Sink {
    /// The next record.
    ///
    /// # Errors
    /// When it cannot be taken.
    fn entry(&mut self, entry: &Entry) -> io::Result<()>;
    /// The next request with its change.
    ///
    /// # Errors
    /// When it cannot be taken.
    fn request(&mut self, request: Uuid, seq: u64) -> io::Result<()>;
    /// There are no more records, or requests.
    ///
    /// # Errors
    /// When that cannot be taken.
    fn end_part(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn merge_records(
    writer: &mut impl Sink,
    mut body: Option<&mut Body>,
    since: BTreeMap<(u8, Uuid), Touched>,
) -> io::Result<()> {
    let mut old = next_entry(&mut body)?;
    for (place, touched) in since {
        while let Some(entry) = old.take_if(|entry| entry.place() < place) {
            writer.entry(&entry)?;
            old = next_entry(&mut body)?;
        }
        let mut changes = Vec::new();
        if let Some(entry) = old.take_if(|entry| entry.place() == place) {
            changes = entry.changes;
            old = next_entry(&mut body)?;
        }
        changes.extend(touched.changes);
        writer.entry(&Entry { kind: place.0, id: place.1, changes, bytes: touched.bytes })?;
    }
    while let Some(entry) = old {
        writer.entry(&entry)?;
        old = next_entry(&mut body)?;
    }
    writer.end_part()
}

fn next_entry(body: &mut Option<&mut Body>) -> io::Result<Option<Entry>> {
    body.as_mut().map_or(Ok(None), |body| body.entry())
}

fn merge_requests(
    writer: &mut impl Sink,
    mut body: Option<&mut Body>,
    since: BTreeSet<(Uuid, u64)>,
) -> io::Result<()> {
    let mut next_old = || body.as_mut().map_or(Ok(None), |body| body.request());
    let mut old = next_old()?;
    for new in since {
        while let Some((request, seq)) = old.take_if(|old| *old < new) {
            writer.request(request, seq)?;
            old = next_old()?;
        }
        writer.request(new.0, new.1)?;
    }
    while let Some((request, seq)) = old {
        writer.request(request, seq)?;
        old = next_old()?;
    }
    writer.end_part()
}
