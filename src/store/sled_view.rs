//! The fast view of the journal, in sled.
//!
//! Measured on sled 0.34.7: `flush` does not fsync on Linux, damage loses records silently in half the cases and
//! panics in a third. So nothing here is trusted alone: every call is under `catch_unwind`, nothing is flushed, the
//! head is written last and compared with the journal on opening.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use std::{fs, io, thread};

use super::head::Head;
use super::spare::Spare;
use super::step::{Op, Step, Tree, count_key};
use super::watchdog::Watchdog;
use crate::protocol::Digest;

/// Edits after which the head moves.
pub(super) const EDITS_AT_ONCE: usize = 200;
/// Entries read at once by a scan.
pub(super) const PAGE: usize = 512;
const HEAD: &[u8] = b"head";
const LOCK_HELD: &str = "could not acquire lock";
const WAIT: Duration = Duration::from_millis(50);
const WAITS: u32 = 20;

/// What is wrong with the view.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// Another process has it open, or this one let go of it a moment ago.
    #[error("the store is open in another process; stop that one (`ndtq stop`), or wait a moment")]
    Busy,
    /// The disk is full, read-only or out of reach. Not corruption: nothing is thrown away.
    #[error("the disk under the store fails: {0}; make room or mend it, then start again")]
    Io(#[source] io::Error),
    /// It is damaged; it is made anew from the journal on opening.
    #[error("the store is damaged ({0}); start the service again, it is made anew from the journal")]
    Damaged(String),
    /// It was closed.
    #[error("the store is closed; start the service again")]
    Closed,
}

/// Keys with their values, in order.
pub(super) type Page = Vec<(sled::IVec, sled::IVec)>;

struct Trees {
    records: sled::Tree,
    index: sled::Tree,
    requests: sled::Tree,
    meta: sled::Tree,
    // Last, so that it is dropped last: dropping it writes out and syncs.
    _db: sled::Db,
}

/// The view.
pub(super) struct SledView {
    dir: PathBuf,
    trees: RwLock<Option<Trees>>,
    /// Its folder, when that is one for a while.
    _spare: Option<Spare>,
    watchdog: Watchdog,
}

impl SledView {
    /// Opens it, and makes it when it is not there.
    pub fn open(dir: &Path, cache_bytes: u64) -> Result<SledView, ViewError> {
        let watchdog = Watchdog::of(dir);
        let opening = watchdog.opening();
        let mut waits = 0;
        let trees = loop {
            // sled lets go of its lock some time after it was dropped.
            match guarded(|| Trees::open(dir, cache_bytes)) {
                Err(ViewError::Busy) if waits < WAITS => thread::sleep(WAIT),
                opened => break opened?,
            }
            waits += 1;
        };
        drop(opening);
        Ok(SledView { dir: dir.to_owned(), trees: RwLock::new(Some(trees)), _spare: None, watchdog })
    }

    /// A view that is thrown away when it is closed, in a folder for such things.
    pub fn open_spare(above: &Path, cache_bytes: u64) -> Result<SledView, ViewError> {
        let spare = Spare::make(above).map_err(ViewError::Io)?;
        let mut view = SledView::open(spare.path(), cache_bytes)?;
        view._spare = Some(spare);
        Ok(view)
    }

    fn with<T>(&self, act: impl FnOnce(&Trees) -> sled::Result<T>) -> Result<T, ViewError> {
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
        let trees = trees.as_ref().ok_or(ViewError::Closed)?;
        guarded(|| act(trees))
    }

    /// How far it goes; `None` when nothing was applied to it.
    pub fn head(&self) -> Result<Option<Head>, ViewError> {
        let Some(bytes) = self.with(|trees| trees.meta.get(HEAD))? else { return Ok(None) };
        let head = Head::from_bytes(&bytes);
        head.map(Some).ok_or_else(|| ViewError::Damaged("its head cannot be read".into()))
    }

