//! Writes the synthetic logs of the example report, always the same: `example_logs content/your-logs`.
//!
//! They look like output of `aws logs tail` that keeps the lines `INIT_START` and `REPORT`. Two functions run for four
//! weeks. A deployment of `checkout` makes its inits longer, some of its invocations fail, a few time out on one day, and
//! many arrive at once on Mondays. `thumbnails` gets twice the memory on the way.

use std::{fmt::Write, fs, io, path::Path};

mod random;

use random::Random;

/// Days of October 2026 with invocations.
const DAYS: u64 = 28;

/// A function that nobody wrote.
struct Function {
    name: &'static str,
    runtime: &'static str,
    used_mb: u64,
    /// Memory sizes in megabytes by their first day, each with the median duration of a warm invocation in hundredths of
    /// a millisecond.
    sizes: &'static [(u64, u64, u64)],
    /// Fewest invocations of a day.
    per_day: u64,
    /// Chance of a cold start, in per cent.
    cold: u64,
    /// One of this many invocations fails; 0 for none.
    failure_of: u64,
    /// Day on which a few invocations time out; 0 for none.
    timeout_day: u64,
    /// Invocations that arrive at once on Mondays.
    at_once: u64,
    /// Versions by their first day, each with its init in hundredths of a millisecond; version 0 is `$LATEST`.
    versions: &'static [(u64, u64, u64)],
}

const FUNCTIONS: [Function; 2] = [
    Function {
        name: "checkout",
        runtime: "nodejs:22.v58",
        used_mb: 88,
        sizes: &[(1, 512, 2_400)],
        per_day: 22,
        cold: 28,
        failure_of: 90,
        timeout_day: 9,
        at_once: 12,
        versions: &[(1, 41, 18_200), (16, 42, 27_400)],
    },
    Function {
        name: "thumbnails",
        runtime: "provided:al2023.v112",
        used_mb: 212,
        sizes: &[(1, 256, 8_900), (15, 512, 4_700)],
        per_day: 14,
        cold: 8,
        failure_of: 0,
        timeout_day: 0,
        at_once: 0,
        versions: &[(1, 0, 2_150)],
    },
];

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| io::Error::other("Name the folder to write to"))?;
    for (name, log) in logs() {
        fs::write(Path::new(&folder).join(name), log)?;
    }
    Ok(())
}

/// Returns the log of each function by the name of its file.
pub fn logs() -> Vec<(String, String)> {
    let named = FUNCTIONS.iter().zip(1..);
    named
        .map(|(function, seed)| (format!("{}.log", function.name), log(function, &mut Random(seed))))
        .collect()
}

/// The outcome of an invocation, as its `REPORT` names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Success,
    Error,
    Timeout,
}

/// Timeout of every function, in hundredths of a millisecond: the default of AWS.
const TIMEOUT: u64 = 300_000;

fn log(function: &Function, random: &mut Random) -> String {
    let mut out = String::new();
    let mut stream = String::new();
    for day in 1..=DAYS {
        let (version, init) = on(day, function.versions);
        let (memory_mb, warm) = on(day, function.sizes);
        // Days differ by up to 4%.
        let of_day = 96 + random.below(9);
        let (init, warm) = (init * of_day / 100, warm * of_day / 100);
        let n_invocations = function.per_day + random.below(5);
        // From 06:00 to 22:00 UTC, in even gaps.
        let gap_ms = 16 * 3_600_000 / n_invocations;
        let mut starts: Vec<(u64, bool)> = (0..n_invocations)
            .map(|n| {
                let at = 6 * 3_600_000 + n * gap_ms + random.below(gap_ms * 9 / 10);
                (at, n == 0 || random.below(100) < function.cold)
            })
            .collect();
        // The fifth of October 2026 is a Monday. Each of these invocations finds no free environment.
        if day % 7 == 5 {
            starts.extend(
                (0..function.at_once).map(|n| (9 * 3_600_000 + 310_000 + n * 20 + random.below(20), true)),
            );
            starts.sort_unstable();
        }
        for (n, (at, is_cold)) in (0..).zip(starts) {
            let init = is_cold.then(|| spread(init, random));
            if let Some(init) = init {
                let version = if version == 0 { "$LATEST".to_owned() } else { version.to_string() };
                stream = format!("2026/10/{day:02}/[{version}]{:08x}", random.next() >> 32);
                let runtime = function.runtime;
                line(
                    &mut out,
                    (day, at - init / 100),
                    &stream,
                    &format!(
                        "INIT_START Runtime Version: {runtime}\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0000"
                    ),
                );
            }
            let mut duration = spread(warm, random);
            // A service that the function calls is slow now and then.
            if random.below(40) == 0 {
                duration = duration * (25 + random.below(20)) / 10;
            }
            let outcome = if day == function.timeout_day && n % 5 == 4 {
                duration = TIMEOUT;
                Outcome::Timeout
            } else if function.failure_of > 0 && random.below(function.failure_of) == 0 {
                Outcome::Error
            } else {
                Outcome::Success
            };
            let memory = (memory_mb, function.used_mb + random.below(9));
            report(&mut out, (day, at), &stream, memory, (duration, init), outcome, random);
        }
    }
    // `aws logs tail` writes all streams in order of time, which opens each line.
    let mut lines: Vec<&str> = out.split_inclusive('\n').collect();
    lines.sort_by_key(|line| line.split(' ').next());
    lines.concat()
}

/// Returns the values that apply on `day`, of those listed by their first day.
fn on(day: u64, values: &[(u64, u64, u64)]) -> (u64, u64) {
    let (_, first, second) = *values.iter().rev().find(|(from, ..)| *from <= day).unwrap_or(&values[0]);
    (first, second)
}

fn report(
    out: &mut String,
    at: (u64, u64),
    stream: &str,
    (memory_mb, used_mb): (u64, u64),
    (duration, init): (u64, Option<u64>),
    outcome: Outcome,
    random: &mut Random,
) {
    let ms = |hundredths: u64| format!("{}.{:02} ms", hundredths / 100, hundredths % 100);
    let (high, low) = (random.next(), random.next());
    let mut text = format!(
        "REPORT RequestId: {:08x}-{:04x}-4{:03x}-8000-{:012x}\tDuration: {}\tBilled Duration: {} ms\tMemory Size: {memory_mb} MB\t\
         Max Memory Used: {used_mb} MB\t",
        high >> 32,
        high & 0xffff,
        low >> 52,
        low & 0xffff_ffff_ffff,
        ms(duration),
        (duration + init.unwrap_or(0)).div_ceil(100),
    );
    if let Some(init) = init {
        write!(text, "Init Duration: {}\t", ms(init)).expect("a String takes any text");
    }
    text += match outcome {
        Outcome::Success => "",
        Outcome::Error => "Status: error\tError Type: Runtime.ExitError",
        Outcome::Timeout => "Status: timeout",
    };
    // The report follows the end of the invocation.
    let (day, ms) = at;
    line(out, (day, ms + duration / 100), stream, &text);
}

fn line(out: &mut String, (day, ms): (u64, u64), stream: &str, message: &str) {
    let (hour, minute, second, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    writeln!(out, "2026-10-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}000+00:00 {stream} {message}")
        .expect("a String takes any text");
}

/// Returns a value around `middle`: from 15% below it to 25% above it, mostly close.
fn spread(middle: u64, random: &mut Random) -> u64 {
    middle * (85 + (random.below(21) + random.below(21))) / 100 + random.below(middle / 50)
}
