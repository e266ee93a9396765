//! What does not get through.
