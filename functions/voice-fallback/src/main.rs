//! The function as AWS runs it.

use lambda_http::Error;
use platform::config::Environment;
use voice_fallback::{VoiceFallback, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = VoiceFallback::from_environment(&Environment::of_process())?;
    lambda_http::run(router(function)).await
}
