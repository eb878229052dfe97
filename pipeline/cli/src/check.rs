//! `coldmark check`: compares tables and site with a fresh computation.

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::Result;
use schema::Tables;
use site::Files;

use crate::{
    build::{self, Profile},
    compress, project,
    project::Project,
    release, stdout, summarize,
    summarize::{Depth, Scope},
    versions,
};

/// The folder of social cards; a site that has it was built for release.
const CARDS: &str = "assets/cards/";

/// Fail if tables, site or links are out of date
///
/// Recomputes everything that the local raw files allow and compares it byte for byte.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Example:
  coldmark check --json

Exit codes: 0 everything is up to date, 1 a problem was found, 2 failure")]
pub(crate) struct Args {
    /// Print the findings as a JSON list
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let (mut findings, standing) = summaries(project)?;
    findings.extend(site(project)?);
    for source in &standing {
        eprintln!(
            "{source}: not recomputed, because its raw files are missing (`coldmark fetch` downloads them)"
        );
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    if args.json {
        stdout::json(&findings)?;
    }
    if findings.is_empty() {
        let tables = if standing.is_empty() { "Tables" } else { "Tables that could be recomputed" };
        eprintln!("{tables}, site and links are up to date");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} finding(s)", findings.len());
    Ok(ExitCode::from(1))
}

/// Returns tables that differ from a fresh computation, and the sources without local raw files.
fn summaries(project: &Project) -> Result<(Vec<String>, BTreeSet<String>)> {
    let folder = project.summaries();
    let depth = Depth::Deep { study: false };
    let plan = summarize::plan(project, depth, Scope::All)?;
    let expected = summarize::compute(project, depth, &plan)?;
    let mut findings = Vec::new();
    for table in expected.csv_files() {
        let path = folder.join(table.shape.file);
        if !path.is_file() {
            findings
                .push(format!("data/summaries/{} is missing; run `coldmark summarize`", table.shape.file));
        } else if project::read(&path)? != table.bytes {
            findings.push(format!(
                "data/summaries/{} does not match the raw files; run `coldmark summarize`",
                table.shape.file
            ));
        }
    }
    findings.extend(claims(project, &expected)?);
    Ok((findings, plan.standing))
}

/// Returns claims whose computed verdict differs from the one that the text assumes.
fn claims(project: &Project, tables: &Tables) -> Result<Vec<String>> {
    let claims = project.claims()?;
    let mut findings = Vec::new();
    for claim in &claims.claims {
        let verdict = tables.claims.iter().find(|row| row.claim == claim.id).and_then(|row| row.verdict);
        match verdict {
            Some(verdict) if verdict != claim.relies_on => findings.push(format!(
                "content/claims.toml: '{}' assumes '{}', but the data say '{}': \"{}\"; change the text",
                claim.id,
                claim.relies_on.title(),
                verdict.title(),
                claim.sentence
            )),
            Some(_) => {}
            None => eprintln!("claim '{}': not checked, because its data are missing", claim.id),
        }
    }
    Ok(findings)
}

/// Returns files of the site that differ from a fresh build, and broken links.
fn site(project: &Project) -> Result<Vec<String>> {
    let folder = project.site();
    let present = if folder.is_dir() { project::read_folder(&folder)? } else { Files::new() };
    if present.is_empty() {
        return Ok(vec!["site/ is empty; run `coldmark build`".to_owned()]);
    }
    let is_release = present.keys().any(|path| path.starts_with(CARDS));
    let mut built = build::site(project, if is_release { Profile::Release } else { Profile::Dev })?;
    if is_release {
        release::add_new(&mut built, None)?;
    }
    let expected = built.files;
    let paths: BTreeSet<&String> = present.keys().chain(expected.keys()).collect();
    let mut findings: Vec<String> =
        paths.into_iter().filter_map(|path| wrong(path, &present, &expected)).collect();
    findings.extend(versions::read(project)?.broken);
    findings
        .extend(site::check_links(&present, &built.base_path).into_iter().map(|broken| broken.to_string()));
    Ok(findings)
}

/// Describes the problem of the file at `path`, if it has one.
fn wrong(path: &str, present: &Files, expected: &Files) -> Option<String> {
    let (wrong, mend) = match (present.get(path), expected.get(path)) {
        (None, _) => ("is missing", "build"),
        (Some(present), Some(expected)) if present == expected => return None,
        (Some(_), Some(_)) => ("differs from a fresh build", "build"),
        // Compressed copies are optional.
        (Some(compressed), None) => {
            let original =
                compress::original(path).and_then(|(path, coding)| Some((expected.get(path)?, coding)));
            match original {
                Some((original, coding)) if coding.is_of(compressed, original) => return None,
                Some(_) => ("does not match the file it was compressed from", "build --release-assets"),
                None => ("is not part of the site", "build"),
            }
        }
    };
    Some(format!("site/{path} {wrong}; run `coldmark {mend}`"))
}
