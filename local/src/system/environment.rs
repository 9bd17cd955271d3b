//! The environment variables of the functions on this system, for this process or for a shell. `docs/configuration.md`
//! describes each setting.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use dev_oidc::DevIssuer;
use domain::usage::PriceList;
use local_aws::{
    ADMIN_TENANTS_ROLE, ANALYTICS_ROLE, API_KEYS_ROLE, CALL_RECORDS_ROLE, CALLS_ROLE, CREDENTIAL, CUSTOMERS_ROLE,
    MAX_RECEIVE_COUNT, REGION, Resources, STREAM_ROLE, TEST_CALLS_ROLE,
};
use platform::{
    config::{ModelConfig, ModelSetting, ReasoningEffort},
    public_url::PublicUrl,
};

use super::{SEALING_KEYS, SECRET_PREFIX, SIGNING_KEYS};
use crate::demo::DemoSecrets;

/// The domain that e-mail comes from.
pub const NOTIFICATION_DOMAIN: &str = "front-desk.example";

/// A variable's name and its value.
pub type Variables = BTreeMap<String, String>;

/// The source of the functions' environment.
pub(super) struct Surroundings<'a> {
    pub(super) aws: &'a SdkConfig,
    pub(super) resources: &'a Resources,
    pub(super) credentials: &'a DemoSecrets,
    pub(super) public_url: &'a PublicUrl,
    pub(super) twilio_api_url: &'a str,
    pub(super) model: &'a ModelConfig,
    pub(super) issuer_url: &'a str,
    pub(super) issuer: &'a DevIssuer,
    /// The address of the WebSocket API, `127.0.0.1:4000`. `None` if Twilio itself calls, which cannot reach it.
    pub(super) websockets: Option<&'a str>,
}

