//! Sentences of a report.

use charts::{format_value, number::format_number};
use schema::{Advice, Unit, UseRow};

use crate::context::formats::{grouped, percent, usd};

/// Formats a share with its interval.
pub(super) fn sure_share(used: &UseRow) -> String {
    let ends = used.cold_share_lower.zip(used.cold_share_upper);
    let ends = ends.map(|(lower, upper)| format!(" ({} to {})", percent(lower), percent(upper)));
    format!("{}{}", percent(used.cold_share), ends.unwrap_or_default())
}

/// Writes a piece of advice in a sentence or two: the observation, and the next step.
pub(super) fn advice(advice: &Advice) -> String {
    let ms = |value: f64| format_value(value, Unit::Ms);
    match *advice {
        Advice::ColdStartsAreRare { cold_share } => format!(
            "Only {} of the invocations start cold. A quicker start would be seen by next to nobody: look for the \
             tail in the warm invocations.",
            percent(cold_share)
        ),
        Advice::ColdStartsMakeTheTail { cold_share, before_ms } => format!(
            "{} of the invocations start cold and wait {} at the median before the handler begins. Of the slowest \
             hundredth of all invocations most are those: a smaller package, fewer libraries at start, SnapStart or \
             provisioned concurrency help here.",
            percent(cold_share),
            ms(before_ms)
        ),
        Advice::InitIsPaidFor { share, usd: paid } => format!(
            "{} of what the invocations cost, {}, is for init and restore. What does not have to be done at each start \
             can be left for later.",
            percent(share),
            usd(paid)
        ),
        Advice::MemoryIsSpare { memory_mb, used_mb } => format!(
            "At most {used_mb} MB of {memory_mb} MB were used. Less memory costs less where the duration does not grow \
             by as much, since processor time comes with memory: try half of it and compare.",
        ),
        Advice::MemoryIsTight { memory_mb, used_mb } => format!(
            "Up to {used_mb} MB of {memory_mb} MB were used. An invocation that needs a little more is killed: give it \
             more room.",
        ),
        Advice::InvocationsFail { failures, invocations } => format!(
            "{} of {} invocations did not end well. Their durations are part of all figures here.",
            grouped(failures),
            grouped(invocations)
        ),
        Advice::WarmTailIsLong { percentile, tail_ms, p50_ms } => format!(
            "The {} of the warm invocations is {}, {} times their median of {}. That is no cold start: look at what \
             they wait for.",
            percentile.title(),
            ms(tail_ms),
            format_number(tail_ms / p50_ms),
            ms(p50_ms)
        ),
        Advice::MoreColdStartsNeeded { cold_starts, needed } => format!(
            "There are {} cold starts; their 99th percentile needs {}. A longer log says more.",
            grouped(cold_starts),
            grouped(needed)
        ),
    }
}

#[test]
fn shares_keep_two_digits_that_mean_something() {
    for (share, expected) in [
        (0.0, "0\u{202f}%"),
        (0.000_01, "below 0.01 %"),
        (0.001_234, "0.12\u{202f}%"),
        (0.0123, "1.2\u{202f}%"),
        (1.0, "100.0\u{202f}%"),
    ] {
        assert_eq!(percent(share), expected);
    }
}

#[test]
fn every_piece_of_advice_says_its_numbers() {
    let check = |found: Advice, expected: &[&str]| {
        let text = advice(&found);
        for part in expected {
            assert!(text.contains(part), "{text} lacks {part}");
        }
    };
    check(Advice::ColdStartsAreRare { cold_share: 0.0005 }, &["0.05"]);
    check(Advice::ColdStartsMakeTheTail { cold_share: 0.02, before_ms: 240.0 }, &["2.0", "240"]);
    check(Advice::InitIsPaidFor { share: 0.25, usd: 12.5 }, &["25.0", "$12.5"]);
    check(Advice::MemoryIsSpare { memory_mb: 1024, used_mb: 90 }, &["90 MB of 1024 MB"]);
    check(Advice::MemoryIsTight { memory_mb: 128, used_mb: 127 }, &["127 MB of 128 MB"]);
    check(Advice::InvocationsFail { failures: 3, invocations: 12_345 }, &["3 of 12,345"]);
    let percentile = schema::Percentile::P99;
    check(
        Advice::WarmTailIsLong { percentile, tail_ms: 100.0, p50_ms: 10.0 },
        &["99th percentile", "100", "10.0 times"],
    );
    check(Advice::MoreColdStartsNeeded { cold_starts: 12, needed: 368 }, &["12 cold starts", "368"]);
}
