//! Connect, start the service when none runs, reconnect.
