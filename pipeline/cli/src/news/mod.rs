//! `coldmark news`: changes in the tables, for people who do not read them every day.

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use anyhow::{Context, Result, ensure};
use dataset::Compared;
use jiff::{Timestamp, tz::TimeZone};
use schema::{Date, Source, Table, Tables, rows_of};

use crate::{project, project::Project, stdout};

mod markdown;

/// Days without new data after which a daily source counts as stale.
const SILENT_AFTER_DAYS: u32 = 7;

/// List changes in the tables: stale sources, changed verdicts, level shifts
///
/// Compares data/summaries/ with earlier tables and prints the differences as Markdown. Changes that the earlier
/// tables already hold are left out.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark fetch && coldmark summarize && coldmark news
  coldmark news --since v1.0 --json
  coldmark news --since /var/lib/coldmark/last-week

Exit codes: 0 no news, 1 news, 2 failure")]
pub(crate) struct Args {
    /// Earlier tables to compare with: a folder, or a commit of the project
    #[arg(long, value_name = "DIR|COMMIT", default_value = "HEAD")]
    since: String,

    /// Days without new data after which a source counts as stale [default: as in its source.toml, or 7]
    #[arg(long, value_name = "DAYS")]
    stale_after: Option<u32>,

    /// Date to treat as today, UTC [default: the current date]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,

    /// Print the news as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let earlier = TableStore::at(&args.since, project);
    let before = Tables { claims: earlier.rows()?, changes: earlier.rows()?, ..Tables::default() };
    let folder = project.summaries();
    let current = TableStore::Folder(&folder);
    let (sources, claims, changes) = (current.rows()?, current.rows()?, current.rows()?);
    let now = Tables { sources, claims, changes, ..Tables::default() };
    let sources = project.sources()?;
    // A campaign or a frozen source ends by design; only sources that are alive can fall silent.
    let alive = sources.iter().filter(|source| source.is_alive());
    let silent_after =
        |source: &Source| args.stale_after.or(source.silent_after_days).unwrap_or(SILENT_AFTER_DAYS);
    let alive: BTreeMap<String, u32> =
        alive.map(|source| (source.name.clone(), silent_after(source))).collect();
    let today = args.today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    let news = dataset::news(&Compared { before: &before, now: &now, alive: &alive, today });
    if args.json {
        stdout::json(&news)?;
    } else if !news.is_empty() {
        stdout::bytes(markdown::text(&news, &project.claims()?).as_bytes())?;
    }
    eprintln!(
        "Since {}: {} stale source(s), {} changed verdict(s), {} level shift(s)",
        args.since,
        news.stale.len(),
        news.flips.len(),
        news.shifts.len()
    );
    Ok(ExitCode::from(u8::from(!news.is_empty())))
}

/// The location of a set of tables.
enum TableStore<'a> {
    Folder(&'a Path),
    Commit { project: &'a Project, name: &'a str },
}

impl<'a> TableStore<'a> {
    /// Reads `since` as a folder if one of that name exists, otherwise as a commit.
    fn at(since: &'a str, project: &'a Project) -> TableStore<'a> {
        let folder = Path::new(since);
        if folder.is_dir() { TableStore::Folder(folder) } else { TableStore::Commit { project, name: since } }
    }

    /// Reads one table. A missing table is an error; otherwise everything would be news.
    fn rows<T: Table>(&self) -> Result<Vec<T>> {
        let (bytes, place) = match self {
            TableStore::Folder(folder) => {
                (project::read(&folder.join(T::FILE))?, folder.display().to_string())
            }
            TableStore::Commit { project, name } => (committed(project, name, T::FILE)?, (*name).to_owned()),
        };
        rows_of(&bytes).with_context(|| format!("Failed to parse '{}' of '{place}'", T::FILE))
    }
}

/// Returns a table as it was in a commit.
fn committed(project: &Project, commit: &str, file: &str) -> Result<Vec<u8>> {
    let output = std::process::Command::new("git")
        .arg("-C")
        .arg(&project.root)
        .args(["show", "--end-of-options"])
        .arg(format!("{commit}:./data/summaries/{file}"))
        .output()
        .context("Failed to start git; name a folder of earlier tables with --since")?;
    ensure!(
        output.status.success(),
        "Failed to read '{file}' of the commit '{commit}': {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(output.stdout)
}
