//! Sends e-mail with SES v2. The request is signed and sent without SES's SDK (ADR 26).
//!
//! A request is sent once: repeated without an answer, it could send the e-mail twice. The job decides instead.
//!
//! Source: Amazon SES API v2 reference, `SendEmail`.

use std::time::Duration;

use domain::{
    access::EmailAddress,
    id::{PersonId, TenantId},
    notification::{Email, NotificationEvent},
};
use platform::{
    aws::{
        SdkConfig,
        signature::{SignError, Signer, named, region_of},
    },
    config::EmailConfig,
};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use url::Url;

use crate::returned_email::tag_of;

/// The name that recipients see beside the address.
const SENDER: &str = "Front desk";
/// SES's name in signatures.
const SERVICE: &str = "ses";
const PATIENCE: Duration = Duration::from_secs(10);

/// The sender of e-mail.
#[derive(Debug)]
pub(crate) struct Mailer {
    http: Client,
    aws: SdkConfig,
    from: EmailAddress,
    configuration_set: Option<String>,
}

/// The recipient of an e-mail, with what SES reports with a bounce.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EmailRecipient<'a> {
    pub(crate) tenant: &'a TenantId,
    pub(crate) person: &'a PersonId,
    pub(crate) address: &'a EmailAddress,
    pub(crate) event: &'a NotificationEvent,
    /// The link that ends this kind of e-mail with one click.
    pub(crate) unsubscribe: Option<&'a str>,
}

/// Why an e-mail was not sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EmailError {
    /// SES refuses this e-mail, and will refuse it again.
    #[error("SES rejected the e-mail with {code}")]
    Rejected {
        /// The error of SES, such as `MessageRejected`.
        code: String,
    },
    /// SES did not take it, for certain. It can be tried again.
    #[error("SES did not accept the e-mail: status {status}, {code}")]
    NotAccepted {
        /// The HTTP status.
        status: u16,
        /// The error of SES.
        code: String,
    },
    /// There is no usable answer: it may have been sent.
    #[error("SES answered with status {status}")]
    Failed {
        /// The HTTP status.
        status: u16,
    },
    /// There is no answer: it may have been sent.
    #[error("SES did not answer")]
    NoAnswer(#[source] reqwest::Error),
    /// The connection could not be opened.
    #[error("SES is unreachable")]
    Unreachable(#[source] reqwest::Error),
    /// The URL of SES is invalid.
    #[error("the URL of SES is invalid")]
    Url(#[from] url::ParseError),
    /// The request could not be signed.
    #[error("the request to SES could not be signed")]
    Sign(#[from] SignError),
    /// A tag could not be written.
    #[error("a tag of the e-mail could not be written")]
    Tag(#[from] serde_json::Error),
}

impl EmailError {
    /// Whether the e-mail may have been sent, so that another one could be the second.
    pub(crate) fn may_have_sent(&self) -> bool {
        matches!(self, Self::NoAnswer(_) | Self::Failed { .. })
    }
}

impl Mailer {
    /// `None` if no sender is configured.
    pub(crate) fn new(http: Client, aws: SdkConfig, config: EmailConfig) -> Option<Self> {
        Some(Self { http, aws, from: config.from?, configuration_set: config.configuration_set })
    }

    /// Sends an e-mail, and returns the id that SES gives it.
    pub(crate) async fn send(&self, to: EmailRecipient<'_>, email: &Email) -> Result<String, EmailError> {
        let body = self.body(to, email)?.to_string();
        let url = self.url()?;
        let signed = Signer::of(&self.aws).await?.sign_post(SERVICE, &url, ("application/json", body.as_bytes()))?;
        let request = named(&self.aws, self.http.post(url).headers(signed));
        let answer = request.body(body).timeout(PATIENCE).send().await.map_err(|error| {
            let error = error.without_url();
            if error.is_connect() { EmailError::Unreachable(error) } else { EmailError::NoAnswer(error) }
        })?;
        if !answer.status().is_success() {
            return Err(refusal(&answer));
        }
        let sent: Value = answer.json().await.map_err(|error| EmailError::NoAnswer(error.without_url()))?;
        Ok(sent["MessageId"].as_str().unwrap_or_default().to_owned())
    }

    fn url(&self) -> Result<Url, url::ParseError> {
        let base = match self.aws.endpoint_url() {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => format!("https://email.{}.amazonaws.com", region_of(&self.aws)),
        };
        format!("{base}/v2/email/outbound-emails").parse()
    }

    fn body(&self, to: EmailRecipient<'_>, email: &Email) -> Result<Value, EmailError> {
        let content = |text: &str| json!({"Data": text, "Charset": "UTF-8"});
        let pair = |name: &str, value: &str| json!({"Name": name, "Value": value});
        let mut message = json!({
            "Subject": content(&email.subject),
            "Body": {"Text": content(&email.text), "Html": content(&email.html)},
        });
        if let Some(url) = to.unsubscribe {
            // Source: RFC 8058, 3.1.
            message["Headers"] = json!([
                pair("List-Unsubscribe", &format!("<{url}>")),
                pair("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ]);
        }
        let mut body = json!({
            "FromEmailAddress": format!("{SENDER} <{}>", self.from.as_str()),
            "Destination": {"ToAddresses": [to.address.as_str()]},
            "Content": {"Simple": message},
            "EmailTags": [
                pair("tenant", to.tenant.as_str()),
                pair("person", to.person.as_str()),
                pair("notification", &tag_of(to.event)?),
            ],
        });
        if let Some(set) = &self.configuration_set {
            body["ConfigurationSetName"] = json!(set);
        }
        Ok(body)
    }
}

/// Whether the e-mail was sent, and whether SES would accept it later.
fn refusal(answer: &Response) -> EmailError {
    let status = answer.status();
    // The code can be followed by a colon and a URL.
    let code = answer.headers().get("x-amzn-errortype").and_then(|code| code.to_str().ok()).unwrap_or_default();
    let code = code.split(':').next().unwrap_or_default().to_owned();
    match (status.is_client_error(), code.as_str()) {
        (true, "MessageRejected" | "BadRequestException") => EmailError::Rejected { code },
        (true, _) => EmailError::NotAccepted { status: status.as_u16(), code },
        (false, _) => EmailError::Failed { status: status.as_u16() },
    }
}
