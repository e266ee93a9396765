//! The `authorized_keys` of the shared account: the line that lets a member of staff in, and taking it out again.
//!
//! Others write this file too, and whoever breaks it locks everybody out. So only lines that begin as ours do and end
//! with the mark of a member of staff are ever changed; all others stay as they are, to the byte. The file is replaced
//! whole, under a lock, and is either the old one or the new one after a power cut.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::base64;
use super::ssh_key::PublicKey;
use crate::domain::{Staff, StaffId};

/// What our lines begin with, end their command with, and allow. `restrict` turns all off that sshd knows and will
/// know, `~/.ssh/rc` among it; the screens need a terminal.
const BEGIN: &str = "command=\"";
const SESSION: &str = " ssh-session ";
const OPTIONS: &str = "\",restrict,pty ";
/// Before the identity of a member of staff.
const MARK: &str = "ndtq:";

/// Why keys were not written or taken out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A path or login that sshd or a shell could read as something else.
    #[error("{0} cannot stand in authorized_keys")]
    Unfit(String),
    /// It is a symbolic link.
    #[error("{0} is a symbolic link")]
    Link(PathBuf),
    /// It is no file.
    #[error("{0} is no file")]
    NotAFile(PathBuf),
    /// The key stands there already.
    #[error("the key is there already")]
    Taken(KeyOwner),
    /// It cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// A member of staff's.
    Staff(StaffId),
    /// Of a line that is none of ours, counted from 1.
    Line(usize),
}

/// Where a key leads: to the register as this member of staff, and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForcedSession {
    command: String,
    staff: StaffId,
}

impl ForcedSession {
    /// For a program and a home, both by their whole path.
    ///
    /// # Errors
    /// When a path has anything in it that would have to be quoted: sshd unquotes the line, and a shell reads it then.
    pub fn of(program: &Path, home: &Path, staff: &Staff) -> Result<ForcedSession, KeysError> {
        let (program, home) = (plain_path(program)?, plain_path(home)?);
        if !Staff::is_login(&staff.login) {
            return Err(KeysError::Unfit(staff.login.clone()));
        }
        let command = format!("{program} --home {home}{SESSION}{}", staff.login);
        Ok(ForcedSession { command, staff: staff.id })
    }

    /// The line of a key, without its end.
    pub fn line(&self, key: &PublicKey) -> String {
        format!("{BEGIN}{}{OPTIONS}{} {MARK}{}", self.command, key.text(), self.staff.0)
    }
}

fn plain_path(path: &Path) -> Result<&str, KeysError> {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@,:=%".contains(c);
    let text = path.to_str().filter(|text| path.is_absolute() && text.chars().all(plain));
    text.ok_or_else(|| KeysError::Unfit(path.display().to_string()))
}

/// A file of authorized keys.
#[derive(Clone, Debug)]
pub struct AuthorizedKeys {
    path: PathBuf,
}

impl AuthorizedKeys {
    /// That file, which need not be there yet.
    pub fn at(path: impl Into<PathBuf>) -> AuthorizedKeys {
        AuthorizedKeys { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The members of staff who have keys in it, once for each key.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn owners(&self) -> Result<Vec<StaffId>, KeysError> {
        Ok(lines_of(&self.read()?).filter_map(staff_of).collect())
    }

    /// Who has a key.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn owner_of(&self, key: &PublicKey) -> Result<Option<KeyOwner>, KeysError> {
        Ok(owner_in(&self.read()?, key))
    }

    /// Adds a key; the others of the same member of staff stay.
    ///
    /// # Errors
    /// When the key stands there already, or the file cannot be read or written.
    pub fn add(&self, session: &ForcedSession, key: &PublicKey) -> Result<(), KeysError> {
        self.edit(|text| with_key(text, session, key)).map(drop)
    }

    /// Puts a key in the place of all others of the same member of staff: one of them was lost.
    ///
    /// # Errors
    /// When the key is somebody else's, or the file cannot be read or written.
    pub fn replace(&self, session: &ForcedSession, key: &PublicKey) -> Result<(), KeysError> {
        self.edit(|text| with_key(&without(text, session.staff), session, key)).map(drop)
    }

    /// Takes the keys of a member of staff out, and says how many there were.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn remove(&self, staff: StaffId) -> Result<usize, KeysError> {
        if !self.owners()?.contains(&staff) {
            return Ok(0);
        }
        let before = self.edit(|text| Ok(without(text, staff)))?;
        Ok(lines_of(&before).filter(|line| staff_of(line) == Some(staff)).count())
    }

