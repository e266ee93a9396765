//! The access log on disk: one file of JSON lines a month, apart from the journal, and gone after two years.
//!
//! It is no record of the register: what cannot be read in it is passed over, and losing the last lines in a power cut
//! loses no data. Only what somebody is answered for writing it down (digits in clear) is synced first.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Datelike};

use crate::protocol::{Access, AccessKind};

/// How many months are kept beside the present one.
pub const KEPT_MONTHS: i32 = 24;
/// A month's file takes no more than this: a client that is refused all day must not fill the disk.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The log of a home.
#[derive(Debug)]
pub struct AccessLog {
    folder: PathBuf,
    open: Mutex<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    month: Month,
    file: File,
}

/// Whether an entry must be on disk before anything else happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durably {
    /// It must.
    Yes,
    /// It may be lost in a power cut.
    No,
}

/// A month of a year, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Month(i32);

impl Month {
    fn of(at_ms: i64) -> Month {
        let time = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
        Month(time.year() * 12 + time.month0().cast_signed())
    }

    fn file_name(self) -> String {
        format!("{:04}-{:02}.jsonl", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }

    fn of_file(name: &str) -> Option<Month> {
        let (year, month) = name.strip_suffix(".jsonl")?.split_once('-')?;
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then_some(Month(year * 12 + month - 1))
    }
}

impl AccessLog {
    /// The log in a folder; nothing is made before there is something to write.
    pub fn at(folder: &Path) -> AccessLog {
        AccessLog { folder: folder.to_owned(), open: Mutex::new(None) }
    }

    /// Adds an entry; once a month is full, only what must be on disk first, after an entry that says so.
    ///
    /// # Errors
    /// Those of the system.
    pub fn add(&self, access: &Access, durably: Durably) -> io::Result<()> {
        self.add_up_to(MOST_BYTES, access, durably)
    }

    fn add_up_to(&self, most_bytes: u64, access: &Access, durably: Durably) -> io::Result<()> {
        let month = Month::of(access.at);
        let line = line_of(access)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_none_or(|open| open.month != month) {
            *open = Some(self.open_month(month)?);
        }
        let Some(open) = open.as_mut() else { return Ok(()) };
        let before = open.file.metadata()?.len();
        if durably == Durably::No && before >= most_bytes {
            return Ok(());
        }
        open.file.write_all(&line)?;
        if before < most_bytes && before + line.len() as u64 >= most_bytes {
            open.file.write_all(&line_of(&full(access.at))?)?;
        }
        if durably == Durably::Yes {
            open.file.sync_data()?;
        }
        Ok(())
    }

    /// A new month is when old ones go.
    fn open_month(&self, month: Month) -> io::Result<Open> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        for (old, path) in self.months()? {
            if old.0 < month.0 - KEPT_MONTHS {
                std::fs::remove_file(path)?;
            }
        }
        let path = self.folder.join(month.file_name());
        let mut file = OpenOptions::new().create(true).append(true).read(true).mode(0o600).open(&path)?;
        // A line that a power cut left half would swallow the next one.
        if !ends_with_a_line(&file)? {
            file.write_all(b"\n")?;
        }
        Ok(Open { month, file })
    }

    fn months(&self) -> io::Result<Vec<(Month, PathBuf)>> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut months = Vec::new();
        for entry in entries {
            let entry = entry?;
            months.extend(Month::of_file(&entry.file_name().to_string_lossy()).map(|m| (m, entry.path())));
        }
        months.sort_unstable();
        Ok(months)
    }

    /// The newest entries that fit, newest first, none from before an instant.
    ///
    /// # Errors
    /// Those of the system.
    pub fn last(&self, limit: usize, from: i64, fits: &dyn Fn(&Access) -> bool) -> io::Result<Vec<Access>> {
        let mut newest = Vec::new();
        for (month, path) in self.months()?.into_iter().rev() {
            if newest.len() >= limit || (from > i64::MIN && month < Month::of(from)) {
                break;
            }
            let mut of_month = Vec::new();
            for line in BufReader::new(File::open(path)?).split(b'\n') {
                let access: Option<Access> = serde_json::from_slice(&line?).ok();
                of_month.extend(access.filter(|access| access.at >= from && fits(access)));
            }
            of_month.reverse();
            of_month.truncate(limit - newest.len());
            newest.extend(of_month);
        }
        Ok(newest)
    }
}

