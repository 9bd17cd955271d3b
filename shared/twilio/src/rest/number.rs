//! The numbers of an account, and the URLs that their calls go to.

use std::fmt;

use domain::phone::PhoneNumber;
use platform::boxed;
use serde::Deserialize;

use super::{
    Credentials, RestClient, RestError,
    list::{self, ListPage},
    path_of, read,
};
use crate::{sid::NumberSid, webhook_urls::NumberUrls};

const PAGE_SIZE: u16 = 100;
/// The most pages that are followed: two thousand numbers are enough.
const MOST_PAGES: usize = 20;

/// A number of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingNumber {
    /// Twilio's id of the number.
    pub sid: NumberSid,
    /// The number.
    pub phone_number: PhoneNumber,
    /// Its name. Twilio sets it to the formatted number unless the owner changes it.
    pub friendly_name: String,
    /// Whether it can receive calls.
    pub voice_capable: bool,
    /// The URL for incoming calls.
    pub voice_url: Option<String>,
    /// The method for that URL: `POST` or `GET`.
    pub voice_method: Option<String>,
    /// The URL for calls when the first one fails.
    pub voice_fallback_url: Option<String>,
    /// The URL for the status of calls.
    pub status_callback: Option<String>,
    /// The URL for incoming texts.
    pub sms_url: Option<String>,
    /// An application that handles the texts. Twilio ignores their URL while it is set.
    pub sms_application_sid: Option<String>,
    /// An application that handles the calls. Twilio ignores the URLs while it is set.
    pub voice_application_sid: Option<String>,
    /// A SIP trunk that handles the calls. Twilio ignores the URLs and the application while it is set.
    pub trunk_sid: Option<String>,
}

/// Shows no URL: another product's URLs may contain secrets, and ours contain a forwarding number.
impl fmt::Debug for IncomingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingNumber")
            .field("sid", &self.sid)
            .field("phone_number", &self.phone_number)
            .finish_non_exhaustive()
    }
}

/// A number in Twilio's JSON. A missing value is `null` or blank.
#[derive(Deserialize)]
pub(super) struct NumberResource {
    sid: String,
    phone_number: Option<String>,
    friendly_name: Option<String>,
    capabilities: Option<Capabilities>,
    voice_url: Option<String>,
    voice_method: Option<String>,
    voice_fallback_url: Option<String>,
    status_callback: Option<String>,
    sms_url: Option<String>,
    sms_application_sid: Option<String>,
    voice_application_sid: Option<String>,
    trunk_sid: Option<String>,
}

#[derive(Deserialize)]
struct Capabilities {
    voice: Option<bool>,
}

impl NumberResource {
    /// `None` if it is not a phone number in E.164, or has no valid id.
    pub(super) fn parsed(self) -> Option<IncomingNumber> {
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
            sms_url: set(self.sms_url),
            sms_application_sid: set(self.sms_application_sid),
            voice_application_sid: set(self.voice_application_sid),
            trunk_sid: set(self.trunk_sid),
        })
    }
}

#[derive(Deserialize)]
struct NumberPage {
    incoming_phone_numbers: Vec<NumberResource>,
    next_page_uri: Option<String>,
}

impl ListPage for NumberPage {
    type Item = NumberResource;

    fn into_parts(self) -> (Vec<NumberResource>, Option<String>) {
        (self.incoming_phone_numbers, self.next_page_uri)
    }
}

impl RestClient {
    /// Lists the account's numbers, at most 2000. Skips everything that is not a phone number in E.164.
    #[must_use]
    #[boxed]
    pub async fn list_numbers(&self, credentials: &Credentials<'_>) -> Result<Vec<IncomingNumber>, RestError> {
        self.numbers(credentials, format!("PageSize={PAGE_SIZE}")).await
    }

    /// Finds one of the account's numbers. `None` if the account does not have it.
    #[must_use]
    #[boxed]
    pub async fn find_number(
        &self,
        credentials: &Credentials<'_>,
        number: &PhoneNumber,
    ) -> Result<Option<IncomingNumber>, RestError> {
        let found = self.numbers(credentials, list::query(&[("PhoneNumber", number.as_str())])).await?;
        // Twilio treats the number as a pattern, and also finds longer numbers.
        Ok(found.into_iter().find(|found| &found.phone_number == number))
    }

    /// Sends a number's calls and texts to our URLs, and returns the number as Twilio has it afterwards.
    ///
    /// Removes the number's application and trunk, since Twilio ignores a number's own URLs while either is set.
    /// Source: Twilio's API description, `UpdateIncomingPhoneNumber`.
    #[must_use]
    #[boxed]
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
            // A text that we fail to receive is delivered a second time.
            ("SmsUrl", &urls.message_url),
            ("SmsMethod", "POST"),
            ("SmsFallbackUrl", &urls.message_url),
            ("SmsFallbackMethod", "POST"),
            ("SmsApplicationSid", ""),
            ("VoiceApplicationSid", ""),
            ("TrunkSid", ""),
        ];
        self.update_number(credentials, sid, &form).await
    }

    /// Removes all URLs from a number, so its calls are not answered. Its application and trunk stay.
    #[must_use]
    #[boxed]
    pub async fn clear_number_urls(
        &self,
        credentials: &Credentials<'_>,
        sid: &NumberSid,
    ) -> Result<IncomingNumber, RestError> {
        let names = ["VoiceUrl", "VoiceFallbackUrl", "StatusCallback", "SmsUrl", "SmsFallbackUrl"];
        self.update_number(credentials, sid, &names.map(|name| (name, ""))).await
    }

    async fn update_number(
        &self,
        credentials: &Credentials<'_>,
        sid: &NumberSid,
        form: &[(&str, &str)],
    ) -> Result<IncomingNumber, RestError> {
        let path = format!("{}/IncomingPhoneNumbers/{sid}.json", path_of(credentials.account_sid));
        let resource: NumberResource = read(self.post(credentials, &path, form).await?).await?;
        resource.parsed().ok_or(RestError::Malformed)
    }

    async fn numbers(&self, credentials: &Credentials<'_>, query: String) -> Result<Vec<IncomingNumber>, RestError> {
        let path = format!("{}/IncomingPhoneNumbers.json", path_of(credentials.account_sid));
        let listed = self.list::<NumberPage>(credentials, &path, query, MOST_PAGES).await?;
        Ok(listed.items.into_iter().filter_map(NumberResource::parsed).collect())
    }
}
