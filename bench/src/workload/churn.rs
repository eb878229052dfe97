//! `churn`: nodes of a table that survives between calls are replaced by new ones.

use serde_json::{Value, json};

use super::number;

const FNV_BASIS: u32 = 2_166_136_261;
const FNV_PRIME: u32 = 16_777_619;

/// The table, as large as the last event wanted it.
#[derive(Default)]
pub(super) struct Table(Vec<Option<Box<Node>>>);

/// What a slot holds. The bytes of a payload are all alike, so that their number and the last one say it all.
struct Node {
    key: u32,
    payload: Vec<u8>,
    before: Option<Box<Node>>,
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
            let mut before = slot.take();
            if let Some(old) = &mut before {
                mix(old.key);
                mix(u32::from(*old.payload.last()?));
                if let Some(older) = old.before.take() {
                    mix(older.key);
                }
            }
            mix(size);
            *slot = Some(Box::new(Node { key: x, payload: vec![(x & 0xff) as u8; size as usize], before }));
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
fn the_answers_are_those_of_the_contract() {
    let answer = |seed| Table::default().answer(&json!({ "seed": seed, "live": 20_000, "churn": 50_000 }));
    assert_eq!(answer(1), Some(json!({ "checksum": 1_322_035_769_u32, "bytes": 6_803_751 })));
    assert_eq!(answer(2), Some(json!({ "checksum": 3_209_179_176_u32, "bytes": 6_772_458 })));
}

#[test]
fn the_table_is_remembered() {
    let mut table = Table::default();
    let event = json!({ "seed": 5, "live": 100, "churn": 400 });
    let first = table.answer(&event);
    assert_ne!(table.answer(&event), first);
    table.answer(&json!({ "seed": 5, "live": 10, "churn": 1 }));
    assert_eq!(table.answer(&event), first, "another size makes another table");
}
