//! The Lambda Runtime API on the loopback interface. It starts a function's binary as AWS does and passes it one event at
//! a time, without any service in between.
//!
//! Does not know what the events are, nor which function it is. Source: AWS, "Using the Lambda runtime API for custom
//! runtimes".

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    process::{Child, Command},
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

use localhost::Loopback;

mod routes;

use routes::{PendingInvocation, router};

/// Longer than the time-out of any function.
const LONGEST: Duration = Duration::from_secs(65);

/// Why a function did not answer.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// The binary or a socket failed.
    #[error("the function cannot be started")]
    Start(#[from] io::Error),
    /// The process ended. Its messages are on standard error.
    #[error("the function stopped: {0}")]
    Stopped(ExitStatus),
    /// It neither asked for an event nor answered one in time.
    #[error("the function took longer than {} seconds", LONGEST.as_secs())]
    TimedOut,
    /// It answered that it failed.
    #[error("the function failed: {0}")]
    Failed(String),
    /// Its answer is not JSON.
    #[error("the function's answer is not JSON")]
    Answer(#[from] serde_json::Error),
}

/// A function's process. Dropping it kills the process.
#[derive(Debug)]
pub struct Process {
    child: Child,
    spawned: Instant,
    asked: watch::Receiver<Option<Instant>>,
    invocations: mpsc::UnboundedSender<PendingInvocation>,
    server: JoinHandle<io::Result<()>>,
}

impl Process {
    /// Starts a binary as the function of this name. Its environment is what Lambda sets, and `environment`.
    pub async fn spawn(binary: &Path, name: &str, environment: &BTreeMap<String, String>) -> Result<Self, InvokeError> {
        let loopback = Loopback::bind(0).await?;
        let address = loopback.url().trim_start_matches("http://").to_owned();
        let (invocations, waiting) = mpsc::unbounded_channel();
        let (first, asked) = watch::channel(None);
        let server = tokio::spawn(loopback.serve_forever(router(name, waiting, first)));
        let mut command = Command::new(binary);
        command
            .env_clear()
            .envs(environment)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}"))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "local")
            .env("_HANDLER", "bootstrap")
            // Standard output holds logs and metrics. Start-up errors go to standard error.
            .stdout(Stdio::null())
            .kill_on_drop(true);
        let spawned = Instant::now();
        let child = command.spawn().inspect_err(|_| server.abort())?;
        Ok(Self { child, spawned, asked, invocations, server })
    }

    /// Waits until it asks for its first event. Returns the time since its start.
    pub async fn ready(&mut self) -> Result<Duration, InvokeError> {
        let asked = tokio::select! {
            asked = self.asked.wait_for(Option::is_some) => asked.ok().and_then(|asked| *asked),
            status = self.child.wait() => return Err(InvokeError::Stopped(status?)),
            () = tokio::time::sleep(LONGEST) => None,
        };
        Ok(asked.ok_or(InvokeError::TimedOut)?.duration_since(self.spawned))
    }

    /// Sends it an event and waits for its answer.
    pub async fn invoke(&mut self, event: &Value) -> Result<Value, InvokeError> {
        let (answer, answered) = oneshot::channel();
        // If the process has ended, nothing receives the event; the wait below reports that.
        let _ = self.invocations.send(PendingInvocation { event: event.to_string(), answer });
        tokio::select! {
            answered = answered => match answered {
                Ok(Ok(body)) => Ok(serde_json::from_slice(&body)?),
                Ok(Err(body)) => Err(InvokeError::Failed(String::from_utf8_lossy(&body).into_owned())),
                Err(_) => Err(InvokeError::TimedOut),
            },
            status = self.child.wait() => Err(InvokeError::Stopped(status?)),
            () = tokio::time::sleep(LONGEST) => Err(InvokeError::TimedOut),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[cfg(test)]
mod tests;
