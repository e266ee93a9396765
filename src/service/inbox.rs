//! What comes from a client: waited for as long as it likes between two requests, and not for long inside of one.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::protocol::frame::{self, FrameError};
use crate::protocol::{Request, ToService};

/// Look-ups that came in together are seen together when they fit in here.
const READ_AHEAD: usize = 64 * 1024;

/// The requests of a client.
pub(super) struct Inbox<'a> {
    reader: BufReader<Patient<'a>>,
    /// How long one request may take from its first byte to its last.
    within: Duration,
    /// Whether the client may be silent between two requests.
    may_wait: bool,
}

impl<'a> Inbox<'a> {
    /// Of a line; until [`Inbox::is_known`] all that comes has to be there in `enter_within`.
    pub(super) fn of(line: &'a UnixStream, enter_within: Duration, within: Duration) -> Inbox<'a> {
        let patient = Patient { line, until: Some(Instant::now() + enter_within) };
        Inbox { reader: BufReader::with_capacity(READ_AHEAD, patient), within, may_wait: false }
    }

    /// The client has said who it is.
    pub(super) fn is_known(&mut self) {
        self.may_wait = true;
        self.reader.get_mut().until = None;
    }

    /// The next request; a look-up that was overtaken while it waited is passed over.
    pub(super) fn next(&mut self) -> Result<ToService, FrameError> {
        loop {
            let message = self.one()?;
            if !is_overtaken(&message.body, self.reader.buffer()) {
                return Ok(message);
            }
        }
    }

    fn is_at_the_end(&mut self) -> io::Result<bool> {
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                waiting => return Ok(waiting?.is_empty()),
            }
        }
    }

    fn one(&mut self) -> Result<ToService, FrameError> {
        if self.is_at_the_end()? {
            return Err(FrameError::Closed);
        }
        // Nearly every request is there whole, and costs no look at the clock.
        if !self.may_wait || is_whole(self.reader.buffer()) {
            return frame::read(&mut self.reader);
        }
        self.reader.get_mut().until = Some(Instant::now() + self.within);
        let message = frame::read(&mut self.reader);
        self.reader.get_mut().until = None;
        message
    }
}

impl Read for Inbox<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.reader.read(bytes)
    }
}

/// Whether an error says that a client took too long.
pub(super) fn is_late(error: &FrameError) -> bool {
    matches!(error, FrameError::Io(error) if error.kind() == ErrorKind::TimedOut)
}

/// A line that is read until a moment. A timeout of the socket would begin anew with every byte.
struct Patient<'a> {
    line: &'a UnixStream,
    until: Option<Instant>,
}

impl Read for Patient<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let Some(until) = self.until else { return (&mut &*self.line).read(bytes) };
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let timeout = Timespec::try_from(left).unwrap_or_default();
            match poll(&mut [PollFd::new(self.line, PollFlags::IN)], Some(&timeout)) {
                Ok(0) => return Err(ErrorKind::TimedOut.into()),
                Ok(_) => return (&mut &*self.line).read(bytes),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn is_whole(waiting: &[u8]) -> bool {
    let Some((prefix, rest)) = waiting.split_first_chunk::<4>() else { return false };
    usize::try_from(u32::from_be_bytes(*prefix)).is_ok_and(|length| length <= rest.len())
}

fn is_overtaken(request: &Request, mut waiting: &[u8]) -> bool {
    // Nothing but a look-up is overtaken by its like; asked first, so that other requests cost no decoding.
    if !request.is_overtaken_by(request) {
        return false;
    }
    while let Ok(later) = frame::read::<ToService>(&mut waiting) {
        if request.is_overtaken_by(&later.body) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Query;
    use std::io::Write;
    use std::thread;

    const SHORT: Duration = Duration::from_millis(100);
    const LONG: Duration = Duration::from_secs(30);

    fn request() -> Vec<u8> {
        let body = Request::Ask(Box::new(Query::Home));
        frame::to_bytes(&ToService { tag: 1, body }).unwrap()
    }

    #[test]
    fn half_a_request_has_an_end_also_when_it_drips() {
        let (line, mut other) = UnixStream::pair().unwrap();
        let mut inbox = Inbox::of(&line, LONG, SHORT);
        inbox.is_known();
        other.write_all(&request()).unwrap();
        assert!(inbox.next().is_ok());
        let dripping = thread::spawn(move || {
            other.write_all(&1_000_u32.to_be_bytes()).unwrap();
            while other.write_all(&[0]).is_ok() {
                thread::sleep(SHORT / 20);
            }
        });
        assert!(is_late(&inbox.next().unwrap_err()));
        drop(line);
        dripping.join().unwrap();
    }

    #[test]
    fn who_does_not_say_who_they_are_has_an_end_and_who_did_has_none() {
        let (line, mut other) = UnixStream::pair().unwrap();
        assert!(is_late(&Inbox::of(&line, SHORT, LONG).next().unwrap_err()));
        let mut inbox = Inbox::of(&line, SHORT, SHORT);
        inbox.is_known();
        let later = thread::spawn(move || {
            thread::sleep(3 * SHORT);
            other.write_all(&request()).unwrap();
            other
        });
        assert!(inbox.next().is_ok());
        drop(later.join().unwrap());
        assert!(matches!(inbox.next(), Err(FrameError::Closed)));
    }
}
