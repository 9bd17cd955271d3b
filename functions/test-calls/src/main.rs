//! The Lambda function.

use lambda_http::Error;
use platform::{config::Environment, runtime::Runtime};
use test_calls::{Settings, TestCalls, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = TestCalls::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    lambda_http::run(router(function)).await
}
