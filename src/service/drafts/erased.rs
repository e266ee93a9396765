//! Drafts that name a person: which they are, and what is left of them when the person is erased.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

use uuid::Uuid;

use super::{Drafts, cannot_write, files, id_of, write_synced};
use crate::domain::{KnownBy, Person, RecordKey};
use crate::protocol::{Draft, Refusal};
use crate::registry::Erasing;

impl Drafts {
    /// Those that are about a person, or have their name or numbers in a field.
    pub(in crate::service) fn naming(&self, person: &Person) -> Vec<Uuid> {
        let mut known = KnownBy::default();
        known.learn(person);
        let own = BTreeSet::from([person.id.key()]);
        let ids = files(&self.folder).filter_map(|path| id_of(&path));
        let drafts = ids.filter_map(|id| self.read(id)).map(|read| read.draft);
        drafts.filter(|draft| is_about(draft, &own) || names(draft, &known)).map(|draft| draft.id).collect()
    }

    /// Forgets a person: forms about them are dropped, and their name and numbers go out of all others, those that
    /// could not be read whole too. A form elsewhere that has the same name is most likely somebody else's; an
    /// unfinished one is the smaller loss.
    pub(in crate::service) fn forget(&self, erasing: &Erasing) -> Result<(), Refusal> {
        self.forget_in_files(erasing).map_err(cannot_write)
    }

    fn forget_in_files(&self, erasing: &Erasing) -> io::Result<()> {
        for path in files(&self.folder) {
            let bytes = std::fs::read(&path)?;
            let draft: Option<Draft> = serde_json::from_slice(&bytes).ok();
            if draft.is_some_and(|draft| is_about(&draft, &erasing.own)) {
                std::fs::remove_file(&path)?;
                continue;
            }
            if let Some(left) = erasing.known.taken_out_of(&String::from_utf8_lossy(&bytes)) {
                replace(&path, left.as_bytes())?;
            }
        }
        File::open(&self.folder)?.sync_all()
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("erased.tmp");
    write_synced(&temporary, bytes)?;
    std::fs::rename(&temporary, path)
}

fn is_about(draft: &Draft, keys: &BTreeSet<RecordKey>) -> bool {
    draft.about.is_some_and(|key| keys.contains(&key))
}

fn names(draft: &Draft, known: &KnownBy) -> bool {
    known.is_in(&draft.title) || draft.fields.iter().any(|field| known.is_in(&field.text))
}
