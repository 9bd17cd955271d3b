//! The Lambda function.

use analytics::{Analytics, Settings, router};
use lambda_http::Error;
use platform::{config::Environment, runtime::Runtime};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = Analytics::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    lambda_http::run(router(function)).await
}
