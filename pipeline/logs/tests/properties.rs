//! Properties for any input: no panic, every record accounted for, and no dependence on the sizes of reads.
//!
//! `PROPTEST_CASES` sets the number of generated inputs. `corpus/` holds inputs that failed once or look difficult, in a
//! folder per format.

mod support;

use std::{fs, path::Path, sync::LazyLock};

use logs::{Format, Options};
use proptest::{collection::vec, prelude::*, sample::Index};
use support::{FIXTURES, SmallReads, fixture, gzip, options, read_all, zstandard};

/// Parts of hostile files, besides random bytes.
const WORDS: [&str; 28] = [
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
    "\u{b}",
    "\u{c}",
    "2026-01-31T10:00:00Z ",
];

/// Generates bytes and words of the formats in any order.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let word = (0..WORDS.len()).prop_map(|idx| WORDS[idx].as_bytes().to_vec());
    let bytes = vec(any::<u8>(), 0..24);
    let number = any::<f64>().prop_map(|number| format!("{number} ms\t").into_bytes());
    vec(prop_oneof![4 => word, 2 => bytes, 1 => number], 0..40).prop_map(|parts| parts.concat())
}

/// Returns the corpus of `format`.
fn corpus(format: Format) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format.name());
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// Returns the inputs to mutate: fixtures and corpus.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let fixtures = FIXTURES.into_iter().map(|(name, _)| fixture(name));
        fixtures.chain(Format::ALL.into_iter().flat_map(corpus)).collect()
    });
    &SEEDS
}

