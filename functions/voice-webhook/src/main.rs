//! The binary that Lambda runs.

use lambda_http::Error;
use platform::{config::Environment, runtime::Runtime};
use voice_webhook::{Settings, VoiceWebhook, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = VoiceWebhook::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    function.warm_up().await;
    lambda_http::run(router(function)).await
}
