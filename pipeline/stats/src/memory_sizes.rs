//! Comparison of the memory sizes at which a function ran.

use std::collections::BTreeSet;

use schema::{
    Advice, FunctionIntervalRow, FunctionUsage, Memory, Metric, Percentile, SizeComparison, SizeDifference,
};

use crate::log_report::{LogReport, TIGHT};

/// Ratio of medians from which one size is faster. With much data, smaller ones are certain too, and decide nothing.
const LEAST_TIMES: f64 = 1.05;

/// One memory size of one version.
struct Size<'a> {
    memory_mb: u32,
    usage: &'a FunctionUsage,
    million_usd: f64,
    median: &'a FunctionIntervalRow,
    /// The 95% interval of the median.
    ends: (f64, f64),
}

/// Compares two sizes of one function: the fastest and the cheapest, or the two with the most invocations if one is both.
/// `parts` are its rows by version and memory size.
///
/// Only sizes of one version compare: that with the most invocations among versions that ran at several sizes. If the
/// version changed with every size, says so. None with one size, or without intervals of two medians.
pub(crate) fn advice<'p>(parts: &'p [FunctionUsage], report: &'p LogReport) -> Option<Advice> {
    let sizes: BTreeSet<u32> = parts.iter().filter_map(|part| part.memory_mb).collect();
    if sizes.len() < 2 {
        return None;
    }
    let versions: BTreeSet<_> = parts.iter().map(|part| &part.version).collect();
    let of_version = |version: &Option<String>| {
        parts.iter().filter(|part| part.version == *version && part.memory_mb.is_some()).collect::<Vec<_>>()
    };
    let groups: Vec<_> = versions.iter().map(|version| of_version(version)).collect();
    if groups.iter().all(|group| group.len() < 2) {
        return Some(Advice::MemorySizesDifferInVersion { memory_mb: sizes.into_iter().collect() });
    }
    // A function with one version has series of all versions only.
    let names_version = versions.len() > 1;
    let sizes_of = |group: Vec<&'p FunctionUsage>| {
        group.into_iter().filter_map(|part| Size::of(part, report, names_version)).collect::<Vec<_>>()
    };
    let compared_groups = groups.into_iter().map(sizes_of).filter(|group| group.len() > 1);
    let n_invocations = |group: &Vec<Size<'_>>| group.iter().map(|size| size.usage.invocations).sum::<u64>();
    let mut sizes = compared_groups.max_by_key(n_invocations)?;
    sizes.sort_by_key(|size| std::cmp::Reverse(size.usage.invocations));
    let fastest = sizes.iter().min_by(|a, b| a.median.estimate.total_cmp(&b.median.estimate))?;
    let cheapest = sizes.iter().min_by(|a, b| a.million_usd.total_cmp(&b.million_usd))?;
    let other = if fastest.memory_mb == cheapest.memory_mb {
        sizes.iter().find(|size| size.memory_mb != fastest.memory_mb)?
    } else {
        cheapest
    };
    Some(Advice::MemorySizesCompare(compared(fastest, other)))
}

fn compared(fast: &Size<'_>, slow: &Size<'_>) -> SizeComparison {
    let smaller = if fast.memory_mb < slow.memory_mb { fast } else { slow };
    let is_tight = |used_mb: &u32| f64::from(*used_mb) > TIGHT * f64::from(smaller.memory_mb);
    let ends_before = |a: &Size<'_>, b: &Size<'_>| {
        a.usage.last_at.zip(b.usage.first_at).is_some_and(|(last, first)| last < first)
    };
    let times = slow.median.estimate / fast.median.estimate;
    SizeComparison {
        fast_mb: fast.memory_mb,
        slow_mb: slow.memory_mb,
        times,
        // Intervals that do not overlap are apart at far less than a 5% level.
        difference: match fast.ends.1 < slow.ends.0 {
            false => SizeDifference::Tied,
            true if times < LEAST_TIMES => SizeDifference::Small,
            true => SizeDifference::Clear,
        },
        is_fast_cheaper: fast.million_usd <= slow.million_usd,
        fast_million_usd: fast.million_usd,
        slow_million_usd: slow.million_usd,
        is_in_turn: ends_before(fast, slow) || ends_before(slow, fast),
        tight_used_mb: smaller.usage.max_memory_used_mb.filter(is_tight),
    }
}

impl<'a> Size<'a> {
    /// Returns the size of `part`; none without its cost, or without an interval of the median of warm invocations.
    fn of(part: &'a FunctionUsage, report: &'a LogReport, names_version: bool) -> Option<Size<'a>> {
        // With several versions, a part without one has no series of its own.
        let version = if names_version { Some(part.version.as_ref()?) } else { None };
        let memory_mb = part.memory_mb?;
        let is_it = |row: &&FunctionIntervalRow| {
            let series = &row.series;
            row.percentile == Percentile::P50
                && series.metric == Metric::WarmDurationMs
                && series.memory == Memory::Mb(memory_mb)
                && series.version.as_ref() == version
                && series.function == part.function
                && series.arch == part.arch
        };
        let median = report.intervals.iter().find(is_it)?;
        let ends = median.lower.zip(median.upper)?;
        Some(Size { memory_mb, usage: part, million_usd: part.million_usd?, median, ends })
    }
}