/// Mutates a seed: pieces are overwritten, removed, repeated or inserted, and the file may be compressed or cut off.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<Index>(), 0..4_u8, vec(any::<u8>(), 0..6), 0..40_usize);
    (0..seeds().len(), vec(change, 0..5), 0..3_u8, prop::option::of(any::<Index>())).prop_map(
        |(seed_idx, changes, packing, cut)| {
            let mut bytes = seeds()[seed_idx].clone();
            for (idx, kind, with, length) in changes {
                let start = idx.index(bytes.len() + 1);
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

/// Returns options for every format by force and for detection.
fn all_options() -> impl Iterator<Item = Options> {
    Format::ALL.into_iter().map(Some).chain([None]).map(options)
}

/// Reads `bytes` with all options; [`read_all`] itself checks that every record is accounted for.
fn check(bytes: &[u8], n_at_once: usize) {
    for options in all_options() {
        let whole = read_all(bytes, &options);
        assert_eq!(read_all(SmallReads(bytes, n_at_once), &options), whole, "{n_at_once} bytes per read");
        for invocation in &whole.invocations {
            let times =
                [invocation.duration_ms, invocation.init_ms, invocation.client_ms, invocation.billed_ms];
            assert!(
                times.into_iter().flatten().all(|time| time.is_finite() && time >= 0.0),
                "{invocation:?}"
            );
            assert!(invocation.duration_ms.is_some() || invocation.client_ms.is_some());
        }
        for error in &whole.errors {
            assert!(!error.reason.is_empty() && error.file == "test");
        }
    }
}

#[test]
fn every_corpus_file_is_read_or_refused() {
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
    fn any_bytes_are_read_or_refused(bytes in anything(), n_at_once in 1..50_usize) {
        check(&bytes, n_at_once);
    }

    #[test]
    fn any_mutated_file_is_read_or_refused(bytes in mutated(), n_at_once in 1..300_usize) {
        check(&bytes, n_at_once);
    }

    #[test]
    fn detection_finds_a_format_or_gives_advice(bytes in prop_oneof![anything(), mutated()]) {
        if let Err(error) = Format::detect(&bytes) {
            prop_assert!(!error.reason.is_empty() && !error.advice.is_empty());
        }
    }

    #[test]
    fn lines_of_a_function_change_no_invocation(noise in vec("[ -~]{0,60}", 0..6), positions in vec(any::<Index>(), 6)) {
        let plain = String::from_utf8(fixture("tail.log")).unwrap_or_default();
        let expected = read_all(plain.as_bytes(), &options(Some(Format::Text))).invocations;
        let mut lines: Vec<String> = plain.lines().map(str::to_owned).collect();
        for (noise, position) in noise.iter().zip(positions) {
            lines.insert(position.index(lines.len() + 1), format!("app: {noise}"));
        }
        prop_assert_eq!(read_all(lines.join("\n").as_bytes(), &options(Some(Format::Text))).invocations, expected);
    }

    #[test]
    fn the_order_of_fields_changes_no_invocation(order in Just(FIELDS.to_vec()).prop_shuffle()) {
        let log = |fields: &[&str]| format!("REPORT RequestId: a\t{}\n", fields.join("\t"));
        let expected = read_all(log(&FIELDS).as_bytes(), &options(None));
        prop_assert_eq!(expected.invocations.len(), 1);
        prop_assert_eq!(read_all(log(&order).as_bytes(), &options(None)), expected);
    }
}

/// Messages of one function: stream, time and kind of each.
fn messages() -> impl Strategy<Value = Vec<(u32, u32, usize)>> {
    vec((0..2_u32, 0..40_u32, 0..7_usize), 0..24)
}

/// A line of a function in group `group`: its stream, time in seconds, and kind of message.
fn line(group: &str, (stream, at, kind): (u32, u32, usize), has_streams: bool) -> String {
    let id = format!("{:08x}-0000-4000-8000-000000000000", at / 4);
    let report = format!(
        "REPORT RequestId: {id}\tDuration: {at}.50 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t"
    );
    let message = match kind {
        0 => format!("INIT_START Runtime Version: python:3.{at}.v1\tRuntime Version ARN: x"),
        1 => "INIT_REPORT Init Duration: 10.17 ms\tPhase: init\tStatus: error".to_owned(),
        2 => format!("START RequestId: {id} Version: {at}"),
        3 => format!("{report}Init Duration: 170.13 ms\t"),
        4 => format!("RESTORE_START Runtime Version: java:{at}.v1\tRuntime Version ARN: x"),
        5 => "output".to_owned(),
        _ => report,
    };
    let stream = if has_streams { format!(" 2026/01/31/[1]{stream}ff") } else { String::new() };
    format!("2026-01-31T10:00:{at:02}.000Z /aws/lambda/{group}{stream} {message}\n")
}

/// Invocations of function `b` in a log.
fn of_b(log: &str) -> Vec<schema::Invocation> {
    let mut found = read_all(log.as_bytes(), &options(Some(Format::Text))).invocations;
    found.retain(|invocation| invocation.function.as_deref() == Some("b"));
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_function_s_lines_changes_another_s_numbers(
        a in messages(), b in messages(), order in vec(any::<bool>(), 48), has_streams in any::<bool>(),
    ) {
        let own: String = b.iter().map(|message| line("b", *message, has_streams)).collect();
        let (mut a, mut b, mut log) = (a.into_iter(), b.into_iter(), String::new());
        for is_a in order {
            let (group, message) = if is_a { ("a", a.next()) } else { ("b", b.next()) };
            log.extend(message.map(|message| line(group, message, has_streams)));
        }
        log.extend(b.map(|message| line("b", message, has_streams)));
        log.extend(a.map(|message| line("a", message, has_streams)));
        prop_assert_eq!(of_b(&log), of_b(&own));
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
fn block_boundaries_change_nothing() {
    let log = fixture("tail.log");
    let events = fixture("events.json");
    // Around the size of the blocks that go from thread to thread, and of the buffer for lines.
    for n_bytes in [(1 << 18) - 700, (1 << 20) - 700] {
        for more in (0..700).step_by(13) {
            let noise = "x".repeat(99) + "\n";
            let before = noise.repeat(n_bytes / noise.len()) + &"y".repeat(more) + "\n";
            let result = read_all(&[before.as_bytes(), &log].concat()[..], &options(Some(Format::Text)));
            assert_eq!(result.invocations, read_all(&log[..], &options(None)).invocations);
            let spaced = [" ".repeat(n_bytes + more).as_bytes(), &events].concat();
            let result = read_all(&spaced[..], &options(Some(Format::Events)));
            assert_eq!(result.invocations, read_all(&events[..], &options(None)).invocations);
        }
    }
}
