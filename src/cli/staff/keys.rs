//! Where the keys of staff go: onto the standard output, or into `authorized_keys` of the account that serves.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::super::out::{Failure, Out, Outcome};
use super::Room;
use crate::domain::{Staff, StaffId};
use crate::exchange::{AuthorizedKeys, ForcedSession, KeyOwner, KeysError, PublicKey};
use crate::phrases::{self, fill};

/// A file of keys, and what a line in it starts.
#[derive(Debug)]
pub(super) struct Keyring {
    file: AuthorizedKeys,
}

/// What becomes of a key.
#[derive(Debug)]
pub(super) enum Destination {
    /// Its line is printed; somebody else puts it where it belongs.
    Print,
    /// It comes beside the others of the same member of staff.
    Add(Keyring),
    /// It takes the place of all others of the same member of staff.
    Replace(Keyring),
}

impl Keyring {
    /// The file that was named, or the usual one.
    pub(super) fn named(file: Option<&Path>, room: &Room<'_>) -> Result<Keyring, Failure> {
        let Some(file) = file else { return Keyring::usual(room) };
        let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        Ok(Keyring { file: AuthorizedKeys::at(whole) })
    }

    /// The file in the personal folder of this account, which must be the one that serves: a key in another account
    /// would lead to a register that account cannot open.
    pub(super) fn usual(room: &Room<'_>) -> Result<Keyring, Failure> {
        let home = room.settings.home()?;
        let ours = rustix::process::geteuid().as_raw();
        if std::fs::metadata(home).is_ok_and(|there| there.uid() != ours) {
            let why = fill(room.words().other_user, &[&home.display().to_string()]);
            return Err(Failure::refused(why));
        }
        let personal = etcetera::home_dir().map_err(|_| Failure::refused(room.words().no_home))?;
        Ok(Keyring { file: AuthorizedKeys::at(personal.join(".ssh").join("authorized_keys")) })
    }

    pub(super) fn file(&self) -> &AuthorizedKeys {
        &self.file
    }

    /// Takes out all keys of a member of staff, and says how many there were.
    pub(super) fn take_out(&self, staff: StaffId, room: &Room<'_>) -> Result<usize, String> {
        self.file.remove(staff).map_err(|error| said(&error, room))
    }
}

impl Destination {
    /// Why a key cannot go there, before anything is recorded.
    pub(super) fn refuses(&self, key: &PublicKey, staff: StaffId, room: &Room<'_>) -> Option<String> {
        let (file, replaces) = match self {
            Destination::Print => return None,
            Destination::Add(ring) => (&ring.file, false),
            Destination::Replace(ring) => (&ring.file, true),
        };
        match file.owner_of(key) {
            Ok(None) => None,
            Ok(Some(KeyOwner::Staff(owner))) if replaces && owner == staff => None,
            Ok(Some(owner)) => Some(said(&KeysError::Taken(owner), room)),
            Err(error) => Some(said(&error, room)),
        }
    }

    /// Puts a key there.
    pub(super) fn put(
        &self,
        key: &PublicKey,
        session: &ForcedSession,
        staff: &Staff,
        room: &Room<'_>,
        out: &mut Out,
    ) -> Result<(), PutError> {
        let (ring, written) = match self {
            Destination::Print => return out.data(&session.line(key)).map_err(PutError::Output),
            Destination::Add(ring) => (ring, ring.file.add(session, key)),
            Destination::Replace(ring) => (ring, ring.file.replace(session, key)),
        };
        written.map_err(|error| PutError::Keys(said(&error, room)))?;
        let path = ring.file.path().display().to_string();
        out.note(&fill(room.words().key_in, &[&staff.login, &path]));
        Ok(())
    }
}

/// Why a key is not where it should be.
pub(super) enum PutError {
    /// The file of keys, in a sentence.
    Keys(String),
    /// The standard output.
    Output(Failure),
}

impl PutError {
    /// As the end of the sub-command, when `done` stands in the register already.
    pub(super) fn after(self, done: &str, room: &Room<'_>) -> Failure {
        match self {
            PutError::Keys(why) => Failure::refused(fill(room.words().done_but_keys, &[done, &why])),
            PutError::Output(failure) => failure,
        }
    }
}

/// Reads a key file.
pub(super) fn read(path: &Path, room: &Room<'_>) -> Result<PublicKey, String> {
    PublicKey::read(path).map_err(|fault| {
        let why = phrases::key_fault(room.lang, &fault);
        fill(room.words().key_of, &[&path.display().to_string(), &why])
    })
}

/// Where a line of `authorized_keys` leads for a member of staff.
pub(super) fn session_of(staff: &Staff, room: &Room<'_>) -> Result<ForcedSession, String> {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("ndtq"));
    let home = room.settings.home().map(Path::to_owned).unwrap_or_default();
    ForcedSession::of(&program, &home, staff).map_err(|error| said(&error, room))
}

fn said(error: &KeysError, room: &Room<'_>) -> String {
    let owner = match error {
        KeysError::Taken(KeyOwner::Staff(staff)) => room.called(*staff),
        _ => String::new(),
    };
    phrases::keys_error(room.lang, error, &owner)
}

/// Tells how to go on after a printed line.
pub(super) fn told_of_print(destination: &Destination, room: &Room<'_>, out: &mut Out) -> Outcome {
    if matches!(destination, Destination::Print) {
        // The note speaks of the line above it.
        out.flush()?;
        out.note(room.words().key_printed);
    }
    Ok(())
}
