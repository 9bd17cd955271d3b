//! The binary that Lambda runs. It ignores the schedule's event.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::{config::Environment, runtime::Runtime};
use serde::de::IgnoredAny;
use unfinished_calls::{Settings, TIMEOUT, UnfinishedCalls};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = &UnfinishedCalls::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    lambda_runtime::run(service_fn(
        |_: LambdaEvent<IgnoredAny>| async move { Ok::<_, Error>(function.run(TIMEOUT).await?) },
    ))
    .await
}
