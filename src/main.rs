//! The binary: parse, run, exit code.
//!
//! The command line may not know the service or the screens' terminal; it is handed both here.

use std::io::Read;
use std::process::ExitCode;

use ndtq::cli::{
    CheckOrder, Doors, Exit, Failure, Outcome, RestoreOrder, Restored, ScreensOrder, ServeOrder,
};
use ndtq::phrases;
use ndtq::protocol::CheckView;
use ndtq::service::{self, RestoreOptions, ServeOptions};
use ndtq::tui;

fn main() -> ExitCode {
    ndtq::cli::run(std::env::args_os(), &Doors { serve, check, restore, screens })
}

fn serve(order: &ServeOrder) -> Outcome {
    let options = ServeOptions {
        home: order.home.clone(),
        socket: order.socket.clone(),
        detached: order.detached,
        practice: order.practice,
    };
    service::serve(&options).map_err(|error| Failure::Told(Exit::Attention, error.to_string()))
}

fn check(order: &CheckOrder) -> Result<Option<CheckView>, Failure> {
    service::check(&order.home, order.deep).map_err(|error| Failure::Told(Exit::Attention, error.to_string()))
}

fn restore(order: &RestoreOrder, backup: &mut dyn Read) -> Result<Restored, Failure> {
    let options = RestoreOptions { home: order.home.clone(), erased: order.erased.clone() };
    let restored = service::restore(&options, backup);
    let restored = restored.map_err(|error| Failure::Told(Exit::Refused, error.to_string()))?;
    let (title, counts, erased_again) = (restored.title, restored.counts, restored.erased_again);
    Ok(Restored { title, counts, erased_again })
}

fn screens(order: &ScreensOrder) -> Outcome {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let start = tui::Start {
        config: Some(order.options.home.join("config.toml")),
        options: order.options.clone(),
        lang: order.lang,
        no_color: set("NO_COLOR"),
        ascii: set("NDTQ_ASCII"),
        term: std::env::var("TERM").unwrap_or_default(),
    };
    tui::run(start).map_err(|error| {
        let why = match &error {
            tui::ScreenError::Connect(why) => phrases::unreached(order.lang, why),
            tui::ScreenError::Terminal(_) => error.to_string(),
        };
        Failure::Told(Exit::Refused, why)
    })
}
