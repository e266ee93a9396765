//! The Unix socket, one thread a session, peer identity, drafts, change feed.

mod audience;
mod care;
mod drafts;
mod habits;
mod hub;
mod inbox;
mod log;
mod offline;
mod outbox;
mod peer;
mod people;
mod seat;
mod session;
mod start;
mod steer;

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::{pipe, unregister};

use crate::protocol::Event;
use crate::protocol::place::{Place, PlaceError};
use crate::registry::{Occasion, OpenError, Opened, Registry, SystemClock};
pub use offline::{OfflineError, RestoreOptions, check, restore};

use drafts::Drafts;
use hub::{End, Hub};
use log::Log;
use session::Session;
use start::Socket;

/// After this long without a session a service that a client started leaves.
const IDLE: Duration = Duration::from_secs(600);
/// How long the sessions have to finish what they are at when the service ends.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// How to serve.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The home folder; made when there is none.
    pub home: PathBuf,
    /// A socket outside the home, open to a group.
    pub socket: Option<PathBuf>,
    /// Started by a client: leave its terminal, leave when idle, leave silently when another serves.
    pub detached: bool,
    /// The home is for practice.
    pub practice: bool,
}

/// Why the service could not serve, or ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The home cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// Another service has the home.
    #[error("a service is running for {0} already; end it with: ndtq stop")]
    Running(PathBuf),
    /// Something that is no stale socket of ours stands where the socket belongs.
    #[error("{0} is in use, or is no socket; name another one with --socket, or remove it")]
    SocketTaken(PathBuf),
    /// The socket cannot be made.
    #[error("the socket {path} cannot be made: {error}")]
    Socket {
        /// Its path.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// The register cannot be opened; why, and the way out, in the registry's words.
    #[error(transparent)]
    Register(Box<OpenError>),
    /// All is well, and the register has to be opened again: to carry out an erasure, or because there is room again.
    #[error("the register is opened again; start the service again")]
    OpensAgain,
    /// The store failed while it ran.
    #[error("the store failed after a change was written down; the next start makes it whole")]
    Broken,
    /// The system failed it otherwise.
    #[error("the service cannot run: {0}")]
    System(#[from] io::Error),
}

/// Serves until it is stopped, signalled, or (detached) has been idle for ten minutes. A detached one leaves
/// silently when another service has the home, or the home is held.
///
/// # Errors
/// Why it cannot serve; the same stands in `home/log/service.log`.
pub fn serve(options: &ServeOptions) -> Result<(), ServeError> {
    serve_until_idle(options, IDLE)
}

fn serve_until_idle(options: &ServeOptions, idle: Duration) -> Result<(), ServeError> {
    let place = Place::of(&options.home, options.socket.as_deref())?;
    if options.detached {
        start::detach()?;
    }
    start::close_to_others();
    place.make_home()?;
    let log = Arc::new(Log::open(&place.log()));
    end_with_the_store(&log);
    let served = serve_in(&place, options, idle, &log);
    if let Err(error) = &served {
        log.line(error);
    }
    match served {
        // The next client starts it again; in the foreground whoever watches over it does, such as systemd.
        Err(ServeError::OpensAgain) if options.detached => Ok(()),
        served => served.map(drop),
    }
}

/// A panic on a thread of the store itself leaves a store that nobody may trust, and no caller to be told: the
/// service ends, and the next start makes it whole from the journal.
fn end_with_the_store(log: &Arc<Log>) {
    const THREADS: [&str; 2] = ["sled-io", "log flusher"];
    const NEEDS_ATTENTION: i32 = 3;
    let (log, tell) = (Arc::clone(log), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        let name = thread::current().name().unwrap_or_default().to_owned();
        if THREADS.iter().any(|thread| name.starts_with(thread)) {
            log.line(format_args!("the store failed by itself: {panic}"));
            std::process::exit(NEEDS_ATTENTION);
        }
    }));
}

/// Gives back the line of whoever asked for the end, to be dropped when all else is: the lock too.
fn serve_in(
    place: &Place,
    options: &ServeOptions,
    idle: Duration,
    log: &Arc<Log>,
) -> Result<Option<Arc<UnixStream>>, ServeError> {
    let Some(_lock) = start::take_lock(place, !options.detached)? else {
        return if options.detached { Ok(None) } else { Err(ServeError::Running(place.home.clone())) };
    };
    if options.detached && place.is_held() {
        return Ok(None);
    }
    std::fs::remove_file(place.hold()).unwrap_or_default();
    let signals = Signals::catch()?;
    // Of a service that was killed while it opened the register.
    std::fs::remove_file(place.opening()).unwrap_or_default();
    // Bound before the register is opened: who connects meanwhile waits for the hello and need not start another.
    let socket = Socket::bind(place)?;
    if options.practice {
        std::fs::write(place.practice(), "")?;
    }
    let (registry, how) = open_register(place)?;
    log.line(how);
    // What cannot be read shows itself to whoever asks for it.
    if let Ok(Some(trouble)) = registry.clock_trouble() {
        log.line(trouble);
    }
    let (bell, rung) = pair()?;
    let drafts = Drafts::open(&place.drafts())?;
    let hub = Arc::new(Hub::new(place.clone(), registry, drafts, Arc::clone(log), bell));
    let feed = Companion::start(&hub, "feed", |hub, event| hub.publish(event))?;
    let upkeep = Companion::start(&hub, "upkeep", |hub, _| hub.look_after(Occasion::Working))?;
    let end = accept_until_the_end(&hub, &socket, &rung, &signals, options.detached.then_some(idle));
    // Gone first: who comes now finds nobody, instead of waiting at a door that nobody opens.
    drop(socket);
    wind_down(&hub, end?, [feed, upkeep])
}

