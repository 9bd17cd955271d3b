//! The emulated account: a process on the loopback interface. It checks the functions' policies. It is killed together with
//! everything that it started.

use std::{
    fs::File,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::process::{Child, Command};

use crate::{Failure, tools};

/// Its log, in its directory.
pub(crate) const LOG: &str = "emulator.log";
const LONGEST_START: Duration = Duration::from_secs(30);

/// A running account; dropping it stops it and its functions.
pub(crate) struct Emulator {
    pub(crate) url: String,
    child: Child,
}

impl Emulator {
    /// Starts an empty account that keeps its files in `directory`, and waits until it answers.
    pub(crate) async fn start(directory: &Path) -> Result<Self, Failure> {
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = File::create(directory.join(LOG))?;
        let child = Command::new(tools::EMULATOR.program("ministack")?)
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("AUTH", "true") // policies are enforced
            .env("IOT_MTLS_ENABLED", "0") // listens on every interface
            .env("TMPDIR", directory)
            .env("STATE_DIR", directory.join("state")) // the default ignores TMPDIR
            .envs([("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")]) // the account's root
            .env_remove("AWS_ENDPOINT_URL")
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let mut emulator = Self { url: format!("http://127.0.0.1:{port}"), child };
        let (http, began) = (platform::http_client(), Instant::now());
        while http.get(format!("{}/_ministack/ready", emulator.url)).send().await.is_err() {
            if let Some(status) = emulator.child.try_wait()? {
                return Err(format!("the emulator ended at its start: {status}").into());
            }
            if began.elapsed() > LONGEST_START {
                return Err("the emulator does not answer after its start".into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(emulator)
    }
}

/// The first request of a function that its policy refused, from the log in `directory`. Functions log such errors and go on.
pub(crate) fn first_denial(directory: &Path) -> Result<Option<String>, Failure> {
    let log = std::fs::read_to_string(directory.join(LOG))?;
    Ok(log.lines().find(|line| line.contains("is not authorized to perform")).map(str::to_owned))
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Its functions are processes of the same group.
        if let Some(group) = self.child.id() {
            let _ = std::process::Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).status();
        }
    }
}
