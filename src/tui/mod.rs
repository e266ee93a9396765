//! The terminal screens: keys in, model in the middle, frames out.

pub mod input;
pub mod theme;
pub mod widget;