/// Opens the register. Who connects meanwhile finds in a file how far it is: before the hello nothing can be said.
fn open_register(place: &Place) -> Result<(Registry, Opened), ServeError> {
    const TELL_EVERY: Duration = Duration::from_millis(250);
    let mut told = Instant::now();
    let opened =
        Registry::open_with_progress(&place.home, Arc::new(SystemClock), &mut |done: u64, total: u64| {
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                std::fs::write(place.opening(), format!("{done} {total}\n")).unwrap_or_default();
            }
        });
    std::fs::remove_file(place.opening()).unwrap_or_default();
    opened.map_err(|error| ServeError::Register(Box::new(error)))
}

/// Accepts until there is a reason to end.
fn accept_until_the_end(
    hub: &Arc<Hub>,
    socket: &Socket,
    rung: &UnixStream,
    signals: &Signals,
    idle: Option<Duration>,
) -> io::Result<End> {
    loop {
        if let Some(end) = hub.ending() {
            return Ok(end);
        }
        let left = idle.and_then(|idle| hub.idle_left(idle));
        if left == Some(Duration::ZERO) {
            return Ok(End::Idle);
        }
        let mut watched = [
            PollFd::new(&socket.listener, PollFlags::IN),
            PollFd::new(rung, PollFlags::IN),
            PollFd::new(&signals.came, PollFlags::IN),
        ];
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut watched, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let [knocked, was_rung, signalled] = watched.map(|fd| !fd.revents().is_empty());
        if signalled {
            return Ok(End::Signal);
        }
        if was_rung {
            hush(rung);
        }
        if knocked {
            accept(hub, socket);
        }
    }
}

fn accept(hub: &Arc<Hub>, socket: &Socket) {
    let begun = match socket.listener.accept() {
        Ok((line, _)) => Session::begin(hub, line),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::ConnectionAborted) =>
        {
            Ok(())
        }
        Err(error) => Err(error),
    };
    if let Err(error) = begun {
        hub.log.line(format_args!("somebody could not be let in: {error}"));
        // Out of descriptors or threads: the listener stays readable, and without a pause this would spin.
        thread::sleep(Duration::from_millis(100));
    }
}

fn wind_down(
    hub: &Arc<Hub>,
    end: End,
    companions: [Companion; 2],
) -> Result<Option<Arc<UnixStream>>, ServeError> {
    let last_word = match &end {
        End::Asked { hold, .. } => Some(Event::Stopping { hold: *hold }),
        End::Signal => Some(Event::Stopping { hold: false }),
        End::Idle | End::Broken => None,
    };
    hub.end(end.clone());
    hub.dismiss(last_word, FINISH_WITHIN);
    companions.into_iter().for_each(Companion::stop);
    if hub.registry.opens_again() {
        return Err(ServeError::OpensAgain);
    }
    if matches!(end, End::Broken) || hub.registry.is_over() {
        return Err(ServeError::Broken);
    }
    hub.look_after(Occasion::Stopping);
    hub.registry.close();
    hub.log.line("ended in good order");
    let End::Asked { by, .. } = end else { return Ok(None) };
    Ok(Some(by))
}

/// A thread that does something with every change: tells the sessions that watch, looks after the journal.
struct Companion {
    thread: thread::JoinHandle<()>,
    stop: Sender<()>,
}

impl Companion {
    fn start(hub: &Arc<Hub>, name: &str, act: fn(&Hub, Event)) -> io::Result<Companion> {
        let (stop, stopped) = bounded(0);
        let (hub, events) = (Arc::clone(hub), hub.registry.watch());
        let accompany = move || accompany(&hub, &events, &stopped, act);
        let thread = thread::Builder::new().name(name.into()).spawn(accompany)?;
        Ok(Companion { thread, stop })
    }

    fn stop(self) {
        drop(self.stop);
        self.thread.join().unwrap_or_default();
    }
}

fn accompany(hub: &Hub, events: &Receiver<Event>, stopped: &Receiver<()>, act: fn(&Hub, Event)) {
    loop {
        select! {
            recv(events) -> event => match event {
                Ok(event) => act(hub, event),
                Err(_) => return,
            },
            recv(stopped) -> _ => return,
        }
    }
}

/// Signals that end the service, as bytes on a pipe: a handler's flag alone would never wake a waiting thread.
struct Signals {
    came: UnixStream,
    ids: Vec<SigId>,
}

impl Signals {
    fn catch() -> io::Result<Signals> {
        let (sent, came) = pair()?;
        let catch = |signal| pipe::register(signal, sent.try_clone()?);
        let ids = [SIGTERM, SIGINT, SIGHUP].into_iter().map(catch).collect::<io::Result<_>>()?;
        Ok(Signals { came, ids })
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in &self.ids {
            unregister(*id);
        }
    }
}

fn pair() -> io::Result<(UnixStream, UnixStream)> {
    let (one, other) = UnixStream::pair()?;
    one.set_nonblocking(true)?;
    other.set_nonblocking(true)?;
    Ok((one, other))
}

fn hush(mut rung: &UnixStream) {
    let mut bytes = [0; 64];
    while rung.read(&mut bytes).is_ok_and(|got| got == bytes.len()) {}
}

#[cfg(test)]
mod tests;
