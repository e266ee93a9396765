//! `ndtq person export`: all that is held on a person, as a page or as JSON. Who asked and why is written down.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::export::write_closed;
use super::super::link::{Link, answered};
use super::super::out::{Failure, Out, Outcome};
use super::super::request::{Wanted, complete};
use super::super::settings::Settings;
use super::{page, person_of};
use crate::phrases::{Lang, fill, phrases, privacy};
use crate::protocol::{PersonFile, Query};

/// All that is held on a person, ids in clear, for the person themself
#[derive(Debug, Args)]
pub struct Export {
    /// The person's UUID (`ndtq find NAME --json`); of a household, everybody's is listed
    id: String,
    /// Why; it is written down with your name
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Into a file closed to others, instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The request this answers, which is completed by it: 3 or Y-00003
    #[arg(long, value_name = "N")]
    request: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines to read
    Text,
    /// One page to print
    Html,
    /// One object
    Json,
}

impl Export {
    /// Asks and writes.
    ///
    /// # Errors
    /// When the person is not there or out of scope, or it cannot be written.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let words = privacy(lang);
        let mut link = Link::open(&settings.options()?, lang)?;
        let person = person_of(&self.id, &mut link, lang)?;
        let request = self.request.as_deref().map(|text| Wanted::open(text, person, &mut link, lang));
        let request = request.transpose()?;
        let by_request = || request.as_ref().map(|request| fill(words.by_request, &[&request.number()]));
        let reason = self.reason.clone().or_else(by_request).unwrap_or_else(|| words.asked_for.to_owned());
        let file = answered!(link.ask(Query::PersonFile { person, reason })?, PersonFile, lang)?;
        let offset = link.home()?.offset_minutes;
        let lines = self.lines(&file, offset, lang)?;
        match &self.output {
            None => self.format.print(lines, out)?,
            Some(path) => {
                write_closed(path, &lines, lang)?;
                let (count, name) = (lines.len().to_string(), path.display().to_string());
                out.note(&fill(phrases(lang).cli.exported, &[&count, &name]));
            }
        }
        request.map_or(Ok(()), |request| complete(request, &mut link, lang, out))
    }

    fn lines(&self, file: &PersonFile, offset: i16, lang: Lang) -> Result<Vec<String>, Failure> {
        Ok(match self.format {
            Format::Text => page::of(file, offset, lang).as_text(),
            Format::Html => page::of(file, offset, lang).as_html(lang),
            Format::Json => {
                vec![serde_json::to_string(file).map_err(|_| Failure::other_build(lang))?]
            }
        })
    }
}

impl Format {
    /// A page may have no long line broken by a terminal's rules; text is for a terminal.
    fn print(self, lines: Vec<String>, out: &mut Out) -> Outcome {
        match self {
            Format::Text => out.lines(lines),
            Format::Html | Format::Json => lines.iter().try_for_each(|line| out.data(line)),
        }
    }
}
