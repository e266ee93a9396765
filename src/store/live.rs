//! The view as it is read while people work: sled, and over it what the journal has and sled has not yet.
//!
//! A save is answered once it stands in the journal. To put it into sled takes longer than that, so a thread of its own
//! does so afterwards (`follow`), and until then readers find it here. Nothing is lost with what is here: the next
//! opening reads it from the journal.

mod ahead;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::head::Head;
use super::sled_view::{EDITS_AT_ONCE, PAGE, Page, SledView, ViewError, by_pages};
use super::step::{Op, Step, Tree};
use crate::protocol::Digest;
use ahead::{Ahead, over_keys};

/// How far sled may be behind, in edits: a save waits then. Whatever is behind is held in memory.
const MOST_BEHIND: usize = 64 * 1024;
/// So far behind it follows whatever else is to be done,
const PRESSED: usize = MOST_BEHIND / 4 * 3;
/// until it is only so far behind.
const RELIEVED: usize = MOST_BEHIND / 2;
/// Else it waits until nobody has saved for so long: a storm of saves has the processors for itself.
const QUIET: Duration = Duration::from_millis(3);

/// A step with the head after it.
pub(super) type Reached = (Step, Head);

/// The view, with what it is behind.
pub(super) struct Live {
    shared: Arc<Shared>,
    follower: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    sled: SledView,
    ahead: RwLock<Ahead>,
    behind: Mutex<Behind>,
    /// Something was given to the follower, or it got on.
    moved: Condvar,
    has_failed: AtomicBool,
}

/// What waits for the follower.
#[derive(Default)]
struct Behind {
    steps: VecDeque<Arc<Reached>>,
    /// The edits of these, and of those being put.
    edits: usize,
    /// The last change that came, and the last one that is put.
    last_came: u64,
    last_put: u64,
    /// When the last ones came.
    last: Option<Instant>,
    /// It is far behind.
    is_pressed: bool,
    /// How many wait for it to get on.
    waiting: u32,
    /// Nothing more will come.
    ends: bool,
    failure: Option<ViewError>,
}

impl Behind {
    fn came(&mut self, steps: &[Arc<Reached>]) {
        self.steps.extend(steps.iter().cloned());
        self.edits += edits(steps);
        self.last_came = steps.last().map_or(self.last_came, |reached| reached.1.seq);
        self.is_pressed |= self.edits >= PRESSED;
        self.last = Some(Instant::now());
    }

    fn put(&mut self, steps: &[Arc<Reached>]) {
        self.edits -= edits(steps);
        self.last_put = steps.last().map_or(self.last_put, |reached| reached.1.seq);
        self.is_pressed &= self.edits > RELIEVED;
    }

    /// How long it is still to wait, for others to have the processors.
    fn rest(&self) -> Option<Duration> {
        let hurries = self.is_pressed || self.waiting > 0 || self.ends;
        self.last.filter(|_| !hurries).and_then(|last| QUIET.checked_sub(last.elapsed()))
    }
}

impl Live {
    /// A view that is up to the journal. One that is only read needs no follower.
    pub fn of(sled: SledView, is_written: bool) -> Live {
        let shared = Arc::new(Shared {
            sled,
            ahead: RwLock::default(),
            behind: Mutex::default(),
            moved: Condvar::new(),
            has_failed: AtomicBool::new(false),
        });
        let follower = is_written.then(|| follower(&shared)).flatten();
        Live { shared, follower: Mutex::new(follower) }
    }

    /// Shows steps to readers, each at once, and leaves them to be put into sled; waits while that is far behind.
    pub fn follow(&self, steps: Vec<Reached>) {
        let steps: Vec<Arc<Reached>> = steps.into_iter().map(Arc::new).collect();
        let puts_its_own = self.follower().is_none();
        for some in steps.chunk_by(|a, b| a.0.edits + b.0.edits < EDITS_AT_ONCE) {
            self.shared.wait_while(|behind| behind.edits > MOST_BEHIND);
            self.shared.show(some);
            self.shared.give(some);
            if puts_its_own {
                self.shared.put_all();
            }
        }
    }

