//! Runs the daily check of calls against the running system, through its public address.

use std::{io::Write, process::ExitCode};

use call_check::{CallCheck, CheckReport, RETRY_AFTER, Settings};
use local_aws::sdk_config_for;
use platform::{clock::Clock, config::Environment, runtime::Runtime, telemetry::Metrics, trace::TraceSource};

use super::{Failure, ServeOptions};
use crate::manifest::Manifest;

pub(super) async fn run(options: &ServeOptions) -> Result<ExitCode, Failure> {
    let running = Manifest::found_in(&options.data);
    let running = running.ok_or_else(|| format!("no system is running on {}", options.data.display()))?;
    let endpoint = running.aws_endpoint.as_deref().ok_or("the system's table cannot be reached")?;
    let lookup = |name: &str| running.environment.get(name).cloned();
    let settings = Settings::from(&Environment::from_fn(&lookup))?;
    let runtime = Runtime {
        aws: platform::aws::with_timeouts(sdk_config_for(endpoint)),
        http: platform::http_client(),
        clock: Clock::system(),
        metrics: Metrics::discarded(),
        trace: TraceSource::fixed(None),
    };
    let report = CallCheck::new(settings, &runtime).run(RETRY_AFTER).await?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&report)?)?;
    let CheckReport { webhook, fallback } = report;
    Ok(if webhook && fallback { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
