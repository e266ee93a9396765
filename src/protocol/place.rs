//! Where service and client meet: the names of things in a home folder, and who may own it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The longest path of a socket: `sun_path` has 108 bytes and the last is zero.
pub const MOST_SOCKET_BYTES: usize = 107;

/// While this file is in a home nothing is saved: an administrator's order, which outlasts the service.
pub const READING_ONLY: &str = "read-only.json";

/// A home folder, by its absolute paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The home folder.
    pub home: PathBuf,
    /// The socket: in the home, or where it was named.
    pub socket: PathBuf,
    /// The socket was named: it is open to a group, its service is the system's, and no client starts one.
    pub named_socket: bool,
}

/// Why a home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The socket's path does not fit.
    #[error(
        "the path of the socket has {bytes} bytes and the system takes {MOST_SOCKET_BYTES}: {path}; \
         choose a home folder with a shorter path, or name a socket with --socket"
    )]
    TooLong {
        /// The path.
        path: PathBuf,
        /// How long it is.
        bytes: usize,
    },
    /// The folder cannot be made or looked at.
    #[error("the home folder {home} cannot be used: {error}")]
    Unusable {
        /// The folder.
        home: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// It is somebody else's: files made by another user in it would lock its owner out.
    #[error("the home folder {home} belongs to user {owner}; run ndtq as that user, or name another folder")]
    NotOurs {
        /// The folder.
        home: PathBuf,
        /// Its owner's number.
        owner: u32,
    },
    /// Everybody may write there, as in /tmp itself.
    #[error("the home folder {0} is open to everybody; name a folder of its own")]
    OpenToAll(PathBuf),
}

impl Place {
    /// The place of a home.
    ///
    /// # Errors
    /// When the path of its socket is too long, or there is no current folder to begin it from.
    pub fn of(home: &Path, socket: Option<&Path>) -> Result<Place, PlaceError> {
        let absolute = |path: &Path| {
            std::path::absolute(path).map_err(|error| PlaceError::Unusable { home: path.to_owned(), error })
        };
        let home = absolute(home)?;
        let path = socket.map_or_else(|| Ok(home.join("socket")), absolute)?;
        let bytes = path.as_os_str().as_bytes().len();
        if bytes > MOST_SOCKET_BYTES {
            return Err(PlaceError::TooLong { path, bytes });
        }
        Ok(Place { home, socket: path, named_socket: socket.is_some() })
    }

    /// Held for life by the one service of the home, and never unlinked: two files of one name are two locks.
    pub fn lock(&self) -> PathBuf {
        self.home.join("lock")
    }

    /// While this file is there no client starts a service.
    pub fn hold(&self) -> PathBuf {
        self.home.join("hold")
    }

    /// While this file is there the home is for practice.
    pub fn practice(&self) -> PathBuf {
        self.home.join("practice")
    }

    /// The drafts, one file each.
    pub fn drafts(&self) -> PathBuf {
        self.home.join("drafts")
    }

    /// What each member of staff is used to.
    pub fn habits(&self) -> PathBuf {
        self.home.join("habits.json")
    }

    /// What the service has to say when nobody listens.
    pub fn log(&self) -> PathBuf {
        self.home.join("log").join("service.log")
    }

    /// When the register was last backed up and checked.
    pub fn care(&self) -> PathBuf {
        self.home.join("care.json")
    }

    /// The files of the journal.
    pub fn journal(&self) -> PathBuf {
        self.home.join("data").join("journal")
    }

    /// How far a service has come with opening the register, while it has nothing to say on the line yet.
    pub fn opening(&self) -> PathBuf {
        self.home.join("opening")
    }

    /// How many changes of how many the service has read so far; none when it is not reading.
    pub fn opened_so_far(&self) -> Option<(u64, u64)> {
        let text = std::fs::read_to_string(self.opening()).ok()?;
        let (done, total) = text.trim().split_once(' ')?;
        Some((done.parse().ok()?, total.parse().ok()?))
    }

    /// Whether clients are forbidden to start a service.
    pub fn is_held(&self) -> bool {
        self.hold().exists()
    }

    /// Makes the home folder when there is none, and sees to it that nobody else can look into it: sled makes
    /// files that everybody may read, so the folder is what guards them.
    ///
    /// # Errors
    /// When it cannot be made, is somebody else's, or is a folder that everybody writes to.
    pub fn make_home(&self) -> Result<(), PlaceError> {
        let unusable = |error| PlaceError::Unusable { home: self.home.clone(), error };
        make_durable(&self.home).map_err(unusable)?;
        let metadata = std::fs::metadata(&self.home).map_err(unusable)?;
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err(PlaceError::NotOurs { home: self.home.clone(), owner: metadata.uid() });
        }
        if metadata.mode() & 0o1002 != 0 {
            return Err(PlaceError::OpenToAll(self.home.clone()));
        }
        if metadata.mode() & 0o077 != 0 {
            let only_ours = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(&self.home, only_ours).map_err(unusable)?;
        }
        Ok(())
    }
}

/// Puts a small file in place, for its owner alone: the old one stands until the new one is whole and on the disk.
///
/// # Errors
/// When it cannot be written; the old one stands then.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = path.with_extension("tmp");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&aside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.inspect_err(|_| std::fs::remove_file(&aside).unwrap_or_default())?;
    std::fs::rename(&aside, path)?;
    sync_folder_of(path)
}

/// Sees to it that the name of a file, or that there is none any more, outlasts a power cut.
///
/// # Errors
/// When the system cannot.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Makes a folder with those above it, for its owner alone; the names of new ones outlast a power cut, as what will be
/// in them does.
fn make_durable(folder: &Path) -> io::Result<()> {
    let new: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let above = new.iter().filter_map(|folder| folder.parent()).filter(|above| !above.as_os_str().is_empty());
    above.into_iter().try_for_each(|above| std::fs::File::open(above)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_path_is_measured_in_bytes() {
        let fits = format!("/{}", "a".repeat(MOST_SOCKET_BYTES - "/".len() - "/socket".len()));
        assert!(Place::of(Path::new(&fits), None).is_ok());
        let long = format!("{fits}ấ");
        let error = Place::of(Path::new(&long), None).unwrap_err();
        assert!(error.to_string().contains("has 110 bytes"), "{error}");
        assert!(Place::of(Path::new(&long), Some(Path::new("/run/ndtq/socket"))).is_ok());
    }

    #[test]
    fn a_home_is_closed_to_others() {
        let above = tempfile::tempdir().unwrap();
        let place = Place::of(&above.path().join("deep/home"), None).unwrap();
        place.make_home().unwrap();
        let mode = || std::fs::metadata(&place.home).unwrap().mode() & 0o7777;
        assert_eq!(mode(), 0o700);
        std::fs::set_permissions(&place.home, std::fs::Permissions::from_mode(0o755)).unwrap();
        place.make_home().unwrap();
        assert_eq!(mode(), 0o700);
        std::fs::set_permissions(&place.home, std::fs::Permissions::from_mode(0o1777)).unwrap();
        assert!(matches!(place.make_home(), Err(PlaceError::OpenToAll(_))));
    }
}
