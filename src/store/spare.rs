//! Folders for a while, outside the home: the view of a home whose disk is full, the copy of a view that is checked.
//! They hold personal data, so they are closed to others, go when they are no longer used, and what a killed process
//! left behind is swept away by the next.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes with its owner.
#[derive(Debug)]
pub(super) struct Spare(PathBuf);

impl Spare {
    /// Makes one in a folder for such things.
    ///
    /// # Errors
    /// When it cannot be made. One that is there already is never taken over: it may be somebody else's.
    pub fn make(above: &Path) -> io::Result<Spare> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        sweep(above);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        // What a process of the same number left behind, as in a container, must not stand in the way.
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(io::Error::other)?;
        let chance = u64::from_be_bytes(chance);
        let dir = above.join(format!("{}{}-{number}-{chance:016x}", prefix(), std::process::id()));
        fs::DirBuilder::new().mode(0o700).create(&dir)?;
        Ok(Spare(dir))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Spare {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

/// Where such folders are made: in the memory of the session where there is one, so that nothing comes to a disk.
pub(super) fn above() -> PathBuf {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    runtime.filter(|dir| dir.is_absolute() && dir.is_dir()).unwrap_or_else(std::env::temp_dir)
}

fn prefix() -> String {
    format!("ndtq-{}-", rustix::process::geteuid().as_raw())
}

/// Removes what processes left behind that are no more. What cannot be removed now is tried again the next time.
fn sweep(above: &Path) {
    let prefix = prefix();
    for entry in fs::read_dir(above).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(&prefix)?.split_once('-'));
        let Some((pid, _)) = pid.filter(|(pid, _)| pid.bytes().all(|byte| byte.is_ascii_digit())) else {
            continue;
        };
        let ours = fs::symlink_metadata(entry.path())
            .is_ok_and(|meta| meta.is_dir() && meta.uid() == rustix::process::geteuid().as_raw());
        if ours && !Path::new("/proc").join(pid).exists() {
            fs::remove_dir_all(entry.path()).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_with_their_owner_and_leftovers_with_the_next() {
        let above = tempfile::tempdir().unwrap();
        // No process has a number that large.
        let left_behind = above.path().join(format!("{}4194999-0", prefix()));
        let foreign = above.path().join("ndtq-notes");
        for dir in [&left_behind, &foreign] {
            fs::create_dir(dir).unwrap();
            fs::write(dir.join("db"), "records").unwrap();
        }
        let (one, other) = (Spare::make(above.path()).unwrap(), Spare::make(above.path()).unwrap());
        assert!(one.path() != other.path() && one.path().is_dir());
        assert_eq!(fs::metadata(one.path()).unwrap().mode() & 0o777, 0o700);
        assert!(!left_behind.exists() && foreign.exists());
        let path = one.path().to_owned();
        drop(one);
        assert!(!path.exists() && other.path().exists());
    }
}
