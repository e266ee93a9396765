//! The list of what was erased since a register began: it outlives the register, for a backup from before has it all
//! still. It names records, and nobody.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::domain::{Kind, RecordKey};
use crate::protocol::{Act, Edit};
use crate::store::Store;
use crate::store::codec::decode_any;
use crate::store::error::StoreError;
use crate::store::journal::{Disk, put_whole};

/// Its file, one record a line.
const LIST: &str = "erased.txt";
/// What stands behind a record that only lost mentions.
const MENTION: &str = " mention";

/// What was erased since a register began: a backup from before has it still.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedList {
    /// Records that lost all personal data.
    pub own: BTreeSet<RecordKey>,
    /// Records that lost mentions of the persons among them.
    pub mentions: BTreeSet<RecordKey>,
}

impl ErasedList {
    /// Whether nothing was erased.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.mentions.is_empty()
    }

    /// Adds what an edit of an erasure says.
    pub(super) fn add(&mut self, edit: &Edit) {
        let Some(key) = edit.key() else { return };
        let list = if is_own(key, edit) { &mut self.own } else { &mut self.mentions };
        list.insert(key);
    }

    fn lines(&self) -> String {
        let line = |key: &RecordKey, mark: &str| format!("{} {}{mark}\n", key.kind as u8, key.id);
        let own = self.own.iter().map(|key| line(key, ""));
        own.chain(self.mentions.iter().map(|key| line(key, MENTION))).collect()
    }

    fn of_text(text: &str) -> ErasedList {
        let mut list = ErasedList::default();
        for line in text.lines() {
            let (line, is_mention) = line.strip_suffix(MENTION).map_or((line, false), |line| (line, true));
            let Some(key) = key_in(line) else { continue };
            if is_mention {
                list.mentions.insert(key)
            } else {
                list.own.insert(key)
            };
        }
        list
    }
}

/// Whether an edit of an erasure took all personal data: what it left has none. One that is gone shows nothing; it is
/// one of its own where its kind has personal data at all.
fn is_own(key: RecordKey, edit: &Edit) -> bool {
    match &edit.after {
        None => matches!(
            key.kind,
            Kind::Person
                | Kind::Household
                | Kind::Note
                | Kind::LifeChange
                | Kind::DataRequest
                | Kind::Transfer
        ),
        Some(bytes) => decode_any(key, bytes)
            .is_ok_and(|stored| stored.record.without_personal_data().as_ref() == Some(&stored.record)),
    }
}

/// Adds to the list of what was erased. It is written as a whole: half a line would swallow the next one.
pub(super) fn add_to_list(disk: &dyn Disk, dir: &Path, more: &ErasedList) -> io::Result<()> {
    let mut all = match disk.read(&list_path(dir)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => ErasedList::default(),
        bytes => ErasedList::of_text(&String::from_utf8_lossy(&bytes?)),
    };
    all.own.extend(&more.own);
    all.mentions.extend(&more.mentions);
    put_whole(disk, dir, LIST, all.lines().as_bytes())
}

/// Lists every record that the journal says was erased, and those of another list: a backup has no list.
///
/// # Errors
/// When the journal cannot be read, or the list not be written.
pub fn list_all_erased(store: &Store, others: &ErasedList) -> Result<(), StoreError> {
    let mut list = others.clone();
    store.reader.for_each(1, |there| {
        if there.change.act == Act::Erase as u16 {
            there.change.edits.iter().for_each(|edit| list.add(edit));
        }
        Ok::<(), StoreError>(())
    })?;
    if list.is_empty() {
        return Ok(());
    }
    let listed = add_to_list(&*store.disk, &store.dir, &list);
    listed.map_err(|source| StoreError::File { path: list_path(&store.dir), source })
}

/// The list of what was erased in a store's folder.
pub fn list_path(dir: &Path) -> PathBuf {
    dir.join(LIST)
}

/// What a list says was erased; nothing when there is no list.
///
/// # Errors
/// When it cannot be read.
pub fn read_list(path: &Path) -> io::Result<ErasedList> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(ErasedList::default()),
        text => Ok(ErasedList::of_text(&text?)),
    }
}

fn key_in(line: &str) -> Option<RecordKey> {
    let (kind, id) = line.split_once(' ')?;
    Some(RecordKey { kind: Kind::from_u8(kind.parse().ok()?)?, id: Uuid::try_parse(id.trim()).ok()? })
}
