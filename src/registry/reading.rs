//! Reading alone, because an administrator wants it so: for a restore, a merge, a move to another machine.
//!
//! The order stands in a file of the home, so that it outlasts the service; a file that cannot be read is an order too.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::RwLock;

use super::{Actor, Registry, locked};
use crate::protocol::place::{READING_ONLY, sync_folder_of, write_durably};
use crate::protocol::{MOST_REASON_CHARS, ReadOnly, ReadingOnly, Refusal};
use crate::text::clean;

/// The order of a home.
pub(super) struct Reading {
    path: PathBuf,
    order: RwLock<Option<ReadingOnly>>,
}

impl Reading {
    /// The order that stands in a home.
    pub(super) fn in_home(home: &Path) -> Reading {
        let path = home.join(READING_ONLY);
        let order = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            read => Some(parsed(&read.unwrap_or_default())),
        };
        Reading { path, order: RwLock::new(order) }
    }

    fn give(&self, order: ReadingOnly) -> io::Result<()> {
        write_durably(&self.path, &serde_json::to_vec(&order)?)?;
        *locked!(self.order.write()) = Some(order);
        Ok(())
    }

    fn end(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        sync_folder_of(&self.path)?;
        *locked!(self.order.write()) = None;
        Ok(())
    }
}

/// What cannot be read was an order all the same.
fn parsed(bytes: &[u8]) -> ReadingOnly {
    let unknown = || ReadingOnly { reason: String::new(), by: "?".to_owned(), at: 0 };
    serde_json::from_slice(bytes).unwrap_or_else(|_| unknown())
}

impl Registry {
    /// The order that nothing be saved.
    pub(super) fn reading_only(&self) -> Option<ReadOnly> {
        let order = locked!(self.reading.order.read());
        order.as_ref().map(|order| ReadOnly::Asked { reason: order.reason.clone(), by: order.by.clone() })
    }

    /// Why nothing can be saved: what is wrong with the register comes before an order.
    pub fn read_only(&self) -> Option<ReadOnly> {
        match self.store.read_only() {
            Some(ReadOnly::NoRoom(why)) => self.reading_only().or(Some(ReadOnly::NoRoom(why.clone()))),
            Some(why) => Some(why.clone()),
            None => self.reading_only(),
        }
    }

    /// Gives the order, with a reason, or ends it. Saves that are under way are done when this returns.
    ///
    /// # Errors
    /// When who asks may not, or the order cannot be kept.
    pub fn set_reading(&self, actor: &Actor, reason: Option<&str>) -> Result<(), Refusal> {
        let cannot = |error: io::Error| Refusal::CannotWrite(error.to_string());
        let _lead = self.queue.lead();
        let Some(reason) = reason else { return self.reading.end().map_err(cannot) };
        let reason: String = clean::line(reason).chars().take(MOST_REASON_CHARS).collect();
        let order = ReadingOnly { reason, by: actor.login.clone(), at: self.clock.now_ms() };
        self.reading.give(order).map_err(cannot)
    }
}
