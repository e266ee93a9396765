//! Every string a person reads, in Vietnamese and in English.
