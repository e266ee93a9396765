//! What may be asked for over ssh: the grammar of `ndtq`, cut down to what touches no file and no other person.
//!
//! The words are split as a POSIX shell would, by a library; no shell is run. What is not in the grammar does not exist:
//! there is no `--home`, `--socket`, `--as` or `-o` here, and no argument that is a path.

use std::ffi::OsStr;
use std::str::FromStr;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};

use super::boxes::{Inbox, Outbox};
use super::export::Records;
use super::find::FindOverSsh;
use super::import::How;
use super::log::Log;
use super::plain::Plain;
use super::show::Show;
use super::status::Status;
use super::transfer::Transfers;
use crate::phrases::{Lang, fill, phrases};
use crate::text::clean;

/// The longest command, in bytes.
const MOST_BYTES: usize = 8 * 1024;
/// The most letters of a command that are said back.
const MOST_ECHOED: usize = 160;
/// What there is, for sentences.
const TAKEN: &str = "find, show, plain, log, status, transfers, export, import -, outbox, inbox, backup -";

/// The register of the self-managed groups, over ssh
///
/// Without a command, and on a terminal, it opens the screens.
#[derive(Debug, Parser)]
#[command(name = "ssh HOST", no_binary_name = true, disable_version_flag = true, max_term_width = 100)]
pub(super) struct Line {
    /// vi or en
    #[arg(long, value_name = "LANG", global = true)]
    pub lang: Option<Lang>,
    #[command(subcommand)]
    pub command: Permitted,
}

/// The sub-commands that are taken.
#[derive(Debug, Subcommand)]
pub(super) enum Permitted {
    Find(FindOverSsh),
    Show(Show),
    Log(Log),
    Status(Status),
    Plain(Plain),
    Transfers(Transfers),
    /// Write records to the standard output; ids and phones are masked
    Export(Records),
    /// Bring in one TSV table from the standard input: ssh HOST import - < persons.tsv
    Import {
        /// The standard input
        #[arg(value_name = "-")]
        _from: Dash,
        #[command(flatten)]
        how: How,
    },
    Outbox(Outbox),
    Inbox(Inbox),
    /// Write a backup to the standard output: ssh HOST backup - > ndtq.tar.gz
    Backup {
        /// The standard output
        #[arg(value_name = "-")]
        _to: Dash,
    },
}

/// The `-` that stands for a standard stream; a path is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dash;

/// Not `-`.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("only - is taken here")]
pub(super) struct NoDash;

impl FromStr for Dash {
    type Err = NoDash;

    fn from_str(text: &str) -> Result<Dash, NoDash> {
        if text == "-" { Ok(Dash) } else { Err(NoDash) }
    }
}

/// Why a command is none of these.
#[derive(Debug)]
pub(super) enum Wrong {
    /// Help was asked for, and is given.
    Help(String),
    /// Neither a command nor a terminal.
    NoTerminal,
    /// Not UTF-8.
    NotText,
    /// Over [`MOST_BYTES`].
    TooLong,
    /// A quote is open at the end.
    OpenQuote,
    /// The grammar does not have it.
    Grammar(Box<clap::Error>),
}

/// Reads a command.
pub(super) fn parse(command: &OsStr) -> Result<Line, Wrong> {
    if command.len() > MOST_BYTES {
        return Err(Wrong::TooLong);
    }
    let text = command.to_str().ok_or(Wrong::NotText)?;
    let words = shlex::split(text).ok_or(Wrong::OpenQuote)?;
    Line::try_parse_from(words).map_err(|error| match error.use_stderr() {
        false => Wrong::Help(error.render().to_string()),
        true => Wrong::Grammar(Box::new(error)),
    })
}

/// A command as it may be shown and told on: no controls, and short.
pub(super) fn echo(command: &OsStr) -> String {
    let whole = command.to_string_lossy();
    let text = clean::for_terminal(&whole);
    let mut letters = text.chars();
    let mut shown: String = letters.by_ref().take(MOST_ECHOED).collect();
    if letters.next().is_some() {
        shown.push_str("...");
    }
    shown
}