fn line_of(access: &Access) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(access)?;
    line.push(b'\n');
    Ok(line)
}

fn full(at: i64) -> Access {
    Access { at, login: "ndtq".to_owned(), what: AccessKind::Full, about: None, why: String::new(), more: 0 }
}

fn ends_with_a_line(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::FileExt;
    let length = file.metadata()?.len();
    let mut last = [b'\n'];
    if length > 0 {
        file.read_exact_at(&mut last, length - 1)?;
    }
    Ok(last == [b'\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    const DAY: i64 = 86_400_000;
    /// 14/11/2023, 05:00 UTC.
    const NOON: i64 = 1_699_938_000_000;

    fn access(at: i64, login: &str) -> Access {
        let (login, why) = (login.to_owned(), "ảnh thẻ mờ".to_owned());
        Access { at, login, what: AccessKind::Unmasked, about: None, why, more: 0 }
    }

    #[test]
    fn the_newest_come_first_across_months_and_after_a_half_line() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("access");
        let log = AccessLog::at(&folder);
        for at in [NOON - 31 * DAY, NOON - DAY, NOON] {
            log.add(&access(at, "trinh"), Durably::Yes).unwrap();
        }
        let november = folder.join("2023-11.jsonl");
        let mut text = std::fs::read(&november).unwrap();
        text.extend_from_slice(b"{\"at\":16999");
        std::fs::write(&november, text).unwrap();
        let log = AccessLog::at(&folder);
        log.add(&access(NOON + 1, "an"), Durably::No).unwrap();
        let days = |limit, from, login: Option<&str>| {
            let fits = |access: &Access| login.is_none_or(|login| access.login == login);
            let found = log.last(limit, from, &fits).unwrap();
            found.into_iter().map(|access| access.at - NOON).collect::<Vec<i64>>()
        };
        assert_eq!(days(10, 0, None), [1, 0, -DAY, -31 * DAY]);
        assert_eq!(days(2, 0, None), [1, 0]);
        assert_eq!(days(10, NOON - 2 * DAY, None), [1, 0, -DAY]);
        assert_eq!(days(10, 0, Some("an")), [1]);
    }

    #[test]
    fn a_full_month_says_so_once_and_takes_what_must_be_written_first() {
        let home = tempfile::tempdir().unwrap();
        let log = AccessLog::at(home.path());
        let one = line_of(&access(NOON, "an")).unwrap().len() as u64;
        let add = |login: &str, durably| log.add_up_to(3 * one, &access(NOON, login), durably).unwrap();
        (0..9).for_each(|_| add("an", Durably::No));
        add("ba", Durably::Yes);
        let entries = log.last(99, 0, &|_| true).unwrap();
        let said: Vec<(&str, bool)> =
            entries.iter().rev().map(|e| (e.login.as_str(), e.what == AccessKind::Full)).collect();
        let an = ("an", false);
        assert_eq!(said, [an, an, an, ("ndtq", true), ("ba", false)]);
    }

    #[test]
    fn files_are_closed_to_others_and_go_after_two_years() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("access");
        let log = AccessLog::at(&folder);
        let names = || {
            let mut names: Vec<String> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        for at in [NOON - 800 * DAY, NOON - 725 * DAY, NOON] {
            log.add(&access(at, "trinh"), Durably::No).unwrap();
        }
        std::fs::write(folder.join("ghi-chu.txt"), "không phải của ndtq").unwrap();
        log.add(&access(NOON + 31 * DAY, "trinh"), Durably::No).unwrap();
        assert_eq!(names(), ["2023-11.jsonl", "2023-12.jsonl", "ghi-chu.txt"]);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("2023-12.jsonl"))), (0o700, 0o600));
    }
}
