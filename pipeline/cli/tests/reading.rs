//! Reading: the text of the built site is short sentences without phrases that are no idiom.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{collections::BTreeMap, fs};

use html5gum::{Token, Tokenizer};
use support::{check, files, root};

/// Longest sentence that most readers take in at once.
const LONGEST_WORDS: usize = 25;

/// Least share of sentences that are no longer, in per cent. The rest are citations, lists and tables in words.
const LEAST_PERCENT: usize = 95;

/// Tags whose text is somebody else's, or no sentence at all.
const SKIPPED: [&str; 8] = ["table", "svg", "script", "style", "pre", "code", "select", "footer"];

/// Tags within a sentence.
const INLINE: [&str; 12] = ["a", "abbr", "b", "cite", "em", "i", "q", "span", "strong", "sub", "sup", "time"];

/// Folders of pages that are one page with other names and numbers: one of each is among the rest.
const ALIKE: [&str; 2] = ["receipts/", "embed/"];

/// The blocks of text of a page: paragraphs, items, captions.
fn blocks(html: &str) -> Vec<String> {
    let (mut found, mut text, mut skipped) = (Vec::new(), String::new(), 0_usize);
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if SKIPPED.iter().any(|name| name.as_bytes() == &*tag.name.0) => {
                skipped += 1;
                text.push('x');
            }
            Token::EndTag(tag) if SKIPPED.iter().any(|name| name.as_bytes() == &*tag.name.0) => {
                skipped = skipped.saturating_sub(1);
            }
            Token::StartTag(tag) if !INLINE.iter().any(|name| name.as_bytes() == &*tag.name.0) => {
                found.push(std::mem::take(&mut text));
            }
            Token::EndTag(tag) if !INLINE.iter().any(|name| name.as_bytes() == &*tag.name.0) => {
                found.push(std::mem::take(&mut text));
            }
            Token::String(string) if skipped == 0 => text.push_str(&String::from_utf8_lossy(&string.0)),
            _ => {}
        }
    }
    found.push(text);
    found.into_iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Splits at a full stop, question mark or exclamation mark before a capital letter or a quotation.
fn sentences(block: &str) -> Vec<String> {
    let words: Vec<&str> = block.split(' ').collect();
    let mut found = vec![Vec::new()];
    for (idx, word) in words.iter().enumerate() {
        found.last_mut().unwrap().push(*word);
        let starts = |next: &&str| next.starts_with(|it: char| it.is_uppercase() || it == '“');
        let ends = word.trim_end_matches(['”', ')']).ends_with(['.', '?', '!']);
        if ends && words.get(idx + 1).is_some_and(starts) {
            found.push(Vec::new());
        }
    }
    // Two words are a label.
    found.into_iter().filter(|words| words.len() > 2).map(|words| words.join(" ")).collect()
}

/// Phrases of the prose lint that are plain words.
fn phrases() -> Vec<String> {
    let list = fs::read_to_string(root().join(".vale/styles/Coldmark/Forbidden.yml")).unwrap();
    let phrase = |line: &str| line.strip_prefix("  - ").map(|it| it.trim_matches(['\'', '"']).to_lowercase());
    let is_plain = |it: &String| it.chars().all(|it| it.is_alphabetic() || it == ' ');
    list.lines().filter_map(phrase).filter(is_plain).collect()
}

#[test]
fn sentences_are_split_where_they_end() {
    let html =
        "<p>It takes <b>3.2</b> ms. <code>Not. This.</code> Is that so? “Yes.” And then</p><p>More of it.";
    let found: Vec<String> = blocks(html).iter().flat_map(|block| sentences(block)).collect();
    assert_eq!(found, ["It takes 3.2 ms. x Is that so?", "More of it."]);
}

#[test]
fn built_pages_read_well() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    check(&root(), &["build", "--out", out.to_str().unwrap()], 0);
    let phrases = phrases();
    assert!(phrases.len() > 10, "{phrases:?}");
    let (mut all, mut long) = (0, BTreeMap::<usize, String>::new());
    let mut n_long = 0;
    for (path, bytes) in files(&out) {
        if !path.ends_with(".html") || ALIKE.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        for block in blocks(&String::from_utf8(bytes).unwrap()) {
            let padded = format!(" {} ", block.to_lowercase());
            let forbidden = phrases.iter().find(|phrase| padded.contains(&format!(" {phrase} ")));
            assert_eq!(forbidden, None, "{path}: {block}");
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
