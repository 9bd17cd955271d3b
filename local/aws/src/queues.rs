//! The embedded SQS. With a data directory, each message that was sent and not deleted is a file there. After a restart, it is
//! sent again as soon as its queue exists, without the rest of its delay.
//!
//! A file is written before the request is acknowledged, and is not flushed: it survives the end of the process, which is all
//! that a laptop needs.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::http::HeaderMap;
use jiff::Timestamp;
use platform::clock::Clock;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use tracing::error;
use winterbaume_core::{MockRequest, MockResponse, MockService};
use winterbaume_sqs::SqsService;

mod delays;

const FOLDER: &str = "queues";
const EXTENSION: &str = "json";

/// SQS and its messages on disk.
pub(super) struct KeptQueues {
    service: Arc<SqsService>,
    /// The clock of delays, if it is not this machine's.
    clock: Option<Clock>,
    /// Held while a message is sent, so that it is on disk before its deletion.
    kept: Option<Mutex<Kept>>,
}

/// A message as it is on disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct MessageOnDisk {
    /// The queue's name.
    queue: String,
    body: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    attributes: Value,
}

/// A message, its file, and the receipt handles of this run.
struct KeptMessage {
    message: MessageOnDisk,
    file: PathBuf,
    handles: Vec<String>,
}

/// The messages that were sent and not deleted.
struct Kept {
    folder: PathBuf,
    /// The messages of the last run whose queue does not exist yet, in the order they were sent.
    waiting: Vec<(PathBuf, MessageOnDisk)>,
    /// How many messages this run sent.
    sent: u64,
    /// The messages by their id of this run.
    messages: HashMap<String, KeptMessage>,
    /// The ids by receipt handle.
    handles: HashMap<String, String>,
    /// For each queue, its dead-letter queue and how often it receives a message.
    redrive: HashMap<String, (String, usize)>,
}

/// What requests have of interest.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct QueueRequest {
    queue_name: String,
    queue_url: String,
    attributes: BTreeMap<String, String>,
    entries: Vec<QueueRequestEntry>,
    #[serde(flatten)]
    entry: QueueRequestEntry,
}

/// An entry of a batch, or a request of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct QueueRequestEntry {
    id: String,
    message_body: String,
    message_attributes: Value,
    receipt_handle: String,
}

/// What responses have of interest.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct QueueResponse {
    messages: Vec<QueueResponseEntry>,
    successful: Vec<QueueResponseEntry>,
    #[serde(flatten)]
    entry: QueueResponseEntry,
}

/// An entry of a batch, a received message, or a response of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct QueueResponseEntry {
    id: String,
    message_id: String,
    receipt_handle: String,
}

/// The attribute of a queue that names its dead-letter queue.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedrivePolicy {
    dead_letter_target_arn: String,
    max_receive_count: usize,
}

impl KeptQueues {
    /// Loads the messages of a data directory, if there is one.
    pub(super) fn open(directory: Option<&Path>, clock: Option<Clock>) -> io::Result<Self> {
        let kept = directory.map(|directory| Kept::load(directory.join(FOLDER))).transpose()?;
        Ok(Self { service: Arc::new(SqsService::new()), clock, kept: kept.map(Mutex::new) })
    }

    /// The name of the service.
    pub(super) fn name(&self) -> &str {
        self.service.service_name()
    }

    /// Answers a request. If a file cannot be written, the response is an error although memory has the change: the client
    /// retries and does not rely on a message that a restart would lose.
    pub(super) async fn handle(&self, operation: &str, request: MockRequest) -> MockResponse {
        let held = self
            .clock
            .as_ref()
            .and_then(|clock| delays::hold(&Arc::downgrade(&self.service), clock, (operation, &request.body)));
        if let Some(answer) = held {
            return answer;
        }
        let Some(kept) = &self.kept else { return self.service.handle(request).await };
        let asked: QueueRequest = serde_json::from_slice(&request.body).unwrap_or_default();
        let (mut kept, answer) = if operation == "ReceiveMessage" {
            // It may wait for a message to be sent.
            let answer = self.service.handle(request).await;
            (kept.lock().await, answer)
        } else {
            (kept.lock().await, self.service.handle(request).await)
        };
        if answer.status != 200 {
            return answer;
        }
        if operation == "CreateQueue" {
            self.send_again(&mut kept, &asked.queue_name).await;
        }
        let answered: QueueResponse = serde_json::from_slice(&answer.body).unwrap_or_default();
        match kept.record(operation, &asked, &answered) {
            Ok(()) => answer,
            Err(error) => {
                error!(%error, "cannot write the messages of a queue");
                let body = r#"{"__type":"InternalFailure","message":"The messages could not be written."}"#;
                MockResponse { status: 500, headers: HeaderMap::new(), body: body.into() }
            }
        }
    }

    /// Sends the messages of the last run to a queue that exists now. One that is refused waits for the next start.
    async fn send_again(&self, kept: &mut Kept, queue: &str) {
        let (ours, others) =
            std::mem::take(&mut kept.waiting).into_iter().partition(|(_, message)| message.queue == queue);
        kept.waiting = others;
        for (file, message) in ours {
            let MessageOnDisk { queue, body, attributes } = &message;
            let answer = self.service.handle(delays::sending(queue, body, attributes)).await;
            match serde_json::from_slice::<QueueResponse>(&answer.body) {
                Ok(answered) if answer.status == 200 => {
                    let kept_message = KeptMessage { message, file, handles: Vec::new() };
                    kept.messages.insert(answered.entry.message_id, kept_message);
                }
                _ => error!(status = answer.status, "a message of the last run cannot be sent again"),
            }
        }
    }
}

