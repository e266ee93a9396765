//! The disk is full: a save is refused and leaves nothing behind, and the next one works when there is room again.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command as Process;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ndtq::client::{CallError, Session};
use ndtq::domain::UnitId;
use ndtq::protocol::{Query, Refusal};
use ndtq::store::{Disk, Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::author::Author;
use crate::power_disk::PowerDisk;
use crate::random::Random;
use crate::support::{Home, add_unit, key, saved, status, until};

/// Room for less and for more than a save takes.
const MOST_ROOM: usize = 700;

#[test]
fn a_full_disk_loses_nothing() {
    at_the_journal();
    match Small::mounted() {
        Ok(small) => {
            with_a_service(&small);
            println!("full disk: also with a service on a small file system");
        }
        Err(why) => println!("full disk: at the journal alone; a small file system cannot be mounted: {why}"),
    }
}

/// The disk takes so many bytes and no more, for any number of bytes.
fn at_the_journal() {
    let home = tempfile::tempdir().unwrap();
    let (dir, disk) = (home.path().join("data"), PowerDisk::with_folder(home.path()));
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let new = StoreOptions::new(Uuid::from_u128(1), 0, system_random());
    let options = StoreOptions { disk: shared, segment_bytes: 1_000, cache_bytes: 4 * 1024 * 1024, ..new };
    let (store, _) = Store::open(&dir, &options).unwrap();
    let (mut author, mut random, mut refused) = (Author::default(), Random::of(11), 0);
    for room in 0..MOST_ROOM {
        for room in [Some(room), None] {
            disk.set_room(room);
            let changes = author.write(1, 60, &mut random);
            match store.commit(&changes) {
                Ok(()) => author.take_all(&changes),
                Err(error) => {
                    assert!(room.is_some() && !error.is_fatal(), "{room:?}: {error}");
                    refused += 1;
                }
            }
            assert_eq!(store.head().seq, author.changes.len() as u64, "{room:?}");
        }
    }
    assert!(refused > MOST_ROOM / 4, "{refused}");
    drop(store);
    let left = disk.cut(disk.calls(), &mut random);
    let (store, _) = Store::open(&dir, &StoreOptions { disk: Arc::new(left), ..options }).unwrap();
    assert_eq!(store.changes(1, usize::MAX).unwrap(), author.changes);
    println!("full disk: {} saves, {refused} more were refused; lost 0", author.changes.len());
}

fn with_a_service(small: &Small) {
    let home = Home::within(&small.folder);
    let mut session = Session::connect(&home.options()).unwrap();
    let acknowledged: Vec<u64> = (1..=50).map(|number| save(&mut session, number).unwrap()).collect();
    let ballast = small.fill();
    read_on(&mut session);
    // Some saves may still find room in what the file system rounds up.
    let refusal = until("a refusal", || {
        let last = status(&mut session).seq;
        save(&mut session, u128::from(last) + 1_000).err()
    });
    assert!(matches!(&refusal, CallError::Refused(Refusal::NoRoom(_))), "{refusal:?}");
    read_on(&mut session);
    let last = status(&mut session);
    drop(ballast);
    let next = save(&mut session, 5_000).unwrap();
    assert_eq!(next, last.seq + 1);
    for (number, seq) in (1..).zip(acknowledged) {
        assert_eq!(save(&mut session, number).unwrap(), seq, "asked again");
    }
}

/// For longer than sled takes until it writes out what it has in memory, which finds no room either.
fn read_on(session: &mut Session) {
    let until = Instant::now() + Duration::from_millis(1_200);
    while Instant::now() < until {
        let key = UnitId(Uuid::from_u128(7)).key();
        for query in [Query::Find { words: "n".into(), limit: 5 }, Query::Record(key), Query::Status] {
            let answer = session.ask(query);
            assert!(answer.is_ok(), "{answer:?}");
        }
    }
}

fn save(session: &mut Session, number: u128) -> Result<u64, CallError> {
    session.act(key(number), add_unit(number)).map(|answer| saved(answer).seq)
}

/// A small file system of the test's own.
struct Small {
    folder: PathBuf,
    _at: tempfile::TempDir,
}

impl Small {
    fn mounted() -> Result<Small, String> {
        let at = tempfile::tempdir().unwrap();
        let mut mount = Process::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=24m,mode=0700", "ndtq-proof"]).arg(at.path());
        let done = mount.output().map_err(|error| error.to_string())?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).trim().to_owned());
        }
        Ok(Small { folder: at.path().to_owned(), _at: at })
    }

    /// Fills it up for as long as the ballast is kept.
    fn fill(&self) -> Ballast {
        let path = self.folder.join("ballast");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        Ballast(path)
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: a service that is about to end may still be there.
        Process::new("umount").arg("-l").arg(&self.folder).output().map(drop).unwrap_or_default();
    }
}

/// Thrown out when dropped, also by a test that fails: the home's service must be able to end.
struct Ballast(PathBuf);

impl Drop for Ballast {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap_or_default();
    }
}
