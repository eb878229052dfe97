//! A whole small site, file by file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use std::collections::BTreeSet;

use schema::{ClaimRow, Conditions, Provider};
use site::{Files, Inputs, Versions, check_links};
use support::{build, build_of, build_with, claims, content, registry, tables, templates};

/// The text of every HTML page.
fn html(site: &Files) -> Vec<(&String, &str)> {
    let pages = site.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap())).collect()
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
fn pages_hold_no_script_and_no_style_of_their_own() {
    for (path, text) in html(&build().files) {
        // Code to embed a chart has a style, for other pages.
        let after_code =
            |part: &'_ str| part.split_once("</code>").map_or(part, |(_, after)| after).to_owned();
        let page: String = text.split("<code>").map(after_code).collect();
        for word in ["style=", "<style", "onclick", "javascript:"] {
            assert!(!page.contains(word), "{path} has {word}");
        }
        for script in text.split("<script").skip(1) {
            // No browser runs a block of data, and no policy need allow it.
            let data = script.strip_prefix(" type=\"application/ld+json\">");
            if let Some((data, _)) = data.and_then(|rest| rest.split_once("</script>")) {
                assert!(!data.contains('<') && data.starts_with('{'), "{path} has data that could end early");
                continue;
            }
            let is_named =
                [" type=\"module\" src=\"", " defer src=\""].iter().any(|head| script.starts_with(head));
            let is_file = is_named && script.contains("\"></script>");
            assert!(is_file, "{path} has a script of its own");
        }
        let policy = "http-equiv=\"Content-Security-Policy\" content=\"default-src";
        assert!(text.contains(policy), "{path} has no policy");
    }
}

#[test]
fn every_module_that_a_script_imports_is_there() {
    let templates = support::templates_as_they_are();
    let mut n_scripts = 0;
    for (path, bytes) in &templates {
        if path.ends_with(".js") {
            let text = std::str::from_utf8(bytes).unwrap();
            for name in text.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next()) {
                let imported = format!("assets/js/{name}");
                assert!(templates.contains_key(&imported), "templates/{path} imports {name}");
            }
            n_scripts += 1;
        }
    }
    assert!(n_scripts > 0);
}

