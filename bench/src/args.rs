//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{build, campaign, doctor, one, selftest, verify};

/// Measures serverless functions behind the AWS Lambda Runtime API, on this machine, without an account
#[derive(Debug, Parser)]
#[command(name = "bench", version, max_term_width = 100)]
#[command(after_long_help = "Examples:
  bench doctor                               what this machine can do, and how much to trust it
  bench one rust hello                       a quick look at one function
  bench one --bootstrap ./my-function --event event.json
  bench verify                               does every function answer rightly?
  bench run bench/campaign.toml              a whole campaign, which goes on where it was broken off

Exit codes: 0 fine, 1 measured and found wanting, 2 failed")]
pub(crate) struct Cli {
    /// Folder of the project, with functions/ [default: the nearest one upwards]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what this machine can measure, and how much to trust it
    Doctor(doctor::Args),
    /// Build functions, as functions/functions.toml says
    Build(build::Args),
    /// Check the answers of functions, and time nothing
    Verify(verify::Args),
    /// Measure one function for a quick look
    One(one::Args),
    /// Measure a campaign: blocks in random order, resumed where they were broken off
    Run(campaign::Args),
    /// Measure the harness itself
    Selftest(selftest::Args),
}

#[test]
fn the_command_line_is_consistent() {
    use clap::CommandFactory;
    Cli::command().debug_assert();
}
