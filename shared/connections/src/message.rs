//! The sentences of the connection check: what is wrong, and what to do about it.
//!
//! The list [`TEMPLATES`] is complete: a [`Message`] can only be made from one of them. The guide for owners explains each.

use std::fmt;

/// A sentence, with `{}` where a value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template(&'static str);

/// A finished sentence, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(String);

impl Template {
    /// The text, with `{}` for the value.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.0
    }

    /// The sentence of a template without a value.
    pub(crate) fn message(self) -> Message {
        Message(self.0.to_owned())
    }

    /// The sentence with its value.
    pub(crate) fn with(self, value: impl fmt::Display) -> Message {
        Message(self.0.replace("{}", &value.to_string()))
    }
}

impl Message {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.0
    }
}

/// Sentences in a row.
impl FromIterator<Message> for Message {
    fn from_iter<I: IntoIterator<Item = Message>>(messages: I) -> Self {
        Self(messages.into_iter().map(|message| message.0).collect::<Vec<_>>().join(" "))
    }
}

macro_rules! templates {
    ($($name:ident = $text:literal;)*) => {
        $(pub(crate) const $name: Template = Template($text);)*

        /// Every template.
        pub const TEMPLATES: &[Template] = &[$($name),*];
    };
}

templates! {
    SERVICE_INACTIVE = "The company is out of service, so that no call is answered: reactivate it.";
    TEST_MODE = "Test mode is on: calls are answered, and nothing is really booked.";
    NO_NUMBER = "No number is connected: connect one of your Twilio account.";
    NO_TWILIO_CREDENTIALS = "No Twilio credentials are stored: store the account SID and auth token.";
    SECRETS_UNAVAILABLE = "The stored credentials cannot be read just now: try again in a minute.";
    SECRETS_MALFORMED = "The stored credentials cannot be read: store them again.";
    TWILIO_CREDENTIALS_MALFORMED = "The stored Twilio credentials cannot be read.";
    ACCOUNT_NOT_ACTIVE = "Twilio has suspended or closed the account: see Twilio's console.";
    AUTH_TOKEN_REJECTED = "Twilio does not accept the auth token any more: copy it anew from Twilio's console.";
    TWILIO_UNREACHABLE = "Twilio cannot be reached just now: try again in a minute.";
    NUMBER_NOT_HELD = "{} is not in the Twilio account any more: disconnect it here.";
    NUMBER_NOT_SET = "Twilio does not send all calls of {} here: connect it again.";
    WEBHOOK_SIGNATURE_REJECTED = "Our webhook does not believe Twilio's signature yet: it does within five minutes of storing credentials, or at the first call.";
    WEBHOOK_STATUS = "Our webhook answered with status {}: please tell us.";
    WEBHOOK_UNREACHABLE = "Our webhook cannot be reached at its public address. On a laptop: is the tunnel running?";
    NO_MODEL_KEY = "No key to the model is stored: store an OpenAI key. Until then callers are forwarded.";
    MODEL_KEY_REJECTED = "The model's server does not accept the key: store another one.";
    MODEL_RATE_LIMITED = "The model's server limits our requests: see the credit and limits of the OpenAI account.";
    MODEL_UNREACHABLE = "The model's server cannot be reached just now: try again in a minute.";
    NO_FORWARDING_NUMBER = "There is no forwarding number: when something fails, callers can only leave a voicemail.";
    NO_ONE_ON_CALL = "Nobody is on call: an emergency rings the forwarding number alone.";
    CREDENTIALS_REJECTED = "Twilio does not accept this account SID with this auth token: copy both from Twilio's console.";
    TWILIO_UNKNOWN = "Twilio does not know this account or number.";
    TWILIO_RATE_LIMITED = "Twilio takes no more requests for now: try again in a minute.";
    TWILIO_FAILED = "Twilio cannot be reached, or does not answer as it should: try again in a minute.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_with_value_replaces_the_placeholder() {
        let message = WEBHOOK_STATUS.with(502);
        assert_eq!(message.as_str(), "Our webhook answered with status 502: please tell us.");
    }

    #[test]
    fn joined_messages_are_separated_by_a_space() {
        let joined: Message = [NO_NUMBER.message(), TEST_MODE.message()].into_iter().collect();
        assert_eq!(joined.to_string(), format!("{} {}", NO_NUMBER.text(), TEST_MODE.text()));
    }
}
