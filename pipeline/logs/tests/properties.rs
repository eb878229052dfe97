//! What holds for any bytes: nothing panics, everything is accounted for, and how bytes come changes nothing.
//!
//! `PROPTEST_CASES` says how many are made up. What once failed, or should be hard, is a file in `corpus/`, below the
//! name of its format.

mod support;

use std::{fs, path::Path, sync::LazyLock};

use logs::{Format, Options};
use proptest::{collection::vec, prelude::*, sample::Index};
use support::{Drops, FIXTURES, fixture, gzip, of, read, zstandard};

/// What hostile files are made of, besides bytes.
const WORDS: [&str; 26] = [
    "REPORT RequestId: ",
    "START RequestId: a Version: 1\n",
    "INIT_START Runtime Version: ",
    "INIT_REPORT Init Duration: 1.00 ms\tStatus: timeout\n",
    "Duration: ",
    "Billed Duration: 1 ms\t",
    "Memory Size: 128 MB\t",
    "\nXRAY TraceId: ",
    "Status: timeout",
    "{\"type\":\"platform.",
    "\"record\":{\"requestId\":\"a\",\"metrics\":{",
    "{\"events\":[",
    "{\"message\":\"",
    "{\"results\":[",
    "@timestamp,@message\n",
    "timestamp,message\n",
    "duration_ms,function\n",
    "1e999",
    "-0.0",
    "NaN",
    "\u{feff}",
    "\r\n",
    "\"",
    "\\",
    ",",
    "2026-01-31T10:00:00Z ",
];

/// Bytes and words of the formats in any order.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let word = (0..WORDS.len()).prop_map(|idx| WORDS[idx].as_bytes().to_vec());
    let bytes = vec(any::<u8>(), 0..24);
    let number = any::<f64>().prop_map(|number| format!("{number} ms\t").into_bytes());
    vec(prop_oneof![4 => word, 2 => bytes, 1 => number], 0..40).prop_map(|parts| parts.concat())
}

/// Every file of the corpus of `format`.
fn corpus(format: Format) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format.name());
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// What others are made of: fixtures and corpus.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let fixtures = FIXTURES.into_iter().map(|(name, _)| fixture(name));
        fixtures.chain(Format::ALL.into_iter().flat_map(corpus)).collect()
    });
    &SEEDS
}

/// A fixture or a file of the corpus in which some pieces were overwritten, taken out or doubled, perhaps packed, perhaps cut off.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<Index>(), 0..4_u8, vec(any::<u8>(), 0..6), 0..40_usize);
    (0..seeds().len(), vec(change, 0..5), 0..3_u8, prop::option::of(any::<Index>())).prop_map(
        |(seed_idx, changes, packing, cut)| {
            let mut bytes = seeds()[seed_idx].clone();
            for (place, kind, with, length) in changes {
                let start = place.index(bytes.len() + 1);
                let end = (start + length).min(bytes.len());
                match kind {
                    0 => drop(bytes.splice(start..end.min(start + with.len()), with)),
                    1 => drop(bytes.drain(start..end)),
                    2 => {
                        let piece = bytes[start..end].to_vec();
                        bytes.splice(end..end, piece);
                    }
                    _ => drop(bytes.splice(start..start, with)),
                }
            }
            let mut bytes = match packing {
                0 => bytes,
                1 => gzip(&bytes),
                _ => zstandard(&bytes),
            };
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len() + 1));
            }
            bytes
        },
    )
}

/// Every way to read some bytes: each format by force, and the one that is found.
fn ways() -> impl Iterator<Item = Options> {
    Format::ALL.into_iter().map(Some).chain([None]).map(of)
}

