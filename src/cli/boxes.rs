//! `outbox` and `inbox`: files of a session over ssh, which has no folders of its own.

use std::io::{self, IsTerminal, Read};
use std::time::SystemTime;

use clap::{Args, Subcommand};

use super::link::Link;
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::exchange::{BoxError, BoxName, Boxes, OpenBox, Side, Waiting};
use crate::page::in_columns;
use crate::phrases::{self, Lang, fill, phrases};
use crate::protocol::{HomeView, Moment};
use crate::text::number::group_thousands;

/// Fetch the files that wait for you: ssh HOST outbox get > FILE
#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    act: Fetch,
}

#[derive(Debug, Subcommand)]
enum Fetch {
    /// What waits, the newest first
    List,
    /// Write a file to the standard output: the newest, or the one named
    Get {
        /// Its name, as list shows it
        name: Option<String>,
    },
    /// Take all files out
    Clear,
}

/// Send a file that is to wait for you in the screens: ssh HOST inbox put NAME < FILE
#[derive(Debug, Args)]
pub(super) struct Inbox {
    #[command(subcommand)]
    act: Send,
}

#[derive(Debug, Subcommand)]
enum Send {
    /// What waits, the newest first
    List,
    /// Take a file from the standard input
    Put {
        /// What it is to be called; one of that name is replaced
        name: Option<String>,
    },
    /// Take all files out
    Clear,
}

impl Outbox {
    /// Lists, hands out or clears.
    ///
    /// # Errors
    /// When whoever asks is no member of staff, there is no such file, or the disk fails.
    pub(super) fn run(self, boxes: &Boxes, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let home = enter(settings)?;
        let open = boxes.open(Side::Out, SystemTime::now()).map_err(|error| told(error, lang))?;
        match self.act {
            Fetch::List => list(&open, phrases(lang).ssh.out_empty, &home, lang, out),
            Fetch::Get { name } => get(&open, name.as_deref(), lang, out),
            Fetch::Clear => clear(&open, lang, out),
        }
    }
}

impl Inbox {
    /// Lists, takes in or clears.
    ///
    /// # Errors
    /// When whoever asks is no member of staff, the file is too large, or the disk fails.
    pub(super) fn run(
        self,
        from: &mut dyn Read,
        boxes: &Boxes,
        settings: &Settings,
        out: &mut Out,
    ) -> Outcome {
        let lang = settings.lang;
        let home = enter(settings)?;
        let open = boxes.open(Side::In, SystemTime::now()).map_err(|error| told(error, lang))?;
        match self.act {
            Send::List => list(&open, phrases(lang).ssh.in_empty, &home, lang, out),
            Send::Put { name } => put(&open, name, from, &home, lang, out),
            Send::Clear => clear(&open, lang, out),
        }
    }
}

/// Boxes are files, which the service does not see; it says all the same who may still come in.
fn enter(settings: &Settings) -> Result<HomeView, Failure> {
    Link::open(&settings.options()?, settings.lang)?.home()
}

fn list(open: &OpenBox, empty: &str, home: &HomeView, lang: Lang, out: &mut Out) -> Outcome {
    let waiting = open.list().map_err(|error| told(error, lang))?;
    if waiting.is_empty() {
        out.note(empty);
        return Ok(());
    }
    let row = |one: &Waiting| {
        let bytes = group_thousands(i64::try_from(one.bytes).unwrap_or(i64::MAX));
        let when = phrases::moment(Moment::of(one.at_ms, home.offset_minutes));
        vec![one.name.to_string(), fill(phrases(lang).ssh.bytes, &[&bytes]), when]
    };
    out.lines(in_columns(&waiting.iter().map(row).collect::<Vec<_>>()))
}

fn get(open: &OpenBox, name: Option<&str>, lang: Lang, out: &mut Out) -> Outcome {
    if io::stdout().is_terminal() {
        return Err(Failure::usage(phrases(lang).ssh.get_to_terminal));
    }
    let told = |error| told(error, lang);
    let name = match name {
        Some(name) => BoxName::parse(name).map_err(told)?,
        None => {
            let newest = open.list().map_err(told)?.into_iter().next();
            newest.ok_or_else(|| Failure::refused(phrases(lang).ssh.out_empty))?.name
        }
    };
    let mut file = open.read(&name).map_err(told)?;
    out.copy(&mut file)
}

fn put(
    open: &OpenBox,
    name: Option<String>,
    mut from: &mut dyn Read,
    home: &HomeView,
    lang: Lang,
    out: &mut Out,
) -> Outcome {
    if io::stdin().is_terminal() {
        return Err(Failure::usage(phrases(lang).ssh.put_from_terminal));
    }
    let told = |error| told(error, lang);
    let name = name.unwrap_or_else(|| name_of_now(home));
    let name = BoxName::parse(&name).map_err(told)?;
    let taken = open.put(&name, &mut from).map_err(told)?;
    let bytes = group_thousands(i64::try_from(taken.bytes).unwrap_or(i64::MAX));
    out.note(&fill(phrases(lang).ssh.put, &[&taken.name.to_string(), &bytes]));
    Ok(())
}

/// `tep-2026-11-24-091407`: the second keeps two files of one minute apart.
fn name_of_now(home: &HomeView) -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (hour, minute, second) = (home.minute / 60, home.minute % 60, since.as_secs() % 60);
    format!("tep-{}-{hour:02}{minute:02}{second:02}", home.today)
}

fn clear(open: &OpenBox, lang: Lang, out: &mut Out) -> Outcome {
    let count = open.clear().map_err(|error| told(error, lang))?;
    out.note(&fill(phrases(lang).ssh.cleared, &[&count.to_string()]));
    Ok(())
}

fn told(error: BoxError, lang: Lang) -> Failure {
    let why = phrases::box_error(lang, &error);
    match error {
        BoxError::NoName(_) | BoxError::NoLogin(_) => Failure::usage(why),
        BoxError::NotThere(_) | BoxError::TooLarge | BoxError::NoRoom | BoxError::Io(_) => {
            Failure::refused(why)
        }
    }
}
