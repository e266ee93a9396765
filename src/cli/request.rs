//! `ndtq request`: who asked what of their data, by when it must be answered and done, and what became of it.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::link::{Link, answered, new_request};
use super::out::{Failure, Out, Outcome};
use super::person::person_of;
use super::settings::Settings;
use crate::domain::{
    AnyRecord, Choice, DataRequest, DataRequestId, Date, ERASED, Kind, PersonId, RequestEnd, RequestKind,
    RequestOutcome, ShortNumber,
};
use crate::page::in_columns;
use crate::phrases::{Lang, Words, fill, privacy};
use crate::protocol::{Answer, Command, Query, RequestRow, Saved};
use crate::text::date::show_day;

/// The register of requests about personal data
#[derive(Debug, Args)]
pub struct Request {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Add(Add),
    List(List),
    Answer(Mark),
    Complete(Complete),
}

/// Record a request that came in
#[derive(Debug, Args)]
struct Add {
    /// What is asked for
    #[arg(value_parser = PossibleValuesParser::new(RequestKind::ALL.iter().map(|kind| kind.key())))]
    kind: String,
    /// Who asked, by name
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Whose data it is about: a UUID
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// The day it came in, as 2026-11-24; today when not given
    #[arg(long, value_name = "DATE")]
    on: Option<chrono::NaiveDate>,
    /// More about it, such as the number of the letter
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// One object
    #[arg(long)]
    json: bool,
}

/// List requests that wait, the most urgent first
#[derive(Debug, Args)]
struct List {
    /// Those that have ended too
    #[arg(long)]
    all: bool,
    /// One array
    #[arg(long)]
    json: bool,
}

/// Note that it was answered that a request came in, and how it will be done
#[derive(Debug, Args)]
struct Mark {
    /// Its number: 3 or Y-00003
    number: String,
    /// The day, as 2026-11-24; today when not given
    #[arg(long, value_name = "DATE")]
    on: Option<chrono::NaiveDate>,
}

/// Note that a request was done, or refused
#[derive(Debug, Args)]
struct Complete {
    #[command(flatten)]
    mark: Mark,
    /// It was refused; why, as the person was told
    #[arg(long, value_name = "WHY")]
    refused: Option<String>,
}

impl Request {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such request, or it is refused.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        match self.what {
            What::Add(add) => add.run(&mut link, lang, out),
            What::List(list) => list.run(&mut link, lang, out),
            What::Answer(mark) => mark.run(&mut link, lang, out),
            What::Complete(complete) => complete.run(&mut link, lang, out),
        }
    }
}

impl Add {
    fn run(self, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
        let person = self.person.as_deref().map(|id| person_of(id, link, lang)).transpose()?;
        let request = DataRequest {
            id: DataRequestId(new_request(lang)?),
            number: 0,
            kind: RequestKind::from_key(&self.kind).ok_or_else(|| Failure::usage(self.kind.clone()))?,
            person,
            asked_by: self.by,
            asked_on: day_or_today(self.on, link)?,
            answered_on: None,
            ended: None,
            note: self.note,
            by: String::new(),
        };
        let (answer_by, complete_by) = (request.answer_by(), request.complete_by());
        let saved = save(request, None, link, lang)?;
        let number = saved.number.map(|number| number.to_string()).unwrap_or_default();
        if self.json {
            let object = json!({
                "number": number, "answer_by": answer_by, "complete_by": complete_by, "seq": saved.seq,
            });
            return out.data(&object.to_string());
        }
        out.line(&fill(privacy(lang).request_added, &[&number, &day(answer_by), &day(complete_by)]))
    }
}

impl List {
    fn run(self, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
        let rows = answered!(link.ask(Query::DataRequests { all: self.all })?, DataRequests, lang)?;
        if self.json {
            let json = serde_json::to_string(&rows).map_err(|_| Failure::other_build(lang))?;
            return out.data(&json);
        }
        if rows.is_empty() {
            out.note(privacy(lang).request_none);
        }
        let rows: Vec<Vec<String>> = rows.iter().map(|one| row_with_names(one, lang)).collect();
        out.lines(in_columns(&rows))
    }
}

impl Mark {
    fn run(self, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
        let mut wanted = Wanted::of(&self.number, link, lang)?;
        wanted.record.answered_on = Some(day_or_today(self.on, link)?);
        let complete_by = day(wanted.record.complete_by());
        let number = wanted.number();
        wanted.save(link, lang)?;
        out.line(&fill(privacy(lang).request_answered, &[&number, &complete_by]))
    }
}

impl Complete {
    fn run(self, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
        let mut wanted = Wanted::of(&self.mark.number, link, lang)?;
        let outcome = self.refused.map_or(RequestOutcome::Done, RequestOutcome::Refused);
        wanted.record.ended = Some(RequestEnd { on: day_or_today(self.mark.on, link)?, outcome });
        let number = wanted.number();
        wanted.save(link, lang)?;
        out.line(&fill(privacy(lang).request_completed, &[&number]))
    }
}

/// A request that somebody named, and that has not ended.
pub(super) struct Wanted {
    key: DataRequestId,
    rev: u64,
    record: DataRequest,
}

impl Wanted {
    fn of(text: &str, link: &mut Link, lang: Lang) -> Result<Wanted, Failure> {
        let words = privacy(lang);
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let name = if is_number { format!("Y-{text}") } else { text.to_owned() };
        let key = link.resolve(&name)?;
        if key.kind != Kind::DataRequest {
            return Err(Failure::refused(fill(words.request_wants, &[text])));
        }
        let wanted = Wanted::read(DataRequestId(key.id), link, lang)?;
        match &wanted.record.ended {
            None => Ok(wanted),
            Some(end) => Err(Failure::refused(fill(words.request_ended, &[&wanted.number(), &day(end.on)]))),
        }
    }

