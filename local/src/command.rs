//! The program's commands: run the system, call it, sign a request.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

mod call;
mod check;
mod environment;
mod evaluate;
mod redrive;
mod serve;
pub mod sign;

const AFTER_HELP: &str = "\
Environment:
  OPENAI_API_KEY    use OpenAI's model instead of the fake
  OPENAI_BASE_URL   use any server that speaks OpenAI's protocol; includes the /v1
  OPENAI_MODEL      the model's name there (gpt-6-luna if not set)
  TWILIO_NUMBER, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN
                    a real number that reaches Acme; needs --public-url
  RUST_LOG          what is logged to standard error (warn if not set)

The first line on standard output is a JSON object for programs: base_url, admin_url, docs_url, outbox_url,
token_url, operator, tenants with their people and, with the fake Twilio, spare_twilio_account. While the system
runs it is also in running.json in the data directory.
All data is in the data directory. Delete it to start afresh.";

/// The AI front desk for HVAC companies, whole, on this machine: no account, container or network needed.
#[derive(Debug, Parser)]
#[command(name = "local", version, after_help = AFTER_HELP)]
struct Command {
    #[command(flatten)]
    serve: ServeOptions,
    #[command(subcommand)]
    subcommand: Option<Subcommands>,
}

/// How the system runs.
#[derive(Debug, Clone, Args)]
struct ServeOptions {
    /// Port of the loopback interface to listen on; 0 for any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The data directory; its contents survive restarts and kill -9
    #[arg(long, value_name = "DIR", default_value = ".local", global = true)]
    data: PathBuf,
    /// Store all data in memory, and lose it at the end
    #[arg(long, global = true)]
    in_memory: bool,
    /// The public URL that Twilio calls, if calls come through a tunnel
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Use this implementation of the AWS APIs instead of the embedded one
    #[arg(long, value_name = "URL")]
    aws_endpoint: Option<String>,
    /// A setting of the functions, as docs/configuration.md names it; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// A telephone in the terminal: call a demo company
    Call(CallOptions),
    /// Run the scenarios in tests/scenarios, each as a call to a system of its own, and judge their final states
    Evaluate(Box<evaluate::EvaluateOptions>),
    /// Sign a request as Twilio does, for curl or an event file
    Sign(SignOptions),
    /// Check that the running system answers calls, as the daily schedule does
    Check,
    /// Print the variables that a function needs to run against the running system, as a shell reads them
    Environment,
    /// Move the dead letters of the running system back to its queue, and print their reasons
    Redrive,
    /// Print the API's description, as in docs
    Openapi,
    /// Print the API as a Postman collection, as in docs
    Postman,
}

/// How to call.
#[derive(Debug, Args)]
struct CallOptions {
    /// Play a scripted caller and check how the call goes; may be given several times
    #[arg(long, value_name = "FILE")]
    script: Vec<PathBuf>,
    /// Call the company with a name that starts with NAME, without asking
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// The number to call from, or `anonymous`
    #[arg(long, value_name = "NUMBER", default_value = "+12145550142")]
    from: String,
    /// What the carrier attests of the number: A, B or C, or `failed` or `none`
    #[arg(long, value_name = "LEVEL", default_value = "A")]
    attestation: telephone::StirVerstat,
}

/// What to sign.
#[derive(Debug, Args)]
struct SignOptions {
    /// The account's auth token
    #[arg(long, required_unless_present = "bearer")]
    token: Option<String>,
    /// An access token or API key to put into the event instead of a signature, for the administration's functions
    #[arg(long, value_name = "TOKEN", conflicts_with_all = ["token", "url", "form"], requires = "event")]
    bearer: Option<String>,
    /// The public URL, query included
    #[arg(long)]
    url: Option<String>,
    /// The form, as it is posted: `CallSid=CA00000000000000000000000000000001&From=%2B12145550142`
    #[arg(long, default_value = "")]
    form: String,
    /// An API Gateway event instead: prints it with its signature, for `--url` as the base URL, or its bearer
    #[arg(long, value_name = "FILE")]
    event: Option<PathBuf>,
}

fn print(text: serde_json::Result<String>) -> Result<ExitCode, Failure> {
    std::io::stdout().write_all(text?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Why a command failed, in words for the person who gave it.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command the process was started with.
pub async fn run() -> ExitCode {
    let command = Command::parse();
    // Standard output is for what was asked for; logs go elsewhere.
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = log.with_filter(platform::telemetry::log_filter(tracing::Level::WARN));
    tracing_subscriber::registry().with(log).init();
    let result = match command.subcommand {
        None => serve::run(command.serve).await.map(|()| ExitCode::SUCCESS),
        Some(Subcommands::Call(options)) => Box::pin(call::run(command.serve, options)).await,
        Some(Subcommands::Evaluate(options)) => Box::pin(evaluate::run(command.serve, *options)).await,
        Some(Subcommands::Check) => Box::pin(check::run(&command.serve)).await,
        Some(Subcommands::Sign(options)) => sign::run(&options).map(|()| ExitCode::SUCCESS),
        Some(Subcommands::Environment) => environment::run(&command.serve).map(|()| ExitCode::SUCCESS),
        Some(Subcommands::Redrive) => Box::pin(redrive::run(&command.serve)).await.map(|()| ExitCode::SUCCESS),
        Some(Subcommands::Openapi) => print(api_docs::openapi_text()),
        Some(Subcommands::Postman) => print(api_docs::postman_text()),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {}", platform::error_chain::ErrorChain(&*error));
        ExitCode::FAILURE
    })
}
