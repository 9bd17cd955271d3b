//! The environment: functions read the documented variables, and the template sets them.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use platform::config::{
    ApiConfig, BudgetConfig, CallLimits, ConfigError, DeadLetterConfig, EmailConfig, Environment, ModelConfig,
    ReasoningEffort, RelayConfig, RotationConfig, SecretsConfig, TwilioConfig, VoiceSampleConfig, WebhookConfig,
};

use crate::support::{read, template::Template};

/// Reads the settings of a function.
type Reading = fn(&Environment<'_>) -> Result<(), ConfigError>;

const FUNCTIONS: [(&str, Reading); 15] = [
    ("voice-webhook", |environment| voice_webhook::Settings::from(environment).map(drop)),
    ("voice-fallback", |environment| voice_fallback::Settings::from(environment).map(drop)),
    ("voice-stream", |environment| voice_stream::Settings::from(environment).map(drop)),
    ("admin-tenants", |environment| admin_tenants::Settings::from(environment).map(drop)),
    ("api-keys", |environment| api_keys::Settings::from(environment).map(drop)),
    ("call-records", |environment| call_records::Settings::from(environment).map(drop)),
    ("analytics", |environment| analytics::Settings::from(environment).map(drop)),
    ("test-calls", |environment| test_calls::Settings::from(environment).map(drop)),
    ("customers", |environment| customers::Settings::from(environment).map(drop)),
    ("dashboard", |environment| dashboard::Settings::from(environment).map(drop)),
    ("usage-aggregator", |environment| usage_aggregator::Settings::from(environment).map(drop)),
    ("follow-up", |environment| follow_up::Settings::from(environment).map(drop)),
    ("scenario-runs", |environment| scenario_runs::Settings::from(environment).map(drop)),
    ("unfinished-calls", |environment| unfinished_calls::Settings::from(environment).map(drop)),
    ("call-check", |environment| call_check::Settings::from(environment).map(drop)),
];

/// Read by the logger before a function reads its settings.
const LOG_FILTER: &str = "RUST_LOG";

/// Variables with a default that one function needs nevertheless.
const REQUIRED_BY: [(&str, &str); 1] = [("RELAY_URL", "voice-stream")];

/// A row of the table in `docs/configuration.md`.
struct Variable {
    name: String,
    /// `None` if it is required.
    default: Option<String>,
    read_by: BTreeSet<String>,
}

fn documented() -> Vec<Variable> {
    let text = read("docs/configuration.md");
    let (_, table) = text.split_once("| variable | meaning | default | read by |\n").expect("the table");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    let variables = rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect();
        let [name, _, default, read_by] = cells[..] else { panic!("not four cells: {row}") };
        Variable {
            name: name.to_owned(),
            default: Some(default.to_owned()).filter(|default| default != "required"),
            read_by: read_by.split(", ").map(str::to_owned).collect(),
        }
    });
    variables.collect()
}

/// A valid value.
fn valid(name: &str) -> String {
    match name {
        "PUBLIC_BASE_URL" => "https://api.example.com",
        "SIGNING_KEYS" => r#"{"current":"k1","k1":"thirty-two-characters-or-a-few-more"}"#,
        "RELAY_URL" => "wss://stream.example.com/live",
        "RELAY_ENDPOINT" => "https://abc123.execute-api.us-east-1.amazonaws.com/live",
        "OPERATOR_OIDC_ISSUER" => "https://operators.example.com",
        "OPENAI_REASONING_EFFORT" => "low",
        "OPENAI_SECOND_MODEL" => r#"{"model": "another-model", "key": "another-key"}"#,
        "OPENAI_STREAM" | "OPENAI_PROMPT_CACHE_KEY" | "WEBHOOKS_TO_LOOPBACK" | "VOICE_SAMPLES" => "false",
        "SECRET_REFRESH_AFTER_MS"
        | "SECRET_LIFETIME_MS"
        | "OPENAI_TURN_MS"
        | "OPENAI_HELD_TURN_MS"
        | "RELAY_FILLER_MS"
        | "TWILIO_TOKEN_OVERLAP_SECONDS" => "1000",
        "MAX_RECEIVE_COUNT" => "5",
        "NOTIFICATION_DOMAIN" => "notify.example.com",
        "API_REQUESTS_PER_MINUTE" | "API_TENANT_REQUESTS_PER_MINUTE" => "10",
        name if name.ends_with("_MICRO_USD") => "1000",
        name if name.contains("_CALLS_") => "7",
        "PRICES" => return Template::main().parameters()["Prices"]["Default"].as_str().expect("prices").to_owned(),
        _ => "thirty-two-characters-or-a-few-more",
    }
    .to_owned()
}

