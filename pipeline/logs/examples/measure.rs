//! Reads a file or standard input and says how long that took and how much memory: `measure [<file>]`.

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
    let mut first_fault = None;
    let account = logs::read("input", input, &Options::default(), &mut |found| match found {
        Ok(invocation) => sum_ms += invocation.duration_ms.unwrap_or_default(),
        Err(fault) => {
            first_fault.get_or_insert(fault);
        }
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = account.bytes as f64 / 1e6;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("no peak").trim();
    let mut out = io::stdout().lock();
    writeln!(out, "{account:?}\n{} s in handlers", sum_ms / 1000.0)?;
    if let Some(fault) = first_fault {
        writeln!(out, "first fault: {fault}")?;
    }
    writeln!(out, "{megabytes:.0} MB in {seconds:.2} s, {:.0} MB/s; {peak}", megabytes / seconds)?;
    Ok(())
}
