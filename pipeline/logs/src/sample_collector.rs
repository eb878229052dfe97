//! Collection of invocations into samples per function, version, memory size and day.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use schema::{Arch, BatchMeans, Date, FileRead, Invocation, Metric, Packaging, Record, Runs};

use crate::value_counts::ValueCounts;

/// Metrics of an invocation, in the order of their samples.
const METRICS: [Metric; 11] = [
    Metric::InitMs,
    Metric::RestoreMs,
    Metric::ColdTotalMs,
    Metric::ColdDurationMs,
    Metric::WarmDurationMs,
    Metric::ResponseLatencyMs,
    Metric::ResponseDurationMs,
    Metric::RuntimeOverheadMs,
    Metric::ExtensionOverheadMs,
    Metric::ProducedBytes,
    Metric::ClientMs,
];

/// Samples of one day by metric.
type Samples = [ValueCounts; METRICS.len()];

/// Name of a function whose log does not name it.
pub const UNNAMED: &str = "function";

/// Configuration of a function, by which samples are grouped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Configuration {
    /// Name of the function, or [`UNNAMED`].
    pub function: String,
    /// Version of the function; none if unknown.
    pub version: Option<String>,
    /// Name of the runtime; empty if unknown.
    pub runtime: String,
    /// Memory size in megabytes; none if unknown.
    pub memory_mb: Option<u32>,
    /// Instruction set; the platform's default, `x86_64`, if unknown.
    pub arch: Arch,
    /// Packaging type; the platform's default, zip, if unknown.
    pub packaging: Packaging,
    /// Name of the workload; empty if unknown.
    pub workload: String,
}

impl Configuration {
    fn from_invocation(invocation: &Invocation) -> Configuration {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Configuration {
            function: invocation.function.clone().unwrap_or_else(|| UNNAMED.to_owned()),
            version: invocation.version.clone().filter(|version| !version.is_empty()),
            runtime: text(&invocation.runtime),
            memory_mb: invocation.memory_mb,
            arch: invocation.arch.unwrap_or_default(),
            packaging: invocation.packaging.unwrap_or(Packaging::Zip),
            workload: text(&invocation.workload),
        }
    }

    /// Compares with the configuration of `invocation` without allocating one.
    fn matches(&self, invocation: &Invocation) -> bool {
        let same = |text: &str, field: &Option<String>| text == field.as_deref().unwrap_or_default();
        self.function == invocation.function.as_deref().unwrap_or(UNNAMED)
            && self.version == invocation.version
            && same(&self.runtime, &invocation.runtime)
            && same(&self.workload, &invocation.workload)
            && self.memory_mb == invocation.memory_mb
            && self.arch == invocation.arch.unwrap_or_default()
            && self.packaging == invocation.packaging.unwrap_or(Packaging::Zip)
    }
}

/// Collects samples of invocations.
#[derive(Debug, Default)]
pub struct SampleCollector {
    configurations: Vec<(Configuration, BTreeMap<Option<Date>, Samples>)>,
    idx_by_configuration: HashMap<Configuration, usize>,
    /// Index of the last invocation's configuration, which the next one usually shares.
    last_idx: usize,
    n_samples: u64,
    n_undated: u64,
}

/// Day of all samples if none has a time.
const NO_DAY: Date = jiff::civil::date(1970, 1, 1);

impl SampleCollector {
    /// Adds the samples of `invocation`. A zero is not a sample: tools write it for a value that they lack.
    pub fn add(&mut self, invocation: &Invocation) {
        let idx = self.configuration_idx(invocation);
        let date = invocation.at.map(|at| at.to_zoned(TimeZone::UTC).date());
        self.n_undated += u64::from(date.is_none());
        let samples = self.configurations[idx].1.entry(date).or_default();
        let before = invocation.init_ms.or(invocation.restore_ms);
        let is_cold = invocation.is_cold();
        // The time of a failed init is how long the platform waited, not how long the function needs.
        let is_init_complete = invocation.init_status.is_none();
        let values = [
            invocation.init_ms.filter(|_| is_init_complete),
            invocation.restore_ms,
            before
                .zip(invocation.duration_ms)
                .map(|(before, after)| before + after)
                .filter(|_| is_init_complete && is_cold),
            invocation.duration_ms.filter(|_| is_cold),
            invocation.duration_ms.filter(|_| !is_cold),
            invocation.response_latency_ms,
            invocation.response_duration_ms,
            invocation.runtime_overhead_ms,
            invocation.extension_overhead_ms,
            invocation.produced_bytes.map(|bytes| bytes as f64),
            invocation.client_ms,
        ];
        for (samples, value) in samples.iter_mut().zip(values) {
            if let Some(value) = value.filter(|value| value.is_finite() && *value > 0.0) {
                samples.push(value);
                self.n_samples += 1;
            }
        }
    }