impl Wrong {
    /// In words, with the command as it was asked for.
    pub(super) fn in_words(&self, command: &str, lang: Lang) -> String {
        let words = phrases(lang).ssh;
        let said = match self {
            Wrong::Help(text) => return text.clone(),
            Wrong::NoTerminal => return words.no_terminal.to_owned(),
            Wrong::NotText => fill(words.not_text, &[command]),
            Wrong::TooLong => fill(words.too_long, &[command]),
            Wrong::OpenQuote => fill(words.open_quote, &[command]),
            Wrong::Grammar(error) => of_grammar(error, command, lang),
        };
        let first = command.split_whitespace().next().unwrap_or_default();
        let of = if TAKEN.split([',', ' ']).any(|word| word == first) { first } else { "" };
        format!("{said}\n{} {of}", fill(words.taken, &[TAKEN])).trim_end().to_owned()
    }
}

fn of_grammar(error: &clap::Error, command: &str, lang: Lang) -> String {
    let words = phrases(lang).ssh;
    let part = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(" ")),
        _ => None,
    };
    let argument = part(ContextKind::InvalidArg).or_else(|| part(ContextKind::InvalidSubcommand));
    let value = part(ContextKind::InvalidValue);
    let choices = part(ContextKind::ValidValue).map(|choices| format!("({choices})"));
    let whole: Vec<String> = argument.into_iter().chain(value).chain(choices).collect();
    let what = if whole.is_empty() { command.to_owned() } else { echo(OsStr::new(&whole.join(" "))) };
    match error.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => fill(words.not_taken, &[&what]),
        ErrorKind::MissingRequiredArgument
        | ErrorKind::MissingSubcommand
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => fill(words.missing, &[&what]),
        _ => fill(words.wrong, &[&what]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use std::os::unix::ffi::OsStrExt;

    fn of(text: &str) -> Result<Line, Wrong> {
        parse(OsStr::new(text))
    }

    #[test]
    fn the_grammar_is_sound() {
        Line::command().debug_assert();
    }

    #[test]
    fn these_commands_are_taken() {
        let lines = [
            "find nguyen van an",
            "find 'nguyễn văn' --limit 5 --json",
            "find -- --home",
            "show H-02054 --json",
            "log H-02054 --limit 3",
            "status --json --lang en",
            "transfers --json",
            "export households --format csv",
            "import - --kind persons --book xa --dry-run",
            "outbox list",
            "outbox get",
            "outbox get ho.csv",
            "outbox clear",
            "inbox put to-05.tsv",
            "inbox list",
            "backup -",
        ];
        for line in lines {
            assert!(of(line).is_ok(), "{line}: {:?}", of(line).err());
        }
    }

    #[test]
    fn all_else_is_said_to_be_wrong() {
        let lines = [
            ("outbox", "help outbox"),
            ("export dogs --format csv", "households persons"),
            ("find an --home /tmp", "--home"),
            ("--as hai find an", "--as"),
            ("find an --socket=/tmp/s", "--socket"),
            ("export households --format csv -o x", "-o"),
            ("export households --format csv --output x", "--output"),
            ("import /etc/passwd", "/etc/passwd"),
            ("import ./-", "./-"),
            ("backup /tmp/x", "/tmp/x"),
            ("backup", "-"),
            ("ssh-session hai", "ssh-session"),
            ("serve", "serve"),
            ("stop --hold", "stop"),
            ("undo", "undo"),
            ("transfer accept H-00001", "transfer"),
            ("staff list", "staff"),
            ("find", "WORDS"),
            ("find 'an", "find 'an"),
            ("find an\\", "find an\\"),
            ("export dogs --format csv", "dogs"),
            ("", "find, show"),
        ];
        for (line, names) in lines {
            let wrong = of(line).expect_err(line);
            for lang in [Lang::Vi, Lang::En] {
                let said = wrong.in_words(&echo(OsStr::new(line)), lang);
                assert!(said.contains(names), "{line}: {said}");
            }
        }
        assert!(matches!(of(&"a".repeat(MOST_BYTES + 1)), Err(Wrong::TooLong)));
        assert!(matches!(parse(OsStr::from_bytes(b"find \xff")), Err(Wrong::NotText)));
        assert!(matches!(of("--help"), Err(Wrong::Help(_))));
        assert!(matches!(of("help find"), Err(Wrong::Help(_))));
    }

    #[test]
    fn what_is_said_back_steers_no_terminal_and_is_short() {
        assert_eq!(echo(OsStr::new("a\x1b[2J\u{9b}b\nc\u{202e}")), "a·[2J·b·c");
        assert_eq!(echo(OsStr::new(&"x".repeat(500))).len(), MOST_ECHOED + 3);
        assert_eq!(echo(OsStr::from_bytes(b"\xff\x1b")), "\u{fffd}·");
    }
}
