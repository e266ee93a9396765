//! `ndtq serve`: the service in the foreground, or as a client starts it.

use clap::Args;

use super::out::Outcome;
use super::settings::Settings;
use super::{Doors, ServeOrder};

/// Run the service in the foreground (a first `ndtq` starts one by itself)
#[derive(Debug, Args)]
pub struct Serve {
    /// As a client starts it: leave the terminal, leave when idle
    #[arg(long, hide = true)]
    detached: bool,
    /// The home is for practice: every screen says so
    #[arg(long)]
    practice: bool,
}

impl Serve {
    /// Serves until it is stopped.
    ///
    /// # Errors
    /// Why it cannot serve.
    pub fn run(self, settings: &Settings, doors: &Doors) -> Outcome {
        let order = ServeOrder {
            home: settings.home()?.to_owned(),
            socket: settings.socket.clone(),
            detached: self.detached,
            practice: self.practice,
        };
        (doors.serve)(&order).map_err(|trouble| trouble.told(settings.lang))
    }
}
