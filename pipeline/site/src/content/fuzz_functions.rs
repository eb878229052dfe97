//! Properties of any input text: no panic, errors name their line, and no markup runs code.
//!
//! `PROPTEST_CASES` sets the number of generated texts.

use std::{collections::BTreeSet, env};

use html5gum::{Token, Tokenizer};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::functions::Functions;
use crate::{
    Inputs,
    context::{catalog::Catalog, config, markdown},
};

#[path = "../../tests/support/mod.rs"]
#[allow(clippy::unwrap_used, reason = "tests in `tests/` share it, which cannot go on without")]
mod support;
use crate as site;

/// Valid and invalid calls.
const CODES: [&str; 36] = [
    "p50(runtime='rust')",
    "p99(runtime='cpp', memory_mb=128)",
    "interval(runtime='rust', percentile='p50')",
    "rank(runtime='rust', percentile='p50')",
    "ratio(a='rust', b='cpp', percentile='p50')",
    "ratio(a='rust', b='rust', percentile='p999', bad_days='dropped')",
    "superiority(a='rust', b='cpp')",
    "about(runtime='rust')",
    "times(a='cpp', b='rust', percentile='p50')",
    "verdict(claim='rust-first')",
    "rule(claim='rust-first', b='cpp', percentile='p50')",
    "holds(claim='rust-first', b='cpp', percentile='p50', packaging='image')",
    "samples()",
    "window()",
    "first_day()",
    "deployed_size(runtime='local-x')",
    "rank_correlation(metric='init_ms')",
    "chart(kind='ranking', runtimes=['rust', 'cpp'])",
    "chart(kind='packages', runtimes=['rust'])",
    "chart(kind='history', runtimes=['rust', 'cpp'])",
    "clusters_chart()",
    "example_chart(metric='init_ms')",
    "coverage_chart()",
    "coverage_table()",
    "comparison_coverage_table()",
    "campaign_chart(chart='cold')",
    "campaign_table(table='machines')",
    "",
    " ",
    "=",
    "p50(=)",
    "p50(runtime='rust', memory_mb=-1)",
    "p50(runtime='rust', memory_mb=99999999999999999999)",
    "chart(kind='ranking', runtimes=[])",
    "campaign_chart(chart=1)",
    "{{ p50(runtime='rust')",
];

/// Other fragments of hostile text.
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

/// Texts that once caused trouble, or might.
const HARD: [&str; 10] = [
    "{{",
    "}}{{",
    "{{ {{ p50(runtime='rust') }} }}",
    "a\n\n{{ p50(\nruntime='rust') }}\n{{ nothing }}",
    "{{ p50(runtime='rust', packaging='zip', packaging='image') }}",
    "{{ \u{a0}p50\u{2003}(runtime='rust') }}",
    "{{ chart() }}{{ chart(kind='ranking', runtimes=['rust']) }}{{ chart(kind='ranking', runtimes=['rust']) }}",
    "{{ p50(runtime='<script>') }}",
    "<a class=\"fact\" href=\"x\"\nonclick=\"alert(1)\">",
    "<b\nclass=\"x\"\n>{{ p50(runtime='rust') }}</b\n>",
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

/// Collects the names of all tags in `html`; fails if one could run code.
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
    let (content, registry, claims, tables) =
        (support::content(), support::registry(), support::claims(), support::tables());
    let (templates, scenarios) = (support::templates(), []);
    let inputs = Inputs {
        cards: None,
        templates: &templates,
        content: &content,
        registry: &registry,
        claims: &claims,
        scenarios: &scenarios,
        prices: None,
        sources: &[],
        known_sources: &[],
        tables: &tables,
        downloads: &[],
        versions: &crate::Versions::default(),
        example: None,
    };
    let found = config::read(&content).and_then(|config| {
        let catalog = Catalog::of(&inputs, &config)?;
        let mut functions = Functions::of(&inputs);
        for text in texts {
            one(&mut functions, &inputs, &catalog, text);
        }
        Ok(())
    });
    assert!(found.is_ok(), "{found:?}");
}

fn one(functions: &mut Functions, inputs: &Inputs<'_>, catalog: &Catalog<'_>, text: &str) {
    match functions.expand(inputs, catalog, ("x.md", 4), "../", text) {
        Ok(expanded) => {
            assert_eq!(expanded.texts.len(), expanded.blocks.len() + 1);
            if !text.contains('{') {
                assert_eq!(expanded.texts, [text]);
            }
            for text in &expanded.texts {
                let names = tags(&markdown::html(text));
                for name in
                    ["script", "img", "svg", "iframe", "object", "style", "form", "input", "base", "link"]
                {
                    // An image is a feature of Markdown, and its address obeys the rules for links.
                    assert!(name == "img" || !names.contains(name), "{name} in {text}");
                }
            }
        }
        Err(error) => {
            let said = format!("{error:#}");
            let lines = text.matches('\n').count() + 4;
            assert!((4..=lines).any(|line| said.starts_with(&format!("content/x.md:{line}:"))), "{said}");
        }
    }
}

#[test]
fn hard_documents_are_expanded_or_refused() {
    let codes = CODES.map(|code| format!("Words {{{{ {code} }}}} and more."));
    check(&[&codes[..], &HARD.map(str::to_owned), &WORDS.map(str::to_owned)].concat());
}

fn cases() -> u32 {
    env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_expanded_or_refused(texts in vec(words(), 20)) {
        check(&texts);
    }
}
