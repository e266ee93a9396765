//! One service for a home, whoever comes and whatever breaks; and nobody is held up by another.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what failed by failing")]

mod drafts;
mod handing_over;
mod holding_up;
mod home;
mod people;
mod staff;
mod starting;
#[path = "../support/home.rs"]
mod support;
mod talking;
