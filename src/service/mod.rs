//! The Unix socket, one thread a session, peer identity, change feed.
