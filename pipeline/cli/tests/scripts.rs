//! What an address says, under fire: the scripts that read it are run by node, where there is one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::process::Command;

use support::root;

/// Addresses that are made up for each script.
const ADDRESSES: &str = "100000";

#[test]
fn any_address_is_read_and_what_is_read_is_written_the_same_again() {
    let found = Command::new("node")
        .arg(root().join("pipeline/cli/tests/scripts/addresses.mjs"))
        .arg(root().join("templates/assets/js"))
        .arg(std::env::var("ADDRESSES").as_deref().unwrap_or(ADDRESSES))
        .output();
    let Ok(output) = found else {
        eprintln!("NOT TESTED: there is no node to run the scripts with");
        return;
    };
    let (said, fault) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{fault}");
    assert!(said.contains("state.js") && said.contains("demand.js"), "{said}");
}
