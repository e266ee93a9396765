//! Command, Query, Answer, Change, Fault: plain serde data, all that crosses the socket.
