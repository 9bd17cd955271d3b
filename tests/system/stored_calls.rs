//! Calls that version 0.1.0 stored, in every phase. The current code repeats their last response, continues them and counts
//! them once, so a deployment during a call goes unnoticed.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{StreamExt, stream};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::support::{TestApp, TestCaller, WebhookResponse, read, tool};

type Parameters = &'static [(&'static str, &'static str)];

/// A file of `tests/fixtures/v1/calls`.
struct StoredCall {
    name: &'static str,
    /// The webhook that the file's last response answered.
    last: (&'static str, Parameters),
    /// What happens next in the call. `None` if only its end can follow.
    next: Option<Next>,
    /// Whether the call counts when it ends.
    counts: bool,
}

/// The next webhook: Twilio posts it to the URL in an attribute of the last response.
struct Next {
    url: Url,
    parameters: Parameters,
    /// A part of the response's body.
    response: &'static str,
}

enum Url {
    Attribute(&'static str, &'static str),
    Redirect,
}

const GATHER: Url = Url::Attribute("Gather", "action");
const DIAL: Url = Url::Attribute("Dial", "action");
const NO_ANSWER: Parameters = &[("DialCallStatus", "no-answer")];
const RECORDING: Parameters = &[
    ("RecordingSid", "RE00000000000000000000000000000002"),
    ("RecordingUrl", "https://api.twilio.com/2010-04-01/Accounts/AC000000000000000000000000000000a1/Recordings/RE2"),
    ("RecordingDuration", "12"),
];

const fn call(
    name: &'static str,
    last: (&'static str, Parameters),
    (url, parameters): (Url, Parameters),
    response: &'static str,
) -> StoredCall {
    StoredCall { name, last, next: Some(Next { url, parameters, response }), counts: true }
}

#[rustfmt::skip]
const CALLS: [StoredCall; 14] = [
    call("greeted", ("/twilio/voice", &[("CallStatus", "ringing")]),
        (GATHER, &[("SpeechResult", "My furnace needs a tune-up")]), "Tell me more."),
    call("talking", ("/twilio/turn?step=1", &[("SpeechResult", "Can my visit be on Wednesday afternoon? And ring the bell twice")]),
        (GATHER, &[("SpeechResult", "Yes, please")]), "move your visit to Wednesday"),
    call("talking_unclear", ("/twilio/turn?step=1", &[("SpeechResult", "mumble mumble"), ("Confidence", "0.01")]),
        (GATHER, &[("SpeechResult", "My cooling needs a tune-up")]), "Tell me more."),
    call("talking_after_read_back", ("/twilio/turn?step=2", &[("SpeechResult", "What does it cost?")]),
        (GATHER, &[("SpeechResult", "How long does it take?")]), "Tell me more."),
    call("reading_back", ("/twilio/turn?step=1", &[("SpeechResult", "My furnace needs a tune-up")]),
        (GATHER, &[("SpeechResult", "Yes, that's right")]), "You&apos;re booked for tomorrow"),
    StoredCall { counts: false, ..call("reading_back_in_test_mode", ("/twilio/turn?step=1", &[("SpeechResult", "My furnace needs a tune-up")]),
        (GATHER, &[("SpeechResult", "Yes, that's right")]), "You&apos;re booked for tomorrow") },
    call("offering_person", ("/twilio/turn?step=3", &[("SpeechResult", "")]),
        (GATHER, &[("Digits", "1")]), ">+12145550188</Number>"),
    call("asking_if_safe", ("/twilio/dial-result?step=4", NO_ANSWER),
        (GATHER, &[("SpeechResult", "Yes, everyone is out")]), "<Gather"),
    call("holding", ("/twilio/turn?step=1", &[("SpeechResult", "My furnace needs a tune-up")]),
        (Url::Redirect, &[]), "Tell me more."),
    call("transferring", ("/twilio/turn?step=1", &[("SpeechResult", "Let me talk to a person")]),
        (DIAL, NO_ANSWER), "<Gather"),
    call("transferring_on_call", ("/twilio/turn?step=1", &[("SpeechResult", "It smells like rotten eggs by the furnace")]),
        (DIAL, NO_ANSWER), ">+12145550172</Number>"),
    call("voicemail", ("/twilio/turn?step=4", &[("SpeechResult", "")]),
        (Url::Attribute("Record", "action"), RECORDING), "<Hangup"),
    StoredCall { name: "hung_up", last: ("/twilio/turn?step=1", &[("SpeechResult", "That's all")]), next: None, counts: true },
    StoredCall { name: "ended", last: ("/twilio/dial-result?step=2", &[("DialCallStatus", "completed"), ("DialCallDuration", "30")]), next: None, counts: true },
];

/// A stored call in the table of a new system.
struct Loaded {
    app: TestApp,
    caller: TestCaller,
    last_response: String,
}

impl StoredCall {
    async fn load(&self) -> Loaded {
        let text = read(&format!("tests/fixtures/v1/calls/{}.json", self.name));
        let stored: Value = serde_json::from_str(&text).expect("JSON");
        let field = |name: &str| stored[name].as_str().expect("a string");
        let app = TestApp::with_fixture_credentials().await;
        app.put_items(stored["items"].as_array().expect("items")).await;
        let [call_sid, from, to] = ["call_sid", "from", "to"].map(field);
        let caller = TestCaller::of_stored_call(&app.system.manifest, call_sid, from, to);
        Loaded { caller, last_response: field("last_answer").to_owned(), app }
    }
}

impl Loaded {
    /// A response's body with URLs as the fixtures have them: without host.
    fn body(&self, response: &WebhookResponse) -> String {
        response.body.replace(&self.app.system.manifest.base_url, "")
    }

    /// The last response, as the system would have sent it.
    fn last_response(&self) -> WebhookResponse {
        WebhookResponse { status: 200, content_type: "text/xml".to_owned(), body: self.last_response.clone() }
    }

    async fn post(&self, webhook: &Next) -> WebhookResponse {
        let last = self.last_response();
        let url = match webhook.url {
            Url::Attribute(element, attribute) => last.attribute(element, attribute),
            Url::Redirect => last.redirect(),
        };
        self.caller.post(&url, webhook.parameters).await
    }

    /// Ends the call twice, as Twilio may.
    async fn end(&self) {
        for _ in 0..2 {
            assert_eq!(self.caller.hang_up().await.status, 204);
        }
    }

    async fn is_listed_as_open(&self) -> bool {
        let mut open = self.app.items().await.into_iter().filter(|item| item.partition == "open_calls");
        open.any(|item| item.mentions(self.caller.call_sid()))
    }

    /// Waits until the call is counted and leaves the list of open calls.
    async fn until_unlisted(&self) {
        let waiting = async {
            while self.is_listed_as_open().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("the call stays listed as open");
    }

    /// How many calls of that day were counted, once the queue is empty.
    async fn counted(self) -> u64 {
        let (store, scope) = (self.app.store(), self.app.scope(self.caller.company()).await);
        self.app.system.stop().await;
        let usage = store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read");
        usage.map_or(0, |usage| usage.calls)
    }
}

/// A response without what each release may change: the words that speech recognition expects, and in our URLs the company
/// and the signature.
fn comparable(response: &str) -> String {
    let changing = [(" hints=\"", "\""), ("&amp;tenant=", "&\"<"), ("&amp;signature=", "&\"<")];
    changing.into_iter().fold(response.to_owned(), |response, (begin, ends)| {
        let mut parts = response.split(begin);
        let first = parts.next().unwrap_or_default().to_owned();
        // An attribute goes with its closing quote; a parameter ends before what follows it.
        let end = |part: &str| part.find(|letter| ends.contains(letter)).map(|end| end + usize::from(ends == "\""));
        parts.fold(first, |kept, part| kept + end(part).map_or("", |end| &part[end..]))
    })
}

#[test]
fn every_fixture_has_a_case() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1/calls");
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").file_name());
    let files: BTreeSet<_> = files.map(|name| name.into_string().expect("text")).collect();
    assert_eq!(files, CALLS.iter().map(|call| format!("{}.json", call.name)).collect());
}

#[tokio::test]
async fn call_begun_before_a_deployment_repeats_continues_and_counts_once() {
    let checks = CALLS.into_iter().map(async |call| {
        let loaded = call.load().await;
        let (path, parameters) = call.last;
        let response = loaded.caller.post(path, parameters).await;
        let repeated = comparable(&loaded.body(&response));
        assert_eq!(repeated, comparable(&loaded.last_response), "{}", call.name);
        assert!(loaded.app.model.requests().is_empty(), "{}: a repeat asks no model", call.name);

        if call.name == "talking" {
            let arguments =
                json!({"appointment_id": "apt_f00000000000000000000000000000aa_0", "slot_id": "2026-11-25_afternoon"});
            loaded.app.model.reply_with([tool("reschedule", arguments)]);
        }
        if let Some(next) = &call.next {
            let response = loaded.post(next).await;
            assert_eq!(response.status, 200, "{}: {}", call.name, response.body);
            assert!(response.body.contains(next.response), "{}: {}", call.name, response.body);
        }

        loaded.end().await;
        loaded.until_unlisted().await;
        assert_eq!(loaded.counted().await, u64::from(call.counts), "{}", call.name);
    });
    stream::iter(checks).buffer_unordered(3).collect::<()>().await;
}
