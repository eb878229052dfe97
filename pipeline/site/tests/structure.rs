//! The arrows between the modules of this crate, read from their `use` trees.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Every module by its path (`context::table`), with the paths that it uses.
fn modules() -> BTreeMap<String, BTreeSet<String>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = BTreeMap::new();
    read(&src, "", &mut sources);
    let names: BTreeSet<&String> = sources.keys().collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, text) in &sources {
        let paths = used(text).into_iter().filter_map(|path| absolute(module, &path));
        let targets = paths.filter_map(|path| {
            let prefixes = path.match_indices("::").map(|(at, _)| &path[..at]).chain([path.as_str()]);
            prefixes.filter(|prefix| names.contains(&(*prefix).to_owned())).last().map(str::to_owned)
        });
        let targets: BTreeSet<String> = targets.filter(|target| target != module).collect();
        found.entry(module.clone()).or_default().extend(targets);
    }
    found
}

/// The code of every file below `folder`, without comments and without modules of tests. The root of the crate puts
/// everything together, so it may use all modules.
fn read(folder: &Path, prefix: &str, sources: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let name = if prefix.is_empty() { stem.to_owned() } else { format!("{prefix}::{stem}") };
        if path.is_dir() {
            read(&path, &name, sources);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        while let Some(at) = code.iter().position(|line| *line == "#[cfg(test)]") {
            code.drain(at..at + 2);
        }
        match stem {
            "lib" => {}
            "mod" => drop(sources.insert(prefix.to_owned(), code.join("\n"))),
            _ => drop(sources.insert(name, code.join("\n"))),
        }
    }
}

/// Every path below `crate`, `self` or `super` that `code` names, in `use` trees and elsewhere, and the modules that it
/// declares, which it uses.
fn used(code: &str) -> Vec<String> {
    let declared = code.lines().filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
    let mut paths: Vec<String> = declared.map(|name| format!("self::{name}")).collect();
    for root in ["crate::", "self::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let is_start = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if is_start {
                expand(root.trim_end_matches(':'), &code[at + root.len()..], &mut paths);
            }
        }
    }
    paths
}

/// Adds the paths of the tree at the start of `text`, each below `base`; gives the length of the tree.
fn expand(base: &str, text: &str, paths: &mut Vec<String>) -> usize {
    if !text.starts_with('{') {
        let name = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        let path = format!("{base}::{}", &text[..name]);
        if text[name..].starts_with("::") {
            return name + 2 + expand(&path, &text[name + 2..], paths);
        }
        paths.push(path);
        return name;
    }
    let mut at = 1;
    while !text[at..].starts_with('}') {
        let skipped = text[at..].find(|c: char| c.is_alphabetic() || "_}".contains(c)).unwrap();
        at += skipped;
        if !text[at..].starts_with('}') {
            at += expand(base, &text[at..], paths);
        }
    }
    at + 1
}

/// `path` from the root of the crate, as `module` names it; none for the root itself.
fn absolute(module: &str, path: &str) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").collect();
    let mut parts = path.split("::").peekable();
    match parts.next()? {
        "crate" => base.clear(),
        "super" => drop(base.pop()),
        _ => {}
    }
    while parts.next_if_eq(&"super").is_some() {
        base.pop();
    }
    base.extend(parts.filter(|part| *part != "self" && !part.is_empty()));
    (!base.is_empty()).then(|| base.join("::"))
}

/// True if `from` leads to `to` over any number of arrows.
fn reaches(arrows: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(module) = open.pop() {
        for target in arrows.get(module).into_iter().flatten() {
            if target == to {
                return true;
            }
            if seen.insert(target) {
                open.push(target);
            }
        }
    }
    false
}

#[test]
fn modules_import_each_other_without_circles() {
    let arrows = modules();
    let n_arrows: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(arrows.len() > 40 && n_arrows > 150, "{} modules, {n_arrows} arrows", arrows.len());
    let circles: Vec<&String> = arrows.keys().filter(|module| reaches(&arrows, module, module)).collect();
    assert!(circles.is_empty(), "modules that lead back to themselves: {circles:?}\n{arrows:#?}");
}

#[test]
fn no_page_imports_another_page() {
    let page = |module: &str| Some(module.strip_prefix("pages::")?.split("::").next()?.to_owned());
    let mut n_pages = 0;
    for (module, targets) in modules() {
        let Some(own) = page(&module) else { continue };
        n_pages += 1;
        let others: Vec<&String> = targets.iter().filter(|it| page(it).is_some_and(|it| it != own)).collect();
        assert!(others.is_empty(), "{module} uses {others:?}");
    }
    assert!(n_pages > 12, "{n_pages} pages");
}

#[test]
fn contexts_and_figures_know_no_page() {
    for (module, targets) in modules() {
        let forbidden: &[&str] = match module.split("::").next().unwrap() {
            "context" => &["figures", "content", "pages", "report"],
            "figures" => &["content", "pages", "report"],
            "content" | "provenance" | "report" => &["pages"],
            _ => &[],
        };
        let found = targets.iter().find(|it| forbidden.contains(&it.split("::").next().unwrap()));
        assert!(found.is_none(), "{module} uses {found:?}");
    }
}

#[test]
fn clippy_denies_the_site_arithmetic_on_numbers() {
    let root = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    assert!(root.contains("deny(clippy::float_arithmetic,"));
}

#[test]
fn use_trees_are_read_to_their_leaves() {
    let code = "mod k;\nuse crate::{a::{self, b::C, d}, e};\nuse super::{f, g::H};\nfn x() { crate::i::j() }";
    let found: Vec<Option<String>> = used(code).iter().map(|path| absolute("m::n", path)).collect();
    let found: Vec<&str> = found.iter().flatten().map(String::as_str).collect();
    assert_eq!(found, ["m::n::k", "a", "a::b::C", "a::d", "e", "i::j", "m::f", "m::g::H"]);
}