    /// Configurations with init durations so far.
    pub fn initialized(&self) -> impl Iterator<Item = &Configuration> {
        let has_init = |days: &BTreeMap<Option<Date>, Samples>| days.values().any(|day| !day[0].is_empty());
        self.configurations
            .iter()
            .filter(move |(_, days)| has_init(days))
            .map(|(configuration, _)| configuration)
    }

    /// Number of samples so far.
    pub const fn n_samples(&self) -> u64 {
        self.n_samples
    }

    /// Number of invocations without a time so far. Their samples go to the first day of the log.
    pub const fn n_undated(&self) -> u64 {
        self.n_undated
    }

    fn configuration_idx(&mut self, invocation: &Invocation) -> usize {
        if self
            .configurations
            .get(self.last_idx)
            .is_some_and(|(configuration, _)| configuration.matches(invocation))
        {
            return self.last_idx;
        }
        let configuration = Configuration::from_invocation(invocation);
        let next = self.configurations.len();
        let idx = *self.idx_by_configuration.entry(configuration.clone()).or_insert(next);
        if idx == next {
            self.configurations.push((configuration, BTreeMap::new()));
        }
        self.last_idx = idx;
        idx
    }

    /// Returns all samples as runs of `source`. `keys` returns every series to which the samples of a configuration
    /// count.
    pub fn runs<K: Clone + Ord>(
        mut self,
        source: &str,
        file: &str,
        mut keys: impl FnMut(&Configuration, Metric) -> Vec<K>,
    ) -> Runs<K> {
        self.configurations.sort_by(|a, b| a.0.cmp(&b.0));
        let days = self.configurations.iter().flat_map(|(_, days)| days.keys().flatten());
        let first_day = days.min().copied().unwrap_or(NO_DAY);
        let mut file = FileRead { path: file.to_owned(), raw_samples: self.n_samples, ..FileRead::default() };
        let mut runs = Runs { source: source.to_owned(), ..Runs::default() };
        let mut series_by_key: BTreeMap<K, u32> = BTreeMap::new();
        for (configuration, days) in self.configurations {
            let keys = METRICS.map(|metric| keys(&configuration, metric));
            runs.source_runtimes.push(configuration.function);
            for (date, samples) in days {
                for (keys, samples) in keys.iter().zip(samples) {
                    if samples.is_empty() {
                        continue;
                    }
                    let first_sample = file.samples.len() as u32;
                    let (values, counts): (Vec<f64>, Vec<u32>) = samples.into_counted().into_iter().unzip();
                    for key in keys {
                        let next = runs.series.len() as u32;
                        let series_idx = *series_by_key.entry(key.clone()).or_insert(next);
                        if series_idx == next {
                            runs.series.push(key.clone());
                        }
                        runs.records.push(Record {
                            series_idx,
                            source_runtime_idx: runs.source_runtimes.len() as u32 - 1,
                            file_idx: 0,
                            record_idx: file.raw_records as u32,
                            cluster_idx: 0,
                            date: date.unwrap_or(first_day),
                            first_sample,
                            n_samples: values.len() as u32,
                            batch_means: BatchMeans::default(),
                        });
                    }
                    file.raw_records += 1;
                    file.samples.extend(values);
                    file.counts.extend(counts);
                }
            }
        }
        runs.files.push(file);
        runs
    }
}

