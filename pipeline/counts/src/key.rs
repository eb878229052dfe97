//! The key of counts: the properties that every record of an invocation tells by itself.

use std::hash::{DefaultHasher, Hash, Hasher};

use schema::{Arch, Invocation, ValueCount};

/// Function, version, memory size and instruction set. The runtime is no part of it: a log tells it once per environment,
/// and objects cut log streams.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountKey {
    /// Name of the function; none if the log does not name it.
    pub function: Option<String>,
    /// Version of the function; none if unknown.
    pub version: Option<String>,
    /// Memory size, in megabytes; none if unknown.
    pub memory_mb: Option<u32>,
    /// Instruction set; none if unknown.
    pub arch: Option<Arch>,
}

/// A key that borrows its names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct KeyRef<'a> {
    function: Option<&'a str>,
    version: Option<&'a str>,
    memory_mb: Option<u32>,
    arch: Option<Arch>,
}

impl<'a> KeyRef<'a> {
    pub(crate) fn of_invocation(invocation: &'a Invocation) -> KeyRef<'a> {
        KeyRef {
            function: invocation.function.as_deref(),
            version: invocation.version.as_deref().filter(|version| !version.is_empty()),
            memory_mb: invocation.memory_mb,
            arch: invocation.arch,
        }
    }

    pub(crate) const fn of_row(row: &ValueCount<'a>) -> KeyRef<'a> {
        KeyRef { function: row.function, version: row.version, memory_mb: row.memory_mb, arch: row.arch }
    }

    pub(crate) fn hash(self) -> u64 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(&self, &mut hasher);
        hasher.finish()
    }
}

impl From<KeyRef<'_>> for CountKey {
    fn from(key: KeyRef<'_>) -> CountKey {
        CountKey {
            function: key.function.map(str::to_owned),
            version: key.version.map(str::to_owned),
            memory_mb: key.memory_mb,
            arch: key.arch,
        }
    }
}

impl CountKey {
    pub(crate) fn as_ref(&self) -> KeyRef<'_> {
        KeyRef {
            function: self.function.as_deref(),
            version: self.version.as_deref(),
            memory_mb: self.memory_mb,
            arch: self.arch,
        }
    }
}
