//! `inflate`: decompresses a text and counts its words.

use std::{
    collections::HashMap,
    io::{Read, Write},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use rand_xoshiro::rand_core::Rng;
use serde_json::{Value, json};

use super::below;

/// Approximate length of the text, in bytes.
const TEXT_BYTES: usize = 256 * 1024;

pub(super) fn event(random: &mut impl Rng) -> Value {
    let vocabulary: Vec<String> = (0..2000)
        .map(|_| (0..2 + below(random, 9)).map(|_| char::from(b'a' + below(random, 26) as u8)).collect())
        .collect();
    let mut text = String::with_capacity(TEXT_BYTES + 16);
    while text.len() < TEXT_BYTES {
        // The product of two numbers favours low indices, so some words are frequent, as in real text.
        let index = u64::from(below(random, 2000)) * u64::from(below(random, 2000)) / 2000;
        text.push_str(&vocabulary[index as usize]);
        text.push_str(match below(random, 12) {
            0 => "\n",
            1 => ", ",
            _ => " ",
        });
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    json!({ "gzip": STANDARD.encode(packed.unwrap_or_default()) })
}

pub(super) fn answer(event: &Value) -> Option<Value> {
    let packed = STANDARD.decode(event.get("gzip")?.as_str()?).ok()?;
    let mut text = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut text).ok()?;
    let mut counts: HashMap<&[u8], u32> = HashMap::new();
    let words = text.split(|byte| !byte.is_ascii_lowercase()).filter(|word| !word.is_empty());
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let n_words: u32 = counts.values().sum();
    let mut by_count: Vec<(&[u8], u32)> = counts.into_iter().collect();
    by_count.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let entry = |(word, n): &(&[u8], u32)| json!({ "word": String::from_utf8_lossy(word), "n": n });
    let top: Vec<Value> = by_count.iter().take(10).map(entry).collect();
    let lines = text.split(|byte| *byte == b'\n').count() - 1;
    Some(json!({ "bytes": text.len(), "lines": lines, "words": n_words, "top": top }))
}

#[test]
fn words_are_runs_of_lower_case_letters() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(b"b a, b\nThe a2c b").unwrap();
    let event = json!({ "gzip": STANDARD.encode(packed.finish().unwrap()) });
    let word = |word: &str, n: u32| json!({ "word": word, "n": n });
    let top = [word("b", 3), word("a", 2), word("c", 1), word("he", 1)];
    assert_eq!(answer(&event), Some(json!({ "bytes": 16, "lines": 1, "words": 7, "top": top })));
}