    /// One that is about a person, or not known to be about anybody else.
    pub(super) fn open(text: &str, person: PersonId, link: &mut Link, lang: Lang) -> Result<Wanted, Failure> {
        let wanted = Wanted::of(text, link, lang)?;
        if wanted.record.person.is_some_and(|other| other != person) {
            return Err(Failure::refused(fill(privacy(lang).request_of_other, &[&wanted.number()])));
        }
        Ok(wanted)
    }

    fn read(key: DataRequestId, link: &mut Link, lang: Lang) -> Result<Wanted, Failure> {
        match link.ask(Query::Record(key.key()))? {
            Answer::Record { rev, record } => match *record {
                AnyRecord::DataRequest(record) => Ok(Wanted { key, rev, record }),
                _ => Err(Failure::other_build(lang)),
            },
            _ => Err(Failure::other_build(lang)),
        }
    }

    /// How people call it.
    pub(super) fn number(&self) -> String {
        ShortNumber { kind: Kind::DataRequest, number: self.record.number }.to_string()
    }

    fn save(self, link: &mut Link, lang: Lang) -> Result<(), Failure> {
        save(self.record, Some(self.rev), link, lang).map(drop)
    }
}

/// Notes that a request was done by what has just been done. It is read again: an erasure went over it too.
///
/// # Errors
/// When it cannot be saved.
pub(super) fn complete(request: Wanted, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
    let mut wanted = Wanted::read(request.key, link, lang)?;
    wanted.record.ended = Some(RequestEnd { on: link.today()?, outcome: RequestOutcome::Done });
    let number = wanted.number();
    wanted.save(link, lang)?;
    out.note(&fill(privacy(lang).request_completed, &[&number]));
    Ok(())
}

/// Notes an erasure in the register of requests, with the reason: by the request it was asked for with, or by one that
/// begins and ends with it.
///
/// # Errors
/// When it cannot be saved.
pub(super) fn note_erasure(
    request: Option<Wanted>,
    person: PersonId,
    reason: &str,
    link: &mut Link,
    lang: Lang,
    out: &mut Out,
) -> Outcome {
    let today = link.today()?;
    let (mut record, base) = match request {
        Some(request) => {
            let wanted = Wanted::read(request.key, link, lang)?;
            (wanted.record, Some(wanted.rev))
        }
        None => (of_erasure(person, today, lang)?, None),
    };
    record.note = Some(reason.to_owned());
    record.ended = Some(RequestEnd { on: today, outcome: RequestOutcome::Done });
    let number = save(record, base, link, lang)?.number.map(|number| number.to_string());
    out.note(&fill(privacy(lang).request_completed, &[&number.unwrap_or_default()]));
    Ok(())
}

fn of_erasure(person: PersonId, today: Date, lang: Lang) -> Result<DataRequest, Failure> {
    Ok(DataRequest {
        id: DataRequestId(new_request(lang)?),
        number: 0,
        kind: RequestKind::Erase,
        person: Some(person),
        asked_by: ERASED.to_owned(),
        asked_on: today,
        answered_on: None,
        ended: None,
        note: None,
        by: String::new(),
    })
}

fn save(record: DataRequest, base: Option<u64>, link: &mut Link, lang: Lang) -> Result<Saved, Failure> {
    let record = Box::new(record.into());
    let request: Uuid = new_request(lang)?;
    answered!(link.act(request, Command::Save { record, base })?, Saved, lang)
}

fn day_or_today(given: Option<chrono::NaiveDate>, link: &mut Link) -> Result<Date, Failure> {
    given.map_or_else(|| link.today(), |day| Ok(day.into()))
}

fn day(date: Date) -> String {
    show_day(date.naive())
}

/// A request as a row: number, day, what, and where it stands. Without names, for the person's own file.
pub(super) fn row(row: &RequestRow, lang: Lang) -> Vec<String> {
    let words = privacy(lang);
    let request = &row.request;
    let state = match (&request.ended, row.due) {
        (Some(RequestEnd { on, outcome: RequestOutcome::Done }), _) => fill(words.request_done, &[&day(*on)]),
        (Some(RequestEnd { on, outcome: RequestOutcome::Refused(why) }), _) => {
            fill(words.request_refused, &[&day(*on), why])
        }
        (None, _) if request.answered_on.is_some() => {
            fill(words.request_complete_by, &[&day(row.complete_by)])
        }
        (None, _) => fill(words.request_answer_by, &[&day(row.answer_by)]),
    };
    let late = if row.overdue { format!("{} ", words.overdue) } else { String::new() };
    vec![
        row.number.to_string(),
        day(request.asked_on),
        request.kind.word(lang).to_owned(),
        late + &state,
        request.note.clone().unwrap_or_default(),
    ]
}

fn row_with_names(one: &RequestRow, lang: Lang) -> Vec<String> {
    let words = privacy(lang);
    let mut cells = row(one, lang);
    let who = fill(words.by_whom, &[&one.request.asked_by]);
    let about = one.person.as_ref().filter(|person| **person != one.request.asked_by);
    let about = about.map(|person| fill(words.about, &[person])).unwrap_or_default();
    cells.insert(3, format!("{who} {about}").trim_end().to_owned());
    cells
}
