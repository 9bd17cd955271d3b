//! What a function that runs outside this process is told by its environment, so that it runs on this system. What each
//! setting means is in `docs/configuration.md`.

use std::collections::BTreeMap;

use domain::{access::Subject, usage::PriceList};
use local_aws::{CREDENTIAL, REGION};
use platform::config::{ModelConfig, ReasoningEffort};
use secrecy::ExposeSecret;

use super::{SECRET_PREFIX, functions::Parts};

impl Parts {
    /// Every setting of every function, and what the AWS SDK reads.
    pub(super) fn environment(&self) -> Result<BTreeMap<String, String>, serde_json::Error> {
        let ModelConfig { base_url, model, reasoning_effort, prompt_cache_key, stream, turn, held_turn } = &self.model;
        let operators: Vec<&str> = self.oidc.operators.iter().map(Subject::as_str).collect();
        let settings = [
            ("TABLE_NAME", self.resources.table_name.clone()),
            ("SECRET_PREFIX", SECRET_PREFIX.to_owned()),
            ("POST_CALL_QUEUE_URL", self.resources.post_call_queue_url.clone()),
            ("PUBLIC_BASE_URL", self.telephony.public_url.to_string()),
            ("FALLBACK_SIGNING_KEY", self.telephony.fallback_signing_key.expose_secret().to_owned()),
            ("TWILIO_API_URL", self.twilio.api_url.clone()),
            ("OPENAI_MODEL", model.clone()),
            ("OPENAI_BASE_URL", base_url.clone()),
            ("OPENAI_REASONING_EFFORT", reasoning_effort.map_or("unsupported", ReasoningEffort::as_str).to_owned()),
            ("OPENAI_PROMPT_CACHE_KEY", prompt_cache_key.to_string()),
            ("OPENAI_STREAM", stream.to_string()),
            ("OPENAI_TURN_MS", turn.as_millis().to_string()),
            ("OPENAI_HELD_TURN_MS", held_turn.as_millis().to_string()),
            ("PRICES", serde_json::to_string(&PriceList::NOVEMBER_2026)?),
            ("OIDC_ISSUER", self.oidc.issuer.clone()),
            ("OIDC_JWKS_URL", self.oidc.jwks_url.clone()),
            ("OIDC_AUDIENCE", self.oidc.audience.clone()),
            ("OPERATOR_SUBJECTS", operators.join(",")),
            ("ANSWER_SEALING_KEY", self.api.sealing_key.expose_secret().to_owned()),
            ("API_REQUESTS_PER_MINUTE", self.api.limits.each.to_string()),
            ("API_TENANT_REQUESTS_PER_MINUTE", self.api.limits.tenant.to_string()),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", CREDENTIAL.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", CREDENTIAL.to_owned()),
            ("AWS_ENDPOINT_URL", self.aws.endpoint_url().unwrap_or_default().to_owned()),
        ];
        Ok(settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
