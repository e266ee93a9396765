//! What is recorded and what makes it valid. Pure: no I/O, no clock, no locale.
