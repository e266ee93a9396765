//! The binary: parse, run, exit code.
//!
//! The command line may not know the service or the screens' terminal; it is handed both here.

mod doors;

use std::process::ExitCode;

fn main() -> ExitCode {
    ndtq::cli::run(std::env::args_os(), &doors::DOORS)
}
