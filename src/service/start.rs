//! Becoming the one service of a home: leaving the terminal, the lock, the socket.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, Mode, flock};

use super::ServeError;
use crate::protocol::place::Place;

/// How long a service in the foreground waits for one that is just ending.
const PATIENCE: Duration = Duration::from_secs(2);

/// Leaves the terminal and the folder it was started from, so that neither the end of an SSH session nor an
/// unmounting concerns it. A process that leads its group already (started by hand) has no new session to go to.
pub(super) fn detach() -> io::Result<()> {
    rustix::process::setsid().map(drop).unwrap_or_default();
    std::env::set_current_dir("/")
}

/// From here on nobody else may read what is made: sled itself makes files that everybody may read.
pub(super) fn close_to_others() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Takes the lock that one service of a home holds for life; `None` when another has it.
pub(super) fn take_lock(place: &Place, patient: bool) -> io::Result<Option<File>> {
    let file = OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(place.lock())?;
    let until = Instant::now() + if patient { PATIENCE } else { Duration::ZERO };
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Some(file)),
            Err(rustix::io::Errno::WOULDBLOCK) if Instant::now() >= until => return Ok(None),
            Err(rustix::io::Errno::WOULDBLOCK) => thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The socket while it is listened on; unlinked when dropped.
pub(super) struct Socket {
    /// Accepts without blocking.
    pub(super) listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Binds it. Only whoever holds the lock may call this, for it removes a socket that was left behind.
    pub(super) fn bind(place: &Place) -> Result<Socket, ServeError> {
        let path = place.socket.clone();
        let failed = |error| ServeError::Socket { path: path.clone(), error };
        remove_stale(place)?;
        let listener = UnixListener::bind(&path).map_err(failed)?;
        let mode = if place.named_socket { 0o660 } else { 0o600 };
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        Ok(Socket { listener, path })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).unwrap_or_default();
    }
}

/// A named socket may be another home's, whose lock is not ours: it is stale only when nobody answers there.
fn remove_stale(place: &Place) -> Result<(), ServeError> {
    let path = &place.socket;
    let Ok(metadata) = std::fs::symlink_metadata(path) else { return Ok(()) };
    if !metadata.file_type().is_socket() || (place.named_socket && UnixStream::connect(path).is_ok()) {
        return Err(ServeError::SocketTaken(path.clone()));
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(ServeError::Socket { path: path.clone(), error })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    fn place() -> (tempfile::TempDir, Place) {
        let home = tempfile::tempdir().unwrap();
        let place = Place::of(home.path(), None).unwrap();
        (home, place)
    }

    #[test]
    fn one_holds_the_lock() {
        let (_home, place) = place();
        let held = take_lock(&place, false).unwrap();
        assert!(held.is_some());
        assert!(take_lock(&place, false).unwrap().is_none());
        drop(held);
        assert!(take_lock(&place, true).unwrap().is_some());
        assert!(place.lock().exists());
    }

    #[test]
    fn the_socket_is_ours_alone_and_goes_with_its_owner() {
        let (_home, mut place) = place();
        drop(UnixListener::bind(&place.socket).unwrap());
        let bound = Socket::bind(&place).unwrap();
        assert_eq!(std::fs::metadata(&place.socket).unwrap().mode() & 0o777, 0o600);
        place.named_socket = true;
        assert!(matches!(Socket::bind(&place), Err(ServeError::SocketTaken(_))));
        drop(bound);
        assert!(!place.socket.exists());
        drop(Socket::bind(&place).unwrap());
        std::fs::write(&place.socket, "somebody's file").unwrap();
        assert!(matches!(Socket::bind(&place), Err(ServeError::SocketTaken(_))));
        assert!(place.socket.exists());
    }
}
