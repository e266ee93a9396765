//! What is recorded and what makes it valid. Pure: no I/O, no clock, no locale.
//!
//! Each record is one struct in a file of its own, with `check`, which answers with every fault at once.
//! Rules that need other records (is this number taken?) are the registry's.

mod amount;
mod choice;
mod committee;
mod contribution;
mod erased;
mod fault;
mod field;
mod group;
mod household;
mod identity;
mod ids;
mod life;
mod meeting;
mod misc;
mod person;
mod project;
mod record;
mod references;
mod request;
mod time;
mod transfer;
mod unit;

pub use amount::*;
pub use choice::*;
pub use committee::*;
pub use contribution::*;
pub use erased::*;
pub use fault::*;
pub use field::Field;
pub use group::*;
pub use household::*;
pub use identity::*;
pub use ids::*;
pub use life::*;
pub use meeting::*;
pub use misc::*;
pub use person::*;
pub use project::*;
pub use record::*;
pub use request::*;
pub use time::*;
pub use transfer::*;
pub use unit::*;

/// The longest name of anything, in characters.
pub const NAME: u16 = 120;
/// The longest line of free text, in characters.
pub const LINE: u16 = 240;
/// The longest note, in characters.
pub const PROSE: u16 = 2_000;
