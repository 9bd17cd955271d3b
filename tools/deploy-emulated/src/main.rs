//! Deploys the template and the functions to an emulated AWS account and uses them there. It sets up companies, calls them,
//! checks their usage, updates the stack during a call, and deletes the stack without its data.
//!
//! Owns the order of the steps. Reaches no real account: every tool it starts gets the emulator's address.

#![allow(clippy::print_stdout, reason = "a command reports its progress on standard output")]

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    time::{Duration, Instant},
};

use clap::Parser;
use fake_openai::FakeOpenAi;
use fake_twilio::{Account, FakeTwilio};
use local::demo;
use platform::error_chain::ErrorChain;
use store::Store;
use tokio::{process::Command, signal::unix};

use crate::{
    account::StoredData, calls::Calls, code::Code, company::AdminApi, emulator::Emulator, gateway::Gateway,
    stack::Stack,
};

mod account;
mod calls;
mod code;
mod company;
mod differences;
mod emulator;
mod gateway;
mod person;
mod stack;
mod tools;

/// Why a step failed, in words for the user.
type Failure = Box<dyn Error + Send + Sync>;

/// The time limit from the start of the emulator to its end.
const LONGEST_RUN: Duration = Duration::from_mins(15);
/// Lines of the emulator's log that a failure prints.
const LOG_LINES: usize = 40;

/// Deploys the functions to an emulated AWS account and uses them there. Run it in the root of the repository.
#[derive(Debug, Parser)]
struct Options {
    /// Use these functions, `DIR/<function>/bootstrap`, instead of building them with SAM
    #[arg(long, value_name = "DIR")]
    binaries: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let result = tokio::select! {
        result = check(options) => result,
        signal = interrupted() => Err(signal),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", ErrorChain(&*error));
            ExitCode::FAILURE
        }
    }
}

/// Waits for a signal to stop.
async fn interrupted() -> Failure {
    let terminated = async {
        match unix::signal(unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    "interrupted".into()
}

/// Runs a program to its end; returns what it printed.
async fn run(command: &mut Command, longest: Duration) -> Result<String, Failure> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    let running = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(longest, running)
        .await
        .map_err(|_| format!("{name} did not end within {} s", longest.as_secs()))?
        .map_err(|error| format!("{name}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(format!("{name}: {}\n{text}{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}

fn step(began: Instant, what: &str) {
    println!("{:>6.1} s  {what}", began.elapsed().as_secs_f64());
}

async fn check(options: Options) -> Result<(), Failure> {
    let began = Instant::now();
    tools::install(&tools::SAM).await?;
    tools::install(&tools::EMULATOR).await?;
    step(began, "the tools are installed");
    let code = Code { binaries: options.binaries };
    code.build().await?;
    step(began, "the functions are built");

    let directory = tempfile::tempdir()?;
    let emulator = Emulator::start(directory.path()).await?;
    let checked = check_in(&emulator, directory.path(), &code, began);
    let result = tokio::time::timeout(LONGEST_RUN, checked)
        .await
        .unwrap_or_else(|_| Err(format!("not done within {} s", LONGEST_RUN.as_secs()).into()));
    drop(emulator);
    if result.is_err() {
        let log = std::fs::read_to_string(directory.path().join(emulator::LOG)).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        eprintln!("The end of the emulator's log:\n{}", lines[lines.len().saturating_sub(LOG_LINES)..].join("\n"));
    }
    result
}

async fn check_in(emulator: &Emulator, directory: &Path, code: &Code, began: Instant) -> Result<(), Failure> {
    step(began, "the emulated account answers");
    let companies = demo::companies()?;
    let credentials = demo::DemoSecrets::random(companies.len())?;
    let accounts = companies.iter().zip(&credentials.twilio).map(|(company, account)| Account {
        account: account.clone(),
        friendly_name: company.config.company.to_string(),
        numbers: vec![company.number.clone()],
    });
    let twilio = FakeTwilio::start(accounts.collect(), None).await?;
    let model = FakeOpenAi::start().await?;
    let gateway = Gateway::start(&emulator.url).await?;

    code.lay_out(directory, &differences::Endpoints { aws: &emulator.url, twilio: twilio.url() })?;
    let stack = Stack { directory, endpoint: &emulator.url };
    let mut parameters = vec![
        "SignInDomainPrefix=front-desk".to_owned(),
        "AlarmEmail=you@example.com".to_owned(),
        "Architecture=x86_64".to_owned(),
        "WebhookConcurrency=0".to_owned(),
        format!("PublicBaseUrl={}", gateway.url),
        format!("OpenAiBaseUrl={}", model.url()),
    ];
    stack.deploy(&parameters).await?;
    let outputs = stack.outputs().await?;
    let out = |key: &str| stack::output(&outputs, key);
    gateway.lead_to(&out("ApiEndpoint")?)?;
    step(began, "the stack is deployed");

    for (company, account) in companies.iter().zip(&credentials.twilio) {
        let email = format!("kim@{}.example", company.number.as_str().trim_start_matches('+'));
        let token = person::sign_up(&emulator.url, (&out("UserPoolId")?, &out("UserPoolClientId")?), &email).await?;
        company::set_up(&AdminApi { base_url: &gateway.url, token }, company, &email, account).await?;
    }
    step(began, "two people have signed up and set up their companies");

    let aws = platform::aws::with_timeouts(local_aws::sdk_config_for(&emulator.url));
    let store = Store::new(platform::aws::dynamodb(&aws), out("TableName")?);
    let calls = Calls { companies: &companies, accounts: &credentials.twilio, twilio_url: twilio.url(), store: &store };
    let scripted = calls.play_scripts().await?;
    step(began, &format!("{scripted} scripted calls are as expected"));

    parameters.push("OpenAiModel=another-model".to_owned());
    code::replace(directory)?;
    calls.continue_across(stack.deploy(&parameters)).await?;
    step(began, "a call continues after an update of the stack");

    let account = StoredData { endpoint: &emulator.url, sqs: platform::aws::sqs(&aws), store: &store };
    let queues = [out("PostCallQueueUrl")?, out("DeadLetterQueueUrl")?];
    account.counts_each_call_once(&companies, scripted + 1, &queues).await?;
    step(began, "every call is counted once");

    stack.delete().await?;
    account.keeps_data(&companies, scripted + 1, &out("UserPoolId")?).await?;
    step(began, "the stack is deleted, its table and its user pool remain");
    Ok(())
}
