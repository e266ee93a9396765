//! Whether all that writers were told is so: asked of the service, and read out of a copy of the home's files.

use std::collections::HashMap;
use std::path::Path;

use ndtq::domain::{Kind, RecordKey};
use ndtq::protocol::{Act, Change, Command, Edit};
use ndtq::store::{Store, StoreOptions, system_random};
use uuid::Uuid;

use crate::support::{Home, saved};
use crate::writers::{Acknowledged, Told, Writer, digest};

/// What was found wanting.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub lost: Vec<String>,
    pub half_applied: Vec<String>,
    pub failed_starts: Vec<String>,
}

impl Findings {
    /// Asks for acts again: the service must know each under its number. `from`: the first that was not asked yet.
    pub fn ask_again(&mut self, writer: &mut Writer<'_>, told: &Told, from: usize) -> usize {
        // Never carried out: should the service not know the request, there is no such change to undo.
        let command = Command::Undo { seq: u64::MAX };
        let (recorded, _) = told.read();
        for told in &recorded[from..] {
            match writer.act(told.request, &command) {
                Ok(answer) if saved(answer.clone()).seq == told.seq => {}
                other => self.lost.push(format!("{told:?} is answered {other:?}")),
            }
        }
        recorded.len()
    }

    /// Reads a copy of the home's data, which is opened as a service would open it.
    pub fn read_copy(&mut self, home: &Home, told: &Told) -> Vec<Change> {
        let copy = tempfile::tempdir().unwrap();
        copy_dir(&home.path().join("data"), copy.path());
        let options = StoreOptions::new(Uuid::nil(), 0, system_random());
        let (store, _) = match Store::open(copy.path(), &options) {
            Ok(opened) => opened,
            Err(error) => {
                self.failed_starts.push(error.to_string());
                return Vec::new();
            }
        };
        let changes = store.changes(1, usize::MAX).unwrap();
        self.compare(&changes, &told.read());
        self.look_for_halves(&changes, &store);
        changes
    }

    /// Every act that was acknowledged is there once, and none that was refused.
    fn compare(&mut self, changes: &[Change], (recorded, refused): &(Vec<Acknowledged>, Vec<Uuid>)) {
        let mut by_request: HashMap<Uuid, &Change> = HashMap::new();
        for (change, seq) in changes.iter().zip(1..) {
            if change.seq != seq || by_request.insert(change.request, change).is_some() {
                self.lost.push(format!("change {} of {} stands at {seq}", change.seq, change.request));
            }
        }
        for told in recorded {
            let is_it = |edit: &&Edit| edit.key() == Some(told.key);
            let change = by_request.get(&told.request).filter(|change| change.seq == told.seq);
            let edit = change.and_then(|change| change.edits.iter().find(is_it));
            let after = edit.and_then(|edit| edit.after.as_deref()).map(digest);
            if after.as_ref() != Some(&told.digest) {
                self.lost.push(format!("{told:?}: {after:?}"));
            }
        }
        for request in refused.iter().filter(|request| by_request.contains_key(request)) {
            self.half_applied.push(format!("{request} was refused, and is recorded"));
        }
    }

    /// The records are what the changes lead to, each change as a whole.
    fn look_for_halves(&mut self, changes: &[Change], store: &Store) {
        let mut records: HashMap<RecordKey, (u64, Option<&[u8]>)> = HashMap::new();
        for change in changes {
            let kinds: Vec<Kind> = change.edits.iter().filter_map(|edit| Some(edit.key()?.kind)).collect();
            if change.act == Act::AddHousehold as u16 && kinds != [Kind::Household, Kind::Person] {
                self.half_applied.push(format!("change {} edits {kinds:?}", change.seq));
            }
            for edit in &change.edits {
                records.insert(edit.key().unwrap(), (change.seq, edit.after.as_deref()));
            }
        }
        for (key, (seq, bytes)) in records {
            if store.raw(key).unwrap().as_deref() != bytes {
                self.half_applied.push(format!("{key:?} is not as change {seq} left it"));
            }
        }
    }

    /// Reads the service's log: whoever could not start, and every fault of the program, stands there.
    ///
    /// Answers how often the view had to be made anew, which loses nothing.
    pub fn read_log(&mut self, home: &Home) -> usize {
        let mut made_anew = 0;
        let good = [
            "the register was opened",
            "a new register was made",
            "ended in good order",
            "a snapshot was made",
        ];
        for name in ["service.log", "service.log.1"] {
            let text = std::fs::read_to_string(home.path().join("log").join(name)).unwrap_or_default();
            let is_good =
                |line: &&str| good.iter().any(|good| line.contains(good)) && !line.contains("saves nothing");
            let bad = text.lines().filter(|line| !is_good(line));
            self.failed_starts.extend(bad.map(str::to_owned));
            made_anew += text.matches("the store was made anew").count();
        }
        made_anew
    }
}

pub fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
