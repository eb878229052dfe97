//! A whole small site, file by file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{collections::BTreeSet, env, fs, path::Path};

use pages::{Files, Inputs, check_links};
use support::{build, content, templates};

/// The text of every HTML page.
fn html(site: &Files) -> Vec<(&String, &str)> {
    let pages = site.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn every_file_is_as_it_was() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let site = build().files;
    let is_text = |path: &&String| [".html", ".xml", ".txt"].iter().any(|ending| path.ends_with(ending));
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = fs::remove_dir_all(&golden);
        for path in site.keys().filter(is_text) {
            let file = golden.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &site[path]).unwrap();
        }
    }
    for path in site.keys().filter(is_text) {
        let expected = fs::read(golden.join(path)).unwrap_or_default();
        assert!(
            site[path] == expected,
            "{path} differs; see the change with UPDATE_GOLDEN=1 cargo test -p pages"
        );
    }
    let others: Vec<_> = site.keys().filter(|path| !is_text(path)).map(|path| without_hash(path)).collect();
    let expected = [
        "assets/css/base.css",
        "assets/css/chart.css",
        "assets/css/print.css",
        "assets/css/tokens.css",
        "assets/favicon.svg",
        "data/series.csv",
    ];
    assert_eq!(others, expected);
}

fn without_hash(path: &str) -> String {
    let parts: Vec<_> = path.split('.').collect();
    if let [stem, _, extension] = parts[..] { format!("{stem}.{extension}") } else { path.to_owned() }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    assert_eq!(build().files, build().files);
}

#[test]
fn every_link_leads_somewhere() {
    // This site has one table to download; its pages name three.
    let missing = |reason: &str| {
        reason.contains("history.csv") || reason.contains("batches.csv") || reason.contains("calendar.csv")
    };
    let site = build();
    let broken: Vec<_> =
        check_links(&site.files, &site.base_path).into_iter().filter(|link| !missing(&link.reason)).collect();
    assert_eq!(broken, []);
}

#[test]
fn pages_hold_no_script_and_no_style() {
    for (path, text) in html(&build().files) {
        for word in ["<script", "style=", "<style", "onclick", "javascript:"] {
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn every_page_has_one_title_and_headings_in_order() {
    let mut titles = BTreeSet::new();
    let site = build().files;
    for (path, text) in html(&site) {
        let title = text.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(titles.insert(title.to_owned()), "{path} has the title of another page: {title}");
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
        let levels =
            text.match_indices("<h").filter_map(|(at, _)| text[at + 2..].chars().next()?.to_digit(10));
        let mut last = 0;
        for level in levels {
            assert!(level <= last + 1, "{path} skips from h{last} to h{level}");
            last = level;
        }
    }
}

#[test]
fn every_chart_has_its_numbers_in_a_table() {
    let site = build().files;
    let mut n_charts = 0;
    for (path, text) in html(&site) {
        for figure in text.split("<figure").skip(1) {
            let figure = figure.split("</figure>").next().unwrap();
            assert!(figure.contains("<figcaption>") && figure.contains("<table>"), "{path}");
            assert_eq!(figure.matches("role=\"img\"").count(), 2, "{path}: one drawing for each width");
            n_charts += 1;
        }
    }
    assert!(n_charts >= 6, "{n_charts}");
}

#[test]
fn what_is_missing_is_never_zero() {
    let site = build().files;
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    let runtimes = page("runtimes/index.html");
    let java = runtimes.split("<tr>").find(|row| row.contains("\"../runtimes/java/index.html\"")).unwrap();
    assert_eq!(java.matches("no data").count(), 2, "{java}");
    assert!(!java.contains(">0<"), "{java}");
    let history = page("history/index.html");
    assert!(history.contains("<th scope=\"row\">2026-02</th><td class=\"number\"><span class=\"missing\""));
}

#[test]
fn restore_durations_are_never_beside_init_durations() {
    let site = build().files;
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    for path in ["index.html", "history/index.html"] {
        assert!(!page(path).contains("SnapStart"), "{path}");
    }
    assert!(page("runtimes/java-snapstart/index.html").contains("id=\"restore-duration\""));
    assert!(!page("runtimes/java-snapstart/index.html").contains("id=\"init-duration\""));
}

#[test]
fn names_are_text_and_never_markup() {
    for (path, text) in html(&build().files) {
        assert!(!text.contains("<fast>") && !text.contains("<another>"), "{path}");
    }
}

#[test]
fn an_unknown_runtime_has_its_page_and_a_warning() {
    let site = build();
    assert!(site.files.contains_key("runtimes/unknown-thing/index.html"));
    let expected = "The runtime 'unknown-thing' is not in data/runtimes.toml; its page has that name";
    assert_eq!(site.warnings, [expected]);
}

#[test]
fn the_page_for_what_is_not_there_works_at_any_depth() {
    let site = build().files;
    let page = std::str::from_utf8(&site["404.html"]).unwrap();
    assert!(page.contains("href=\"/sub/assets/css/base."), "its links start at the host");
    assert!(!page.contains("href=\"../"));
}

#[test]
fn errors_name_the_file() {
    let check = |spoil: &dyn Fn(&mut Files, &mut Files), expected: &str| {
        let (mut templates, mut content) = (templates(), content());
        spoil(&mut templates, &mut content);
        let inputs = Inputs {
            templates: &templates,
            content: &content,
            registry: &schema::Registry::default(),
            sources: &[],
            summaries: &schema::Summaries::default(),
            downloads: &[],
        };
        let error = format!("{:#}", pages::build(&inputs).unwrap_err());
        assert!(error.contains(expected), "{expected}: {error}");
    };
    let insert =
        |files: &mut Files, path: &str, text: &str| files.insert(path.to_owned(), text.as_bytes().to_vec());
    check(&|_, content| drop(content.remove("site.toml")), "content/site.toml is missing");
    check(&|_, content| drop(content.remove("home.md")), "content/home.md is missing");
    check(&|_, content| drop(insert(content, "x.md", "words")), "content/x.md must begin with title");
    check(&|templates, _| drop(insert(templates, "home.html", "{{ no_such }}")), "templates/home.html");
    check(
        &|templates, _| drop(insert(templates, "home.html", "{% if %}")),
        "Failed to understand the templates",
    );
}

#[test]
fn a_site_without_data_says_so() {
    let (templates, content) = (templates(), content());
    let inputs = Inputs {
        templates: &templates,
        content: &content,
        registry: &schema::Registry::default(),
        sources: &[],
        summaries: &schema::Summaries::default(),
        downloads: &[],
    };
    let site = pages::build(&inputs).unwrap().files;
    let home = std::str::from_utf8(&site["index.html"]).unwrap();
    assert!(home.contains("There are no results yet") && home.contains("No data yet"));
}
