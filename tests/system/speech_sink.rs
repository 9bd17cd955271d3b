//! The model's words reach the shell of a call sentence by sentence, while the model still speaks.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use calls::{
    agent::Agent,
    engine::{BookingMode, Engine, ModelKeys, PartialReply, SpeechSink, TenantContext, TurnEvent},
};
use domain::{
    conversation::{Conversation, Event, Speech},
    id::CallSid,
    phone::Caller,
};
use openai::OpenAi;
use platform::config::{ModelConfig, ModelSetting};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::{ACME, ModelReply, TestApp, http_client};

/// A deadline that no test reaches.
const PATIENT: Duration = Duration::from_mins(1);

/// Sends each sentence on at once, as the shell of a streaming call would, and remembers it for a reply that is cut off.
struct Posted {
    clauses: UnboundedSender<String>,
    so_far: Vec<String>,
}

impl SpeechSink for Posted {
    fn clause(&mut self, clause: &str) {
        self.so_far.push(clause.to_owned());
        self.clauses.send(clause.to_owned()).expect("the test listens");
    }

    fn cut_off(&mut self, _: &PartialReply<'_>) -> Option<String> {
        Some(self.so_far.join(" ")).filter(|words| !words.is_empty())
    }
}

/// A call to ACME whose caller asks a question, and the sentences that the sink has got.
struct AskedCall {
    app: TestApp,
    conversation: Conversation,
    posted: Posted,
    clauses: UnboundedReceiver<String>,
    second: Option<ModelSetting>,
}

impl AskedCall {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let (sid, called) = (CallSid::parse("CA1").expect("an id"), app.tenant(ACME).number.clone());
        let conversation = Conversation::new(sid, Caller::from_twilio("+12145550142"), called, None, app.clock().now());
        let (sender, clauses) = unbounded_channel();
        Self { app, conversation, posted: Posted { clauses: sender, so_far: Vec::new() }, clauses, second: None }
    }

    /// Has the model reply with the pieces that come out of a channel.
    fn model(&self) -> UnboundedSender<&'static str> {
        let (pieces, receiver) = unbounded_channel();
        self.app.model.reply_with([ModelReply::Pieces(Arc::new(Mutex::new(receiver)))]);
        pieces
    }
}

/// Passes a question to the engine. Returns what the reply says.
async fn ask(call: &mut AskedCall) -> Vec<String> {
    let AskedCall { app, conversation, posted, second, .. } = call;
    let (scope, store) = (app.scope(ACME).await, app.store());
    let config = store.get_config(&scope, 1).await.expect("read").expect("stored");
    let agent = Agent::new(scope.tenant(), config, 1);
    let model = ModelConfig { second: second.clone(), ..app.model.config(PATIENT) };
    let engine = Engine::new(store, OpenAi::new(http_client(), &model), app.clock(), &model);
    let keys = ModelKeys::of_company("a-key".into());
    let tenant = TenantContext {
        scope: &scope,
        customers: None,
        agent: &agent,
        keys: &keys,
        bookings: BookingMode::DryRun,
        may_ask: true,
    };
    let question = Speech { text: "What does a tune-up cost".to_owned(), confidence: Some(0.9) };
    let event = TurnEvent::from(Event::CallerSaid(question));
    let advance = Box::pin(engine.advance(tenant, conversation, &mut false, event, posted)).await;
    advance.expect("a reply").reply.say
}

async fn next(clauses: &mut UnboundedReceiver<String>) -> String {
    let next = tokio::time::timeout(Duration::from_secs(20), clauses.recv()).await;
    next.expect("no sentence reached the sink while the model spoke").expect("the sink is open")
}

#[tokio::test]
async fn sentence_reaches_the_sink_before_the_models_stream_has_ended() {
    let mut call = AskedCall::start().await;
    let pieces = call.model();
    let (_, closed) = unbounded_channel();
    let mut clauses = std::mem::replace(&mut call.clauses, closed);
    // Each piece is sent only after the sink has the sentence before it.
    let model_speaks = async move {
        pieces.send("It costs $89. ").expect("the stream is open");
        assert_eq!(next(&mut clauses).await, "It costs $89.");
        pieces.send("<think>Offer one.</think>It takes **an hour.** Shall").expect("the stream is open");
        assert_eq!(next(&mut clauses).await, "It takes an hour.");
        pieces.send(" I book one?").expect("the stream is open");
        drop(pieces);
        assert_eq!(next(&mut clauses).await, "Shall I book one?");
    };
    let (said, ()) = tokio::join!(ask(&mut call), model_speaks);
    assert_eq!(said, ["It costs $89. It takes an hour. Shall I book one?"]);
    assert_eq!(call.posted.so_far.join(" "), said[0], "the sink gets what the reply says");
}

/// What a reply says whose first model breaks off after these words, if a second model could take over; and the requests to both.
async fn broken_after(words: &'static str) -> (Vec<String>, Vec<String>, usize) {
    let mut call = AskedCall::start().await;
    let first = call.app.model.config(PATIENT).first;
    call.second = Some(ModelSetting { name: "second".to_owned(), ..first });
    call.app.model.reply_with([ModelReply::Broken(words), ModelReply::Say("It costs eighty-nine dollars.")]);
    let said = ask(&mut call).await;
    (said, call.posted.so_far, call.app.model.request_count())
}

#[tokio::test]
async fn second_model_takes_over_only_before_a_sentence_reached_a_sink_that_speaks_at_once() {
    let (said, posted, requests) = Box::pin(broken_after("It costs")).await;
    assert_eq!((said.as_slice(), posted.as_slice()), (&["It costs eighty-nine dollars.".to_owned()][..], &said[..]));
    assert_eq!(requests, 2);
    let (said, posted, requests) = Box::pin(broken_after("It costs $89. And")).await;
    assert_eq!((posted, requests), (vec!["It costs $89.".to_owned()], 1), "the caller has heard it");
    assert!(!said.concat().contains("eighty"), "{said:?}");
}

#[tokio::test]
async fn sentence_that_may_not_be_said_never_reaches_the_sink_and_the_model_is_asked_again() {
    let mut call = AskedCall::start().await;
    let pieces = call.model();
    for piece in ["Let me see about that. ", "It costs $777. ", "Shall I book one?"] {
        pieces.send(piece).expect("the stream is open");
    }
    drop(pieces);
    let again = call.model();
    again.send("I can't give you a price for that.").expect("the stream is open");
    drop(again);
    let said = ask(&mut call).await;
    assert_eq!(said, ["Let me see about that.", "I can't give you a price for that."]);
    assert_eq!(call.posted.so_far, said, "the sink gets what the reply says");
    assert_eq!(call.conversation.caught().len(), 1);
}
