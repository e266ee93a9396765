//! What a backup is made of, and taking a store up again from one.

use std::io;
use std::path::{Path, PathBuf};

use super::Store;
use super::error::StoreError;
use super::journal::{JournalError, Scan, Writing, is_journal_file};
use super::open::{StoreOptions, journal_dir};
use super::snapshot;
use crate::protocol::{BackupFile, BackupTitle};

const JOURNAL: &str = "journal";
const SNAPSHOTS: &str = "snapshots";
/// The most bytes handed out at once.
pub const MOST_PART_BYTES: u32 = 1024 * 1024;

impl Store {
    /// The files that hold all that is recorded up to now, as it stands now: what comes later does not belong to
    /// them. `at` is the time in UTC milliseconds.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn backup_files(&self, at: i64) -> Result<(BackupTitle, Vec<BackupFile>), StoreError> {
        // One look at the table: where the last segment ends there, the backup ends.
        let journal = self.reader.backup_files()?;
        let seq = journal.last_seq;
        let last = if seq == 0 { None } else { Some(self.reader.read(seq)?) };
        let chain = last.as_ref().map_or(self.head().chain, |last| last.chain);
        let head = self.head();
        let title = BackupTitle {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            home: head.home,
            timeline: head.timeline,
            seq,
            chain: chain.iter().map(|byte| format!("{byte:02x}")).collect(),
            at,
            last_at: last.map_or(0, |last| last.change.at),
        };
        let named = |(name, length)| BackupFile { name: format!("{JOURNAL}/{name}"), length };
        let mut files: Vec<BackupFile> = journal.files.into_iter().map(named).collect();
        files.extend(self.newest_snapshot(seq));
        Ok((title, files))
    }

    /// The newest snapshot spares whoever restores the backup a long replay. Without one it takes longer.
    fn newest_snapshot(&self, seq: u64) -> Option<BackupFile> {
        let path = self.upkeep.newest_snapshot(seq)?;
        let length = self.disk.open_read(&path).and_then(|file| file.length()).ok()?;
        let name = format!("{SNAPSHOTS}/{}", path.file_name()?.to_string_lossy());
        Some(BackupFile { name, length })
    }

    /// Bytes of a file that [`Store::backup_files`] named; of a segment that was compressed meanwhile, too.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    pub fn backup_part(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, StoreError> {
        let length = length.min(MOST_PART_BYTES) as usize;
        let Some(path) = path_of(&self.dir, name) else {
            let source = io::Error::from(io::ErrorKind::NotFound);
            return Err(StoreError::File { path: PathBuf::from(name), source });
        };
        let read = self.disk.open_read(&path).and_then(|file| {
            let mut bytes = vec![0; length];
            file.read_at(&mut bytes, offset)?;
            Ok(bytes)
        });
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let segment = path.file_name().unwrap_or_default().to_string_lossy();
                Ok(self.reader.compressed_part(&segment, offset, length)?)
            }
            read => read.map_err(|source| StoreError::File { path, source }),
        }
    }
}

/// Where a file of a backup belongs in a store's folder; none for a name that no backup has, such as one that leads
/// out of the folder.
pub fn path_of(dir: &Path, name: &str) -> Option<PathBuf> {
    let (folder, file) = name.split_once('/')?;
    let is_ours = match folder {
        JOURNAL => is_journal_file(file),
        SNAPSHOTS => snapshot::seq_of(file).is_some(),
        _ => false,
    };
    is_ours.then(|| dir.join(folder).join(file))
}

/// Begins a new life of a store whose files were brought back: the journal is read from end to end, archives too,
/// and goes on in a new timeline, so that what was recorded here and there since cannot be mixed up.
///
/// # Errors
/// When anything is damaged or missing, or the journal ends elsewhere than the title says; nothing is changed then.
pub fn begin_timeline(dir: &Path, options: &StoreOptions, title: &BackupTitle) -> Result<(), StoreError> {
    let scan = Scan::of(options.disk.clone(), journal_dir(dir))?;
    if let Some(damage) = scan.reader().verify_archives()?.into_iter().next() {
        return Err(JournalError::Damaged(damage).into());
    }
    let end = scan.end();
    let chain: String = end.chain.iter().map(|byte| format!("{byte:02x}")).collect();
    if (end.seq, chain.as_str()) != (title.seq, title.chain.as_str()) || scan.torn_bytes() > 0 {
        return Err(StoreError::OtherEnd { named: title.seq, found: end.seq });
    }
    let writing = Writing { random: options.random.clone(), segment_bytes: options.segment_bytes };
    if let Some(mut journal) = scan.begin(writing)? {
        journal.begin_timeline(options.at)?;
    }
    Ok(())
}