/// The variables that a function reads.
fn read_by(reading: Reading) -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let lookup = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        Some(valid(name))
    };
    reading(&Environment::from_fn(&lookup)).expect("everything is set");
    asked.into_inner()
}

#[test]
fn settings_table_covers_every_deployed_function() {
    let deployed: BTreeSet<_> = Template::main().functions().iter().map(|function| function.name).collect();
    assert_eq!(deployed, FUNCTIONS.map(|(name, _)| name).into());
}

#[test]
fn documented_variables_equal_the_variables_read() {
    let variables = documented();
    for (function, reading) in FUNCTIONS {
        let documented = variables.iter().filter(|variable| variable.read_by.contains(function));
        let documented: BTreeSet<_> = documented.map(|variable| variable.name.clone()).collect();
        assert_eq!(documented, read_by(reading), "docs/configuration.md and {function} differ");
    }
    let names: BTreeSet<_> = FUNCTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for Variable { name, read_by, .. } in &variables {
        assert!(read_by.is_subset(&names), "{name} is read by {read_by:?}");
    }
    let distinct: BTreeSet<_> = variables.iter().map(|variable| &variable.name).collect();
    assert_eq!(distinct.len(), variables.len(), "a variable has two rows");
}

#[test]
fn template_sets_required_variables_and_no_unread_ones() {
    let variables = documented();
    for (function, reading) in FUNCTIONS {
        let read = read_by(reading);
        let set: BTreeSet<_> = Template::main().function(function).environment().into_keys().collect();
        for name in set.iter().filter(|name| **name != LOG_FILTER) {
            assert!(read.contains(*name), "{function} does not read {name}");
        }
        for Variable { name, .. } in variables.iter().filter(|variable| variable.default.is_none()) {
            assert_eq!(set.contains(name.as_str()), read.contains(name), "{function}: {name}");
        }
    }
}

#[test]
fn missing_required_variable_is_named_in_the_error() {
    for Variable { name, default, .. } in documented() {
        for (function, reading) in FUNCTIONS.into_iter().filter(|(_, reading)| read_by(*reading).contains(&name)) {
            for value in [None, Some(" ".to_owned())] {
                let lookup = |asked: &str| if asked == name { value.clone() } else { Some(valid(asked)) };
                match (reading(&Environment::from_fn(&lookup)), &default) {
                    (Ok(()), Some(_)) => {}
                    (Err(error), default) if default.is_none() || REQUIRED_BY.contains(&(name.as_str(), function)) => {
                        let words = format!("the environment variable {name} is not set");
                        assert_eq!(
                            (error.to_string(), format!("{error:?}")),
                            (words.clone(), words),
                            "the message of `main`"
                        );
                    }
                    (outcome, default) => {
                        panic!("{function} without {name}, whose default is {default:?}: {outcome:?}")
                    }
                }
            }
        }
    }
}

