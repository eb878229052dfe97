//! The conditions under which a series is measured.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Column, Memory,
    csv::{Columns, InvalidCell, Part, RowReader, RowWriter, declare::columns, words},
};

words! {
    /// The operator of the platform that runs the functions.
    #[derive(Default)]
    pub enum Provider {
        /// AWS Lambda.
        Aws = "aws" => "AWS Lambda",
        /// Azure Functions.
        Azure = "azure" => "Azure Functions",
        /// Google Cloud Functions.
        Gcp = "gcp" => "Google Cloud Functions",
        /// Alibaba Function Compute.
        Alibaba = "alibaba" => "Alibaba Function Compute",
        /// Cloudflare Workers.
        Cloudflare = "cloudflare" => "Cloudflare Workers",
        /// Vercel Functions.
        Vercel = "vercel" => "Vercel Functions",
        /// A test machine of this project, without a platform.
        Local = "local" => "our test machine",
        /// A platform that the source does not name.
        #[default]
        Unknown = "unknown" => "a platform without a name",
    }
    /// Returns the text shown to readers.
    title
}

words! {
    /// The packaging of a function.
    #[derive(Default)]
    pub enum Packaging {
        /// A zip archive, unpacked by the platform.
        #[default]
        Zip = "zip",
        /// A container image.
        Image = "image",
        /// Files on a disk, without an archive around them.
        Files = "files",
        /// A bundle of scripts, which the platform keeps ready to run.
        Bundle = "bundle",
    }
}

words! {
    /// The state of the page cache when a process starts.
    #[derive(Default)]
    pub enum PageCache {
        /// The files of the function are in memory.
        Warm = "warm",
        /// The files of the function are read from disk.
        Cold = "cold",
        /// Not shown, as on platforms.
        #[default]
        Unknown = "unknown",
    }
}

words! {
    /// The instruction set the function runs on.
    #[derive(Default)]
    pub enum Arch {
        /// 64-bit Intel and AMD.
        #[default]
        X86_64 = "x86_64" => "x86",
        /// 64-bit Arm (Graviton on AWS).
        Arm64 = "arm64" => "arm64",
        /// Not named by the platform or the source.
        Unknown = "unknown" => "unknown",
    }
    /// Returns the name in sentences and labels: `x86`.
    title
}

words! {
    /// The pattern in which requests arrive.
    #[derive(Default)]
    pub enum LoadPattern {
        /// One request at a time, each after a pause in which the platform may stop the function.
        Idle = "idle",
        /// One request at a time, each after the answer to the one before.
        Sequential = "sequential",
        /// Several requests in flight, each answer followed by another request.
        Concurrent = "concurrent",
        /// A fixed number of requests sent at once.
        Burst = "burst",
        /// The traffic of a function in use, as its logs record it.
        #[default]
        Production = "production",
    }
}

/// The load under which a function is measured. It fills two columns: `load` and `concurrency`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Load {
    /// The pattern in which requests arrive.
    pub pattern: LoadPattern,
    /// Number of requests in flight at once; none if it is not fixed.
    pub concurrency: Option<u32>,
}

impl Load {
    /// One request at a time, each after the answer to the one before.
    pub const SEQUENTIAL: Load = Load { pattern: LoadPattern::Sequential, concurrency: Some(1) };
    /// The traffic of a function in use.
    pub const PRODUCTION: Load = Load { pattern: LoadPattern::Production, concurrency: None };

    /// Several requests in flight, in numbers that differ between runs.
    pub const CONCURRENT: Load = Load { pattern: LoadPattern::Concurrent, concurrency: None };

    /// A burst of `n` requests.
    pub const fn burst(n: u32) -> Load {
        Load { pattern: LoadPattern::Burst, concurrency: Some(n) }
    }
}

/// Formats the load as in addresses: `sequential`, `burst-250`.
impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.concurrency {
            Some(n) if n > 1 => write!(f, "{}-{n}", self.pattern),
            _ => self.pattern.fmt(f),
        }
    }
}

impl From<Load> for String {
    fn from(load: Load) -> String {
        load.to_string()
    }
}

impl TryFrom<String> for Load {
    type Error = String;

