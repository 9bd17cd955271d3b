//! A caller: webhooks signed as Twilio signs them, and the WebSocket of a streamed call.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use domain::phone::PhoneNumber;
use futures_util::{SinkExt as _, StreamExt as _};
use local::manifest::Tenant;
use quick_xml::{Reader, XmlVersion, events::Event};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _},
};
use twilio::signature::{AuthToken, sign};

use crate::{
    Failure,
    paced_model::{Question, question},
};

/// A caller waits no longer for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long after the end of interrupted words others may still come.
const AFTERMATH: Duration = Duration::from_millis(400);

static CALLS: AtomicUsize = AtomicUsize::new(1);

/// A call.
pub(crate) struct Caller {
    /// Its number, which is its id too.
    pub(crate) number: usize,
    tenant: Tenant,
    base_url: String,
    http: reqwest::Client,
    turns: usize,
}

/// A call at a WebSocket.
pub(crate) struct StreamedCall {
    pub(crate) caller: Caller,
    action: String,
    messages: usize,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What was heard of an answer.
pub(crate) struct HeardAnswer {
    pub(crate) question: Question,
    /// When the caller had finished.
    pub(crate) asked: Instant,
    /// The words of each message, and when they arrived.
    pub(crate) clauses: Vec<(String, Instant)>,
}

/// What was heard after an interruption.
pub(crate) struct Aftermath {
    /// From the interruption to the last words that arrived; zero if none did.
    pub(crate) silent_after: Duration,
    /// The messages with words after it.
    pub(crate) clauses: usize,
}

impl Caller {
    pub(crate) fn new(tenant: &Tenant, base_url: &str, http: &reqwest::Client) -> Self {
        let number = CALLS.fetch_add(1, Ordering::Relaxed);
        Self { number, tenant: tenant.clone(), base_url: base_url.to_owned(), http: http.clone(), turns: 0 }
    }

    /// Posts a webhook; returns the TwiML and how long it took.
    pub(crate) async fn post(&self, path: &str, more: &[(&str, &str)]) -> Result<(String, Duration), Failure> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base_url) };
        let from = PhoneNumber::parse(&format!("+1214555{:04}", self.number % 10_000))?;
        let mut params = vec![
            ("AccountSid".to_owned(), self.tenant.twilio_account_sid.clone()),
            ("CallSid".to_owned(), format!("CA{:032x}", self.number)),
            ("CallStatus".to_owned(), "in-progress".to_owned()),
            ("Direction".to_owned(), "inbound".to_owned()),
            ("From".to_owned(), from.as_str().to_owned()),
            ("To".to_owned(), self.tenant.number.as_str().to_owned()),
        ];
        for (name, value) in more {
            params.retain(|(known, _)| known != name);
            params.push(((*name).to_owned(), (*value).to_owned()));
        }
        let signature = sign(&self.token(), &url, &params);
        let began = Instant::now();
        let sent = self.http.post(&url).form(&params).header("X-Twilio-Signature", signature).send().await?;
        let answer = sent.error_for_status()?.text().await?;
        Ok((answer, began.elapsed()))
    }

    fn token(&self) -> AuthToken {
        AuthToken::new(self.tenant.twilio_auth_token.as_str())
    }

    pub(crate) async fn ring(&self) -> Result<(String, Duration), Failure> {
        self.post("/twilio/voice", &[("CallStatus", "ringing"), ("StirVerstat", "TN-Validation-Passed-A")]).await
    }

    /// Asks the next question by `<Gather>`.
    pub(crate) async fn ask(&mut self, twiml: &str) -> Result<(String, Duration), Failure> {
        let action = attribute(twiml, "Gather", "action")?;
        let words = question(self.next_question(), false);
        self.post(&action, &[("SpeechResult", &words), ("Confidence", "0.92")]).await
    }

    /// The end of the call is reported.
    pub(crate) async fn end(&self) -> Result<Duration, Failure> {
        let more = [("CallStatus", "completed"), ("CallDuration", "65"), ("Duration", "2"), ("SequenceNumber", "3")];
        Ok(self.post("/twilio/status", &more).await?.1)
    }

    fn next_question(&mut self) -> Question {
        self.turns += 1;
        (self.number, self.turns)
    }
}

