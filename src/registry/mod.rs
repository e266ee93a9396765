//! The one door to the data: permission, validation, change, journal, store, index, publish.
