//! What is printed for people and programs; talk goes to stderr.

use std::{
    fmt::Display,
    io::{Write, stdout},
};

/// Prints a line. Who closes the pipe has seen enough.
pub(crate) fn line(text: impl Display) {
    drop(writeln!(stdout().lock(), "{text}"));
}
