//! Memory: a table of nodes that lives from call to call, and is churned by each.

use std::sync::{Mutex, PoisonError};

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Event {
    seed: u32,
    live: u32,
    churn: u32,
}

#[derive(Serialize)]
struct Answer {
    checksum: u32,
    bytes: u64,
}

struct Node {
    key: u32,
    payload: Vec<u8>,
    prev: Option<Box<Node>>,
}

type Table = Vec<Option<Box<Node>>>;

pub async fn serve() -> Result<(), Error> {
    let table = Mutex::new(Table::new());
    let handle = async |event: LambdaEvent<Event>| {
        let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
        churn(&mut table, &event.payload)
    };
    lambda_runtime::run(service_fn(handle)).await
}

fn churn(table: &mut Table, event: &Event) -> Result<Answer, Error> {
    if event.live == 0 {
        return Err("live must be at least 1".into());
    }
    if table.len() != event.live as usize {
        *table = (0..event.live).map(|_| None).collect();
    }

    let mut x = event.seed;
    let mut checksum = 2_166_136_261_u32;
    let mut mix = |value: u32| checksum = (checksum ^ value).wrapping_mul(16_777_619);
    let mut bytes = 0;
    for _ in 0..event.churn {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        let slot = &mut table[(x % event.live) as usize];
        let size = 16 + x % 240;

        let mut old = slot.take();
        if let Some(old) = &mut old {
            mix(old.key);
            mix(old.payload.last().copied().unwrap_or_default().into());
            if let Some(older) = old.prev.take() {
                mix(older.key);
            }
        }
        mix(size);
        *slot = Some(Box::new(Node { key: x, payload: vec![x as u8; size as usize], prev: old }));
        bytes += u64::from(size);
    }
    Ok(Answer { checksum, bytes })
}
