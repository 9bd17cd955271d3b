//! Runs the system until a stop signal arrives.

use std::{collections::BTreeMap, io::Write};

use domain::phone::PhoneNumber;
use fake_twilio::AccountCredentials;
use jiff::Timestamp;
use local_aws::{Storage, sdk_config_for};
use platform::{
    clock::Clock,
    config::{ConfigError, Environment, ModelConfig},
};
use twilio::sid::AccountSid;

use super::{Failure, ServeOptions};
use crate::{
    demo,
    system::{Aws, Model, RealNumber, System, SystemOptions, Variables},
};

pub(super) async fn run(options: ServeOptions) -> Result<(), Failure> {
    let system = start(options).await?;
    let manifest = &system.manifest;
    print(&serde_json::to_string(manifest)?)?;
    print(&format!("\nListening at {}", manifest.listen_url))?;
    if manifest.model == fake_openai::MODEL {
        print("The model is a FAKE: a rule-based program, not an AI. Set OPENAI_API_KEY for a real one.")?;
    } else {
        print(&format!("The model is at {}", manifest.model))?;
    }
    for warning in retirement_warnings(&manifest.environment, Clock::system().now())? {
        print(&warning)?;
    }
    if manifest.spare_twilio_account.is_some() {
        print(&format!("Twilio is a FAKE at {}: it delivers nothing.", manifest.twilio_api_url))?;
    }
    for tenant in &manifest.tenants {
        print(&format!("  {:<22} {}   voice {}", tenant.name, tenant.number, tenant.voice_url))?;
    }
    if let Some(spare) = &manifest.spare_twilio_account {
        print("A Twilio account for a new company. It exists at the fake Twilio only:")?;
        print(&format!("  account {}   token {}", spare.account_sid, spare.auth_token))?;
        let numbers: Vec<&str> = spare.numbers.iter().map(PhoneNumber::as_str).collect();
        print(&format!("  numbers {}", numbers.join(" ")))?;
    }
    print(&format!("The dashboard: {}   Sign in there with one click, as one of", manifest.dashboard_url))?;
    let logins = manifest.tenants.iter().map(|tenant| &tenant.people[..]);
    for people in logins.chain([std::slice::from_ref(&manifest.operator)]) {
        let addresses: Vec<&str> = people.iter().map(|login| login.email.as_str()).collect();
        print(&format!("  {}", addresses.join(" ")))?;
    }
    print(&format!("The API's operations: {}", manifest.docs_url))?;
    print(&format!("E-mails and texts are not delivered. Read them at {}", manifest.outbox_url))?;
    print("Call them:  cargo run -p local -- call        Stop with Ctrl-C.")?;
    stop_signal().await?;
    system.stop().await;
    Ok(())
}

/// The system these options ask for.
pub(super) async fn start(options: ServeOptions) -> Result<System, Failure> {
    let storage = if options.in_memory { Storage::InMemory } else { Storage::Directory(options.data.clone()) };
    let data_dir = if options.in_memory {
        None
    } else {
        localhost::create_private_directory(&options.data, demo::CREDENTIALS_FILE)?;
        Some(std::fs::canonicalize(&options.data)?)
    };
    let real_number = real_number()?;
    if real_number.is_some() && options.public_url.is_none() {
        return Err("a real Twilio number needs --public-url, the https URL that reaches this machine".into());
    }
    let aws = match &options.aws_endpoint {
        Some(url) => Aws::Elsewhere(Box::new(sdk_config_for(url))),
        None => Aws::Embedded(storage),
    };
    Ok(System::start(SystemOptions {
        port: options.port,
        aws,
        data_dir,
        model: model()?,
        public_url: options.public_url,
        real_number,
        clock: Clock::system(),
        settings: options.settings.into_iter().collect(),
    })
    .await?)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// A line for each model of the functions that is shut down soon, or was.
fn retirement_warnings(environment: &Variables, now: Timestamp) -> Result<Vec<String>, ConfigError> {
    let lookup = |name: &str| environment.get(name).cloned();
    let retirements = ModelConfig::from(&Environment::from_fn(&lookup))?.retirements(now);
    Ok(retirements.iter().map(|retirement| format!("WARNING: {}", retirement.warning())).collect())
}

fn model() -> Result<Model, Failure> {
    let key = variable("OPENAI_API_KEY");
    if key.is_none() && variable("OPENAI_BASE_URL").is_none() {
        return Ok(Model::FakeOpenAi);
    }
    let config = ModelConfig::from(&Environment::of_process())?;
    let named_keys = named_keys(&config, variable)?;
    // A server on this machine may need no key.
    Ok(Model::Server { api_key: key.unwrap_or_else(|| "none".to_owned()), named_keys, config })
}

/// The keys that the models name, from `OPENAI_API_KEY_` and the name in capitals.
fn named_keys(
    config: &ModelConfig,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let key = |name: &str| {
        let needed = format!("OPENAI_API_KEY_{}", name.to_uppercase().replace('-', "_"));
        let key = variable(&needed).ok_or_else(|| format!("a model has the key {name:?}: set {needed} too"))?;
        Ok((name.to_owned(), key))
    };
    config.key_names().map(key).collect()
}

fn real_number() -> Result<Option<RealNumber>, Failure> {
    let Some(number) = variable("TWILIO_NUMBER") else { return Ok(None) };
    let number = PhoneNumber::parse(&number).map_err(|error| format!("TWILIO_NUMBER: {error}"))?;
    let needed = |name: &str| variable(name).ok_or_else(|| format!("TWILIO_NUMBER needs {name} too"));
    let account_sid = AccountSid::parse(&needed("TWILIO_ACCOUNT_SID")?);
    let account_sid = account_sid.map_err(|error| format!("TWILIO_ACCOUNT_SID: {error}"))?;
    let account = AccountCredentials { account_sid, auth_token: needed("TWILIO_AUTH_TOKEN")? };
    Ok(Some(RealNumber { number, account }))
}

/// A closed standard output does not stop the system.
fn print(line: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{line}").and_then(|()| std::io::stdout().flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
async fn stop_signal() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_key_comes_from_a_variable_of_its_name() {
        let second = r#"{"model": "m", "base_url": "https://m.example.com", "key": "other-host"}"#;
        let lookup = |name: &str| (name == "OPENAI_SECOND_MODEL").then(|| second.to_owned());
        let config = ModelConfig::from(&Environment::from_fn(&lookup)).expect("valid");
        let set = |name: &str| (name == "OPENAI_API_KEY_OTHER_HOST").then(|| "sk-other".to_owned());
        let keys = named_keys(&config, set).expect("set");
        assert_eq!(keys.into_iter().collect::<Vec<_>>(), [("other-host".to_owned(), "sk-other".to_owned())]);
        let missing = named_keys(&config, |_| None).expect_err("not set").to_string();
        assert!(missing.contains("set OPENAI_API_KEY_OTHER_HOST too"), "{missing}");
    }

    #[test]
    fn start_warns_of_each_model_that_is_shut_down_soon() {
        let models = [("OPENAI_MODEL", "gpt-4.1-mini"), ("OPENAI_SECOND_MODEL", "gpt-6-luna")];
        let environment = models.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let warnings = |at: &str| retirement_warnings(&environment, at.parse().expect("an instant")).expect("valid");
        assert_eq!(
            warnings("2026-11-23T16:00:00Z"),
            [
                "WARNING: The model gpt-4.1-mini (first) is shut down on 2027-01-14, in 52 days. Its replacement is gpt-6-luna."
            ]
        );
        assert!(warnings("2026-11-01T16:00:00Z").is_empty());
    }
}
