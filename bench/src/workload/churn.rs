//! `churn`: replaces nodes of a table that survives between invocations.

use serde_json::{Value, json};

use super::number;

const FNV_BASIS: u32 = 2_166_136_261;
const FNV_PRIME: u32 = 16_777_619;

/// Table of nodes, of the size that the last event named.
#[derive(Default)]
pub(super) struct Table(Vec<Option<Box<Node>>>);

/// Node in a slot. All payload bytes are equal, so length and last byte identify a payload.
struct Node {
    key: u32,
    payload: Vec<u8>,
    previous: Option<Box<Node>>,
}

impl Table {
    pub(super) fn answer(&mut self, event: &Value) -> Option<Value> {
        let (seed, live, churn) = (number(event, "seed")?, number(event, "live")?, number(event, "churn")?);
        if self.0.len() != live as usize {
            self.0 = (0..live).map(|_| None).collect();
        }
        let (mut x, mut checksum, mut bytes) = (seed, FNV_BASIS, 0_u64);
        let mut mix = |value: u32| checksum = (checksum ^ value).wrapping_mul(FNV_PRIME);
        for _ in 0..churn {
            x = xorshift(x);
            let size = 16 + x % 240;
            let slot = self.0.get_mut((x % live) as usize)?;
            let mut previous = slot.take();
            if let Some(old) = &mut previous {
                mix(old.key);
                mix(u32::from(*old.payload.last()?));
                if let Some(older) = old.previous.take() {
                    mix(older.key);
                }
            }
            mix(size);
            *slot = Some(Box::new(Node { key: x, payload: vec![(x & 0xff) as u8; size as usize], previous }));
            bytes += u64::from(size);
        }
        Some(json!({ "checksum": checksum, "bytes": bytes }))
    }
}

/// Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).
fn xorshift(mut x: u32) -> u32 {
    x ^= x << 13;
    x ^= x >> 17;
    x ^ (x << 5)
}

#[test]
fn responses_match_the_contract() {
    let answer = |seed| Table::default().answer(&json!({ "seed": seed, "live": 20_000, "churn": 50_000 }));
    assert_eq!(answer(1), Some(json!({ "checksum": 1_322_035_769_u32, "bytes": 6_803_751 })));
    assert_eq!(answer(2), Some(json!({ "checksum": 3_209_179_176_u32, "bytes": 6_772_458 })));
}

#[test]
fn the_table_survives_between_events() {
    let mut table = Table::default();
    let event = json!({ "seed": 5, "live": 100, "churn": 400 });
    let first = table.answer(&event);
    assert_ne!(table.answer(&event), first);
    table.answer(&json!({ "seed": 5, "live": 10, "churn": 1 }));
    assert_eq!(table.answer(&event), first, "a new size creates a new table");
}