    /// Why sled cannot follow any more; said once. The service ends then, and the next opening makes it whole.
    pub fn failure(&self) -> Option<ViewError> {
        self.shared.behind().failure.take()
    }

    /// Whether sled cannot follow any more.
    pub fn has_failed(&self) -> bool {
        self.shared.has_failed.load(Ordering::Acquire)
    }

    /// The sled itself, once it has all that was followed until now; others may go on saving.
    pub fn settled(&self) -> &SledView {
        let until = self.shared.behind().last_came;
        self.shared.wait_while(|behind| behind.last_put < until);
        &self.shared.sled
    }

    /// The digests of what sled really holds once it is settled: of the records, and of the derived keys.
    pub fn measure(&self) -> Result<(Digest, Digest), ViewError> {
        self.settled().measure()
    }

    /// The value of a key.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, ViewError> {
        // Looked for here first: what is no longer here is in sled.
        if let Some(value) = self.shared.read_ahead().get(tree, key) {
            return Ok(value.map(<[u8]>::to_vec));
        }
        self.shared.sled.get(tree, key)
    }

    /// The keys with a prefix, in order, `limit` of them at most.
    pub fn keys(&self, tree: Tree, prefix: &[u8], limit: usize) -> Result<Vec<Vec<u8>>, ViewError> {
        // Held meanwhile: no step comes in between, so that each is seen whole or not at all.
        let ahead = self.shared.read_ahead();
        let here = ahead.with(tree, prefix);
        let gone = here.iter().filter(|op| op.value.is_none()).count();
        let keys = self.shared.sled.keys(tree, prefix, limit.saturating_add(gone))?;
        Ok(if here.is_empty() { keys } else { over_keys(keys, &here, limit) })
    }

    /// The last key with a prefix.
    pub fn last_key(&self, tree: Tree, prefix: &[u8]) -> Result<Option<Vec<u8>>, ViewError> {
        let ahead = self.shared.read_ahead();
        let last = self.shared.sled.last_key(tree, prefix)?;
        let is_gone = last.as_ref().is_some_and(|last| ahead.get(tree, last) == Some(None));
        if !is_gone {
            return Ok(last.max(ahead.last_key(tree, prefix)));
        }
        let keys = self.shared.sled.keys(tree, prefix, usize::MAX)?;
        Ok(over_keys(keys, &ahead.with(tree, prefix), usize::MAX).pop())
    }

    /// Entries with a prefix from a key on, `limit` of them at most.
    pub fn page(&self, tree: Tree, prefix: &[u8], from: &[u8], limit: usize) -> Result<Page, ViewError> {
        let ahead = self.shared.read_ahead();
        let (mut all, mut from) = (Page::new(), from.to_vec());
        loop {
            let wanted = limit - all.len();
            let page = self.shared.sled.page(tree, prefix, &from, wanted)?;
            let through = page.last().filter(|_| page.len() == wanted).map(|(key, _)| key.to_vec());
            all.extend(ahead.over_page(tree, prefix, &from, through.as_deref(), page));
            all.truncate(limit);
            let Some(through) = through.filter(|_| all.len() < limit) else { return Ok(all) };
            from = [through.as_slice(), &[0]].concat();
        }
    }

    /// Goes through what has a prefix, a page at a time.
    pub fn for_each<E: From<ViewError>>(
        &self,
        tree: Tree,
        prefix: &[u8],
        each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        by_pages(|from| self.page(tree, prefix, from, PAGE), prefix, each)
    }

    /// Closes it and answers whether sled has everything and has really let go of its files.
    pub fn close(&self) -> bool {
        self.end();
        let is_whole = self.shared.behind().edits == 0;
        self.shared.sled.close() && is_whole
    }

    fn end(&self) {
        self.shared.behind().ends = true;
        self.shared.moved.notify_all();
        if let Some(follower) = self.follower().take() {
            // If it panicked, the next opening finds the view behind.
            drop(follower.join());
        }
    }

    fn follower(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.follower.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.end();
    }
}

