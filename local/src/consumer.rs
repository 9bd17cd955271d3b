//! Passes a queue to its function as Lambda's event source mapping does. It receives batches, deletes the handled messages and
//! leaves the failed ones in the queue.

use std::{collections::BTreeSet, sync::Arc};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use aws_sdk_sqs::{
    Client,
    types::{Message, MessageSystemAttributeName},
};
use futures_util::future::BoxFuture;
use tokio::{sync::watch, task::JoinSet};
use tracing::warn;

const BATCH: i32 = 10;
/// The most batches that are handled at the same time, as `MaximumConcurrency` in the template.
const MOST_BATCHES: usize = 10;
/// Short, because stopping waits for the current poll.
const LONG_POLL_SECONDS: i32 = 1;
const AFTER_AN_ERROR: std::time::Duration = std::time::Duration::from_millis(500);

/// What handles the messages of a queue: the batch in, the failed messages out.
pub(crate) type Handler = Arc<dyn Fn(SqsEvent) -> BoxFuture<'static, SqsBatchResponse> + Send + Sync>;

/// A consumer of a queue.
pub(crate) struct Consumer {
    queue: Client,
    queue_url: String,
    handler: Handler,
}

impl Consumer {
    pub(crate) fn new(queue: Client, queue_url: String, handler: Handler) -> Self {
        Self { queue, queue_url, handler }
    }

    /// Runs until the stop signal, and then until the queue is empty. A slow batch does not delay the next one.
    pub(crate) async fn run(self, stopped: watch::Receiver<bool>) {
        let consumer = Arc::new(self);
        let mut running = JoinSet::new();
        loop {
            let stopping = *stopped.borrow();
            while running.try_join_next().is_some() {}
            if running.len() == MOST_BATCHES {
                let _ = running.join_next().await;
            }
            let wait = if stopping { 0 } else { LONG_POLL_SECONDS };
            // Never cancelled: the messages of a cancelled receive would stay invisible for the next one.
            match consumer.receive(wait).await {
                // What runs may still send messages.
                Ok(batch) if batch.is_empty() && stopping => {
                    if running.join_next().await.is_none() {
                        return;
                    }
                }
                Ok(batch) if batch.is_empty() => {}
                Ok(batch) => {
                    let consumer = Arc::clone(&consumer);
                    running.spawn(async move { consumer.deal_with(batch).await });
                }
                Err(_) if stopping => {
                    running.join_all().await;
                    return;
                }
                Err(error) => {
                    warn!(error = %platform::error_chain::ErrorChain(&*error), "the queue does not answer");
                    tokio::time::sleep(AFTER_AN_ERROR).await;
                }
            }
        }
    }

    async fn receive(&self, wait_seconds: i32) -> Result<Vec<Message>, Box<dyn std::error::Error + Send + Sync>> {
        let request = self.queue.receive_message().queue_url(&self.queue_url).max_number_of_messages(BATCH);
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        let config = aws_sdk_sqs::config::Config::builder().timeout_config(
            aws_config::timeout::TimeoutConfig::builder()
                .operation_attempt_timeout(std::time::Duration::from_secs(20))
                .operation_timeout(std::time::Duration::from_secs(30))
                .build(),
        );
        let received = request.wait_time_seconds(wait_seconds).customize().config_override(config).send().await?;
        Ok(received.messages.unwrap_or_default())
    }

    async fn deal_with(&self, batch: Vec<Message>) {
        let records = batch.iter().map(as_event).collect();
        let mut event = SqsEvent::default();
        event.records = records;
        let failures = (self.handler)(event).await.batch_item_failures;
        let failed: BTreeSet<String> = failures.into_iter().map(|failure| failure.item_identifier).collect();
        for message in batch {
            let id = message.message_id.unwrap_or_default();
            if failed.contains(&id) {
                continue;
            }
            let deleted =
                self.queue.delete_message().queue_url(&self.queue_url).set_receipt_handle(message.receipt_handle);
            if let Err(error) = deleted.send().await {
                // The message is delivered again, and has its effect once.
                warn!(error = %platform::error_chain::ErrorChain(&error), "a handled message could not be deleted");
            }
        }
    }
}

fn as_event(message: &Message) -> SqsMessage {
    let mut record = SqsMessage::default();
    record.message_id.clone_from(&message.message_id);
    record.receipt_handle.clone_from(&message.receipt_handle);
    record.body.clone_from(&message.body);
    let attributes = message.attributes.iter().flatten();
    record.attributes = attributes.map(|(name, value)| (name.as_str().to_owned(), value.clone())).collect();
    record
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use local_aws::{EmbeddedAws, Storage, provision};
    use tokio::sync::{Semaphore, mpsc};

    use super::*;

    #[tokio::test]
    async fn slow_message_does_not_delay_the_next_one() {
        let aws = EmbeddedAws::start(Storage::InMemory).await.expect("AWS starts");
        let queue_url = provision(&aws.sdk_config()).await.expect("provisioned").follow_up_queue_url;
        let sqs = platform::aws::sqs(&aws.sdk_config());
        let (seen, mut handled) = mpsc::unbounded_channel();
        let release = Arc::new(Semaphore::new(0));
        let held = Arc::clone(&release);
        let handler: Handler = Arc::new(move |batch: SqsEvent| {
            let (seen, held) = (seen.clone(), Arc::clone(&held));
            Box::pin(async move {
                let body = batch.records.into_iter().next().and_then(|record| record.body).unwrap_or_default();
                let is_slow = body == "slow";
                seen.send(body).expect("the test listens");
                if is_slow {
                    let _permit = held.acquire().await.expect("open");
                }
                SqsBatchResponse::default()
            })
        });
        let (stop, stopped) = watch::channel(false);
        let consumer = tokio::spawn(Consumer::new(sqs.clone(), queue_url.clone(), handler).run(stopped));
        for body in ["slow", "fast"] {
            sqs.send_message().queue_url(&queue_url).message_body(body).send().await.expect("sent");
            let next = tokio::time::timeout(Duration::from_secs(20), handled.recv()).await;
            assert_eq!(next.expect("it is handled while the slow one is"), Some(body.to_owned()));
        }
        stop.send(true).expect("it runs");
        release.add_permits(1);
        consumer.await.expect("it stops");
    }
}
