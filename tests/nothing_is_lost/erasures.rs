//! An erasure is recorded and complete or was never recorded, wherever it is cut off: while it is recorded, and while
//! the next opening carries it out; by a power cut, or by a kill with a power cut behind it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use ndtq::domain::{AnyRecord, ERASED, RecordKey, StaffId};
use ndtq::protocol::{By, Change};
use ndtq::store::{Erasure, Store, decode_any, system_random};
use uuid::Uuid;

use crate::author::Author;
use crate::count;
use crate::evidence::copy_dir;
use crate::power_disk::PowerDisk;
use crate::random::{Random, seed};
use crate::views::{go_on, is_whole, options};

const SEGMENT_BYTES: u64 = 900;
/// Texts shorter than this may stand in a file by chance.
const TELLING: usize = 12;

/// A store with an erasure in its life, on a disk that can be cut.
struct Run {
    dir: PathBuf,
    _home: tempfile::TempDir,
    /// The view as it is before the erasure: it does not hold more than the journal, wherever the cut comes.
    view: tempfile::TempDir,
    disk: PowerDisk,
    author: Author,
    key: RecordKey,
    chain: [u8; 32],
    /// How many calls the disk had when the erasure was asked for, and when it was acknowledged.
    asked: usize,
    told: usize,
}

#[test]
fn an_erasure_is_complete_or_was_never_recorded() {
    let (cases, seed) = (count("NDTQ_PROOF_VIEWS", 20), seed());
    let (mut complete, mut never, mut killed) = (0, 0, 0);
    for case in 0..cases {
        let mut random = Random::of(seed + u64::from(case));
        let run = Run::of(&mut random);
        let what = format!("NDTQ_PROOF_SEED={seed}, case {case}");
        let call = match case % 3 {
            0 => run.told,
            _ => run.asked + random.below((run.told - run.asked) as u64 + 1) as usize,
        };
        let is_kill = random.once_in(2);
        let left = if is_kill { run.disk.killed(call) } else { run.disk.cut(call, &mut random) };
        killed += u32::from(is_kill);
        run.put_view(&mut random);
        let begun = left.calls();
        let is_recorded = run.opens_to(&left, call == run.told, &what);

        // Cut again, anywhere in that opening.
        let again = begun + random.below((left.calls() - begun) as u64 + 1) as usize;
        let must_be = call == run.told || (is_recorded && again == left.calls());
        let left = left.cut(again, &mut random);
        // A view that was removed stays so when the mark of the erasure is gone.
        if left.files().iter().any(|(path, _)| path.ends_with("erasing")) {
            run.put_view(&mut random);
        } else {
            fs::remove_dir_all(run.dir.join("view")).unwrap_or_default();
        }
        let is_recorded = run.opens_to(&left, must_be, &format!("{what}, cut again before call {again}"));
        complete += u32::from(is_recorded);
        never += u32::from(!is_recorded);
        let (store, _) = Store::open(&run.dir, &options(&left, SEGMENT_BYTES)).unwrap();
        go_on(&store, &what);
    }
    println!(
        "erasures: {cases} cut off, and cut again while they were carried out (seed {seed}), {killed} of them by a \
         kill first; {complete} complete, {never} never recorded; half done 0"
    );
}

impl Run {
    fn of(random: &mut Random) -> Run {
        let home = tempfile::tempdir().unwrap();
        let (dir, disk) = (home.path().join("data"), PowerDisk::with_folder(home.path()));
        let (store, _) = Store::open(&dir, &options(&disk, SEGMENT_BYTES)).unwrap();
        let mut author = Author::default();
        for _ in 0..4 + random.below(8) {
            let changes = author.write(1 + random.below(4) as usize, 300, random);
            store.commit(&changes).unwrap();
            author.take_all(&changes);
            if random.once_in(2) {
                store.upkeep().unwrap();
            }
        }
        let at = random.below(author.records.len() as u64) as usize;
        let key = *author.records.keys().nth(at).unwrap();
        let chain = store.head().chain;
        drop(store);
        let view = tempfile::tempdir().unwrap();
        copy_dir(&dir.join("view"), view.path());
        let (store, _) = Store::open(&dir, &options(&disk, SEGMENT_BYTES)).unwrap();
        let asked = disk.calls();
        store.erase(&erasure(key), &system_random()).unwrap();
        let told = disk.calls();
        drop(store);
        Run { dir, _home: home, view, disk, author, key, chain, asked, told }
    }

