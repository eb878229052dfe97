//! The text of a page of HTML: its title, its blocks, and their sentences.

use html5gum::{Token, Tokenizer};

/// Tags whose text is somebody else's, or no sentence at all.
const SKIPPED: [&str; 8] = ["table", "svg", "script", "style", "pre", "code", "select", "footer"];

/// Tags within a sentence.
const INLINE: [&str; 12] = ["a", "abbr", "b", "cite", "em", "i", "q", "span", "strong", "sub", "sup", "time"];

/// The texts that a reader meets first.
pub(crate) struct Opening {
    /// Title of the page, as tabs and search engines show it.
    pub(crate) title: String,
    /// The heading of the page.
    pub(crate) heading: String,
    /// The first paragraph below it.
    pub(crate) paragraph: String,
}

/// Reads the opening of a page; a text that the page lacks is empty.
pub(crate) fn opening(html: &str) -> Opening {
    let (mut title, mut heading, mut paragraph) = (String::new(), String::new(), String::new());
    let mut inside = None;
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if [b"title".as_slice(), b"h1", b"p"].contains(&&*tag.name.0) => {
                inside = Some(tag.name.0.clone());
            }
            Token::EndTag(tag) if inside.as_deref() == Some(&*tag.name.0) => {
                if !heading.is_empty() && !paragraph.is_empty() {
                    break;
                }
                inside = None;
            }
            Token::String(string) => {
                let text = String::from_utf8_lossy(&string.0);
                match inside.as_deref() {
                    // Drawings have titles as well.
                    Some(b"title") if heading.is_empty() => title.push_str(&text),
                    Some(b"h1") => heading.push_str(&text),
                    Some(b"p") if !heading.is_empty() => paragraph.push_str(&text),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    Opening { title, heading, paragraph }
}

/// The blocks of text of a page: paragraphs, items, captions.
pub(crate) fn blocks(html: &str) -> Vec<String> {
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
pub(crate) fn sentences(block: &str) -> Vec<String> {
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

#[test]
fn sentences_are_split_where_they_end() {
    let html =
        "<p>It takes <b>3.2</b> ms. <code>Not. This.</code> Is that so? “Yes.” And then</p><p>More of it.";
    let found: Vec<String> = blocks(html).iter().flat_map(|block| sentences(block)).collect();
    assert_eq!(found, ["It takes 3.2 ms. x Is that so?", "More of it."]);
}
