//! `ndtq rescue`: the way back when the only administrator is gone.

use clap::Args;

use super::link::told;
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::client::{self, CallError};
use crate::phrases::{fill, keeping};
use crate::protocol::Refusal;

/// Make somebody an administrator, as the account that the service runs as
///
/// For when the only administrator is gone; the log shows it for ever.
#[derive(Debug, Args)]
pub struct Rescue {
    /// The login, on the staff list or not
    login: String,
    /// Also when there are administrators
    #[arg(long)]
    yes: bool,
}

impl Rescue {
    /// Does it.
    ///
    /// # Errors
    /// When there are administrators and nobody said yes, or who asks does not own the register.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let words = keeping(lang);
        client::rescue(&settings.options()?, &self.login, self.yes).map_err(|error| match error {
            CallError::Refused(Refusal::NotAllowed) => {
                Failure::refused(fill(words.not_the_owner, &[&self.login]))
            }
            error => told(error, lang),
        })?;
        out.note(&fill(words.rescued, &[&self.login]));
        Ok(())
    }
}
