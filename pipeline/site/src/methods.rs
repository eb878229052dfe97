//! Changes of methods: `content/methods.toml`, and their section on the page on methods.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use schema::{Date, Method, TABLES};
use serde::{Deserialize, Serialize};

use crate::{
    Files, Inputs,
    context::{markdown, page::Link},
};

/// File of the changes below `content/`.
const FILE: &str = "methods.toml";

/// Page that shows them, from the root of a site.
const PAGE: &str = "methodology/index.html";
/// Document of that page, without which the page does not exist.
const WORDS: &str = "methodology.md";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default, rename = "method")]
    methods: Vec<Method>,
}

/// A change as the page shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Listed {
    anchor: String,
    date: Date,
    title: String,
    text: String,
    changes: Vec<Table>,
    adds: Vec<Table>,
}

/// A table that a change affects.
#[derive(Clone, Debug, Serialize)]
struct Table {
    file: String,
    /// Address of the description of its columns, from the root of the site; none if it is not offered.
    href: Option<String>,
}

/// Reads the changes of methods below `content/`, oldest first; empty without a list.
///
/// Fails if the list cannot be parsed or is not in order of dates. Also fails if a name repeats or cannot be part of
/// an address, or if a table is unknown.
pub fn methods(content: &Files) -> Result<Vec<Method>> {
    let Some(bytes) = content.get(FILE) else { return Ok(Vec::new()) };
    let text = std::str::from_utf8(bytes).with_context(|| format!("content/{FILE} is not UTF-8"))?;
    let list: List = toml::from_str(text).with_context(|| format!("Failed to parse content/{FILE}"))?;
    let mut seen = BTreeSet::new();
    for method in &list.methods {
        let named = format!("content/{FILE}: '{}'", method.id);
        ensure!(
            markdown::slug(&method.id) == method.id && !method.id.is_empty(),
            "{named} is not a valid name: use lower case, digits and hyphens"
        );
        ensure!(seen.insert(&method.id), "{named} is listed twice");
        ensure!(!method.title.is_empty() && !method.text.is_empty(), "{named} must say what changed");
        let tables: Vec<&String> = method.changes.iter().chain(&method.adds).collect();
        ensure!(!tables.is_empty(), "{named} changes no table and adds to none");
        for table in tables {
            let is_known = TABLES.iter().any(|known| known.file == table);
            ensure!(
                is_known,
                "{named} names the table '{table}', which does not exist; write it as `series.csv`"
            );
        }
    }
    for pair in list.methods.windows(2) {
        ensure!(pair[0].date <= pair[1].date, "content/{FILE}: '{}' comes after a later change", pair[1].id);
    }
    Ok(list.methods)
}

/// Returns the changes as their page shows them, newest first.
pub(crate) fn listed(inputs: &Inputs<'_>) -> Result<Vec<Listed>> {
    let table = |file: String| {
        let offered = inputs.downloads.iter().find(|download| download.shape.file == file);
        let href = offered.map(|download| format!("data/index.html#columns-{}", download.shape.name()));
        Table { file, href }
    };
    let listed = |method: Method| Listed {
        anchor: anchor(&method.id),
        date: method.date,
        title: method.title,
        text: method.text,
        changes: method.changes.into_iter().map(table).collect(),
        adds: method.adds.into_iter().map(table).collect(),
    };
    Ok(methods(inputs.content)?.into_iter().rev().map(listed).collect())
}

/// Links the changes `ids`, newest first. A change that is no longer listed has only its id.
pub(crate) fn links(inputs: &Inputs<'_>, ids: &[String]) -> Result<Vec<Link>> {
    let listed = methods(inputs.content)?;
    let link = |id: &String| {
        let known = listed.iter().find(|method| method.id == *id);
        let path = known.and_then(|_| address(inputs, id)).unwrap_or_default();
        Link { name: known.map_or_else(|| id.clone(), |method| method.title.clone()), path }
    };
    Ok(ids.iter().rev().map(link).collect())
}

/// Address of the change `id`, from the root of the site; none without the page on methods.
fn address(inputs: &Inputs<'_>, id: &str) -> Option<String> {
    inputs.content.contains_key(WORDS).then(|| format!("{PAGE}#{}", anchor(id)))
}

fn anchor(id: &str) -> String {
    format!("method-{id}")
}

#[test]
fn a_list_of_changes_that_is_not_as_it_should_be_is_refused_by_name() {
    let check = |text: &str, expected: &str| {
        let content = Files::from([(FILE.to_owned(), text.as_bytes().to_vec())]);
        let found = methods(&content).map(|methods| format!("{} changes", methods.len()));
        let found = found.unwrap_or_else(|error| format!("{error:#}"));
        assert!(found.contains(expected), "{found}");
    };
    let change = |id: &str, date: &str, tables: &str| {
        format!("[[method]]\nid = '{id}'\ndate = '{date}'\ntitle = 'X'\ntext = 'Y'\n{tables}\n")
    };
    let good = change("a-1", "2024-01-02", "changes = ['series.csv']");
    check("", "0 changes");
    check(&good, "1 changes");
    check(&(good.clone() + &change("b", "2024-01-02", "adds = ['ranks.csv']")), "2 changes");
    check(
        &(good.clone() + &change("b", "2024-01-01", "adds = ['ranks.csv']")),
        "'b' comes after a later change",
    );
    check(&good.repeat(2), "'a-1' is listed twice");
    check(&change("A b", "2024-01-02", "adds = ['ranks.csv']"), "'A b' is not a valid name");
    check(&change("a", "2024-01-02", "adds = ['ranks']"), "names the table 'ranks', which does not exist");
    check(&change("a", "2024-01-02", ""), "'a' changes no table and adds to none");
    check(&change("a", "2024-01-02", "adds = ['ranks.csv']\nwhy = 'x'"), "unknown field `why`");
    check(&change("a", "2024-13-02", "adds = ['ranks.csv']"), "Failed to parse content/methods.toml");
    check(&good.replace("'Y'", "''"), "'a-1' must say what changed");
}
