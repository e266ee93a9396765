//! Connect to the service, start it when none runs, come back to it when the line breaks.
//!
//! A [`Session`] asks and waits, for the command line; a [`Link`] never waits, for the screen.

mod line;
mod link;
mod pending;
mod reach;
mod session;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

pub use link::{Link, LinkEvent};
pub use session::Session;

use crate::protocol::frame::FrameError;
use crate::protocol::hello::HelloError;
use crate::protocol::place::{Place, PlaceError, write_durably};
use crate::protocol::{Refusal, Request};

/// Which register, as whom, and whether to start its service.
#[derive(Clone, Debug)]
pub struct Options {
    /// The home folder.
    pub home: PathBuf,
    /// A socket outside the home. Its service is the system's: a client never starts it.
    pub socket: Option<PathBuf>,
    /// The login asked for with `--as`.
    pub login: Option<String>,
    /// The program to start as the service.
    pub program: PathBuf,
    /// Whether a service may be started when none runs.
    pub may_start: bool,
    /// A service that is started makes the home one for practice.
    pub practice: bool,
    /// Told while the service reads its journal and has nothing to say yet.
    pub opening: OnOpening,
}

/// Hears how many changes of how many a service has read that is opening its register.
#[derive(Clone, Default)]
pub struct OnOpening(Option<Arc<Listener>>);

type Listener = dyn Fn(u64, u64) + Send + Sync;

impl OnOpening {
    /// Calls this.
    pub fn call(listener: impl Fn(u64, u64) + Send + Sync + 'static) -> OnOpening {
        OnOpening(Some(Arc::new(listener)))
    }

    fn tell(&self, done: u64, total: u64) {
        if let Some(listener) = &self.0 {
            listener(done, total);
        }
    }
}

impl std::fmt::Debug for OnOpening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "OnOpening" } else { "none" })
    }
}

/// Why there is no line to the service.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The home cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The program cannot be started.
    #[error("the service {program} cannot be started: {error}")]
    CannotStart {
        /// The program.
        program: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// None runs, and it was not asked for, or not allowed, to start one.
    #[error("no service answers at {0}; start it with: ndtq serve")]
    NotRunning(PathBuf),
    /// It is held down.
    #[error("the register {0} is held (an upgrade or a restore); let it go with: ndtq stop --release")]
    Held(PathBuf),
    /// It was started, or is there, and does not answer.
    #[error("the service of {home} does not answer{}", said(last_words))]
    NoAnswer {
        /// Its home.
        home: PathBuf,
        /// The last line of its log, when it wrote one since.
        last_words: Option<String>,
    },
    /// Somebody else listens there.
    #[error("user {found} answers at {socket}, who is not the owner of the register (user {owner})")]
    WrongOwner {
        /// The socket.
        socket: PathBuf,
        /// Whose process answers.
        found: u32,
        /// Whose should.
        owner: u32,
    },
    /// Another register answers there than before.
    #[error("another register answers at {0} than before; open ndtq again")]
    OtherHome(PathBuf),
    /// The two cannot talk.
    #[error(transparent)]
    Hello(#[from] HelloError),
    /// The service does not let this user in.
    #[error("{}", refused(.0))]
    Refused(Refusal),
    /// The line broke.
    #[error("{0}")]
    Broken(FrameError),
    /// The socket cannot be reached.
    #[error("the socket {socket} cannot be reached: {error}")]
    Unreachable {
        /// The socket.
        socket: PathBuf,
        /// The system's words.
        error: io::Error,
    },
}

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The service refused it. Nothing was written.
    #[error("{}", refused(.0))]
    Refused(Refusal),
    /// The line broke, and there was no coming back in time. An act may have been recorded or not: the same key
    /// again tells.
    #[error("the service was lost: {0}")]
    Lost(#[from] ConnectError),
    /// It is too long to be sent.
    #[error(transparent)]
    TooLong(FrameError),
}

/// How `stop` found the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It ran, and has ended.
    Ended,
    /// None ran.
    WasNotRunning,
}

/// Ends the service of a home and waits until it is gone; with `hold`, nobody starts it again until [`release`] or
/// a service in the foreground, and that holds too when none ran.
///
/// # Errors
/// Why it could not be ended or held.
pub fn stop(options: &Options, hold: bool) -> Result<Stopped, CallError> {
    let options = Options { may_start: false, ..options.clone() };
    match Session::connect(&options) {
        Ok(mut session) => session.stop(hold).map(|()| Stopped::Ended),
        Err(ConnectError::NotRunning(_) | ConnectError::Held(_)) => {
            if hold {
                hold_down(&options)?;
            }
            Ok(Stopped::WasNotRunning)
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a member of staff an administrator, as the user who owns the register; that needs no login of it.
///
/// # Errors
/// Why not: there are administrators and it is not to be done even so, or the user is not the owner.
pub fn rescue(options: &Options, login: &str, even_so: bool) -> Result<(), CallError> {
    let place = Place::of(&options.home, options.socket.as_deref()).map_err(ConnectError::Place)?;
    let mut line = reach::reach(&place, options, line::Entering::Nobody, options.may_start)?;
    let answer = line.ask_as_nobody(Request::Rescue { login: login.to_owned(), even_so });
    answer.map_err(ConnectError::Broken)?.map_err(CallError::Refused)
}

/// Lets clients start the service again; says whether it was held.
///
/// # Errors
/// When the mark cannot be removed.
pub fn release(options: &Options) -> Result<bool, ConnectError> {
    let place = Place::of(&options.home, options.socket.as_deref())?;
    match std::fs::remove_file(place.hold()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(PlaceError::Unusable { home: place.home, error }.into()),
    }
}

fn hold_down(options: &Options) -> Result<(), ConnectError> {
    let place = Place::of(&options.home, options.socket.as_deref())?;
    place.make_home()?;
    write_durably(&place.hold(), b"")
        .map_err(|error| PlaceError::Unusable { home: place.home.clone(), error }.into())
}

fn said(last_words: &Option<String>) -> String {
    last_words.as_ref().map(|words| format!("; it last said: {words}")).unwrap_or_default()
}

/// For logs and scripts; screens word a refusal from their phrases.
fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Stranger(login) => {
            format!("{login} is no member of staff of this register; an admin adds them with: ndtq staff add")
        }
        Refusal::CannotWrite(why) | Refusal::NeedsAttention(why) => why.clone(),
        other => format!("refused: {other:?}"),
    }
}
