//! Hashes the code that computes tables, so that a change of code recomputes them.

use std::{fs, io, path::Path};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// Crates whose code decides the tables.
const CRATES: [&str; 6] = [
    "../schema/src",
    "../sources/src",
    "../logs/src",
    "../counts/src",
    "../file_formats/src",
    "../stats/src",
];

fn main() -> io::Result<()> {
    let mut hash = Sha256::new();
    for folder in CRATES {
        println!("cargo::rerun-if-changed={folder}");
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                add(&mut hash, entry.path())?;
            }
        }
    }
    let locked = Path::new("../../Cargo.lock");
    if locked.is_file() {
        println!("cargo::rerun-if-changed={}", locked.display());
        add(&mut hash, locked)?;
    }
    println!("cargo::rustc-env=COLDMARK_CODE={}", hex::encode(hash.finalize()));
    Ok(())
}

fn add(hash: &mut Sha256, path: &Path) -> io::Result<()> {
    hash.update(path.as_os_str().as_encoded_bytes());
    hash.update(fs::read(path)?);
    Ok(())
}