/// Without a thread each save puts its own.
fn follower(shared: &Arc<Shared>) -> Option<JoinHandle<()>> {
    let shared = Arc::clone(shared);
    let follow = move || {
        let _tells = TellsWhenItPanics(&shared);
        shared.follow();
    };
    thread::Builder::new().name("follower".into()).spawn(follow).ok()
}

/// Nobody is to wait for a follower that has gone.
struct TellsWhenItPanics<'s>(&'s Shared);

impl Drop for TellsWhenItPanics<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.fail(ViewError::Damaged("whoever follows the journal has gone".into()));
        }
    }
}

impl Shared {
    fn behind(&self) -> MutexGuard<'_, Behind> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_ahead(&self) -> RwLockReadGuard<'_, Ahead> {
        self.ahead.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_ahead(&self) -> RwLockWriteGuard<'_, Ahead> {
        self.ahead.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self, steps: &[Arc<Reached>]) {
        let mut ahead = self.write_ahead();
        steps.iter().for_each(|reached| ahead.add(reached));
    }

    fn give(&self, steps: &[Arc<Reached>]) {
        let mut behind = self.behind();
        // While the follower waits for quiet it wakes by itself.
        let (was_idle, was_pressed) = (behind.steps.is_empty(), behind.is_pressed);
        behind.came(steps);
        let wakes = was_idle || behind.is_pressed != was_pressed;
        drop(behind);
        if wakes {
            self.moved.notify_all();
        }
    }

    /// Waits, unless nobody gets on any more.
    fn wait_while(&self, is_so: impl Fn(&Behind) -> bool) {
        let mut behind = self.behind();
        if !is_so(&behind) {
            return;
        }
        behind.waiting += 1;
        self.moved.notify_all();
        while is_so(&behind) && !behind.ends && !self.has_failed.load(Ordering::Acquire) {
            behind = self.moved.wait(behind).unwrap_or_else(PoisonError::into_inner);
        }
        behind.waiting -= 1;
    }

    fn follow(&self) {
        while let Some(steps) = self.next() {
            if !self.put(&steps) {
                return;
            }
        }
    }

    fn put_all(&self) {
        loop {
            let steps = take_some(&mut self.behind().steps);
            if steps.is_empty() || !self.put(&steps) {
                return;
            }
        }
    }

    fn next(&self) -> Option<Vec<Arc<Reached>>> {
        let mut behind = self.behind();
        loop {
            if behind.steps.is_empty() {
                if behind.ends {
                    return None;
                }
                behind = self.moved.wait(behind).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let Some(rest) = behind.rest() else { return Some(take_some(&mut behind.steps)) };
            behind = self.moved.wait_timeout(behind, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn put(&self, steps: &[Arc<Reached>]) -> bool {
        let ops: Vec<&Op> = steps.iter().flat_map(|reached| &reached.0.ops).collect();
        let put = self.sled.put(&ops, steps.last().map(|reached| &reached.1));
        if put.is_ok() {
            // One by one: whoever reads or saves need not wait for all.
            steps.iter().for_each(|reached| self.write_ahead().forget(reached));
        }
        match put {
            Ok(()) => self.behind().put(steps),
            Err(error) => {
                self.fail(error);
                return false;
            }
        }
        self.moved.notify_all();
        true
    }

    fn fail(&self, error: ViewError) {
        // Under the lock, so that nobody begins to wait in between.
        let mut behind = self.behind();
        behind.failure = Some(error);
        self.has_failed.store(true, Ordering::Release);
        drop(behind);
        self.moved.notify_all();
    }
}

fn edits(steps: &[Arc<Reached>]) -> usize {
    steps.iter().map(|reached| reached.0.edits.max(1)).sum()
}

fn take_some(waiting: &mut VecDeque<Arc<Reached>>) -> Vec<Arc<Reached>> {
    let mut steps = Vec::new();
    let mut edits = 0;
    while edits < EDITS_AT_ONCE
        && let Some(step) = waiting.pop_front()
    {
        edits += step.0.edits;
        steps.push(step);
    }
    steps
}

#[cfg(test)]
mod tests;
