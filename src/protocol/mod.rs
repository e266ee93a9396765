//! Command, Query, Answer, Change, Fault: plain serde data, all that crosses the socket or enters the journal.

mod access;
mod care;
mod change;
mod clock;
mod command;
pub mod frame;
pub mod hello;
mod import;
mod meeting;
mod message;
mod name;
mod people;
pub mod place;
mod privacy;
mod query;
mod shown;
mod transfer;
mod view;

pub use access::*;
pub use care::*;
pub use change::*;
pub use clock::*;
pub use command::*;
pub use import::*;
pub use meeting::*;
pub use message::*;
pub use people::*;
pub use privacy::*;
pub use query::*;
pub use shown::*;
pub use transfer::*;
pub use view::*;
