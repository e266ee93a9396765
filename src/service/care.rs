//! When the register was last backed up and checked: a small file of the home, for `ndtq status`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::protocol::place::{Place, write_durably};
use crate::protocol::{BackupMark, CareMarks, CheckMark, CheckView, StatusView};

/// The marks of a home. A file that cannot be read is as if there were none: then the next status asks for a backup.
pub(super) struct Care {
    path: PathBuf,
    marks: Mutex<CareMarks>,
}

impl Care {
    /// Those that stand in a home.
    pub(super) fn open(place: &Place) -> Care {
        let path = place.care();
        let marks = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Care { path, marks: Mutex::new(marks.unwrap_or_default()) }
    }

    /// A backup was made.
    pub(super) fn backed_up(&self, mark: BackupMark) -> io::Result<()> {
        self.note(|marks| marks.backup = Some(mark))
    }

    /// The register was checked.
    pub(super) fn checked(&self, at: i64, found: &CheckView) -> io::Result<()> {
        let findings = found.findings.len() as u64 + found.more;
        let mark = CheckMark { at, seq: found.seq, deep: found.deep, findings };
        self.note(|marks| marks.check = Some(mark))
    }

    fn note(&self, change: impl FnOnce(&mut CareMarks)) -> io::Result<()> {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut marks);
        write_durably(&self.path, &serde_json::to_vec(&*marks)?)
    }

    /// Fills in what the status says of it.
    pub(super) fn complete(&self, place: &Place, status: &mut StatusView) {
        status.care = *self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        status.free_bytes = rustix::fs::statvfs(&place.home).ok().map(|room| room.f_bavail * room.f_frsize);
        status.journal_bytes = bytes_in(&place.journal());
    }
}

fn bytes_in(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_outlast_the_service_and_a_broken_file_is_none() {
        let home = tempfile::tempdir().unwrap();
        let place = Place::of(home.path(), None).unwrap();
        let backup = BackupMark { at: 5, seq: 7, bytes: 9, verified: true };
        Care::open(&place).backed_up(backup).unwrap();
        Care::open(&place).checked(6, &CheckView { seq: 7, more: 2, ..CheckView::default() }).unwrap();
        let check = CheckMark { at: 6, seq: 7, deep: false, findings: 2 };
        let marks = *Care::open(&place).marks.lock().unwrap();
        assert_eq!(marks, CareMarks { backup: Some(backup), check: Some(check) });
        fs::write(place.care(), "half of it").unwrap();
        assert_eq!(*Care::open(&place).marks.lock().unwrap(), CareMarks::default());
    }
}
