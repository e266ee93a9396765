//! Staff over a real OpenSSH server: what works, and what does not get through.
//!
//! Where sshd or ssh is missing these tests say so on the error stream and pass; with CI=true they fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod break_outs;
mod deploy;
#[path = "../support/home.rs"]
mod home;
#[path = "../support/pty.rs"]
#[allow(dead_code, reason = "each test crate uses a part of it")]
mod pty;
mod scope;
mod server;
mod socket;
mod works;