    /// The view as it was, or none.
    fn put_view(&self, random: &mut Random) {
        let view = self.dir.join("view");
        fs::remove_dir_all(&view).unwrap_or_default();
        if random.once_in(2) {
            copy_dir(self.view.path(), &view);
        }
    }

    /// Opens it, looks through it, and answers whether the erasure was recorded.
    fn opens_to(&self, disk: &PowerDisk, must_be: bool, what: &str) -> bool {
        let opened = Store::open(&self.dir, &options(disk, SEGMENT_BYTES));
        let (store, opened) = opened.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(opened.read_only, None, "{what}");
        let found = store.changes(1, usize::MAX).unwrap();
        let written = &self.author.changes;
        let is_recorded = found.len() > written.len();
        assert!(is_recorded || !must_be, "{what}: it was acknowledged");
        for (key, (_, bytes)) in self.author.records.iter().filter(|(key, _)| **key != self.key) {
            assert_eq!(store.raw(*key).unwrap().as_ref(), Some(bytes), "{what}: {key:?}");
        }
        is_whole(&store, what);
        if is_recorded {
            self.is_complete(&store, &found, disk, what);
        } else {
            assert_eq!((&found, store.head().chain), (written, self.chain), "{what}");
            let bytes = &self.author.records[&self.key].1;
            assert_eq!(store.raw(self.key).unwrap().as_ref(), Some(bytes), "{what}");
        }
        is_recorded
    }

    /// Nothing of the record's texts is anywhere, and everything else is.
    fn is_complete(&self, store: &Store, found: &[Change], disk: &PowerDisk, what: &str) {
        assert_eq!(found.len(), self.author.changes.len() + 1, "{what}");
        for (found, written) in found.iter().zip(&self.author.changes) {
            let others = |change: &Change| {
                let others = change.edits.iter().filter(|edit| edit.key() != Some(self.key));
                others.cloned().collect::<Vec<_>>()
            };
            assert_eq!(others(found), others(written), "{what}: change {}", found.seq);
            assert_eq!(found.request, written.request, "{what}: change {}", found.seq);
        }
        for text in found.iter().flat_map(|change| texts(change, self.key)) {
            assert_eq!(text, ERASED, "{what}");
        }
        let secrets = self.author.changes.iter().flat_map(|change| texts(change, self.key));
        let secrets: Vec<String> = secrets.filter(|text| text.len() >= TELLING).collect();
        let mut files = disk.files();
        files.extend(files_in(&self.dir));
        for (path, bytes) in files {
            let told = secrets.iter().find(|secret| holds(&bytes, secret.as_bytes()));
            assert_eq!(told, None, "{what}: {}", path.display());
        }
        let list = disk.files().into_iter().find(|(path, _)| path.ends_with("erased.txt")).unwrap().1;
        let line = format!("{} {}\n", self.key.kind as u8, self.key.id);
        assert_eq!(String::from_utf8(list).unwrap(), line, "{what}");
        assert_eq!(store.history_of(self.key).unwrap().last(), Some(&(found.len() as u64)), "{what}");
    }
}

fn erasure(key: RecordKey) -> Erasure {
    let by = By { staff: StaffId(Uuid::from_u128(9)), login: "trinh".into() };
    Erasure::whole(by, 1_700_000_000_000, Uuid::from_u128(77), BTreeSet::from([key]))
}

/// What a change says of a note, before it and after it.
fn texts(change: &Change, key: RecordKey) -> Vec<String> {
    let edits = change.edits.iter().filter(|edit| edit.key() == Some(key));
    let all = edits.flat_map(|edit| [&edit.before, &edit.after]).flatten();
    let text = |bytes: &Vec<u8>| match decode_any(key, bytes).unwrap().record {
        AnyRecord::Note(note) => note.text,
        other => panic!("{other:?}"),
    };
    all.map(text).collect()
}

/// As they are, and what is packed in them: an archive from its beginning, a snapshot behind its title.
fn holds(bytes: &[u8], secret: &[u8]) -> bool {
    let has = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret);
    has(bytes)
        || [0, 114].into_iter().any(|start| {
            let mut unpacked = Vec::new();
            let packed = bytes.get(start..).unwrap_or_default();
            let _ = flate2::read::GzDecoder::new(packed).read_to_end(&mut unpacked);
            has(&unpacked)
        })
}

fn files_in(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files
}
