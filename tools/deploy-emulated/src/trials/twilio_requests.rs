//! Twilio's requests outside a call: the fallback, with the URL that the number has, and requests that are refused.

use fake_twilio::AccountCredentials;
use local::demo::DemoCompany;
use reqwest::StatusCode;
use twilio::signature::{AuthToken, sign};
use url::Url;

use crate::{Failure, company};

/// Twilio's side of a company.
pub(crate) struct TwilioSide<'a> {
    pub(crate) url: &'a str,
    pub(crate) company: &'a DemoCompany,
    pub(crate) account: &'a AccountCredentials,
}

impl TwilioSide<'_> {
    /// Requests the fallback as Twilio does, then with a URL that is not signed, and the webhook without Twilio's signature.
    ///
    /// The fallback reads no secret, so it does not verify Twilio's signature: what protects it is the signature in its own URL.
    /// Without that one, it connects the call to no number and records a message.
    pub(crate) async fn try_requests(&self) -> Result<(), Failure> {
        let number = company::number_at_twilio(self.url, self.company, self.account).await?;
        let fallback = number.voice_fallback_url.ok_or("the number has no fallback URL")?;
        let forwarding =
            self.company.config.forwarding_number.as_ref().ok_or("the company has no forwarding number")?;
        let dialed = format!("{}</Number>", forwarding.as_str());

        let (status, signed) = self.post(&fallback, true).await?;
        if status != StatusCode::OK || !signed.contains(&dialed) {
            return Err(format!("the fallback does not connect the call: {status} {signed}").into());
        }
        let mut url = Url::parse(&fallback)?;
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let other = pairs.iter().map(|(name, value)| (name, value.replace(forwarding.as_str(), "+12145550199")));
        url.query_pairs_mut().clear().extend_pairs(other);
        let (status, unsigned) = self.post(url.as_str(), true).await?;
        if status != StatusCode::OK || unsigned.contains("<Number") || !unsigned.contains("<Record") {
            return Err(format!("the fallback believes a URL that is not signed: {status} {unsigned}").into());
        }
        let voice = number.voice_url.ok_or("the number has no voice URL")?;
        let (status, refused) = self.post(&voice, false).await?;
        if status != StatusCode::FORBIDDEN {
            return Err(format!("the webhook answers a request without Twilio's signature: {status} {refused}").into());
        }
        Ok(())
    }

    /// Posts a call's first form to a URL, with Twilio's signature or without.
    async fn post(&self, url: &str, is_signed: bool) -> Result<(StatusCode, String), Failure> {
        let form: Vec<(String, String)> = [
            ("AccountSid", self.account.account_sid.as_str()),
            ("CallSid", "CA00000000000000000000000000000001"),
            ("CallStatus", "in-progress"),
            ("Direction", "inbound"),
            ("ErrorCode", "11200"),
            ("From", "+12145550142"),
            ("To", self.company.number.as_str()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let mut request = platform::http_client().post(url).form(&form);
        if is_signed {
            let token = AuthToken::new(self.account.auth_token.as_str());
            request = request.header("x-twilio-signature", sign(&token, url, &form));
        }
        let response = request.send().await?;
        Ok((response.status(), response.text().await?))
    }
}
