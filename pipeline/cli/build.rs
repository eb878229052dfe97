//! Names the code that computes tables, so that tables computed by other code are computed again.

use std::{fs, io, path::Path};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// What decides the tables, besides their data.
const ROOMS: [&str; 4] = ["../schema/src", "../sources/src", "../logs/src", "../stats/src"];

fn main() -> io::Result<()> {
    let mut hash = Sha256::new();
    for room in ROOMS {
        println!("cargo::rerun-if-changed={room}");
        for entry in WalkDir::new(room).sort_by_file_name() {
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
