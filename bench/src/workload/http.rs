//! `http` and `http-tls`: put an item and get it back.

use rand_xoshiro::rand_core::Rng;
use serde_json::{Value, json};

/// Generates an item of about 1 KiB, in the shape of a document database.
pub(super) fn event(random: &mut impl Rng) -> Value {
    let attributes: serde_json::Map<String, Value> = (0..16)
        .map(|idx| {
            (
                format!("attribute_{idx}"),
                json!({ "S": format!("{:016x}{:016x}", random.next_u64(), random.next_u64()) }),
            )
        })
        .collect();
    json!({ "key": format!("item-{}", random.next_u32()), "item": Value::Object(attributes).to_string() })
}

pub(super) fn answer(event: &Value) -> Option<Value> {
    event.get("key")?.as_str()?;
    let item = event.get("item")?.as_str()?;
    Some(json!({ "written": 1, "read": 1, "digest": fnv1a(item.as_bytes()) }))
}

/// Computes the 32-bit FNV-1a hash: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(2_166_136_261, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(16_777_619))
}

#[test]
fn fnv1a_matches_its_authors_test_vectors() {
    assert_eq!(fnv1a(b""), 0x811c_9dc5);
    assert_eq!(fnv1a(b"a"), 0xe40c_292c);
    assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
}
