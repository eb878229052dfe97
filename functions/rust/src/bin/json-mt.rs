#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    coldmark_functions::json::serve().await
}
