//! Invocations that were read before, so that each counts once.
//!
//! Downloads overlap: pages, days, or a file that is given twice. Two records are the same invocation if request,
//! duration and time agree. A retry has the same request id, but another time, or another duration if times are unknown.
//! Without times, only a UUID is known to identify a request, so records with another identifier are always new.

use std::{
    collections::HashSet,
    hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher},
};

use schema::Invocation;

/// Invocations in each of the two generations: as many as half a million buckets hold, in 7 MB.
const MAX_CALLS: usize = (1 << 19) / 8 * 7;
/// Invocations from which on a generation gets all of its memory: most logs have fewer.
const LARGE: usize = 50_000;
/// Some tools cut times to seconds.
const SAME_MS: u32 = 1000;
/// Retries of one request with the same duration that are compared.
const MAX_RETRIES: u64 = 8;

/// A set of invocations, of which the newest half million is kept.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    young: Calls,
    old: Calls,
}

type Calls = HashSet<Call, BuildHasherDefault<Unhashed>>;

/// An invocation in twelve bytes. It equals any other of its key.
#[derive(Clone, Copy, Debug)]
struct Call {
    /// Hash of request and duration. Among a million invocations without times, two share all 48 bits in one of 300
    /// files, and one of them is lost; with times, they must also agree in those.
    key: [u16; 3],
    /// Hash of the function's name; 0 if unknown.
    function: u16,
    /// Milliseconds since 1970, without the higher half of their digits; 0 if unknown.
    at: u32,
}

impl Seen {
    /// Adds `invocation`, and returns false if it was there.
    pub(crate) fn insert(&mut self, invocation: &Invocation) -> bool {
        let Some(request_id) = invocation.request_id.as_deref() else { return true };
        let Some(ms) = invocation.duration_ms.or(invocation.client_ms) else { return true };
        let is_uuid = is_uuid(request_id);
        if !is_uuid && invocation.at.is_none() {
            return true;
        }
        let function = invocation.function.as_ref().map_or(0, |function| hash(function) as u16 | 1);
        let at = invocation.at.map_or(0, |at| (at.as_millisecond() as u32).max(1));
        // Logs differ in the number of digits.
        let first_key = hash(&(request_id, (ms * 100.0).round() as i64));
        for retry in 0..=MAX_RETRIES {
            let call = Call { key: key(first_key.wrapping_add(retry)), function, at };
            match self.young.get(&call).or_else(|| self.old.get(&call)) {
                Some(seen) if seen.is_same(call, is_uuid) => return false,
                Some(_) => {}
                None => {
                    self.add(call);
                    break;
                }
            }
        }
        true
    }

    fn add(&mut self, call: Call) {
        if self.young.len() >= MAX_CALLS {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        // Growing step by step up to the end would need half as much memory again.
        let is_large = self.young.len() >= LARGE || !self.old.is_empty();
        if is_large && self.young.len() == self.young.capacity() {
            self.young.reserve(MAX_CALLS - self.young.len());
        }
        self.young.insert(call);
    }
}

/// The lower bits of a hash.
fn key(hash: u64) -> [u16; 3] {
    [hash as u16, (hash >> 16) as u16, (hash >> 32) as u16]
}

impl Call {
    fn is_same(self, other: Call, is_uuid: bool) -> bool {
        let is_same_function = self.function == other.function || self.function == 0 || other.function == 0;
        let is_same_time = match (self.at, other.at) {
            (0, _) | (_, 0) => is_uuid,
            (a, b) if is_uuid => a.wrapping_sub(b).min(b.wrapping_sub(a)) < SAME_MS,
            (a, b) => a == b,
        };
        is_same_function && is_same_time
    }
}

fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let n_digits = || bytes.iter().filter(|byte| byte.is_ascii_hexdigit()).count();
    bytes.len() == 36 && [8, 13, 18, 23].iter().all(|idx| bytes[*idx] == b'-') && n_digits() == 32
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl PartialEq for Call {
    fn eq(&self, other: &Call) -> bool {
        self.key == other.key
    }
}

impl Eq for Call {}

impl Hash for Call {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let [low, middle, high] = self.key.map(u64::from);
        // The set needs the highest of 64 bits too: Fibonacci hashing spreads the key over them.
        hasher.write_u64((low | middle << 16 | high << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    }
}

/// Takes a key that is a hash already.
#[derive(Debug, Default)]
struct Unhashed(u64);

impl Hasher for Unhashed {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[test]
fn an_invocation_is_new_once() {
    const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";
    let mut seen = Seen::default();
    let mut is_new = |request_id: &str, at: &str, function: &str, duration_ms: f64| {
        seen.insert(&Invocation {
            request_id: Some(request_id.to_owned()),
            at: (!at.is_empty()).then(|| at.parse().unwrap_or_default()),
            function: (!function.is_empty()).then(|| function.to_owned()),
            duration_ms: Some(duration_ms),
            ..Invocation::default()
        })
    };
    assert!(is_new(ID, "2026-03-01T10:00:00.5Z", "", 8.4));
    assert!(!is_new(ID, "2026-03-01T10:00:00.5Z", "", 8.4));
    assert!(!is_new(ID, "2026-03-01T10:00:00.5Z", "shop", 8.401));
    assert!(!is_new(ID, "2026-03-01T10:00:00Z", "", 8.4), "a tool cut the time");
    assert!(!is_new(ID, "", "", 8.4), "a tool left out the time");
    assert!(is_new(ID, "", "", 5.5), "a retry");
    assert!(is_new(ID, "2026-03-01T10:01:00Z", "", 8.4), "a retry that takes the same time");
    assert!(!is_new(ID, "2026-03-01T10:01:00Z", "", 8.4));
    assert!(is_new("1", "", "", 8.4) && is_new("1", "", "", 8.4), "a number identifies no request");
    assert!(is_new("1", "2026-03-01T10:00:00Z", "shop", 8.4));
    assert!(!is_new("1", "2026-03-01T10:00:00Z", "shop", 8.4));
    assert!(is_new("1", "2026-03-01T10:00:00Z", "cart", 8.4));
}

#[test]
fn a_set_of_invocations_has_a_largest_size() {
    let mut seen = Seen::default();
    for n in 0..3 * MAX_CALLS {
        let request_id = Some(format!("aaaaaaaa-0000-4000-8000-{n:012}"));
        assert!(seen.insert(&Invocation { request_id, duration_ms: Some(1.0), ..Invocation::default() }));
    }
    assert!(seen.young.len() + seen.old.len() <= 2 * MAX_CALLS);
}
