//! The system that the calls share: a gateway of its own that delays, kills and refuses, and a model that answers each sentence by words
//! that occur nowhere else.

use std::{
    collections::{HashMap, HashSet},
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use voice_stream::VoiceStream;
use websocket_api::{InvocationError, PostFault, PostFaults, WebSocketApi, WebSocketApiOptions, event_function};

use super::{
    dice::{ANSWER, CALL, SENTENCE, word, words_in},
    trace::{Ask, Note, Trace},
};
use crate::{
    support::{ACME, ModelReply, TestApp, tool},
    system::{calls::visit, configuration::publish},
};

/// The calls by what names them.
#[derive(Default)]
struct Directory {
    by_token: HashMap<String, Arc<Trace>>,
    by_connection: HashMap<String, Arc<Trace>>,
    by_word: HashMap<String, Arc<Trace>>,
    /// The bodies of the delayed messages of each call.
    looks: HashMap<String, Vec<String>>,
    /// The sockets to which nothing can be sent.
    gone: HashSet<String>,
}

#[derive(Clone, Default)]
struct Shared {
    directory: Arc<Mutex<Directory>>,
    numbers: Arc<AtomicU64>,
}

/// A system with its gateway.
pub(super) struct World {
    pub(super) app: TestApp,
    shared: Shared,
    stream: Arc<VoiceStream>,
    gateway: WebSocketApi,
}

impl World {
    pub(super) async fn start() -> Self {
        let app = TestApp::without_limits().await;
        let windows = json!({"windows": [
            {"id": "morning", "starts": "08:00", "ends": "12:00", "capacity": 1000},
            {"id": "afternoon", "starts": "12:00", "ends": "17:00", "capacity": 1000}], "cutoff_minutes": 60, "horizon_days": 21});
        publish(&app.person(ACME, "owner"), &json!({"streaming": true, "arrival_windows": windows})).await;
        app.aws.hold_messages().await;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let endpoint = format!("http://{}/prod", listener.local_addr().expect("an address"));
        let stream = app.other_process([("RELAY_ENDPOINT", endpoint.as_str())]).voice_stream.expect("a stream");
        let shared = Shared::default();
        let (handled, posts, asked) = (shared.clone(), shared.clone(), shared.clone());
        let handler = Arc::clone(&stream);
        let function = event_function(move |event| handle(handled.clone(), Arc::clone(&handler), event));
        let mut options = WebSocketApiOptions::new(app.clock());
        options.post_faults = Some(PostFaults::new(move |connection, body| posts.post(connection, body)));
        let gateway = WebSocketApi::start(listener, function, options).expect("started");
        app.model.reply_by(move |request| asked.reply(request));
        Self { app, shared, stream, gateway }
    }

    /// Where the sockets are.
    pub(super) fn socket_url(&self, token: &str) -> String {
        format!("{}/prod?t={token}", self.gateway.url())
    }

    /// Knows a call by its word.
    pub(super) fn add(&self, trace: &Arc<Trace>) {
        let mut directory = self.shared.directory.lock().expect("unpoisoned");
        directory.by_word.insert(word(CALL, trace.number), Arc::clone(trace));
    }

    /// Knows a call by the token of its sockets.
    pub(super) fn add_token(&self, token: &str, trace: &Arc<Trace>) {
        let mut directory = self.shared.directory.lock().expect("unpoisoned");
        directory.by_token.insert(token.to_owned(), Arc::clone(trace));
    }

    /// Keeps the delayed messages out of the requests to AWS, and forgets the requests.
    pub(super) fn collect(&self) {
        for request in self.app.aws.requests() {
            if request.operation != "SendMessage" && request.operation != "SendMessageBatch" {
                continue;
            }
            let sent: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let single = sent["MessageBody"].as_str().into_iter();
            let batch =
                sent["Entries"].as_array().into_iter().flatten().filter_map(|entry| entry["MessageBody"].as_str());
            for body in single.chain(batch).filter(|body| body.contains("if_unanswered")) {
                let call = body.split('"').find(|part| part.starts_with("CA")).unwrap_or_default().to_owned();
                let mut directory = self.shared.directory.lock().expect("unpoisoned");
                directory.looks.entry(call).or_default().push(body.to_owned());
            }
        }
    }

    /// Delivers the delayed messages of a call, which look after a lost process or a silent caller. Old ones change nothing.
    pub(super) async fn look_again(&self, trace: &Trace, call: &str) {
        self.collect();
        let bodies = self.shared.directory.lock().expect("unpoisoned").looks.get(call).cloned().unwrap_or_default();
        for body in bodies {
            let id = self.shared.next();
            let mut record = SqsMessage::default();
            (record.message_id, record.body) = (Some(id.to_string()), Some(body.clone()));
            let mut batch = SqsEvent::default();
            batch.records = vec![record];
            let of = body.find("\"generation\"").unwrap_or_default();
            trace.note(Note::Began(id, format!("look {}", &body[of..])));
            let _ = self.stream.check_silences(batch).await;
            trace.note(Note::Ended(id));
        }
    }
}

impl Shared {
    fn next(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn trace_of(&self, event: &Value) -> Option<Arc<Trace>> {
        let connection = event["requestContext"]["connectionId"].as_str()?.to_owned();
        let mut directory = self.directory.lock().expect("unpoisoned");
        if let Some(token) = event["queryStringParameters"]["t"].as_str() {
            let trace = directory.by_token.get(token).cloned()?;
            directory.by_connection.insert(connection, Arc::clone(&trace));
            return Some(trace);
        }
        directory.by_connection.get(&connection).cloned()
    }

    /// A socket is closed.
    fn close(&self, event: &Value) {
        let connection = event["requestContext"]["connectionId"].as_str().unwrap_or_default().to_owned();
        self.directory.lock().expect("unpoisoned").gone.insert(connection);
    }

    /// A post: whether it is refused.
    fn post(&self, connection: &str, body: &str) -> Option<PostFault> {
        let (trace, is_gone) = {
            let directory = self.directory.lock().expect("unpoisoned");
            (directory.by_connection.get(connection).cloned()?, directory.gone.contains(connection))
        };
        let (busy, gone) = trace.refused;
        let fault = {
            let mut dice = trace.dice.lock().expect("unpoisoned");
            // Twilio connects again, so this happens once.
            if is_gone {
                Some(PostFault::Gone)
            } else if !trace.was_gone.load(Ordering::SeqCst) && dice.chance(gone) {
                trace.was_gone.store(true, Ordering::SeqCst);
                trace.is_gone.store(true, Ordering::SeqCst);
                Some(PostFault::Gone)
            } else {
                dice.chance(busy).then_some(PostFault::TooMany)
            }
        };
        if fault == Some(PostFault::Gone) {
            self.directory.lock().expect("unpoisoned").gone.insert(connection.to_owned());
        }
        trace.note(Note::Posted(serde_json::from_str(body).unwrap_or_default(), fault));
        fault
    }

    /// The model.
    fn reply(&self, request: &Value) -> ModelReply {
        let messages = request["messages"].as_array().cloned().unwrap_or_default();
        let text = |message: &Value| {
            let calls = &message["tool_calls"];
            let calls = if calls.is_array() { calls.to_string() } else { String::new() };
            format!("{}{calls}", message["content"].as_str().unwrap_or_default())
        };
        let history = messages.iter().filter(|message| message["role"] != "system");
        let history: Vec<_> =
            history.map(|one| (one["role"].as_str().unwrap_or_default().to_owned(), text(one))).collect();
        let of_caller = |(role, _): &&(String, String)| role == "user";
        let last = history.iter().rev().find(of_caller).map(|(_, text)| text.clone()).unwrap_or_default();
        let all = history.iter().filter(of_caller).flat_map(|(_, text)| words_in(CALL, text));
        let Some(call) = all.last() else { return ModelReply::Say("Who is calling?") };
        let trace = self.directory.lock().expect("unpoisoned").by_word.get(&call).cloned();
        let Some(trace) = trace else { return ModelReply::Say("Who is calling?") };
        let answer = word(ANSWER, self.next());
        let reply = reply_to(&last, &history, &answer, &trace);
        let speaks = matches!(reply, ModelReply::Spoken(..));
        trace.note(Note::Asked(Ask { word: answer, speaks, sentences: words_in(SENTENCE, &last), history }));
        reply
    }
}

/// The words of an answer: three sentences.
pub(super) fn answer_to(answer: &str) -> String {
    format!(
        "The {answer} is the part that you mean. We look after a {answer} most weeks, and a {answer} gives little trouble. \
         Please tell me more of your {answer}."
    )
}

/// What the model answers: tools for a booking, words for everything else.
fn reply_to(last: &str, history: &[(String, String)], answer: &str, trace: &Trace) -> ModelReply {
    let newest = history.last();
    if last.contains("book a tune-up") && newest.is_some_and(|(role, _)| role == "user") {
        return tool(
            "check_availability",
            json!({"zip": "75201", "when": "tomorrow morning", "part_of_day": "morning"}),
        );
    }
    if newest
        .is_some_and(|(role, text)| role == "tool" && text.contains("2026-11-24_morning") && !text.contains("error"))
    {
        return tool("book_appointment", visit());
    }
    let words = answer_to(answer);
    let mut dice = trace.dice.lock().expect("unpoisoned");
    let gap = Duration::from_millis(if dice.chance(40) { 0 } else { dice.below(6) });
    ModelReply::Spoken(words.split_inclusive(' ').map(str::to_owned).collect(), gap)
}

/// Delays an event, handles it, and may kill its process.
async fn handle(shared: Shared, stream: Arc<VoiceStream>, event: Value) -> Result<Value, InvocationError> {
    let Some(trace) = shared.trace_of(&event) else { return Ok(stream.handle(event).await) };
    let body: Value = serde_json::from_str(event["body"].as_str().unwrap_or("{}")).unwrap_or_default();
    let kind = event["requestContext"]["eventType"].as_str().unwrap_or_default();
    let is_message = kind == "MESSAGE";
    if kind == "DISCONNECT" {
        shared.close(&event);
    }
    if is_message && !trace.jitter.is_zero() {
        let up_to = u64::try_from(trace.jitter.as_micros()).expect("short");
        let delay = trace.dice.lock().expect("unpoisoned").below(up_to);
        tokio::time::sleep(Duration::from_micros(delay)).await;
    }
    let id = shared.next();
    let is_input = body["type"] == "prompt" || body["type"] == "interrupt";
    let kill = if is_input { trace.kill.lock().expect("unpoisoned").take() } else { None };
    trace.note(Note::Began(id, if is_message { body.to_string() } else { kind.to_owned() }));
    let mut handled = Box::pin(async move { stream.handle(event).await });
    let mut polls = 0;
    let answered = poll_fn(|context| {
        polls += 1;
        if kill.is_some_and(|most| polls > most) {
            return Poll::Ready(None);
        }
        handled.as_mut().poll(context).map(Some)
    })
    .await;
    drop(handled);
    let Some(answer) = answered else {
        trace.note(Note::Killed(id));
        return Err(InvocationError::Fault("it was killed".to_owned()));
    };
    trace.note(Note::Ended(id));
    Ok(answer)
}
