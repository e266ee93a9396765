//! When a store is open for reading alone.

use std::io;

use super::journal::Scan;
use crate::protocol::ReadOnly;

/// Why a journal cannot be saved to; `known` is the last change that something beside it knows of.
pub(super) fn because(scan: &Scan, known: u64) -> Option<ReadOnly> {
    if !scan.damage().is_empty() {
        return Some(ReadOnly::Damaged(scan.damage().to_vec()));
    }
    let journal = scan.end().seq;
    let lost = known > journal && scan.home().is_some();
    lost.then_some(ReadOnly::LostEnd { known, journal })
}

/// Whether a failure of the disk is one that room mends.
pub(super) fn is_no_room(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem)
}
