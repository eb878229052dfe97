//! Output for people and programs: results go to stdout, progress and warnings to stderr.

use std::{
    fmt::Display,
    io::{Write, stdout},
};

use indicatif::{ProgressBar, ProgressStyle};

/// Prints a line. A closed pipe is not an error: the reader has seen enough.
pub(crate) fn print_line(text: impl Display) {
    drop(writeln!(stdout().lock(), "{text}"));
}

/// Returns a progress bar over `n_starts`, drawn on stderr.
pub(crate) fn progress_bar(n_starts: u64) -> ProgressBar {
    let progress = ProgressBar::new(n_starts);
    let style =
        ProgressStyle::with_template("{prefix} [{bar:30}] {human_pos}/{human_len} starts, {eta} left");
    if let Ok(style) = style {
        progress.set_style(style.progress_chars("=> "));
    }
    progress
}
