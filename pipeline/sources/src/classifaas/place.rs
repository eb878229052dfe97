//! The cloud, region and run that a path names.

use schema::{Arch, Conditions, Date, Load, Memory, Metric, Packaging, PageCache, Provider, SeriesKey};

use crate::batches::Place;

/// A stage of the study: the folder `stage_a`, `stage_b` or `stage_c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Each region once.
    Regions,
    /// One region of each cloud, twelve times within a day.
    Repeats,
    /// One region of each cloud over ten days, with five workloads.
    Days,
}

/// The part of a path that tells what a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) stage: Stage,
    pub(super) provider: Provider,
    /// Region in the path; none where one file holds all.
    pub(super) region: Option<String>,
    /// Workload in the file's name; none where it names none.
    pub(super) workload: Option<&'static str>,
}

/// Clouds, as upstream names their folders.
const CLOUDS: [(&str, Provider); 4] = [
    ("aws", Provider::Aws),
    ("azure", Provider::Azure),
    ("gcp", Provider::Gcp),
    ("alibaba", Provider::Alibaba),
];

/// Workloads, as upstream names them, and as the tables do.
const WORKLOADS: [(&str, &str); 5] = [
    ("gemm", "matrix-product"),
    ("aesCtr", "aes-ctr"),
    ("gzip", "gzip"),
    ("json", "json"),
    ("sha256", "sha256"),
];

/// Returns the name that tables give the workload that upstream calls `word`.
pub(super) fn workload(word: &str) -> Option<&'static str> {
    WORKLOADS.iter().find(|(upstream, _)| *upstream == word).map(|(_, name)| *name)
}

impl Origin {
    /// Reads a path such as `data/stage_a/aws/us-east-1/billed.csv`; none if it is of another form.
    pub(super) fn of(path: &str) -> Option<Origin> {
        let parts: Vec<&str> = path.split('/').collect();
        let stage = match *parts.get(1)? {
            "stage_a" => Stage::Regions,
            "stage_b" => Stage::Repeats,
            "stage_c" => Stage::Days,
            _ => return None,
        };
        let cloud = |part: &&str| CLOUDS.iter().find(|(name, _)| name == part);
        let (at, provider) = parts.iter().enumerate().find_map(|(at, part)| Some((at, cloud(part)?.1)))?;
        let (file, between) = parts[at + 1..].split_last()?;
        let region = between.first().map(|region| (*region).to_owned());
        let stem = file.split('.').next().unwrap_or_default();
        let named = stem.split('-').find_map(workload);
        // Only matrix products were computed before the last stage.
        let workload = named.or((stage != Stage::Days).then_some(WORKLOADS[0].1));
        Some(Origin { stage, provider, region, workload })
    }

    /// The region of a cloud in the stages that have one, as its logs and upstream's README name it.
    pub(super) fn region(&self) -> &str {
        let only = match self.provider {
            Provider::Azure => "germanywestcentral",
            Provider::Gcp => "us-east1",
            _ => "us-east-1",
        };
        self.region.as_deref().unwrap_or(only)
    }

    /// Returns the name by which `data/runtimes.toml` knows the runtime.
    fn function(&self) -> String {
        format!("classifaas/{}/nodejs20", self.provider)
    }

    /// Returns the place of a sample. Its load is set later where files do not name one.
    pub(super) fn place(&self, sample: &Sample<'_>, load: Option<Load>) -> Place {
        Place {
            function: self.function(),
            series: SeriesKey {
                conditions: Conditions {
                    source: String::new(),
                    provider: self.provider,
                    region: sample.region.to_owned(),
                    packaging: Packaging::Zip,
                    page_cache: PageCache::Unknown,
                    // The CPUs that the logs name are all of this kind.
                    arch: Arch::X86_64,
                    load: load.unwrap_or_default(),
                    workload: sample.workload.to_owned(),
                },
                metric: sample.metric,
                runtime: String::new(),
                memory: Memory::Mb(sample.memory_mb),
            },
            cluster: sample.cluster(self.stage),
            date: sample.date,
        }
    }
}

/// The attributes of a sample that differ within a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample<'a> {
    pub(super) metric: Metric,
    pub(super) region: &'a str,
    pub(super) memory_mb: u32,
    pub(super) workload: &'a str,
    pub(super) date: Date,
    /// Hour of the day, UTC. Runs start on the hour and end within it.
    pub(super) hour: i8,
}

impl Sample<'_> {
    /// Returns true if the sample belongs to `place`, which is in the same file.
    pub(super) fn is_in(&self, stage: Stage, place: &Place) -> bool {
        let key = &place.series;
        (key.metric, key.memory, place.date) == (self.metric, Memory::Mb(self.memory_mb), self.date)
            && key.conditions.region == self.region
            && key.conditions.workload == self.workload
            && (stage != Stage::Repeats || place.cluster == self.cluster(stage))
    }

    /// Returns the name of the cluster: the region in the stage that has each once, or else the run.
    fn cluster(&self, stage: Stage) -> String {
        match stage {
            Stage::Regions | Stage::Days => self.region.to_owned(),
            Stage::Repeats => format!("{} {} {:02}", self.region, self.date, self.hour),
        }
    }
}

#[test]
fn a_path_names_stage_cloud_region_and_workload() {
    let of = |path: &str| Origin::of(path).map(|it| (it.stage, it.provider, it.region, it.workload));
    let product = Some("matrix-product");
    let region = |name: &str| Some(name.to_owned());
    let aws = Provider::Aws;
    let check = |path, expected| assert_eq!(of(path), expected, "{path}");
    check("data/stage_a/aws/us-east-1/billed.csv", Some((Stage::Regions, aws, region("us-east-1"), product)));
    let log = "data/stage_b/2025-11-26_12-00-01/azure/germanywestcentral/azure-gemm-512.log";
    check(log, Some((Stage::Repeats, Provider::Azure, region("germanywestcentral"), product)));
    check("data/stage_c/billed/aws/billed-0.csv", Some((Stage::Days, aws, None, None)));
    let gzip = "data/stage_c/billed/alibaba/billed-gzip.csv";
    check(gzip, Some((Stage::Days, Provider::Alibaba, None, Some("gzip"))));
    check(
        "data/stage_b/billed/gcp/billed-20251127-135738.csv",
        Some((Stage::Repeats, Provider::Gcp, None, product)),
    );
    check("data/stage_d/aws/x.log", None);
    check("data/stage_a/oracle/x.log", None);
}
