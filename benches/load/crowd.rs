//! Many clients at once: the same turns and the same pauses, whatever they talk to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::dice::Dice;
use crate::times::Times;

pub const CLIENTS: usize = 64;
/// What a client looks up before it saves something.
pub const LOOK_UPS: usize = 9;

/// Set when a client failed, or the measurement was interrupted: all end, and what was started is cleared away.
static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// A client of whatever is measured.
pub trait Client: Send {
    fn look_up(&mut self);
    fn save(&mut self);
}

/// What one client, or all of them, did.
#[derive(Clone, Default)]
pub struct Done {
    pub look_ups: Times,
    pub saves: Times,
    pub seconds: f64,
}

impl Done {
    pub fn acts(&self) -> usize {
        self.look_ups.count() + self.saves.count()
    }

    /// Both together.
    pub fn and(mut self, other: Done) -> Done {
        self.look_ups.take(other.look_ups);
        self.saves.take(other.saves);
        self.seconds += other.seconds;
        self
    }
}

/// Ends in an orderly way when somebody interrupts.
pub fn heed_signals() {
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&STOP)).unwrap();
    }
}

/// Whether there is nothing more to be measured.
pub fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// All clients take turns of look-ups and a save until the time is up, with a pause after each act.
/// Nobody may be starved: whoever came to less than half of what is usual fails the run.
pub fn run<C: Client>(clients: &mut [C], time: Duration, pause: Duration) -> Done {
    let began = Instant::now();
    let each: Vec<Done> = at_once(clients, |number, client| {
        let mut dice = Dice::of(number);
        // Not all in the same moment.
        thread::sleep(dice.around(pause));
        let mut done = Done::default();
        for act in 0.. {
            match act % (LOOK_UPS + 1) {
                LOOK_UPS => done.saves.of(|| client.save()),
                _ => done.look_ups.of(|| client.look_up()),
            }
            if is_stopped() || began.elapsed() >= time {
                break;
            }
            thread::sleep(dice.around(pause));
        }
        done
    });
    let mut acts: Vec<usize> = each.iter().map(Done::acts).collect();
    acts.sort_unstable();
    let (least, usual) = (acts[0], acts[acts.len() / 2]);
    assert!(least * 2 >= usual, "a client was starved: {least} acts, where {usual} are usual");
    println!("    of {CLIENTS} clients the slowest did {least} acts, the middle one {usual}");
    let together = Done { seconds: began.elapsed().as_secs_f64(), ..Done::default() };
    each.into_iter().fold(together, Done::and)
}

/// Every client does something, all at once.
pub fn at_once<C: Send, T: Send>(clients: &mut [C], act: impl Fn(usize, &mut C) -> T + Sync) -> Vec<T> {
    let act = &act;
    thread::scope(|scope| {
        let start = |(number, client)| {
            scope.spawn(move || {
                let _tell = TellTheOthers;
                act(number, client)
            })
        };
        let started: Vec<_> = clients.iter_mut().enumerate().map(start).collect();
        let each = started.into_iter().map(|thread| thread.join().unwrap()).collect();
        // A panic clears away what was started, as every panic does.
        assert!(!is_stopped(), "interrupted");
        each
    })
}

struct TellTheOthers;

impl Drop for TellTheOthers {
    fn drop(&mut self) {
        if thread::panicking() {
            STOP.store(true, Ordering::Relaxed);
        }
    }
}
