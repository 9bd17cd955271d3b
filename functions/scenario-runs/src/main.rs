//! The binary that Lambda runs.

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::{config::Environment, runtime::Runtime};
use scenario_runs::{ScenarioRuns, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = &ScenarioRuns::new(Settings::from(&Environment::of_process())?, &Runtime::of_process());
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async {
        Ok::<_, Error>(function.handle(event.payload).await)
    }))
    .await
}
