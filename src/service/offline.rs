//! What is done to a home that no service has: checking it, and restoring it. Both take the lock of a service.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::care::Care;
use super::start;
use crate::protocol::CheckView;
use crate::protocol::place::{Place, PlaceError};
use crate::registry::{Clock, RestoreError, Restored, SystemClock, check_home};
use crate::store::StoreError;

/// How to restore.
#[derive(Clone, Debug)]
pub struct RestoreOptions {
    /// The home; made when there is none.
    pub home: PathBuf,
    /// A list of records that were erased since the backup was made.
    pub erased: Option<PathBuf>,
}

/// Something could not be done to a home.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The home cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// A service has it.
    #[error("a service has the register in {0}; end it with: ndtq stop")]
    InUse(PathBuf),
    /// The system failed.
    #[error("the home cannot be used: {0}")]
    System(#[from] io::Error),
    /// It could not be restored.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// It could not be looked at.
    #[error("the register cannot be checked: {0}")]
    Check(StoreError),
}

/// Checks the register in a home, without changing it; none when a service has it.
///
/// # Errors
/// When it cannot be looked at.
pub fn check(home: &Path, deep: bool) -> Result<Option<CheckView>, OfflineError> {
    let place = Place::of(home, None)?;
    // A home that may not be written to is nobody's at the moment, and may be looked at all the same.
    let lock = start::take_lock(&place, false);
    if matches!(lock, Ok(None)) {
        return Ok(None);
    }
    let found = check_home(&place.home, &SystemClock, deep).map_err(OfflineError::Check)?;
    let is_ours =
        std::fs::metadata(&place.home).is_ok_and(|home| home.uid() == rustix::process::geteuid().as_raw());
    if is_ours && matches!(lock, Ok(Some(_))) {
        // A home that takes no mark was checked all the same.
        Care::open(&place).checked(SystemClock.now_ms(), &found).unwrap_or_default();
    }
    Ok(Some(found))
}

/// Restores a register from a backup into a home that has none.
///
/// # Errors
/// Why not; the home is as it was then.
pub fn restore(options: &RestoreOptions, backup: impl Read) -> Result<Restored, OfflineError> {
    let place = Place::of(&options.home, None)?;
    start::close_to_others();
    place.make_home()?;
    let _lock: File =
        start::take_lock(&place, true)?.ok_or_else(|| OfflineError::InUse(place.home.clone()))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Ok(crate::registry::restore(&place.home, backup, options.erased.as_deref(), &clock)?)
}
