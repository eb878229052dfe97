//! `bench build`: every function, as the registry says.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};

use crate::registry::{Function, Registry};

/// Build functions, as functions/functions.toml says
///
/// A language whose tools are missing is left out, and what to install is said.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  bench build            all of them
  bench build go c       only these")]
pub(crate) struct Args {
    /// Names of functions [default: all]
    functions: Vec<String>,
}

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let mut chosen = Vec::new();
    for name in &args.functions {
        chosen.push(registry.by_name(name)?);
    }
    if chosen.is_empty() {
        chosen.extend(&registry.functions);
    }
    let (mut built, mut n_failed) = (BTreeSet::new(), 0);
    for function in chosen {
        // Variants of one folder share a build.
        if !built.insert((&function.folder, &function.build)) {
            continue;
        }
        n_failed += usize::from(!build(&registry, function)?);
    }
    Ok(ExitCode::from(u8::from(n_failed > 0)))
}

/// Builds one function; false where it could not be.
fn build(registry: &Registry, function: &Function) -> Result<bool> {
    if tools(registry, function).is_none() {
        eprintln!("{}: left out, its tools are missing. It needs: {}", function.name, function.needs);
        return Ok(true);
    }
    let started = Instant::now();
    for words in &function.build {
        let Some((program, arguments)) = words.split_first() else { continue };
        let status = Command::new(program)
            .args(arguments)
            .current_dir(registry.folder(function))
            .stdin(Stdio::null())
            .status()
            .with_context(|| format!("Failed to run '{}'", words.join(" ")))?;
        if !status.success() {
            eprintln!("{}: failed: {}", function.name, words.join(" "));
            return Ok(false);
        }
    }
    eprintln!("{}: built in {:.1} s", function.folder, started.elapsed().as_secs_f64());
    Ok(true)
}

/// What the tools of a function say of their version; none where they are not there.
pub(crate) fn tools(registry: &Registry, function: &Function) -> Option<String> {
    say(registry, function, &function.version)
}

/// What goes into the record as the version of what builds and runs a function: of what the build brought, where it
/// brings something that runs, and else of its tools; none where neither is there.
pub(crate) fn toolchain(registry: &Registry, function: &Function) -> Option<String> {
    if function.built_version.is_empty() {
        return tools(registry, function);
    }
    say(registry, function, &function.built_version)
}

/// The first line that a command says in the folder of a function; none where it cannot be run or fails.
fn say(registry: &Registry, function: &Function, command: &[String]) -> Option<String> {
    let (program, arguments) = command.split_first()?;
    let output = Command::new(program)
        .args(arguments)
        .current_dir(registry.folder(function))
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    // Java says it where errors go.
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    String::from_utf8_lossy(&text).lines().next().map(|line| line.trim().to_owned())
}

#[test]
fn what_the_build_brings_is_recorded_and_not_what_brought_it() -> Result<()> {
    let text = |more: &str| {
        format!(
            "[[function]]\nname = 'a'\ntitle = ''\nlanguage = ''\nfolder = '.'\nclient = ''\nclient_version = ''\nbuild = []\n\
             version = ['echo', 'npm 10']\nstart = ['x']\nhandler = ''\nworkloads = []\nartifacts = []\nneeds = ''\n\
             control = ''\n{more}"
        )
    };
    let recorded = |more: &str| -> Result<Option<String>> {
        let registry: Registry = toml::from_str(&text(more))?;
        Ok(toolchain(&registry, &registry.functions[0]))
    };
    assert_eq!(recorded("")?.as_deref(), Some("npm 10"));
    assert_eq!(recorded("built_version = ['echo', '1.4.5']")?.as_deref(), Some("1.4.5"));
    assert_eq!(recorded("built_version = ['./not-built']")?, None);
    Ok(())
}
