//! Shell completions and man pages.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{fs, process::Command};

use support::require;

const COMMANDS: [&str; 13] = [
    "count",
    "fetch",
    "import",
    "summarize",
    "build",
    "check",
    "explain",
    "report",
    "serve",
    "source",
    "news",
    "completions",
    "man",
];

/// Runs `coldmark` in a folder that is no project.
fn said(arguments: &[&str]) -> String {
    let nowhere = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_coldmark"))
        .current_dir(nowhere.path())
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_shell_completes_every_command_without_a_project() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = said(&["completions", shell]);
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
        assert!(script.contains("release-assets"), "{shell} does not know the flags of build");
    }
}

#[test]
fn bash_reads_its_completions() {
    let script = said(&["completions", "bash"]);
    let words = format!(
        "{script}\nCOMP_WORDS=(coldmark fe); COMP_CWORD=1; _coldmark coldmark fe coldmark\necho ${{COMPREPLY[@]}}"
    );
    if !require("bash") {
        return;
    }
    let output = Command::new("bash").args(["--norc", "-c", &words]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "fetch");
}

#[test]
fn every_command_has_a_man_page_with_its_examples() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("share/man/man1");
    said(&["man", folder.to_str().unwrap()]);
    let main = fs::read_to_string(folder.join("coldmark.1")).unwrap();
    assert_eq!(main, said(&["man"]), "what is printed is what is written");
    assert!(main.contains(".SH SYNOPSIS") && main.contains("Exit codes: 0 success"), "{main}");
    for command in COMMANDS {
        let page = fs::read_to_string(folder.join(format!("coldmark-{command}.1"))).unwrap();
        assert!(page.contains("Example"), "coldmark-{command}.1 has no example");
        assert!(main.contains(&format!("coldmark\\-{command}(1)")), "coldmark.1 does not lead to {command}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), COMMANDS.len() + 1);
}
