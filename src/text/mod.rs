//! Vietnamese text: clean, fold, sort order, numbers and dates.
