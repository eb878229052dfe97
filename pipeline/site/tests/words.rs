//! Sentences stand in `content/` and `templates/`, so that they can be changed without a compiler.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, path::Path};

/// Number of words that make a literal prose: names, addresses and units have fewer.
const PROSE: usize = 4;

/// Modules whose sentences are for the operator alone, never for a reader of the site.
const FOR_OPERATORS: [&str; 3] = ["context/config.rs", "link_checker.rs", "provenance/query.rs"];

/// Names in statements whose literals are messages to the operator.
const MESSAGES: [&str; 7] = ["warning", "ensure!", "bail!", "anyhow!", "context(", "expect(", "reason ="];

/// Every string literal of `code`, with the text of its statement before it. Comments are skipped.
fn literals(code: &str) -> Vec<(&str, &str)> {
    let (mut found, mut at, mut statement) = (Vec::new(), 0, 0);
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        let skipped = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '\'' if rest.starts_with("'\"'") || rest.starts_with("'\\''") => 3,
            '"' => {
                let escaped =
                    |end: usize| rest[..end].bytes().rev().take_while(|it| *it == b'\\').count() % 2 == 1;
                let end =
                    rest.match_indices('"').skip(1).map(|(end, _)| end).find(|end| !escaped(*end)).unwrap();
                found.push((&code[statement..at], &rest[1..end]));
                end + 1
            }
            _ => c.len_utf8(),
        };
        if [';', '}'].contains(&c) {
            statement = at;
        }
        at += skipped;
    }
    found
}

/// The code before the first test.
fn without_tests(text: &str) -> &str {
    let tests = ["\n#[test]", "\n#[cfg(test)]\nmod"].into_iter().filter_map(|mark| text.find(mark)).min();
    &text[..tests.unwrap_or(text.len())]
}

fn is_prose(literal: &str) -> bool {
    let is_word = |word: &&str| word.trim_end_matches([',', '.', ':', ';']).chars().all(char::is_alphabetic);
    literal.split_whitespace().filter(is_word).count() >= PROSE
}

fn check(folder: &Path, root: &Path, sentences: &mut Vec<String>, n_literals: &mut usize) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            check(&path, root, sentences, n_literals);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if FOR_OPERATORS.iter().any(|left| name.starts_with(left)) || name.contains("fuzz") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (before, literal) in literals(without_tests(&text)) {
            *n_literals += 1;
            let is_message =
                MESSAGES.iter().any(|call| before.contains(call)) || literal.starts_with("Failed to ");
            if is_prose(literal) && !is_message {
                sentences.push(format!("{name}: {literal}"));
            }
        }
    }
}

#[test]
fn no_sentence_stands_in_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut sentences, mut n_literals) = (Vec::new(), 0);
    check(&root, &root, &mut sentences, &mut n_literals);
    assert!(n_literals > 500, "{n_literals} literals");
    assert!(sentences.is_empty(), "move these to templates/words:\n{}", sentences.join("\n"));
}

#[test]
fn literals_are_found_between_comments_and_quotes() {
    let code = "// \"no\"\nlet a = \"one \\\" two\"; let q = '\"'; ensure!(x, \"three\");";
    let found: Vec<&str> = literals(code).into_iter().map(|(_, literal)| literal).collect();
    assert_eq!(found, ["one \\\" two", "three"]);
    assert!(literals(code)[1].0.contains("ensure!"));
}
