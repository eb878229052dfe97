//! Writes the synthetic logs of the example report, always the same: `example_logs content/your-logs`.
//!
//! They look like output of `aws logs tail` that keeps the lines `INIT_START` and `REPORT`. Two functions run for four
//! weeks. A deployment of `checkout` makes its inits longer, and some of its invocations fail.

use std::{fmt::Write, fs, io, path::Path};

mod random;

use random::Random;

/// Days of October 2026 with invocations.
const DAYS: u64 = 28;

/// A function that nobody wrote.
struct Function {
    name: &'static str,
    runtime: &'static str,
    memory_mb: u64,
    used_mb: u64,
    /// Median duration of a warm invocation, in hundredths of a millisecond.
    warm: u64,
    /// Fewest invocations of a day.
    per_day: u64,
    /// Chance of a cold start, in per cent.
    cold: u64,
    /// One of this many invocations fails; 0 for none.
    failure_of: u64,
    /// Versions by their first day, each with its init in hundredths of a millisecond.
    versions: &'static [(u64, u64, u64)],
}

const FUNCTIONS: [Function; 2] = [
    Function {
        name: "checkout",
        runtime: "nodejs:22.v58",
        memory_mb: 512,
        used_mb: 88,
        warm: 2_400,
        per_day: 24,
        cold: 28,
        failure_of: 90,
        versions: &[(1, 41, 18_200), (16, 42, 27_400)],
    },
    Function {
        name: "thumbnails",
        runtime: "provided:al2023.v112",
        memory_mb: 256,
        used_mb: 212,
        warm: 8_900,
        per_day: 14,
        cold: 8,
        failure_of: 0,
        versions: &[(1, 7, 2_150)],
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

fn log(function: &Function, random: &mut Random) -> String {
    let mut out = String::new();
    let mut stream = String::new();
    for day in 1..=DAYS {
        let current = function.versions.iter().rev().find(|(first, ..)| *first <= day);
        let (_, version, init) = *current.unwrap_or(&function.versions[0]);
        // Days differ by up to 4 %.
        let of_day = 96 + random.below(9);
        let n_invocations = function.per_day + random.below(5);
        // From 06:00 to 22:00 UTC, in even gaps.
        let gap_ms = 16 * 3_600_000 / n_invocations;
        for n in 0..n_invocations {
            let at = 6 * 3_600_000 + n * gap_ms + random.below(gap_ms * 9 / 10);
            let is_cold = n == 0 || random.below(100) < function.cold;
            let init = is_cold.then(|| spread(init * of_day / 100, random));
            if let Some(init) = init {
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
            let mut duration = spread(function.warm * of_day / 100, random);
            // A service that the function calls is slow now and then.
            if random.below(40) == 0 {
                duration = duration * (25 + random.below(20)) / 10;
            }
            let is_failure = function.failure_of > 0 && random.below(function.failure_of) == 0;
            report(&mut out, function, (day, at), &stream, (duration, init), is_failure, random);
        }
    }
    out
}

fn report(
    out: &mut String,
    function: &Function,
    at: (u64, u64),
    stream: &str,
    (duration, init): (u64, Option<u64>),
    is_failure: bool,
    random: &mut Random,
) {
    let ms = |hundredths: u64| format!("{}.{:02} ms", hundredths / 100, hundredths % 100);
    let (high, low) = (random.next(), random.next());
    let mut text = format!(
        "REPORT RequestId: {:08x}-{:04x}-4{:03x}-8000-{:012x}\tDuration: {}\tBilled Duration: {} ms\tMemory Size: {} MB\t\
         Max Memory Used: {} MB\t",
        high >> 32,
        high & 0xffff,
        low >> 52,
        low & 0xffff_ffff_ffff,
        ms(duration),
        (duration + init.unwrap_or(0)).div_ceil(100),
        function.memory_mb,
        function.used_mb + random.below(9),
    );
    if let Some(init) = init {
        write!(text, "Init Duration: {}\t", ms(init)).expect("a String takes any text");
    }
    if is_failure {
        text += "Status: error\tError Type: Runtime.ExitError";
    }
    line(out, at, stream, &text);
}

fn line(out: &mut String, (day, ms): (u64, u64), stream: &str, message: &str) {
    let (hour, minute, second, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    writeln!(out, "2026-10-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}000+00:00 {stream} {message}")
        .expect("a String takes any text");
}

/// Returns a value around `middle`: from 15 % below it to 25 % above it, mostly close.
fn spread(middle: u64, random: &mut Random) -> u64 {
    middle * (85 + (random.below(21) + random.below(21))) / 100 + random.below(middle / 50)
}
