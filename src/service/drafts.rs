//! What is being typed, on disk within a second: one self-describing text file for each open form.
//!
//! A file outlives its session, the service and this build. One that cannot be read whole is offered with what can
//! be read, and is set aside instead of being written over or deleted. Only what names an erased person is not kept.

mod erased;

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::protocol::{Answer, Draft, DraftField, DraftOp, Refusal};

/// The largest draft, in bytes on disk: far beyond what is typed, and small enough to be written every second.
const MOST_BYTES: usize = 1024 * 1024;
/// The most drafts of one login: nobody has so many forms open, and a client gone wild must not fill the disk.
const MOST_OF_A_LOGIN: usize = 200;

/// Who asks.
pub(super) struct Asker<'a> {
    /// The session.
    pub(super) session: u64,
    /// The login.
    pub(super) login: &'a str,
    /// May also go on with drafts of which the login can no longer be read, or is no member of staff any more.
    pub(super) admin: bool,
    /// Whether a login is a member of staff today.
    pub(super) is_member: &'a dyn Fn(&str) -> bool,
}

/// The drafts of a home.
pub(super) struct Drafts {
    folder: PathBuf,
    open: Mutex<HashMap<Uuid, Open>>,
    /// Whether nothing is kept any more. Read for as long as a draft is written, so that none slips through.
    closed: RwLock<bool>,
}

/// The living session that has a draft open.
struct Open {
    session: u64,
    login: String,
}

struct Read {
    draft: Draft,
    whole: bool,
}

