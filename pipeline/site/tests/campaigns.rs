//! Pages on our own campaigns: charts and tables by name, numbers in text, and their links.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use schema::{
    AgreementRow, ArtifactRow, Claims, ClusterUnit, Conditions, Distribution, Estimate, IntervalRow, Load,
    Memory, Metric, Packaging, PageCache, Percentile, Provider, Registry, Runtime, Series, SeriesKey,
    SeriesRow, SourceRow, Tables, Verdict, Window, date,
};
use site::{Files, Inputs, Site, Versions, check_links};

const WINDOW: Window = Window { window_start: date(2026, 11, 24), window_end: date(2026, 11, 25) };
const METRICS: [Metric; 8] = [
    Metric::InitMs,
    Metric::FirstResponseMs,
    Metric::ColdTotalMs,
    Metric::EarlyMs,
    Metric::WarmMs,
    Metric::InitCpuMs,
    Metric::CallCpuMs,
    Metric::PeakRssMb,
];
/// Base of the medians of each function; each metric adds tenths by its position.
const FUNCTIONS: [(&str, f64); 3] = [("local-rust", 1.0), ("local-go", 2.0), ("local-c", 0.5)];
const SOURCES: [&str; 2] = ["local-new", "local-old"];

fn series(source: &str, runtime: &str, memory_mb: Option<u32>, workload: &str, metric: Metric) -> Series {
    let key = SeriesKey {
        conditions: conditions(source, workload),
        runtime: runtime.to_owned(),
        memory: memory_mb.map_or(Memory::Uncapped, Memory::Mb),
        metric,
    };
    Series::new(&key, &runtime.replace("local-", "bench/"))
}

fn row(series: Series, p50: f64, n: u64) -> SeriesRow {
    let distribution = Distribution {
        n,
        clusters: 12,
        cluster_unit: ClusterUnit::Block,
        min: p50 / 2.0,
        mean: p50,
        p50,
        p90: p50 * 2.0,
        p95: p50 * 3.0,
        p99: p50 * 4.0,
        max: p50 * 9.0,
    };
    SeriesRow {
        series,
        window: WINDOW,
        ceiling: Percentile::ceiling(n),
        p999: (n > 4000).then_some(p50 * 8.0),
        distribution,
        icc: None,
        n_eff: None,
    }
}

fn all_series() -> Vec<SeriesRow> {
    let mut rows = Vec::new();
    for source in SOURCES {
        let more = if source == "local-new" { 0.0 } else { 100.0 };
        for (runtime, base) in FUNCTIONS {
            for workload in ["churn", "hello", "json"] {
                for (metric, place) in METRICS.into_iter().zip(1..) {
                    let n = if metric == Metric::WarmMs { 4600 } else { 12 };
                    let p50 = base + more + f64::from(place) / 10.0;
                    rows.push(row(series(source, runtime, None, workload, metric), p50, n));
                }
            }
            for memory_mb in [128, 512, 1769] {
                let of = |metric| series(source, runtime, Some(memory_mb), "hello", metric);
                rows.push(row(of(Metric::ColdTotalMs), base + more + 2000.0 / f64::from(memory_mb), 12));
                rows.push(row(of(Metric::FirstResponseMs), base + more, 12));
            }
        }
    }
    rows
}

fn interval(row: &SeriesRow, percentile: Percentile) -> IntervalRow {
    let estimate = row.supported(percentile).unwrap_or(1.0);
    IntervalRow {
        series: row.series.clone(),
        window: WINDOW,
        percentile,
        n: row.distribution.n,
        clusters: 12,
        cluster_unit: ClusterUnit::Block,
        short_by: percentile.samples_needed().saturating_sub(row.distribution.n),
        estimate,
        lower: Some(estimate * 0.9),
        upper: Some(estimate * 1.1),
        coverage: None,
        lower_rank: None,
        upper_rank: None,
        design_effect: None,
        own_design_effect: None,
        small_sample_factor: None,
        modelled_design_effect: None,
        design_effect_limit: None,
        serial_factor: None,
        earlier_windows: 0,
    }
}

