//! A map that keeps only its newest entries, so its memory is bounded for any input.

use std::collections::HashMap;

/// Entries in each of the two generations. A new AWS account may run 1,000 invocations at once; ten times that leaves
/// room for accounts with a higher quota.
const MAX_ENTRIES: usize = 10_000;
/// Longest key that is kept: CloudWatch limits names of log streams to 512 letters.
const MAX_KEY_BYTES: usize = 512;

/// A map of two generations: when the young one is full, it replaces the old one.
pub(crate) struct BoundedMap<V> {
    young: HashMap<String, V>,
    old: HashMap<String, V>,
    /// Takes writes to keys that are too long.
    discarded: V,
}

impl<V: Default> Default for BoundedMap<V> {
    fn default() -> BoundedMap<V> {
        BoundedMap { young: HashMap::new(), old: HashMap::new(), discarded: V::default() }
    }
}

impl<V: Default> BoundedMap<V> {
    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        // Most lookups miss, and hashing a long key is slow.
        let young = if self.young.is_empty() { None } else { self.young.remove(key) };
        young.or_else(|| if self.old.is_empty() { None } else { self.old.remove(key) })
    }

    /// Returns the value of `key`, creating it if missing.
    pub(crate) fn entry(&mut self, key: &str) -> &mut V {
        if key.len() > MAX_KEY_BYTES {
            self.discarded = V::default();
            return &mut self.discarded;
        }
        if self.young.len() >= MAX_ENTRIES && !self.young.contains_key(key) {
            self.old = std::mem::take(&mut self.young);
        }
        if !self.young.contains_key(key) {
            let value = self.old.remove(key).unwrap_or_default();
            self.young.insert(key.to_owned(), value);
        }
        // The key is there by now, and looking it up needs no copy of it.
        self.young.get_mut(key).unwrap_or(&mut self.discarded)
    }
}

#[test]
fn a_bounded_map_keeps_its_newest_entries() {
    let mut map = BoundedMap::default();
    for number in 0..100_000_u32 {
        *map.entry(&number.to_string()) = number;
    }
    assert!(map.young.len() + map.old.len() <= 2 * MAX_ENTRIES);
    assert_eq!(map.remove("99999"), Some(99_999));
    assert_eq!(map.remove("99999"), None);
    assert_eq!(map.remove("0"), None);
}
