//! `ndtq restore`: a register from a backup, in a home that has none.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::out::{Failure, Out, Outcome, in_columns};
use super::settings::Settings;
use super::{Doors, RestoreOrder, Restored, Trouble};
use crate::domain::{Date, VIET_NAM_OFFSET};
use crate::phrases::{Lang, fill, phrases};
use crate::text::date::show_day;
use crate::text::number::group_thousands;

/// Take a register up from a backup, in a home without one; every change is replayed and checked
///
/// What a home holds already is never written over: name a new folder with --home.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup; - for the standard input
    file: PathBuf,
    /// The list `data/erased.txt` of the register that was: what it names is erased again
    #[arg(long, value_name = "FILE")]
    erased: Option<PathBuf>,
}

impl Restore {
    /// Restores, and says what the register holds.
    ///
    /// # Errors
    /// Why not; the home is as it was then.
    pub fn run(self, settings: &Settings, doors: &Doors, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let told = |trouble: Trouble| trouble.told(lang);
        let home = settings.home()?.to_owned();
        // Before anything is read: whoever pipes a backup in by ssh waits long for the rest.
        if home.join("data").exists() {
            return Err(told(Trouble::NotEmpty(home)));
        }
        if self.file == Path::new("-") && io::stdin().is_terminal() {
            return Err(Failure::usage(phrases(lang).cli.restore_from_terminal));
        }
        let mut backup =
            open(&self.file).map_err(|error| told(Trouble::CannotRead(self.file.clone(), error)))?;
        let order = RestoreOrder { home: home.clone(), erased: self.erased };
        let restored = (doors.restore)(&order, &mut *backup).map_err(told)?;
        out.lines(in_words(&restored, lang))?;
        let held = home.join("hold").exists();
        let words = phrases(lang).cli;
        out.note(if held { words.restored_and_held } else { words.restored_next });
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(BufReader::new(File::open(path)?)))
}

fn in_words(restored: &Restored, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let when = when(restored.title.last_at);
    let mut lines = vec![fill(words.restored, &[&restored.title.seq.to_string(), &when])];
    let counts = &restored.counts;
    let figures = [
        (words.hamlets, i64::from(counts.hamlets)),
        (words.groups, i64::from(counts.groups)),
        (words.all_households, i64::from(counts.households)),
        (words.persons, i64::from(counts.persons)),
        (words.projects, i64::from(counts.projects)),
        (words.contributions, i64::from(counts.contributions)),
        (words.contributions_valued, counts.contributions_valued_vnd.0),
    ];
    let rows: Vec<Vec<String>> =
        figures.iter().map(|(label, value)| vec![(*label).to_owned(), group_thousands(*value)]).collect();
    lines.extend(in_columns(&rows));
    if restored.erased_again > 0 {
        lines.push(fill(words.erased_again, &[&restored.erased_again.to_string()]));
    }
    lines
}

/// The day and time of an instant in Viet Nam.
fn when(at: i64) -> String {
    const DAY: i64 = 24 * 60;
    let minutes = at.div_euclid(60_000) + i64::from(VIET_NAM_OFFSET);
    let (hour, minute) = (minutes.rem_euclid(DAY) / 60, minutes.rem_euclid(60));
    let day = Date::of_instant(at, VIET_NAM_OFFSET);
    format!("{} {hour:02}:{minute:02}", show_day(day.naive()))
}
