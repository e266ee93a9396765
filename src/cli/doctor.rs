//! `ndtq doctor`: what stands in the way of a register, looked at from outside; and what a terminal can do.

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Doors;
use super::link::{Link, answered};
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use crate::client::{ConnectError, Options, Session};
use crate::phrases::{self, Lang, Words, doctor, fill};
use crate::protocol::place::Place;
use crate::protocol::{HomeView, Query};

/// The least room that is called good, as in `status --check`.
const LEAST_FREE_MB: u64 = 500;
/// More files than this are not looked at.
const MOST_FILES: usize = 100_000;

/// Look at the home folder, the socket, the disk and who you are; with --terminal, try the keys
///
/// Changes nothing and starts no service. Exits with 3 when something has to be looked at.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Show what each key sends, and what the terminal can show
    #[arg(long)]
    terminal: bool,
}

/// What was looked at: good, or to be looked at by somebody.
enum Finding {
    Good(String),
    Look(String),
}
use Finding::{Good, Look};

impl Doctor {
    /// Looks and says.
    ///
    /// # Errors
    /// With [`Exit::Attention`] when something has to be looked at.
    pub fn run(self, settings: &Settings, doors: &Doors, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        if self.terminal {
            return (doors.terminal)(lang);
        }
        let options = Options { may_start: false, ..settings.options()? };
        let place = Place::of(&options.home, options.socket.as_deref());
        let place = place.map_err(|error| Failure::refused(phrases::place(lang, &error)))?;
        let mut found = vec![home(&place, lang)];
        found.extend(files(&place, lang));
        found.extend(service(&place, &options, lang));
        found.extend([disk(&place.home, lang), locale(lang)]);
        say(&found, lang, out)
    }
}

fn say(found: &[Finding], lang: Lang, out: &mut Out) -> Outcome {
    let words = doctor(lang);
    let mut to_look_at = 0;
    for finding in found {
        match finding {
            Good(text) => out.line(&format!("{:<5} {text}", words.good))?,
            Look(text) => {
                to_look_at += 1;
                out.line(&format!("{:<5} {text}", words.look))?;
            }
        }
    }
    if to_look_at == 0 {
        return Ok(());
    }
    Err(Failure::Told(Exit::Attention, fill(words.something, &[&to_look_at.to_string()])))
}

fn me() -> u32 {
    rustix::process::geteuid().as_raw()
}

fn home(place: &Place, lang: Lang) -> Finding {
    let words = doctor(lang);
    let path = place.home.display().to_string();
    match std::fs::metadata(&place.home) {
        Err(_) if place.named_socket => Good(fill(words.uid, &[&me().to_string()])),
        Err(_) => Good(fill(words.no_home, &[&path])),
        // By a socket of the system the home is the service's, and not ours to look into.
        Ok(found) if found.uid() != me() && place.named_socket => Good(fill(words.uid, &[&me().to_string()])),
        Ok(found) if found.uid() != me() => {
            Look(fill(words.home_of_other, &[&path, &found.uid().to_string(), &me().to_string()]))
        }
        Ok(found) if found.mode() & 0o077 != 0 => {
            Look(fill(words.home_open, &[&path, &format!("{:03o}", found.mode() & 0o777), &path]))
        }
        Ok(_) => Good(fill(words.home, &[&path])),
    }
}

