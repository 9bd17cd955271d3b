//! Sends e-mail with SES v2.
//!
//! A request is sent once. The SDK would repeat one without an answer, and SES would send the e-mail twice; the job decides instead.

use std::time::Duration;

use aws_sdk_sesv2::{
    Client,
    config::{Config, retry::RetryConfig, timeout::TimeoutConfig},
    error::{BuildError, SdkError},
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag},
};
use domain::{
    access::EmailAddress,
    id::{PersonId, TenantId},
    notification::{Email, NotificationEvent},
};
use platform::{aws::SdkConfig, config::EmailConfig};

use crate::returned_email::tag_of;

/// The name that recipients see beside the address.
const SENDER: &str = "Front desk";
const CHARSET: &str = "UTF-8";
const PATIENCE: Duration = Duration::from_secs(10);

/// The sender of e-mail.
#[derive(Debug)]
pub(crate) struct Mailer {
    client: Client,
    from: EmailAddress,
    configuration_set: Option<String>,
}

/// The recipient of an e-mail, with what SES reports with a bounce.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recipient<'a> {
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
    #[error("SES rejected the e-mail")]
    Rejected(#[source] Box<SdkError<SendEmailError>>),
    /// SES did not take it, for certain. It can be tried again.
    #[error("SES did not accept the e-mail")]
    NotAccepted(#[source] Box<SdkError<SendEmailError>>),
    /// There is no answer: it may have been sent.
    #[error("SES did not answer")]
    NoAnswer(#[source] Box<SdkError<SendEmailError>>),
    /// The request could not be built.
    #[error("the e-mail could not be built")]
    Request(#[from] BuildError),
    /// A tag could not be written.
    #[error("a tag of the e-mail could not be written")]
    Tag(#[from] serde_json::Error),
}

impl Mailer {
    /// `None` if no sender is configured.
    pub(crate) fn new(aws: &SdkConfig, config: EmailConfig) -> Option<Self> {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(PATIENCE).operation_timeout(PATIENCE).build();
        let client = Config::from(aws).to_builder().retry_config(RetryConfig::disabled()).timeout_config(timeouts);
        Some(Self {
            client: Client::from_conf(client.build()),
            from: config.from?,
            configuration_set: config.configuration_set,
        })
    }

    /// Sends an e-mail, and returns the id that SES gives it.
    pub(crate) async fn send(&self, to: Recipient<'_>, email: &Email) -> Result<String, EmailError> {
        let text = |text: &str| Content::builder().data(text).charset(CHARSET).build();
        let body = Body::builder().text(text(&email.text)?).html(text(&email.html)?).build();
        let mut message = Message::builder().subject(text(&email.subject)?).body(body);
        if let Some(url) = to.unsubscribe {
            // Source: RFC 8058, 3.1.
            for (name, value) in [
                ("List-Unsubscribe", format!("<{url}>")),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            ] {
                message = message.headers(MessageHeader::builder().name(name).value(value).build()?);
            }
        }
        let tag = |name: &str, value: &str| MessageTag::builder().name(name).value(value).build();
        let sent = self
            .client
            .send_email()
            .from_email_address(format!("{SENDER} <{}>", self.from.as_str()))
            .destination(Destination::builder().to_addresses(to.address.as_str()).build())
            .content(EmailContent::builder().simple(message.build()).build())
            .set_configuration_set_name(self.configuration_set.clone())
            .email_tags(tag("tenant", to.tenant.as_str())?)
            .email_tags(tag("person", to.person.as_str())?)
            .email_tags(tag("notification", &tag_of(to.event)?)?)
            .send();
        Box::pin(sent).await.map(|sent| sent.message_id.unwrap_or_default()).map_err(classify)
    }
}

/// Whether the e-mail was sent, and whether SES would accept it later.
fn classify(error: SdkError<SendEmailError>) -> EmailError {
    let is_answer = error.raw_response().is_some_and(|response| response.status().is_client_error());
    match &error {
        SdkError::ServiceError(refused)
            if refused.err().is_message_rejected() || refused.err().is_bad_request_exception() =>
        {
            EmailError::Rejected(Box::new(error))
        }
        SdkError::ConstructionFailure(_) => EmailError::NotAccepted(Box::new(error)),
        SdkError::ServiceError(_) if is_answer => EmailError::NotAccepted(Box::new(error)),
        _ => EmailError::NoAnswer(Box::new(error)),
    }
}
