//! Invocations as samples: those of each function, version, memory size and day.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use schema::{Arch, BatchMeans, Date, FileRead, Invocation, Metric, Package, Record, Runs, SeriesKey};

/// What is measured of an invocation, and where the samples of it lie.
const METRICS: [Metric; 5] =
    [Metric::InitMs, Metric::RestoreMs, Metric::ColdTotalMs, Metric::ColdDurationMs, Metric::WarmDurationMs];

/// Samples of a day, by metric.
type Samples = [Vec<f64>; METRICS.len()];

/// What is called a function where a log does not say its name.
pub const UNNAMED: &str = "function";

/// The configuration of a function that samples are of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Configuration {
    /// Name of the function, or [`UNNAMED`].
    pub function: String,
    /// Version of the function; empty where it is not said.
    pub version: String,
    /// Name of the runtime; empty where it is not said.
    pub runtime: String,
    /// Memory that the function is given, in megabytes.
    pub memory_mb: Option<u32>,
    /// Instruction set; `x86_64` where it is not said, which is what the platform gives who does not choose.
    pub arch: Arch,
    /// Package; zip where it is not said, for the same reason.
    pub package: Package,
    /// What the function does; empty where it is not said.
    pub workload: String,
}

impl Configuration {
    fn of(invocation: &Invocation) -> Configuration {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Configuration {
            function: invocation.function.clone().unwrap_or_else(|| UNNAMED.to_owned()),
            version: text(&invocation.version),
            runtime: text(&invocation.runtime),
            memory_mb: invocation.memory_mb,
            arch: invocation.arch.unwrap_or_default(),
            package: invocation.package.unwrap_or(Package::Zip),
            workload: text(&invocation.workload),
        }
    }

    /// Whether it is that of `invocation`, without making one of it.
    fn is_of(&self, invocation: &Invocation) -> bool {
        let same = |text: &str, field: &Option<String>| text == field.as_deref().unwrap_or_default();
        self.function == invocation.function.as_deref().unwrap_or(UNNAMED)
            && same(&self.version, &invocation.version)
            && same(&self.runtime, &invocation.runtime)
            && same(&self.workload, &invocation.workload)
            && self.memory_mb == invocation.memory_mb
            && self.arch == invocation.arch.unwrap_or_default()
            && self.package == invocation.package.unwrap_or(Package::Zip)
    }
}

/// Samples of invocations, until all are there.
#[derive(Debug, Default)]
pub struct Gathered {
    configurations: Vec<(Configuration, BTreeMap<Option<Date>, Samples>)>,
    places: HashMap<Configuration, usize>,
    /// That of the invocation before: most follow their own.
    last: usize,
    n_samples: u64,
    n_undated: u64,
}

/// What samples without a time are counted under where none has one.
const NO_DAY: Date = jiff::civil::date(1970, 1, 1);

impl Gathered {
    /// Takes the samples of `invocation`. Durations that are not above zero are none.
    pub fn add(&mut self, invocation: &Invocation) {
        let place = self.place(invocation);
        let date = invocation.at.map(|at| at.to_zoned(TimeZone::UTC).date());
        self.n_undated += u64::from(date.is_none());
        let samples = self.configurations[place].1.entry(date).or_default();
        let before = invocation.init_ms.or(invocation.restore_ms);
        let is_cold = invocation.is_cold();
        // An init that was given up says how long the platform waited, not what the function needs.
        let is_whole = invocation.init_status.is_none();
        let values = [
            invocation.init_ms.filter(|_| is_whole),
            invocation.restore_ms,
            before.zip(invocation.duration_ms).map(|(before, after)| before + after).filter(|_| is_whole),
            invocation.duration_ms.filter(|_| is_cold),
            invocation.duration_ms.filter(|_| !is_cold),
        ];
        for (samples, value) in samples.iter_mut().zip(values) {
            if let Some(value) = value.filter(|value| value.is_finite() && *value > 0.0) {
                samples.push(value);
                self.n_samples += 1;
            }
        }
    }

    /// Samples so far.
    pub const fn n_samples(&self) -> u64 {
        self.n_samples
    }

    /// Invocations without a time so far: they count on the first day that there is.
    pub const fn n_undated(&self) -> u64 {
        self.n_undated
    }

    fn place(&mut self, invocation: &Invocation) -> usize {
        if self.configurations.get(self.last).is_some_and(|(known, _)| known.is_of(invocation)) {
            return self.last;
        }
        let configuration = Configuration::of(invocation);
        let next = self.configurations.len();
        let place = *self.places.entry(configuration.clone()).or_insert(next);
        if place == next {
            self.configurations.push((configuration, BTreeMap::new()));
        }
        self.last = place;
        place
    }

