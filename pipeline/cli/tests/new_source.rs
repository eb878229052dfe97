//! `coldmark source new`: the first files of a source.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;

use support::{check, files, project, root};
use tempfile::TempDir;

/// A project with the example adapter.
fn checkout() -> TempDir {
    let project = project();
    for file in ["src/example/mod.rs", "src/example/rules.rs", "tests/example.rs", "tests/example/run.json"] {
        let target = project.path().join("pipeline/sources").join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(root().join("pipeline/sources").join(file), target).unwrap();
    }
    project
}

#[test]
fn a_new_source_has_registration_adapter_test_and_fixture() {
    let project = checkout();
    let (_, said) = check(project.path(), &["source", "new", "faas-bench"], 0);
    let sources = project.path().join("pipeline/sources");
    let adapter = fs::read_to_string(sources.join("src/faas_bench/mod.rs")).unwrap();
    assert!(adapter.contains("format!(\"faas-bench/{}\"") && !adapter.contains("example"), "{adapter}");
    let test = fs::read_to_string(sources.join("tests/faas_bench.rs")).unwrap();
    assert!(test.contains("include_str!(\"faas_bench/run.json\")") && !test.contains("example"), "{test}");
    assert!(
        sources.join("src/faas_bench/rules.rs").is_file()
            && sources.join("tests/faas_bench/run.json").is_file()
    );
    assert!(
        said.contains("mod faas_bench;") && said.contains("\"faas-bench\" => faas_bench::read("),
        "{said}"
    );
    // The registration can be read: `fetch` knows the source.
    let (_, said) = check(project.path(), &["fetch", "nothing"], 2);
    assert!(said.contains("faas-bench"), "{said}");
}

#[test]
fn existing_sources_and_bad_names_are_refused() {
    let project = checkout();
    check(project.path(), &["source", "new", "faas"], 0);
    let before = files(project.path());
    for (name, reason) in [
        ("faas", "exists already; nothing was written"),
        ("example", "is the example itself"),
        ("../up", "is not a valid name"),
        ("2faas", "must begin with a letter"),
        ("Faas", "is not a valid name"),
    ] {
        let (_, said) = check(project.path(), &["source", "new", name], 2);
        assert!(said.contains(reason), "{name}: {said}");
    }
    assert_eq!(files(project.path()), before);
}
