//! What each member of staff is used to, on whatever screen they sit: how they type Vietnamese. One small file.
//!
//! It is a convenience: one that cannot be read is begun anew.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::protocol::Refusal;
use crate::protocol::place::write_durably;
use crate::text::typing::Typing;

/// By login.
type ByLogin = BTreeMap<String, Typing>;

/// The habits of all staff of a home.
pub(super) struct Habits {
    file: PathBuf,
    known: Mutex<ByLogin>,
}

impl Habits {
    /// Those of a file, if it is there and can be read.
    pub(super) fn open(file: PathBuf) -> Habits {
        let known = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Habits { file, known: Mutex::new(known.unwrap_or_default()) }
    }

    /// How somebody types.
    pub(super) fn typing_of(&self, login: &str) -> Typing {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(login).copied().unwrap_or_default()
    }

    /// Keeps how somebody types.
    ///
    /// # Errors
    /// When it cannot be written; until the service ends it is known all the same.
    pub(super) fn keep(&self, login: &str, typing: Typing) -> Result<(), Refusal> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.insert(login.to_owned(), typing) == Some(typing) {
            return Ok(());
        }
        let cannot = |why: String| Refusal::CannotWrite(why);
        let bytes = serde_json::to_vec_pretty(&*known).map_err(|error| cannot(error.to_string()))?;
        write_durably(&self.file, &bytes).map_err(|error| cannot(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::typing::{Method, Placement};

    #[test]
    fn habits_outlive_the_service_and_a_damaged_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("habits.json");
        let vni = Typing { method: Method::Vni, placement: Placement::New };
        let habits = Habits::open(file.clone());
        assert_eq!(habits.typing_of("lan"), Typing::default());
        habits.keep("lan", vni).unwrap();
        let again = Habits::open(file.clone());
        assert_eq!((again.typing_of("lan"), again.typing_of("hai")), (vni, Typing::default()));
        std::fs::write(&file, "{").unwrap();
        let anew = Habits::open(file.clone());
        assert_eq!(anew.typing_of("lan"), Typing::default());
        anew.keep("hai", vni).unwrap();
        assert_eq!(Habits::open(file).typing_of("hai"), vni);
    }
}