/// Everything in the home is its owner's alone.
fn files(place: &Place, lang: Lang) -> Option<Finding> {
    let words = doctor(lang);
    if std::fs::metadata(&place.home).ok()?.uid() != me() {
        return None;
    }
    let (mut looked_at, mut wrong) = (0_usize, Vec::new());
    let mut folders = vec![place.home.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_FILES) {
            let Ok(found) = entry.metadata() else { continue };
            looked_at += 1;
            if found.uid() != me() || (found.mode() & 0o077 != 0 && !found.is_symlink()) {
                wrong.push(entry.path());
            }
            if found.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Some(match wrong.first() {
        None => Good(fill(words.files, &[&looked_at.to_string()])),
        Some(first) => {
            let home = place.home.display().to_string();
            Look(fill(words.files_open, &[&wrong.len().to_string(), &named_from(first, &place.home), &home]))
        }
    })
}

fn named_from(path: &Path, home: &Path) -> String {
    path.strip_prefix(home).map_or_else(|_| path.to_owned(), PathBuf::from).display().to_string()
}

fn service(place: &Place, options: &Options, lang: Lang) -> Vec<Finding> {
    let words = doctor(lang);
    let socket = place.socket.display().to_string();
    let own_version = env!("CARGO_PKG_VERSION");
    match Session::connect(options) {
        Ok(session) => {
            let mut found = vec![Good(fill(words.socket, &[&socket]))];
            found.extend(of_service(Link::of(session, lang), lang));
            found
        }
        Err(ConnectError::NotRunning(_)) => {
            let is_socket =
                std::fs::symlink_metadata(&place.socket).is_ok_and(|found| found.file_type().is_socket());
            let missing =
                if place.named_socket && !is_socket { words.no_system_service } else { words.no_socket };
            let finding = fill(missing, &[&socket]);
            let finding = if place.named_socket { Look(finding) } else { Good(finding) };
            vec![finding, Good(fill(words.own_version, &[own_version]))]
        }
        Err(why) => vec![
            Look(fill(words.unreached, &[&phrases::unreached(lang, &why)])),
            Good(fill(words.own_version, &[own_version])),
        ],
    }
}

/// Its version, and as whom we come. Who only makes backups is told no more than how it is.
fn of_service(mut link: Link, lang: Lang) -> Vec<Finding> {
    let words = doctor(lang);
    let own = env!("CARGO_PKG_VERSION");
    let mut found = Vec::new();
    let status = link.ask(Query::Status).and_then(|answer| answered!(answer, Status, lang));
    found.push(match status {
        Ok(status) if status.version == own => Good(fill(words.version, &[own])),
        Ok(status) => Look(fill(words.other_version, &[own, &status.version])),
        Err(Failure::Told(_, why)) => Look(fill(words.unreached, &[&why])),
        Err(Failure::PipeClosed) => Good(fill(words.own_version, &[own])),
    });
    found.push(match link.home() {
        Ok(HomeView { login, name, role, .. }) => Good(fill(words.me, &[&name, &login, role.word(lang)])),
        Err(_) => Good(fill(words.uid, &[&me().to_string()])),
    });
    found
}

fn disk(home: &Path, lang: Lang) -> Finding {
    let words = doctor(lang);
    // A home that is not there yet will be where its folder is.
    let there = home.ancestors().find(|folder| folder.exists()).unwrap_or(home);
    match rustix::fs::statvfs(there).map(|room| room.f_bavail * room.f_frsize / 1_000_000) {
        Err(_) => Look(words.no_disk.to_owned()),
        Ok(free) if free < LEAST_FREE_MB => {
            Look(fill(words.little_disk, &[&free.to_string(), &LEAST_FREE_MB.to_string()]))
        }
        Ok(free) => Good(fill(words.disk, &[&free.to_string()])),
    }
}

fn locale(lang: Lang) -> Finding {
    let words = doctor(lang);
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let value = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let is_utf8 = |value: &String| value.to_lowercase().replace('-', "").contains("utf8");
    match value {
        Some(value) if is_utf8(&value) => Good(fill(words.locale, &[&value])),
        // The program itself writes UTF-8 whatever is set.
        other => Good(fill(words.no_locale, &[other.as_deref().unwrap_or(words.not_set)])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_is_open_to_others_is_named() {
        let above = tempfile::tempdir().unwrap();
        let place = Place::of(&above.path().join("so"), None).unwrap();
        assert!(matches!(home(&place, Lang::Vi), Good(text) if text.contains("chưa có sổ")));
        place.make_home().unwrap();
        std::fs::write(place.home.join("config.toml"), "").unwrap();
        let mode = |path: &Path, mode: u32| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(&place.home.join("config.toml"), 0o600);
        assert!(matches!(home(&place, Lang::Vi), Good(_)));
        assert!(matches!(files(&place, Lang::Vi), Some(Good(text)) if text.starts_with("1 tệp")));
        mode(&place.home.join("config.toml"), 0o640);
        assert!(matches!(files(&place, Lang::Vi), Some(Look(text)) if text.contains("như config.toml")));
        mode(&place.home, 0o755);
        assert!(matches!(home(&place, Lang::Vi), Look(text) if text.contains("quyền 755")));
    }
}
