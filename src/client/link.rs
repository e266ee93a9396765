//! A link that never makes the screen wait: two threads own the line, and what happens on it comes to a sink.

use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use uuid::Uuid;

use super::line::{Entering, Line, OWN_TAG};
use super::pending::Pending;
use super::reach::reach;
use super::{ConnectError, OnOpening, Options};
use crate::protocol::frame::{self, FrameError};
use crate::protocol::hello::HelloError;
use crate::protocol::place::Place;
use crate::protocol::{Answer, Event, Refusal, Request, ToClient, ToService};

/// Between the first two tries to come back; doubled up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// Between two tries while there is no service: whoever waits is back well within a second once there is one.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// Between two tries at a service that turns us away: each is a line in its log.
const TURNED_AWAY_PAUSE: Duration = Duration::from_secs(5);

/// What happens on a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// A request was answered. A look-up that a later one overtook may stay without an answer.
    Reply {
        /// Its tag.
        tag: u64,
        /// What came of it.
        result: Result<Answer, Refusal>,
    },
    /// The service says that something happened.
    Event(Event),
    /// There is no line; again when the reason changes. The link tries to come back by itself.
    Lost {
        /// Why, in words.
        why: String,
    },
    /// The register is held down: the link only waits.
    Held,
    /// The service lets this user in no more: their account has ended. The link is over.
    Refused(Refusal),
    /// A service is there and reads its journal; so many parts of a hundred are done.
    Opening(u8),
    /// A service of another version is there, which this program cannot talk to; its version.
    OtherVersion(String),
    /// A service is there and does not let this member of staff in.
    TurnedAway(Refusal),
    /// There is a line again, and what was not answered has been asked again.
    Back,
}

/// A link to the service, for a screen. Dropping it writes out what was sent and hangs up.
pub struct Link {
    home: Uuid,
    jobs: Sender<Job>,
    writer: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
    /// Dropped with the link, which ends the waiting of the thread that comes back.
    closed: Option<Sender<()>>,
}

type Sink = Box<dyn Fn(LinkEvent) -> bool + Send>;

struct Shared {
    sink: Mutex<Sink>,
    pending: Mutex<Pending>,
    /// The line of the moment, to hang up from outside.
    current: Mutex<Option<UnixStream>>,
}

enum Job {
    Send(ToService),
    NewLine(UnixStream),
    End,
}

impl Link {
    /// Connects as [`super::Session::connect`] does, and watches for changes. The sink is called from the link's
    /// threads, one call at a time, and must not wait for the screen; when it says `false` the link ends.
    ///
    /// # Errors
    /// Why there is no first line.
    pub fn open(
        options: &Options,
        sink: impl Fn(LinkEvent) -> bool + Send + 'static,
    ) -> Result<Link, ConnectError> {
        let place = Place::of(&options.home, options.socket.as_deref())?;
        let line = reach(&place, options, Entering::Watching, options.may_start)?;
        let failed = |error| ConnectError::CannotStart { program: options.program.clone(), error };
        let home = line.home;
        let shared = Arc::new(Shared {
            sink: Mutex::new(Box::new(sink)),
            pending: Mutex::default(),
            current: Mutex::new(Some(line.writer.try_clone().map_err(failed)?)),
        });
        let (jobs, to_do) = unbounded();
        let (closed, is_closed) = bounded(0);
        let writer =
            Writer { shared: Arc::clone(&shared), line: Some(line.writer.try_clone().map_err(failed)?) };
        let writer = thread::Builder::new().name("link writer".into()).spawn(move || writer.run(&to_do));
        let writer = Some(writer.map_err(failed)?);
        let link =
            Link { home, jobs: jobs.clone(), writer, shared: Arc::clone(&shared), closed: Some(closed) };
        let opening = shared.tells_opening();
        let options = Options { opening, ..options.clone() };
        let reader = Reader { options, place, home, shared, jobs, is_closed, may_start: true };
        let started = thread::Builder::new().name("link reader".into()).spawn(move || reader.run(line));
        started.map_err(failed)?;
        Ok(link)
    }

    /// The register's identity.
    pub fn home_id(&self) -> Uuid {
        self.home
    }

    /// Sends a request; its answer comes to the sink under the tag, which the caller counts up. Never waits.
    pub fn send(&self, tag: u64, request: Request) {
        self.jobs.send(Job::Send(ToService { tag, body: request })).unwrap_or_default();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.closed = None;
        self.jobs.send(Job::End).unwrap_or_default();
        if let Some(writer) = self.writer.take() {
            writer.join().unwrap_or_default();
        }
        self.shared.hang_up();
    }
}

impl Shared {
    fn tell(&self, event: LinkEvent) -> bool {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)(event)
    }

    /// Where a service that opens its register is waited for, the screen hears of it instead of the terminal.
    fn tells_opening(self: &Arc<Shared>) -> OnOpening {
        let shared = Arc::downgrade(self);
        OnOpening::call(move |done, total| {
            let percent = done.saturating_mul(100).checked_div(total).unwrap_or(0).min(100);
            if let Some(shared) = shared.upgrade() {
                shared.tell(LinkEvent::Opening(u8::try_from(percent).unwrap_or(100)));
            }
        })
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_current(&self, line: Option<UnixStream>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = line;
    }

    fn hang_up(&self) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = current.take() {
            line.shutdown(Shutdown::Both).unwrap_or_default();
        }
    }
}

