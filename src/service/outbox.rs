//! What waits to be written to a session: bounded, so that a client that does not read holds nobody else up.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many events may wait. A large import is some hundred changes, and a screen that is behind by more than this
/// is better off coming back and asking afresh.
const MOST_EVENTS: usize = 256;
/// How many bytes may wait before an answer has to. One message always fits.
const MOST_BYTES: usize = 1024 * 1024;
/// How many bytes are written at once.
const PIECE: usize = 32 * 1024;
/// How long a client may take over one message.
const MESSAGE_WITHIN: Duration = Duration::from_secs(30);

/// The queue between whoever has something to say to a client and the thread that writes it.
#[derive(Default)]
pub(super) struct Outbox {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Arc<[u8]>>,
    bytes: usize,
    end: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// What waits is still written.
    AfterThis,
    /// Nothing more is written.
    Now,
}

impl Outbox {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event and never waits; `false` when the client is too far behind.
    pub(super) fn tell(&self, event: Arc<[u8]>) -> bool {
        let mut state = self.state();
        if state.waiting.len() >= MOST_EVENTS {
            return false;
        }
        state.push(event);
        self.changed.notify_all();
        true
    }

    /// Adds an answer, waiting for room: only the session's own thread calls it, so only that client waits.
    /// `false` when nothing is written any more.
    pub(super) fn answer(&self, answer: Arc<[u8]>) -> bool {
        let mut state = self.state();
        while state.end.is_none() && state.bytes >= MOST_BYTES {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.end.is_some() {
            return false;
        }
        state.push(answer);
        self.changed.notify_all();
        true
    }

    /// The end, once what waits is written.
    pub(super) fn close(&self) {
        self.end(End::AfterThis);
    }

    /// The end, at once.
    pub(super) fn cut(&self) {
        self.end(End::Now);
    }

    /// The end, with a last word instead of all that waits: the message being written is finished, so that a client
    /// which reads again in time finds the reason, and its line is not held for one that does not.
    pub(super) fn cut_with(&self, last_word: Arc<[u8]>) {
        let mut state = self.state();
        if state.end == Some(End::Now) {
            return;
        }
        state.waiting.clear();
        state.bytes = 0;
        state.push(last_word);
        state.end = Some(End::AfterThis);
        self.changed.notify_all();
    }

    fn end(&self, end: End) {
        let mut state = self.state();
        if state.end != Some(End::Now) {
            state.end = Some(end);
        }
        self.changed.notify_all();
    }

    fn next(&self) -> Option<Arc<[u8]>> {
        let mut state = self.state();
        loop {
            if state.end == Some(End::Now) {
                return None;
            }
            if let Some(message) = state.waiting.pop_front() {
                state.bytes -= message.len();
                self.changed.notify_all();
                return Some(message);
            }
            if state.end.is_some() {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Writes what comes until the end. A line that takes nothing for as long as its write timeout is cut.
    ///
    /// # Errors
    /// Why the line took no more.
    pub(super) fn write_to(&self, line: &UnixStream) -> io::Result<()> {
        while let Some(message) = self.next() {
            write_within(line, &message, MESSAGE_WITHIN).inspect_err(|_| {
                self.cut();
                line.shutdown(Shutdown::Both).unwrap_or_default();
            })?;
        }
        Ok(())
    }
}

/// Writes a message; a client that takes it little by little has its time too.
fn write_within(mut line: &UnixStream, mut bytes: &[u8], within: Duration) -> io::Result<()> {
    let until = Instant::now() + within;
    while !bytes.is_empty() {
        // In pieces: the timeout of the socket begins anew within one long write.
        match line.write(&bytes[..bytes.len().min(PIECE)]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if !bytes.is_empty() && Instant::now() >= until {
            return Err(ErrorKind::TimedOut.into());
        }
    }
    Ok(())
}

impl State {
    fn push(&mut self, message: Arc<[u8]>) {
        self.bytes += message.len();
        self.waiting.push_back(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::thread;

    fn message(bytes: usize) -> Arc<[u8]> {
        vec![7; bytes].into()
    }

    #[test]
    fn events_never_wait_and_have_a_bound() {
        let outbox = Outbox::default();
        assert!((0..MOST_EVENTS).all(|_| outbox.tell(message(1))));
        assert!(!outbox.tell(message(1)));
    }

    #[test]
    fn an_answer_waits_for_room_and_a_cut_wakes_it() {
        let outbox = Arc::new(Outbox::default());
        assert!(outbox.answer(message(MOST_BYTES)));
        let waiting = thread::spawn({
            let outbox = Arc::clone(&outbox);
            move || outbox.answer(message(1))
        });
        outbox.cut();
        assert!(!waiting.join().unwrap());
        assert!(outbox.next().is_none());
    }

    #[test]
    fn a_client_that_reads_slowly_has_its_time() {
        let (line, mut other) = UnixStream::pair().unwrap();
        let reading = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while other.read(&mut bytes).is_ok_and(|read| read > 0) {
                thread::sleep(Duration::from_millis(1));
            }
        });
        let late = write_within(&line, &vec![0; 8 * MOST_BYTES], Duration::from_millis(50)).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::TimedOut);
        line.shutdown(Shutdown::Both).unwrap();
        drop(line);
        reading.join().unwrap();
    }

    #[test]
    fn a_last_word_takes_the_place_of_what_waits() {
        let (line, mut other) = UnixStream::pair().unwrap();
        let outbox = Outbox::default();
        assert!((0..MOST_EVENTS).all(|_| outbox.tell(message(1))));
        outbox.cut_with(b"why".as_slice().into());
        assert!(!outbox.answer(message(1)));
        outbox.write_to(&line).unwrap();
        drop(line);
        let mut got = Vec::new();
        other.read_to_end(&mut got).unwrap();
        assert_eq!(got, b"why");
    }

    #[test]
    fn closing_writes_what_waits() {
        let (line, mut other) = UnixStream::pair().unwrap();
        let outbox = Outbox::default();
        outbox.answer(message(3));
        outbox.tell(message(2));
        outbox.close();
        outbox.write_to(&line).unwrap();
        drop(line);
        let mut got = Vec::new();
        other.read_to_end(&mut got).unwrap();
        assert_eq!(got.len(), 5);
        assert!(!outbox.answer(message(1)));
    }
}
