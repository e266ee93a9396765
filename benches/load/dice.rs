//! Chance that comes out the same in every run.

use std::time::Duration;

/// Numbers by chance: xorshift.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: usize) -> Dice {
        Dice(0x9E37_79B9_7F4A_7C15 ^ (seed as u64 + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9))
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.next() as usize % all.len()]
    }

    /// Between half and one and a half of it.
    pub fn around(&mut self, time: Duration) -> Duration {
        time / 2 + time.mul_f64((self.next() % 1000) as f64 / 1000.0)
    }
}
