//! The binary that Lambda runs.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::{config::Environment, runtime::Runtime};
use serde_json::Value;
use voice_stream::{Settings, VoiceStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = &VoiceStream::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    function.warm_up().await;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async {
        Ok::<_, Error>(function.handle(event.payload).await)
    }))
    .await
}
