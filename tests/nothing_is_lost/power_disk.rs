//! A disk in memory whose power can be cut at any call, also afterwards: it keeps a log of all calls.
//!
//! A file is its bytes; a name leads to it. What was written or cut and not synced, and what was made, renamed or
//! removed in a folder that was not synced, is lost or kept as chance has it, each by itself and in any order, and a
//! write may be torn: kept up to some byte, or with some of its sectors still zeros. What was synced is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ndtq::store::{Disk, DiskFile};

use crate::random::Random;

const SECTOR: usize = 512;

/// The disk; clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct PowerDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// As the last power cut left it, or as it was when it was new.
    before: Image,
    now: Image,
    log: Vec<Call>,
    room: Option<usize>,
}

#[derive(Clone, Debug, Default)]
struct Image {
    files: Vec<Vec<u8>>,
    names: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
}

/// A call that changed something, or made something last. Files are numbered.
#[derive(Clone, Debug)]
enum Call {
    MakeDir(PathBuf),
    Create(PathBuf, usize),
    Rename(PathBuf, PathBuf, usize),
    Remove(PathBuf, usize),
    Write(usize, usize, Vec<u8>),
    Truncate(usize, usize),
    SyncData(usize),
    SyncDir(PathBuf),
    Mark(u64),
}

impl PowerDisk {
    /// A disk on which a folder stands, and those above it.
    pub fn with_folder(dir: &Path) -> PowerDisk {
        let disk = PowerDisk::default();
        disk.with(|state| {
            state.before.folders.extend(dir.ancestors().map(Path::to_owned));
            state.now = state.before.clone();
        });
        disk
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap())
    }

    /// Notes in the log that the one who writes has come so far.
    pub fn mark(&self, mark: u64) {
        self.with(|state| state.log.push(Call::Mark(mark)));
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.with(|state| state.log.len())
    }

    /// The last mark before a call.
    pub fn last_mark(&self, call: usize) -> Option<u64> {
        let mark = |call: &Call| if let Call::Mark(mark) = call { Some(*mark) } else { None };
        self.with(|state| state.log[..call].iter().rev().find_map(mark))
    }

    /// Leaves room for so many bytes more.
    pub fn set_room(&self, room: Option<usize>) {
        self.with(|state| state.room = room);
    }

    /// The files there are, with their bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.with(|state| {
            let now = &state.now;
            now.names.iter().map(|(path, file)| (path.clone(), now.files[*file].clone())).collect()
        })
    }

    /// Puts bytes into a file, as if they had always been there.
    pub fn put(&self, path: &Path, bytes: Vec<u8>) {
        self.with(|state| {
            for image in [&mut state.before, &mut state.now] {
                image.files.push(bytes.clone());
                image.folders.extend(path.ancestors().skip(1).map(Path::to_owned));
                image.names.insert(path.to_owned(), image.files.len() - 1);
            }
            assert_eq!(state.before.files.len(), state.now.files.len(), "put comes before all calls");
        });
    }

    /// What is left when the power is cut before a call.
    pub fn cut(&self, call: usize, random: &mut Random) -> PowerDisk {
        PowerDisk::holding(self.with(|state| survivors(&state.before, &state.log[..call], random)))
    }

    /// The same disk when the process is killed before a call: the system still has all calls, and syncs what it
    /// likes. A power cut may follow.
    pub fn killed(&self, call: usize) -> PowerDisk {
        self.with(|state| {
            let (mut now, log) = (state.before.clone(), state.log[..call].to_vec());
            log.iter().for_each(|call| now.take(call));
            let before = state.before.clone();
            PowerDisk(Arc::new(Mutex::new(State { before, now, log, room: None })))
        })
    }

    fn holding(image: Image) -> PowerDisk {
        PowerDisk(Arc::new(Mutex::new(State { now: image.clone(), before: image, ..State::default() })))
    }
}

/// The calls that a sync made last, and of the others as many as chance has it.
fn survivors(before: &Image, log: &[Call], random: &mut Random) -> Image {
    let mut image = before.clone();
    let (lasting, mut pending): (Vec<_>, Vec<_>) =
        log.iter().enumerate().partition(|(at, call)| is_lasting(call, &log[at + 1..]));
    lasting.into_iter().for_each(|(_, call)| image.take(call));
    let kept_of_four = random.below(5);
    pending.retain(|_| random.below(4) < kept_of_four);
    if random.once_in(2) {
        shuffle(&mut pending, random);
    }
    for (_, call) in pending {
        match call {
            Call::Write(file, at, bytes) if random.once_in(2) => image.take_torn(*file, *at, bytes, random),
            call => image.take(call),
        }
    }
    image.forget_what_no_folder_holds();
    image
}

fn is_lasting(call: &Call, later: &[Call]) -> bool {
    let dir_synced = |path: &Path| {
        let dir = path.parent().unwrap();
        later.iter().any(|call| matches!(call, Call::SyncDir(synced) if synced == dir))
    };
    match call {
        Call::MakeDir(path) | Call::Create(path, _) | Call::Remove(path, _) => dir_synced(path),
        Call::Rename(from, to, _) => dir_synced(from) && dir_synced(to),
        Call::Write(file, ..) | Call::Truncate(file, _) => {
            later.iter().any(|call| matches!(call, Call::SyncData(synced) if synced == file))
        }
        Call::SyncData(_) | Call::SyncDir(_) | Call::Mark(_) => true,
    }
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for at in (1..items.len()).rev() {
        let other = usize::try_from(random.below(at as u64 + 1)).unwrap();
        items.swap(at, other);
    }
}

