//! What several tests need: a desk with a screen and a register, without a terminal or a socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod desk;
pub mod pty;
