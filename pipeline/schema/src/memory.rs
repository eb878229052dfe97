//! Memory of a function.

use std::fmt;

use crate::{
    Column,
    tables::{Columns, InvalidCell, Part, RowReader, RowWriter, words},
};

words! {
    /// The kind of a memory size, as the column `memory` names it.
    pub enum MemoryKind {
        /// All sizes together.
        Pooled = "pooled",
        /// No limit.
        Uncapped = "uncapped",
        /// The size in the column `memory_mb`.
        Sized = "sized",
    }
}

/// The memory size of a function. It fills two columns: `memory` and `memory_mb`.
///
/// Platforms give CPU in proportion to memory, so a size also limits CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// All memory sizes together.
    Pooled,
    /// Memory was not limited, as on a test machine or on a platform without a setting.
    Uncapped,
    /// The function's limit, in megabytes.
    Mb(u32),
}

impl Memory {
    /// The limit in megabytes; none if sizes are pooled or memory was not limited.
    pub const fn mb(self) -> Option<u32> {
        match self {
            Memory::Mb(mb) => Some(mb),
            Memory::Pooled | Memory::Uncapped => None,
        }
    }

    /// Returns the memory of the series that pools all sizes of this one. Without a limit there is nothing to pool.
    #[must_use]
    pub const fn pooled(self) -> Memory {
        match self {
            Memory::Mb(_) | Memory::Pooled => Memory::Pooled,
            Memory::Uncapped => Memory::Uncapped,
        }
    }

    /// Returns the memory size as text for readers.
    pub fn words(self) -> String {
        match self {
            Memory::Pooled => "all memory sizes".to_owned(),
            Memory::Uncapped => "no memory limit".to_owned(),
            Memory::Mb(mb) => format!("{mb} MB"),
        }
    }
}

/// Formats the memory size as in addresses: `pooled`, `uncapped` or a number.
impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Memory::Pooled => f.write_str(MemoryKind::Pooled.name()),
            Memory::Uncapped => f.write_str(MemoryKind::Uncapped.name()),
            Memory::Mb(mb) => mb.fmt(f),
        }
    }
}

impl Columns for Memory {
    const COLUMNS: &'static [Column] = &[
        Column::of::<MemoryKind>(
            "memory",
            "Memory of the function: pooled for all sizes together, uncapped without a limit, sized for one size.",
        ),
        Column::of::<Option<u32>>("memory_mb", "Memory size, in MB; empty unless memory is sized.")
            .unit("MB")
            .min(1.0),
    ];
}

impl Part for Memory {
    fn write(&self, row: &mut RowWriter) {
        let kind = match self {
            Memory::Pooled => MemoryKind::Pooled,
            Memory::Uncapped => MemoryKind::Uncapped,
            Memory::Mb(_) => MemoryKind::Sized,
        };
        kind.write(row);
        self.mb().write(row);
    }

    fn read(row: &mut RowReader<'_>) -> Result<Memory, InvalidCell> {
        let kind = MemoryKind::read(row)?;
        let mb = Option::<u32>::read(row)?;
        match (kind, mb) {
            (MemoryKind::Pooled, None) => Ok(Memory::Pooled),
            (MemoryKind::Uncapped, None) => Ok(Memory::Uncapped),
            (MemoryKind::Sized, Some(mb)) => Ok(Memory::Mb(mb)),
            (MemoryKind::Sized, None) => {
                Err(InvalidCell::contradiction("memory_mb", "is empty, but memory is sized"))
            }
            (_, Some(_)) => {
                Err(InvalidCell::contradiction("memory_mb", "has a size, but memory is not sized"))
            }
        }
    }
}