/// Reads `bytes` in every way; [`read`] itself sees that every record is accounted for.
fn check(bytes: &[u8], n_at_once: usize) {
    for options in ways() {
        let whole = read(bytes, &options);
        assert_eq!(read(Drops(bytes, n_at_once), &options), whole, "{n_at_once} bytes at once");
        for invocation in &whole.invocations {
            let times =
                [invocation.duration_ms, invocation.init_ms, invocation.client_ms, invocation.billed_ms];
            assert!(
                times.into_iter().flatten().all(|time| time.is_finite() && time >= 0.0),
                "{invocation:?}"
            );
            assert!(invocation.duration_ms.is_some() || invocation.client_ms.is_some());
        }
        for fault in &whole.faults {
            assert!(!fault.reason.is_empty() && fault.file == "test");
        }
    }
}

#[test]
fn what_once_was_hard_is_read_or_named() {
    for format in Format::ALL {
        let files = corpus(format);
        assert!(files.len() > 2, "{format} has {} files", files.len());
        for bytes in files {
            check(&bytes, 1);
            check(&bytes, 7);
            check(&gzip(&bytes), 5);
        }
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_named(bytes in anything(), n_at_once in 1..50_usize) {
        check(&bytes, n_at_once);
    }

    #[test]
    fn any_change_of_a_file_is_read_or_named(bytes in mutated(), n_at_once in 1..300_usize) {
        check(&bytes, n_at_once);
    }

    #[test]
    fn any_head_has_a_format_or_a_fault_with_advice(bytes in prop_oneof![anything(), mutated()]) {
        if let Err(fault) = Format::detect(&bytes) {
            prop_assert!(!fault.reason.is_empty() && !fault.advice.is_empty());
        }
    }

    #[test]
    fn lines_of_a_function_change_no_invocation(noise in vec("[ -~]{0,60}", 0..6), places in vec(any::<Index>(), 6)) {
        let plain = String::from_utf8(fixture("tail.log")).unwrap_or_default();
        let expected = read(plain.as_bytes(), &of(Some(Format::Text))).invocations;
        let mut lines: Vec<String> = plain.lines().map(str::to_owned).collect();
        for (noise, place) in noise.iter().zip(places) {
            lines.insert(place.index(lines.len() + 1), format!("app: {noise}"));
        }
        prop_assert_eq!(read(lines.join("\n").as_bytes(), &of(Some(Format::Text))).invocations, expected);
    }

    #[test]
    fn the_order_of_fields_changes_no_invocation(order in Just(FIELDS.to_vec()).prop_shuffle()) {
        let log = |fields: &[&str]| format!("REPORT RequestId: a\t{}\n", fields.join("\t"));
        let expected = read(log(&FIELDS).as_bytes(), &of(None));
        prop_assert_eq!(expected.invocations.len(), 1);
        prop_assert_eq!(read(log(&order).as_bytes(), &of(None)), expected);
    }
}

const FIELDS: [&str; 9] = [
    "Duration: 8.40 ms",
    "Billed Duration: 9 ms",
    "Memory Size: 128 MB",
    "Max Memory Used: 66 MB",
    "Init Duration: 170.13 ms",
    "Restore Duration: 1.00 ms",
    "Billed Restore Duration: 2 ms",
    "Status: error",
    "Error Type: Runtime.ExitError",
];

#[test]
fn where_blocks_end_changes_nothing() {
    let log = fixture("tail.log");
    let events = fixture("events.json");
    // As long as the blocks in which bytes go from thread to thread, and a little more or less.
    for n_bytes in [(1 << 18) - 700, (1 << 20) - 700] {
        for more in (0..700).step_by(13) {
            let noise = "x".repeat(99) + "\n";
            let before = noise.repeat(n_bytes / noise.len()) + &"y".repeat(more) + "\n";
            let found = read(&[before.as_bytes(), &log].concat()[..], &of(Some(Format::Text)));
            assert_eq!(found.invocations, read(&log[..], &of(None)).invocations);
            let spaced = [" ".repeat(n_bytes + more).as_bytes(), &events].concat();
            let found = read(&spaced[..], &of(Some(Format::Events)));
            assert_eq!(found.invocations, read(&events[..], &of(None)).invocations);
        }
    }
}