impl Kept {
    fn load(folder: PathBuf) -> io::Result<Self> {
        localhost::create_own_directory(&folder)?;
        let mut waiting = Vec::new();
        for entry in std::fs::read_dir(&folder)? {
            let file = entry?.path();
            if file.extension().is_none_or(|extension| extension != EXTENSION) {
                // The process ended while it wrote this file.
                std::fs::remove_file(&file)?;
                continue;
            }
            let message = serde_json::from_slice(&std::fs::read(&file)?).map_err(|error| {
                let words = format!("{} is damaged; delete it ({error})", file.display());
                io::Error::new(io::ErrorKind::InvalidData, words)
            })?;
            waiting.push((file, message));
        }
        // Their names begin with the time, and their number at this time.
        waiting.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (messages, handles, redrive) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { folder, waiting, sent: 0, messages, handles, redrive })
    }

    /// Records the effect of a request.
    fn record(&mut self, operation: &str, asked: &QueueRequest, answered: &QueueResponse) -> io::Result<()> {
        let queue = queue_name(&asked.queue_url);
        match operation {
            "CreateQueue" => self.note_redrive(asked),
            "SendMessage" => self.keep(queue, &asked.entry, &answered.entry)?,
            "SendMessageBatch" => {
                for sent in &answered.successful {
                    if let Some(entry) = asked.entries.iter().find(|entry| entry.id == sent.id) {
                        self.keep(queue, entry, sent)?;
                    }
                }
            }
            "ReceiveMessage" => {
                for received in &answered.messages {
                    self.note_receipt(queue, received)?;
                }
            }
            "DeleteMessage" => self.forget_receipt(&asked.entry.receipt_handle)?,
            "DeleteMessageBatch" => {
                for deleted in &answered.successful {
                    if let Some(entry) = asked.entries.iter().find(|entry| entry.id == deleted.id) {
                        self.forget_receipt(&entry.receipt_handle)?;
                    }
                }
            }
            "PurgeQueue" | "DeleteQueue" => {
                let of_queue = self.messages.iter().filter(|(_, kept)| kept.message.queue == queue);
                for id in of_queue.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
                    self.forget(&id)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note_redrive(&mut self, asked: &QueueRequest) {
        let policy = asked.attributes.get("RedrivePolicy").and_then(|policy| serde_json::from_str(policy).ok());
        if let Some(RedrivePolicy { dead_letter_target_arn: arn, max_receive_count }) = policy {
            let dead_letters = arn.rsplit(':').next().unwrap_or_default().to_owned();
            self.redrive.insert(asked.queue_name.clone(), (dead_letters, max_receive_count));
        }
    }

    fn keep(&mut self, queue: &str, asked: &QueueRequestEntry, sent: &QueueResponseEntry) -> io::Result<()> {
        let (body, attributes) = (asked.message_body.clone(), asked.message_attributes.clone());
        let message = MessageOnDisk { queue: queue.to_owned(), body, attributes };
        let (now, id) = (Timestamp::now().as_millisecond(), &sent.message_id);
        let name = format!("{now:014}-{:08}-{id}.{EXTENSION}", self.sent);
        self.sent += 1;
        let kept = KeptMessage { message, file: self.folder.join(name), handles: Vec::new() };
        kept.write()?;
        self.messages.insert(sent.message_id.clone(), kept);
        Ok(())
    }

    /// SQS moves a message to the dead-letter queue when it would be received once too often. It belongs there already while it is
    /// received for the last time: if it is not deleted, nothing else becomes of it.
    fn note_receipt(&mut self, queue: &str, received: &QueueResponseEntry) -> io::Result<()> {
        let Some(kept) = self.messages.get_mut(&received.message_id) else { return Ok(()) };
        self.handles.insert(received.receipt_handle.clone(), received.message_id.clone());
        kept.handles.push(received.receipt_handle.clone());
        match self.redrive.get(queue) {
            Some((dead_letters, most)) if kept.handles.len() >= *most && kept.message.queue != *dead_letters => {
                kept.message.queue.clone_from(dead_letters);
                kept.write()
            }
            _ => Ok(()),
        }
    }

    fn forget_receipt(&mut self, handle: &str) -> io::Result<()> {
        match self.handles.get(handle).cloned() {
            Some(id) => self.forget(&id),
            None => Ok(()),
        }
    }

    fn forget(&mut self, id: &str) -> io::Result<()> {
        let Some(kept) = self.messages.remove(id) else { return Ok(()) };
        for handle in &kept.handles {
            self.handles.remove(handle);
        }
        match std::fs::remove_file(&kept.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl KeptMessage {
    fn write(&self) -> io::Result<()> {
        localhost::write_private_unflushed(&self.file, &serde_json::to_vec(&self.message)?)
    }
}

/// The name of a queue is the end of its URL.
fn queue_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
