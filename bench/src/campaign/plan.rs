//! Plan of a campaign: `campaign.toml`.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{
    conditions::Limits,
    profile::{PageCache, Profile},
    registry::Registry,
    workload::{Size, Workload},
};

/// Contents of a campaign file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Campaign {
    /// Name, in lower case.
    pub(super) name: String,
    /// Purpose, in a sentence.
    pub(super) about: String,
    /// Seed of the order of each block and of the events.
    pub(super) seed: u64,
    /// Number of blocks.
    pub(super) blocks: u32,
    /// State of the page cache at a start.
    #[serde(default)]
    pub(super) page_cache: PageCache,
    /// Pause between a response and the next event, in microseconds.
    #[serde(default)]
    pub(super) gap_us: u64,
    /// CPU pressure above which a start is rejected, in per cent of the time.
    #[serde(default = "default_pressure")]
    max_pressure_percent: f64,
    /// Ratio of the baseline to its usual time above which a start is rejected.
    #[serde(default = "default_baseline")]
    max_baseline_ratio: f64,
    /// Amount of work per event.
    #[serde(default)]
    pub(super) size: Size,
    /// Groups of functions to measure.
    #[serde(rename = "group")]
    pub(super) groups: Vec<Group>,
    /// Text of the file.
    #[serde(skip)]
    pub(super) text: String,
}

/// Functions measured alike: each in every workload it implements and in every profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    functions: Vec<String>,
    workloads: Vec<Workload>,
    profiles: Vec<Profile>,
    /// Invocations per process, including the cold one.
    invocations: u32,
}

/// One cell of a block: a function, a workload and a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) function: String,
    pub(super) workload: Workload,
    pub(super) profile: Profile,
    pub(super) invocations: u32,
}

fn default_pressure() -> f64 {
    Limits::DEFAULT.max_pressure_percent
}

fn default_baseline() -> f64 {
    Limits::DEFAULT.max_baseline_ratio
}

impl Campaign {
    /// Returns the noise limits.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            max_pressure_percent: self.max_pressure_percent,
            max_baseline_ratio: self.max_baseline_ratio,
        }
    }

    /// Reads and validates the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Campaign> {
        let named = || format!("Failed to read '{}'", path.display());
        let text = fs::read_to_string(path).with_context(named)?;
        let campaign: Campaign = toml::from_str(&text).with_context(named)?;
        ensure!(campaign.blocks > 0, "'{}' needs at least one block", path.display());
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let name = &campaign.name;
        ensure!(
            !name.is_empty() && name.chars().all(is_plain),
            "'{}': the name '{name}' must be lower case, digits and hyphens",
            path.display()
        );
        Ok(Campaign { text, ..campaign })
    }

    /// Lists the cells of a block, sorted. Fails if a function is unknown or not built.
    pub(super) fn cells(&self, registry: &Registry) -> Result<Vec<Cell>> {
        let mut cells: Vec<Cell> = Vec::new();
        for group in &self.groups {
            for name in &group.functions {
                let function = registry.by_name(name)?;
                for workload in group.workloads.iter().filter(|workload| function.has(**workload)) {
                    ensure!(
                        function.is_built(registry, *workload),
                        "'{name}' is not built for '{workload}'; run `bench build {name}`. It needs: {}",
                        function.needs
                    );
                    cells.extend(group.profiles.iter().map(|profile| Cell {
                        function: name.clone(),
                        workload: *workload,
                        profile: *profile,
                        invocations: group.invocations,
                    }));
                }
            }
        }
        cells.sort();
        let same =
            |a: &Cell, b: &Cell| (&a.function, a.workload, a.profile) == (&b.function, b.workload, b.profile);
        if let Some([Cell { function, workload, profile, .. }, _]) =
            cells.windows(2).find(|pair| same(&pair[0], &pair[1]))
        {
            anyhow::bail!("'{function}' appears with '{workload}' and '{}' in two groups", profile.name());
        }
        Ok(cells)
    }
}
