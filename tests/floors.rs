//! The architecture is a promise: each floor uses only floors above it, and some names stay in one room.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, top first. `phrases` stands below `client` in the house, and is read by the two lowest floors.
const FLOORS: [&str; 14] = [
    "text", "domain", "protocol", "store", "search", "report", "exchange", "registry", "service", "client",
    "phrases", "page", "tui", "cli",
];

/// What a floor may not see although it stands above: the screens and the command line reach data by the socket alone.
const CLOSED: [(&str, &[&str]); 5] = [
    ("page", &["store", "search", "report", "registry", "service", "client"]),
    ("tui", &["store", "search", "registry", "service"]),
    ("cli", &["store", "search", "registry", "service", "tui"]),
    ("client", &["store", "search", "report", "exchange", "registry", "service"]),
    ("service", &["search", "report", "exchange"]),
];

fn files_of(floor: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&Path::new("src").join(floor), &mut files);
    assert!(!files.is_empty(), "{floor} has no files");
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file: without comments, and without the tests at its end.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<&str>>().join("\n")
}

fn is_test(file: &Path) -> bool {
    let name = file.to_string_lossy();
    name.contains("tests/") || name.ends_with("tests.rs")
}

#[test]
fn floors_use_only_floors_above_them() {
    for (at, floor) in FLOORS.iter().enumerate() {
        let closed = CLOSED.iter().find(|(name, _)| name == floor).map_or(&[][..], |(_, closed)| closed);
        for file in files_of(floor).iter().filter(|file| !is_test(file)) {
            let code = code_of(file);
            for (other_at, other) in FLOORS.iter().enumerate() {
                let names =
                    code.contains(&format!("crate::{other}::")) || code.contains(&format!("crate::{other};"));
                let allowed = other_at <= at && !closed.contains(other);
                assert!(!names || allowed, "{} uses {other}, which {floor} may not see", file.display());
            }
        }
    }
}

#[test]
fn some_names_stay_in_one_room() {
    let rooms: [(&str, &[&str]); 3] = [
        ("crossterm", &["src/tui/terminal.rs", "src/tui/input.rs", "src/tui/shown.rs"]),
        ("sled::", &["src/store/"]),
        ("bincode::", &["src/store/codec.rs", "src/protocol/frame.rs"]),
    ];
    for floor in FLOORS {
        for file in files_of(floor).iter().filter(|file| !is_test(file)) {
            let (code, path) = (code_of(file), file.to_string_lossy().into_owned());
            for (name, allowed) in rooms {
                let here = allowed.iter().any(|room| path.starts_with(room));
                assert!(here || !code.contains(name), "{path} names {name}");
            }
        }
    }
}
