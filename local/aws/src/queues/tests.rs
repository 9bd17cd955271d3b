use std::path::Path;

use aws_sdk_sqs::{
    Client,
    types::{DeleteMessageBatchRequestEntry, Message as Received, MessageAttributeValue, SendMessageBatchRequestEntry},
};

use crate::{EmbeddedAws, MAX_RECEIVE_COUNT, Resources, Storage, provision};

/// A running AWS with the queues of a system. Dropped, it ends as a killed process does.
struct TestQueues {
    sqs: Client,
    resources: Resources,
    _aws: EmbeddedAws,
}

impl TestQueues {
    async fn start(directory: &Path) -> Self {
        let aws = EmbeddedAws::start(Storage::Directory(directory.to_owned())).await.expect("starts");
        let config = aws.sdk_config();
        let resources = provision(&config).await.expect("made");
        Self { sqs: platform::aws::sqs(&config), resources, _aws: aws }
    }

    async fn send(&self, url: &str, body: &str) {
        self.sqs.send_message().queue_url(url).message_body(body).send().await.expect("sent");
    }

    /// What is visible now. It stays invisible for a minute.
    async fn receive(&self, url: &str) -> Vec<Received> {
        let request = self.sqs.receive_message().queue_url(url).max_number_of_messages(10);
        request.message_attribute_names("All").send().await.expect("received").messages.unwrap_or_default()
    }

    async fn bodies(&self, url: &str) -> Vec<String> {
        self.receive(url).await.into_iter().map(|message| message.body.unwrap_or_default()).collect()
    }

    async fn delete(&self, url: &str, message: &Received) {
        let delete = self.sqs.delete_message().queue_url(url).set_receipt_handle(message.receipt_handle.clone());
        delete.send().await.expect("deleted");
    }

    fn queue(&self) -> &str {
        &self.resources.follow_up_queue_url
    }

    fn dead_letters(&self) -> &str {
        &self.resources.follow_up_dead_letter_queue_url
    }
}

fn files(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(directory.join("queues")).expect("the folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

#[tokio::test]
async fn message_that_is_not_deleted_survives_restarts_and_a_deleted_one_does_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = TestQueues::start(directory.path()).await;
    for body in ["received", "deleted", "waiting"] {
        first.send(first.queue(), body).await;
    }
    first.send(&first.resources.post_call_queue_url, "of another queue").await;
    let received = first.sqs.receive_message().queue_url(first.queue()).max_number_of_messages(2).send().await;
    let received = received.expect("received").messages.expect("two");
    first.delete(first.queue(), &received[1]).await;
    drop(first);
    for _ in 0..2 {
        let next = TestQueues::start(directory.path()).await;
        assert_eq!(next.bodies(next.queue()).await, ["received", "waiting"]);
        assert_eq!(next.bodies(&next.resources.post_call_queue_url).await, ["of another queue"]);
        assert_eq!(next.bodies(next.dead_letters()).await, [""; 0]);
    }
    // A message of an earlier run is deleted as any other.
    let last = TestQueues::start(directory.path()).await;
    for message in last.receive(last.queue()).await {
        last.delete(last.queue(), &message).await;
    }
    drop(last);
    assert_eq!(files(directory.path()).len(), 1);
    let after = TestQueues::start(directory.path()).await;
    assert_eq!(after.bodies(after.queue()).await, [""; 0]);
}

#[tokio::test]
async fn batches_and_a_purge_are_recorded() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = TestQueues::start(directory.path()).await;
    let entry = |id: &str| {
        let entry = SendMessageBatchRequestEntry::builder().id(id).message_body(format!("body of {id}"));
        entry.delay_seconds(i32::from(id == "delayed") * 900).build().expect("an entry")
    };
    let batch = first.sqs.send_message_batch().queue_url(first.queue());
    batch.entries(entry("one")).entries(entry("two")).entries(entry("delayed")).send().await.expect("sent");
    first.send(&first.resources.post_call_queue_url, "purged").await;
    let received = first.receive(first.queue()).await;
    let deleted =
        DeleteMessageBatchRequestEntry::builder().id("any").set_receipt_handle(received[0].receipt_handle.clone());
    let batch = first.sqs.delete_message_batch().queue_url(first.queue());
    batch.entries(deleted.build().expect("an entry")).send().await.expect("deleted");
    first.sqs.purge_queue().queue_url(&first.resources.post_call_queue_url).send().await.expect("purged");
    drop(first);
    let second = TestQueues::start(directory.path()).await;
    assert_eq!(second.bodies(second.queue()).await, ["body of two", "body of delayed"]);
    assert_eq!(second.bodies(&second.resources.post_call_queue_url).await, [""; 0]);
}

