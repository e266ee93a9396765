//! One line to a service: connected, checked, greeted, entered.

use std::io::{self, BufReader, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::socket_peercred;
use uuid::Uuid;

use super::{ConnectError, Options};
use crate::protocol::frame::{self, FrameError};
use crate::protocol::hello::{Hello, HelloError};
use crate::protocol::place::Place;
use crate::protocol::{Refusal, Request, ToClient, ToService};

/// How long a service that listens may take until it speaks: it may be making the store anew from the journal.
const HELLO_WITHIN: Duration = Duration::from_secs(60);
/// How long a service may take nothing of what is written to it.
const WRITE_WITHIN: Duration = Duration::from_secs(30);
/// The tag of what the client asks for itself.
pub(super) const OWN_TAG: u64 = u64::MAX;

/// A line that is open.
pub(super) struct Line {
    pub(super) reader: BufReader<UnixStream>,
    pub(super) writer: UnixStream,
    /// The register at the other end.
    pub(super) home: Uuid,
}

/// As what to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entering {
    /// A screen, which hears of what happens.
    Watching,
    /// A command, which only asks.
    Asking,
    /// The user of the system, without a login of the register.
    Nobody,
}

/// Why there is none.
pub(super) enum Failed {
    /// Nobody listens.
    Nobody,
    /// The other side hung up before anything was said: it is just ending, or could not open the register.
    HungUp,
    /// Trying again is of no use.
    ForGood(ConnectError),
}

impl<E: Into<ConnectError>> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed::ForGood(error.into())
    }
}

impl Line {
    /// Opens one.
    pub(super) fn open(place: &Place, options: &Options, entering: Entering) -> Result<Line, Failed> {
        let unreachable = |error| ConnectError::Unreachable { socket: place.socket.clone(), error };
        let stream = UnixStream::connect(&place.socket).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => Failed::Nobody,
            _ => Failed::ForGood(unreachable(error)),
        })?;
        let found = socket_peercred(&stream).map_err(|error| unreachable(error.into()))?.uid.as_raw();
        check_owner(&place.socket, found, &owners(place))?;
        stream.set_read_timeout(Some(HELLO_WITHIN)).map_err(unreachable)?;
        stream.set_write_timeout(Some(WRITE_WITHIN)).map_err(unreachable)?;
        let writer = stream.try_clone().map_err(unreachable)?;
        let mut line = Line { reader: BufReader::new(stream), writer, home: Uuid::nil() };
        line.wait_for_the_hello(place, options)?;
        line.greet(place)?;
        match entering {
            Entering::Watching => line.enter(options, true)?,
            Entering::Asking => line.enter(options, false)?,
            Entering::Nobody => {}
        }
        line.writer.set_read_timeout(None).map_err(unreachable)?;
        Ok(line)
    }

    /// A service that reads its journal says nothing for a while; how far it is stands in a file. While it comes
    /// further it is waited for.
    fn wait_for_the_hello(&self, place: &Place, options: &Options) -> Result<(), Failed> {
        let pause = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };
        let (mut until, mut last) = (Instant::now() + HELLO_WITHIN, None);
        loop {
            match poll(&mut [PollFd::new(&self.writer, PollFlags::IN)], Some(&pause)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                Ok(_) => return Ok(()),
                Err(error) => return Err(ConnectError::Broken(FrameError::Io(error.into())).into()),
            }
            let now = place.opened_so_far();
            if let Some((done, total)) = now.filter(|now| Some(*now) != last) {
                options.opening.tell(done, total);
                (until, last) = (Instant::now() + HELLO_WITHIN, now);
            }
            if Instant::now() >= until {
                let home = place.home.clone();
                return Err(ConnectError::NoAnswer { home, last_words: None }.into());
            }
        }
    }

    fn greet(&mut self, place: &Place) -> Result<(), Failed> {
        let ours = Hello::of(Uuid::nil());
        let said = ours.write(&mut self.writer).map_err(HelloError::from);
        let theirs = said.and_then(|()| Hello::read(&mut self.reader)).map_err(|error| match error {
            HelloError::Io(error) if has_hung_up(&error) => Failed::HungUp,
            HelloError::Io(error) if error.kind() == ErrorKind::WouldBlock => {
                Failed::ForGood(ConnectError::NoAnswer { home: place.home.clone(), last_words: None })
            }
            error => error.into(),
        })?;
        ours.common(&theirs)?;
        self.home = theirs.home;
        Ok(())
    }

    fn enter(&mut self, options: &Options, watch: bool) -> Result<(), Failed> {
        let body = Request::Enter { login: options.login.clone(), watch };
        let answer = frame::write(&mut self.writer, &ToService { tag: OWN_TAG, body })
            .and_then(|()| self.own_reply())
            .map_err(|error| match error {
                FrameError::Closed => Failed::HungUp,
                FrameError::Io(error) if has_hung_up(&error) => Failed::HungUp,
                error => Failed::ForGood(ConnectError::Broken(error)),
            })?;
        answer.map_err(|refusal| Failed::ForGood(ConnectError::Refused(refusal)))
    }

    /// Asks without a login, and waits for the answer.
    pub(super) fn ask_as_nobody(&mut self, body: Request) -> Result<Result<(), Refusal>, FrameError> {
        frame::write(&mut self.writer, &ToService { tag: OWN_TAG, body })?;
        self.own_reply()
    }

    fn own_reply(&mut self) -> Result<Result<(), Refusal>, FrameError> {
        loop {
            match frame::read(&mut self.reader)? {
                ToClient::Reply { tag: OWN_TAG, result } => return Ok(result.map(drop)),
                ToClient::Event(crate::protocol::Event::Stopping { .. }) => return Err(FrameError::Closed),
                _ => {}
            }
        }
    }
}