    /// The value of a key.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, ViewError> {
        self.with(|trees| Ok(trees.of(tree).get(key)?.map(|value| value.to_vec())))
    }

    /// The keys with a prefix, in order, `limit` of them at most.
    pub fn keys(&self, tree: Tree, prefix: &[u8], limit: usize) -> Result<Vec<Vec<u8>>, ViewError> {
        self.with(|trees| {
            let found = trees.of(tree).scan_prefix(prefix).keys().take(limit);
            found.map(|key| Ok(key?.to_vec())).collect()
        })
    }

    /// The last key with a prefix.
    pub fn last_key(&self, tree: Tree, prefix: &[u8]) -> Result<Option<Vec<u8>>, ViewError> {
        self.with(|trees| {
            let last = trees.of(tree).scan_prefix(prefix).next_back().transpose()?;
            Ok(last.map(|(key, _)| key.to_vec()))
        })
    }

    /// Goes through what has a prefix, a page at a time: what `each` does is not under the guard against sled.
    pub fn for_each<E: From<ViewError>>(
        &self,
        tree: Tree,
        prefix: &[u8],
        each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        by_pages(|from| self.page(tree, prefix, from, PAGE), prefix, each)
    }

    /// Entries with a prefix from a key on, `limit` of them at most.
    pub fn page(&self, tree: Tree, prefix: &[u8], from: &[u8], limit: usize) -> Result<Page, ViewError> {
        self.with(|trees| {
            let range = trees.of(tree).range(from..).take(limit);
            let fits = |entry: &sled::Result<(sled::IVec, sled::IVec)>| {
                entry.as_ref().map_or(true, |(key, _)| key.starts_with(prefix))
            };
            range.take_while(fits).collect()
        })
    }

    /// Applies steps, each with the chain hash after it, and answers with the head then. Whoever reads meanwhile may see
    /// half of a step (`live` shows them whole).
    ///
    /// The head moves behind the steps, never before: what a kill leaves half done is done again from the journal,
    /// and doing it again changes nothing.
    pub fn apply(&self, head: Head, steps: &[(Step, [u8; 32])]) -> Result<Head, ViewError> {
        let mut ops: Vec<&Op> = Vec::new();
        let (mut edits, mut written, mut reached) = (0, head.seq, head);
        for (step, chain) in steps {
            ops.extend(&step.ops);
            edits += step.edits;
            reached = step.after(reached, *chain);
            if edits >= EDITS_AT_ONCE {
                self.put(&ops, Some(&reached))?;
                ops.clear();
                (edits, written) = (0, reached.seq);
            }
        }
        if reached.seq > written {
            self.put(&ops, Some(&reached))?;
        }
        Ok(reached)
    }

    /// Does all of it, and moves the head last when there is one to move to.
    ///
    /// Not in a transaction of sled: each of those makes it write and sync its log twice, which takes as long as the
    /// save itself. What a kill leaves half done stands behind the head, and is done again from the journal.
    pub fn put(&self, ops: &[&Op], head: Option<&Head>) -> Result<(), ViewError> {
        let _watched = self.watchdog.call();
        self.with(|trees| {
            for op in ops {
                let tree = trees.of(op.tree);
                match &op.value {
                    Some(value) => tree.insert(op.key.as_slice(), value.as_slice())?,
                    None => tree.remove(op.key.as_slice())?,
                };
            }
            if let Some(head) = head {
                trees.meta.insert(HEAD, head.to_bytes())?;
            }
            Ok(())
        })
    }

    /// The digests of what it really holds: of the records, and of the derived keys.
    pub fn measure(&self) -> Result<(Digest, Digest), ViewError> {
        let (mut records, mut derived) = (Digest::default(), Digest::default());
        self.for_each(Tree::Records, &[], |key, value| {
            let (kind, id) = key.split_first().unwrap_or((&0, &[]));
            records.add(*kind, uuid::Uuid::from_slice(id).unwrap_or_default(), value);
            Ok::<(), ViewError>(())
        })?;
        for tree in [Tree::Index, Tree::Requests] {
            self.for_each(tree, &[], |key, _| {
                count_key(&mut derived, tree, key);
                Ok::<(), ViewError>(())
            })?;
        }
        Ok((records, derived))
    }

    /// Closes it and answers whether sled has really let go of its files, everything written and synced.
    pub fn close(&self) -> bool {
        let trees = self.trees.write().unwrap_or_else(PoisonError::into_inner).take();
        if trees.is_none() || let_go(trees).is_err() {
            return false;
        }
        let file = fs::OpenOptions::new().write(true).open(self.dir.join("db"));
        let Ok(file) = file else { return false };
        (0..=WAITS).any(|wait| {
            thread::sleep(if wait == 0 { Duration::ZERO } else { WAIT });
            file.try_lock().is_ok()
        })
    }
}

impl Drop for SledView {
    fn drop(&mut self) {
        let trees = self.trees.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // A damaged store may panic while it is dropped; by then nobody waits for an answer.
        let _ = let_go(trees);
    }
}

impl Trees {
    fn open(dir: &Path, cache_bytes: u64) -> sled::Result<Trees> {
        // Compression and segment size stay as they are by default: they can never change later.
        let config = sled::Config::new().path(dir).cache_capacity(cache_bytes).flush_every_ms(Some(500));
        let db = config.open()?;
        Ok(Trees {
            records: db.open_tree("records")?,
            index: db.open_tree("index")?,
            requests: db.open_tree("requests")?,
            meta: db.open_tree("meta")?,
            _db: db,
        })
    }

    fn of(&self, tree: Tree) -> &sled::Tree {
        match tree {
            Tree::Records => &self.records,
            Tree::Index => &self.index,
            Tree::Requests => &self.requests,
        }
    }
}

/// Goes through pages of entries from a key on, until one is empty.
pub(super) fn by_pages<E: From<ViewError>>(
    page: impl Fn(&[u8]) -> Result<Page, ViewError>,
    from: &[u8],
    mut each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut from = from.to_vec();
    loop {
        let page = page(&from)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        from = [last.as_ref(), &[0]].concat();
        for (key, value) in &page {
            each(key, value)?;
        }
    }
}

/// Drops it, which makes sled write out what it holds.
fn let_go(trees: Option<Trees>) -> Result<(), ViewError> {
    guarded(|| {
        drop(trees);
        Ok(())
    })
}

/// Runs a call of sled, and makes an error of a panic.
fn guarded<T>(act: impl FnOnce() -> sled::Result<T>) -> Result<T, ViewError> {
    match catch_unwind(AssertUnwindSafe(act)) {
        Ok(done) => done.map_err(sort_out),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
            Err(ViewError::Damaged(said.to_owned()))
        }
    }
}

/// Tells corruption, after which the view is made anew, from a disk that fails, after which it must not be.
fn sort_out(error: sled::Error) -> ViewError {
    use io::ErrorKind::{InvalidData, InvalidInput, IsADirectory, NotADirectory, Other, UnexpectedEof};
    match error {
        sled::Error::Io(error) if error.to_string().contains(LOCK_HELD) => ViewError::Busy,
        sled::Error::Io(error) => match error.kind() {
            // A read behind the end of a truncated file, lengths that make no sense, and sled's own "torn segment".
            UnexpectedEof | InvalidData | InvalidInput | NotADirectory | IsADirectory | Other => {
                ViewError::Damaged(error.to_string())
            }
            _ => ViewError::Io(error),
        },
        other => ViewError::Damaged(other.to_string()),
    }
}
