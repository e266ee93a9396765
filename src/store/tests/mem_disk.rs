//! A disk in memory that records its calls, keeps what was synced apart, and fails when it is told to.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::store::{Disk, DiskFile};

/// The disk; clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct MemDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, File>,
    calls: Vec<&'static str>,
    room: Option<usize>,
    hides_room: bool,
    sync_fails: bool,
    truncate_fails: bool,
}

#[derive(Clone, Debug, Default)]
struct File {
    now: Vec<u8>,
    synced: Vec<u8>,
}

impl MemDisk {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap())
    }

    /// A disk of its own with the same bytes.
    pub fn copy(&self) -> MemDisk {
        let files = self.with(|state| state.files.clone());
        MemDisk(Arc::new(Mutex::new(State { files, ..State::default() })))
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        self.with(|state| state.files[path].now.clone())
    }

    /// Puts bytes into a file.
    pub fn put(&self, path: &Path, bytes: Vec<u8>) {
        let file = File { synced: bytes.clone(), now: bytes };
        self.with(|state| state.files.insert(path.to_owned(), file));
    }

    /// The files there are.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.with(|state| state.files.keys().cloned().collect())
    }

    /// Only what was synced is left.
    pub fn cut_power(&self) {
        self.with(|state| state.files.values_mut().for_each(|file| file.now = file.synced.clone()));
    }

    /// Leaves room for so many bytes more.
    pub fn set_room(&self, room: Option<usize>) {
        self.with(|state| state.room = room);
    }

    /// Leaves room for so many bytes more and does not say so, as a quota.
    pub fn set_quota(&self, room: Option<usize>) {
        self.set_room(room);
        self.with(|state| state.hides_room = true);
    }

    /// Lets every sync fail from now on, or work again.
    pub fn set_sync_fails(&self, fails: bool) {
        self.with(|state| state.sync_fails = fails);
    }

    /// Lets every truncation fail from now on, or work again.
    pub fn set_truncate_fails(&self, fails: bool) {
        self.with(|state| state.truncate_fails = fails);
    }

    /// The calls since the last time this was asked.
    pub fn take_calls(&self) -> Vec<&'static str> {
        self.with(|state| std::mem::take(&mut state.calls))
    }
}

impl Disk for MemDisk {
    fn make_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let in_dir = |path: &PathBuf| path.parent() == Some(dir);
        let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        Ok(self.paths().into_iter().filter(in_dir).map(name).collect())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Ok(self.bytes(path))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.with(|state| {
            state.calls.push("open");
            state.files.entry(path.to_owned()).or_default();
        });
        self.open_read(path)
    }

    fn open_read(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(MemFile { disk: self.clone(), path: path.to_owned() }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.with(|state| state.files.remove(path));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.with(|state| {
            let file = state.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
            state.files.insert(to.to_owned(), file);
            Ok(())
        })
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        self.with(|state| Ok(state.room.filter(|_| !state.hides_room).map_or(u64::MAX, |room| room as u64)))
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.with(|state| state.calls.push("sync_dir"));
        Ok(())
    }
}

#[derive(Debug)]
struct MemFile {
    disk: MemDisk,
    path: PathBuf,
}

impl MemFile {
    fn with<T>(&self, act: impl FnOnce(&mut State, &mut File) -> T) -> T {
        self.disk.with(|state| {
            let mut file = state.files.remove(&self.path).unwrap_or_default();
            let done = act(state, &mut file);
            state.files.insert(self.path.clone(), file);
            done
        })
    }
}

impl DiskFile for MemFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|state, file| {
            state.calls.push("append");
            let fits = state.room.map_or(bytes.len(), |room| room.min(bytes.len()));
            file.now.extend_from_slice(&bytes[..fits]);
            state.room = state.room.map(|room| room - fits);
            if fits == bytes.len() { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
        })
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.with(|state, file| {
            state.calls.push("truncate");
            if state.truncate_fails {
                return Err(io::ErrorKind::Other.into());
            }
            file.now.truncate(usize::try_from(length).unwrap());
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.with(|state, file| {
            state.calls.push("sync_data");
            if state.sync_fails {
                return Err(io::ErrorKind::Other.into());
            }
            file.synced = file.now.clone();
            Ok(())
        })
    }

    fn length(&self) -> io::Result<u64> {
        self.with(|_, file| Ok(file.now.len() as u64))
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.with(|_, file| {
            let from = usize::try_from(offset).unwrap();
            let there = file.now.get(from..from + bytes.len());
            bytes.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }
}
