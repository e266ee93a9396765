//! What is read in lines instead of on a screen: cards, groups and projects as text, and as a page to print.
//!
//! The command line and the screens both write them, so they stand above both.

pub mod card;
mod columns;
mod printed;

pub use columns::in_columns;
pub use printed::{Heading, household};
