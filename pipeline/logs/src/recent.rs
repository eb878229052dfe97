//! A map that forgets: it holds the newest entries only, so that its memory has a limit whatever a file says.

use std::collections::HashMap;

/// How many entries one of its halves holds. No account of AWS has more invocations at once without asking for it.
const MAX_ENTRIES: usize = 10_000;
/// No name is longer: what is, is not remembered.
const MAX_NAME_BYTES: usize = 512;

/// The newest entries under their names.
pub(crate) struct Recent<V> {
    young: HashMap<String, V>,
    old: HashMap<String, V>,
    /// What is written to instead of remembering.
    forgotten: V,
}

impl<V: Default> Default for Recent<V> {
    fn default() -> Recent<V> {
        Recent { young: HashMap::new(), old: HashMap::new(), forgotten: V::default() }
    }
}

impl<V: Default> Recent<V> {
    pub(crate) fn insert(&mut self, name: &str, value: V) {
        *self.entry(name) = value;
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<V> {
        // Most are in neither, and a name is long to hash.
        let young = if self.young.is_empty() { None } else { self.young.remove(name) };
        young.or_else(|| if self.old.is_empty() { None } else { self.old.remove(name) })
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.young.get_mut(name).or_else(|| self.old.get_mut(name))
    }

    /// The value under `name`, made where there is none.
    pub(crate) fn entry(&mut self, name: &str) -> &mut V {
        if name.len() > MAX_NAME_BYTES {
            self.forgotten = V::default();
            return &mut self.forgotten;
        }
        if self.young.len() >= MAX_ENTRIES && !self.young.contains_key(name) {
            self.old = std::mem::take(&mut self.young);
        }
        if !self.young.contains_key(name) {
            let value = self.old.remove(name).unwrap_or_default();
            self.young.insert(name.to_owned(), value);
        }
        self.young.entry(name.to_owned()).or_default()
    }
}

#[test]
fn the_newest_are_kept_and_the_rest_has_a_limit() {
    let mut recent = Recent::default();
    for number in 0..100_000_u32 {
        recent.insert(&number.to_string(), number);
    }
    assert!(recent.young.len() + recent.old.len() <= 2 * MAX_ENTRIES);
    assert_eq!(recent.remove("99999"), Some(99_999));
    assert_eq!(recent.remove("99999"), None);
    assert_eq!(recent.remove("0"), None);
}
