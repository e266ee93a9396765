//! Why a home could not be served, checked or restored into, as the rooms behind the [`Doors`](super::Doors) say it.

use std::io;
use std::path::PathBuf;

use super::Failure;
use super::out::Exit;
use crate::phrases::{self, Lang, fill, phrases, system};
use crate::protocol::place::PlaceError;
use crate::protocol::{CheckView, Refusal};

/// What stood in the way. What was in the home before is as it was.
#[derive(Debug)]
pub enum Trouble {
    /// The home folder cannot be used.
    Place(PlaceError),
    /// A service runs there already.
    Running(PathBuf),
    /// A service has the register, or is about to.
    InUse(PathBuf),
    /// Something that is no socket of ours stands in its place.
    SocketTaken(PathBuf),
    /// The socket cannot be made.
    Socket(PathBuf, io::Error),
    /// There is a register in the home already.
    NotEmpty(PathBuf),
    /// The file is no backup.
    NoBackup,
    /// It is damaged or was cut off.
    Damaged,
    /// It holds something that no backup has.
    Foreign(String),
    /// Its journal ends with another change than its title says.
    OtherEnd(u64, u64),
    /// The replay found something wrong.
    Unsound(Box<CheckView>),
    /// A file cannot be read.
    CannotRead(PathBuf, io::Error),
    /// A file or folder cannot be written.
    CannotWrite(PathBuf, io::Error),
    /// What was erased before could not be erased again.
    Erasing(Refusal),
    /// There are a store and snapshots, and no journal.
    NoJournal(PathBuf),
    /// A later build wrote the journal.
    Newer(String),
    /// A file of the journal belongs to another register.
    OtherHome(String),
    /// The service ended because the store under it failed.
    Broken,
    /// Another reason, in the words of the log.
    Other(String),
}

impl Trouble {
    /// With its exit code, in words.
    pub(super) fn told(self, lang: Lang) -> Failure {
        Failure::Told(self.exit(), self.in_words(lang))
    }

    /// What a home, a file or a command does wrong is refused; what is wrong inside a register needs attention.
    fn exit(&self) -> Exit {
        use Trouble::{Broken, CannotWrite, Newer, NoJournal, Other, OtherHome};
        match self {
            CannotWrite(..) | NoJournal(_) | Newer(_) | OtherHome(_) | Broken | Other(_) => Exit::Attention,
            _ => Exit::Refused,
        }
    }

    fn in_words(&self, lang: Lang) -> String {
        let words = phrases(lang).cli;
        let path = |path: &PathBuf| path.display().to_string();
        let file = |template: &str, at: &PathBuf, error: &io::Error| {
            fill(template, &[&path(at), &system(lang, error)])
        };
        match self {
            Trouble::Place(error) => phrases::place(lang, error),
            Trouble::Running(home) => fill(words.running_already, &[&path(home)]),
            Trouble::InUse(home) => fill(words.in_use, &[&path(home)]),
            Trouble::SocketTaken(socket) => fill(words.socket_taken, &[&path(socket)]),
            Trouble::Socket(socket, error) => file(words.no_socket, socket, error),
            Trouble::NotEmpty(home) => fill(words.not_empty, &[&path(home)]),
            Trouble::NoBackup => words.no_backup.to_owned(),
            Trouble::Damaged => words.backup_damaged.to_owned(),
            Trouble::Foreign(name) => fill(words.backup_foreign, &[name]),
            Trouble::OtherEnd(named, found) => {
                fill(words.backup_other_end, &[&named.to_string(), &found.to_string()])
            }
            Trouble::Unsound(found) => unsound(found, lang),
            Trouble::CannotRead(at, error) => file(words.cannot_read, at, error),
            Trouble::CannotWrite(at, error) => file(words.cannot_write_home, at, error),
            Trouble::Erasing(why) => fill(words.cannot_erase_again, &[&phrases::refusal(lang, why)]),
            Trouble::NoJournal(journal) => fill(words.no_journal, &[&path(journal)]),
            Trouble::Newer(segment) => fill(words.newer_format, &[segment]),
            Trouble::OtherHome(segment) => fill(words.of_another_home, &[segment]),
            Trouble::Broken => words.store_failed.to_owned(),
            Trouble::Other(why) => fill(words.cannot_open, &[why]),
        }
    }
}

/// The first few findings, and how many there are.
fn unsound(found: &CheckView, lang: Lang) -> String {
    const MOST: usize = 5;
    let count = found.findings.len() as u64 + found.more;
    let mut lines = vec![fill(phrases(lang).cli.backup_unsound, &[&count.to_string()])];
    lines.extend(found.findings.iter().take(MOST).map(|finding| phrases::finding(lang, finding)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_has_its_exit_code_and_a_way_out() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let cases = [
            (Trouble::Running("/so".into()), Exit::Refused, "ndtq stop"),
            (Trouble::InUse("/so".into()), Exit::Refused, "ndtq stop --hold"),
            (Trouble::NotEmpty("/so".into()), Exit::Refused, "--home"),
            (Trouble::NoBackup, Exit::Refused, "ndtq backup"),
            (Trouble::Damaged, Exit::Refused, "bản khác"),
            (Trouble::CannotWrite("/so".into(), full()), Exit::Attention, "hết chỗ"),
            (Trouble::NoJournal("/so/data/journal".into()), Exit::Attention, "ndtq restore"),
        ];
        for (trouble, exit, way_out) in cases {
            let Failure::Told(code, text) = trouble.told(Lang::Vi) else { panic!("{way_out}") };
            assert_eq!(code, exit, "{text}");
            assert!(text.contains(way_out), "{text}");
        }
    }
}
