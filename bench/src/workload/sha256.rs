//! `sha256-pure` and `sha256-lib`: a chain of digests, each of the one before.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::number;

pub(super) fn answer(event: &Value) -> Option<Value> {
    let (seed, rounds) = (number(event, "seed")?, number(event, "rounds")?);
    let digest = (0..rounds).fold(format!("{seed:08x}"), |text, _| hex::encode(Sha256::digest(text)));
    Some(json!({ "digest": digest }))
}

#[test]
fn the_response_matches_the_contract() {
    let expected = "3ead66ec53d7d45f41bced6a631343474265d7efb1542742352099b1dc56d26e";
    assert_eq!(answer(&json!({ "seed": 1234, "rounds": 200 })), Some(json!({ "digest": expected })));
}
