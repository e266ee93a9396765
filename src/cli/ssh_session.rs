//! `ndtq ssh-session LOGIN`: the forced command of a member of staff who comes in over ssh by an account that several
//! share. authorized_keys says who holds which key:
//!
//! ```text
//! command="/usr/local/bin/ndtq --home /srv/ndtq ssh-session trinh",restrict,pty ssh-ed25519 AAAA...
//! ```
//!
//! Nothing of the environment counts but SSH_ORIGINAL_COMMAND and what the terminal is; no shell is run, and no file is
//! touched but those of the login's own boxes.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read};
use std::time::Duration;

use clap::Args;
use crossbeam_channel::bounded;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::forced::{self, Line, Permitted, Wrong};
use super::link::Link;
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use super::{Doors, ScreensOrder, backup};
use crate::client::{OnOpening, Options, Session};
use crate::domain::Staff;
use crate::exchange::{Boxes, Files};
use crate::phrases::{fill, phrases};
use crate::protocol::Query;

/// How long a refusal may take to be told to the service.
const TELL_WITHIN: Duration = Duration::from_secs(3);

/// Let one member of staff in over ssh, as the forced command of their key (docs/deploy.md)
///
/// Everything else is shut: no shell, no files, no other login.
#[derive(Debug, Args)]
pub struct SshSession {
    /// Who holds the key
    // Not called like the field of --as: the grammar tells arguments apart by their names.
    #[arg(value_name = "LOGIN")]
    who: String,
}

impl SshSession {
    /// Opens the screens, or does what SSH_ORIGINAL_COMMAND asks for when that is permitted.
    ///
    /// # Errors
    /// When the command is none that is taken, or the login is no member of staff.
    pub fn run(self, settings: &Settings, doors: &Doors, out: &mut Out) -> Outcome {
        let boxes = self.boxes(settings)?;
        let settings = Settings { login: Some(self.who), ..settings.clone() };
        let asked = std::env::var_os("SSH_ORIGINAL_COMMAND").filter(|asked| !is_blank(asked));
        let Some(asked) = asked else {
            if io::stdin().is_terminal() && io::stdout().is_terminal() {
                return screens(boxes, &settings, doors);
            }
            return refuse(&Wrong::NoTerminal, &OsString::new(), &settings, out);
        };
        match forced::parse(&asked) {
            Ok(line) => perform(line, &boxes, settings, out),
            Err(Wrong::Help(text)) => out.lines(text.lines().map(str::to_owned)),
            Err(wrong) => refuse(&wrong, &asked, &settings, out),
        }
    }

    /// What has to be right on the line of authorized_keys itself. A register is not begun over ssh: a mistyped --home
    /// would make its first visitor the administrator of an empty one.
    fn boxes(&self, settings: &Settings) -> Result<Boxes, Failure> {
        let lang = settings.lang;
        let no_login = || Failure::usage(fill(phrases(lang).ssh.no_login, &[&self.who]));
        if settings.login.is_some() {
            return Err(Failure::usage(fill(phrases(lang).ssh.no_as, &[&self.who])));
        }
        if !Staff::is_login(&self.who) {
            return Err(no_login());
        }
        let home = settings.home()?;
        if settings.socket.is_none() && !home.join("data").is_dir() {
            let no_register = fill(phrases(lang).cli.no_register, &[&home.display().to_string()]);
            return Err(Failure::refused(no_register));
        }
        Boxes::of(home, &self.who).map_err(|_| no_login())
    }
}

fn is_blank(asked: &OsStr) -> bool {
    asked.as_encoded_bytes().iter().all(u8::is_ascii_whitespace)
}

/// Who may not look in at all gets the sentence, not an empty screen.
fn screens(boxes: Boxes, settings: &Settings, doors: &Doors) -> Outcome {
    Link::open(&settings.options()?, settings.lang)?.home()?;
    let order = ScreensOrder {
        options: settings.options()?,
        lang: settings.lang,
        files: Files::Boxes(boxes),
        tour: false,
    };
    (doors.screens)(&order)
}

fn perform(line: Line, boxes: &Boxes, settings: Settings, out: &mut Out) -> Outcome {
    let settings = Settings { lang: line.lang.unwrap_or(settings.lang), ..settings };
    match line.command {
        Permitted::Find(find) => find.run(&settings, out),
        Permitted::Show(show) => show.run(&settings, out),
        Permitted::Log(log) => log.run(&settings, out),
        Permitted::Status(status) => status.run(&settings, out),
        Permitted::Plain(plain) => plain.run(&settings, out),
        Permitted::Transfers(transfers) => transfers.run(&settings, out),
        Permitted::Export(records) => records.print(&settings, out),
        Permitted::Import { how, .. } => how.run_stream(&mut WholeInput(io::stdin()), &settings, out),
        Permitted::Outbox(outbox) => outbox.run(boxes, &settings, out),
        Permitted::Inbox(inbox) => inbox.run(&mut WholeInput(io::stdin()), boxes, &settings, out),
        Permitted::Backup { .. } => backup::to_output(&settings, out),
    }
}

/// Says why, then tells the service who was refused what.
fn refuse(wrong: &Wrong, asked: &OsStr, settings: &Settings, out: &mut Out) -> Outcome {
    let asked = forced::echo(asked);
    out.note(&wrong.in_words(&asked, settings.lang));
    tell(Options { opening: OnOpening::default(), ..settings.options()? }, asked);
    Err(Failure::Told(Exit::Usage, String::new()))
}

/// A service that is slow, or lets nobody in, keeps nobody: the thread ends with the process.
fn tell(options: Options, what: String) {
    let (done, told) = bounded::<()>(1);
    let say = move || {
        if let Ok(mut session) = Session::connect(&options) {
            session.ask(Query::Refused { what }).map(drop).unwrap_or_default();
        }
        done.send(()).unwrap_or_default();
    };
    if std::thread::Builder::new().name("refusal".into()).spawn(say).is_ok() {
        told.recv_timeout(TELL_WITHIN).unwrap_or_default();
    }
}

/// The standard input, whose end is an error when the client is gone: sshd ends it in the same way when a file is
/// through and when the line broke in the middle of one, and half a file is none.
struct WholeInput<R>(R);

impl<R: Read> Read for WholeInput<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.0.read(into)?;
        if got == 0 && !into.is_empty() && nobody_reads() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(got)
    }
}

fn nobody_reads() -> bool {
    let stdout = io::stdout();
    let mut fds = [PollFd::new(&stdout, PollFlags::empty())];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    let looked = poll(&mut fds, Some(&at_once));
    looked.is_ok() && fds[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
}
