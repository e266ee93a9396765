//! What is known of a journal that lost its end. What told of it (a mark, a view, a snapshot) may be gone at the next
//! opening, and then nothing would keep new saves from taking the numbers of lost ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use uuid::Uuid;

const NAME: &str = "lost-end";

/// The last change that was known of a home.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Witness(Option<(Uuid, u64)>);

impl Witness {
    /// What stands in a store's folder: a line `HOME SEQ`. What cannot be read says nothing.
    pub fn of(dir: &Path) -> io::Result<Witness> {
        let text = match fs::read_to_string(dir.join(NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Witness(None)),
            text => text?,
        };
        let known = text.trim().split_once(' ');
        Ok(Witness(known.and_then(|(home, seq)| Some((Uuid::try_parse(home).ok()?, seq.parse().ok()?)))))
    }

    /// The last change known of a home; 0 when nothing is known.
    pub fn seq_of(&self, home: Uuid) -> u64 {
        self.0.filter(|(of, _)| *of == home).map_or(0, |(_, seq)| seq)
    }

    /// Whether something is known.
    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Leaves what is known.
    pub fn leave(dir: &Path, home: Uuid, seq: u64) -> io::Result<()> {
        if Witness::of(dir)?.seq_of(home) >= seq {
            return Ok(());
        }
        let part = dir.join(format!("{NAME}.part"));
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(format!("{home} {seq}\n").as_bytes())?;
        file.sync_all()?;
        fs::rename(part, dir.join(NAME))?;
        File::open(dir)?.sync_all()
    }

    /// The journal has all that was known.
    pub fn forget(dir: &Path) -> io::Result<()> {
        match fs::remove_file(dir.join(NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
