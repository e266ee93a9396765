//! `ndtq backup`: all that is recorded in one file, taken while people work.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, BufWriter, IsTerminal, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use clap::Args;

use super::link::{Link, answered};
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use crate::exchange::{BackupError, verify_backup, write_backup};
use crate::phrases::{self, Lang, fill, phrases, system};
use crate::protocol::{BackupMark, BackupPlan, Query, Request};

/// Write all that is recorded into one file, while people work
///
/// The file is closed to other users and not encrypted: for that, pipe it into age or gpg.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file, which appears when it is whole; - for the standard output
    file: PathBuf,
}

/// What stopped a backup: the line, the output, or another backup into the same file.
enum Stopped {
    Busy,
    /// What was written does not read back.
    Unread(BackupError),
    Line(Failure),
    Output(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Stopped {
        Stopped::Output(error)
    }
}

impl Backup {
    /// Fetches file by file and packs.
    ///
    /// # Errors
    /// When the register cannot be asked, or the file not be written.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        if self.file == Path::new("-") {
            return to_output(settings, out);
        }
        let mut link = Link::open(&settings.options()?, lang)?;
        refuse_damaged(&mut link, lang)?;
        let plan = answered!(link.ask(Query::BackupPlan)?, BackupPlan, lang)?;
        let bytes = write_file(&self.file, |file| pack(&mut link, &plan, lang, file))
            .map_err(|stopped| failed(stopped, &self.file, lang))?;
        note(&mut link, &plan, bytes, true, out, lang);
        let megabytes = format!("{}", bytes.div_ceil(1_000_000));
        let path = self.file.display().to_string();
        out.note(&fill(phrases(lang).cli.backed_up, &[&plan.title.seq.to_string(), &path, &megabytes]));
        Ok(())
    }
}

/// Writes the backup to the standard output.
///
/// # Errors
/// When that is a terminal, or the register cannot be asked.
pub(super) fn to_output(settings: &Settings, out: &mut Out) -> Outcome {
    let lang = settings.lang;
    if io::stdout().is_terminal() {
        return Err(Failure::usage(phrases(lang).cli.backup_to_terminal));
    }
    let mut link = Link::open(&settings.options()?, lang)?;
    refuse_damaged(&mut link, lang)?;
    let plan = answered!(link.ask(Query::BackupPlan)?, BackupPlan, lang)?;
    let mut counted = Counted { out: io::stdout().lock(), bytes: 0 };
    match pack(&mut link, &plan, lang, &mut counted) {
        Ok(()) => {
            note(&mut link, &plan, counted.bytes, false, out, lang);
            Ok(())
        }
        Err(Stopped::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::PipeClosed),
        Err(stopped) => Err(failed(stopped, Path::new("-"), lang)),
    }
}

/// A backup of a damaged journal could not be restored, and would take the place of one that can.
fn refuse_damaged(link: &mut Link, lang: Lang) -> Outcome {
    let status = answered!(link.ask(Query::Status)?, Status, lang)?;
    let Some(damage) = status.read_only.filter(|why| why.is_damage()) else { return Ok(()) };
    let why = fill(phrases(lang).cli.backup_of_damaged, &[&phrases::read_only(lang, &damage)]);
    Err(Failure::Told(Exit::Attention, why))
}

/// Lets the service note it for `ndtq status`. A backup that cannot be noted is one all the same.
fn note(link: &mut Link, plan: &BackupPlan, bytes: u64, verified: bool, out: &mut Out, lang: Lang) {
    let mark = BackupMark { at: plan.title.at, seq: plan.title.seq, bytes, verified };
    if let Err(Failure::Told(_, why)) = link.steer(&Request::BackupDone(mark)) {
        out.note(&fill(phrases::keeping(lang).not_noted, &[&why]));
    }
}

/// How many bytes went out.
struct Counted<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn failed(stopped: Stopped, path: &Path, lang: Lang) -> Failure {
    match stopped {
        Stopped::Line(failure) => failure,
        Stopped::Busy => {
            Failure::refused(fill(phrases(lang).cli.backup_busy, &[&path.display().to_string()]))
        }
        Stopped::Unread(why) => {
            Failure::Told(Exit::Attention, fill(phrases::keeping(lang).unread_backup, &[&why.to_string()]))
        }
        Stopped::Output(error) => Failure::refused(fill(
            phrases(lang).cli.cannot_write_file,
            &[&path.display().to_string(), &system(lang, &error)],
        )),
    }
}

fn pack(link: &mut Link, plan: &BackupPlan, lang: Lang, out: &mut impl Write) -> Result<(), Stopped> {
    write_backup(out, &plan.title, &plan.files, |name, offset, length| {
        let query = Query::BackupPart { run: plan.run, name: name.to_owned(), offset, length };
        let answer = link.ask(query).map_err(Stopped::Line)?;
        answered!(answer, Bytes, lang).map_err(Stopped::Line)
    })
}

/// Opens the part for this backup alone: two at once would write one file of two halves. One that was left behind is
/// begun anew.
fn take_part(part: &Path) -> Result<File, Stopped> {
    let no_link = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    let mut open = OpenOptions::new();
    open.write(true).create(true).truncate(false).mode(0o600).custom_flags(no_link);
    let file = open.open(part)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Stopped::Busy,
        TryLockError::Error(error) => Stopped::Output(error),
    })?;
    let (ours, there) = (file.metadata()?, std::fs::metadata(part));
    if !there.is_ok_and(|there| there.ino() == ours.ino()) {
        // The other one ended between the opening and the lock, and its file is in place now.
        return Err(Stopped::Busy);
    }
    if ours.len() > 0 {
        file.set_len(0)?;
    }
    Ok(file)
}

/// Writes a file beside its name, syncs it and puts it in place; closed to others, for it holds all personal data.
fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Stopped>,
) -> Result<u64, Stopped> {
    let mut part = path.file_name().unwrap_or_default().to_owned();
    part.push(".part");
    let part = path.with_file_name(part);
    let file = take_part(&part)?;
    let mut file = BufWriter::new(file);
    let written = write(&mut file).and_then(|()| {
        file.flush()?;
        file.get_ref().sync_all()?;
        // Before it takes the place of an older one.
        verify_backup(BufReader::new(File::open(&part)?)).map_err(Stopped::Unread)?;
        std::fs::rename(&part, path)?;
        // The name has to outlast a power cut too: it may have replaced an older backup.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(file.get_ref().metadata()?.len())
    });
    if written.is_err() {
        std::fs::remove_file(&part).unwrap_or_default();
    }
    written
}