fn has_hung_up(error: &io::Error) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | BrokenPipe | NotConnected)
}

/// Who may answer: the owner of the home, and for a socket elsewhere also the owner of its folder, which is the
/// service's own runtime folder.
fn owners(place: &Place) -> Vec<u32> {
    let owner = |path: &Path| std::fs::metadata(path).ok().map(|metadata| metadata.uid());
    let folder = place.socket.parent().filter(|_| place.named_socket);
    folder.into_iter().chain([place.home.as_path()]).filter_map(owner).collect()
}

fn check_owner(socket: &Path, found: u32, owners: &[u32]) -> Result<(), ConnectError> {
    if owners.contains(&found) {
        return Ok(());
    }
    let owner = owners.first().copied().unwrap_or(u32::MAX);
    Err(ConnectError::WrongOwner { socket: socket.to_owned(), found, owner })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_may_answer() {
        let cases: [(u32, &[u32], bool); 5] = [
            (1000, &[1000], true),
            (0, &[1000], false),
            (1001, &[0, 1001], true),
            (1001, &[1000, 0], false),
            (1000, &[], false),
        ];
        for (found, owners, right) in cases {
            assert_eq!(check_owner(Path::new("s"), found, owners).is_ok(), right, "{found} {owners:?}");
        }
    }

    #[test]
    fn a_named_socket_belongs_to_the_owner_of_its_folder() {
        let home = Path::new("/nowhere/at/all");
        let named = Place::of(home, Some(Path::new("/proc/self/socket"))).unwrap();
        assert_eq!(owners(&named), [rustix::process::geteuid().as_raw()]);
        assert!(owners(&Place::of(home, None).unwrap()).is_empty());
    }

    #[test]
    fn a_service_that_reads_its_journal_is_waited_for_and_says_how_far_it_is() {
        let home = tempfile::tempdir().unwrap();
        let place = Place::of(home.path(), None).unwrap();
        let listener = std::os::unix::net::UnixListener::bind(&place.socket).unwrap();
        std::fs::write(place.opening(), "5 10\n").unwrap();
        let (tell, told) = crossbeam_channel::unbounded();
        let options = Options {
            home: home.path().to_owned(),
            socket: None,
            login: None,
            program: "/nowhere".into(),
            may_start: false,
            practice: false,
            opening: crate::client::OnOpening::call(move |done, total| tell.send((done, total)).unwrap()),
        };
        let line =
            std::thread::spawn(move || Line::open(&place, &options, Entering::Asking).err().map(|_| ()));
        let (accepted, _) = listener.accept().unwrap();
        assert_eq!(told.recv().unwrap(), (5, 10));
        drop(accepted);
        assert_eq!(line.join().unwrap(), Some(()), "it hung up");
    }
}
