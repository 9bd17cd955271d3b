//! The binary that Lambda runs.

use dashboard::{Dashboard, Settings, router};
use lambda_http::Error;
use platform::config::Environment;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = Dashboard::new(&Settings::from(&Environment::of_process())?);
    lambda_http::run(router(function)).await
}
