//! Reaching the service, and starting it as tmux starts its server: in the background, by whoever comes first.

use std::io::{Read, Seek, SeekFrom};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, TryRecvError, bounded};

use super::line::{Entering, Failed, Line};
use super::{ConnectError, Options};
use crate::protocol::place::Place;

/// How long to try.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);
/// A service that could not start this often will not start the next time.
const MOST_FAILURES: u32 = 2;
/// How much of the end of the log is looked at.
const TAIL: u64 = 4096;

/// A line to the service of a place, which is started when none runs and `may_start`.
pub(super) fn reach(
    place: &Place,
    options: &Options,
    entering: Entering,
    may_start: bool,
) -> Result<Line, ConnectError> {
    let until = Instant::now() + PATIENCE;
    let began = SystemTime::now();
    let mut starter = Starter { place, options, child: None, failures: 0 };
    loop {
        match Line::open(place, options, entering) {
            Ok(line) => return Ok(line),
            Err(Failed::ForGood(error)) => return Err(error),
            Err(Failed::Nobody) if !place.named_socket && place.is_held() => {
                return Err(ConnectError::Held(place.home.clone()));
            }
            Err(Failed::Nobody) if !may_start || place.named_socket => {
                return Err(ConnectError::NotRunning(place.socket.clone()));
            }
            Err(Failed::Nobody) => starter.start_unless_starting()?,
            Err(Failed::HungUp) => starter.look(),
        }
        if Instant::now() >= until || starter.failures >= MOST_FAILURES {
            let last_words = last_words(place, began);
            return Err(ConnectError::NoAnswer { home: place.home.clone(), last_words });
        }
        thread::sleep(PAUSE);
    }
}

/// Starts services, one at a time. Of several that clients start at once, all but one leave silently.
struct Starter<'a> {
    place: &'a Place,
    options: &'a Options,
    /// Says, once, whether the service that was started has left in good order.
    child: Option<Receiver<bool>>,
    failures: u32,
}

impl Starter<'_> {
    fn start_unless_starting(&mut self) -> Result<(), ConnectError> {
        self.look();
        if self.child.is_none() {
            self.place.make_home()?;
            self.child = Some(self.spawn()?);
        }
        Ok(())
    }

    fn look(&mut self) {
        match self.child.as_ref().map(Receiver::try_recv) {
            None | Some(Err(TryRecvError::Empty)) => return,
            Some(Ok(true)) => {}
            Some(Ok(false) | Err(TryRecvError::Disconnected)) => self.failures += 1,
        }
        self.child = None;
    }

    /// Nothing of the terminal is handed on: a service that held it would make `ssh host find` hang until it
    /// leaves. No process group of its own: the leader of one cannot leave its session.
    fn spawn(&self) -> Result<Receiver<bool>, ConnectError> {
        let program = &self.options.program;
        let mut command = Command::new(program);
        command.arg("--home").arg(&self.place.home).args(["serve", "--detached"]);
        if self.options.practice {
            command.arg("--practice");
        }
        // What the command line did not say must not be said behind its back.
        for name in ["NDTQ_HOME", "NDTQ_SOCKET", "NDTQ_LANG"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let failed = |error| ConnectError::CannotStart { program: program.clone(), error };
        let mut child = command.spawn().map_err(failed)?;
        let (tell, told) = bounded(1);
        let wait = move || {
            let in_good_order = child.wait().is_ok_and(|status| status.success());
            tell.send(in_good_order).unwrap_or_default();
        };
        thread::Builder::new().name("service watch".into()).spawn(wait).map_err(failed)?;
        Ok(told)
    }
}

/// The last line of the log, when it was written since.
fn last_words(place: &Place, since: SystemTime) -> Option<String> {
    let mut file = std::fs::File::open(place.log()).ok()?;
    let metadata = file.metadata().ok()?;
    // The clock of files is coarser than the clock of processes.
    if metadata.modified().ok()? + Duration::from_millis(50) < since {
        return None;
    }
    file.seek(SeekFrom::Start(metadata.len().saturating_sub(TAIL))).ok()?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).ok()?;
    let tail = String::from_utf8_lossy(&tail);
    let line = tail.lines().rfind(|line| !line.trim().is_empty())?;
    Some(line.chars().filter(|letter| !letter.is_control()).collect())
}
