//! The binary: parse, run, exit code.
//!
//! The command line may not know the service or the screens' terminal; it is handed both here.

use std::process::ExitCode;

use ndtq::cli::{Doors, Exit, Failure, Outcome, ScreensOrder, ServeOrder};
use ndtq::phrases;
use ndtq::service::{self, ServeOptions};
use ndtq::tui;

fn main() -> ExitCode {
    ndtq::cli::run(std::env::args_os(), &Doors { serve, screens })
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