    /// Writes what `change` makes of the text, and gives the text before.
    fn edit(&self, change: impl FnOnce(&[u8]) -> Result<Vec<u8>, KeysError>) -> Result<Vec<u8>, KeysError> {
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        // sshd passes over a file in a folder that others may write.
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|source| KeysError::Io { path: folder.to_owned(), source })?;
        // Let go when it is dropped. It stays: whoever waits for it would hold the lock of a file that is gone.
        let _lock = self.lock().map_err(|source| self.io(source))?;
        let before = self.read()?;
        let after = change(&before)?;
        if after != before {
            self.write(folder, &after).map_err(|source| self.io(source))?;
        }
        Ok(before)
    }

    fn io(&self, source: io::Error) -> KeysError {
        KeysError::Io { path: self.path.clone(), source }
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        self.path.with_file_name(name)
    }

    fn lock(&self) -> io::Result<File> {
        let mut open = OpenOptions::new();
        open.write(true).create(true).truncate(false).mode(0o600).custom_flags(no_link());
        let file = open.open(self.beside(".ndtq-lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn read(&self) -> Result<Vec<u8>, KeysError> {
        match std::fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(self.io(error)),
            Ok(there) if there.is_symlink() => Err(KeysError::Link(self.path.clone())),
            Ok(there) if !there.is_file() => Err(KeysError::NotAFile(self.path.clone())),
            Ok(_) => std::fs::read(&self.path).map_err(|source| self.io(source)),
        }
    }

    fn write(&self, folder: &Path, bytes: &[u8]) -> io::Result<()> {
        let new = self.beside(".ndtq-new");
        // Left behind by a power cut; we hold the lock, so nobody is writing it.
        std::fs::remove_file(&new).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        let written = self.write_new(&new, bytes).and_then(|()| std::fs::rename(&new, &self.path));
        written.inspect_err(|_| std::fs::remove_file(&new).unwrap_or_default())?;
        File::open(folder)?.sync_all()
    }

    fn write_new(&self, new: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut open = OpenOptions::new();
        let mut file = open.write(true).create_new(true).mode(0o600).custom_flags(no_link()).open(new)?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        // By root's hand it must stay the account's own: sshd reads it as that user.
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        let owner = std::fs::metadata(&self.path).or_else(|_| std::fs::metadata(folder))?;
        if owner.uid() != file.metadata()?.uid() {
            fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    }
}

fn no_link() -> i32 {
    rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()
}

/// The lines with their ends.
fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn without(text: &[u8], staff: StaffId) -> Vec<u8> {
    lines_of(text).filter(|line| staff_of(line) != Some(staff)).flatten().copied().collect()
}

fn with_key(text: &[u8], session: &ForcedSession, key: &PublicKey) -> Result<Vec<u8>, KeysError> {
    if let Some(owner) = owner_in(text, key) {
        return Err(KeysError::Taken(owner));
    }
    let mut after = text.to_vec();
    // Behind a last line without an end, our line would be its comment.
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend_from_slice(session.line(key).as_bytes());
    after.push(b'\n');
    Ok(after)
}

fn owner_in(text: &[u8], key: &PublicKey) -> Option<KeyOwner> {
    let (at, line) = lines_of(text).enumerate().find(|(_, line)| has_key(line, key))?;
    Some(staff_of(line).map_or(KeyOwner::Line(at + 1), KeyOwner::Staff))
}

/// Whose line it is, when it is one of ours from its first byte to its last.
fn staff_of(line: &[u8]) -> Option<StaffId> {
    let line = std::str::from_utf8(without_end(line)).ok()?;
    let (command, rest) = line.strip_prefix(BEGIN)?.split_once('"')?;
    let (paths, login) = command.rsplit_once(SESSION)?;
    let ours = paths.starts_with('/') && paths.contains(" --home /") && Staff::is_login(login);
    let mut words = rest.strip_prefix(&OPTIONS[1..])?.split(' ');
    let (_kind, _key, mark) = (words.next()?, words.next()?, words.next()?);
    if !ours || words.next().is_some() {
        return None;
    }
    let text = mark.strip_prefix(MARK)?;
    let id = Uuid::try_parse(text).ok().filter(|id| id.to_string() == text)?;
    Some(StaffId(id))
}

/// Whether sshd would find the key in a line, whatever options stand before it.
fn has_key(line: &[u8], key: &PublicKey) -> bool {
    let line = without_end(line).trim_ascii_start();
    if line.starts_with(b"#") {
        return false;
    }
    let is_it = |text: &[u8]| {
        let mut words = text.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty());
        let _kind = words.next();
        words.next().and_then(base64::decode).is_some_and(|blob| blob == key.blob())
    };
    is_it(line) || is_it(behind_options(line))
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// What stands behind options, whose quotes may hold blanks and quoted quotes. As sshd reads them.
fn behind_options(line: &[u8]) -> &[u8] {
    let (mut at, mut quoted) = (0, false);
    while let Some(byte) = line.get(at).filter(|byte| quoted || !is_blank(**byte)) {
        if *byte == b'\\' && line.get(at + 1) == Some(&b'"') {
            at += 1;
        } else if *byte == b'"' {
            quoted = !quoted;
        }
        at += 1;
    }
    line.get(at..).unwrap_or_default().trim_ascii_start()
}

#[cfg(test)]
#[path = "authorized_keys_tests.rs"]
mod tests;
