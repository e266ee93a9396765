//! `ndtq find`: the look-up, for people and for scripts.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use super::forced::Dash;
use super::link::{Link, answered};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{RelationToHead, ShortNumber};
use crate::page::{card, in_columns};
use crate::phrases::{Lang, Words, fill, phrases, screens};
use crate::protocol::{Found, Hit, Matched, Query};
use crate::text::clean;

/// The most rows asked of the register at once.
const MOST_ROWS: u16 = 500;
/// The longest line of a batch.
const MOST_LINE_BYTES: u64 = 4_096;
/// How many persons are looked at for each household wanted: a name of a place fits all members of a household.
const PERSONS_PER_HOUSEHOLD: u16 = 8;

/// Look up households by names, places, ids or phones
#[derive(Debug, Args)]
pub struct Find {
    #[command(flatten)]
    asked: Asked,
    /// Look up each line of a file; - is the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    batch: Option<PathBuf>,
}

/// The same over ssh, where nobody names a file
#[derive(Debug, Args)]
pub(super) struct FindOverSsh {
    #[command(flatten)]
    asked: Asked,
    /// Look up each line of the standard input
    #[arg(long, value_name = "-", conflicts_with = "words")]
    batch: Option<Dash>,
}

/// What is looked up, and how it is shown.
#[derive(Debug, Args)]
struct Asked {
    /// Words in any order, marks or not: a name, a hamlet, "to 5", digits
    #[arg(required_unless_present = "batch", value_name = "WORDS")]
    words: Vec<String>,
    /// The most rows; with --json, the most households
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
    limit: u16,
    /// One array of households; with --batch, one object a line
    #[arg(long)]
    json: bool,
}

/// A line of a batch. The field names are a contract.
#[derive(Debug, Serialize)]
struct FoundLine<'a> {
    query: &'a str,
    persons: u32,
    hits: Vec<FoundHousehold<'a>>,
    cpu_us: u32,
}

/// A household that was found. The field names are a contract.
#[derive(Debug, Serialize)]
struct FoundHousehold<'a> {
    id: Uuid,
    number: ShortNumber,
    head: &'a str,
    hamlet: &'a str,
    group: u16,
    book_number: u16,
    address: &'a str,
    score: u32,
    matched: &'a [Matched],
    person: Uuid,
    name: &'a str,
    birth_year: Option<i16>,
    relation: RelationToHead,
    near: bool,
}

impl Find {
    /// Looks up and prints.
    ///
    /// # Errors
    /// When nothing was found, or the register cannot be asked.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        match self.batch {
            None => self.asked.once(settings, out),
            Some(path) if path == Path::new("-") => self.asked.each_line(io::stdin().lock(), settings, out),
            Some(path) => {
                let file = File::open(&path).map_err(|error| unread(&path, &error, settings.lang))?;
                self.asked.each_line(BufReader::new(file), settings, out)
            }
        }
    }
}

impl FindOverSsh {
    /// As [`Find::run`].
    pub(super) fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        match self.batch {
            None => self.asked.once(settings, out),
            Some(Dash) => self.asked.each_line(io::stdin().lock(), settings, out),
        }
    }
}

fn unread(path: &Path, error: &io::Error, lang: Lang) -> Failure {
    Failure::refused(fill(phrases(lang).cli.cannot_read, &[&path.display().to_string(), &error.to_string()]))
}

impl Asked {
    fn find(&self, words: &str, link: &mut Link, lang: Lang) -> Result<Found, Failure> {
        let per_row = if self.json { PERSONS_PER_HOUSEHOLD } else { 1 };
        let limit = self.limit.saturating_mul(per_row).min(MOST_ROWS);
        answered!(link.ask(Query::Find { words: words.to_owned(), limit })?, Found, lang)
    }

    fn once(&self, settings: &Settings, out: &mut Out) -> Outcome {
        let words = self.words.join(" ");
        let mut link = Link::open(&settings.options()?, settings.lang)?;
        let found = self.find(&words, &mut link, settings.lang)?;
        if self.json {
            out.data(&as_json(&found, usize::from(self.limit), settings.lang)?)?;
        } else {
            out.lines(as_lines(&found, settings.lang))?;
            note_more(&found, settings.lang, out);
        }
        if found.hits.is_empty() {
            return Err(Failure::refused(fill(phrases(settings.lang).cli.found_none, &[&words])));
        }
        Ok(())
    }

    /// Looks up line by line, and says each answer before the next line is read.
    fn each_line(&self, mut lines: impl BufRead, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        while let Some(line) = next_line(&mut lines).map_err(|error| unread(Path::new("-"), &error, lang))? {
            let query = clean::line(&line);
            if query.is_empty() {
                continue;
            }
            let found = self.find(&query, &mut link, lang)?;
            if self.json {
                let hits = households(&found, usize::from(self.limit));
                let line = FoundLine { query: &query, persons: found.persons, hits, cpu_us: found.cpu_us };
                out.data(&serde_json::to_string(&line).map_err(|_| Failure::other_build(lang))?)?;
                continue;
            }
            out.line(&format!("{query}:"))?;
            let rows = as_lines(&found, lang);
            out.lines(rows.iter().map(|row| format!("  {row}")))?;
            if rows.is_empty() {
                out.line(&format!("  {}", fill(phrases(lang).cli.found_none, &[&query])))?;
            }
        }
        out.flush()
    }
}

