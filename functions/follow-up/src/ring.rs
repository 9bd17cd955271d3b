//! Rings a person of the company from one of its numbers.

use connections::secrets::TwilioSecrets;
use domain::{notification::UndeliveredReason, phone::PhoneNumber};
use store::{SendOutcome, StoreError, TenantScope};
use twilio::rest::{NewCall, RestError, undelivered_reason};

use crate::{FollowUp, JobError};

/// How long a telephone rings. A voicemail answers after about as long.
const RING_SECONDS: u8 = 30;

impl FollowUp {
    /// Rings a number. `twiml` is what the call does when it is answered, for the company's number that it comes from. An error says
    /// whether the number was certainly not rung.
    pub(crate) async fn ring(
        &self,
        scope: &TenantScope,
        to: &PhoneNumber,
        twiml: impl FnOnce(&PhoneNumber) -> String,
    ) -> Result<SendOutcome, (JobError, bool)> {
        let certain = |error: JobError| (error, true);
        let tenant = self.store.get_tenant(scope).await.map_err(|error| certain(error.into()))?;
        let tenant = tenant.ok_or_else(|| certain(StoreError::TenantGone.into()))?;
        let undeliverable = |reason| Ok(SendOutcome::Undeliverable(reason));
        if !tenant.dialing.allow(to) {
            return undeliverable(UndeliveredReason::NumberNotAllowed);
        }
        let Some(from) = tenant.numbers.iter().next() else {
            return undeliverable(UndeliveredReason::NoNumberConnected);
        };
        let secrets = self.secrets.get(scope, tenant.credentials_version).await;
        let secrets = secrets.map_err(|error| certain(error.into()))?;
        let Ok(credentials) = secrets.twilio().and_then(TwilioSecrets::credentials) else {
            return undeliverable(UndeliveredReason::NoTwilioCredentials);
        };
        let new = NewCall { from, to, twiml: &twiml(from), ring_seconds: RING_SECONDS };
        match self.twilio.place_call(&credentials, &new).await {
            Ok(call) => Ok(SendOutcome::Sent(call.map(|call| call.to_string()))),
            Err(RestError::Unauthorized) => undeliverable(UndeliveredReason::TwilioCredentialsRefused),
            Err(RestError::Refused { status, code }) if (400..500).contains(&status) => {
                undeliverable(undelivered_reason(code))
            }
            Err(error @ RestError::RateLimited) => Err(certain(error.into())),
            Err(error) => Err((error.into(), false)),
        }
    }
}
