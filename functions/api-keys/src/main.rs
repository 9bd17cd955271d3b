//! The function as AWS runs it.

use api_keys::{ApiKeys, router};
use lambda_http::Error;
use platform::config::Environment;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = ApiKeys::from_environment(&Environment::of_process()).await?;
    lambda_http::run(router(function)).await
}
