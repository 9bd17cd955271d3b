//! Sending a text message, and what became of it.

use domain::{gsm7::folded, notification::UndeliveredReason, phone::PhoneNumber, tenant::MessagingServiceSid};
use platform::boxed;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, path_of, read};
use crate::sid::MessageSid;

/// Who sends a text message.
#[derive(Debug, Clone, Copy)]
pub enum TextFrom<'a> {
    /// One of the account's numbers.
    Number(&'a PhoneNumber),
    /// A messaging service, which chooses one of its numbers.
    Service(&'a MessagingServiceSid),
}

impl<'a> TextFrom<'a> {
    /// The company's messaging service if it has one, or else this number.
    #[must_use]
    pub fn of(service: Option<&'a MessagingServiceSid>, number: &'a PhoneNumber) -> Self {
        service.map_or(Self::Number(number), Self::Service)
    }

    fn parameter(self) -> (&'static str, &'a str) {
        match self {
            Self::Number(number) => ("From", number.as_str()),
            Self::Service(service) => ("MessagingServiceSid", service.as_str()),
        }
    }
}

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
        Some(21_211 | 21_614 | 21_635 | 30_005 | 30_006) => UndeliveredReason::NotAMobileNumber,
        Some(21_606 | 21_612 | 21_659 | 21_660 | 21_661) => UndeliveredReason::NumberCannotText,
        Some(21_408) => UndeliveredReason::RegionNotEnabled,
        Some(21_701 | 21_703 | 21_705) => UndeliveredReason::MessagingServiceRefused,
        Some(30_003) => UndeliveredReason::Unreachable,
        Some(30_004) => UndeliveredReason::BlockedByRecipient,
        Some(30_007) => UndeliveredReason::FilteredByCarrier,
        Some(30_032 | 30_034) => UndeliveredReason::NumberNotRegistered,
        _ => UndeliveredReason::Refused,
    }
}

impl RestClient {
    /// Sends a text message from one of the account's numbers or messaging services, in the alphabet of text messages if it can be. Returns Twilio's id of it; `None` if Twilio accepted it and its answer cannot be
    /// read.
    #[must_use]
    #[boxed]
    pub async fn send_message<'a>(
        &self,
        credentials: &Credentials<'_>,
        from: TextFrom<'a>,
        to: &'a PhoneNumber,
        body: &str,
    ) -> Result<Option<MessageSid>, RestError> {
        let path = format!("{}/Messages.json", path_of(credentials.account_sid));
        let body = folded(body);
        let form = [("To", to.as_str()), from.parameter(), ("Body", &*body)];
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
            (Some(30_003), UndeliveredReason::Unreachable),
            (Some(30_004), UndeliveredReason::BlockedByRecipient),
            (Some(30_005), UndeliveredReason::NotAMobileNumber),
            (Some(30_007), UndeliveredReason::FilteredByCarrier),
            (Some(21_614), UndeliveredReason::NotAMobileNumber),
            (Some(21_701), UndeliveredReason::MessagingServiceRefused),
            (Some(99_999), UndeliveredReason::Refused),
            (None, UndeliveredReason::Refused),
        ] {
            assert_eq!(undelivered_reason(code), said);
        }
    }
}
