//! Git checksums.

use sha1::{Digest, Sha1};

/// Computes the SHA-1 of `body` as a git blob, in lower-case hexadecimal.
///
/// Source: Pro Git, 10.2 "Git Objects": the hash of `blob <length>\0` and the content.
pub(super) fn sha1(body: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", body.len()));
    hash.update(body);
    hex::encode(hash.finalize())
}

#[test]
fn the_checksum_equals_git_hash_object() {
    // printf '…' | git hash-object --stdin
    assert_eq!(sha1(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    assert_eq!(sha1(b"test content\n"), "d670460b4b4aece5915caf5c68d12f560a9fe3e4");
}
