//! Small pieces that screens are made of. Painting is [`super::paint`]'s.

pub mod line_edit;
pub mod list;
pub mod live;
