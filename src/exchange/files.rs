//! Where a session writes what it gives out. The name is made here: nobody types one, and nothing is written over.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::boxes::{BoxError, BoxName, Boxes, Side};
use crate::domain::Date;

/// How many names are tried before a folder counts as full of them.
const MOST_TRIES: u16 = 999;

/// Where a session's files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// In the folders of whoever runs the program.
    Here,
    /// In the boxes of a member of staff: the session is a forced one, and writes nowhere else.
    Boxes(Boxes),
}

/// What a file is to be called, before anybody looks whether that is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperName {
    /// `ho-05-26`.
    pub stem: String,
    /// The day it was made: part of the name among somebody's own files, where it stays for years.
    pub on: Date,
    /// `txt`, `csv`.
    pub ending: &'static str,
}

/// Where a file was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenOut {
    /// Into the outbox, under this name.
    Outbox(BoxName),
    /// Into a folder of one's own; the whole path.
    Here(PathBuf),
}

impl PaperName {
    /// The name with a number from the second try on.
    fn tried(&self, stem: &str, number: u16) -> Result<BoxName, BoxError> {
        let number = if number < 2 { String::new() } else { format!("-{number}") };
        BoxName::parse(&format!("{stem}{number}.{}", self.ending))
    }
}

/// Puts a file where the session's files are; closed to others.
///
/// # Errors
/// When the place takes none: then nothing of it is left there.
pub fn give_out(
    files: &Files,
    name: &PaperName,
    bytes: &[u8],
    now: SystemTime,
) -> Result<GivenOut, BoxError> {
    match files {
        Files::Here => Ok(GivenOut::Here(into_folder(&std::env::current_dir()?, name, bytes)?)),
        Files::Boxes(boxes) => {
            let open = boxes.open(Side::Out, now)?;
            let put = |name: &BoxName| open.put_new(name, &mut &*bytes);
            Ok(GivenOut::Outbox(under_a_free_name(name, &name.stem, put)?.name))
        }
    }
}

fn into_folder(folder: &Path, name: &PaperName, bytes: &[u8]) -> Result<PathBuf, BoxError> {
    let stem = format!("{}-{}", name.stem, name.on);
    under_a_free_name(name, &stem, |name| {
        let path = folder.join(name.as_str());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        if let Err(error) = written(file, bytes) {
            // Half a page is none.
            std::fs::remove_file(&path).unwrap_or_default();
            return Err(error.into());
        }
        Ok(path)
    })
}

fn written(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

fn under_a_free_name<T>(
    name: &PaperName,
    stem: &str,
    put: impl Fn(&BoxName) -> Result<T, BoxError>,
) -> Result<T, BoxError> {
    let taken = |error: &BoxError| matches!(error, BoxError::Io(error) if error.kind() == io::ErrorKind::AlreadyExists);
    for number in 1..MOST_TRIES {
        match put(&name.tried(stem, number)?) {
            Err(error) if taken(&error) => {}
            done => return done,
        }
    }
    put(&name.tried(stem, MOST_TRIES)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn name() -> PaperName {
        PaperName { stem: "ho-05-26".into(), on: Date::ymd(2023, 11, 14).unwrap(), ending: "txt" }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_of_ones_own_takes_nothing_s_place() {
        let folder = tempfile::tempdir().unwrap();
        let away = folder.path().join("away");
        symlink(&away, folder.path().join("ho-05-26-2023-11-14-2.txt")).unwrap();
        for (bytes, want) in [("một", "ho-05-26-2023-11-14.txt"), ("hai", "ho-05-26-2023-11-14-3.txt")] {
            let path = into_folder(folder.path(), &name(), bytes.as_bytes()).unwrap();
            assert_eq!(path, folder.path().join(want));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), bytes);
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(!away.exists());
    }

    #[test]
    fn what_a_forced_session_gives_out_waits_under_a_free_name() {
        let home = tempfile::tempdir().unwrap();
        let files = Files::Boxes(Boxes::of(home.path(), "trinh").unwrap());
        let put = |bytes: &str| give_out(&files, &name(), bytes.as_bytes(), SystemTime::now()).unwrap();
        let outbox = |name: &str| GivenOut::Outbox(BoxName::parse(name).unwrap());
        assert_eq!(put("một"), outbox("ho-05-26.txt"));
        assert_eq!(put("hai"), outbox("ho-05-26-2.txt"));
        let folder = home.path().join("outbox/trinh");
        assert_eq!(names(&folder), ["ho-05-26-2.txt", "ho-05-26.txt"], "no part is left");
        assert_eq!(std::fs::read_to_string(folder.join("ho-05-26.txt")).unwrap(), "một");
    }

    #[test]
    fn a_folder_that_takes_nothing_says_so() {
        let missing = into_folder(Path::new("/nowhere/at/all"), &name(), b"x").unwrap_err();
        assert!(matches!(missing, BoxError::Io(error) if error.kind() == io::ErrorKind::NotFound));
    }
}
