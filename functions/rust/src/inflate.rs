//! Buffers: unpack a text and count its words.

use std::{collections::HashMap, io::Read};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Event {
    gzip: String,
}

#[derive(Serialize)]
struct Answer {
    bytes: usize,
    lines: usize,
    words: u32,
    top: Vec<Word>,
}

#[derive(Serialize)]
struct Word {
    word: String,
    n: u32,
}

pub async fn serve() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<Event>) -> Result<Answer, Error> {
    let packed = BASE64_STANDARD.decode(event.payload.gzip)?;
    let mut text = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut text)?;
    Ok(count(&text))
}

fn count(text: &str) -> Answer {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in text.split(|c: char| !c.is_ascii_lowercase()) {
        if !word.is_empty() {
            *counts.entry(word).or_default() += 1;
        }
    }
    let words = counts.values().sum();
    let mut top: Vec<(&str, u32)> = counts.into_iter().collect();
    top.sort_unstable_by(|(a, n), (b, m)| (m, a).cmp(&(n, b)));
    top.truncate(10);
    Answer {
        bytes: text.len(),
        lines: text.bytes().filter(|&byte| byte == b'\n').count(),
        words,
        top: top.into_iter().map(|(word, n)| Word { word: word.to_owned(), n }).collect(),
    }
}
