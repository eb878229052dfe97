//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{build, check, explain, fetch, import, news, report, serve, shell, summarize};

/// Benchmark results of serverless functions, from raw runs to a site
///
/// Without a command: summarize the raw files that are present, then build the site.
#[derive(Debug, Parser)]
#[command(name = "coldmark", version, max_term_width = 100)]
#[command(after_long_help = "Examples:
  coldmark                     build the site from what is at hand
  coldmark fetch               bring every source up to date
  coldmark serve               build, serve at http://127.0.0.1:8000/ and rebuild on change
  coldmark explain cold-starts say what a claim or a number rests on
  coldmark report my.log       make a site from your own Lambda logs
  coldmark check               fail where summaries, site or links are not what they should be

Exit codes: 0 fine, 1 checked and found wanting, 2 failed")]
pub(crate) struct Cli {
    /// Folder of the project, with data/, templates/ and content/ [default: the nearest one upwards]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bring the raw files of sources up to date
    Fetch(fetch::Args),
    /// Bring invocations from your own logs into the project as a source
    Import(import::Args),
    /// Compute the tables in data/summaries/ from the raw files that are present
    Summarize(summarize::Args),
    /// Build site/ from data/summaries/, content/ and templates/
    Build(build::Args),
    /// Fail where summaries, site or links are not what they should be
    Check(check::Args),
    /// Say where a number comes from: samples, days, files, estimator, seed
    Explain(explain::Args),
    /// Make a site of its own from your logs: cold starts, percentiles, costs, and what to do next
    Report(report::Args),
    /// Build the site, serve it on this machine and rebuild it when something changes
    Serve(serve::Args),
    /// Say what is new in the tables: silent sources, claims that turned, levels that shifted
    News(news::Args),
    /// Print the completions of a shell
    Completions(shell::Completions),
    /// Print the man page, or write those of all commands into a folder
    Man(shell::Manual),
}

#[test]
fn the_command_line_is_consistent() {
    use clap::CommandFactory;
    Cli::command().debug_assert();
}