fn tables() -> Tables {
    let series = all_series();
    let deep = [Percentile::P50, Percentile::P99, Percentile::P999];
    let intervals = series.iter().flat_map(|row| deep.map(|percentile| interval(row, percentile))).collect();
    let sure = |value: f64| Estimate { value, lower: Some(value * 0.9), upper: Some(value * 1.1) };
    let pair = |source: &str, metric| schema::ComparisonRow {
        conditions: conditions(source, "churn"),
        metric,
        window: WINDOW,
        a: "local-go".to_owned(),
        b: "local-rust".to_owned(),
        n_a: 12,
        n_b: 12,
        p50_ratio: sure(if source == "local-new" { 2.0 } else { 4.0 }),
        p50_difference: sure(1.0),
        p90_ratio: sure(2.0),
        p90_difference: sure(1.0),
        p99_ratio: sure(2.0),
        p99_difference: sure(1.0),
        superiority: sure(0.1),
        cliffs_delta: -0.8,
        verdict: Some(Verdict::Slower),
    };
    let artifact = |runtime: &str, bytes| ArtifactRow {
        source: "local-new".to_owned(),
        session: 1,
        runtime: runtime.to_owned(),
        workload: "hello".to_owned(),
        processor: "A <fast> one".to_owned(),
        processors: 2,
        machine_memory_mb: 4096,
        kernel: "6.1".to_owned(),
        is_virtual: true,
        client: "a client".to_owned(),
        client_version: "1".to_owned(),
        toolchain: String::new(),
        artifact_bytes: bytes,
        sha256: "00".to_owned(),
        revision: "0123456789abcdef".to_owned(),
    };
    let source = |name: &str, day| SourceRow {
        source: name.to_owned(),
        first_day: date(2026, 11, day),
        newest_day: date(2026, 11, day),
        days: 1,
        files: 12,
        records: 100,
        raw_samples: 100,
        accepted_samples: 100,
        quarantined_samples: 0,
    };
    Tables {
        intervals,
        comparisons: SOURCES
            .into_iter()
            .flat_map(|source| [pair(source, Metric::WarmMs), pair(source, Metric::InitMs)])
            .collect(),
        artifacts: vec![artifact("local-c", 800_000), artifact("local-rust", 2_500_000)],
        agreement: vec![AgreementRow {
            conditions: conditions("local-new", "hello"),
            metric: Metric::InitMs,
            reference: "made-up".to_owned(),
            reference_provider: Provider::Aws,
            reference_region: "us-east-1".to_owned(),
            reference_packaging: Packaging::Zip,
            reference_load: Load::SEQUENTIAL,
            reference_metric: Metric::InitMs,
            runtimes: 6,
            rank_correlation: 0.75,
            lower: Some(0.5),
            upper: Some(1.0),
            medians_lower: Some(0.7),
            medians_upper: Some(0.8),
            furthest: Some("new-c".to_owned()),
            furthest_rank: Some(1),
            furthest_reference_rank: Some(3),
            chance: 0.05,
            slope: 0.4,
            slope_lower: Some(0.1),
            slope_upper: Some(0.7),
            seed: "00".to_owned(),
        }],
        sources: vec![source("local-new", 25), source("local-old", 24)],
        series,
        ..Tables::default()
    }
}

fn registry() -> Registry {
    let runtime = |(slug, _): (&str, f64)| Runtime {
        slug: slug.to_owned(),
        name: slug.trim_start_matches("local-").to_owned(),
        language: slug.to_owned(),
        version: String::new(),
        os: String::new(),
        kind: schema::RuntimeKind::Managed,
        experimental: false,
        deprecated: None,
        snapstart: false,
        measured: true,
        aliases: vec![slug.replace("local-", "bench/")],
        counterpart: None,
    };
    Registry { support: None, runtimes: FUNCTIONS.into_iter().map(runtime).collect() }
}

/// Builds a site with a document whose body is `body`.
fn build(body: &str) -> Result<Site, String> {
    let mut content: Files = support::content();
    content.retain(|file, _| !file.starts_with("published"));
    let words = format!("+++\ntitle = \"Ours\"\ndescription = \"Ours\"\n+++\n\n{body}\n");
    content.insert("measured.md".to_owned(), words.into_bytes());
    site::build(&Inputs {
        cards: None,
        templates: &support::templates(),
        content: &content,
        registry: &registry(),
        claims: &Claims::default(),
        scenarios: &[],
        prices: None,
        sources: &[],
        known_sources: &[],
        tables: &tables(),
        downloads: &[],
        versions: &Versions::default(),
        example: None,
    })
    .map_err(|error| format!("{error:#}"))
}

fn page(body: &str) -> String {
    let site = build(body).unwrap();
    assert_eq!(site.warnings, Vec::<String>::new(), "{body}");
    String::from_utf8(site.files["measured/index.html"].clone()).unwrap()
}

