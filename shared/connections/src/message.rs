//! The messages of the connection check: each states a fault and its remedy.
//!
//! The list [`TEMPLATES`] is complete: a [`CheckMessage`] can only be made from one of them. The guide for owners
//! explains each message.

use std::fmt;

/// A fault and its remedy, with `{}` in place of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    name: &'static str,
    text: &'static str,
}

/// A fault that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    template: Template,
    value: Option<String>,
}

/// One or more faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckMessage(Vec<Fault>);

impl Template {
    /// Its name for programs, such as `number_not_set`. It never changes.
    #[must_use]
    pub fn code(self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// The text, with `{}` for the value.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.text
    }

    /// The message of a template without a value.
    pub(crate) fn message(self) -> CheckMessage {
        CheckMessage(vec![Fault { template: self, value: None }])
    }

    /// The message with its value.
    pub(crate) fn with(self, value: impl fmt::Display) -> CheckMessage {
        CheckMessage(vec![Fault { template: self, value: Some(value.to_string()) }])
    }
}

impl Fault {
    /// The code of its template.
    #[must_use]
    pub fn code(&self) -> String {
        self.template.code()
    }

    /// What it is about, such as a number.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => f.write_str(&self.template.text.replace("{}", value)),
            None => f.write_str(self.template.text),
        }
    }
}

impl CheckMessage {
    /// The faults, in the order in which they were found.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.0
    }
}

/// The sentences, one after the other.
impl fmt::Display for CheckMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, fault) in self.0.iter().enumerate() {
            f.write_str(if nth == 0 { "" } else { " " })?;
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl From<CheckMessage> for String {
    fn from(message: CheckMessage) -> Self {
        message.to_string()
    }
}

/// Joins messages.
impl FromIterator<CheckMessage> for CheckMessage {
    fn from_iter<I: IntoIterator<Item = CheckMessage>>(messages: I) -> Self {
        Self(messages.into_iter().flat_map(|message| message.0).collect())
    }
}

macro_rules! templates {
    ($($name:ident = $text:literal;)*) => {
        $(pub(crate) const $name: Template = Template { name: stringify!($name), text: $text };)*

        /// Every template.
        pub const TEMPLATES: &[Template] = &[$($name),*];
    };
}

templates! {
    SERVICE_SUSPENDED = "An operator of the platform suspended the company and its calls are not answered: contact the platform.";
    SERVICE_INACTIVE = "The company is inactive and its calls are not answered: reactivate it.";
    TEST_MODE = "Test mode is on: calls are answered, but nothing is booked.";
    NO_NUMBER = "No number is connected: connect one from your Twilio account.";
    NO_TWILIO_CREDENTIALS = "No Twilio credentials are stored: store the account SID and auth token.";
    SECRETS_UNAVAILABLE = "The stored credentials cannot be read at the moment: try again in a minute.";
    SECRETS_MALFORMED = "The stored credentials cannot be read: store them again.";
    TWILIO_CREDENTIALS_MALFORMED = "The stored Twilio credentials cannot be read.";
    ACCOUNT_NOT_ACTIVE = "Twilio has suspended or closed the account: see Twilio's console.";
    AUTH_TOKEN_REJECTED = "Twilio no longer accepts the auth token: copy it again from Twilio's console.";
    TWILIO_UNREACHABLE = "Twilio cannot be reached: try again in a minute.";
    NUMBER_NOT_HELD = "{} is no longer in the Twilio account: disconnect it here.";
    NUMBER_NOT_SET = "Twilio does not send all calls of {} here: connect it again.";
    TEXTS_NOT_SET = "Twilio does not send texts to {} here, so replies and STOP do not arrive: connect it again.";
    MESSAGING_SERVICE_UNKNOWN = "Twilio does not know the messaging service {} of the configuration, so no text is sent: correct it in the configuration.";
    NUMBER_NOT_IN_SERVICE = "{} is not a sender of the messaging service, so no text comes from it: add it to the service in Twilio's console.";
    SERVICE_KEEPS_TEXTS = "The messaging service does not pass texts on to its numbers, so replies and STOP do not arrive: set it to Defer to sender's webhook in Twilio's console.";
    SERVICE_NOT_CHECKED = "Twilio does not show the messaging service at the moment: try again in a minute.";
    WEBHOOK_SIGNATURE_REJECTED = "Our webhook does not accept Twilio's signature yet: it does within five minutes after credentials are stored, or at the first call.";
    WEBHOOK_STATUS = "Our webhook answered with status {}: report this to the operator.";
    WEBHOOK_UNREACHABLE = "Our webhook cannot be reached at its public address. On a laptop: is the tunnel running?";
    NO_MODEL_KEY = "No key for the model is stored: store an OpenAI key. Until then callers are forwarded.";
    MODEL_KEY_REJECTED = "The model's server rejects the key: store another one.";
    MODEL_RATE_LIMITED = "The model's server limits our requests: see the credit and limits of the OpenAI account.";
    MODEL_UNREACHABLE = "The model's server cannot be reached: try again in a minute.";
    NO_FORWARDING_NUMBER = "There is no forwarding number: when something fails, callers can only leave a voicemail.";
    NO_ONE_ON_CALL = "There is no person on call: an emergency only rings the forwarding number.";
    NUMBER_NOT_ALLOWED = "{} is in the configuration, and calls are not transferred to it: change the number, or ask the platform to allow it.";
    NUMBER_COMES_BACK = "{} is in the configuration, and calls are not transferred to it, because this front desk answers it: change the number.";
    CREDENTIALS_REJECTED = "Twilio rejects this account SID with this auth token: copy both from Twilio's console.";
    TWILIO_UNKNOWN = "Twilio does not know this account or number.";
    TWILIO_RATE_LIMITED = "Twilio limits the rate of requests: try again in a minute.";
    TWILIO_FAILED = "Twilio cannot be reached, or sends an unexpected response: try again in a minute.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_with_value_replaces_the_placeholder() {
        let message = WEBHOOK_STATUS.with(502);
        assert_eq!(message.to_string(), "Our webhook answered with status 502: report this to the operator.");
        let [fault] = message.faults() else { panic!("one fault") };
        assert_eq!((fault.code().as_str(), fault.value()), ("webhook_status", Some("502")));
    }

    #[test]
    fn joined_messages_are_separated_by_a_space() {
        let joined: CheckMessage = [NO_NUMBER.message(), TEST_MODE.message()].into_iter().collect();
        assert_eq!(joined.to_string(), format!("{} {}", NO_NUMBER.text(), TEST_MODE.text()));
    }
}
