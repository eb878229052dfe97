//! Columns of the tables: runs of our own.

use super::{
    Column, Reference, Table,
    columns::{
        ARCH, Boolean, METRIC, Number, OF_SOURCE, PACKAGE, PACKAGES, RUNTIME, SEED, SOURCE, Text, WORKLOAD,
        column, count, share,
    },
};
use crate::{AgreementRow, ArtifactRow};

impl Table for ArtifactRow {
    const FILE: &'static str = "artifacts.csv";
    const ABOUT: &'static str =
        "What we measured ourselves: each function as it was deployed, and the machine";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        count("sitting", "sittings", "Sitting of the campaign, from 1").from(1.0),
        RUNTIME,
        WORKLOAD,
        column("processor", Text, "Name of the processor"),
        count("processors", "processors", "Number of processors"),
        count("machine_memory_mb", "MB", "Memory of the machine, in MB"),
        column("kernel", Text, "Version of the kernel"),
        column("is_virtual", Boolean, "Whether the machine is a virtual one"),
        column("client", Text, "Library that speaks to the Runtime API"),
        column("client_version", Text, "Version of it; empty where it has none").or_empty(),
        column("toolchain", Text, "What the tools say of their version"),
        count("artifact_bytes", "bytes", "Size of all files that are deployed, unpacked, in bytes"),
        column("sha256", Text, "SHA-256 over those files").hex(64),
        column("revision", Text, "Revision of the repository that it was built from").hex(40),
    ];
    const KEY: &'static [&'static str] = &["source", "sitting", "runtime", "workload"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}

impl Table for AgreementRow {
    const FILE: &'static str = "agreement.csv";
    const ABOUT: &'static str = "Whether machines of our own put runtimes in the order in which AWS does";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        PACKAGE,
        WORKLOAD,
        METRIC,
        column("reference", Text, "Slug of the source that measures AWS").slug(),
        column("reference_package", Text, "How functions are packaged there").one_of(PACKAGES),
        ARCH,
        Column { name: "reference_metric", about: "What is measured there", ..METRIC },
        count("runtimes", "runtimes", "Number of runtimes that both have"),
        correlation("rank_correlation", "Spearman's rho of the medians, -1 to 1"),
        correlation("lower", "Lower end of its 95 % interval, with runtimes as what is drawn").or_empty(),
        correlation("upper", "Upper end of it").or_empty(),
        correlation("medians_lower", "Lower end of the interval by what is not sure of each median")
            .or_empty(),
        correlation("medians_upper", "Upper end of it").or_empty(),
        share("chance", "Share of all orders of as many runtimes that agree at least as well"),
        slope("slope", "Slope of the logarithm of the median on AWS by that of ours"),
        slope("slope_lower", "Lower end of its 95 % interval, with runtimes as what is drawn").or_empty(),
        slope("slope_upper", "Upper end of it").or_empty(),
        SEED,
    ];
    const KEY: &'static [&'static str] = &[
        "source",
        "package",
        "workload",
        "metric",
        "reference",
        "reference_package",
        "arch",
        "reference_metric",
    ];
    const REFERENCES: &'static [Reference] =
        &[OF_SOURCE, Reference { columns: &["reference"], table: "sources.csv", keys: &["source"] }];
}

const fn correlation(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of("1").between(-1.0, 1.0)
}

const fn slope(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of("1")
}
