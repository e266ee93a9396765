//! `ndtq restore`: a register from a backup, in a home that has none.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use super::status::counts_rows;
use super::{Doors, RestoreOrder, Restored, Trouble};
use crate::domain::VIET_NAM_OFFSET;
use crate::page::in_columns;
use crate::phrases::{Lang, fill, moment, phrases};
use crate::protocol::Moment;

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
    let when = moment(Moment::of(restored.title.last_at, VIET_NAM_OFFSET));
    let mut lines = vec![fill(words.restored, &[&restored.title.seq.to_string(), &when])];
    lines.extend(in_columns(&counts_rows(&restored.counts, lang)));
    if restored.erased_again > 0 {
        lines.push(fill(words.erased_again, &[&restored.erased_again.to_string()]));
    }
    lines
}
