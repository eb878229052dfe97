//! Memory of a function.

use std::{fmt, num::NonZero};

use crate::{
    Column,
    csv::{Columns, InvalidCell, Part, RowReader, RowWriter},
};

/// Name of all sizes together.
const POOLED: &str = "pooled";
/// Name of the lack of a limit.
const UNCAPPED: &str = "uncapped";

/// The memory size of a function. It fills two columns: `memory` and `memory_mb`.
///
/// Platforms give CPU in proportion to memory, so a size also limits CPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// All memory sizes together.
    #[default]
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
            Memory::Mb(mb @ 1000..) => format!("{},{:03} MB", mb / 1000, mb % 1000),
            Memory::Mb(mb) => format!("{mb} MB"),
        }
    }
}

/// Formats the memory size as in addresses: `pooled`, `uncapped` or a number.
impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Memory::Pooled => f.write_str(POOLED),
            Memory::Uncapped => f.write_str(UNCAPPED),
            Memory::Mb(mb) => mb.fmt(f),
        }
    }
}

impl Columns for Memory {
    const COLUMNS: &'static [Column] = &[
        Column::of::<String>(
            "memory",
            "Memory of the function: pooled for all sizes together, uncapped without a limit, or one size, such as 128 MB.",
        ),
        Column::of::<Option<u32>>("memory_mb", "Memory size, as in memory; empty unless memory is one size.")
            .unit("MB")
            .min(1.0),
    ];
}

/// The first column names the memory whole, so that no cell of a key is empty; the second repeats its number for sums.
impl Part for Memory {
    fn write(&self, row: &mut RowWriter) {
        match self {
            // With its unit, so that readers of CSV take the column for text even if it has sizes only.
            Memory::Mb(mb) => format!("{mb} MB").write(row),
            Memory::Pooled | Memory::Uncapped => self.to_string().write(row),
        }
        self.mb().write(row);
    }

    fn read(row: &mut RowReader<'_>) -> Result<Memory, InvalidCell> {
        let memory = row.cell(|text| match text {
            POOLED => Ok(Memory::Pooled),
            UNCAPPED => Ok(Memory::Uncapped),
            size => size
                .strip_suffix(" MB")
                .and_then(|mb| mb.parse().ok())
                .map(|mb: NonZero<u32>| Memory::Mb(mb.get()))
                .ok_or("is neither pooled, uncapped nor a size such as 128 MB"),
        })?;
        let mb = memory.mb().map_or_else(String::new, |mb| mb.to_string());
        row.cell(|text| if text == mb { Ok(memory) } else { Err("differs from the size in memory") })
    }
}
