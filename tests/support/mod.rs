//! What several tests need: a desk with a screen and a register, without a terminal or a socket.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod desk;
