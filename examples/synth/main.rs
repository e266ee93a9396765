//! Writes a synthetic commune, or many, as a folder of tables that `ndtq import` reads:
//!
//!     cargo run --release --example synth -- --households 20000 --seed 7 FOLDER
//!
//! The same seed gives the same folder. Nobody in it exists.

mod folder;
#[allow(dead_code, reason = "the benches need more of it")]
mod province;

use std::io::Error;
use std::path::PathBuf;

/// What was asked for.
struct Asked {
    households: u32,
    seed: u64,
    folder: PathBuf,
}

fn main() -> Result<(), Error> {
    let usage = || Error::other("usage: synth --households N [--seed S] FOLDER");
    let asked = asked(std::env::args().skip(1)).ok_or_else(usage)?;
    std::fs::create_dir_all(&asked.folder)?;
    let persons = folder::write(asked.households, asked.seed, &asked.folder)?;
    println!("{} households, {persons} persons in {}", asked.households, asked.folder.display());
    Ok(())
}

fn asked(mut arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked { households: 0, seed: 1, folder: PathBuf::new() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--households" => asked.households = arguments.next()?.parse().ok()?,
            "--seed" => asked.seed = arguments.next()?.parse().ok()?,
            folder => asked.folder = folder.into(),
        }
    }
    (asked.households > 0 && !asked.folder.as_os_str().is_empty()).then_some(asked)
}
