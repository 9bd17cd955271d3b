//! The binary that Lambda runs.

use lambda_http::Error;
use platform::{clock::Clock, config::Environment, telemetry::Metrics};
use voice_fallback::{Settings, VoiceFallback, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function =
        VoiceFallback::new(Settings::from(&Environment::of_process())?, Clock::system(), Metrics::published());
    lambda_http::run(router(function)).await
}