    fn try_from(text: String) -> Result<Load, String> {
        let (word, n) = text.split_once('-').map_or((text.as_str(), None), |(word, n)| (word, Some(n)));
        let pattern = LoadPattern::VALUES.iter().copied().find(|pattern| pattern.name() == word);
        let concurrency = n.map(str::parse).transpose().ok();
        let fault =
            || format!("'{text}' is no load; write `idle`, `sequential`, `burst-250` or `concurrent-10`");
        let (pattern, concurrency) = pattern.zip(concurrency).ok_or_else(fault)?;
        match (pattern, concurrency) {
            (LoadPattern::Idle | LoadPattern::Sequential, None) => Ok(Load { pattern, concurrency: Some(1) }),
            (LoadPattern::Concurrent | LoadPattern::Burst, Some(2..))
            | (LoadPattern::Concurrent | LoadPattern::Production, None) => Ok(Load { pattern, concurrency }),
            _ => Err(fault()),
        }
    }
}

impl Columns for Load {
    const COLUMNS: &'static [Column] = &[
        Column::of::<String>(
            "load",
            "Pattern in which requests arrive, with its size: idle, sequential, concurrent-10, burst-250 or production.",
        ),
        Column::of::<Option<u32>>(
            "concurrency",
            "Requests in flight at once, as in load; empty if not fixed.",
        )
        .unit("requests")
        .min(1.0),
    ];
}

/// The first column names the load whole, so that no cell of a key is empty; the second repeats its number for sums.
impl Part for Load {
    fn write(&self, row: &mut RowWriter) {
        self.to_string().write(row);
        self.concurrency.write(row);
    }

    fn read(row: &mut RowReader<'_>) -> Result<Load, InvalidCell> {
        let load = row.cell(|text| Load::try_from(text.to_owned()).map_err(|_| "names no load"))?;
        let concurrency = load.concurrency.map_or_else(String::new, |n| n.to_string());
        row.cell(|text| if text == concurrency { Ok(load) } else { Err("differs from the number in load") })
    }
}

columns! {
    /// The conditions under which a series is measured. Series are compared and ranked only if these are the same.
    #[derive(Default, Eq, Hash, PartialOrd, Ord)]
    pub struct Conditions {
        /// Slug of the source that the samples come from; a folder in data/sources/.
        pub source: String => (slug()),
        /// Operator of the platform: aws, azure, gcp, alibaba, cloudflare or vercel; local for our test machines.
        pub provider: Provider,
        /// Region of the platform, such as us-east-1; all where regions are pooled, none on our test machines, unknown where the source names none.
        pub region: String => (slug()),
        /// Packaging of the function: zip, image, files or bundle.
        pub packaging: Packaging,
        /// State of the page cache on our test machines: warm or cold; unknown on platforms, which do not show it.
        pub page_cache: PageCache,
        /// Instruction set: x86_64 or arm64; unknown where neither the platform nor the source names it.
        pub arch: Arch,
        /// Load under which the function is measured.
        pub load: Load => [Load::COLUMNS],
        /// Name of the program that the function runs.
        pub workload: String,
    }
}

impl Conditions {
    /// Region of our test machines, which stand in none.
    pub const NO_REGION: &str = "none";
    /// Region of a source that names none, or several.
    pub const UNKNOWN_REGION: &str = "unknown";
    /// Region of a series that pools all regions of its source.
    pub const ALL_REGIONS: &str = "all";

    /// Returns the memory of the series that pools all memory sizes. Test machines set no limit instead.
    pub fn pooled_memory(&self) -> Memory {
        if self.is_local() { Memory::Uncapped } else { Memory::Pooled }
    }

    /// Returns the packaging as text for readers, with the state of the page cache where it is known.
    pub fn packaging_words(&self) -> String {
        let Conditions { packaging, page_cache, .. } = self;
        match page_cache {
            PageCache::Unknown => packaging.to_string(),
            PageCache::Warm | PageCache::Cold => format!("{packaging} ({page_cache} cache)"),
        }
    }

    /// True on a test machine of this project, without a platform.
    pub fn is_local(&self) -> bool {
        self.provider == Provider::Local
    }
}

/// Formats the conditions as the parts of an address, in the order of the columns.
impl fmt::Display for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conditions { source, provider, region, packaging, page_cache, arch, load, workload } = self;
        write!(f, "{source}/{provider}/{region}/{packaging}/{page_cache}/{arch}/{load}/{workload}")
    }
}

/// Missing conditions are empty cells.
impl Part for Option<Conditions> {
    fn write(&self, row: &mut RowWriter) {
        match self {
            Some(conditions) => conditions.write(row),
            None => row.empty(Conditions::COLUMNS.len()),
        }
    }

    fn read(row: &mut RowReader<'_>) -> Result<Option<Conditions>, InvalidCell> {
        if row.skip_empty(Conditions::COLUMNS.len()) { Ok(None) } else { Conditions::read(row).map(Some) }
    }
}
