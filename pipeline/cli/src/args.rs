//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{
    build, check, completions, count, explain, fetch, import, news, report, serve, source, summarize,
};

/// Benchmark results of serverless functions, from raw runs to a site
///
/// Without a command: summarize the raw files on this machine, then build the site.
#[derive(Debug, Parser)]
#[command(name = "coldmark", version, max_term_width = 100)]
#[command(after_long_help = "Examples:
  coldmark                     build the site from local data
  coldmark fetch               download the raw files of every source
  coldmark serve               build, serve at http://127.0.0.1:8000/ and rebuild on changes
  coldmark explain cold-starts show the evidence behind a claim or a number
  coldmark report my.log       build a report from your own Lambda logs
  coldmark check               fail if tables, site or links are out of date

Exit codes: 0 success, 1 a problem was found, 2 failure")]
pub(crate) struct Cli {
    /// Folder of the project, with data/, templates/ and content/ [default: the nearest one above the working folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Download new and changed raw files of sources
    Fetch(fetch::Args),
    /// Add invocations from your own logs to the project as a source
    Import(import::Args),
    /// Compute the tables in data/summaries/ from the raw files on this machine
    Summarize(summarize::Args),
    /// Build site/ from data/summaries/, content/ and templates/
    Build(build::Args),
    /// Fail if tables, site or links are out of date
    Check(check::Args),
    /// Show where a number comes from: samples, days, files, estimator, seed
    Explain(explain::Args),
    /// Build a report from your own logs: cold starts, percentiles, costs, and next steps
    Report(report::Args),
    /// Count the values in your own logs, so that the counts of many machines or engines add up to one report
    Count(count::Args),
    /// Build the site, serve it on this machine and rebuild it on changes
    Serve(serve::Args),
    /// Start a new source: registration, adapter, test and fixture
    Source(source::Args),
    /// List changes in the tables: stale sources, changed verdicts, level shifts
    News(news::Args),
    /// Print shell completions
    Completions(completions::Completions),
    /// Print the man page, or write the pages of all commands to a folder
    Man(completions::Manual),
}

#[test]
fn the_command_line_is_consistent() {
    use clap::CommandFactory;
    Cli::command().debug_assert();
}

/// The commands of `coldmark` in the fenced shell blocks of a document, each as its arguments.
#[cfg(test)]
fn documented(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for block in text.split("\n```sh\n").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default().replace("\\\n", " ");
        let commands = block.split(['\n', '|', ';']).flat_map(|line| line.split("&&"));
        for command in commands {
            let words = command.split_whitespace().take_while(|word| !word.starts_with(['>', '#']));
            let words: Vec<String> = words.map(|word| word.trim_matches(['"', '\'']).to_owned()).collect();
            let start = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["coldmark", ..] => Some(0),
                ["cargo", "coldmark", ..] => Some(1),
                _ => None,
            };
            found.extend(start.map(|start| words[start..].to_vec()));
        }
    }
    found
}

#[test]
fn documented_commands_are_accepted() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let documents = [
        ("README.md", 1),
        ("docs/aws.md", 2),
        ("docs/commands.md", 2),
        ("docs/logs.md", 15),
        ("content/your-logs.md", 7),
    ];
    for (document, fewest) in documents {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        let commands = documented(&text);
        assert!(commands.len() >= fewest, "{document} shows {} commands", commands.len());
        for words in commands {
            if let Err(error) = Cli::try_parse_from(&words) {
                panic!("{document}: {}: {error}", words.join(" "));
            }
        }
    }
}

#[test]
fn commands_of_pipes_and_continued_lines_are_found() {
    let text = "\n```sh\naws logs tail x \\\n  --since 7d | coldmark report -\ncargo install coldmark\n\
                a > b && coldmark report --function 'shop' b > c\n```\n\n```text\ncoldmark no\n```\n";
    let found: Vec<String> = documented(text).iter().map(|words| words.join(" ")).collect();
    assert_eq!(found, ["coldmark report -", "coldmark report --function shop b"]);
}
