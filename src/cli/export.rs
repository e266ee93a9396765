//! `ndtq export`: records for other programs, digits masked unless there is a reason.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use uuid::Uuid;

use super::link::{Link, answered};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{Date, Kind};
use crate::exchange::export::{Names, jsonl_line, sheet_columns, sheet_row};
use crate::exchange::sheet::csv_line;
use crate::phrases::{Lang, fill, phrases};
use crate::protocol::{Exported, Query};

/// How many records are asked for at once.
const PAGE: u16 = 1_000;

/// Write records for other programs; ids and phones are masked
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    records: Records,
    /// To this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Which records, and how they are written.
#[derive(Debug, Args)]
pub(super) struct Records {
    /// What to write
    kind: What,
    /// jsonl has every record as it is kept; csv has names beside the ids
    #[arg(long)]
    format: Format,
    /// Ids and phones in clear, for this reason; it is written down with your name
    #[arg(long, value_name = "REASON")]
    unmask: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Households,
    Persons,
    Contributions,
    Projects,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

impl What {
    fn kinds(self) -> &'static [Kind] {
        match self {
            What::Households => &[Kind::Household],
            What::Persons => &[Kind::Person],
            What::Contributions => &[Kind::Contribution],
            What::Projects => &[Kind::Project],
            // The staff list and the home itself are the administrator's, not the commune's.
            What::All => &[
                Kind::Unit,
                Kind::Group,
                Kind::Household,
                Kind::Person,
                Kind::Committee,
                Kind::Project,
                Kind::Contribution,
                Kind::Note,
                Kind::MovementModel,
                Kind::Due,
                Kind::LifeChange,
                Kind::DataRequest,
                Kind::Transfer,
                Kind::Meeting,
            ],
        }
    }
}

impl Export {
    /// Asks page by page and writes as it goes.
    ///
    /// # Errors
    /// When the register cannot be asked, or the output cannot be written.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let Some(path) = &self.output else { return self.records.print(settings, out) };
        let mut link = self.records.open(settings)?;
        let mut file = Replacement::begin(path).map_err(|error| unwritten(path, &error, lang))?;
        let mut put = |line: &str| file.line(line).map_err(|error| unwritten(path, &error, lang));
        let rows = self.records.write(&mut link, lang, &mut put)?;
        file.finish().map_err(|error| unwritten(path, &error, lang))?;
        out.note(&fill(phrases(lang).cli.exported, &[&rows.to_string(), &path.display().to_string()]));
        Ok(())
    }
}

impl Records {
    /// Writes to the standard output.
    ///
    /// # Errors
    /// When the register cannot be asked, or the output cannot be written.
    pub(super) fn print(&self, settings: &Settings, out: &mut Out) -> Outcome {
        let mut link = self.open(settings)?;
        self.write(&mut link, settings.lang, &mut |line| out.data(line)).map(drop)
    }

    fn open(&self, settings: &Settings) -> Result<Link, Failure> {
        if self.kind == What::All && self.format == Format::Csv {
            return Err(Failure::usage(phrases(settings.lang).cli.all_needs_jsonl));
        }
        Link::open(&settings.options()?, settings.lang)
    }

    fn wanted<'a>(&'a self, kinds: &'a [Kind]) -> Wanted<'a> {
        Wanted { kinds, unmask: self.unmask.as_deref() }
    }

    /// Hands on line by line; how many records there were.
    fn write(
        &self,
        link: &mut Link,
        lang: Lang,
        put: &mut dyn FnMut(&str) -> Outcome,
    ) -> Result<usize, Failure> {
        match self.format {
            Format::Jsonl => {
                each(link, &self.wanted(self.kind.kinds()), lang, &mut |exported| put(&jsonl_line(exported)))
            }
            Format::Csv => sheet(link, &self.wanted(self.kind.kinds()), lang, put),
        }
    }
}

/// Records of some kinds, with the reason for which their digits are wanted.
pub(super) struct Wanted<'a> {
    /// The kinds.
    pub kinds: &'a [Kind],
    /// The reason; masked where there is none.
    pub unmask: Option<&'a str>,
}

fn sheet(
    link: &mut Link,
    wanted: &Wanted<'_>,
    lang: Lang,
    put: &mut dyn FnMut(&str) -> Outcome,
) -> Result<usize, Failure> {
    let today: Date = link.today()?;
    let mut names = Names::default();
    each(link, &Wanted { kinds: &Names::KINDS, unmask: None }, lang, &mut |exported| {
        names.learn(&exported.record, today);
        Ok(())
    })?;
    for columns in wanted.kinds.iter().filter_map(|kind| sheet_columns(*kind)) {
        put(&csv_line(columns))?;
    }
    each(link, wanted, lang, &mut |exported| match sheet_row(exported, &names, today) {
        Some(row) => put(&csv_line(&row)),
        None => Ok(()),
    })
}

/// Every record of some kinds, in the order of their ids; how many there were.
pub(super) fn each(
    link: &mut Link,
    wanted: &Wanted<'_>,
    lang: Lang,
    take: &mut dyn FnMut(&Exported) -> Outcome,
) -> Result<usize, Failure> {
    let mut count = 0;
    for kind in wanted.kinds {
        let mut after: Option<Uuid> = None;
        loop {
            let query =
                Query::Export { kind: *kind, after, limit: PAGE, unmask: wanted.unmask.map(str::to_owned) };
            let page = answered!(link.ask(query)?, Export, lang)?;
            page.iter().try_for_each(&mut *take)?;
            count += page.len();
            match page.last() {
                Some(last) => after = Some(last.record.key().id),
                None => break,
            }
        }
    }
    Ok(count)
}

fn unwritten(path: &Path, error: &io::Error, lang: Lang) -> Failure {
    Failure::refused(fill(
        phrases(lang).cli.cannot_write_file,
        &[&path.display().to_string(), &error.to_string()],
    ))
}

/// Writes lines into a file that appears when it is whole, closed to others.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_closed(path: &Path, lines: &[String], lang: Lang) -> Outcome {
    let written = Replacement::begin(path).and_then(|mut file| {
        lines.iter().try_for_each(|line| file.line(line))?;
        file.finish()
    });
    written.map_err(|error| unwritten(path, &error, lang))
}

/// A file that appears when it is whole, closed to others: it holds personal data.
struct Replacement {
    path: PathBuf,
    part: PathBuf,
    file: io::BufWriter<File>,
}

impl Replacement {
    fn begin(path: &Path) -> io::Result<Replacement> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        Ok(Replacement { path: path.to_owned(), part, file: io::BufWriter::new(file) })
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.file, "{line}")
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        std::fs::rename(&self.part, &self.path)
    }
}

impl Drop for Replacement {
    /// Half a file is none. After a rename there is nothing left to remove.
    fn drop(&mut self) {
        std::fs::remove_file(&self.part).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ho.csv");
        let mut file = Replacement::begin(&path).unwrap();
        file.line("a,b").unwrap();
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut file = Replacement::begin(&path).unwrap();
        file.line("a,b").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a,b\n");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
