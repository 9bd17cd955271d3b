//! An account's numbers, and where their calls go.

use std::fmt;

use domain::phone::PhoneNumber;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, path_of, read};
use crate::{links::NumberUrls, sid::NumberSid};

const PAGE_SIZE: u16 = 100;
/// As many pages as are followed: nobody has two thousand numbers, and no answer keeps us asking for ever.
const MOST_PAGES: usize = 20;

/// A number that an account holds.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingNumber {
    /// Twilio's id of it.
    pub sid: NumberSid,
    /// The number.
    pub phone_number: PhoneNumber,
    /// What its owner calls it; the number, formatted, unless they changed that.
    pub friendly_name: String,
    /// Whether it can be called at all.
    pub voice_capable: bool,
    /// Where its calls arrive.
    pub voice_url: Option<String>,
    /// How they are told there: `POST` or `GET`.
    pub voice_method: Option<String>,
    /// Where they go when that fails.
    pub voice_fallback_url: Option<String>,
    /// Where the end of calls is told.
    pub status_callback: Option<String>,
    /// An application that takes its calls; the URLs do not count while there is one.
    pub voice_application_sid: Option<String>,
    /// A SIP trunk that takes its calls; neither URLs nor application count while there is one.
    pub trunk_sid: Option<String>,
}

/// Shows no URL: they may carry secrets of whoever the number was set to, and ours carry a forwarding number.
impl fmt::Debug for IncomingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingNumber")
            .field("sid", &self.sid)
            .field("phone_number", &self.phone_number)
            .finish_non_exhaustive()
    }
}

/// A number as Twilio tells it; what is not set is `null` or blank.
#[derive(Deserialize)]
struct Told {
    sid: String,
    phone_number: Option<String>,
    friendly_name: Option<String>,
    capabilities: Option<Capabilities>,
    voice_url: Option<String>,
    voice_method: Option<String>,
    voice_fallback_url: Option<String>,
    status_callback: Option<String>,
    voice_application_sid: Option<String>,
    trunk_sid: Option<String>,
}

#[derive(Deserialize)]
struct Capabilities {
    voice: Option<bool>,
}

impl Told {
    /// `None` if it is not a telephone number in E.164, or has no id that could be asked for.
    fn parsed(self) -> Option<IncomingNumber> {
        let set = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Some(IncomingNumber {
            sid: NumberSid::parse(&self.sid).ok()?,
            phone_number: PhoneNumber::parse(&self.phone_number?).ok()?,
            friendly_name: self.friendly_name.unwrap_or_default(),
            voice_capable: self.capabilities.and_then(|capabilities| capabilities.voice).unwrap_or(false),
            voice_url: set(self.voice_url),
            voice_method: set(self.voice_method),
            voice_fallback_url: set(self.voice_fallback_url),
            status_callback: set(self.status_callback),
            voice_application_sid: set(self.voice_application_sid),
            trunk_sid: set(self.trunk_sid),
        })
    }
}

#[derive(Deserialize)]
struct Page {
    incoming_phone_numbers: Vec<Told>,
    next_page_uri: Option<String>,
}

impl RestClient {
    /// The account's numbers, 2000 at most. What is not a telephone number in E.164 is left out.
    pub async fn list_numbers(&self, credentials: &Credentials<'_>) -> Result<Vec<IncomingNumber>, RestError> {
        self.numbers(credentials, format!("PageSize={PAGE_SIZE}")).await
    }

    /// One of the account's numbers; `None` if the account does not hold it.
    pub async fn find_number(
        &self,
        credentials: &Credentials<'_>,
        number: &PhoneNumber,
    ) -> Result<Option<IncomingNumber>, RestError> {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("PhoneNumber", number.as_str()).finish();
        let found = self.numbers(credentials, query).await?;
        // Twilio takes the number for a pattern, and finds longer ones too.
        Ok(found.into_iter().find(|found| &found.phone_number == number))
    }

    /// Sends a number's calls to our URLs, and tells what Twilio has of it then.
    ///
    /// Removes the number's application and trunk, since Twilio ignores a number's own URLs while it has either. Source:
    /// Twilio's API description, `UpdateIncomingPhoneNumber`.
    pub async fn set_number_urls(
        &self,
        credentials: &Credentials<'_>,
        sid: &NumberSid,
        urls: &NumberUrls,
    ) -> Result<IncomingNumber, RestError> {
        let form = [
            ("VoiceUrl", urls.voice_url.as_str()),
            ("VoiceMethod", "POST"),
            ("VoiceFallbackUrl", &urls.fallback_url),
            ("VoiceFallbackMethod", "POST"),
            ("StatusCallback", &urls.status_url),
            ("StatusCallbackMethod", "POST"),
            ("VoiceApplicationSid", ""),
            ("TrunkSid", ""),
        ];
        self.update_number(credentials, sid, &form).await
    }

    /// Takes all URLs from a number: nobody answers its calls then. Its application and trunk stay as they are.
    pub async fn clear_number_urls(
        &self,
        credentials: &Credentials<'_>,
        sid: &NumberSid,
    ) -> Result<IncomingNumber, RestError> {
        self.update_number(credentials, sid, &[("VoiceUrl", ""), ("VoiceFallbackUrl", ""), ("StatusCallback", "")])
            .await
    }

    async fn update_number(
        &self,
        credentials: &Credentials<'_>,
        sid: &NumberSid,
        form: &[(&str, &str)],
    ) -> Result<IncomingNumber, RestError> {
        let path = format!("{}/IncomingPhoneNumbers/{sid}.json", path_of(credentials));
        let told: Told = read(self.post(credentials, &path, form).await?).await?;
        told.parsed().ok_or(RestError::Malformed)
    }

    async fn numbers(
        &self,
        credentials: &Credentials<'_>,
        mut query: String,
    ) -> Result<Vec<IncomingNumber>, RestError> {
        let path = format!("{}/IncomingPhoneNumbers.json", path_of(credentials));
        let mut numbers = Vec::new();
        for _ in 0..MOST_PAGES {
            let page: Page = self.get(credentials, &format!("{path}?{query}")).await?;
            numbers.extend(page.incoming_phone_numbers.into_iter().filter_map(Told::parsed));
            let Some(next) = page.next_page_uri.filter(|next| !next.is_empty()) else { break };
            // It must be the same list's; of it, only the query is used. The credentials go nowhere else.
            let next = next.strip_prefix(path.as_str()).and_then(|rest| rest.strip_prefix('?'));
            next.ok_or(RestError::Malformed)?.clone_into(&mut query);
        }
        Ok(numbers)
    }
}
