//! Command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{build, campaign, doctor, one, selftest, verify};

/// Measure serverless functions behind the AWS Lambda Runtime API on this machine, without an account
#[derive(Debug, Parser)]
#[command(name = "bench", version, max_term_width = 100)]
#[command(after_long_help = "Examples:
  bench doctor                               check this machine and its noise
  bench one rust hello                       take a quick look at one function
  bench one --bootstrap ./my-function --event event.json
  bench verify                               check the responses of every function
  bench run bench/campaign.toml              measure or resume a campaign

Exit codes: 0 success, 1 a measured function or limit failed, 2 error")]
pub(crate) struct Cli {
    /// Project folder, with functions/ in it [default: the nearest one above the working folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check what this machine can measure, how noisy it is and which functions are built
    Doctor(doctor::Args),
    /// Build functions by the commands in functions/functions.toml
    Build(build::Args),
    /// Check the responses of functions without timing them
    Verify(verify::Args),
    /// Take a quick look at one function
    One(one::Args),
    /// Measure a campaign in random order, block by block, and resume it after an interruption
    Run(campaign::Args),
    /// Measure the overhead of the harness
    Selftest(selftest::Args),
}

#[test]
fn the_command_line_is_consistent() {
    use clap::CommandFactory;
    Cli::command().debug_assert();
}
