//! Keys of series: memory sizes, loads and conditions, in Rust and in tables.

use rayon::prelude::*;
use schema::{
    ClaimRow, Conditions, ConfidenceDistributionRow, InvalidTable, Load, LoadPattern, Memory, Metric, Pooled,
    SeriesKey, csv_of, rows_of,
};

#[test]
fn only_memory_sizes_are_pooled() {
    let key = |memory| SeriesKey {
        conditions: Conditions::default(),
        metric: Metric::InitMs,
        runtime: "rust".to_owned(),
        memory,
    };
    assert_eq!(key(Memory::Mb(128)).pooled(Pooled::Memory), key(Memory::Pooled));
    assert_eq!(key(Memory::Uncapped).pooled(Pooled::Memory), key(Memory::Uncapped));
}

/// Reads the memory of a row whose cells `memory` and `memory_mb` are `cells`.
fn memory(cells: &str) -> Result<Memory, InvalidTable> {
    let row = format!(
        "source,provider,region,packaging,page_cache,arch,load,concurrency,workload,metric,runtime,source_runtime,\
         memory,memory_mb,unit,window_start,window_end,statistic,estimate,confidence_p1,confidence_p2_5,confidence_p5,confidence_p10,confidence_p25,\
         confidence_p50,confidence_p75,confidence_p90,confidence_p95,confidence_p97_5,confidence_p99\n\
         x,aws,us-east-1,zip,unknown,x86_64,burst-250,250,hello,init_ms,rust,rust,\
         {cells},ms,2026-07-02,2026-07-31,p99,1,1,1,1,1,1,1,1,1,1,1,1\n"
    );
    let rows = rows_of::<ConfidenceDistributionRow>(row.as_bytes())?;
    assert_eq!(rows[0].series.conditions.load, Load::burst(250));
    Ok(rows[0].series.memory)
}

#[test]
fn contradictory_memory_cells_are_refused() {
    let check = |cells: &str, expected| assert_eq!(memory(cells).unwrap(), expected);
    check("pooled,", Memory::Pooled);
    check("uncapped,", Memory::Uncapped);
    check("512 MB,512", Memory::Mb(512));
    let refused = |cells: &str, reason: &str| {
        let error = memory(cells).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    };
    refused("512 MB,", "line 2: memory_mb '' differs from the size in memory");
    refused("pooled,512", "memory_mb '512' differs from the size in memory");
    refused("0 MB,0", "memory '0 MB' is neither pooled, uncapped nor a size such as 128 MB");
    refused("512,512", "memory '512' is neither");
    refused("lots,", "memory 'lots'");
}

#[test]
fn loads_read_back_by_their_names() {
    for (text, pattern, concurrency) in [
        ("idle", LoadPattern::Idle, Some(1)),
        ("sequential", LoadPattern::Sequential, Some(1)),
        ("concurrent-10", LoadPattern::Concurrent, Some(10)),
        ("burst-250", LoadPattern::Burst, Some(250)),
        ("production", LoadPattern::Production, None),
    ] {
        let load = Load { pattern, concurrency };
        assert_eq!(Load::try_from(text.to_owned()), Ok(load));
        assert_eq!(load.to_string(), text);
    }
    for text in ["", "burst", "burst-1", "burst-x", "idle-2", "production-9", "busy"] {
        assert!(Load::try_from(text.to_owned()).is_err(), "{text}");
    }
}

#[test]
fn a_claim_without_tests_has_no_conditions() {
    let row = ClaimRow { claim: "untestable".to_owned(), ..ClaimRow::default() };
    let tested = ClaimRow { conditions: Some(Conditions::default()), ..row.clone() };
    let rows = [row, tested];
    assert_eq!(rows_of::<ClaimRow>(&csv_of(rows.par_iter())).unwrap(), rows);
}