#[test]
fn numbers_of_ours_are_those_of_the_newest_campaign_unless_another_is_named() {
    let check = |code: &str, expected: &str| {
        let page = page(&format!("It is {{{{ {code} }}}}."));
        let found =
            page.split("class=\"fact\"").nth(1).and_then(|rest| rest.split(['>', '<']).nth(1)).unwrap();
        assert_eq!(found.replace(['\u{a0}', '\u{202f}'], " "), expected, "{code}");
    };
    check("p50(runtime='local-rust', metric='warm_ms', workload='churn')", "1.50 ms");
    check("p999(runtime='local-rust', metric='warm_ms', workload='churn')", "12.0 ms");
    check("p50(runtime='local-rust', metric='warm_ms', workload='churn', source='local-old')", "102 ms");
    check("p50(runtime='local-rust')", "1.10 ms");
    check(
        "interval(runtime='local-go', percentile='p50', metric='warm_ms', workload='churn')",
        "2.25 to 2.75 ms",
    );
    check(
        "ratio(a='local-rust', b='local-go', percentile='p50', metric='warm_ms', workload='churn')",
        "0.500 (0.455 to 0.556)",
    );
    check(
        "ratio(a='local-go', b='local-rust', percentile='p50', metric='warm_ms', workload='churn', source='local-old')",
        "4.00 (3.60 to 4.40)",
    );
    check("deployed_size(runtime='local-rust')", "2.50 MB");
    check("rank_correlation(metric='init_ms')", "0.750 (0.500 to 1.00)");
}

#[test]
fn every_chart_and_table_has_its_rows_and_every_link_leads_somewhere() {
    let body = "{{ campaign_chart(chart=\"cold\") }}\n\n{{ campaign_chart(chart=\"warm\", workload=\"churn\") }}\n\n{{ campaign_chart(chart=\"first-response\") }}\n\n\
        {{ campaign_table(table=\"workloads\") }}\n\n{{ campaign_table(table=\"early\", workload=\"churn\") }}\n\n{{ campaign_table(table=\"shares\") }}\n\n\
        {{ campaign_table(table=\"tail\", workload=\"churn\") }}\n\n{{ campaign_table(table=\"sizes\") }}\n\n{{ campaign_table(table=\"by-machine\") }}\n\n\
        {{ campaign_table(table=\"machines\") }}\n\n{{ campaign_table(table=\"agreement\") }}\n\n\
        The ratio is {{ ratio(a=\"local-rust\", b=\"local-go\", percentile=\"p50\", metric=\"warm_ms\", workload=\"churn\") }}.";
    let site = build(body).unwrap();
    let broken: Vec<String> =
        check_links(&site.files, &site.base_path).iter().map(ToString::to_string).collect();
    let ours: Vec<&String> =
        broken.iter().filter(|link| link.contains("measured/") || link.contains("receipts/")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
    let page = String::from_utf8(site.files["measured/index.html"].clone()).unwrap();
    for expected in [
        "Cold starts of hello: medians in ms, and MB",
        "Median of init and of first call of hello",
        "Warm invocations by workload",
        "2nd to 10th",
        "128 MB",
        "A &lt;fast&gt; one",
        "0.500 (0.455 to 0.556)",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(
        !site.files.keys().any(|path| path.starts_with("runtimes/local-")),
        "functions of ours have no page each"
    );
    assert!(site.files.contains_key("receipts/local-rust/churn/index.html"));
}

#[test]
fn unknown_names_are_errors_with_their_place() {
    let error = build("{{ campaign_chart(chart=\"nothing\") }}").unwrap_err();
    assert!(error.contains("content/measured.md:6") && error.contains("expected one of `cold`"), "{error}");
    let error = build("{{ p50(runtime=\"local-rust\", colour=\"red\") }}").unwrap_err();
    assert!(error.contains("no argument `colour`"), "{error}");
}

/// Returns the conditions of a campaign with a warm page cache.
fn conditions(source: &str, workload: &str) -> Conditions {
    Conditions {
        source: source.to_owned(),
        provider: Provider::Local,
        region: Conditions::NO_REGION.to_owned(),
        packaging: Packaging::Files,
        page_cache: PageCache::Warm,
        load: Load::SEQUENTIAL,
        workload: workload.to_owned(),
        ..Conditions::default()
    }
}
