//! The terminal screens: keys in, model in the middle, frames out.

pub mod events;
pub mod input;
mod shown;
pub mod terminal;
pub mod theme;
pub mod widget;
