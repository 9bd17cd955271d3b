//! Sending a text message, and what became of it.

use domain::{notification::UndeliveredReason, phone::PhoneNumber};
use platform::boxed;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, path_of, read};
use crate::sid::MessageSid;

/// What became of a text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// It is on its way. Some carriers never report that it arrived.
    Pending,
    /// It arrived.
    Delivered,
    /// It did not arrive. `https://www.twilio.com/docs/api/errors` explains the code.
    Undelivered {
        /// Twilio's error code.
        code: Option<u32>,
    },
}

/// Twilio's API description, `api.v2010.account.message`.
#[derive(Deserialize)]
struct MessageResource {
    sid: MessageSid,
    status: String,
    error_code: Option<u32>,
}

/// What the code of a refused or undelivered text means. Source: Twilio, "Error and Warning Dictionary".
#[must_use]
pub fn undelivered_reason(code: Option<u32>) -> UndeliveredReason {
    match code {
        Some(21_610) => UndeliveredReason::RecipientOptedOut,
        Some(21_211 | 21_614 | 30_005 | 30_006) => UndeliveredReason::NotAMobileNumber,
        Some(21_606 | 21_612) => UndeliveredReason::NumberCannotText,
        Some(21_408) => UndeliveredReason::RegionNotEnabled,
        Some(30_034) => UndeliveredReason::NumberNotRegistered,
        _ => UndeliveredReason::Refused,
    }
}

impl RestClient {
    /// Sends a text message from one of the account's numbers. Returns Twilio's id of it; `None` if Twilio accepted it and its answer cannot be
    /// read.
    #[must_use]
    #[boxed]
    pub async fn send_message(
        &self,
        credentials: &Credentials<'_>,
        from: &PhoneNumber,
        to: &PhoneNumber,
        body: &str,
    ) -> Result<Option<MessageSid>, RestError> {
        let path = format!("{}/Messages.json", path_of(credentials.account_sid));
        let form = [("To", to.as_str()), ("From", from.as_str()), ("Body", body)];
        let accepted = self.post(credentials, &path, &form).await?;
        Ok(read::<MessageResource>(accepted).await.ok().map(|message| message.sid))
    }

    /// Gets what became of a text message.
    #[must_use]
    #[boxed]
    pub async fn get_message(
        &self,
        credentials: &Credentials<'_>,
        message: &MessageSid,
    ) -> Result<MessageState, RestError> {
        let path = format!("{}/Messages/{message}.json", path_of(credentials.account_sid));
        let MessageResource { status, error_code, .. } = self.get(credentials, &path).await?;
        // Source: Twilio, "Message status values".
        Ok(match status.as_str() {
            "delivered" | "read" => MessageState::Delivered,
            "undelivered" | "failed" | "canceled" => MessageState::Undelivered { code: error_code },
            _ => MessageState::Pending,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do() {
        for (code, said) in [
            (Some(21_610), UndeliveredReason::RecipientOptedOut),
            (Some(30_034), UndeliveredReason::NumberNotRegistered),
            (Some(30_006), UndeliveredReason::NotAMobileNumber),
            (Some(99_999), UndeliveredReason::Refused),
            (None, UndeliveredReason::Refused),
        ] {
            assert_eq!(undelivered_reason(code), said);
        }
    }
}
