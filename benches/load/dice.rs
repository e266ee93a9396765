//! Chance that comes out the same in every run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use uuid::{Builder, Uuid};

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

    /// An identity as every client makes them: of the moment, and chance.
    pub fn id(&mut self) -> Uuid {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap(), &random).into_uuid()
    }

    /// Between half and one and a half of it.
    pub fn around(&mut self, time: Duration) -> Duration {
        time / 2 + time.mul_f64((self.next() % 1000) as f64 / 1000.0)
    }
}
