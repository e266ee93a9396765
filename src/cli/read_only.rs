//! `ndtq read-only`: nothing is saved for a while, for a restore, a merge or a move.

use clap::{Args, Subcommand};
use serde_json::json;

use super::link::{Link, answered};
use super::out::{Out, Outcome};
use super::settings::Settings;
use crate::phrases::{self, Lang, keeping};
use crate::protocol::{Query, ReadOnly as Why, Request};

/// Let nothing be saved for a while; looking up and backups go on (administrators)
#[derive(Debug, Args)]
pub struct ReadOnly {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Nothing is saved from now on, also after the service was started again
    On {
        /// Why; whoever wants to save reads it
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Things can be saved again
    Off,
    /// Whether things can be saved
    Status {
        /// One object
        #[arg(long)]
        json: bool,
    },
}

impl ReadOnly {
    /// Gives the order, ends it, or says how it stands.
    ///
    /// # Errors
    /// When who asks may not, or the register cannot be asked.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let reason = match self.what {
            What::On { reason } => Some(reason),
            What::Off => None,
            What::Status { json } => return say(&mut link, json, lang, out),
        };
        let said = if reason.is_some() { keeping(lang).reading_on } else { keeping(lang).reading_off };
        link.steer(&Request::SetReading { reason })?;
        // What is wrong with the register itself is not mended by an order.
        match read_only(&mut link, lang)? {
            Some(why @ (Why::Damaged(_) | Why::LostEnd { .. } | Why::NoRoom(_))) => {
                out.note(&phrases::read_only(lang, &why));
            }
            _ => out.note(said),
        }
        Ok(())
    }
}

fn read_only(link: &mut Link, lang: Lang) -> Result<Option<Why>, super::Failure> {
    Ok(answered!(link.ask(Query::Status)?, Status, lang)?.read_only)
}

fn say(link: &mut Link, json: bool, lang: Lang, out: &mut Out) -> Outcome {
    let why = read_only(link, lang)?;
    if json {
        return out.data(&json!({ "read_only": why }).to_string());
    }
    out.line(&why.map_or_else(|| keeping(lang).reading_not.to_owned(), |why| phrases::read_only(lang, &why)))
}
