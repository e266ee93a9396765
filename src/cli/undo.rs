//! `ndtq undo`: takes an act back, by a new one that stands in the register beside it.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use super::link::{Link, answered, new_request};
use super::log;
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::phrases::{Lang, fill, phrases};
use crate::protocol::{ActRow, Command, Query};

/// Take back your own last act, or the one of a number
#[derive(Debug, Args)]
pub struct Undo {
    /// The act's number, as `ndtq log` shows it
    seq: Option<u64>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// One object: what was taken back, and the new act
    #[arg(long)]
    json: bool,
}

impl Undo {
    /// Says what is taken back, asks, and takes it back.
    ///
    /// # Errors
    /// When there is nothing to take back, nobody said yes, or something later rests on it.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let words = phrases(lang).cli;
        let mut link = Link::open(&settings.options()?, lang)?;
        let act = self.act(&mut link, lang)?;
        let offset = link.home()?.offset_minutes;
        if !self.json {
            out.line(words.undo_what)?;
            out.lines(log::as_lines(&act, offset, usize::MAX, lang))?;
        }
        if !self.yes {
            let needs_yes = fill(words.undo_needs_yes, &[&act.seq.to_string()]);
            confirmed(words.undo_question, &needs_yes, words.undo_left, out)?;
        }
        let saved = answered!(link.act(new_request(lang)?, Command::Undo { seq: act.seq })?, Saved, lang)?;
        if self.json {
            return out.data(&serde_json::json!({ "undone": act.seq, "seq": saved.seq }).to_string());
        }
        out.line(&fill(words.undone, &[&act.seq.to_string(), &saved.seq.to_string()]))
    }

    fn act(&self, link: &mut Link, lang: Lang) -> Result<ActRow, Failure> {
        let words = phrases(lang).cli;
        let (query, none) = match self.seq {
            Some(seq) => {
                let query = Query::Log { from: Some(seq), to: Some(seq), limit: 1 };
                (query, fill(words.no_such_act, &[&seq.to_string()]))
            }
            None => (Query::Undoable, words.nothing_to_undo.to_owned()),
        };
        let acts = answered!(link.ask(query)?, Acts, lang)?;
        acts.into_iter().next().ok_or_else(|| Failure::refused(none))
    }
}

/// Asks on the terminal. A script has none: it says `--yes`.
///
/// # Errors
/// When nobody said yes.
pub(super) fn confirmed(question: &str, needs_yes: &str, left: &str, out: &mut Out) -> Outcome {
    if !io::stdin().is_terminal() {
        return Err(Failure::refused(needs_yes));
    }
    out.flush()?;
    let mut asked = io::stderr();
    write!(asked, "{question} ").and_then(|()| asked.flush()).unwrap_or_default();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).unwrap_or_default();
    if is_yes(&answer) { Ok(()) } else { Err(Failure::refused(left)) }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "c" | "có" | "co" | "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_a_yes_is_a_yes() {
        for yes in ["c\n", "Có", "y", " YES "] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "\n", "k", "không", "n", "x", "cc"] {
            assert!(!is_yes(no), "{no}");
        }
    }
}
