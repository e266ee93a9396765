//! Small pieces that screens are made of.

pub mod line_edit;
pub mod list;
