//! The whole system on a laptop; `cargo run -p local -- --help` explains.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    Box::pin(local::command::run()).await
}
