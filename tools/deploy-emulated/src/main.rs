//! Deploys the template and the functions to an emulated AWS account and uses them there. It sets up companies, calls them,
//! checks what follows, tries every function, updates the stack during a call, and deletes the stack without its data.
//!
//! Owns the order of the steps; `trials` owns what is tried of each function. Reaches no real account: every tool it starts gets the emulator's address.

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
use local::demo::{self, DemoCompany};
use platform::error_chain::ErrorChain;
use store::Store;
use tokio::{process::Command, signal::unix};

use crate::{
    account::StoredData,
    calls::Calls,
    code::Code,
    company::AdminApi,
    emulator::Emulator,
    gateway::Gateway,
    stack::Stack,
    template::TemplateFunction,
    trials::{TwilioSide, call_record, email, hooks::Receiver},
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
mod template;
mod tools;
mod trials;

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
    let template = std::fs::read_to_string("template.yaml")?;
    let functions = template::functions(&template);
    trials::require_each(&functions)?;
    tools::install(&tools::SAM).await?;
    tools::install(&tools::EMULATOR).await?;
    step(began, "the tools are installed");
    let code = Code { binaries: options.binaries };
    code.build().await?;
    step(began, "the functions are built");

    let directory = tempfile::tempdir()?;
    let emulator = Emulator::start(directory.path()).await?;
    let checked = check_in(&emulator, directory.path(), &code, (&functions, began));
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

/// The e-mail address of a company's owner.
fn address_of(company: &DemoCompany) -> String {
    format!("kim@{}.example", company.number.as_str().trim_start_matches('+'))
}

async fn check_in(
    emulator: &Emulator,
    directory: &Path,
    code: &Code,
    (functions, began): (&[TemplateFunction<'_>], Instant),
) -> Result<(), Failure> {
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
        format!("NotificationDomain={}", email::DOMAIN),
        format!("PublicBaseUrl={}", gateway.url),
        format!("OpenAiBaseUrl={}", model.url()),
    ];
    stack.prepare_email(email::DOMAIN).await?;
    stack.deploy(&parameters).await?;
    let outputs = stack.outputs().await?;
    let out = |key: &str| stack::output(&outputs, key);
    gateway.lead_to(&out("ApiEndpoint")?)?;
    step(began, "the stack is deployed");

    let mut apis = Vec::new();
    for (company, account) in companies.iter().zip(&credentials.twilio) {
        let email = address_of(company);
        let token = person::sign_up(&emulator.url, (&out("UserPoolId")?, &out("UserPoolClientId")?), &email).await?;
        let api = AdminApi { base_url: &gateway.url, token };
        company::set_up(&api, company, &email, account).await?;
        apis.push(api);
    }
    step(began, "two people have signed up and set up their companies");
    let api = apis.first().ok_or("there is no company")?;
    let receiver = Receiver::register(api).await?;

    let aws = platform::aws::with_timeouts(local_aws::sdk_config_for(&emulator.url));
    let store = Store::new(platform::aws::dynamodb(&aws), out("TableName")?);
    let calls = Calls { companies: &companies, accounts: &credentials.twilio, twilio_url: twilio.url(), store: &store };
    let scripted = calls.play_scripts().await?;
    step(began, &format!("{scripted} scripted calls are as expected"));

    parameters.push("OpenAiModel=another-model".to_owned());
    code::replace(directory)?;
    calls.continue_across(stack.deploy(&parameters)).await?;
    step(began, "a call continues after an update of the stack");

    let booked = call_record::booked_call_has_summary(api).await?;
    step(began, "a booked call is shown with its visit, its words and its summary");
    receiver.gets_events_of(api, &booked).await?;
    step(began, "the company's receiver got the events of that call, signed");
    email::owner_hears_of(&booked, (api, &address_of(&companies[0])), &emulator.url).await?;
    step(began, "its owner got an e-mail about that call");

    let scheduled = trials::schedules(&stack, functions).await?;
    step(began, &format!("{scheduled} schedules ran without an error"));
    let pool = (out("OperatorPoolId")?, out("OperatorPoolClientId")?);
    let token = person::add_operator(&emulator.url, (&pool.0, &pool.1), "operator@front-desk.example").await?;
    let operator = AdminApi { base_url: &gateway.url, token };
    let twilio = TwilioSide { url: twilio.url(), company: &companies[0], account: &credentials.twilio[0] };
    let tried = trials::requests(functions, (api, &operator), &twilio).await?;
    step(began, &format!("{tried} functions answer requests through the HTTP API"));

    let account = StoredData { endpoint: &emulator.url, sqs: platform::aws::sqs(&aws), store: &store };
    let dead_letters =
        [out("DeadLetterQueueUrl")?, out("FollowUpDeadLetterQueueUrl")?, out("ScenarioDeadLetterQueueUrl")?];
    account.counts_each_call_once(&companies, scripted + 1, &dead_letters).await?;
    step(began, "every call is counted once, and every queue is empty");

    if let Some(denial) = emulator::first_denial(directory)? {
        return Err(format!("a policy refused a request of a function: {denial}").into());
    }
    step(began, "no policy refused a request of a function");

    stack.delete().await?;
    account.keeps_data(&companies, scripted + 1, &out("UserPoolId")?).await?;
    step(began, "the stack is deleted, its table and its user pool remain");
    Ok(())
}
