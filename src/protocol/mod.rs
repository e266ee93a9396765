//! Command, Query, Answer, Change, Fault: plain serde data, all that crosses the socket or enters the journal.

mod change;

pub use change::*;
