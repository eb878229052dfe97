//! What holds for any words: nothing panics, what is wrong is named with its line, and nothing in them runs.
//!
//! `PROPTEST_CASES` says how many texts are made up.

use std::{collections::BTreeSet, env};

use html5gum::{Token, Tokenizer};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::expand;
use crate::{
    Inputs,
    context::{catalog::Catalog, config, markdown},
};

#[path = "../../../tests/support/mod.rs"]
#[allow(clippy::unwrap_used, reason = "tests in `tests/` share it, which cannot go on without")]
mod support;
use crate as pages;

/// Shortcodes as people write them, and as they should not.
const CODES: [&str; 30] = [
    "p50 rust",
    "p99 cpp memory=128",
    "interval p50 rust",
    "place p50 rust",
    "ratio p50 rust cpp",
    "ratio p999 rust rust bad-days=dropped",
    "superiority rust cpp",
    "verdict rust-first",
    "rule rust-first p50 cpp",
    "holds rust-first p50 cpp package=image",
    "samples",
    "window",
    "first-day",
    "deployed local-x",
    "correlation init_ms",
    "chart ranking rust cpp",
    "chart packages rust",
    "chart history rust cpp",
    "table coverage",
    "chart ours cold",
    "table ours machines",
    "",
    " ",
    "=",
    "p50 =",
    "p50 rust memory=-1",
    "p50 rust memory=99999999999999999999",
    "chart",
    "chart ours",
    "{{ p50 rust",
];

/// What else hostile words are made of.
const WORDS: [&str; 26] = [
    "{{",
    "}}",
    "{",
    "}",
    "{{}}",
    "\n\n",
    "\n",
    "|",
    "# ",
    "```\n",
    "[^1]",
    "[x](javascript:alert(1))",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=\"javascript:x\">",
    "<a class=\"fact\" href=\"javascript:x\">",
    "<b class=\"x\" onclick=\"x\">",
    "<b",
    "</",
    "<!--",
    "<![CDATA[",
    "<?",
    "![x](data:text/html,x)",
    "<javascript:alert(1)>",
    "&lt;script&gt;",
];

/// Texts that were hard once, or should be.
const HARD: [&str; 10] = [
    "{{",
    "}}{{",
    "{{ {{ p50 rust }} }}",
    "a\n\n{{ p50\nrust }}\n{{ nothing }}",
    "{{ p50 rust package=zip package=image }}",
    "{{ \u{a0}p50\u{2003}rust }}",
    "{{ chart ranking }}{{ chart ranking rust }}{{ chart ranking rust }}",
    "{{ p50 <script> }}",
    "<a class=\"fact\" href=\"x\"\nonclick=\"alert(1)\">",
    "<b\nclass=\"x\"\n>{{ p50 rust }}</b\n>",
];

fn words() -> impl Strategy<Value = String> {
    let word = (0..WORDS.len()).prop_map(|idx| WORDS[idx].to_owned());
    let code = (0..CODES.len(), any::<Index>(), prop::option::weighted(0.3, "\\PC{0,4}")).prop_map(
        |(idx, place, with)| {
            let mut code = format!("{{{{ {} }}}}", CODES[idx]);
            if let Some(with) = with {
                let places: Vec<usize> = code.char_indices().map(|(place, _)| place).collect();
                code.insert_str(*place.get(&places), &with);
            }
            code
        },
    );
    vec(prop_oneof![4 => code, 4 => word, 1 => "\\PC{0,12}", 1 => "[ -~\n]{0,20}"], 0..12)
        .prop_map(|parts| parts.concat())
}

/// The names of all tags of `html`; fails where one could run something.
fn tags(html: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for Ok(token) in Tokenizer::new(html) {
        let Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            let name = String::from_utf8_lossy(name).into_owned();
            let value = String::from_utf8_lossy(&value.value).to_ascii_lowercase();
            let is_known = ["class", "href", "src", "alt", "title", "id", "style", "start", "tabindex"]
                .contains(&name.as_str());
            assert!(is_known, "an attribute {name} in {html}");
            let leads = matches!(name.as_str(), "href" | "src");
            assert!(
                !leads || !(value.contains("script:") || value.starts_with("data:")),
                "{value} in {html}"
            );
        }
        names.insert(String::from_utf8_lossy(&tag.name).into_owned());
    }
    names
}

/// Expands each of `texts` on the small site.
fn check(texts: &[String]) {
    let (content, registry, claims, summaries) =
        (support::content(), support::registry(), support::claims(), support::summaries());
    let (templates, demands) = (crate::Files::new(), []);
    let inputs = Inputs {
        cards: None,
        templates: &templates,
        content: &content,
        registry: &registry,
        claims: &claims,
        demands: &demands,
        prices: None,
        sources: &[],
        summaries: &summaries,
        downloads: &[],
        versions: &crate::Versions::default(),
    };
    let found = config::read(&content).and_then(|config| {
        let catalog = Catalog::of(&inputs, &config)?;
        for text in texts {
            one(&inputs, &catalog, text);
        }
        Ok(())
    });
    assert!(found.is_ok(), "{found:?}");
}

fn one(inputs: &Inputs<'_>, catalog: &Catalog<'_>, text: &str) {
    match expand(inputs, catalog, ("x.md", 4), "../", text) {
        Ok(expanded) => {
            assert_eq!(expanded.texts.len(), expanded.blocks.len() + 1);
            if !text.contains("{{") {
                assert_eq!(expanded.texts, [text]);
            }
            for text in &expanded.texts {
                let names = tags(&markdown::html(text));
                for name in
                    ["script", "img", "svg", "iframe", "object", "style", "form", "input", "base", "link"]
                {
                    // A picture is a matter of words, and leads nowhere else than a link may.
                    assert!(name == "img" || !names.contains(name), "{name} in {text}");
                }
            }
        }
        Err(error) => {
            let said = format!("{error:#}");
            let lines = text.matches('\n').count() + 4;
            assert!((4..=lines).any(|line| said.starts_with(&format!("content/x.md:{line}: "))), "{said}");
        }
    }
}

#[test]
fn hard_words_are_expanded_or_named() {
    let codes = CODES.map(|code| format!("Words {{{{ {code} }}}} and more."));
    check(&[&codes[..], &HARD.map(str::to_owned), &WORDS.map(str::to_owned)].concat());
}

fn cases() -> u32 {
    env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_expanded_or_named(texts in vec(words(), 20)) {
        check(&texts);
    }
}
