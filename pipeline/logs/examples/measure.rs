//! Reads a file or standard input and prints time and memory: `measure [<file>]`.

use std::{
    fs::File,
    io::{self, Read, Write},
    time::Instant,
};

use logs::Options;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let input: Box<dyn Read + Send> = match std::env::args().nth(1) {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(io::stdin()),
    };
    let start = Instant::now();
    let mut sum_ms = 0.0;
    let mut first_error = None;
    let stats = logs::read("input", input, &Options::default(), &mut |parsed| match parsed {
        Ok(invocation) => sum_ms += invocation.duration_ms.unwrap_or_default(),
        Err(error) => {
            first_error.get_or_insert(error);
        }
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = stats.bytes as f64 / 1e6;
    let process = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = process.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("no peak").trim();
    let mut out = io::stdout().lock();
    writeln!(out, "{stats:?}\n{} s in handlers", sum_ms / 1000.0)?;
    if let Some(error) = first_error {
        writeln!(out, "first error: {error}")?;
    }
    writeln!(out, "{megabytes:.0} MB in {seconds:.2} s, {:.0} MB/s; {peak}", megabytes / seconds)?;
    Ok(())
}
