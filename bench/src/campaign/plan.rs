//! What a campaign measures: `campaign.toml`.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{
    conditions::Limits,
    profile::{Cache, Profile},
    registry::Registry,
    workload::{Size, Workload},
};

/// A campaign as its file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Campaign {
    /// Name of the campaign.
    pub(super) name: String,
    /// What it is for, in a sentence.
    pub(super) about: String,
    /// Seed of the orders and of the events.
    pub(super) seed: u64,
    /// Number of blocks.
    pub(super) blocks: u32,
    /// What is in the page cache at a start.
    #[serde(default)]
    pub(super) cache: Cache,
    /// Pause between a response and the next event, in microseconds.
    #[serde(default)]
    pub(super) gap_us: u64,
    /// Share of time in which something waited for a processor, in per cent, above which a start is rejected.
    #[serde(default = "usual_pressure")]
    max_pressure_percent: f64,
    /// Times that the floor may take of what it usually does.
    #[serde(default = "usual_floor")]
    max_floor_ratio: f64,
    /// How much events ask for.
    #[serde(default)]
    pub(super) size: Size,
    /// What is measured.
    #[serde(rename = "group")]
    pub(super) groups: Vec<Group>,
    /// The file as it is.
    #[serde(skip)]
    pub(super) text: String,
}

/// Functions that are measured alike: every one of them in every workload that it has and every profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    functions: Vec<String>,
    workloads: Vec<Workload>,
    profiles: Vec<Profile>,
    /// Invocations of each process, the cold one included.
    invocations: u32,
}

/// One process of a block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) function: String,
    pub(super) workload: Workload,
    pub(super) profile: Profile,
    pub(super) invocations: u32,
}

fn usual_pressure() -> f64 {
    Limits::USUAL.max_pressure_percent
}

fn usual_floor() -> f64 {
    Limits::USUAL.max_floor_ratio
}

impl Campaign {
    /// What is too loud for it.
    pub(super) fn limits(&self) -> Limits {
        Limits { max_pressure_percent: self.max_pressure_percent, max_floor_ratio: self.max_floor_ratio }
    }

    pub(super) fn read(path: &Path) -> Result<Campaign> {
        let named = || format!("Failed to read '{}'", path.display());
        let text = fs::read_to_string(path).with_context(named)?;
        let campaign: Campaign = toml::from_str(&text).with_context(named)?;
        ensure!(campaign.blocks > 0, "'{}' asks for no block", path.display());
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let name = &campaign.name;
        ensure!(
            !name.is_empty() && name.chars().all(is_plain),
            "'{}': the name '{name}' must be lower case, digits and hyphens",
            path.display()
        );
        Ok(Campaign { text, ..campaign })
    }

    /// The processes of a block, each once. Fails where a function is not there or not built.
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
            anyhow::bail!("'{function}' is asked for '{workload}' with '{}' in two groups", profile.name());
        }
        Ok(cells)
    }
}
