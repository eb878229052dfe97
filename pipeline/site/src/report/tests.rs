//! Tests of the sentences about failures, cold starts and memory sizes.

use schema::{
    Advice, Failure, FailurePhase, FrequentFailure, InvocationStatus, SizeComparison, SizeDifference, date,
};
use tera::{Context, Tera};

use crate::context::filters;

/// Asserts that `advice` reads so that it contains `parts`.
fn says(advice: &Advice, parts: &[&str]) {
    let mut tera = Tera::default();
    filters::register(&mut tera);
    let template = include_str!("../../../../templates/report/advice.html");
    tera.add_raw_templates([("advice", template), ("page", "{{ <advice advice={found} /> }}")]).unwrap();
    let mut context = Context::new();
    context.insert("found", advice);
    let text = tera.render("page", &context).unwrap();
    for part in parts {
        assert!(text.contains(part), "{text} lacks {part}");
    }
}

fn failed(status: InvocationStatus) -> FrequentFailure {
    let error_type = (status == InvocationStatus::Error).then(|| "Runtime.ExitError".to_owned());
    let failure = Failure { phase: FailurePhase::Invocation, status, error_type };
    FrequentFailure { failure, failures: 38, worst_day: Some((date(2026, 10, 16), 30)) }
}

#[test]
fn failures_name_their_kind_and_their_day() {
    let of = |memory_exhausted, status| Advice::InvocationsFail {
        failures: 41,
        invocations: 12_345,
        memory_exhausted,
        most: Some(failed(status)),
    };
    says(
        &of(0, InvocationStatus::Timeout),
        &[
            "41 of 12,345 invocations failed. 38 of them timed out, 30 on 16 October 2026.",
            "Raise the timeout",
        ],
    );
    says(
        &of(2, InvocationStatus::Error),
        &[
            "38 of them ended in an error (Runtime.ExitError)",
            "After 2 of the failures",
            "raise the memory size",
        ],
    );
    says(
        &Advice::InitsFail { failures: 39, most: Some(failed(InvocationStatus::Failure)) },
        &["39 inits failed. 38 of them ended in a failure"],
    );
}

#[test]
fn cold_starts_say_how_they_come() {
    let bursts = |bursts, hour, is_provisioned| Advice::ColdStartsComeInBursts {
        burst_share: 0.8,
        bursts,
        largest: 12,
        largest_at: "2026-10-16T09:00:30Z".parse().unwrap(),
        peak_concurrency: 7,
        hour,
        is_provisioned,
    };
    says(
        &bursts(4, Some(9), false),
        &["The largest of 4 has 12", "on 16 October 2026 at 09:00 UTC", "9:00 and 9:59"],
    );
    says(
        &bursts(1, None, true),
        &["There is one, of 12 cold starts", "more provisioned concurrency must cover 7"],
    );
    let alone = |alone_share, peak_concurrency| Advice::ColdStartsComeAlone {
        alone_share,
        peak_concurrency,
        is_provisioned: false,
    };
    says(&alone(0.95, 2), &["95.0", "at most 2 ran at once. Provisioned"]);
    says(&alone(1.0, 1), &["All cold starts come alone, as after a pause in traffic. Provisioned"]);
    says(
        &Advice::MoreColdStartsNeeded { cold_starts: 600, short_by: 243, is_effective: true },
        &["600 cold starts", "243 effective samples short"],
    );
}

#[test]
fn memory_sizes_say_which_to_use() {
    let sizes = |difference, is_fast_cheaper: bool| {
        Advice::MemorySizesCompare(SizeComparison {
            fast_mb: 512,
            slow_mb: 256,
            times: 1.9,
            difference,
            is_fast_cheaper,
            fast_million_usd: if is_fast_cheaper { 1.5 } else { 3.0 },
            slow_million_usd: 2.0,
            is_in_turn: difference == SizeDifference::Tied,
            tight_used_mb: (!is_fast_cheaper).then_some(250),
        })
    };
    says(
        &sizes(SizeDifference::Clear, true),
        &["At 512 MB", "1.90 times", "$1.50 instead of $2.00: use 512 MB."],
    );
    says(&sizes(SizeDifference::Clear, false), &["use 512 MB if callers wait", "Up to 250 MB"]);
    says(
        &sizes(SizeDifference::Tied, true),
        &["statistically tied", "use 512 MB", "One size ran after the other"],
    );
    says(&sizes(SizeDifference::Small, true), &["differ by less than 5%", "use 512 MB."]);
    says(
        &Advice::MemorySizesDifferInVersion { memory_mb: vec![128, 256, 512] },
        &["at 128, 256 and 512 MB", "the version changed"],
    );
}