/// The defaults that the functions use, as the table writes them.
fn defaults() -> BTreeMap<&'static str, String> {
    let required = |name: &str| {
        let required = ["DEAD_LETTER", "SEALING", "OIDC", "OPERATOR_OIDC", "SECRET_PREFIX"];
        required.iter().any(|beginning| name.starts_with(beginning)).then(|| valid(name))
    };
    let environment = Environment::from_fn(&required);
    let twilio = TwilioConfig::from(&environment).expect("read");
    let rotation = RotationConfig::from(&environment).expect("read");
    let model = ModelConfig::from(&environment).expect("read");
    let secrets = SecretsConfig::from(&environment).expect("read");
    let api = ApiConfig::from(&environment).expect("read");
    let calls = CallLimits::from(&environment).expect("read");
    let budgets = BudgetConfig::from(&environment).expect("read");
    let dead_letters = DeadLetterConfig::from(&environment).expect("read");
    let webhooks = WebhookConfig::from(&environment).expect("read");
    let email = EmailConfig::from(&environment).expect("read");
    let voice_samples = VoiceSampleConfig::from(&environment).expect("read");
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
    BTreeMap::from([
        ("TWILIO_API_URL", twilio.api_url),
        ("NOTIFICATION_DOMAIN", or_none(email.from.map(String::from))),
        ("SES_CONFIGURATION_SET", or_none(email.configuration_set)),
        ("MAX_RECEIVE_COUNT", dead_letters.max_receive_count.to_string()),
        ("TWILIO_TOKEN_OVERLAP_SECONDS", rotation.token_overlap.as_secs().to_string()),
        ("OPENAI_BASE_URL", model.first.base_url),
        ("SECRET_REFRESH_AFTER_MS", secrets.refresh_after.as_millis().to_string()),
        ("SECRET_LIFETIME_MS", secrets.lifetime.as_millis().to_string()),
        ("OPENAI_MODEL", model.first.name),
        (
            "OPENAI_REASONING_EFFORT",
            model.first.reasoning_effort.map_or("unsupported", ReasoningEffort::as_str).to_owned(),
        ),
        ("OPENAI_PROMPT_CACHE_KEY", model.first.prompt_cache_key.to_string()),
        ("OPENAI_SECOND_MODEL", model.second.map_or_else(|| "none".to_owned(), |second| second.name)),
        ("OPENAI_ALLOWED_MODELS", if model.allowed.is_empty() { "none" } else { "some" }.to_owned()),
        ("OPENAI_STREAM", model.stream.to_string()),
        ("OPENAI_TURN_MS", model.turn.as_millis().to_string()),
        ("OPENAI_HELD_TURN_MS", model.held_turn.as_millis().to_string()),
        ("RELAY_URL", "none".to_owned()),
        ("RELAY_FILLER_MS", RelayConfig::FILLER_AFTER_MS.to_string()),
        ("TRIAL_DAILY_BUDGET_MICRO_USD", budgets.trial.daily.get().to_string()),
        ("TRIAL_MONTHLY_BUDGET_MICRO_USD", budgets.trial.monthly.get().to_string()),
        ("TRIALS_DAILY_BUDGET_MICRO_USD", budgets.trials_daily.get().to_string()),
        ("DAILY_BUDGET_MICRO_USD", budgets.approved.daily.get().to_string()),
        ("MONTHLY_BUDGET_MICRO_USD", budgets.approved.monthly.get().to_string()),
        ("CALLER_CALLS_PER_MINUTE", calls.caller_per_minute.to_string()),
        ("CALLER_CALLS_AT_ONCE", calls.caller_at_once.to_string()),
        ("TENANT_CALLS_PER_MINUTE", calls.tenant_per_minute.to_string()),
        ("TENANT_CALLS_AT_ONCE", calls.tenant_at_once.to_string()),
        ("API_REQUESTS_PER_MINUTE", api.limits.each.to_string()),
        ("API_TENANT_REQUESTS_PER_MINUTE", api.limits.tenant.to_string()),
        ("WEBHOOKS_TO_LOOPBACK", webhooks.to_loopback.to_string()),
        ("VOICE_SAMPLES", voice_samples.has_polly.to_string()),
    ])
}

#[test]
fn documented_defaults_equal_the_defaults_read() {
    let variables = documented();
    let documented = variables.iter().filter_map(|variable| Some((variable.name.as_str(), variable.default.clone()?)));
    assert_eq!(documented.collect::<BTreeMap<_, _>>(), defaults());
}

#[test]
fn template_defaults_equal_the_functions_defaults() {
    let defaults = defaults();
    for (function, _) in FUNCTIONS {
        for (name, value) in Template::main().function(function).environment() {
            let parameter = value["Ref"].as_str().and_then(|parameter| Template::main().parameters().get(parameter));
            let default = parameter.and_then(|parameter| parameter["Default"].as_str());
            // An empty value counts as unset.
            if let (Some(default), Some(own)) = (default.filter(|default| !default.is_empty()), defaults.get(name)) {
                assert_eq!(default, own, "{function}: {name}");
            }
        }
    }
}

#[test]
fn no_parameter_is_a_secret_and_only_the_fallback_has_keys_in_its_environment() {
    for (name, parameter) in Template::main().parameters() {
        assert_eq!(parameter.get("NoEcho"), None, "{name}");
    }
    for (function, _) in FUNCTIONS {
        for (name, value) in Template::main().function(function).environment() {
            assert!(!name.ends_with("_KEY"), "{function}: {name}");
            let is_resolved = value.to_string().contains("{{resolve:secretsmanager:");
            assert_eq!(is_resolved, (function, name) == ("voice-fallback", "SIGNING_KEYS"), "{function}: {name}");
        }
    }
}
