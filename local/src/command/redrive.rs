//! Moves the dead letters of the running system back into its queue, and prints their reasons.

use std::io::Write;

use local_aws::sdk_config_for;

use super::{Failure, ServeOptions};
use crate::{manifest::Manifest, redrive::redrive};

pub(super) async fn run(options: &ServeOptions) -> Result<(), Failure> {
    let running = Manifest::found_in(&options.data);
    let running = running.ok_or_else(|| format!("no system is running on {}", options.data.display()))?;
    let endpoint = running.aws_endpoint.as_deref().ok_or("the system's queues cannot be reached")?;
    let setting = |name: &str| running.environment.get(name).ok_or_else(|| format!("the system has no {name}"));
    let (dead_letters, queue) = (setting("DEAD_LETTER_QUEUE_URL")?, setting("POST_CALL_QUEUE_URL")?);
    let sqs = platform::aws::sqs(&platform::aws::with_timeouts(sdk_config_for(endpoint)));
    let moved = redrive(&sqs, dead_letters, queue).await?;
    let mut out = std::io::stdout();
    for (reason, count) in &moved {
        writeln!(out, "{reason}: {count}")?;
    }
    writeln!(out, "moved {} messages back to the queue", moved.values().sum::<usize>())?;
    Ok(())
}
