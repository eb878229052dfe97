//! Chain of digests, shared by both SHA-256 workloads.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Event {
    seed: u32,
    rounds: u32,
}

#[derive(Serialize)]
struct Answer {
    digest: String,
}

pub(crate) async fn serve(sha256: impl Fn(&[u8]) -> [u8; 32]) -> Result<(), Error> {
    let handle = async |event: LambdaEvent<Event>| {
        let Event { seed, rounds } = event.payload;
        chain(seed, rounds, &sha256).map(|digest| Answer { digest })
    };
    lambda_runtime::run(service_fn(handle)).await
}

fn chain(seed: u32, rounds: u32, sha256: impl Fn(&[u8]) -> [u8; 32]) -> Result<String, Error> {
    let mut text = format!("{seed:08x}").into_bytes();
    for _ in 0..rounds {
        let digest = sha256(&text);
        text.resize(2 * digest.len(), 0);
        hex::encode_to_slice(digest, &mut text)?;
    }
    Ok(String::from_utf8(text)?)
}