#[cfg(test)]
fn invocation(time: &str, init_ms: Option<f64>, duration_ms: f64) -> Invocation {
    Invocation {
        function: Some("f".to_owned()),
        at: (!time.is_empty()).then(|| time.parse().unwrap_or_default()),
        init_ms,
        duration_ms: Some(duration_ms),
        ..Invocation::default()
    }
}

#[test]
fn an_invocation_gives_samples_of_its_metrics() {
    let mut samples = SampleCollector::default();
    samples.add(&invocation("2026-01-02T23:59:59Z", Some(100.0), 10.0));
    samples.add(&invocation("2026-01-02T12:00:00Z", None, 2.0));
    samples.add(&invocation("2026-01-03T00:00:00Z", None, 3.0));
    samples.add(&invocation("2026-01-03T00:00:01Z", None, 0.0));
    samples.add(&invocation("", None, 4.0));
    assert_eq!((samples.n_samples(), samples.n_undated()), (6, 1));
    let runs = samples.runs("logs", "a.log", |_, metric| vec![metric]);
    let mut records: Vec<String> = runs
        .records
        .iter()
        .map(|record| {
            let metric = runs.series[record.series_idx as usize];
            format!("{metric} {} {:?}", record.date, runs.samples_of(record).values)
        })
        .collect();
    records.sort();
    let expected = [
        "cold_duration_ms 2026-01-02 [10.0]",
        "cold_total_ms 2026-01-02 [110.0]",
        "init_ms 2026-01-02 [100.0]",
        "warm_duration_ms 2026-01-02 [2.0]",
        "warm_duration_ms 2026-01-02 [4.0]",
        "warm_duration_ms 2026-01-03 [3.0]",
    ];
    assert_eq!(records, expected);
}

#[test]
fn a_failed_init_is_not_a_sample() {
    let mut samples = SampleCollector::default();
    let failed = Invocation {
        init_status: Some(schema::InvocationStatus::Timeout),
        ..invocation("2026-01-02T00:00:00Z", Some(10_000.0), 50.0)
    };
    samples.add(&failed);
    let runs = samples.runs("logs", "a.log", |_, metric| vec![metric]);
    assert_eq!(runs.series, [Metric::ColdDurationMs]);
}

#[test]
fn an_init_ahead_of_its_invocation_is_no_wait() {
    let mut samples = SampleCollector::default();
    let first = Invocation {
        initialization: Some(schema::Initialization::Ahead),
        ..invocation("2026-01-02T00:00:00Z", Some(3000.0), 5.0)
    };
    samples.add(&first);
    let runs = samples.runs("logs", "a.log", |_, metric| vec![metric]);
    assert_eq!(runs.series, [Metric::InitMs, Metric::WarmDurationMs]);
}

#[test]
fn phases_of_an_invocation_are_samples_of_their_own() {
    let mut samples = SampleCollector::default();
    samples.add(&Invocation {
        response_latency_ms: Some(3.0),
        response_duration_ms: Some(0.25),
        runtime_overhead_ms: Some(0.5),
        extension_overhead_ms: Some(0.0),
        produced_bytes: Some(64),
        ..invocation("2026-01-02T00:00:00Z", None, 5.0)
    });
    samples.add(&Invocation { client_ms: Some(42.0), ..Invocation::default() });
    let runs = samples.runs("logs", "a.log", |_, metric| vec![metric]);
    let mut found: Vec<_> = runs.series.clone();
    found.sort();
    assert_eq!(
        found,
        [
            Metric::WarmDurationMs,
            Metric::ClientMs,
            Metric::ResponseLatencyMs,
            Metric::ResponseDurationMs,
            Metric::RuntimeOverheadMs,
            Metric::ProducedBytes
        ]
    );
}

#[test]
fn a_configuration_may_feed_several_series() {
    let mut samples = SampleCollector::default();
    samples.add(&invocation("2026-01-02T00:00:00Z", None, 5.0));
    let runs = samples.runs("logs", "a.log", |_, metric| vec![(metric, None), (metric, Some("1"))]);
    assert_eq!((runs.series.len(), runs.records.len(), runs.n_raw_samples()), (2, 2, 1));
}
