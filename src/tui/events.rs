//! What comes from outside the program: keys, signals, the end of the line. All of it goes into the loop's channel.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::thread;
use std::time::Duration;

use crossbeam_channel::Sender;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};

use super::input::{Decoder, Key};
use super::terminal;

/// Something that happened outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// A key.
    Key(Key),
    /// The terminal has so many columns and rows now.
    Resize(u16, u16),
    /// SIGHUP: the line is about to go, or gone. Save, paint no more, leave.
    Hangup,
    /// SIGTERM or SIGINT: leave, in order.
    Terminate,
    /// The terminal is gone: reading ended or failed. Write nothing to it.
    Lost,
    /// SIGCONT: the process was stopped and goes on. A client that dies sends this too, just before SIGHUP.
    Wake,
}

/// The threads that read keys and signals. They end when this is dropped, when the channel's other end is, or, for
/// the keys, when the terminal is gone.
pub struct Sources {
    signals: Handle,
    /// Closing it wakes the reader of keys.
    _open: OwnedFd,
}

impl Drop for Sources {
    fn drop(&mut self) {
        self.signals.close();
    }
}

/// Starts reading keys and signals. While nobody touches a key neither thread wakes up.
///
/// # Errors
/// When the system gives no signal handlers, pipe or thread.
pub fn start<M: From<Outside> + Send + 'static>(to: &Sender<M>) -> io::Result<Sources> {
    // `signal_hook::flag` never wakes a read that blocks; a thread with the iterator does not need to be woken.
    let mut signals = Signals::new([SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGCONT])?;
    let handle = signals.handle();
    let to_loop = to.clone();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            if to_loop.send(told_by(signal).into()).is_err() {
                return;
            }
        }
    })?;
    let (stop, open) = pipe_with(PipeFlags::CLOEXEC)?;
    let to_loop = to.clone();
    thread::Builder::new().name("keys".into()).spawn(move || read_keys(&to_loop, &stop))?;
    Ok(Sources { signals: handle, _open: open })
}

fn told_by(signal: i32) -> Outside {
    match signal {
        SIGWINCH => {
            let (columns, rows) = terminal::size();
            Outside::Resize(columns, rows)
        }
        SIGHUP => Outside::Hangup,
        SIGCONT => Outside::Wake,
        _ => Outside::Terminate,
    }
}

/// What there was to read.
pub(super) enum Read {
    Bytes(usize),
    Nothing,
    Lost,
    Stopped,
}

fn read_keys<M: From<Outside>>(to: &Sender<M>, stop: &OwnedFd) {
    let mut decoder = Decoder::default();
    let mut bytes = [0; 4096];
    loop {
        let keys = match read(&mut bytes, decoder.patience(), stop) {
            Read::Bytes(read) => decoder.feed(&bytes[..read]),
            Read::Nothing => decoder.flush(),
            Read::Lost => {
                // A closed channel means that the loop has ended already.
                let _ = to.send(Outside::Lost.into());
                return;
            }
            Read::Stopped => return,
        };
        for key in keys {
            if to.send(Outside::Key(key).into()).is_err() {
                return;
            }
        }
    }
}

/// Waits for bytes: without a timer while nothing is half read, so that an idle screen costs nothing. What was typed
/// before the line went is read before the loss is told.
pub(super) fn read(bytes: &mut [u8], patience: Option<Duration>, stop: &OwnedFd) -> Read {
    let stdin = io::stdin();
    let wait = patience.and_then(|patience| Timespec::try_from(patience).ok());
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
        match poll(&mut fds, wait.as_ref()) {
            Ok(0) => return Read::Nothing,
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return Read::Lost,
        }
        if !fds[1].revents().is_empty() {
            return Read::Stopped;
        }
        let is_gone = fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
        // Not through `std::io::Stdin`: its buffer would keep what poll then no longer tells of.
        match rustix::io::read(stdin.as_fd(), &mut *bytes) {
            Ok(0) => return Read::Lost,
            Ok(read) => return Read::Bytes(read),
            Err(Errno::INTR | Errno::AGAIN) if !is_gone => {}
            Err(_) => return Read::Lost,
        }
    }
}
