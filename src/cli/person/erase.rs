//! `ndtq person erase`: shows what would go and what stays, and erases once somebody said yes.

use clap::Args;

use super::super::link::{Link, answered, new_request};
use super::super::out::{Failure, Out, Outcome};
use super::super::request::{Wanted, note_erasure};
use super::super::settings::Settings;
use super::super::undo::confirmed;
use super::person_of;
use crate::domain::RecordKey;
use crate::page::in_columns;
use crate::phrases::{Lang, Words, fill, privacy};
use crate::protocol::{Command, ErasurePlan, Mention, Query};

/// Erase a person's data from all that was ever recorded; figures stay. It cannot be taken back
#[derive(Debug, Args)]
pub struct Erase {
    /// The person's UUID (`ndtq find NAME --json`); of a household, everybody's is listed
    id: String,
    /// Why, without their name; it is written down with yours
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// A record elsewhere that mentions them, as the plan lists it; may be given again
    #[arg(long, value_name = "ID")]
    also: Vec<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// The request this answers, which is completed by it: 3 or Y-00003
    #[arg(long, value_name = "N")]
    request: Option<String>,
    /// One object: the plan, and the change when it was done
    #[arg(long)]
    json: bool,
}

impl Erase {
    /// Shows, asks, erases.
    ///
    /// # Errors
    /// When the person is not there, nobody said yes, or it is refused.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let words = privacy(lang);
        let mut link = Link::open(&settings.options()?, lang)?;
        let person = person_of(&self.id, &mut link, lang)?;
        let request = self.request.as_deref().map(|text| Wanted::open(text, person, &mut link, lang));
        let request = request.transpose()?;
        let also = self.also.iter().map(|id| link.resolve(id)).collect::<Result<Vec<RecordKey>, _>>()?;
        let query = Query::ErasurePlan { person, also: also.clone() };
        let plan = answered!(link.ask(query)?, ErasurePlan, lang)?;
        if plan.is_done {
            return Err(Failure::refused(words.erase_already));
        }
        if !self.json {
            out.lines(lines_of(&plan, lang))?;
        }
        if !self.yes {
            confirmed(words.erase_question, words.erase_needs_yes, words.erase_left, out)?;
        }
        let reason = self.reason.clone();
        let command = Command::ErasePerson { person, also, reason };
        let saved = answered!(link.act(new_request(lang)?, command)?, Saved, lang)?;
        if self.json {
            out.data(&serde_json::json!({ "plan": plan, "seq": saved.seq }).to_string())?;
        }
        out.note(&fill(words.erased, &[&saved.seq.to_string()]));
        let list = settings.home()?.join("data").join("erased.txt");
        out.note(&fill(words.erase_then, &[&list.display().to_string()]));
        note_erasure(request, person, &self.reason, &mut link, lang, out)
    }
}

fn lines_of(plan: &ErasurePlan, lang: Lang) -> Vec<String> {
    let words = privacy(lang);
    let household = plan.household.map(|number| number.to_string()).unwrap_or_default();
    let mut lines = vec![fill(words.erase_title, &[&plan.name, &household])];
    let mut list = |title: &str, mentions: &[Mention], more: u32, with_id: bool| {
        let count = mentions.len() + more as usize;
        if count > 0 {
            lines.push(fill(title, &[&count.to_string()]));
            let rows: Vec<Vec<String>> = mentions.iter().map(|one| row(one, with_id, lang)).collect();
            lines.extend(in_columns(&rows).into_iter().map(|line| format!("  {line}")));
        }
    };
    list(words.erase_own, &plan.own, 0, false);
    list(words.erase_mentions, &plan.mentions, 0, false);
    list(words.erase_elsewhere, &plan.elsewhere, plan.more, true);
    lines.push(fill(words.erase_kept, &[&plan.kept.to_string()]));
    lines.extend(plan.shared_household.then(|| words.erase_shared.to_owned()));
    lines.extend(plan.in_office.then(|| words.erase_office.to_owned()));
    let reasons = plan.reasons.to_string();
    lines.extend((plan.reasons > 0).then(|| fill(words.erase_reasons, &[&reasons])));
    lines
}

fn row(mention: &Mention, with_id: bool, lang: Lang) -> Vec<String> {
    let kind = mention.key.kind.word(lang).to_owned();
    let id = if with_id { mention.key.id.to_string() } else { String::new() };
    let number = mention.number.map_or(id, |number| number.to_string());
    let name = if mention.name == number { String::new() } else { mention.name.clone() };
    vec![kind, number, name]
}
