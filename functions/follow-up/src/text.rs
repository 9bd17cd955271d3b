//! Sends a notification as a text message, from one of the company's own numbers.
//!
//! A text that Twilio refuses is not tried again: the reason says what the office has to do.

use connections::secrets::TwilioSecrets;
use domain::phone::PhoneNumber;
use store::{StoreError, TenantScope};
use twilio::rest::RestError;

use crate::{FollowUp, JobError};

/// How an attempt ended.
pub(crate) enum TextOutcome {
    /// Twilio accepted it.
    Sent,
    /// It cannot be delivered, for this reason.
    Undeliverable(&'static str),
    /// Twilio did not take it, for certain. It can be tried again.
    NotAccepted(JobError),
    /// There is no answer: it may have been sent.
    NoAnswer(JobError),
}

impl FollowUp {
    /// Sends a text to a person's mobile number.
    pub(crate) async fn text(&self, scope: &TenantScope, to: &PhoneNumber, words: &str) -> TextOutcome {
        match self.try_text(scope, to, words).await {
            Ok(outcome) => outcome,
            Err(error) => TextOutcome::NotAccepted(error),
        }
    }

    async fn try_text(&self, scope: &TenantScope, to: &PhoneNumber, words: &str) -> Result<TextOutcome, JobError> {
        let tenant = self.store.get_tenant(scope).await?.ok_or(StoreError::TenantGone)?;
        // A text to a premium number costs as much as a call.
        if !tenant.dialing.allow(to) {
            return Ok(TextOutcome::Undeliverable("number_not_allowed"));
        }
        let Some(from) = tenant.numbers.iter().next() else {
            return Ok(TextOutcome::Undeliverable("no_number_connected"));
        };
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        let Ok(credentials) = secrets.twilio().and_then(TwilioSecrets::credentials) else {
            return Ok(TextOutcome::Undeliverable("no_twilio_credentials"));
        };
        Ok(match self.twilio.send_message(&credentials, from, to, words).await {
            Ok(()) => TextOutcome::Sent,
            Err(RestError::Unauthorized) => TextOutcome::Undeliverable("twilio_credentials_refused"),
            Err(RestError::Refused { status, code }) if (400..500).contains(&status) => {
                TextOutcome::Undeliverable(reason(code))
            }
            Err(error @ RestError::RateLimited) => TextOutcome::NotAccepted(error.into()),
            Err(error) => TextOutcome::NoAnswer(error.into()),
        })
    }
}

/// What a refusal means. Source: Twilio, "Error and Warning Dictionary".
fn reason(code: Option<u32>) -> &'static str {
    match code {
        Some(21_610) => "recipient_opted_out",
        Some(21_211 | 21_614) => "not_a_mobile_number",
        Some(21_606 | 21_612) => "number_cannot_text",
        Some(21_408) => "region_not_enabled",
        Some(30_034) => "number_not_registered",
        _ => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do() {
        for (code, said) in [
            (Some(21_610), "recipient_opted_out"),
            (Some(30_034), "number_not_registered"),
            (Some(21_614), "not_a_mobile_number"),
            (Some(99_999), "refused"),
            (None, "refused"),
        ] {
            assert_eq!(reason(code), said);
        }
    }
}