#[test]
fn every_page_has_one_title_and_headings_in_order() {
    let mut titles = BTreeSet::new();
    let site = build().files;
    for (path, text) in html(&site) {
        let title = text.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        // Other addresses of a page lead on to it, and frames are parts of a page.
        if text.contains("<meta name=\"robots\" content=\"noindex\">") {
            continue;
        }
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
fn a_pair_is_one_page_and_one_csv() {
    let site = build().files;
    let files: Vec<&String> = site.keys().filter(|path| path.starts_with("compare/rust-vs-cpp/")).collect();
    assert_eq!(files, ["compare/rust-vs-cpp/comparisons.csv", "compare/rust-vs-cpp/index.html"]);
    let page = std::str::from_utf8(&site["compare/rust-vs-cpp/index.html"]).unwrap();
    for figure in page.split("<figure").skip(1) {
        let id = figure.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(figure.contains(&format!("class=\"framed\" id=\"{id}-frame\"")), "{id} cannot be framed");
        assert!(figure.contains("class=\"receipt\"") || !["packages", "history"].contains(&id), "{id}");
    }
    let headers = std::str::from_utf8(&site["_headers"]).unwrap();
    let rule = headers.split("/compare/*\n").nth(1).unwrap().lines().next().unwrap();
    assert!(rule.ends_with("frame-ancestors *"), "{rule}");
}

#[test]
fn a_history_marks_events_and_what_changed() {
    let site = build().files;
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    let rust = page("runtimes/rust/index.html");
    let marks = |page: &str, class: &str| page.matches(&format!(" class=\"{class}\"")).count();
    assert_eq!([marks(rust, "level-shift"), marks(rust, "bad-day")], [0, 2], "once in each width");
    let cpp = page("runtimes/cpp/index.html");
    assert_eq!([marks(cpp, "level-shift"), marks(cpp, "bad-day")], [2, 0]);
    assert!(cpp.contains("Its level shifted once, on 3 February 2026, from 16.0 to 20.0 ms."), "{cpp}");
    let event = "<b>A</b> <time datetime=\"2026-01-15\">2026-01-15</time> \
                 <a href=\"https://somebody.example/kernel\">A new &lt;kernel&gt;</a>";
    assert!(rust.contains(event) && rust.contains("bad days that are marked"), "{rust}");
    let java = page("history/java/index.html");
    assert!(java.contains(event) && !java.contains("A compiler"), "{java}");
    assert!(page("history/index.html").contains("A compiler"));
}

#[test]
fn missing_values_are_never_zero() {
    let site = build().files;
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    let runtimes = page("runtimes/index.html");
    let java = runtimes.split("<tr>").find(|row| row.contains("\"../runtimes/java/index.html\"")).unwrap();
    assert_eq!(java.matches("class=missing").count(), 3, "{java}");
    assert!(!java.contains(">0<"), "{java}");
    let history = page("history/c-plus-plus/index.html");
    assert!(history.contains("<th>2026-02<td><"));
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
    assert!(site.warnings.iter().any(|warning| warning == expected), "{:?}", site.warnings);
}

#[test]
fn the_page_for_what_is_not_there_works_at_any_depth() {
    let site = build().files;
    let page = std::str::from_utf8(&site["404.html"]).unwrap();
    assert!(page.contains("href=\"/sub/assets/css/site."), "its links start at the host");
    assert!(!page.contains("href=\"../"));
}

#[test]
fn errors_name_the_file() {
    let check = |spoil: &dyn Fn(&mut Files, &mut Files), expected: &str| {
        let (mut templates, mut content) = (templates(), content());
        spoil(&mut templates, &mut content);
        let inputs = Inputs {
            known_sources: &[],
            cards: None,
            templates: &templates,
            content: &content,
            registry: &registry(),
            claims: &claims(),
            scenarios: &[],
            prices: None,
            sources: &[],
            tables: &schema::Tables::default(),
            downloads: &[],
            versions: &Versions::default(),
            example: None,
        };
        let error = format!("{:#}", site::build(&inputs).unwrap_err());
        assert!(error.contains(expected), "{expected}: {error}");
    };
    let insert =
        |files: &mut Files, path: &str, text: &str| files.insert(path.to_owned(), text.as_bytes().to_vec());
    check(&|_, content| drop(content.remove("site.toml")), "content/site.toml is missing");
    check(&|_, content| drop(content.remove("home.md")), "content/home.md is missing");
    check(&|_, content| drop(insert(content, "x.md", "words")), "content/x.md must begin with title");
    check(&|templates, _| drop(insert(templates, "home.html", "{{ no_such }}")), "templates/home.html");
    let words = |code: &str| format!("+++\ntitle = \"x\"\ndescription = \"x\"\n+++\n\nOne.\nTwo {code}.\n");
    // The first line of the document is the sixth of the file, and columns count from 1.
    let wrong_code = |code: &str, expected: &str| {
        check(
            &|_, content| drop(insert(content, "x.md", &words(code))),
            &format!("content/x.md:7:8: {expected}"),
        );
    };
    wrong_code("{{ p50(runtime='no-such') }}", "data/runtimes.toml has no runtime 'no-such'");
    wrong_code("{{ p51(runtime='rust') }}", "Unknown function `p51`; there are p50, p90,");
    wrong_code(
        "{{ p50(runtime='rust', size=3) }}",
        "`p50` has no argument `size`; its arguments: runtime, packaging,",
    );
    wrong_code("{{ p50() }}", "`p50` needs the argument `runtime`");
    wrong_code(
        "{{ rank(runtime='rust', percentile='p42') }}",
        "unknown variant `p42`, expected one of `p50`",
    );
    wrong_code("{{ p50(runtime='rust', memory_mb='big') }}", "invalid type: string \"big\", expected u32");
    wrong_code("{{ verdict(claim='no-such') }}", "content/claims.toml has no claim 'no-such'");
    wrong_code(
        "{{ holds(claim='rust-first', b='cpp', percentile='p50', memory_mb=128) }}",
        "`holds` has no argument `memory_mb`; its arguments: claim, b, percentile, packaging, arch",
    );
    wrong_code(
        "{{ ratio(a='rust', b='cpp', percentile='p50', bad_days='kept') }}",
        "bad_days=kept must be bad_days=dropped",
    );
    wrong_code("{{ ratio(a='rust', b='cpp', percentile='p95') }}", "there are ratios of p50, p90 and p99");
    wrong_code(
        "{{ chart(kind='pie', runtimes=['rust']) }}",
        "unknown variant `pie`, expected one of `ranking`",
    );
    wrong_code(
        "{{ chart(kind='ranking', runtimes=['no-such']) }}",
        "data/runtimes.toml has no runtime 'no-such'",
    );
    let no_code = |code: &str| {
        check(&|_, content| drop(insert(content, "x.md", &words(code))), "content/x.md:7:");
    };
    no_code("{{ }}");
    no_code("{{ p50(runtime='rust')");
    no_code("{{ p50 }}");
    let wrong_figure = |line: &str, expected: &str| {
        let header = "source,url,date,configuration,metric,statistic,value,caveat,our_series";
        check(&|_, content| drop(insert(content, "published.csv", &format!("{header}\n{line}\n"))), expected);
    };
    wrong_figure("x,ftp://a,,a,init_ms,p50,1,,", "content/published.csv:2: 'ftp://a' is no address");
    wrong_figure("x,,soon,a,init_ms,p50,1,,", "content/published.csv:2: 'soon' is no year, month or day");
    wrong_figure("x,,,a,init_ms,p50,1,,no-such", "content/published.csv:2: 'no-such' names nothing here");
    wrong_figure("x,,,a", "Failed to read content/published.csv");
    check(&|templates, _| drop(insert(templates, "home.html", "{% if %}")), "Failed to parse the templates");
}

#[test]
fn a_site_without_data_says_so() {
    let (templates, content) = (templates(), content());
    let inputs = Inputs {
        known_sources: &[],
        cards: None,
        templates: &templates,
        content: &content,
        registry: &registry(),
        claims: &schema::Claims::default(),
        scenarios: &[],
        prices: None,
        sources: &[],
        tables: &schema::Tables::default(),
        downloads: &[],
        versions: &Versions::default(),
        example: None,
    };
    let site = site::build(&inputs).unwrap().files;
    let home = std::str::from_utf8(&site["index.html"]).unwrap();
    assert!(home.contains("There are no results yet") && home.contains("No data yet"));
    let versions = std::str::from_utf8(&site["v/index.html"]).unwrap();
    assert!(versions.contains("No version is frozen yet") && !site.contains_key("v/estimate_changes.csv"));
}

#[test]
fn numbers_in_words_come_from_the_tables() {
    let check = |code: &str, expected: &str| {
        let mut content = content();
        let words = format!("+++\ntitle = \"x\"\ndescription = \"x\"\n+++\n\nIt is {code}.\n");
        content.insert("x.md".to_owned(), words.into_bytes());
        let site = build_with(&content);
        let page = std::str::from_utf8(&site.files["x/index.html"]).unwrap();
        assert!(page.contains(expected), "{code} gives no {expected}:\n{page}");
        site.warnings
    };
    let fact = |text: &str| format!(">{}</a>", text.replace(' ', "\u{a0}"));
    check(
        "{{ p50(runtime=\"rust\") }}",
        "<a class=\"fact\" href=\"../receipts/rust/index.html#made-up-aws-us-east-1-zip-unknown-x86_64-sequential-hello-pooled-init_ms\">15.8",
    );
    check("{{ p50(runtime=\"rust\", memory_mb=1024) }}", &fact("15.5\u{202f}ms"));
    check("{{ p50(runtime=\"rust\", packaging=\"image\", memory_mb=128) }}", &fact("33.5\u{202f}ms"));
    check("{{ interval(runtime=\"rust\", percentile=\"p50\") }}", &fact("14.8 to 20.8\u{202f}ms"));
    check("{{ rank(runtime=\"rust\", percentile=\"p50\") }}", &fact("1\u{2013}2 of 2"));
    check("{{ ratio(a=\"cpp\", b=\"rust\", percentile=\"p50\") }}", &fact("1.25 (1.19 to 1.31)"));
    check("{{ ratio(a=\"rust\", b=\"cpp\", percentile=\"p50\") }}", &fact("0.800 (0.762 to 0.842)"));
    check("{{ times(a=\"cpp\", b=\"rust\", percentile=\"p50\") }}", &fact("1.2"));
    check("{{ about(runtime=\"rust\") }}", &fact("16\u{202f}ms"));
    check("{{ superiority(a=\"rust\", b=\"cpp\") }}", &fact("75.0%"));
    check("{{ verdict(claim=\"rust-first\") }}", ">supported (the one test passed)</a>");
    check("{{ verdict(claim=\"best\") }}", "href=\"../claims/index.html#best\">not");
    check("{{ holds(claim=\"rust-first\", b=\"cpp\", percentile=\"p50\") }}", &fact("5 of 6"));
    check(
        "{{ holds(claim=\"rust-first\", b=\"cpp\", percentile=\"p50\", packaging=\"zip\") }}",
        &fact("2 of 3"),
    );
    check("{{ rule(claim=\"rust-first\", b=\"cpp\", percentile=\"p50\") }}", &fact("below 0.9"));
    check("{{ chart(kind=\"ranking\", runtimes=[\"rust\", \"cpp\"]) }}", "<svg class=\"drawing bars wide\"");
    check(
        "{{ chart(kind=\"packages\", runtimes=[\"rust\"]) }}",
        "Rust &lt;fast&gt; &amp; small (image, x86)",
    );
    check(
        "{{ chart(kind=\"history\", runtimes=[\"rust\", \"cpp\"]) }}",
        "<svg class=\"drawing history narrow\"",
    );
    check("{{ coverage_table() }}", "<td>92.0 low (6.0, 2.0)<");
    check("{{ comparison_coverage_table() }}", "<td>94.0<");
    check("{{ coverage_chart() }}", "<svg class=\"drawing strips wide\"");
    check("{{ clusters_chart() }}", "<svg class=\"drawing strips narrow\"");
    check("{{ samples() }}", &fact("12,335"));
    check("{{ window() }}", &fact("2 February to 3 March 2026"));
    // A number without data is marked as such, and the operator gets a warning with its place.
    let warnings = check("{{ ratio(a=\"rust\", b=\"cpp\", percentile=\"p99\") }}", "(no data)");
    assert!(
        warnings.contains(&"content/x.md:6: ratio(a=rust, b=cpp, percentile=p99) has no data".to_owned()),
        "{warnings:?}"
    );
}

/// Results of a test machine may not carry over to Lambda, so a reader must see the difference at every verdict.
#[test]
fn a_verdict_of_a_test_machine_never_looks_like_one_of_lambda() {
    let words = b"+++\ntitle = \"x\"\ndescription = \"x\"\n+++\n\nIt is {{ verdict(claim='rust-first') }}.\n";
    let mut content = content();
    content.insert("article.md".to_owned(), words.to_vec());
    let pages = |places: &[Provider]| {
        let mut tables = tables();
        let [tested, ..] = &tables.claims[..] else { panic!("the fixture has a claim") };
        let row = |provider: &Provider| {
            let conditions = Conditions { provider: *provider, ..tested.conditions.clone().unwrap() };
            ClaimRow { conditions: Some(conditions), ..tested.clone() }
        };
        tables.claims = places.iter().map(row).collect();
        let files = build_of(&content, &tables).files;
        ["claims/index.html", "article/index.html"]
            .map(|path| String::from_utf8(files[path].clone()).unwrap())
    };
    let badge = |page: &str| {
        let start = page.find("<strong class=\"verdict").expect("the ledger has a badge");
        page[start..].split("</strong>").next().unwrap().to_owned()
    };
    let in_summary = |page: &str| {
        let start = page.find("<a class=\"verdict").expect("the summary has a badge");
        page[start..].split("</tr>").next().unwrap().to_owned()
    };
    let [lambda, in_words] = pages(&[Provider::Aws]);
    for part in [badge(&lambda), in_summary(&lambda)] {
        assert!(
            part.contains("On Lambda") && !part.contains("test machine") && !part.contains("local"),
            "{part}"
        );
    }
    assert!(in_words.contains("supported (the one test on Lambda passed)"), "{in_words}");
    let [local, in_words] = pages(&[Provider::Local]);
    for part in [badge(&local), in_summary(&local)] {
        assert!(part.contains("On our test machine, not on Lambda"), "{part}");
        assert!(
            part.starts_with("<strong class=\"verdict yes local\"")
                || part.starts_with("<a class=\"verdict yes local\""),
            "{part}"
        );
    }
    assert!(in_words.contains("supported (the one test passed; run on our test machine, not on Lambda)"));
    let [both, in_words] = pages(&[Provider::Aws, Provider::Local]);
    for part in [badge(&both), in_summary(&both)] {
        assert!(part.contains("On Lambda and on our test machine"), "{part}");
    }
    assert!(in_words.contains("(2 of 2 tests passed, on Lambda and on our test machine)"));
}
