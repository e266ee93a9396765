//! What was acknowledged is there: after kills, power cuts, flipped bytes and a full disk.
//!
//! Counts for a run that takes longer: `NDTQ_PROOF_KILLS`, `NDTQ_PROOF_CUTS`, `NDTQ_PROOF_VIEWS`; the seed of the
//! kills, printed with their outcome: `NDTQ_PROOF_SEED`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what failed by failing")]

mod author;
mod evidence;
mod flips;
mod full;
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
