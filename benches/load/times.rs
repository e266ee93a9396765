//! Times of many acts: the middle, the slow end, the slowest.

use std::fmt;
use std::time::{Duration, Instant};

/// How long each of many acts took.
#[derive(Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Does an act and notes how long it took.
    pub fn of<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = act();
        self.0.push(began.elapsed());
        done
    }

    /// Notes how long an act took.
    #[allow(dead_code, reason = "each bench uses what it needs")]
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn take(&mut self, other: Times) {
        self.0.extend(other.0);
    }

    /// The shortest of them alone.
    #[allow(dead_code, reason = "each bench uses what it needs")]
    pub fn fastest(&self) -> Times {
        Times(self.0.iter().min().copied().into_iter().collect())
    }

    #[allow(dead_code, reason = "each bench uses what it needs")]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a hundred acts kept within.
    pub fn at(&self, percent: usize) -> Duration {
        let mut times = self.0.clone();
        times.sort_unstable();
        times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, all] = [50, 99, 100].map(|percent| self.at(percent).as_secs_f64() * 1e3);
        write!(f, "{:>8}   p50 {half:8.3} ms   p99 {most:8.3} ms   max {all:8.2} ms", self.count())
    }
}

/// How many times one is the other.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
