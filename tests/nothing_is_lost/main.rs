//! What was acknowledged is there: after kills, power cuts, flipped bytes, a full disk, and out of a backup.
//!
//! The whole proof, instead of what has to be quick on every change:
//!
//! ```text
//! NDTQ_PROOF_KILLS=500 NDTQ_PROOF_CUTS=10000 NDTQ_PROOF_VIEWS=300 NDTQ_PROOF_DRILLS=20 \
//!     cargo test --release --test nothing_is_lost -- --nocapture --test-threads=1
//! ```
//!
//! `NDTQ_PROOF_SEED` repeats what a failure printed; kills come when the machine lets them, so those nearly alike.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what failed by failing")]

mod author;
mod drill;
mod erasures;
mod evidence;
mod flips;
mod full;
mod imports;
mod kept;
mod kills;
mod power;
mod power_disk;
mod random;
#[path = "../support/home.rs"]
mod support;
mod views;
mod writers;

/// A count that the environment may set.
fn count(name: &str, default: u32) -> u32 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}
