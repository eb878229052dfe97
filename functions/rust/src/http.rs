//! I/O: write an item to a store over HTTP, and read it back.

use std::{env, fs};

use lambda_runtime::{Error, LambdaEvent, service_fn};
use reqwest::{Certificate, Client, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Event {
    key: String,
    item: String,
}

#[derive(Serialize)]
struct Answer {
    written: u32,
    read: u32,
    digest: u32,
}

pub async fn serve() -> Result<(), Error> {
    let url = env::var("STUB_URL")?;
    let client = client()?;
    let handle = async |event: LambdaEvent<Event>| {
        let Event { key, item } = event.payload;
        write_and_read(&client, &format!("{url}/items/{key}"), item).await
    };
    lambda_runtime::run(service_fn(handle)).await
}

/// Trusts the certificates in the file `STUB_CA` and no others.
fn client() -> Result<Client, Error> {
    let trusted = match env::var_os("STUB_CA") {
        Some(path) => Certificate::from_pem_bundle(&fs::read(path)?)?,
        None => Vec::new(),
    };
    Ok(Client::builder().tls_certs_only(trusted).build()?)
}

async fn write_and_read(client: &Client, url: &str, item: String) -> Result<Answer, Error> {
    client
        .put(url)
        .header(CONTENT_TYPE, "application/json")
        .body(item)
        .send()
        .await?
        .error_for_status()?
        .bytes()
        .await?;
    let body = client.get(url).send().await?.error_for_status()?.bytes().await?;
    Ok(Answer { written: 1, read: 1, digest: fnv1a(&body) })
}

fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(2_166_136_261, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
}
