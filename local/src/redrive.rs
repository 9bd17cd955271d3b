//! Moves the dead letters of a running system back into their queue, as `aws sqs start-message-move-task` does.

use std::collections::BTreeMap;

use aws_sdk_sqs::{
    Client,
    error::SdkError,
    types::{Message, QueueAttributeName},
};
use messages::DeadLetterQueue;

/// The reason of a message that SQS itself moved to the dead-letter queue.
const UNKNOWN: &str = "unknown";
const BATCH: i32 = 10;

/// Why dead letters cannot be moved.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action}")]
pub struct RedriveError {
    action: &'static str,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

fn failed<E, R>(action: &'static str) -> impl FnOnce(SdkError<E, R>) -> RedriveError
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| RedriveError { action, source: Box::new(error) }
}

/// Moves the messages that are in the dead-letter queue now. Returns their number for each reason.
///
/// A message is sent before it is deleted: a crash in between leaves it in both queues, and it is counted once.
pub async fn redrive(
    sqs: &Client,
    dead_letter_queue_url: &str,
    queue_url: &str,
) -> Result<BTreeMap<String, usize>, RedriveError> {
    let mut moved = BTreeMap::new();
    // A message that fails again is back before the queue is empty: it must not be moved for ever.
    let mut left = waiting(sqs, dead_letter_queue_url).await?;
    while left > 0 {
        let received = sqs.receive_message().queue_url(dead_letter_queue_url).message_attribute_names("All");
        let received = received.max_number_of_messages(BATCH.min(i32::try_from(left).unwrap_or(BATCH)));
        let batch = received.send().await.map_err(failed("read the dead-letter queue"))?.messages.unwrap_or_default();
        if batch.is_empty() {
            break;
        }
        left = left.saturating_sub(batch.len());
        for message in batch {
            let reason = reason_of(&message).to_owned();
            let sent = sqs.send_message().queue_url(queue_url).set_message_body(message.body);
            sent.send().await.map_err(failed("send a message to its queue"))?;
            let delete = sqs.delete_message().queue_url(dead_letter_queue_url);
            let deleted = delete.set_receipt_handle(message.receipt_handle).send().await;
            deleted.map_err(failed("delete a message of the dead-letter queue"))?;
            *moved.entry(reason).or_default() += 1;
        }
    }
    Ok(moved)
}

async fn waiting(sqs: &Client, queue_url: &str) -> Result<usize, RedriveError> {
    const WAITING: QueueAttributeName = QueueAttributeName::ApproximateNumberOfMessages;
    let asked = sqs.get_queue_attributes().queue_url(queue_url).attribute_names(WAITING).send().await;
    let attributes = asked.map_err(failed("read the dead-letter queue"))?.attributes.unwrap_or_default();
    Ok(attributes.get(&WAITING).and_then(|count| count.parse().ok()).unwrap_or(0))
}

/// The reason that the function gave.
fn reason_of(message: &Message) -> &str {
    let attribute = message.message_attributes.as_ref().and_then(|all| all.get(DeadLetterQueue::REASON));
    attribute.and_then(|reason| reason.string_value()).unwrap_or(UNKNOWN)
}
