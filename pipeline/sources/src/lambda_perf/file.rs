//! One file of the archive: its day, its records, and the outcome of each rule.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, Hash, Hasher},
    path::Path,
};

use foldhash::{fast, quality};
use schema::{Arch, BatchMeans, Date, Packaging, Quarantined};
use serde::{Deserialize, de::IgnoredAny};

use super::{
    layout::{Day, LooseDay, UpstreamRecord},
    name,
    names::Function,
    rules::Rule,
};
use crate::tally::{Rules, Tally};

/// Samples that upstream takes of each function per day.
const SAMPLES_PER_RECORD: usize = 10;

/// Largest difference that counts as rounding; upstream rounds means to three decimals.
const MEAN_TOLERANCE_MS: f64 = 0.01;

/// Contents of one file, before comparison with other files.
#[derive(Debug, Default)]
pub(super) struct ParsedFile {
    pub(super) path: String,
    pub(super) date: Option<Date>,
    /// Time at which upstream wrote the file, as text that sorts by time.
    pub(super) generated_at: String,
    /// Upstream runtime names in the file, such as `rust_on_provided_al2023`.
    pub(super) functions: Vec<Box<str>>,
    pub(super) records: Vec<ParsedRecord>,
    pub(super) samples: Vec<f64>,
    pub(super) quarantined: Vec<Refused>,
    pub(super) tally: Tally<Rule>,
    pub(super) raw_records: u64,
    pub(super) raw_samples: u64,
    /// Name of the rule that refused the whole file.
    pub(super) refused_by: Option<&'static str>,
}

/// A record that no rule about a single file refuses.
#[derive(Clone, Debug)]
pub(super) struct ParsedRecord {
    pub(super) record_idx: u32,
    /// Position in [`ParsedFile::functions`].
    pub(super) function_idx: u32,
    pub(super) package: Packaging,
    pub(super) memory_mb: u32,
    pub(super) arch: Arch,
    pub(super) first_sample: u32,
    pub(super) n_samples: u32,
    pub(super) batch_means: BatchMeans,
    /// Equal for records of the same function with the same samples in the same order.
    pub(super) fingerprint: u64,
}

/// A quarantined part of a file.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) rule: Rule,
    pub(super) source_runtime: String,
    pub(super) samples: u64,
    pub(super) detail: String,
}

