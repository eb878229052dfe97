//! `bench build`: builds functions by the commands in the registry.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};

use crate::registry::{Function, Registry};

/// Build functions by the commands in functions/functions.toml
///
/// Skips languages whose tools are missing and says what to install.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  bench build            all functions
  bench build go c       only these")]
pub(crate) struct Args {
    /// Names of functions [default: all]
    functions: Vec<String>,
}

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let (mut built, mut n_failed) = (BTreeSet::new(), 0);
    for function in registry.select(&args.functions)? {
        // Variants of one folder share a build.
        if !built.insert((&function.folder, &function.build)) {
            continue;
        }
        n_failed += usize::from(!build(&registry, function)?);
    }
    Ok(ExitCode::from(u8::from(n_failed > 0)))
}

/// Builds one function. Returns false if the build fails.
fn build(registry: &Registry, function: &Function) -> Result<bool> {
    if tool_version(registry, function).is_none() {
        eprintln!("{}: skipped, tools missing. Install: {}", function.name, function.needs);
        return Ok(true);
    }
    let started = Instant::now();
    for command in &function.build {
        let Some((program, arguments)) = command.split_first() else { continue };
        let status = Command::new(program)
            .args(arguments)
            .current_dir(registry.folder(function))
            .stdin(Stdio::null())
            .status()
            .with_context(|| format!("Failed to run '{}'", command.join(" ")))?;
        if !status.success() {
            eprintln!("{}: failed: {}", function.name, command.join(" "));
            return Ok(false);
        }
    }
    eprintln!("{}: built in {:.1} s", function.folder, started.elapsed().as_secs_f64());
    Ok(true)
}

/// Returns the version of a function's build tools, or none if they are missing.
pub(crate) fn tool_version(registry: &Registry, function: &Function) -> Option<String> {
    first_line(registry, function, &function.version)
}

/// Returns the version that the record names: of the runtime that the build installs, if it does, or else of the
/// build tools. None if the command fails.
pub(crate) fn toolchain(registry: &Registry, function: &Function) -> Option<String> {
    if function.built_version.is_empty() {
        return tool_version(registry, function);
    }
    first_line(registry, function, &function.built_version)
}

/// Runs a command in the function's folder and returns its first line of output, or none if it fails.
fn first_line(registry: &Registry, function: &Function, command: &[String]) -> Option<String> {
    let (program, arguments) = command.split_first()?;
    let output = Command::new(program)
        .args(arguments)
        .current_dir(registry.folder(function))
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    // Java prints its version to stderr.
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    String::from_utf8_lossy(&text).lines().next().map(|line| line.trim().to_owned())
}

#[test]
fn an_installed_runtime_is_recorded_instead_of_its_installer() -> Result<()> {
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