impl Image {
    fn take(&mut self, call: &Call) {
        match call {
            Call::MakeDir(path) => drop(self.folders.insert(path.clone())),
            Call::Create(path, file) => self.link(path, *file),
            Call::Rename(from, to, file) => {
                self.unlink(from, *file);
                self.link(to, *file);
            }
            Call::Remove(path, file) => self.unlink(path, *file),
            Call::Write(file, at, bytes) => self.write(*file, *at, bytes),
            Call::Truncate(file, length) => self.file(*file).truncate(*length),
            Call::SyncData(_) | Call::SyncDir(_) | Call::Mark(_) => {}
        }
    }

    /// A write of which a part is there: up to some byte, or some sectors, the others zeros.
    fn take_torn(&mut self, file: usize, at: usize, bytes: &[u8], random: &mut Random) {
        if random.once_in(2) {
            let length = usize::try_from(random.below(bytes.len() as u64 + 1)).unwrap();
            return self.write(file, at, &bytes[..length]);
        }
        let mut torn = bytes.to_vec();
        let mut sector = at / SECTOR * SECTOR;
        while sector < at + bytes.len() {
            let lost = random.once_in(2);
            let (from, to) = (sector.max(at) - at, (sector + SECTOR - at).min(bytes.len()));
            torn[from..to].iter_mut().for_each(|byte| *byte = if lost { 0 } else { *byte });
            sector += SECTOR;
        }
        self.write(file, at, &torn);
    }

    fn file(&mut self, file: usize) -> &mut Vec<u8> {
        if self.files.len() <= file {
            self.files.resize_with(file + 1, Vec::new);
        }
        &mut self.files[file]
    }

    fn write(&mut self, file: usize, at: usize, bytes: &[u8]) {
        let there = self.file(file);
        if there.len() < at + bytes.len() {
            there.resize(at + bytes.len(), 0);
        }
        there[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn link(&mut self, path: &Path, file: usize) {
        self.file(file);
        self.names.insert(path.to_owned(), file);
    }

    /// Another file may have the name by now.
    fn unlink(&mut self, path: &Path, file: usize) {
        if self.names.get(path) == Some(&file) {
            self.names.remove(path);
        }
    }

    fn forget_what_no_folder_holds(&mut self) {
        let all = self.folders.clone();
        self.folders.retain(|folder| folder.ancestors().all(|above| all.contains(above)));
        self.names.retain(|path, _| self.folders.contains(path.parent().unwrap()));
    }
}

impl State {
    fn call(&mut self, call: Call) {
        self.now.take(&call);
        self.log.push(call);
    }

    fn file_of(&self, path: &Path) -> io::Result<usize> {
        self.now.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn need_folder(&self, dir: Option<&Path>) -> io::Result<()> {
        let there = dir.is_some_and(|dir| self.now.folders.contains(dir));
        if there { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

impl Disk for PowerDisk {
    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        self.with(|state| {
            let mut above: Vec<&Path> = dir.ancestors().collect();
            above.retain(|folder| !state.now.folders.contains(*folder));
            above.into_iter().rev().for_each(|folder| state.call(Call::MakeDir(folder.to_owned())));
            Ok(())
        })
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        self.with(|state| {
            let all = state.now.names.keys().chain(&state.now.folders);
            Ok(all.filter(|path| path.parent() == Some(dir)).map(|path| name(path)).collect())
        })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.with(|state| state.file_of(path).map(|file| state.now.file(file).clone()))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.with(|state| {
            if state.file_of(path).is_err() {
                state.need_folder(path.parent())?;
                // Never a number that a lost file had: the log still names that one.
                state.now.files.push(Vec::new());
                state.call(Call::Create(path.to_owned(), state.now.files.len() - 1));
            }
            Ok::<(), io::Error>(())
        })?;
        self.open_read(path)
    }

    fn open_read(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = self.with(|state| state.file_of(path))?;
        Ok(Box::new(PowerFile { disk: self.clone(), file }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.with(|state| {
            let file = state.file_of(path)?;
            state.call(Call::Remove(path.to_owned(), file));
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.with(|state| {
            let file = state.file_of(from)?;
            state.need_folder(to.parent())?;
            state.call(Call::Rename(from.to_owned(), to.to_owned(), file));
            Ok(())
        })
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        self.with(|state| Ok(state.room.map_or(u64::MAX, |room| room as u64)))
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.with(|state| {
            state.need_folder(Some(dir))?;
            state.call(Call::SyncDir(dir.to_owned()));
            Ok(())
        })
    }
}

/// An open file: it goes on to be the same one when its name goes to another.
#[derive(Debug)]
struct PowerFile {
    disk: PowerDisk,
    file: usize,
}

impl DiskFile for PowerFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.with(|state| {
            let fits = state.room.map_or(bytes.len(), |room| room.min(bytes.len()));
            let end = state.now.file(self.file).len();
            state.call(Call::Write(self.file, end, bytes[..fits].to_vec()));
            state.room = state.room.map(|room| room - fits);
            if fits == bytes.len() { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
        })
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).unwrap();
        self.disk.with(|state| {
            let freed = state.now.file(self.file).len().saturating_sub(length);
            state.room = state.room.map(|room| room + freed);
            state.call(Call::Truncate(self.file, length));
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.with(|state| state.call(Call::SyncData(self.file)));
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        self.disk.with(|state| Ok(state.now.file(self.file).len() as u64))
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let from = usize::try_from(offset).unwrap();
        self.disk.with(|state| {
            let there = state.now.file(self.file).get(from..from + bytes.len());
            bytes.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }
}