impl ParsedFile {
    /// Parses the `bytes` of the file at `path`, relative to the raw folder.
    pub(super) fn parse(path: String, bytes: &[u8]) -> ParsedFile {
        let date = day_of(&path);
        let mut file = ParsedFile { path, date, ..ParsedFile::default() };
        // On this archive, `serde_json` was as fast as `sonic-rs` and `simd-json`, within noise (three runs each).
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        match serde_json::from_str::<Day<'_>>(text) {
            Ok(day) => {
                file.generated_at = day.metadata.generated_at.into_owned();
                file.take_all(&day.runtime_data);
            }
            Err(_) => file.take_loosely(bytes),
        }
        if file.raw_records == 0 && file.quarantined.is_empty() {
            file.tally.count(Rule::EmptyDay, 0, 0);
        }
        if let Some(date) = file.date
            && !file.generated_at.is_empty()
            && !file.generated_at.starts_with(&date.to_string())
        {
            let detail = format!("generated at {}", file.generated_at);
            file.refuse_all(Rule::DateDiffers, detail);
        }
        file
    }

    /// Quarantines the whole file. Earlier quarantined parts stay listed.
    pub(super) fn refuse_all(&mut self, rule: Rule, detail: String) {
        let samples = self.records.iter().map(|record| u64::from(record.n_samples)).sum();
        self.tally.count(rule, self.records.len() as u64, samples);
        self.quarantined.push(Refused { rule, source_runtime: String::new(), samples, detail });
        self.records.clear();
        self.samples.clear();
        self.refused_by = Some(rule.name());
    }

    /// Quarantines the records for which `reason` gives a detail.
    pub(super) fn refuse_some(&mut self, rule: Rule, reason: impl Fn(&ParsedRecord) -> Option<String>) {
        let mut kept = Vec::with_capacity(self.records.len());
        for record in std::mem::take(&mut self.records) {
            match reason(&record) {
                None => kept.push(record),
                Some(detail) => {
                    let detail = format!("record {}: {detail}", record.record_idx);
                    let function = self.functions[record.function_idx as usize].clone();
                    self.refuse(rule, &function, u64::from(record.n_samples), detail);
                }
            }
        }
        self.records = kept;
    }

    /// Counts a record under the rules about its name.
    pub(super) fn tally_name(&mut self, record: &ParsedRecord, function: Function) {
        let n_samples = u64::from(record.n_samples);
        if !function.is_registered {
            self.tally.count(Rule::UnregisteredRuntime, 1, n_samples);
        }
        if function.is_renamed {
            self.tally.count(Rule::RenamedFunction, 1, n_samples);
        }
    }

    /// Returns the rows of `quarantine.csv`.
    pub(super) fn quarantine_rows<'a>(&'a self, source: &'a str) -> impl Iterator<Item = Quarantined> + 'a {
        self.quarantined.iter().map(|refused| Quarantined {
            source: source.to_owned(),
            file: self.path.clone(),
            date: self.date,
            source_runtime: refused.source_runtime.clone(),
            rule: refused.rule.name().to_owned(),
            samples: refused.samples,
            detail: refused.detail.clone(),
        })
    }

    fn take_all(&mut self, records: &[UpstreamRecord<'_>]) {
        let mut seen = Seen::default();
        self.records.reserve_exact(records.len());
        self.samples.reserve_exact(records.iter().map(|record| record.init_durations.values.len()).sum());
        for (record_idx, record) in records.iter().enumerate() {
            self.take(record_idx, record, &mut seen);
        }
    }

    /// Parses a file record by record, so one record with unknown fields does not cost the others.
    fn take_loosely(&mut self, bytes: &[u8]) {
        let day = match serde_json::from_slice::<LooseDay<'_>>(bytes) {
            Ok(day) => day,
            Err(error) => {
                let is_layout = error.is_data();
                let rule = if is_layout { Rule::UnknownLayout } else { Rule::BrokenFile };
                self.refuse_all(rule, error.to_string());
                return;
            }
        };
        self.generated_at = day.metadata.generated_at.into_owned();
        let read: Vec<_> = day
            .runtime_data
            .iter()
            .map(|raw| serde_json::from_str::<UpstreamRecord<'_>>(raw.get()))
            .collect();
        let mut seen = Seen::default();
        for (record_idx, record) in read.iter().enumerate() {
            match record {
                Ok(record) => self.take(record_idx, record, &mut seen),
                Err(error) => self.refuse_unread(record_idx, day.runtime_data[record_idx].get(), error),
            }
        }
    }

    fn take<'r>(&mut self, record_idx: usize, record: &'r UpstreamRecord<'_>, seen: &mut Seen<'r>) {
        let n_raw = record.init_durations.n_raw();
        self.raw_records += 1;
        self.raw_samples += n_raw;
        let parsed = name::parse(&record.runtime);
        let configuration = match configuration(record, &parsed) {
            Ok(configuration) => configuration,
            Err((rule, detail)) => {
                return self.refuse(rule, parsed.function, n_raw, format!("record {record_idx}: {detail}"));
            }
        };
        let (package, memory_mb, arch) = configuration;
        let function_idx = *seen.functions.entry(parsed.function).or_insert_with(|| {
            self.functions.push(parsed.function.into());
            self.functions.len() as u32 - 1
        });
        if !seen.configurations.insert((function_idx, package, memory_mb, arch)) {
            let detail = format!("record {record_idx}: {package}, {memory_mb} MB, {arch} again");
            return self.refuse(Rule::DuplicateRecord, parsed.function, n_raw, detail);
        }
        self.refuse_samples(record_idx, parsed.function, record);
        let values = &record.init_durations.values;
        if values.is_empty() {
            let detail = format!("record {record_idx}: none of its {n_raw} samples is usable");
            return self.refuse(Rule::NoSamples, parsed.function, 0, detail);
        }
        self.tally_record(record);
        self.records.push(ParsedRecord {
            record_idx: record_idx as u32,
            function_idx,
            package,
            memory_mb,
            arch,
            first_sample: self.samples.len() as u32,
            n_samples: values.len() as u32,
            batch_means: BatchMeans {
                handler_ms: measured(record.average_duration),
                memory_used_mb: measured(record.average_memory_used),
            },
            fingerprint: fingerprint(&record.runtime, values),
        });
        self.samples.extend_from_slice(values);
    }

    /// Quarantines the invalid samples of a record; the others stay.
    fn refuse_samples(&mut self, record_idx: usize, function: &str, record: &UpstreamRecord<'_>) {
        for rule in [Rule::NotMeasured, Rule::BadValue, Rule::ComputedSample] {
            let refused = record.init_durations.refused.iter().filter(|refused| refused.rule == rule);
            let texts: Vec<String> = refused.map(ToString::to_string).collect();
            if !texts.is_empty() {
                let detail = format!("record {record_idx}: {}", texts.join("; "));
                self.refuse(rule, function, texts.len() as u64, detail);
            }
        }
    }

    /// Quarantines a record with unreadable fields.
    fn refuse_unread(&mut self, record_idx: usize, json: &str, error: &serde_json::Error) {
        let known = serde_json::from_str::<UnreadRecord>(json).unwrap_or_default();
        let samples = known.init_durations.map_or(0, |list| list.len() as u64);
        // serde_json reports a number beyond the range of a double only by this text.
        let is_number = error.to_string().starts_with("number out of range");
        let rule = if is_number { Rule::BadValue } else { Rule::UnknownLayout };
        self.raw_records += 1;
        self.raw_samples += samples;
        let name = known.runtime.unwrap_or_default();
        self.refuse(rule, name::parse(&name).function, samples, format!("record {record_idx}: {error}"));
    }

    fn refuse(&mut self, rule: Rule, function: &str, samples: u64, detail: String) {
        self.tally.count(rule, 1, samples);
        self.quarantined.push(Refused { rule, source_runtime: function.to_owned(), samples, detail });
    }

    /// Counts an accepted record under the rules that accept or flag it.
    fn tally_record(&mut self, record: &UpstreamRecord<'_>) {
        let values = &record.init_durations.values;
        let n_samples = values.len() as u64;
        let layout = match (&record.package, &record.architecture, &record.display_name) {
            (Some(_), _, _) => Rule::LayoutShortKeys,
            (None, Some(_), _) => Rule::LayoutArchitecture,
            (None, None, Some(_)) => Rule::LayoutDisplayName,
            (None, None, None) => Rule::LayoutRuntimeOnly,
        };
        self.tally.count(layout, 1, n_samples);
        let flags = [
            (Rule::ArchitectureImplied, record.architecture.is_none()),
            (Rule::PackageImplied, record.package.is_none()),
            (Rule::ShortRecord, values.len() < SAMPLES_PER_RECORD),
            (Rule::LongRecord, values.len() > SAMPLES_PER_RECORD),
            (Rule::MeanDiffers, mean_differs(values, record.average_cold_start_duration)),
        ];
        for (rule, _) in flags.into_iter().filter(|(_, applies)| *applies) {
            self.tally.count(rule, 1, n_samples);
        }
    }
}