/// The thread that writes.
struct Writer {
    shared: Arc<Shared>,
    line: Option<UnixStream>,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        for job in jobs {
            match job {
                Job::Send(message) => self.send(message),
                Job::NewLine(line) => self.repeat_on(line),
                Job::End => return,
            }
        }
    }

    fn send(&mut self, message: ToService) {
        let Ok(bytes) = frame::to_bytes(&message) else {
            let reply = LinkEvent::Reply { tag: message.tag, result: Err(Refusal::TooMuch) };
            self.shared.tell(reply);
            return;
        };
        self.shared.pending().add(message);
        self.write(&bytes);
    }

    fn repeat_on(&mut self, line: UnixStream) {
        self.line = Some(line);
        let messages: Vec<ToService> = self.shared.pending().to_repeat().collect();
        for bytes in messages.iter().filter_map(|message| frame::to_bytes(message).ok()) {
            self.write(&bytes);
        }
    }

    /// What cannot be written stays pending; the thread that reads sees the same break and comes back.
    fn write(&mut self, bytes: &[u8]) {
        let Some(line) = &mut self.line else { return };
        if line.write_all(bytes).is_err() {
            line.shutdown(Shutdown::Both).unwrap_or_default();
            self.line = None;
        }
    }
}

/// The thread that reads, and comes back when the line breaks.
struct Reader {
    options: Options,
    place: Place,
    home: Uuid,
    shared: Arc<Shared>,
    jobs: Sender<Job>,
    is_closed: Receiver<()>,
    /// Not after the service said that it was stopped, until there is one again.
    may_start: bool,
}

/// The link was closed, or the sink wants no more.
struct Over;

impl Reader {
    fn run(mut self, line: Line) {
        let Over = self.read_and_come_back(line);
        self.shared.hang_up();
    }

    fn read_and_come_back(&mut self, mut line: Line) -> Over {
        loop {
            let why = match self.read(&mut line) {
                Ok(over) => return over,
                Err(error) => error.to_string(),
            };
            // Also when the line stands and what came on it cannot be read: the other side is to know.
            self.shared.hang_up();
            line = match self.come_back(why) {
                Ok(line) => line,
                Err(over) => return over,
            };
        }
    }

    fn read(&mut self, line: &mut Line) -> Result<Over, FrameError> {
        loop {
            let event = match frame::read(&mut line.reader)? {
                ToClient::Reply { tag: OWN_TAG, .. } => continue,
                ToClient::Reply { tag, result } => {
                    self.shared.pending().answered(tag);
                    LinkEvent::Reply { tag, result }
                }
                ToClient::Event(event) => {
                    self.may_start &= !matches!(event, Event::Stopping { .. });
                    LinkEvent::Event(event)
                }
            };
            if !self.shared.tell(event) {
                return Ok(Over);
            }
        }
    }

    fn tell(&self, event: LinkEvent) -> Result<(), Over> {
        if self.shared.tell(event) { Ok(()) } else { Err(Over) }
    }

    fn wait(&self, pause: Duration) -> Result<(), Over> {
        match self.is_closed.recv_timeout(pause) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            _ => Err(Over),
        }
    }

    fn come_back(&mut self, why: String) -> Result<Line, Over> {
        self.wait(Duration::ZERO)?;
        let given_up = self.shared.pending().line_broke();
        let mut last = LinkEvent::Lost { why };
        self.tell(last.clone())?;
        for (tag, refusal) in given_up {
            self.tell(LinkEvent::Reply { tag, result: Err(refusal) })?;
        }
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match self.reach_again() {
                Ok(line) => {
                    // Asked after the line was put where closing finds it, so one of the two sees the other.
                    self.wait(Duration::ZERO)?;
                    self.tell(LinkEvent::Back)?;
                    return Ok(line);
                }
                // Of whoever is no member of staff any more nothing is waited for.
                Err(ConnectError::Refused(why @ Refusal::Stranger(_))) => {
                    self.tell(LinkEvent::Refused(why))?;
                    return Err(Over);
                }
                Err(error) => error,
            };
            let is_turned_away = matches!(error, ConnectError::Refused(_) | ConnectError::Hello(_));
            let event = without_a_line(error);
            if event != last {
                self.tell(event.clone())?;
                last = event;
            }
            self.wait(if is_turned_away { TURNED_AWAY_PAUSE } else { pause })?;
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }

    fn reach_again(&mut self) -> Result<Line, ConnectError> {
        let may_start = self.options.may_start && self.may_start;
        let line = reach(&self.place, &self.options, Entering::Watching, may_start)?;
        if line.home != self.home {
            return Err(ConnectError::OtherHome(self.place.socket.clone()));
        }
        let broken = |error| ConnectError::Broken(FrameError::Io(error));
        self.shared.set_current(Some(line.writer.try_clone().map_err(broken)?));
        self.jobs.send(Job::NewLine(line.writer.try_clone().map_err(broken)?)).unwrap_or_default();
        self.may_start = true;
        Ok(line)
    }
}

fn without_a_line(error: ConnectError) -> LinkEvent {
    match error {
        ConnectError::Held(_) => LinkEvent::Held,
        ConnectError::Hello(HelloError::OtherVersion(build)) => LinkEvent::OtherVersion(build),
        ConnectError::Refused(why) => LinkEvent::TurnedAway(why),
        error => LinkEvent::Lost { why: error.to_string() },
    }
}