#[tokio::test]
async fn dead_letters_survive_with_their_reason() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = TestQueues::start(directory.path()).await;
    let reason = MessageAttributeValue::builder().data_type("String").string_value("malformed").build();
    let send = first.sqs.send_message().queue_url(first.dead_letters()).message_body("of the function");
    send.message_attributes("Reason", reason.expect("an attribute")).send().await.expect("sent");
    first.send(first.queue(), "of SQS").await;
    for _ in 0..MAX_RECEIVE_COUNT {
        let received = first.receive(first.queue()).await;
        let visible = first.sqs.change_message_visibility().queue_url(first.queue()).visibility_timeout(0);
        visible.set_receipt_handle(received[0].receipt_handle.clone()).send().await.expect("visible again");
    }
    // SQS moves it now.
    assert_eq!(first.bodies(first.queue()).await, [""; 0]);
    drop(first);
    let second = TestQueues::start(directory.path()).await;
    assert_eq!(second.bodies(second.queue()).await, [""; 0]);
    let dead = second.receive(second.dead_letters()).await;
    let bodies: Vec<_> = dead.iter().map(|message| message.body().expect("a body")).collect();
    assert_eq!(bodies, ["of the function", "of SQS"]);
    let attributes = dead[0].message_attributes().expect("attributes");
    assert_eq!(attributes["Reason"].string_value(), Some("malformed"));
    for message in &dead {
        second.delete(second.dead_letters(), message).await;
    }
    assert_eq!(files(directory.path()), [""; 0].map(std::path::PathBuf::from));
}

#[tokio::test]
async fn message_in_its_last_attempt_is_forgotten_when_it_succeeds() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = TestQueues::start(directory.path()).await;
    first.send(first.queue(), "late success").await;
    let mut received = Vec::new();
    for _ in 0..MAX_RECEIVE_COUNT {
        received = first.receive(first.queue()).await;
        let visible = first.sqs.change_message_visibility().queue_url(first.queue()).visibility_timeout(0);
        visible.set_receipt_handle(received[0].receipt_handle.clone()).send().await.expect("visible again");
    }
    first.delete(first.queue(), &received[0]).await;
    drop(first);
    let second = TestQueues::start(directory.path()).await;
    assert_eq!((second.bodies(second.queue()).await, second.bodies(second.dead_letters()).await), (vec![], vec![]));
}

#[tokio::test]
async fn concurrent_senders_and_receivers_leave_no_file() {
    const MESSAGES: usize = 40;
    let directory = tempfile::tempdir().expect("a directory");
    let queues = TestQueues::start(directory.path()).await;
    let sending = async {
        let numbers: Vec<String> = (0..MESSAGES).map(|number| number.to_string()).collect();
        futures_util::future::join_all(numbers.iter().map(|body| queues.send(queues.queue(), body))).await;
    };
    let receiving = async {
        let mut deleted = 0;
        while deleted < MESSAGES {
            for message in queues.receive(queues.queue()).await {
                queues.delete(queues.queue(), &message).await;
                deleted += 1;
            }
        }
    };
    tokio::join!(sending, receiving);
    assert_eq!(files(directory.path()).len(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn messages_are_private_and_an_unfinished_file_is_no_message() {
    use std::os::unix::fs::PermissionsExt;

    let directory = tempfile::tempdir().expect("a directory");
    let first = TestQueues::start(directory.path()).await;
    first.send(first.queue(), "private").await;
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&directory.path().join("queues")), 0o700);
    assert_eq!(files(directory.path()).iter().map(|file| mode(file)).collect::<Vec<_>>(), [0o600]);
    drop(first);
    std::fs::write(directory.path().join("queues/1.unfinished"), "{\"queue\":").expect("written");
    let second = TestQueues::start(directory.path()).await;
    assert_eq!(second.bodies(second.queue()).await, ["private"]);
    assert_eq!(files(directory.path()).len(), 1);
    drop(second);
    std::fs::write(directory.path().join("queues/1.json"), "{\"queue\":").expect("written");
    let error = EmbeddedAws::start(Storage::Directory(directory.path().to_owned())).await.expect_err("damaged");
    let message = platform::error_chain::ErrorChain(&error).to_string();
    assert!(message.contains("1.json is damaged"), "{message}");
}

#[tokio::test]
async fn delay_follows_the_clock_of_a_program() {
    let seconds = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
    let moved = std::sync::Arc::clone(&seconds);
    let clock = platform::clock::Clock::from_fn(move || {
        jiff::Timestamp::from_second(moved.load(std::sync::atomic::Ordering::Relaxed)).expect("an instant")
    });
    let aws = EmbeddedAws::start(Storage::InMemoryAt(clock)).await.expect("starts");
    let resources = provision(&aws.sdk_config()).await.expect("made");
    let queues = TestQueues { sqs: platform::aws::sqs(&aws.sdk_config()), resources, _aws: aws };
    let entry = |id: &str, delay: i32| {
        let entry = SendMessageBatchRequestEntry::builder().id(id).message_body(id);
        if delay > 0 { entry.delay_seconds(delay) } else { entry }.build().expect("an entry")
    };
    let batch = queues.sqs.send_message_batch().queue_url(queues.queue());
    let sent = batch.entries(entry("at once", 0)).entries(entry("later", 900)).send().await.expect("sent");
    assert_eq!((sent.successful.len(), sent.failed.len()), (2, 0));
    let next = async || {
        let request = queues.sqs.receive_message().queue_url(queues.queue()).wait_time_seconds(2);
        request.send().await.expect("received").messages.unwrap_or_default().pop().and_then(|message| message.body)
    };
    assert_eq!(next().await.as_deref(), Some("at once"));
    assert_eq!(next().await, None);
    seconds.store(900, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(next().await.as_deref(), Some("later"));
}
