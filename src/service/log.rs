//! What the service has to say when nobody listens: `home/log/service.log`, and the one before it.

use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The file is set aside at this size, so that a client that keeps sending nonsense cannot fill the disk.
const MOST_BYTES: u64 = 1024 * 1024;
/// The longest line, in characters.
const MOST_CHARS: usize = 500;

/// The log. A log that cannot be written stops nobody: its failures are kept silent.
pub(super) struct Log {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Log {
    /// Opens it, making its folder.
    pub(super) fn open(path: &Path) -> Log {
        if let Some(folder) = path.parent() {
            let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.unwrap_or_default();
        }
        Log { path: path.to_owned(), file: Mutex::new(append(path).ok()) }
    }

    /// Adds a line with the time in UTC, cleaned of control characters: part of it may come from outside.
    pub(super) fn line(&self, what: impl Display) {
        let text: String = what.to_string().chars().map(plain).take(MOST_CHARS).collect();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let full = file.as_ref().and_then(|file| file.metadata().ok()).is_some_and(|m| m.len() >= MOST_BYTES);
        if full {
            let set_aside = std::fs::rename(&self.path, self.path.with_extension("log.1"));
            *file = set_aside.and_then(|()| append(&self.path)).ok();
        }
        if let Some(file) = file.as_mut() {
            file.write_all(format!("{} {text}\n", now()).as_bytes()).unwrap_or_default();
        }
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

fn plain(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(0);
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn it_is_cleaned_bounded_and_ours_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log/service.log");
        let log = Log::open(&path);
        log.line("a\x1b[2Jb\u{9b}c\nd");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("Z a [2Jb c d\n"), "{text:?}");
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        for _ in 0..3 * MOST_BYTES / MOST_CHARS as u64 {
            log.line("x".repeat(2 * MOST_CHARS));
        }
        let sizes: Vec<u64> = std::fs::read_dir(folder.path().join("log"))
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .collect();
        assert_eq!(sizes.len(), 2);
        assert!(sizes.iter().all(|size| *size < MOST_BYTES + 1024), "{sizes:?}");
    }
}