/// The next line; over its bound it is an error, not a reason to take up memory: over ssh anybody sends it.
fn next_line(lines: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    lines.take(MOST_LINE_BYTES + 1).read_until(b'\n', &mut line)?;
    if line.len() as u64 > MOST_LINE_BYTES {
        return Err(io::Error::other(format!("a line is longer than {MOST_LINE_BYTES} bytes")));
    }
    let line = String::from_utf8(line).map_err(io::Error::other)?;
    Ok((!line.is_empty()).then_some(line))
}

/// The best row of each household.
fn households(found: &Found, limit: usize) -> Vec<FoundHousehold<'_>> {
    let mut seen = HashSet::new();
    let best = found.hits.iter().filter(|hit| seen.insert(hit.household));
    best.take(limit).map(household_of).collect()
}

/// One object a household.
fn as_json(found: &Found, limit: usize, lang: Lang) -> Result<String, Failure> {
    serde_json::to_string(&households(found, limit)).map_err(|_| Failure::other_build(lang))
}

fn household_of(hit: &Hit) -> FoundHousehold<'_> {
    FoundHousehold {
        id: hit.household.0,
        number: hit.number,
        head: &hit.head,
        hamlet: &hit.hamlet,
        group: hit.group,
        book_number: hit.book_number,
        address: &hit.address,
        score: hit.score,
        matched: &hit.matched,
        person: hit.person.0,
        name: &hit.name,
        birth_year: hit.birth_year,
        relation: hit.relation,
        near: hit.near,
    }
}

fn as_lines(found: &Found, lang: Lang) -> Vec<String> {
    let row = |hit: &Hit| {
        let name = match &hit.nickname {
            Some(nickname) => format!("{} ({nickname})", hit.name),
            None => hit.name.clone(),
        };
        let head = if hit.relation == RelationToHead::Head { String::new() } else { hit.head.clone() };
        vec![
            hit.number.to_string(),
            format!("{:02}/{:02}", hit.group, hit.book_number),
            hit.hamlet.clone(),
            name,
            hit.birth_year.map_or_else(String::new, |year| year.to_string()),
            hit.relation.word(lang).to_owned(),
            head,
            hit.gone.map_or_else(String::new, |gone| card::gone_in_words(gone, lang)),
            if hit.near { screens(lang).near.to_owned() } else { String::new() },
        ]
    };
    in_columns(&found.hits.iter().map(row).collect::<Vec<Vec<String>>>())
}

fn note_more(found: &Found, lang: Lang, out: &mut Out) {
    let shown = u32::try_from(found.hits.len()).unwrap_or(u32::MAX);
    let more = found.persons.saturating_sub(shown);
    if more > 0 {
        out.note(&fill(phrases(lang).cli.more, &[&more.to_string()]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{HouseholdId, Kind, PersonId};
    use crate::protocol::Gone;

    fn hit(household: u128, person: u128, name: &str, score: u32) -> Hit {
        Hit {
            household: HouseholdId(Uuid::from_u128(household)),
            number: ShortNumber { kind: Kind::Household, number: 2_054 },
            person: PersonId(Uuid::from_u128(person)),
            name: name.into(),
            nickname: Some("Sáu Lúa".into()),
            birth_year: Some(1954),
            relation: RelationToHead::Mother,
            head: "Trần Văn Út".into(),
            group: 5,
            book_number: 26,
            hamlet: "Quới An".into(),
            address: "Số 154".into(),
            gone: Some(Gone::Died(None)),
            spans: vec![],
            matched: vec![Matched::Member, Matched::PersonalId],
            score,
            near: false,
        }
    }

    fn found() -> Found {
        let hits = vec![hit(1, 1, "Lê Thị Sáu", 90), hit(1, 2, "Trần Thị Sáu", 80), hit(2, 3, "Sáu", 70)];
        Found { read_as: vec![], persons: 5, households: Some(2), hits, cpu_us: 0 }
    }

    #[test]
    fn json_has_one_object_a_household() {
        let json: serde_json::Value =
            serde_json::from_str(&as_json(&found(), 20, Lang::Vi).unwrap()).unwrap();
        let all = json.as_array().unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0]["name"], "Lê Thị Sáu");
        for key in ["id", "number", "head", "hamlet", "group", "address", "score", "matched"] {
            assert!(!all[0][key].is_null(), "{key}");
        }
        assert_eq!(all[0]["number"], "H-02054");
        assert_eq!(all[0]["matched"][1], "personal_id");
        let one = as_json(&found(), 1, Lang::Vi).unwrap();
        assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&one).unwrap().len(), 1);
        assert_eq!(as_json(&Found::default(), 5, Lang::Vi).unwrap(), "[]");
    }

    #[test]
    fn lines_have_a_person_each() {
        let lines = as_lines(&found(), Lang::Vi);
        let want = "H-02054  05/26  Quới An  Lê Thị Sáu (Sáu Lúa)    1954  mẹ  Trần Văn Út  đã mất";
        assert_eq!(lines[0], want);
        assert_eq!(lines.len(), 3);
    }
}
