//! Runs of our own: what was measured, and whether it says anything of AWS.

use serde::{Deserialize, Serialize};

use crate::{Arch, Metric, Package};

/// A row of `artifacts.csv`: what was deployed for one workload of one function, on which machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArtifactRow {
    /// Slug of the source.
    pub source: String,
    /// Sitting of the campaign, from 1.
    pub sitting: u32,
    /// Slug of the runtime.
    pub runtime: String,
    /// What the function does.
    pub workload: String,
    /// Name of the processor.
    pub processor: String,
    /// Number of processors.
    pub processors: u32,
    /// Memory of the machine, in megabytes.
    pub machine_memory_mb: u64,
    /// Kernel, with its version.
    pub kernel: String,
    /// Whether the machine is a virtual one.
    pub is_virtual: bool,
    /// Library that speaks to the Runtime API.
    pub client: String,
    /// Version of it.
    pub client_version: String,
    /// What the tools say of their version; empty where they said nothing.
    pub toolchain: String,
    /// Size of all files that are deployed.
    pub artifact_bytes: u64,
    /// SHA-256 of those files, in hexadecimal.
    pub sha256: String,
    /// Revision of the repository that it was built from; empty where that is not known.
    pub revision: String,
}

/// A row of `agreement.csv`: medians of a machine of ours beside medians of AWS, over the runtimes that both have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementRow {
    /// Slug of the source that we measured.
    pub source: String,
    /// How functions came to where they ran.
    pub package: Package,
    /// What they did.
    pub workload: String,
    /// What was measured here.
    pub metric: Metric,
    /// Slug of the source that measures AWS.
    pub reference: String,
    /// How functions are packaged there.
    pub reference_package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What is measured there.
    pub reference_metric: Metric,
    /// Number of runtimes that both have.
    pub runtimes: u32,
    /// Rank correlation of the medians, -1 to 1: Spearman's rho.
    pub rank_correlation: f64,
    /// Lower end of its 95 % interval, with runtimes as what is drawn; none where all agree.
    pub lower: Option<f64>,
    /// Upper end of it.
    pub upper: Option<f64>,
    /// Lower end of the interval by what is not sure of each median of these runtimes; none without theirs.
    pub medians_lower: Option<f64>,
    /// Upper end of it.
    pub medians_upper: Option<f64>,
    /// Share of all orders of as many runtimes that agree at least as well.
    pub chance: f64,
    /// Times that a median of AWS grows where ours doubles, as a power of two: the slope of logarithms.
    pub slope: f64,
    /// Lower end of its 95 % interval, which takes runtimes as drawn from many.
    pub slope_lower: Option<f64>,
    /// Upper end of it.
    pub slope_upper: Option<f64>,
    /// Seed of the resampling, in hexadecimal.
    pub seed: String,
}