impl Drafts {
    /// The drafts in a folder, which is made when there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn open(folder: &Path) -> io::Result<Drafts> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        // A writing that was cut short: the text before it stands in the draft's own file.
        for path in files(folder).filter(|path| path.extension().is_some_and(|ext| ext == "tmp")) {
            std::fs::remove_file(path).unwrap_or_default();
        }
        Ok(Drafts { folder: folder.to_owned(), open: Mutex::default(), closed: RwLock::default() })
    }

    /// Does what a client asks.
    pub(super) fn act(&self, op: DraftOp, asker: &Asker<'_>) -> Result<Answer, Refusal> {
        match op {
            DraftOp::Put(draft) => self.put(*draft, asker),
            DraftOp::List => Ok(Answer::Drafts(self.list(asker))),
            DraftOp::Take(id) => self.take(id, asker),
            DraftOp::Drop(id) => self.discard(id, asker),
        }
    }

    /// Gives all drafts of one login to another, and says how many. A session that still has one of them open cannot
    /// write it any more. Done again it finds nothing left to do, and one that was cut short is finished by it.
    ///
    /// # Errors
    /// When one cannot be written; those before it are handed over.
    pub(super) fn hand_over(&self, from: &str, to: &str, session: u64) -> io::Result<usize> {
        self.opened().retain(|_, open| open.login != from);
        let ids = files(&self.folder).filter_map(|path| id_of(&path));
        let theirs: Vec<Read> =
            ids.filter_map(|id| self.read(id)).filter(|read| read.draft.login == from).collect();
        for read in &theirs {
            self.set_aside_unless_whole(read)?;
            let theirs_now = Draft { login: to.to_owned(), ..read.draft.clone() };
            self.write(read.draft.id, &serde_json::to_vec_pretty(&theirs_now)?, session)?;
        }
        Ok(theirs.len())
    }

    /// Keeps nothing any more: whoever types goes on with the next service.
    pub(super) fn close(&self) {
        *self.closed.write().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Frees what a session had open, which is offered again from now on.
    pub(super) fn free(&self, session: u64) {
        self.opened().retain(|_, open| open.session != session);
    }

    fn put(&self, mut draft: Draft, asker: &Asker<'_>) -> Result<Answer, Refusal> {
        let closed = self.closed.read().unwrap_or_else(PoisonError::into_inner);
        if *closed {
            return Err(Refusal::Stopping);
        }
        asker.login.clone_into(&mut draft.login);
        let bytes = serde_json::to_vec_pretty(&draft).map_err(|error| cannot_write(error.into()))?;
        if bytes.len() > MOST_BYTES {
            return Err(Refusal::TooMuch);
        }
        let id = draft.id;
        let mine = self.opened().get(&id).is_some_and(|open| open.login == asker.login);
        if !mine {
            self.make_way(id, asker)?;
        }
        self.write(id, &bytes, asker.session).map_err(cannot_write)?;
        self.mark(id, asker);
        Ok(Answer::Done)
    }

    /// Sees to it that a draft may be put where another one may stand, or none.
    fn make_way(&self, id: Uuid, asker: &Asker<'_>) -> Result<(), Refusal> {
        match self.read(id) {
            Some(earlier) => {
                permit(&earlier.draft, asker)?;
                self.set_aside_unless_whole(&earlier).map_err(cannot_write)
            }
            None if self.has_many(asker.login) => Err(Refusal::TooMuch),
            None => Ok(()),
        }
    }

    /// Whether a login has as many drafts as one may have. They are read only when there are so many of all.
    fn has_many(&self, login: &str) -> bool {
        let ids: Vec<Uuid> = files(&self.folder).filter_map(|path| id_of(&path)).collect();
        if ids.len() < MOST_OF_A_LOGIN {
            return false;
        }
        let theirs = ids.into_iter().filter_map(|id| self.read(id)).filter(|read| read.draft.login == login);
        theirs.count() >= MOST_OF_A_LOGIN
    }

    fn list(&self, asker: &Asker<'_>) -> Vec<Draft> {
        let ids = files(&self.folder).filter_map(|path| id_of(&path));
        let offered = ids.filter(|id| !self.opened().contains_key(id)).filter_map(|id| self.read(id));
        let mut drafts: Vec<Draft> =
            offered.map(|read| read.draft).filter(|draft| permit(draft, asker).is_ok()).collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.at));
        drafts
    }

    fn take(&self, id: Uuid, asker: &Asker<'_>) -> Result<Answer, Refusal> {
        let draft = self.read(id).ok_or(Refusal::NotFound)?.draft;
        permit(&draft, asker)?;
        let mut opened = self.opened();
        if opened.get(&id).is_some_and(|open| open.session != asker.session) {
            return Err(Refusal::NotAllowed);
        }
        opened.insert(id, Open { session: asker.session, login: asker.login.to_owned() });
        Ok(Answer::Drafts(vec![draft]))
    }

    fn discard(&self, id: Uuid, asker: &Asker<'_>) -> Result<Answer, Refusal> {
        let Some(read) = self.read(id) else { return Ok(Answer::Done) };
        permit(&read.draft, asker)?;
        self.set_aside_unless_whole(&read).map_err(cannot_write)?;
        if read.whole {
            std::fs::remove_file(self.path(id)).map_err(cannot_write)?;
        }
        self.opened().remove(&id);
        Ok(Answer::Done)
    }

    fn opened(&self) -> MutexGuard<'_, HashMap<Uuid, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mark(&self, id: Uuid, asker: &Asker<'_>) {
        self.opened().insert(id, Open { session: asker.session, login: asker.login.to_owned() });
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn read(&self, id: Uuid) -> Option<Read> {
        let bytes = std::fs::read(self.path(id)).ok()?;
        let whole = serde_json::from_slice(&bytes).ok().map(|draft| Read { draft, whole: true });
        whole.or_else(|| Some(Read { draft: salvage(id, &bytes), whole: false }))
    }

    fn set_aside_unless_whole(&self, read: &Read) -> io::Result<()> {
        if read.whole {
            return Ok(());
        }
        let path = self.path(read.draft.id);
        let names = (1..=u32::MAX).map(|number| path.with_extension(format!("kept{number}")));
        let free = names.into_iter().find(|name| !name.exists());
        free.map_or(Ok(()), |name| std::fs::rename(&path, name))
    }

    /// The folder is synced too: without that a power cut may bring the earlier text back.
    fn write(&self, id: Uuid, bytes: &[u8], session: u64) -> io::Result<()> {
        // Two sessions may write the same draft at once, when a line breaks and comes back.
        let temporary = self.folder.join(format!("{id}.{session}.tmp"));
        let written = write_synced(&temporary, bytes);
        // On a full disk the half of it would stand in the way of the next one.
        written.inspect_err(|_| std::fs::remove_file(&temporary).unwrap_or_default())?;
        std::fs::rename(&temporary, self.path(id))?;
        File::open(&self.folder)?.sync_all()
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A draft is its writer's alone. When they are removed from staff an administrator goes on with it: nothing typed is
/// lost with a person.
fn permit(draft: &Draft, asker: &Asker<'_>) -> Result<(), Refusal> {
    let theirs = draft.login == asker.login;
    let left_behind = || draft.login.is_empty() || !(asker.is_member)(&draft.login);
    if theirs || (asker.admin && left_behind()) { Ok(()) } else { Err(Refusal::NotAllowed) }
}

#[allow(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn cannot_write(error: io::Error) -> Refusal {
    Refusal::CannotWrite(error.to_string())
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn id_of(path: &Path) -> Option<Uuid> {
    if path.extension()? != "json" {
        return None;
    }
    Uuid::try_parse(path.file_stem()?.to_str()?).ok()
}

/// What can be read of a draft that cannot be read whole: field by field, or else its text as it stands.
fn salvage(id: Uuid, bytes: &[u8]) -> Draft {
    let value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    let fields = match value.get("fields").and_then(Value::as_array) {
        Some(fields) => fields.iter().filter_map(salvage_field).collect(),
        None => {
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_BYTES)]).into_owned();
            vec![DraftField { name: "text".into(), text }]
        }
    };
    Draft {
        id,
        form: part(&value, "form").unwrap_or_default(),
        title: part(&value, "title").unwrap_or_default(),
        about: part(&value, "about"),
        base: part(&value, "base"),
        fields,
        login: part(&value, "login").unwrap_or_default(),
        at: part(&value, "at").unwrap_or_default(),
    }
}

fn salvage_field(field: &Value) -> Option<DraftField> {
    let text = match field.get("text")? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(DraftField { name: part(field, "name").unwrap_or_default(), text })
}

fn part<T: DeserializeOwned>(value: &Value, name: &str) -> Option<T> {
    serde_json::from_value(value.get(name)?.clone()).ok()
}

#[cfg(test)]
mod tests;
