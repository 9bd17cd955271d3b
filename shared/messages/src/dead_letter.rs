//! The dead-letter queue of a queue: messages that cannot be processed, each with its reason.
//!
//! SQS moves a message there by itself after its last receive, but without a reason. So the receiver sends it first.

use aws_sdk_sqs::{Client, error::BuildError, types::MessageAttributeValue};
use jiff::Timestamp;
use platform::boxed;

use crate::QueueError;

/// The most characters of [`DeadLetter::detail`]. The attributes count towards the size of a message.
const LONGEST_DETAIL: usize = 1_000;

/// Why a message is a dead letter, as a short word for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadLetterReason {
    /// It is no message that any release can read. It comes back as it is when it is redriven.
    Malformed,
    /// A later release sent it, and only that release can process it.
    NewerVersion,
    /// The table failed each time the message was received.
    TableFailed,
    /// The jobs that follow it could not be queued.
    QueueFailed,
    /// The job failed each time for another reason: a provider refused it or did not answer.
    JobFailed,
}

impl DeadLetterReason {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NewerVersion => "newer_version",
            Self::TableFailed => "table_failed",
            Self::QueueFailed => "queue_failed",
            Self::JobFailed => "job_failed",
        }
    }
}

/// A message that cannot be processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter<'a> {
    /// The body, as it was received.
    pub body: &'a str,
    /// Why.
    pub reason: DeadLetterReason,
    /// The error and its sources. Contains no part of the message.
    pub detail: String,
    /// When it failed for the last time.
    pub failed_at: Timestamp,
}

/// The queue of the messages that cannot be processed.
#[derive(Debug, Clone)]
pub struct DeadLetterQueue {
    client: Client,
    url: String,
}

impl DeadLetterQueue {
    /// The message attribute with the reason.
    pub const REASON: &'static str = "reason";
    /// The message attribute with the error.
    pub const DETAIL: &'static str = "detail";
    /// The message attribute with the time.
    pub const FAILED_AT: &'static str = "failed_at";

    /// The queue at `url`.
    #[must_use]
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }

    /// Sends a message to the dead-letter queue.
    #[must_use]
    #[boxed]
    pub async fn send(&self, letter: &DeadLetter<'_>) -> Result<(), QueueError> {
        let mut message = self.client.send_message().queue_url(&self.url).message_body(letter.body);
        for (name, value) in [
            (Self::REASON, letter.reason.as_str().to_owned()),
            (Self::DETAIL, attribute_text(&letter.detail)),
            (Self::FAILED_AT, letter.failed_at.to_string()),
        ] {
            message = message.message_attributes(name, string(value)?);
        }
        Box::pin(message.send()).await?;
        Ok(())
    }
}

fn string(value: String) -> Result<MessageAttributeValue, BuildError> {
    MessageAttributeValue::builder().data_type("String").string_value(value).build()
}

/// SQS rejects control characters. Source: AWS, "`SendMessage`".
fn attribute_text(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST_DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use super::attribute_text;

    #[test]
    fn attribute_is_short_and_without_control_characters() {
        assert_eq!(attribute_text("the table\n failed\u{0}"), "the table  failed ");
        assert_eq!(attribute_text(&"é".repeat(2_000)).chars().count(), 1_000);
    }
}
