//! A model with a given first-token time and rate. It says three sentences, or many, and notes when it sent each word.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use futures_util::{StreamExt as _, stream};
use localhost::Loopback;
use serde_json::{Value, json};

use crate::Failure;

/// What it says.
pub(crate) const CLAUSES: [&str; 3] =
    ["Yes, we repair heat pumps.", "A visit takes an hour or two.", "Which day suits you best?"];
/// How often it says that to a question whose answer is long.
const MANY: usize = 12;

/// How fast it speaks. A word counts as a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) first_token: Duration,
    pub(crate) tokens_per_second: f64,
}

/// A question: the call and the number of its turn.
pub(crate) type Question = (usize, usize);

/// When a question reached the model, and when it sent its words.
#[derive(Debug, Clone)]
pub(crate) struct ModelTimes {
    pub(crate) asked: Instant,
    pub(crate) first_word: Instant,
    /// The last word of each sentence.
    pub(crate) clauses: Vec<Instant>,
}

struct Shared {
    pace: Pace,
    times: Mutex<HashMap<Question, ModelTimes>>,
}

impl Shared {
    fn times(&self) -> MutexGuard<'_, HashMap<Question, ModelTimes>> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running model.
#[derive(Clone)]
pub(crate) struct PacedModel {
    url: String,
    shared: Arc<Shared>,
}

impl PacedModel {
    pub(crate) async fn start(pace: Pace) -> Result<Self, Failure> {
        let shared = Arc::new(Shared { pace, times: Mutex::default() });
        let loopback = Loopback::bind(0).await?;
        let url = format!("{}/v1", loopback.url());
        let router = Router::new()
            .route("/v1/chat/completions", post(answer))
            .route("/v1/models", get(async || Json(json!({"object": "list", "data": []}))))
            .with_state(Arc::clone(&shared));
        tokio::spawn(loopback.serve_forever(router));
        Ok(Self { url, shared })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The times of a question, if it was asked.
    pub(crate) fn times_of(&self, question: Question) -> Option<ModelTimes> {
        self.shared.times().get(&question).cloned()
    }
}

/// The words of a question.
pub(crate) fn question((call, turn): Question, is_long: bool) -> String {
    let long = if is_long { ", and tell me all about it" } else { "" };
    format!("Do you repair heat pumps{long}? That is question {turn} of caller {call}.")
}

fn question_in(request: &Value) -> Option<(Question, bool)> {
    let messages = request["messages"].as_array()?;
    let said = messages.iter().rev().find(|message| message["role"] == "user")?["content"].as_str()?;
    let (_, numbers) = said.rsplit_once("question ")?;
    let (turn, call) = numbers.trim_end_matches('.').split_once(" of caller ")?;
    Some(((call.parse().ok()?, turn.parse().ok()?), said.contains("all about it")))
}

async fn answer(State(shared): State<Arc<Shared>>, Json(request): Json<Value>) -> Response {
    let asked = Instant::now();
    // The summary after a call is not measured.
    let Some((question, is_long)) = question_in(&request).filter(|_| request["response_format"].is_null()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let clauses = CLAUSES.iter().cycle().take(CLAUSES.len() * if is_long { MANY } else { 1 });
    let words: Vec<(String, bool)> = clauses.flat_map(|clause| words_of(clause)).collect();
    let pace = shared.pace;
    let events = stream::iter(words.into_iter().enumerate()).then(move |(nth, (word, ends_clause))| {
        let shared = Arc::clone(&shared);
        async move {
            #[expect(clippy::cast_precision_loss, reason = "an answer has few words")]
            let after = pace.first_token + Duration::from_secs_f64(nth as f64 / pace.tokens_per_second);
            tokio::time::sleep_until((asked + after).into()).await;
            let now = Instant::now();
            let mut times = shared.times();
            let times =
                times.entry(question).or_insert_with(|| ModelTimes { asked, first_word: now, clauses: Vec::new() });
            if ends_clause {
                times.clauses.push(now);
            }
            event(&json!({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": null}]}))
        }
    });
    let finish = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    let usage = json!({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 20}});
    let end = [event(&finish), event(&usage), "data: [DONE]\n\n".to_owned()];
    let body = Body::from_stream(events.chain(stream::iter(end)).map(Ok::<_, std::io::Error>));
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// The words of a sentence with the space after each, and whether the sentence ends with it.
fn words_of(clause: &str) -> Vec<(String, bool)> {
    let words: Vec<&str> = clause.split(' ').collect();
    let last = words.len().saturating_sub(1);
    words.iter().enumerate().map(|(nth, word)| (format!("{word} "), nth == last)).collect()
}

fn event(chunk: &Value) -> String {
    format!("data: {chunk}\n\n")
}