    /// All samples as runs of `source`, each configuration in every series that `keys` says: a slug of the runtime and
    /// the name of the workload.
    pub fn runs(
        mut self,
        source: &str,
        file: &str,
        mut keys: impl FnMut(&Configuration) -> Vec<(String, String)>,
    ) -> Runs {
        self.configurations.sort_by(|a, b| a.0.cmp(&b.0));
        let days = self.configurations.iter().flat_map(|(_, days)| days.keys().flatten());
        let first_day = days.min().copied().unwrap_or(NO_DAY);
        let mut file = FileRead { path: file.to_owned(), raw_samples: self.n_samples, ..FileRead::default() };
        let mut runs = Runs { source: source.to_owned(), ..Runs::default() };
        let mut places: BTreeMap<SeriesKey, u32> = BTreeMap::new();
        for (configuration, days) in self.configurations {
            let keys = keys(&configuration);
            runs.source_runtimes.push(configuration.function.clone());
            for (date, samples) in days {
                for (metric, samples) in METRICS.into_iter().zip(samples) {
                    if samples.is_empty() {
                        continue;
                    }
                    let first_sample = file.samples.len() as u32;
                    for (runtime, workload) in &keys {
                        let key = SeriesKey {
                            source: source.to_owned(),
                            runtime: runtime.clone(),
                            package: configuration.package,
                            memory_mb: configuration.memory_mb,
                            arch: configuration.arch,
                            workload: workload.clone(),
                            metric,
                        };
                        let next = runs.series.len() as u32;
                        let series_idx = *places.entry(key.clone()).or_insert(next);
                        if series_idx == next {
                            runs.series.push(key);
                        }
                        runs.records.push(Record {
                            series_idx,
                            source_runtime_idx: runs.source_runtimes.len() as u32 - 1,
                            file_idx: 0,
                            record_idx: file.raw_records as u32,
                            date: date.unwrap_or(first_day),
                            first_sample,
                            n_samples: samples.len() as u32,
                            batch_means: BatchMeans::default(),
                        });
                    }
                    file.raw_records += 1;
                    file.samples.extend(samples);
                }
            }
        }
        runs.files.push(file);
        runs
    }
}

#[cfg(test)]
fn at(time: &str, init_ms: Option<f64>, duration_ms: f64) -> Invocation {
    Invocation {
        function: Some("f".to_owned()),
        at: (!time.is_empty()).then(|| time.parse().unwrap_or_default()),
        init_ms,
        duration_ms: Some(duration_ms),
        ..Invocation::default()
    }
}

#[test]
fn an_invocation_is_a_sample_of_what_it_says() {
    let mut gathered = Gathered::default();
    gathered.add(&at("2026-01-02T23:59:59Z", Some(100.0), 10.0));
    gathered.add(&at("2026-01-02T12:00:00Z", None, 2.0));
    gathered.add(&at("2026-01-03T00:00:00Z", None, 3.0));
    gathered.add(&at("2026-01-03T00:00:01Z", None, 0.0));
    gathered.add(&at("", None, 4.0));
    assert_eq!((gathered.n_samples(), gathered.n_undated()), (6, 1));
    let runs = gathered.runs("logs", "a.log", |it| vec![(it.function.clone(), it.workload.clone())]);
    let mut found: Vec<String> = runs
        .records
        .iter()
        .map(|record| {
            let metric = runs.series[record.series_idx as usize].metric;
            format!("{metric} {} {:?}", record.date, runs.samples_of(record))
        })
        .collect();
    found.sort();
    let expected = [
        "cold_duration_ms 2026-01-02 [10.0]",
        "cold_total_ms 2026-01-02 [110.0]",
        "init_ms 2026-01-02 [100.0]",
        "warm_duration_ms 2026-01-02 [2.0]",
        "warm_duration_ms 2026-01-02 [4.0]",
        "warm_duration_ms 2026-01-03 [3.0]",
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_init_that_was_given_up_is_no_sample() {
    let mut gathered = Gathered::default();
    let failed = Invocation {
        init_status: Some(schema::InvocationStatus::Timeout),
        ..at("2026-01-02T00:00:00Z", Some(10_000.0), 50.0)
    };
    gathered.add(&failed);
    let runs = gathered.runs("logs", "a.log", |it| vec![(it.function.clone(), String::new())]);
    let metrics: Vec<Metric> = runs.series.iter().map(|series| series.metric).collect();
    assert_eq!(metrics, [Metric::ColdDurationMs]);
}

#[test]
fn a_configuration_may_count_for_several_series() {
    let mut gathered = Gathered::default();
    gathered.add(&at("2026-01-02T00:00:00Z", None, 5.0));
    let runs = gathered
        .runs("logs", "a.log", |_| vec![("f".to_owned(), String::new()), ("f".to_owned(), "1".to_owned())]);
    assert_eq!((runs.series.len(), runs.records.len(), runs.n_raw_samples()), (2, 2, 1));
}
