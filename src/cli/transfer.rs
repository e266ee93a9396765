//! `ndtq transfers` and `ndtq transfer`: households that somebody sent to another group, and the answer to them.

use clap::{Args, Subcommand};

use super::link::{Link, answered, new_request};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{Reference, TransferOutcome};
use crate::page::card::{self, way};
use crate::phrases::{Lang, act, fill, phrases};
use crate::protocol::{Command, DepartedRow, Query, TransferRow, TransfersView};
use crate::text::date::show_day;

/// List households on their way to another group, and those that went within a year
#[derive(Debug, Args)]
pub struct Transfers {
    /// One object: incoming, outgoing, departed
    #[arg(long)]
    json: bool,
}

/// Take in a household that was sent here, or send it back
#[derive(Debug, Args)]
pub struct Transfer {
    #[command(subcommand)]
    answer: Answer,
}

#[derive(Debug, Subcommand)]
enum Answer {
    /// Take it in
    Accept {
        /// H-02054 or a UUID
        id: String,
        /// The number in the group's book; its old one there, or the next free one
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        book_number: Option<u16>,
        /// One object: the household and the new change
        #[arg(long)]
        json: bool,
    },
    /// Send it back, or take back what you sent
    Decline {
        /// H-02054 or a UUID
        id: String,
        /// Why; whoever takes back what they sent need not say
        #[arg(long, value_name = "REASON", default_value = "")]
        reason: String,
        /// One object: the household and the new change
        #[arg(long)]
        json: bool,
    },
}

impl Transfers {
    /// Asks and prints.
    ///
    /// # Errors
    /// When the register cannot be asked.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let view = asked(&mut link, lang)?;
        if self.json {
            let json = serde_json::to_string(&view).map_err(|_| Failure::other_build(lang))?;
            return out.data(&json);
        }
        out.lines(lines(&view, lang))
    }
}

impl Transfer {
    /// Finds what waits, and answers.
    ///
    /// # Errors
    /// When nothing of that name waits, or the answer is refused.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let (id, json) = match &self.answer {
            Answer::Accept { id, json, .. } | Answer::Decline { id, json, .. } => (id, *json),
        };
        let row = waiting(id, &mut link, lang)?;
        let (transfer, base) = (row.id, row.rev);
        let command = match self.answer {
            Answer::Accept { book_number, .. } => Command::AcceptTransfer { transfer, base, book_number },
            Answer::Decline { reason, .. } => Command::DeclineTransfer { transfer, base, reason },
        };
        let saved = answered!(link.act(new_request(lang)?, command)?, Saved, lang)?;
        if json {
            return out.data(&serde_json::json!({ "number": row.number, "seq": saved.seq }).to_string());
        }
        let words = phrases(lang).cli;
        out.line(&fill(words.transfer_done, &[act(lang, saved.act), &row.number.to_string(), &row.head]))
    }
}

fn asked(link: &mut Link, lang: Lang) -> Result<Box<TransfersView>, Failure> {
    answered!(link.ask(Query::Transfers)?, Transfers, lang)
}

/// The household of a number among those that wait: it may be out of the scope of who asks.
fn waiting(text: &str, link: &mut Link, lang: Lang) -> Result<TransferRow, Failure> {
    let words = phrases(lang).cli;
    let reference: Reference = text.parse().map_err(|_| Failure::usage(fill(words.bad_id, &[text])))?;
    let is_it = |row: &TransferRow| match reference {
        Reference::Id(id) => id == row.household.0 || id == row.id.0,
        Reference::Number(number) => number == row.number,
    };
    let view = asked(link, lang)?;
    let mut rows = view.incoming.into_iter().chain(view.outgoing).filter(|row| row.answer.is_none());
    rows.find(is_it).ok_or_else(|| Failure::refused(fill(words.no_transfer, &[text])))
}

fn lines(view: &TransfersView, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let mut lines = Vec::new();
    let rows = |rows: &[TransferRow]| rows.iter().map(|row| row_line(row, lang)).collect();
    card::section(&mut lines, words.transfers_in, rows(&view.incoming));
    card::section(&mut lines, words.transfers_out, rows(&view.outgoing));
    let departed = view.departed.iter().map(|row| departed_line(row, lang)).collect();
    card::section(&mut lines, words.departed, departed);
    if lines.is_empty() {
        return vec![words.no_transfers.to_owned()];
    }
    // Sections stand apart by an empty line; the first has nothing above it.
    lines.split_off(1)
}

/// `H-00012  Nguyễn Văn An, 4 khẩu  05 Quới An -> 07 Long Thới từ 10/11/2023  an gửi 11/11/2023`.
fn row_line(row: &TransferRow, lang: Lang) -> String {
    let words = phrases(lang).cli;
    let mut parts = vec![
        row.number.to_string(),
        fill(words.transfer_who, &[&row.head, &row.persons.to_string()]),
        way(&row.from, &row.to, &show_day(row.on.naive()), lang),
        fill(words.transfer_asked, &[&row.asked_by, &show_day(row.asked_on.naive())]),
    ];
    parts.extend(row.basis.clone());
    parts.extend(row.told_by.clone());
    if let Some(answer) = &row.answer
        && let TransferOutcome::Declined(reason) = &answer.outcome
    {
        parts.push(fill(words.transfer_declined, &[&answer.by, &show_day(answer.on.naive()), reason]));
    }
    parts.join("  ")
}

fn departed_line(row: &DepartedRow, lang: Lang) -> String {
    let way = way(&row.from, &row.to, &show_day(row.since.naive()), lang);
    [row.number.to_string(), row.head.clone(), way].join("  ")
}
