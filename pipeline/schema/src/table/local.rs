//! Columns of the tables: runs of our own.

use super::{
    Column, Table,
    columns::{ARCH, Integer, METRIC, Number, PACKAGE, RUNTIME, SOURCE, Text, WORKLOAD, column},
};
use crate::{AgreementRow, ArtifactRow};

impl Table for ArtifactRow {
    const FILE: &'static str = "artifacts.csv";
    const ABOUT: &'static str =
        "What we measured ourselves: each function as it was deployed, and the machine";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("sitting", Integer, "Sitting of the campaign, from 1"),
        RUNTIME,
        WORKLOAD,
        column("processor", Text, "Name of the processor"),
        column("processors", Integer, "Number of processors"),
        column("machine_memory_mb", Integer, "Memory of the machine, in MB"),
        column("kernel", Text, "Version of the kernel"),
        column("is_virtual", Text, "Whether the machine is a virtual one"),
        column("client", Text, "Library that speaks to the Runtime API"),
        column("client_version", Text, "Version of it"),
        column("toolchain", Text, "What the tools say of their version"),
        column("artifact_bytes", Integer, "Size of all files that are deployed, unpacked, in bytes"),
        column("sha256", Text, "SHA-256 over those files"),
        column("revision", Text, "Revision of the repository that it was built from"),
    ];
}

impl Table for AgreementRow {
    const FILE: &'static str = "agreement.csv";
    const ABOUT: &'static str = "Whether machines of our own put runtimes in the order in which AWS does";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        PACKAGE,
        WORKLOAD,
        METRIC,
        column("reference", Text, "Slug of the source that measures AWS"),
        column("reference_package", Text, "How functions are packaged there"),
        ARCH,
        column("reference_metric", Text, "What is measured there"),
        column("runtimes", Integer, "Number of runtimes that both have"),
        column("rank_correlation", Number, "Spearman's rho of the medians, -1 to 1"),
        column("lower", Number, "Lower end of its 95 % interval, with runtimes as what is drawn"),
        column("upper", Number, "Upper end of it"),
        column("medians_lower", Number, "Lower end of the interval by what is not sure of each median"),
        column("medians_upper", Number, "Upper end of it"),
        column("chance", Number, "Share of all orders of as many runtimes that agree at least as well"),
        column("slope", Number, "Slope of the logarithm of the median on AWS by that of ours"),
        column("slope_lower", Number, "Lower end of its 95 % interval, with runtimes as what is drawn"),
        column("slope_upper", Number, "Upper end of it"),
        column("seed", Text, "Seed of the resampling, in hexadecimal"),
    ];
}
