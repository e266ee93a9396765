//! The outbox and the inbox of a member of staff: where files wait that a forced session over ssh gives out or takes in.
//!
//! Such a session has no files of its own. What the screens would write goes to `home/outbox/LOGIN/`, from where its
//! owner fetches it; what is to be brought in is sent to `home/inbox/LOGIN/` first. Every step goes by the open folder
//! above and follows no link, so that neither a name nor a link leads out of a box. The caller says who it is for: the
//! login is the one that the forced command names.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{
    AtFlags, Dir, Mode, OFlags, fchmod, fstatvfs, linkat, mkdirat, openat, renameat, statat, unlinkat,
};
use rustix::io::Errno;

use crate::domain::Staff;
use crate::text::{clean, keys};

/// The most bytes of one file.
pub const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// The most files of one box; the oldest gives way.
pub const MOST_FILES: usize = 50;
/// The most bytes of one box; the oldest gives way.
const MOST_BOX_BYTES: u64 = 256 * 1024 * 1024;
/// What has to stay free on the disk: a box must not stop the register, which saves nothing on a full one.
const LEAVE_FREE: u64 = 128 * 1024 * 1024;
/// How long a file waits.
const KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The longest name, in bytes.
const MOST_NAME_BYTES: usize = 100;
/// What the name of a file that is still coming in begins with; no [`BoxName`] begins so.
const PART: &str = ".part-";

/// The two boxes of a member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boxes {
    home: PathBuf,
    login: String,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Files that wait to be fetched.
    Out,
    /// Files that wait to be brought in.
    In,
}

/// A box that is open. What had waited too long is gone from it.
pub struct OpenBox {
    folder: OwnedFd,
    now: SystemTime,
}

/// A file in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its name.
    pub name: BoxName,
    /// How long it is.
    pub bytes: u64,
    /// When it came in, in milliseconds UTC.
    pub at_ms: i64,
}

/// A name in a box: `[a-z0-9._-]`, and no dot in front.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BoxName(String);

/// Why a box did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BoxError {
    /// Names of members of staff are `[a-z][a-z0-9_-]{0,31}`.
    #[error("{0} is no login")]
    NoLogin(String),
    /// A path, or nothing that a name can be made of.
    #[error("{0} is no name of a file")]
    NoName(String),
    /// No such file waits.
    #[error("no file {0} waits")]
    NotThere(BoxName),
    /// Over [`MOST_FILE_BYTES`].
    #[error("a file has at most {MOST_FILE_BYTES} bytes")]
    TooLarge,
    /// The disk is nearly full.
    #[error("the disk is nearly full")]
    NoRoom,
    /// Something stands in the place of the box, or the disk fails.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl From<Errno> for BoxError {
    fn from(error: Errno) -> BoxError {
        BoxError::Io(error.into())
    }
}

