//! Fuzzes the scripts that read and write addresses, in Node.js.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::process::Command;

use support::{require, root};

/// Random addresses per script.
const ADDRESSES: &str = "100000";

#[test]
fn any_address_round_trips() {
    if !require("node") {
        return;
    }
    let output = Command::new("node")
        .arg(root().join("pipeline/cli/tests/scripts/addresses.mjs"))
        .arg(root().join("templates/assets/js"))
        .arg(std::env::var("ADDRESSES").as_deref().unwrap_or(ADDRESSES))
        .output()
        .unwrap();
    let (said, fault) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{fault}");
    assert!(said.contains("state.js") && said.contains("scenario.js"), "{said}");
}
