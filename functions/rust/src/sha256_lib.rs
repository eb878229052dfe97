//! A chain of SHA-256 digests by the `sha2` crate.

use lambda_runtime::Error;
use sha2::{Digest, Sha256};

pub async fn serve() -> Result<(), Error> {
    crate::sha256::serve(|message| Sha256::digest(message).into()).await
}
