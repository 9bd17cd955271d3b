//! The queues of a system, and their delivery by the test instead of the consumer. Lambda delivers a message again if the
//! function fails or its deletion is lost; the test does so without the wait.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use local_aws::{Resources, sdk_config_for};
use messages::DeadLetterQueue;
use usage_aggregator::UsageAggregator;

/// A message of the dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeadLetterFound {
    pub(crate) body: String,
    pub(crate) reason: Option<String>,
    pub(crate) detail: Option<String>,
    pub(crate) failed_at: Option<String>,
}

pub(crate) struct Queues {
    pub(crate) client: aws_sdk_sqs::Client,
    pub(crate) url: String,
    pub(crate) dead_letters_url: String,
    pub(crate) follow_ups_url: String,
    pub(crate) follow_up_dead_letters_url: String,
}

impl Queues {
    pub(super) fn of(endpoint: &str, resources: &Resources) -> Self {
        Self {
            client: platform::aws::sqs(&sdk_config_for(endpoint)),
            url: resources.post_call_queue_url.clone(),
            dead_letters_url: resources.dead_letter_queue_url.clone(),
            follow_ups_url: resources.follow_up_queue_url.clone(),
            follow_up_dead_letters_url: resources.follow_up_dead_letter_queue_url.clone(),
        }
    }

    pub(crate) async fn send(&self, body: &str) {
        self.client.send_message().queue_url(&self.url).message_body(body).send().await.expect("sent");
    }

    async fn receive(&self, url: &str) -> Vec<aws_sdk_sqs::types::Message> {
        let receive = self.client.receive_message().queue_url(url).max_number_of_messages(10);
        let receive = receive.message_attribute_names("All").message_system_attribute_names("All".into());
        receive.send().await.expect("received").messages.unwrap_or_default()
    }

    async fn delete(&self, url: &str, message: &aws_sdk_sqs::types::Message) {
        let delete = self.client.delete_message().queue_url(url);
        delete.set_receipt_handle(message.receipt_handle.clone()).send().await.expect("deleted");
    }

    async fn hand_back(&self, message: &aws_sdk_sqs::types::Message) {
        let hand_back = self.client.change_message_visibility().queue_url(&self.url).visibility_timeout(0);
        hand_back.set_receipt_handle(message.receipt_handle.clone()).send().await.expect("handed back");
    }

    /// The bodies of the queue's messages, which are lost.
    pub(crate) async fn lose_messages(&self) -> Vec<String> {
        let mut bodies = Vec::new();
        for message in self.receive(&self.url).await {
            self.delete(&self.url, &message).await;
            bodies.extend(message.body);
        }
        bodies
    }

    /// Takes the jobs out of the queue of those that follow calls and changes.
    pub(crate) async fn take_follow_ups(&self) -> Vec<String> {
        let mut bodies = Vec::new();
        loop {
            let batch = self.receive(&self.follow_ups_url).await;
            if batch.is_empty() {
                return bodies;
            }
            for message in batch {
                self.delete(&self.follow_ups_url, &message).await;
                bodies.extend(message.body);
            }
        }
    }

    /// Delivers the messages once, one by one, as if each deletion were lost.
    pub(crate) async fn deliver_without_deleting(&self, function: &UsageAggregator) {
        for message in self.receive(&self.url).await {
            function.handle(event(&message)).await;
            self.hand_back(&message).await;
        }
    }

    /// Delivers until the queue is empty. A message that fails is delivered again at once.
    pub(crate) async fn deliver(&self, function: &UsageAggregator) {
        loop {
            let batch = self.receive(&self.url).await;
            if batch.is_empty() {
                return;
            }
            for message in batch {
                if function.handle(event(&message)).await.batch_item_failures.is_empty() {
                    self.delete(&self.url, &message).await;
                } else {
                    self.hand_back(&message).await;
                }
            }
        }
    }

    /// Takes the messages out of the dead-letter queue.
    pub(crate) async fn take_dead_letters(&self) -> Vec<DeadLetterFound> {
        self.take(&self.dead_letters_url).await
    }

    /// Takes the messages out of the dead-letter queue of the jobs that follow a call.
    pub(crate) async fn take_dead_jobs(&self) -> Vec<DeadLetterFound> {
        self.take(&self.follow_up_dead_letters_url).await
    }

    async fn take(&self, url: &str) -> Vec<DeadLetterFound> {
        let mut found = Vec::new();
        for message in self.receive(url).await {
            self.delete(url, &message).await;
            let attributes = message.message_attributes.unwrap_or_default();
            let text = |name: &str| attributes.get(name)?.string_value.clone();
            found.push(DeadLetterFound {
                body: message.body.unwrap_or_default(),
                reason: text(DeadLetterQueue::REASON),
                detail: text(DeadLetterQueue::DETAIL),
                failed_at: text(DeadLetterQueue::FAILED_AT),
            });
        }
        found
    }
}

fn event(message: &aws_sdk_sqs::types::Message) -> SqsEvent {
    let mut record = SqsMessage::default();
    record.message_id.clone_from(&message.message_id);
    record.body.clone_from(&message.body);
    let attributes = message.attributes.iter().flatten();
    record.attributes = attributes.map(|(name, value)| (name.as_str().to_owned(), value.clone())).collect();
    let mut event = SqsEvent::default();
    event.records = vec![record];
    event
}
