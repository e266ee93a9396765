//! What comes from outside the program: keys, signals, the end of the terminal. Each wakes the loop by a message.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::thread;

use crossbeam_channel::Sender;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::input::Decoder;
use super::msg::Msg;
use super::terminal;

/// How long an Esc waits for the rest of a sequence: longer than the 20 ms grid on which ssh clients send keys.
const ESC_WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 30_000_000 };

/// Starts the threads that read keys and signals.
///
/// # Errors
/// When the system gives no signal handler.
pub fn start(to: &Sender<Msg>) -> io::Result<()> {
    let mut signals = Signals::new([SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGCONT])?;
    let to_loop = to.clone();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let message = match signal {
                SIGWINCH => {
                    let (columns, rows) = terminal::size();
                    Msg::Resize(columns, rows)
                }
                SIGCONT => Msg::Redraw,
                _ => Msg::End,
            };
            if to_loop.send(message).is_err() {
                return;
            }
        }
    })?;
    let to_loop = to.clone();
    thread::Builder::new().name("keys".into()).spawn(move || read_keys(&to_loop))?;
    Ok(())
}

/// Reads until the terminal is gone. Blocks without a timeout while nothing is half typed: an idle screen costs nothing.
fn read_keys(to: &Sender<Msg>) {
    let stdin = io::stdin();
    let mut decoder = Decoder::default();
    let mut bytes = [0; 4096];
    loop {
        let wait = decoder.is_pending().then_some(&ESC_WAIT);
        let (ready, gone) = match wait_for(&stdin, wait) {
            Ok(state) => state,
            Err(_) => (false, true),
        };
        let keys = if ready {
            match stdin.lock().read(&mut bytes) {
                Ok(0) => return lost(to),
                Ok(read) => decoder.feed(&bytes[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Vec::new(),
                Err(_) => return lost(to),
            }
        } else if gone {
            return lost(to);
        } else {
            decoder.flush()
        };
        for key in keys {
            if to.send(Msg::Key(key)).is_err() {
                return;
            }
        }
    }
}

fn lost(to: &Sender<Msg>) {
    // A closed channel means that the loop has ended already.
    let _ = to.send(Msg::TerminalLost);
}

/// Whether there is something to read, and whether the terminal is gone.
fn wait_for(stdin: &impl AsFd, wait: Option<&Timespec>) -> io::Result<(bool, bool)> {
    let mut fds = [PollFd::new(stdin, PollFlags::IN)];
    match poll(&mut fds, wait) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Ok((false, false)),
        Err(error) => return Err(error.into()),
    }
    let flags = fds[0].revents();
    let gone = flags.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
    Ok((flags.contains(PollFlags::IN), gone))
}
