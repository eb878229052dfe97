//! Reading: the built site is short sentences without phrases that are no idiom, and each page says first what it is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/mod.rs"]
mod support;
mod text;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::LazyLock,
};

use support::{check, files, root};
use text::{blocks, opening, sentences};

/// Longest sentence that most readers take in at once.
const LONGEST_WORDS: usize = 25;

/// Least share of sentences that are no longer, in per cent. The rest are citations, lists and tables in words.
const LEAST_PERCENT: usize = 95;

/// Longest title that search engines show whole, in characters.
const LONGEST_TITLE: usize = 70;

/// Folders of pages that are one page with other names and numbers: one of each is among the rest.
const ALIKE: [&str; 2] = ["receipts/", "embed/"];

/// Words of a heading that name no subject.
const COMMON: [&str; 22] = [
    "a", "about", "against", "and", "as", "does", "every", "for", "how", "in", "is", "it", "no", "of", "on",
    "our", "own", "than", "the", "to", "vs", "we",
];

/// Every page of the built site, by path, without those that lead on to another page.
static PAGES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    check(&root(), &["build", "--out", out.to_str().unwrap()], 0);
    let pages = files(&out).into_iter().filter(|(path, _)| path.ends_with(".html"));
    let pages = pages.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    pages.filter(|(_, html)| !html.contains("http-equiv=\"refresh\"")).collect()
});

/// Phrases of the prose lint that are plain words.
fn phrases() -> Vec<String> {
    let list = fs::read_to_string(root().join(".vale/styles/Coldmark/Forbidden.yml")).unwrap();
    let phrase = |line: &str| line.strip_prefix("  - ").map(|it| it.trim_matches(['\'', '"']).to_lowercase());
    let is_plain = |it: &String| it.chars().all(|it| it.is_alphabetic() || it == ' ');
    list.lines().filter_map(phrase).filter(is_plain).collect()
}

/// The subject of a text: the beginnings of its words, so that `starts` and `start` are one.
fn subject(text: &str) -> BTreeSet<String> {
    let words = text.split(|it: char| !it.is_alphanumeric() && !"#+.".contains(it)).map(str::to_lowercase);
    let words = words.filter(|word| !COMMON.contains(&&**word));
    let beginning =
        |word: String| word.trim_matches('.').trim_end_matches('s').chars().take(5).collect::<String>();
    words.map(beginning).filter(|word| !word.is_empty()).collect()
}

#[test]
fn the_first_paragraph_of_each_page_names_its_subject() {
    let mut silent = Vec::new();
    for (path, html) in PAGES.iter().filter(|(path, _)| !path.starts_with("embed/")) {
        let found = opening(html);
        let (heading, paragraph) = (subject(&found.heading), subject(&found.paragraph));
        let n_named = heading.intersection(&paragraph).count();
        if heading.is_empty() || 2 * n_named < heading.len() {
            silent.push(format!("{path}: {}: {}", found.heading, found.paragraph));
        }
    }
    assert!(silent.is_empty(), "{} pages do not say first what they are: {silent:#?}", silent.len());
}

#[test]
fn titles_are_short_and_no_two_pages_share_one() {
    let mut known = BTreeSet::new();
    for (path, html) in PAGES.iter() {
        let title = opening(html).title;
        let length = title.chars().count();
        assert!((1..=LONGEST_TITLE).contains(&length), "{path} has a title of {length} characters: {title}");
        let is_found = !html.contains("<meta name=\"robots\" content=\"noindex\">");
        assert!(!is_found || known.insert(title.clone()), "{path} has the title of another page: {title}");
    }
}

#[test]
fn built_pages_read_well() {
    let phrases = phrases();
    assert!(phrases.len() > 10, "{phrases:?}");
    let (mut all, mut long) = (0, BTreeMap::<usize, String>::new());
    let mut n_long = 0;
    let is_alike = |path: &str| ALIKE.iter().any(|folder| path.starts_with(folder));
    for (path, html) in PAGES.iter().filter(|(path, _)| !is_alike(path)) {
        for block in blocks(html) {
            let padded = format!(" {} ", block.to_lowercase());
            let forbidden = phrases.iter().find(|phrase| padded.contains(&format!(" {phrase} ")));
            assert_eq!(forbidden, None, "{path}: {block}");
            assert!(!block.contains("x86_64"), "{path} must write x86, as docs/style.md says: {block}");
            for sentence in sentences(&block) {
                all += 1;
                let words = sentence.split(' ').count();
                if words > LONGEST_WORDS {
                    n_long += 1;
                    long.insert(words, format!("{path}: {sentence}"));
                }
            }
        }
    }
    let longest: Vec<_> = long.iter().rev().take(10).collect();
    assert!(
        n_long * 100 <= all * (100 - LEAST_PERCENT),
        "{n_long} of {all} sentences are long: {longest:#?}"
    );
}

#[test]
fn the_article_names_its_author_and_its_dates() {
    let html = &PAGES["article/index.html"];
    let block = html.split("<script type=\"application/ld+json\">").nth(1).unwrap();
    let article: serde_json::Value = serde_json::from_str(block.split("</script>").next().unwrap()).unwrap();
    assert_eq!(article["@type"], "Article");
    assert_eq!(article["author"]["@type"], "Organization");
    assert_eq!(article["headline"], opening(html).heading);
    for date in ["datePublished", "dateModified"] {
        let shown = format!("<time datetime=\"{}\">", article[date].as_str().unwrap());
        assert!(html.contains(&shown), "the page does not show its {date}, {shown}");
    }
}