impl StreamedCall {
    /// Rings, connects and sends `setup`. Returns how long the webhook took, too.
    pub(crate) async fn open(caller: Caller) -> Result<(Self, Duration), Failure> {
        let (twiml, took) = caller.ring().await?;
        let url = attribute(&twiml, "ConversationRelay", "url")?;
        let action = attribute(&twiml, "Connect", "action")?;
        let mut request = url.as_str().into_client_request()?;
        request.headers_mut().insert("x-twilio-signature", sign(&caller.token(), &url, &[]).parse()?);
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        let mut call = Self { caller, action, messages: 0, socket };
        let sid = format!("CA{:032x}", call.caller.number);
        call.send(&json!({"type": "setup", "sessionId": "VX1", "callSid": sid, "callStatus": "IN-PROGRESS"})).await?;
        Ok((call, took))
    }

    /// The messages in both directions so far.
    pub(crate) fn messages(&self) -> usize {
        self.messages
    }

    async fn send(&mut self, message: &Value) -> Result<(), Failure> {
        self.messages += 1;
        Ok(self.socket.send(Message::text(message.to_string())).await?)
    }

    async fn next(&mut self, patience: Duration) -> Result<Value, Failure> {
        let next = async {
            while let Some(message) = self.socket.next().await {
                if let Message::Text(text) = message? {
                    self.messages += 1;
                    return Ok(serde_json::from_str(&text)?);
                }
            }
            Err("the socket is closed".into())
        };
        tokio::time::timeout(patience, next).await?
    }

    async fn begin_to_ask(&mut self, is_long: bool) -> Result<(Question, Instant), Failure> {
        let asked = self.caller.next_question();
        let words = question(asked, is_long);
        let at = Instant::now();
        self.send(&json!({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": true})).await?;
        Ok((asked, at))
    }

    /// Asks the next question and hears the answer out.
    pub(crate) async fn ask(&mut self) -> Result<HeardAnswer, Failure> {
        let (question, asked) = self.begin_to_ask(false).await?;
        let mut clauses = Vec::new();
        loop {
            let message = self.next(PATIENCE).await?;
            let arrived = Instant::now();
            match words_in(&message)? {
                Some(words) => clauses.push((words, arrived)),
                None if message["last"] == true => return Ok(HeardAnswer { question, asked, clauses }),
                None => {}
            }
        }
    }

    /// Asks a question with a long answer, and interrupts after its first sentence.
    pub(crate) async fn interrupt(&mut self) -> Result<Aftermath, Failure> {
        self.begin_to_ask(true).await?;
        let first = loop {
            if let Some(words) = words_in(&self.next(PATIENCE).await?)? {
                break words;
            }
        };
        let interrupt = json!({"type": "interrupt", "utteranceUntilInterrupt": first, "durationUntilInterruptMs": 900});
        let interrupted = Instant::now();
        self.send(&interrupt).await?;
        let mut aftermath = Aftermath { silent_after: Duration::ZERO, clauses: 0 };
        let mut patience = PATIENCE;
        loop {
            let Ok(message) = self.next(patience).await else { return Ok(aftermath) };
            match words_in(&message)? {
                Some(_) => {
                    aftermath.silent_after = interrupted.elapsed();
                    aftermath.clauses += 1;
                }
                None if message["last"] == true => patience = AFTERMATH,
                None => {}
            }
        }
    }

    /// Hangs up: the session ends, and so does the call. Returns how long each webhook took.
    pub(crate) async fn hang_up(mut self) -> Result<[Duration; 2], Failure> {
        let _ = self.socket.close(None).await;
        let more = [("SessionStatus", "completed"), ("CallStatus", "completed"), ("SessionDuration", "60")];
        let (_, ended) = self.caller.post(&self.action, &more).await?;
        Ok([ended, self.caller.end().await?])
    }
}

/// The words of a message, if it has any. An end of the session is a failure of the run.
fn words_in(message: &Value) -> Result<Option<String>, Failure> {
    if message["type"] == "end" {
        return Err("the session was ended".into());
    }
    let words = message["token"].as_str().unwrap_or_default().trim();
    Ok((!words.is_empty()).then(|| words.to_owned()))
}

/// An attribute of the first element with this name.
fn attribute(twiml: &str, element: &str, attribute: &str) -> Result<String, Failure> {
    let mut reader = Reader::from_str(twiml);
    loop {
        match reader.read_event()? {
            Event::Start(found) | Event::Empty(found) if found.name().as_ref() == element => {
                let value = found.try_get_attribute(attribute)?.ok_or("an attribute is missing")?;
                return Ok(value.normalized_value(XmlVersion::Explicit1_0)?.into_owned());
            }
            Event::Eof => return Err(format!("there is no <{element}>: {twiml}").into()),
            _ => {}
        }
    }
}