impl Surroundings<'_> {
    /// The variables. `settings` override the defaults.
    pub(super) fn environment(&self, settings: &Variables) -> Result<Variables, serde_json::Error> {
        let ModelConfig { first, second, allowed, stream, turn, held_turn } = self.model;
        let mut model = first.to_json();
        if let Some(fields) = model.as_object_mut() {
            // The settings of their own have these, so that each can be set alone.
            fields.retain(|name, _| !["base_url", "reasoning_effort", "prompt_cache_key"].contains(&name.as_str()));
        }
        let allowed: Vec<_> = allowed.iter().map(ModelSetting::to_json).collect();
        let variables = [
            ("TABLE_NAME", self.resources.table_name.clone()),
            ("TENANT_ROLE_ARN", ADMIN_TENANTS_ROLE.to_owned()),
            ("API_KEYS_ROLE_ARN", API_KEYS_ROLE.to_owned()),
            ("CALL_RECORDS_ROLE_ARN", CALL_RECORDS_ROLE.to_owned()),
            ("TEST_CALLS_ROLE_ARN", TEST_CALLS_ROLE.to_owned()),
            ("CUSTOMERS_ROLE_ARN", CUSTOMERS_ROLE.to_owned()),
            ("ANALYTICS_ROLE_ARN", ANALYTICS_ROLE.to_owned()),
            ("CALLS_ROLE_ARN", CALLS_ROLE.to_owned()),
            ("STREAM_ROLE_ARN", STREAM_ROLE.to_owned()),
            ("SECRET_PREFIX", SECRET_PREFIX.to_owned()),
            ("POST_CALL_QUEUE_URL", self.resources.post_call_queue_url.clone()),
            ("DEAD_LETTER_QUEUE_URL", self.resources.dead_letter_queue_url.clone()),
            ("FOLLOW_UP_DEAD_LETTER_QUEUE_URL", self.resources.follow_up_dead_letter_queue_url.clone()),
            ("SCENARIO_QUEUE_URL", self.resources.scenario_queue_url.clone()),
            ("SCENARIO_DEAD_LETTER_QUEUE_URL", self.resources.scenario_dead_letter_queue_url.clone()),
            ("SILENCE_QUEUE_URL", self.resources.silence_queue_url.clone()),
            ("RELAY_URL", self.websockets.map_or_else(String::new, |address| format!("ws://{address}/prod"))),
            ("RELAY_ENDPOINT", self.websockets.map_or_else(String::new, |address| format!("http://{address}/prod"))),
            ("MAX_RECEIVE_COUNT", MAX_RECEIVE_COUNT.to_string()),
            ("FILES_BUCKET", self.resources.files_bucket.clone()),
            ("FOLLOW_UP_QUEUE_URL", self.resources.follow_up_queue_url.clone()),
            ("NOTIFICATION_DOMAIN", NOTIFICATION_DOMAIN.to_owned()),
            ("SES_CONFIGURATION_SET", format!("{SECRET_PREFIX}-notifications")),
            ("PUBLIC_BASE_URL", self.public_url.to_string()),
            ("SIGNING_KEYS_SECRET", SIGNING_KEYS.to_owned()),
            ("SIGNING_KEYS", self.credentials.signing_keys()),
            ("TWILIO_API_URL", self.twilio_api_url.to_owned()),
            ("OPENAI_MODEL", model.to_string()),
            ("OPENAI_BASE_URL", first.base_url.clone()),
            (
                "OPENAI_REASONING_EFFORT",
                first.reasoning_effort.map_or("unsupported", ReasoningEffort::as_str).to_owned(),
            ),
            ("OPENAI_PROMPT_CACHE_KEY", first.prompt_cache_key.to_string()),
            (
                "OPENAI_SECOND_MODEL",
                second.as_ref().map_or_else(|| "none".to_owned(), |model| model.to_json().to_string()),
            ),
            ("OPENAI_ALLOWED_MODELS", serde_json::Value::Array(allowed).to_string()),
            ("OPENAI_STREAM", stream.to_string()),
            ("OPENAI_TURN_MS", turn.as_millis().to_string()),
            ("OPENAI_HELD_TURN_MS", held_turn.as_millis().to_string()),
            ("PRICES", serde_json::to_string(&PriceList::NOVEMBER_2026)?),
            ("TRIAL_DAILY_BUDGET_MICRO_USD", "1000000".to_owned()),
            ("TRIAL_MONTHLY_BUDGET_MICRO_USD", "10000000".to_owned()),
            ("TRIALS_DAILY_BUDGET_MICRO_USD", "50000000".to_owned()),
            ("DAILY_BUDGET_MICRO_USD", "20000000".to_owned()),
            ("MONTHLY_BUDGET_MICRO_USD", "300000000".to_owned()),
            ("CALLER_CALLS_PER_MINUTE", "6".to_owned()),
            ("CALLER_CALLS_AT_ONCE", "3".to_owned()),
            ("TENANT_CALLS_PER_MINUTE", "60".to_owned()),
            ("TENANT_CALLS_AT_ONCE", "60".to_owned()),
            ("OIDC_ISSUER", self.issuer_url.to_owned()),
            ("OIDC_JWKS_URL", self.issuer.jwks_url()),
            ("OIDC_USERINFO_URL", self.issuer.userinfo_url()),
            ("OIDC_AUDIENCE", DevIssuer::AUDIENCE.to_owned()),
            ("OPERATOR_OIDC_ISSUER", self.issuer.operator_issuer()),
            ("OPERATOR_OIDC_JWKS_URL", self.issuer.jwks_url()),
            ("OPERATOR_OIDC_AUDIENCE", DevIssuer::OPERATOR_AUDIENCE.to_owned()),
            ("SIGN_IN_URL", self.issuer_url.to_owned()),
            ("OPERATOR_SIGN_IN_URL", self.issuer_url.to_owned()),
            ("FILES_URL", self.aws.endpoint_url().unwrap_or_default().to_owned()),
            ("SEALING_KEYS_SECRET", SEALING_KEYS.to_owned()),
            // Receivers run on this machine.
            ("WEBHOOKS_TO_LOOPBACK", "true".to_owned()),
            // The embedded AWS has no voices: its Polly is silent.
            ("VOICE_SAMPLES", "false".to_owned()),
            ("SECRET_REFRESH_AFTER_MS", "5000".to_owned()),
            ("SECRET_LIFETIME_MS", "300000".to_owned()),
            ("TWILIO_TOKEN_OVERLAP_SECONDS", "3600".to_owned()),
            ("API_REQUESTS_PER_MINUTE", "300".to_owned()),
            ("API_TENANT_REQUESTS_PER_MINUTE", "1200".to_owned()),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", CREDENTIAL.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", CREDENTIAL.to_owned()),
            ("AWS_ENDPOINT_URL", self.aws.endpoint_url().unwrap_or_default().to_owned()),
        ];
        let mut variables: Variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        variables.extend(settings.clone());
        Ok(variables)
    }
}
