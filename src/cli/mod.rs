//! The command line, one file a sub-command. What it promises to scripts stands in docs/cli.md.
//!
//! A sub-command is a struct of arguments with a `run`; it gets the [`Settings`] and writes to an [`Out`]. It ends
//! with an [`Exit`] code: 0 done, 1 refused or not found, 2 wrong usage, 3 the store needs attention.

mod access;
mod backup;
mod boxes;
mod check;
mod demo;
mod doctor;
mod export;
mod find;
mod forced;
mod health;
mod import;
mod link;
mod log;
mod out;
mod person;
mod plain;
mod read_only;
mod record;
mod request;
mod rescue;
mod restore;
mod serve;
mod settings;
mod show;
mod ssh_session;
mod staff;
mod status;
mod stop;
mod tell;
mod transfer;
mod trouble;
mod undo;
mod who;

pub use out::{Exit, Failure, Outcome};
pub use settings::Settings;
pub use trouble::Trouble;

use std::ffi::OsString;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::client;
use crate::exchange::Files;
use crate::phrases::Lang;
use crate::protocol::{BackupTitle, CheckView, Counts};
use out::Out;
use settings::Environment;

/// The register of the self-managed groups (Tổ Nhân dân tự quản) of a commune.
///
/// Without a sub-command it opens the screens.
#[derive(Debug, Parser)]
#[command(name = "ndtq", version, about, long_about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every sub-command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Globals {
    /// The home folder of the register [env: NDTQ_HOME]
    #[arg(long, value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,
    /// A socket outside the home, served by the system [env: NDTQ_SOCKET]
    #[arg(long, value_name = "PATH", global = true)]
    pub socket: Option<PathBuf>,
    /// vi or en [env: NDTQ_LANG; then `lang` in config.toml; then vi]
    #[arg(long, value_name = "LANG", global = true)]
    pub lang: Option<Lang>,
    /// Act as this member of staff (only as the user whom the service runs as)
    #[arg(long = "as", value_name = "LOGIN", global = true)]
    pub login: Option<String>,
    /// Line by line, without the screens: for a screen reader or a dumb terminal
    #[arg(long, global = true)]
    pub plain: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Find(find::Find),
    Show(show::Show),
    Log(log::Log),
    Undo(undo::Undo),
    Status(status::Status),
    Record(record::Record),
    Transfers(transfer::Transfers),
    Transfer(transfer::Transfer),
    Import(import::Import),
    Export(export::Export),
    Person(person::Person),
    Request(request::Request),
    Check(check::Check),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Staff(staff::Staff),
    Serve(serve::Serve),
    Stop(stop::Stop),
    Demo(demo::Demo),
    SshSession(ssh_session::SshSession),
    Who(who::Who),
    Tell(tell::Tell),
    #[command(name = "read-only")]
    ReadOnly(read_only::ReadOnly),
    Rescue(rescue::Rescue),
    Doctor(doctor::Doctor),
}

/// How to serve, for whoever holds the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeOrder {
    /// The home folder.
    pub home: PathBuf,
    /// A socket outside the home.
    pub socket: Option<PathBuf>,
    /// Started by a client.
    pub detached: bool,
    /// For practice.
    pub practice: bool,
}

/// What the screens are opened with.
#[derive(Clone, Debug)]
pub struct ScreensOrder {
    /// How to reach the register.
    pub options: client::Options,
    /// The language to begin with.
    pub lang: Lang,
    /// Where its files are.
    pub files: Files,
    /// The tutorial goes along.
    pub tour: bool,
}

/// Which register to check without its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOrder {
    /// The home folder.
    pub home: PathBuf,
    /// Replay every change from the first one.
    pub deep: bool,
}

/// What to restore, and where.
#[derive(Debug)]
pub struct RestoreOrder {
    /// The home folder.
    pub home: PathBuf,
    /// A list of what was erased since the backup was made.
    pub erased: Option<PathBuf>,
}

/// What a restored register holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup said of itself.
    pub title: BackupTitle,
    /// How many there are.
    pub counts: Counts,
    /// How many records were erased again.
    pub erased_again: usize,
}

