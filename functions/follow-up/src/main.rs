//! The binary that Lambda runs.

use follow_up::{FollowUp, Invocation, Settings};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::{config::Environment, runtime::Runtime};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = &FollowUp::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    lambda_runtime::run(service_fn(|event: LambdaEvent<Invocation>| async {
        function.invoke(event.payload).await.map_err(Error::from)
    }))
    .await
}
