//! A call of sled that never comes back holds the leader for ever, and everybody who wants to save with it. The
//! watchdog sees a call that takes too long, leaves a mark beside the view, and ends the process; the next opening
//! sets the view aside and makes it anew from the journal.
//!
//! A call costs two stores of a number; the watchdog looks now and then.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rustix::process::{Signal, getpid, kill_process};

/// No call takes this long unless it hangs: one put has some hundred edits.
const LIMIT: Duration = Duration::from_secs(60);
/// Opening reads the whole file of the view.
const OPENING_LIMIT: Duration = Duration::from_secs(600);

/// Watches one view.
#[derive(Debug)]
pub(super) struct Watchdog {
    began: Instant,
    /// When the call that is under way must be over, in milliseconds since `began`; 0 while there is none.
    deadline: Arc<AtomicU64>,
    /// Dropped with the watchdog, which ends its thread.
    _alive: Sender<()>,
}

/// A call that is being watched.
pub(super) struct Watched<'w>(&'w Watchdog);

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.0.deadline.store(0, Ordering::Release);
    }
}

impl Watchdog {
    /// A watchdog that leaves its mark beside a view and ends the process.
    pub fn of(view: &Path) -> Watchdog {
        let mark = mark_of(view);
        Watchdog::new(LIMIT / 4, move || {
            // Without the mark the next opening tries the view once more; the process ends in any case.
            let _ = std::fs::write(&mark, "a call did not come back\n");
            // Killed, so that no core with personal data is left behind.
            let _ = kill_process(getpid(), Signal::KILL);
        })
    }

    fn new(look_every: Duration, act: impl FnOnce() + Send + 'static) -> Watchdog {
        let (alive, ended) = bounded(0);
        let (began, deadline) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let seen = Arc::clone(&deadline);
        let watch = move || {
            if overruns(&ended, look_every, began, &seen) {
                act();
            }
        };
        // Without a thread there is no watching, and nothing else is worse for it.
        let _ = thread::Builder::new().name("store watch".into()).spawn(watch);
        Watchdog { began, deadline, _alive: alive }
    }

    /// Watches a call of the one writer.
    pub fn call(&self) -> Watched<'_> {
        self.within(LIMIT)
    }

    /// Watches the opening.
    pub fn opening(&self) -> Watched<'_> {
        self.within(OPENING_LIMIT)
    }

    fn within(&self, limit: Duration) -> Watched<'_> {
        let deadline = (self.began.elapsed() + limit).as_millis();
        self.deadline.store(u64::try_from(deadline).unwrap_or(u64::MAX).max(1), Ordering::Release);
        Watched(self)
    }
}

/// Looks now and then; whether a call took too long.
fn overruns(ended: &Receiver<()>, look_every: Duration, began: Instant, deadline: &AtomicU64) -> bool {
    loop {
        match ended.recv_timeout(look_every) {
            Err(RecvTimeoutError::Timeout) => {}
            _ => return false,
        }
        let due = deadline.load(Ordering::Acquire);
        if due > 0 && began.elapsed().as_millis() > u128::from(due) {
            return true;
        }
    }
}

fn mark_of(view: &Path) -> PathBuf {
    view.with_extension("hung")
}

/// Whether the last process found the view hanging; the mark is gone then.
pub(super) fn take_mark(view: &Path) -> bool {
    std::fs::remove_file(mark_of(view)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_does_not_come_back_is_seen_and_others_are_not() {
        let (tell, told) = bounded(1);
        let dog = Watchdog::new(Duration::from_millis(1), move || tell.send(()).unwrap());
        for _ in 0..100 {
            drop(dog.call());
        }
        let quiet = told.recv_timeout(Duration::from_millis(50));
        assert_eq!(quiet, Err(RecvTimeoutError::Timeout), "calls that come back are none of its business");
        let _hangs = dog.within(Duration::from_millis(5));
        told.recv_timeout(Duration::from_secs(30)).unwrap();
    }

    #[test]
    fn the_mark_is_taken_once() {
        let dir = tempfile::tempdir().unwrap();
        let view = dir.path().join("view");
        assert!(!take_mark(&view));
        std::fs::write(mark_of(&view), "").unwrap();
        assert!(take_mark(&view) && !take_mark(&view));
    }
}