/// The rooms the command line opens without knowing them; the binary hands them in.
#[derive(Clone, Copy)]
pub struct Doors {
    /// Serves until it is stopped.
    pub serve: fn(&ServeOrder) -> Result<(), Trouble>,
    /// Checks a register without its service; none when a service has it.
    pub check: fn(&CheckOrder) -> Result<Option<CheckView>, Trouble>,
    /// Restores a register from a backup.
    pub restore: fn(&RestoreOrder, &mut dyn Read) -> Result<Restored, Trouble>,
    /// Shows the screens until they are closed.
    pub screens: fn(&ScreensOrder) -> Outcome,
    /// Shows what each key of the terminal sends, until q.
    pub terminal: fn(Lang) -> Outcome,
}

/// Parses, runs, and says with which code to exit.
pub fn run(arguments: impl IntoIterator<Item = OsString>, doors: &Doors) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(help_or_fault) => return said_by_the_grammar(&help_or_fault),
    };
    let settings = Settings::of(&cli.globals, &environment(cli.command.as_ref()));
    let mut out = Out::standard(settings.lang);
    if let Some(complaint) = settings.complaint() {
        out.note(&complaint);
    }
    let outcome = perform(cli.command, &settings, doors, &mut out).and_then(|()| out.flush());
    ExitCode::from(exit_of(outcome, &mut out) as u8)
}

/// A forced session hears nothing that its client could have set.
fn environment(command: Option<&Command>) -> Environment {
    match command {
        Some(Command::SshSession(_)) => Environment::default(),
        _ => Environment::of_process(),
    }
}

fn said_by_the_grammar(error: &clap::Error) -> ExitCode {
    // Help goes to stdout and may be piped away; there is nobody to tell.
    error.print().unwrap_or_default();
    ExitCode::from(if error.use_stderr() { Exit::Usage } else { Exit::Done } as u8)
}

fn perform(command: Option<Command>, settings: &Settings, doors: &Doors, out: &mut Out) -> Outcome {
    match command {
        None if settings.plain => plain::run(settings, out),
        None => open_screens(settings, doors),
        Some(Command::Find(find)) => find.run(settings, out),
        Some(Command::Show(show)) => show.run(settings, out),
        Some(Command::Log(log)) => log.run(settings, out),
        Some(Command::Undo(undo)) => undo.run(settings, out),
        Some(Command::Status(status)) => status.run(settings, out),
        Some(Command::Record(record)) => record.run(settings, out),
        Some(Command::Transfers(transfers)) => transfers.run(settings, out),
        Some(Command::Transfer(transfer)) => transfer.run(settings, out),
        Some(Command::Import(import)) => import.run(settings, out),
        Some(Command::Export(export)) => export.run(settings, out),
        Some(Command::Person(person)) => person.run(settings, out),
        Some(Command::Request(request)) => request.run(settings, out),
        Some(Command::Check(check)) => check.run(settings, doors, out),
        Some(Command::Backup(backup)) => backup.run(settings, out),
        Some(Command::Restore(restore)) => restore.run(settings, doors, out),
        Some(Command::Staff(staff)) => staff.run(settings, out),
        Some(Command::Serve(serve)) => serve.run(settings, doors),
        Some(Command::Stop(stop)) => stop.run(settings, out),
        Some(Command::Demo(demo)) => demo.run(settings, doors, out),
        Some(Command::SshSession(session)) => session.run(settings, doors, out),
        Some(Command::Who(who)) => who.run(settings, out),
        Some(Command::Tell(tell)) => tell.run(settings, out),
        Some(Command::ReadOnly(read_only)) => read_only.run(settings, out),
        Some(Command::Rescue(rescue)) => rescue.run(settings, out),
        Some(Command::Doctor(doctor)) => doctor.run(settings, doors, out),
    }
}

fn open_screens(settings: &Settings, doors: &Doors) -> Outcome {
    let order =
        ScreensOrder { options: settings.options()?, lang: settings.lang, files: Files::Here, tour: false };
    (doors.screens)(&order)
}

fn exit_of(outcome: Outcome, out: &mut Out) -> Exit {
    match outcome {
        Ok(()) | Err(Failure::PipeClosed) => Exit::Done,
        Err(Failure::Told(exit, why)) => {
            out.flush().unwrap_or_default();
            out.note(&why);
            exit
        }
    }
}

#[cfg(test)]
mod tests;
