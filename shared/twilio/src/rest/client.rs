//! What calls from browsers need: an API key, which signs their tokens, and a TwiML application, which they call. Source: Twilio's
//! API description, `CreateNewKey`, `CreateApplication`, `UpdateApplication`.

use platform::boxed;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Credentials, RestClient, RestError, path_of, read, send};
use crate::sid::{ApiKeySid, ApplicationSid};

/// The name of both in Twilio's console.
const NAME: &str = "Front desk: test calls from the browser";

/// A new API key. Its secret is in this answer only.
#[derive(Debug, Deserialize)]
pub struct TwilioApiKey {
    /// The key.
    pub sid: ApiKeySid,
    /// Its secret.
    pub secret: SecretString,
}

/// The URLs of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationUrls {
    /// `VoiceUrl`: the URL for calls.
    pub voice: String,
    /// `StatusCallback`: the URL for the end of calls.
    pub status: String,
}

#[derive(Deserialize)]
struct ApplicationResource {
    sid: ApplicationSid,
}

impl RestClient {
    /// Creates an API key of the account.
    #[must_use]
    #[boxed]
    pub async fn create_api_key(&self, credentials: &Credentials<'_>) -> Result<TwilioApiKey, RestError> {
        let path = format!("{}/Keys.json", path_of(credentials.account_sid));
        read(self.post(credentials, &path, &[("FriendlyName", NAME)]).await?).await
    }

    /// Deletes an API key of the account. Tokens that it signed are refused from then on. A key that does not exist is no error.
    #[must_use]
    #[boxed]
    pub async fn delete_api_key(&self, credentials: &Credentials<'_>, key: &ApiKeySid) -> Result<(), RestError> {
        self.delete(credentials, &format!("Keys/{key}")).await
    }

    /// Creates a TwiML application of the account.
    #[must_use]
    #[boxed]
    pub async fn create_application(
        &self,
        credentials: &Credentials<'_>,
        urls: &ApplicationUrls,
    ) -> Result<ApplicationSid, RestError> {
        let path = format!("{}/Applications.json", path_of(credentials.account_sid));
        let created: ApplicationResource = read(self.post(credentials, &path, &urls.form()).await?).await?;
        Ok(created.sid)
    }

    /// Sets the URLs of a TwiML application.
    #[must_use]
    #[boxed]
    pub async fn update_application(
        &self,
        credentials: &Credentials<'_>,
        application: &ApplicationSid,
        urls: &ApplicationUrls,
    ) -> Result<(), RestError> {
        let path = format!("{}/Applications/{application}.json", path_of(credentials.account_sid));
        self.post(credentials, &path, &urls.form()).await.map(|_| ())
    }

    /// Deletes a TwiML application of the account. One that does not exist is no error.
    #[must_use]
    #[boxed]
    pub async fn delete_application(
        &self,
        credentials: &Credentials<'_>,
        application: &ApplicationSid,
    ) -> Result<(), RestError> {
        self.delete(credentials, &format!("Applications/{application}")).await
    }

    async fn delete(&self, credentials: &Credentials<'_>, resource: &str) -> Result<(), RestError> {
        let url = format!("{}{}/{resource}.json", self.base_url, path_of(credentials.account_sid));
        match send(credentials, self.http.delete(url)).await {
            Ok(_) | Err(RestError::Refused { status: 404, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl ApplicationUrls {
    fn form(&self) -> [(&str, &str); 5] {
        [
            ("FriendlyName", NAME),
            ("VoiceUrl", &self.voice),
            ("VoiceMethod", "POST"),
            ("StatusCallback", &self.status),
            ("StatusCallbackMethod", "POST"),
        ]
    }
}
