//! Packs a folder of TSV files into one file that the program carries:
//!
//!     cargo run --example pack_commune -- FOLDER data/practice.tsv.gz
//!
//! The tables stand one after the other in the order of their names, each behind a line `#table NAME`. There is no
//! time in the result, so that packing the same folder again gives the same bytes.

use std::io::{Error, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

fn main() -> Result<(), Error> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, out] = arguments.as_slice() else {
        return Err(Error::other("usage: pack_commune FOLDER OUT"));
    };
    let packed = pack(folder)?;
    std::fs::write(out, &packed)?;
    println!("{} bytes", packed.len());
    Ok(())
}

fn pack(folder: &Path) -> Result<Vec<u8>, Error> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "tsv") {
            files.push(path);
        }
    }
    files.sort();
    let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path)?;
        writeln!(gzip, "#table {name}")?;
        writeln!(gzip, "{}", text.trim_end_matches('\n'))?;
    }
    gzip.finish()
}
