//! Random numbers that can be had again from their seed.

use std::time::{SystemTime, UNIX_EPOCH};

/// Marsaglia's xorshift, 64 bits.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn of(seed: u64) -> Random {
        // Seeds one apart must not begin alike; and xorshift never leaves zero.
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to one under `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { (self.next() >> 16) % end }
    }

    /// Once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// The seed of the environment, or one of the moment.
pub fn seed() -> u64 {
    let named = std::env::var("NDTQ_PROOF_SEED").ok().map(|text| text.parse().unwrap());
    named.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        u64::from(since.subsec_nanos()) << 16 | u64::from(std::process::id() & 0xFFFF)
    })
}
