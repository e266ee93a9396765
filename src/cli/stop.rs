//! `ndtq stop`: ends the service, and says whether anyone may start it again.

use clap::Args;

use super::link::{told, unreached};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::client::{self, Options, Stopped};
use crate::phrases::phrases;

/// End the service; open screens wait until it is there again
#[derive(Debug, Args)]
pub struct Stop {
    /// Nobody starts it again until --release or `ndtq serve`, for upgrades and restores
    #[arg(long, conflicts_with = "release")]
    hold: bool,
    /// It may be started again
    #[arg(long)]
    release: bool,
}

impl Stop {
    /// Stops or releases.
    ///
    /// # Errors
    /// When the service does not take it, or the home cannot be written to.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let words = phrases(settings.lang).cli;
        let options = Options { may_start: false, ..settings.options()? };
        if self.release {
            client::release(&options).map_err(|error| unreached(&error, settings.lang))?;
            out.note(words.released);
            return Ok(());
        }
        let ran = end(&options, self.hold, settings)?;
        out.note(match (self.hold, ran) {
            (true, _) => words.held,
            (false, true) => words.stopped,
            (false, false) => words.not_running,
        });
        Ok(())
    }
}

/// Ends the service, when one runs; whether one did.
pub(super) fn end(options: &Options, hold: bool, settings: &Settings) -> Result<bool, Failure> {
    let stopped = client::stop(options, hold).map_err(|error| told(error, settings.lang))?;
    Ok(matches!(stopped, Stopped::Ended))
}
