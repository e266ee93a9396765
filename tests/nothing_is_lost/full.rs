//! The disk is full: a save is refused and leaves nothing behind, and the next one works when there is room again.

use std::sync::Arc;

use ndtq::store::{Disk, Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::author::Author;
use crate::power_disk::PowerDisk;
use crate::random::Random;

/// Room for less and for more than a save takes.
const MOST_ROOM: usize = 700;

/// The disk takes so many bytes and no more, for any number of bytes.
#[test]
fn a_full_disk_loses_nothing() {
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
