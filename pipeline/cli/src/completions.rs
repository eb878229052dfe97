//! `coldmark completions` and `coldmark man`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{args::Cli, stdout, write};

/// Print shell completions
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark completions bash > ~/.local/share/bash-completion/completions/coldmark
  coldmark completions zsh > ~/.zfunc/_coldmark
  coldmark completions fish > ~/.config/fish/completions/coldmark.fish")]
pub(crate) struct Completions {
    /// Shell to write completions for
    shell: Shell,
}

/// Print the man page, or write the pages of all commands to a folder
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark man | man -l -
  coldmark man ~/.local/share/man/man1")]
pub(crate) struct Manual {
    /// Folder to write one page per command to [default: print the page of `coldmark`]
    folder: Option<PathBuf>,
}

pub(crate) fn completions(args: &Completions) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "coldmark", &mut script);
    stdout::bytes(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn manual(args: &Manual) -> Result<ExitCode> {
    // `coldmark help fetch` repeats `coldmark-fetch.1`, so it gets no page.
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.folder else {
        let (_, page) = page(command)?;
        stdout::bytes(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    let commands: Vec<Command> = command.get_subcommands().cloned().chain([command.clone()]).collect();
    let n_pages = commands.len();
    for command in commands {
        let (name, page) = page(command)?;
        write::file(&folder.join(name), &page)?;
    }
    eprintln!("Wrote {n_pages} man pages to '{}'", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// Renders the page of a command; returns its file name and text.
fn page(command: Command) -> Result<(String, Vec<u8>)> {
    let man = Man::new(command);
    let mut page = Vec::new();
    man.render(&mut page).context("Failed to make a man page")?;
    Ok((man.get_filename(), page))
}
