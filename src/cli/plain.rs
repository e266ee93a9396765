//! `ndtq --plain`: look-up and card line by line, without the screens: for a screen reader, a dumb terminal, a bad line.
//!
//! What is asked stands first in every line, and columns are read out as words, since a screen reader reads from the left.

use std::io::{self, BufRead};

use clap::Args;

use super::link::{Link, answered};
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{HouseholdId, RelationToHead};
use crate::page::card;
use crate::phrases::plain::Plain as Phrases;
use crate::phrases::{self, Lang, Words, fill, screens};
use crate::protocol::{Found, Hit, Query};
use crate::text::clean;

/// Rows at once: as many as are listened to.
const ROWS: usize = 10;
/// The most that are asked for.
const MOST: u16 = 100;

/// Look up line by line, for a screen reader
#[derive(Debug, Args)]
pub(super) struct Plain {}

impl Plain {
    /// Talks until there is nothing more to read.
    ///
    /// # Errors
    /// When the register cannot be reached any more.
    pub(super) fn run(&self, settings: &Settings, out: &mut Out) -> Outcome {
        run(settings, out)
    }
}

/// Talks over the standard streams.
///
/// # Errors
/// When the register cannot be reached any more.
pub(super) fn run(settings: &Settings, out: &mut Out) -> Outcome {
    let mut link = Link::open(&settings.options()?, settings.lang)?;
    talk(&mut link, &mut io::stdin().lock(), settings.lang, out)
}

/// What was found last, and how much of it was read out.
#[derive(Default)]
struct Said {
    found: Found,
    rows: usize,
}

fn talk(link: &mut Link, input: &mut dyn BufRead, lang: Lang, out: &mut Out) -> Outcome {
    let words = phrases::plain::plain(lang);
    out.line(words.welcome)?;
    let mut said = Said::default();
    loop {
        out.line(words.prompt)?;
        out.flush()?;
        let Some(line) = next_line(input, lang)? else { return Ok(()) };
        let asked = clean::line(&line);
        let spoken = match asked.as_str() {
            "" | "q" => return out.line(words.bye).and_then(|()| out.flush()),
            "?" => out.line(words.welcome),
            "+" => read_on(&mut said, lang, words, out),
            asked => answer(asked, &mut said, link, lang, out),
        };
        match spoken {
            // What is refused is a sentence, and the talk goes on.
            Err(Failure::Told(Exit::Refused, why)) => out.line(&why)?,
            other => other?,
        }
    }
}

/// The next line; a longer one is taken in pieces.
fn next_line(input: &mut dyn BufRead, lang: Lang) -> Result<Option<String>, Failure> {
    const MOST_BYTES: u64 = 4_096;
    let mut line = Vec::new();
    let read = io::Read::take(input, MOST_BYTES).read_until(b'\n', &mut line);
    read.map_err(|error| Failure::refused(phrases::system(lang, &error)))?;
    Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).into_owned()))
}

/// The number of a row opens its card; all else is looked up.
fn answer(asked: &str, said: &mut Said, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
    let row = asked.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let hit = row.filter(|row| *row < said.rows).and_then(|row| said.found.hits.get(row));
    match hit.map(|hit| hit.household) {
        Some(household) => read_card(household, link, lang, out),
        None => look_up(asked, said, link, lang, out),
    }
}

fn look_up(asked: &str, said: &mut Said, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
    let query = Query::Find { words: asked.to_owned(), limit: MOST };
    let found = answered!(link.ask(query)?, Found, lang)?;
    *said = Said { found, rows: 0 };
    let words = phrases::plain::plain(lang);
    if said.found.hits.is_empty() {
        return out.line(screens(lang).nothing_found);
    }
    out.line(&fill(words.found, &[&said.found.persons.to_string()]))?;
    read_on(said, lang, words, out)
}

fn read_on(said: &mut Said, lang: Lang, words: &Phrases, out: &mut Out) -> Outcome {
    let upto = (said.rows + ROWS).min(said.found.hits.len());
    for row in said.rows..upto {
        out.line(&format!("{}. {}", row + 1, in_words(&said.found.hits[row], lang)))?;
    }
    said.rows = upto;
    let is_more = upto < said.found.hits.len();
    out.line(if is_more { words.more } else { words.all })
}

/// `Lê Thị Sáu, Sáu Lúa, 1954, mẹ của Trần Văn Út, hộ 26 tổ 5 Quới An`.
fn in_words(hit: &Hit, lang: Lang) -> String {
    let words = phrases::plain::plain(lang);
    let relation = hit.relation.word(lang);
    let mut parts = vec![hit.name.clone()];
    parts.extend(hit.nickname.clone());
    parts.extend(hit.birth_year.map(|year| year.to_string()));
    parts.push(match hit.relation {
        RelationToHead::Head => relation.to_owned(),
        _ => fill(words.of_head, &[relation, &hit.head]),
    });
    parts.push(fill(words.place, &[&hit.book_number.to_string(), &hit.group.to_string(), &hit.hamlet]));
    parts.extend(hit.gone.map(|gone| card::gone_in_words(gone, lang)));
    parts.extend(hit.near.then(|| screens(lang).near.to_owned()));
    parts.join(", ")
}

fn read_card(household: HouseholdId, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
    let view = answered!(link.ask(Query::Card(household))?, Card, lang)?;
    out.lines(card::of_household(&view, lang))
}
