#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    coldmark_functions::sha256_lib::serve().await
}
