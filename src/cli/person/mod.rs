//! `ndtq person`: all that is held on a person, for the person themself, and its erasure.

mod erase;
mod export;
mod page;

use clap::{Args, Subcommand};

use super::link::{Link, answered};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{HouseholdId, Kind, PersonId};
use crate::phrases::{Lang, fill, privacy};
use crate::protocol::Query;

/// Give a person what is held on them, or erase it
#[derive(Debug, Args)]
pub struct Person {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Export(export::Export),
    Erase(erase::Erase),
}

impl Person {
    /// Does it.
    ///
    /// # Errors
    /// Those of the sub-command.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        match self.what {
            What::Export(export) => export.run(settings, out),
            What::Erase(erase) => erase.run(settings, out),
        }
    }
}

/// The person of an id. For a household everybody in it is named with theirs: persons have no short numbers.
pub(super) fn person_of(id: &str, link: &mut Link, lang: Lang) -> Result<PersonId, Failure> {
    let words = privacy(lang);
    let key = link.resolve(id)?;
    match key.kind {
        Kind::Person => Ok(PersonId(key.id)),
        Kind::Household => {
            let card = answered!(link.ask(Query::Card(HouseholdId(key.id)))?, Card, lang)?;
            let members = card.members.iter().map(|member| format!("\n  {}  {}", member.id, member.name));
            Err(Failure::refused(fill(words.whom, &[id]) + &members.collect::<String>()))
        }
        _ => Err(Failure::refused(fill(words.wants_person, &[id]))),
    }
}
