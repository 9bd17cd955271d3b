//! A messaging service of the account, and the numbers that it sends from. Source: Twilio's API description, `messaging.v1.service`
//! and `messaging.v1.service.phone_number`.

use domain::{phone::PhoneNumber, tenant::MessagingServiceSid};
use platform::boxed;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, read, send};

/// A service has at most 400 numbers, so they are all on the first page.
const PAGE_SIZE: usize = 1_000;

/// A messaging service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagingService {
    /// The numbers that it sends from.
    pub senders: Vec<PhoneNumber>,
    /// Whether texts that arrive at these numbers go to the URL of the number ("Defer to sender's webhook").
    pub defers_to_numbers: bool,
}

#[derive(Deserialize)]
struct ServiceResource {
    use_inbound_webhook_on_number: Option<bool>,
}

#[derive(Deserialize)]
struct SenderPage {
    phone_numbers: Vec<SenderResource>,
}

#[derive(Deserialize)]
struct SenderResource {
    phone_number: Option<String>,
}

/// The same API on the host of messaging services: `messaging.twilio.com` beside `api.twilio.com`.
fn messaging_url(base_url: &str) -> String {
    base_url.replacen("://api.", "://messaging.", 1)
}

impl RestClient {
    /// Finds a messaging service with its numbers. `None` if the account has no such service.
    #[must_use]
    #[boxed]
    pub async fn find_messaging_service(
        &self,
        credentials: &Credentials<'_>,
        service: &MessagingServiceSid,
    ) -> Result<Option<MessagingService>, RestError> {
        let url = format!("{}/v1/Services/{service}", messaging_url(&self.base_url));
        let resource: ServiceResource = match send(credentials, self.http.get(&url)).await {
            Ok(response) => read(response).await?,
            Err(RestError::Refused { status: 404, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let senders = self.http.get(format!("{url}/PhoneNumbers?PageSize={PAGE_SIZE}"));
        let page: SenderPage = read(send(credentials, senders).await?).await?;
        let senders =
            page.phone_numbers.into_iter().filter_map(|sender| PhoneNumber::parse(&sender.phone_number?).ok());
        Ok(Some(MessagingService {
            senders: senders.collect(),
            defers_to_numbers: resource.use_inbound_webhook_on_number.unwrap_or(false),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::messaging_url;

    #[test]
    fn messaging_services_have_a_host_of_their_own_at_twilio_only() {
        assert_eq!(messaging_url("https://api.twilio.com"), "https://messaging.twilio.com");
        assert_eq!(messaging_url("http://127.0.0.1:4711"), "http://127.0.0.1:4711");
    }
}