impl std::fmt::Display for BoxName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl BoxName {
    /// From a name that a person or another program gave: `Tổ 05.tsv` becomes `to-05.tsv`. A path is none.
    ///
    /// # Errors
    /// [`BoxError::NoName`].
    pub fn parse(text: &str) -> Result<BoxName, BoxError> {
        let refused = || BoxError::NoName(text.to_owned());
        if text.contains(['/', '\\', '\0']) || text.starts_with('.') || text.starts_with('-') {
            return Err(refused());
        }
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        let mut name = String::new();
        for c in clean::line(text).chars() {
            match (c.to_ascii_lowercase(), keys::fold(&c.to_string())) {
                (plain, _) if fits(plain) && plain != '-' => name.push(plain),
                (_, letter) if c.is_alphabetic() && letter.chars().all(fits) => name.push_str(&letter),
                _ if name.is_empty() || name.ends_with('-') => {}
                _ => name.push('-'),
            }
        }
        let name = shortened(name.trim_matches(['-', '.']), MOST_NAME_BYTES);
        if name.is_empty() { Err(refused()) } else { Ok(BoxName(name)) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name cut to a length, with what says its kind kept.
fn shortened(name: &str, most: usize) -> String {
    if name.len() <= most {
        return name.to_owned();
    }
    // Only ASCII is left in it: every byte begins a letter.
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.len() <= 8 { ending } else { "" };
    let stem = &name[..most - ending.len() - 1];
    format!("{}.{ending}", stem.trim_end_matches(['.', '-'])).trim_end_matches('.').to_owned()
}

impl Boxes {
    /// The boxes of a login in a home.
    ///
    /// # Errors
    /// [`BoxError::NoLogin`].
    pub fn of(home: &Path, login: &str) -> Result<Boxes, BoxError> {
        if !Staff::is_login(login) {
            return Err(BoxError::NoLogin(login.to_owned()));
        }
        Ok(Boxes { home: home.to_owned(), login: login.to_owned() })
    }

    /// Whose they are.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// Opens a box, making it when it is not there, and takes out what waited longer than 30 days.
    ///
    /// # Errors
    /// When something else stands in its place, or the disk fails.
    pub fn open(&self, side: Side, now: SystemTime) -> Result<OpenBox, BoxError> {
        let home = File::open(&self.home)?;
        let side = match side {
            Side::Out => "outbox",
            Side::In => "inbox",
        };
        let above = folder_in(&home.into(), side)?;
        let open = OpenBox { folder: folder_in(&above, &self.login)?, now };
        open.take_out_the_old()?;
        Ok(open)
    }
}

/// A folder in a folder, for its owner alone; made when it is not there. A link in its place is none.
fn folder_in(above: &OwnedFd, name: &str) -> Result<OwnedFd, BoxError> {
    match mkdirat(above, name, Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = openat(above, name, flags, Mode::empty())?;
    fchmod(&folder, Mode::RWXU)?;
    Ok(folder)
}

impl OpenBox {
    /// What waits, the newest first.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn list(&self) -> Result<Vec<Waiting>, BoxError> {
        let mut waiting = Vec::new();
        for entry in Dir::read_from(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Other names are not ours, and a part is still coming in.
            let Ok(name) = BoxName::parse(&name) else { continue };
            if let Some(one) = self.look(name)? {
                waiting.push(one);
            }
        }
        waiting.sort_by(|a, b| b.at_ms.cmp(&a.at_ms).then_with(|| a.name.cmp(&b.name)));
        Ok(waiting)
    }

    /// A plain file of that name.
    fn look(&self, name: BoxName) -> Result<Option<Waiting>, BoxError> {
        let found = match statat(&self.folder, name.as_str(), AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => return Ok(None),
            found => found?,
        };
        if !rustix::fs::FileType::from_raw_mode(found.st_mode).is_file() {
            return Ok(None);
        }
        let at_ms =
            found.st_mtime.saturating_mul(1_000).saturating_add(found.st_mtime_nsec as i64 / 1_000_000);
        Ok(Some(Waiting { name, bytes: u64::try_from(found.st_size).unwrap_or(0), at_ms }))
    }

    /// Takes in a file. One of the same name is replaced once the new one is whole; the oldest make room.
    ///
    /// # Errors
    /// When it is too large, the disk is nearly full or fails: then all is as it was.
    pub fn put(&self, name: &BoxName, from: &mut impl Read) -> Result<Waiting, BoxError> {
        self.put_by(name, from, |part| Ok(renameat(&self.folder, part, &self.folder, name.as_str())?))
    }

    /// Takes in a file whose name nothing in the box may have.
    ///
    /// # Errors
    /// As [`OpenBox::put`], and when something has the name: EEXIST.
    pub fn put_new(&self, name: &BoxName, from: &mut impl Read) -> Result<Waiting, BoxError> {
        self.put_by(name, from, |part| {
            linkat(&self.folder, part, &self.folder, name.as_str(), AtFlags::empty())?;
            Ok(unlinkat(&self.folder, part, AtFlags::empty())?)
        })
    }

    fn put_by(
        &self,
        name: &BoxName,
        from: &mut impl Read,
        place: impl FnOnce(&str) -> Result<(), BoxError>,
    ) -> Result<Waiting, BoxError> {
        let part = format!("{PART}{}", uuid::Builder::from_random_bytes(random()?).into_uuid());
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = File::from(openat(&self.folder, part.as_str(), flags, Mode::RUSR | Mode::WUSR)?);
        let taken = self.take_in(file, from).and_then(|bytes| {
            self.make_room(name, bytes)?;
            place(&part)?;
            rustix::fs::fsync(&self.folder)?;
            self.look(name.clone())?.ok_or_else(|| BoxError::NotThere(name.clone()))
        });
        if taken.is_err() {
            unlinkat(&self.folder, part.as_str(), AtFlags::empty()).unwrap_or_default();
        }
        taken
    }

    fn take_in(&self, mut file: File, from: &mut impl Read) -> Result<u64, BoxError> {
        let mut piece = vec![0; 256 * 1024];
        let mut bytes = 0_u64;
        loop {
            let got = match from.read(&mut piece) {
                Ok(0) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                got => got?,
            };
            bytes += got as u64;
            if bytes > MOST_FILE_BYTES {
                return Err(BoxError::TooLarge);
            }
            if self.free_bytes()? < LEAVE_FREE {
                return Err(BoxError::NoRoom);
            }
            file.write_all(&piece[..got])?;
        }
        file.sync_all()?;
        Ok(bytes)
    }

    fn free_bytes(&self) -> Result<u64, BoxError> {
        let disk = fstatvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Opens a file that waits.
    ///
    /// # Errors
    /// When none of that name does.
    pub fn read(&self, name: &BoxName) -> Result<File, BoxError> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let gone = || BoxError::NotThere(name.clone());
        self.look(name.clone())?.ok_or_else(gone)?;
        match openat(&self.folder, name.as_str(), flags, Mode::empty()) {
            Err(Errno::NOENT | Errno::LOOP) => Err(gone()),
            file => Ok(File::from(file?)),
        }
    }

    /// Takes a file out.
    ///
    /// # Errors
    /// When none of that name waits.
    pub fn remove(&self, name: &BoxName) -> Result<(), BoxError> {
        match unlinkat(&self.folder, name.as_str(), AtFlags::empty()) {
            Err(Errno::NOENT) => Err(BoxError::NotThere(name.clone())),
            removed => Ok(removed?),
        }
    }

    /// Takes all files out; how many there were.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn clear(&self) -> Result<usize, BoxError> {
        let all = self.list()?;
        all.iter().try_for_each(|one| self.remove(&one.name))?;
        Ok(all.len())
    }

    /// What waited too long, and what was cut off while it came in.
    fn take_out_the_old(&self) -> Result<(), BoxError> {
        let oldest = self.now.checked_sub(KEPT_FOR).unwrap_or(UNIX_EPOCH);
        let oldest = oldest.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        for entry in Dir::read_from(&self.folder)? {
            let entry = entry?;
            let Ok(found) = statat(&self.folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW) else {
                continue;
            };
            let plain = !rustix::fs::FileType::from_raw_mode(found.st_mode).is_dir();
            if plain && found.st_mtime < i64::try_from(oldest).unwrap_or(0) {
                unlinkat(&self.folder, entry.file_name(), AtFlags::empty()).unwrap_or_default();
            }
        }
        Ok(())
    }

    /// Takes out the oldest until one more file of that length has its place.
    fn make_room(&self, name: &BoxName, bytes: u64) -> Result<(), BoxError> {
        let mut all = self.list()?;
        all.retain(|one| one.name != *name);
        let mut held: u64 = all.iter().map(|one| one.bytes).sum();
        while all.len() >= MOST_FILES || held + bytes > MOST_BOX_BYTES {
            let Some(oldest) = all.pop() else { return Ok(()) };
            held -= oldest.bytes;
            self.remove(&oldest.name)?;
        }
        Ok(())
    }
}

fn random() -> Result<[u8; 16], BoxError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
#[path = "boxes_tests.rs"]
mod tests;
