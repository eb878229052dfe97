#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    coldmark_functions::sha256_pure::serve().await
}
