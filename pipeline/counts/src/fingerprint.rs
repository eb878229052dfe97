//! A fingerprint of the invocations in an object, by which copies of it are found under other names.

use schema::{Invocation, Timestamp};

/// Sum of hashes over invocations, so their order does not matter, nor compression or format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fingerprint {
    sum: u64,
    n: u64,
    /// Invocations without a request id.
    n_unidentified: u64,
}

impl Fingerprint {
    /// Adds an invocation.
    pub fn add(&mut self, invocation: &Invocation) {
        self.n += 1;
        let Some(request_id) = &invocation.request_id else {
            self.n_unidentified += 1;
            return;
        };
        let at_ms = invocation.at.map_or(0, Timestamp::as_millisecond);
        let hash = fnv1a(request_id.bytes().chain(at_ms.to_le_bytes()));
        self.sum = self.sum.wrapping_add(hash);
    }

    /// Returns the fingerprint as text; none without invocations, or if some cannot be identified.
    pub fn text(self) -> Option<String> {
        (self.n > 0 && self.n_unidentified == 0).then(|| format!("{}-{:016x}", self.n, self.sum))
    }
}

/// The hash FNV-1a of 64 bits, which is the same on every machine and in every version:
/// <https://www.rfc-editor.org/rfc/rfc9923>.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_hash_is_that_of_its_specification() {
    assert_eq!(fnv1a(b"".iter().copied()), 0xcbf2_9ce4_8422_2325);
    assert_eq!(fnv1a(b"a".iter().copied()), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(fnv1a(b"foobar".iter().copied()), 0x8594_4171_f739_67e8);
}

#[test]
fn order_does_not_matter_and_ids_do() {
    let of = |ids: &[&str]| {
        let mut found = Fingerprint::default();
        for id in ids {
            let request_id = (!id.is_empty()).then(|| (*id).to_owned());
            found.add(&Invocation { request_id, ..Invocation::default() });
        }
        found.text()
    };
    assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
    assert_ne!(of(&["a", "b"]), of(&["a", "c"]));
    assert_eq!((of(&[]), of(&["a", ""])), (None, None));
}
