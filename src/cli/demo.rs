//! `ndtq demo`: the screens on a practice commune, in a home of its own.

use std::io;
use std::path::Path;

use clap::Args;

use super::import::send;
use super::link::Link;
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use super::{Doors, ScreensOrder, plain, stop};
use crate::client::Options;
use crate::exchange::{Files, practice_commune};
use crate::phrases::{fill, phrases, problem};
use crate::protocol::place::{Place, write_durably};

/// Practise on a synthetic commune; nothing of a real register is touched
#[derive(Debug, Args)]
pub struct Demo {
    /// Start afresh
    #[arg(long)]
    reset: bool,
    /// Be led through it, step by step: ten minutes
    #[arg(long, conflicts_with_all = ["prepare", "plain"])]
    tour: bool,
    /// Make it ready without opening the screens
    #[arg(long)]
    prepare: bool,
}

impl Demo {
    /// Makes the practice home ready and opens the screens.
    ///
    /// # Errors
    /// When the folder is another home, or the register cannot be reached.
    pub fn run(self, settings: &Settings, doors: &Doors, out: &mut Out) -> Outcome {
        let settings = settings.for_practice();
        let lang = settings.lang;
        let place = Place::of(settings.home()?, settings.socket.as_deref()).map_err(|error| {
            Failure::refused(fill(phrases(lang).cli.cannot_connect, &[&error.to_string()]))
        })?;
        refuse_another_home(&place, &settings)?;
        let options = Options { practice: true, ..settings.options()? };
        if self.reset {
            stop::end(&Options { may_start: false, ..options.clone() }, false, &settings)?;
            reset(&place).map_err(|error| uncleared(&place.home, &error, &settings))?;
        }
        mark(&place).map_err(|error| uncleared(&place.home, &error, &settings))?;
        fill_when_empty(&options, &settings, out)?;
        if self.prepare {
            out.note(&fill(phrases(lang).cli.practice_ready, &[&place.home.display().to_string()]));
            return Ok(());
        }
        if settings.plain {
            return plain::run(&settings, out);
        }
        (doors.screens)(&ScreensOrder { options, lang, files: Files::Here, tour: self.tour })
    }
}

fn uncleared(home: &Path, error: &io::Error, settings: &Settings) -> Failure {
    let words = phrases(settings.lang).cli;
    Failure::refused(fill(words.cannot_reset, &[&home.display().to_string(), &error.to_string()]))
}

/// A folder that holds something and no practice marker may be a real register, or somebody's documents.
fn refuse_another_home(place: &Place, settings: &Settings) -> Outcome {
    let holds_something = std::fs::read_dir(&place.home).is_ok_and(|mut entries| entries.next().is_some());
    if !holds_something || place.practice().exists() {
        return Ok(());
    }
    let words = phrases(settings.lang).cli;
    Err(Failure::refused(fill(words.not_practice, &[&place.home.display().to_string()])))
}

/// Removes the practice home. Nothing without the marker is removed, whatever happened since it was looked at.
fn reset(place: &Place) -> io::Result<()> {
    if place.practice().exists() { std::fs::remove_dir_all(&place.home) } else { Ok(()) }
}

/// Marks the home for practice before the service starts, so that another `demo` at the same moment knows it.
fn mark(place: &Place) -> io::Result<()> {
    place.make_home().map_err(io::Error::other)?;
    write_durably(&place.practice(), b"")
}

fn fill_when_empty(options: &Options, settings: &Settings, out: &mut Out) -> Outcome {
    let lang = settings.lang;
    let mut link = Link::open(options, lang)?;
    if link.home()?.counts.households > 0 {
        return Ok(());
    }
    out.note(phrases(lang).cli.filling);
    let report = send(&mut link, practice_commune(), false, lang)?;
    // The commune is a part of the program: what is wrong with it is no fault of whoever practises.
    report.problems.iter().for_each(|one| out.note(&problem(lang, one)));
    let number = report.problems.len().to_string();
    let whole = report.problems.is_empty();
    let failed = || Failure::Told(Exit::Attention, fill(phrases(lang).cli.problems, &[&number]));
    if whole { Ok(()) } else { Err(failed()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Globals;
    use crate::cli::settings::Environment;

    fn at(home: &Path) -> (Place, Settings) {
        let globals = Globals { home: Some(home.to_owned()), ..Globals::default() };
        (Place::of(home, None).unwrap(), Settings::of(&globals, &Environment::default()))
    }

    #[test]
    fn only_a_folder_with_the_marker_is_reset() {
        let above = tempfile::tempdir().unwrap();
        let home = above.path().join("so-that");
        std::fs::create_dir(&home).unwrap();
        std::fs::write(home.join("journal"), "years of work").unwrap();
        let (place, settings) = at(&home);
        assert!(refuse_another_home(&place, &settings).is_err());
        reset(&place).unwrap();
        assert!(home.join("journal").exists());
        mark(&place).unwrap();
        assert_eq!(refuse_another_home(&place, &settings), Ok(()));
        reset(&place).unwrap();
        assert!(!home.exists());
    }

    #[test]
    fn an_empty_or_missing_folder_may_become_one() {
        let above = tempfile::tempdir().unwrap();
        let (place, settings) = at(&above.path().join("new"));
        assert_eq!(refuse_another_home(&place, &settings), Ok(()));
        mark(&place).unwrap();
        assert!(place.practice().exists());
    }
}