/// Functions and configurations of a file so far.
#[derive(Default)]
struct Seen<'r> {
    /// Positions in [`ParsedFile::functions`], by name.
    functions: HashMap<&'r str, u32, fast::FixedState>,
    /// Functions by position, each with its configuration.
    configurations: HashSet<(u32, Packaging, u32, Arch), fast::FixedState>,
}

/// Readable parts of a record with unknown fields.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct UnreadRecord {
    #[serde(alias = "r")]
    runtime: Option<String>,
    #[serde(alias = "i")]
    init_durations: Option<Vec<IgnoredAny>>,
}

/// Returns the day in a file's name: the stem is `YYYY-MM-DD`.
fn day_of(path: &str) -> Option<Date> {
    let stem = Path::new(path).file_stem()?.to_str()?;
    // The date parser accepts other formats too; upstream uses only one.
    let date: Date = stem.parse().ok()?;
    (date.to_string() == stem).then_some(date)
}

/// Returns the configuration of a record, from its fields or, if they are missing, from its name.
fn configuration(
    record: &UpstreamRecord<'_>,
    name: &name::FunctionName<'_>,
) -> Result<(Packaging, u32, Arch), (Rule, String)> {
    let unknown = |what: &str, value: &str| (Rule::UnknownLayout, format!("unknown {what} '{value}'"));
    let package = match record.package.as_deref() {
        Some(text) => name::parse_packaging(text).ok_or_else(|| unknown("package", text))?,
        None => name.package.unwrap_or(Packaging::Zip),
    };
    let arch = match record.architecture.as_deref() {
        Some(text) => name::parse_arch(text).ok_or_else(|| unknown("architecture", text))?,
        None => name.size.map_or(Arch::X86_64, |(_, arch)| arch),
    };
    let memory_mb = record.memory_size;
    let same_package = name.package.is_none_or(|said| said == package);
    let same_size = name.size.is_none_or(|said| said == (memory_mb, arch));
    if same_package && same_size {
        return Ok((package, memory_mb, arch));
    }
    let fields = format!("{package}, {memory_mb} MB, {arch}");
    Err((Rule::NameContradicts, format!("the name is '{}', the fields say {fields}", record.runtime)))
}

/// Returns a batch mean, unless it is meaningless: every cold start takes time and memory.
fn measured(mean: Option<f64>) -> Option<f64> {
    mean.filter(|mean| *mean > 0.0 && mean.is_finite())
}

fn mean_differs(values: &[f64], recorded: Option<f64>) -> bool {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    recorded.is_some_and(|recorded| (recorded - mean).abs() > MEAN_TOLERANCE_MS)
}

fn fingerprint(function: &str, values: &[f64]) -> u64 {
    let mut hasher = quality::FixedState::default().build_hasher();
    function.hash(&mut hasher);
    for value in values {
        hasher.write_u64(value.to_bits());
    }
    hasher.finish()
}
