//! Vietnamese text: clean, fold, sort order, numbers and dates, and how wide it is on a screen.
//!
//! | module | for |
//! |---|---|
//! | [`clean`] | what may be stored, shown on a terminal, put into a sheet |
//! | [`keys`] | the three search keys: exact, folded, loose |
//! | [`order`] | sorting by given name in Vietnamese order |
//! | [`number`] | amounts as they are typed and printed |
//! | [`date`] | dates as they are typed and printed |
//! | [`width`] | fitting text into cells |

pub mod clean;
pub mod date;
pub mod keys;
pub mod number;
pub mod order;
pub mod width;
