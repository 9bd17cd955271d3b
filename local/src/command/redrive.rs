//! Moves the dead letters of the running system back into their queues, and prints their reasons.

use std::io::Write;

use local_aws::sdk_config_for;

use super::{Failure, ServeOptions};
use crate::{manifest::Manifest, redrive::redrive};

/// What each queue has, and the settings with its dead-letter queue and its own.
const QUEUES: [(&str, &str, &str); 3] = [
    ("finished calls", "DEAD_LETTER_QUEUE_URL", "POST_CALL_QUEUE_URL"),
    ("jobs after a call", "FOLLOW_UP_DEAD_LETTER_QUEUE_URL", "FOLLOW_UP_QUEUE_URL"),
    ("scenarios", "SCENARIO_DEAD_LETTER_QUEUE_URL", "SCENARIO_QUEUE_URL"),
];

pub(super) async fn run(options: &ServeOptions) -> Result<(), Failure> {
    let running = Manifest::found_in(&options.data);
    let running = running.ok_or_else(|| format!("no system is running on {}", options.data.display()))?;
    let endpoint = running.aws_endpoint.as_deref().ok_or("the system's queues cannot be reached")?;
    let setting = |name: &str| running.environment.get(name).ok_or_else(|| format!("the system has no {name}"));
    let sqs = platform::aws::sqs(&platform::aws::with_timeouts(sdk_config_for(endpoint)));
    let mut out = std::io::stdout();
    for (name, dead_letters, queue) in QUEUES {
        let moved = redrive(&sqs, setting(dead_letters)?, setting(queue)?).await?;
        for (reason, count) in &moved {
            writeln!(out, "{name}, {reason}: {count}")?;
        }
        writeln!(out, "moved {} messages back to the queue of {name}", moved.values().sum::<usize>())?;
    }
    Ok(())
}
