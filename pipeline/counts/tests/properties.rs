//! Counts add up in any order, and written out they are the same again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use counts::Counts;
use proptest::{collection::vec, option, prelude::*, sample::select};
use schema::{Arch, Initialization, Invocation, InvocationStatus, Packaging, Timestamp};

/// Rows as text, because a row borrows its cells.
fn rows(counts: &Counts) -> Vec<String> {
    let mut rows = Vec::new();
    counts
        .for_each_row(|row| {
            rows.push(format!("{row:?}"));
            Ok::<(), String>(())
        })
        .unwrap();
    rows
}

/// Counts of the rows of `parts`, in the order of the parts.
fn added(parts: &[&Counts]) -> Counts {
    let mut sum = Counts::default();
    for part in parts {
        part.for_each_row(|row| sum.add_row(row)).unwrap();
    }
    sum
}

fn counted(invocations: &[Invocation]) -> Counts {
    let mut counts = Counts::default();
    for invocation in invocations {
        counts.add(invocation);
    }
    counts
}

fn name() -> impl Strategy<Value = Option<String>> {
    option::of(select(vec!["shop", "cart", "12", "$LATEST"]).prop_map(str::to_owned))
}

/// Milliseconds with at most three decimals, as Lambda writes them, or with more, as other tools do.
fn ms() -> impl Strategy<Value = Option<f64>> {
    let whole = (0..5_000_i32).prop_map(|hundredths| f64::from(hundredths) / 100.0);
    option::of(prop_oneof![4 => whole, 1 => 0.0..1e6])
}

prop_compose! {
    fn times()(init_ms in ms(), restore_ms in ms(), duration_ms in ms(), billed_ms in ms(), client_ms in ms(),
        response_latency_ms in ms(), produced_bytes in option::of(0_u64..1000)) -> Invocation
    {
        Invocation { init_ms, restore_ms, duration_ms, billed_ms, client_ms, response_latency_ms, produced_bytes,
            ..Invocation::default() }
    }
}

prop_compose! {
    fn invocation()(times in times(), function in name(), version in name(), runtime in name(),
        memory_mb in option::of(select(vec![128, 512])), max_memory_used_mb in option::of(1_u32..600),
        arch in option::of(select(vec![Arch::X86_64, Arch::Arm64])),
        packaging in option::of(select(vec![Packaging::Zip, Packaging::Image])),
        at_s in option::of(-100_000_i64..500_000),
        status in option::of(select(InvocationStatus::VALUES.to_vec())),
        init_status in option::of(Just(InvocationStatus::Timeout)),
        error_type in option::of(select(vec!["Runtime.ExitError", "a name", ""])),
        is_ahead in any::<bool>()) -> Invocation
    {
        Invocation { function, version, runtime, memory_mb, max_memory_used_mb, arch, packaging,
            at: at_s.and_then(|at_s| Timestamp::from_second(at_s).ok()),
            status, init_status, error_type: error_type.map(str::to_owned),
            initialization: is_ahead.then_some(Initialization::Ahead), ..times }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_add_up_in_any_order(invocations in vec(invocation(), 0..300), cut in 0_usize..300) {
        let all = counted(&invocations);
        let expected = rows(&all);
        let (first, last) = invocations.split_at(cut.min(invocations.len()));
        let (first, last) = (counted(first), counted(last));
        prop_assert_eq!(rows(&added(&[&first, &last])), expected.clone());
        prop_assert_eq!(rows(&added(&[&last, &first])), expected.clone());
        let mut joined = last;
        joined.join(first);
        prop_assert_eq!(rows(&joined), expected.clone());
        let reversed: Vec<_> = invocations.iter().rev().cloned().collect();
        prop_assert_eq!(rows(&counted(&reversed)), expected);
    }

    #[test]
    fn rows_ascend_and_differ(invocations in vec(invocation(), 0..300)) {
        let counts = counted(&invocations);
        let mut last = None;
        counts.for_each_row(|row| {
            let name = |text: Option<&str>| text.map(str::to_owned);
            let key = (
                (name(row.function), name(row.version), row.memory_mb, row.arch.map(Arch::name)),
                (row.day, row.metric.name(), name(row.detail), row.value),
            );
            let is_after = last.as_ref().is_none_or(|last| *last < key);
            last = Some(key);
            if is_after { Ok(()) } else { Err(format!("{row:?}")) }
        }).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn every_invocation_counts_once(invocations in vec(invocation(), 0..300)) {
        let counts = counted(&invocations);
        let n: u64 = [schema::CountMetric::Invocations, schema::CountMetric::RoundTrips]
            .into_iter().map(|metric| counts.total(metric)).sum();
        prop_assert_eq!(n, invocations.len() as u64);
        let undated = invocations.iter().filter(|invocation| invocation.at.is_none()).count();
        prop_assert_eq!(counts.n_undated(), undated as u64);
    }
}
