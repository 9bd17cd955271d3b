//! The sample events in `events/`: the sender of each, their order, and the expected answers (`events/cases.json`).
//!
//! Does not know how a function is invoked: the integration tests call the functions' own handlers, `invoke_events` their
//! release binaries.

use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::access::Role;
use follow_up::{AlarmReport, DueReport};
use serde::Deserialize;
use serde_json::Value;
use twilio::signature::AuthToken;
use unfinished_calls::SweepReport;

use crate::{
    command::sign::{bearer_event, signed_event},
    system::System,
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The placeholder for a key id in an event, replaced by the id of the created key.
const SOME_KEY: &str = "key_replace";

/// A sample event and its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The function it is for.
    pub function: String,
    /// Its file's name, without `.json`.
    pub event: String,
    /// Its sender.
    pub from: EventSender,
    /// The expected answer.
    pub expect: Expected,
}

/// The sender of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventSender {
    /// Twilio, for the first demo company.
    Twilio,
    /// Any sender, without credentials.
    Anybody,
    /// The platform's operator.
    Operator,
    /// The queue of finished calls.
    Queue,
    /// The schedule.
    Schedule,
    /// `EventBridge`.
    EventBridge,
    /// A person of the first demo company.
    #[serde(untagged)]
    Person(Role),
}

/// The expected answer.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Expected {
    /// A response.
    Response {
        /// Its status.
        status: u16,
        /// Text in its body.
        says: String,
    },
    /// The failed messages of a batch, by their ids.
    Batch {
        /// The ids.
        hands_back: Vec<String>,
    },
    /// The report of a sweep of unfinished calls.
    Report(SweepReport),
    /// The report of a check of calls.
    Check(call_check::CheckReport),
    /// What a schedule queued.
    Due(DueReport),
    /// What became of the change of an alarm.
    Alarm(AlarmReport),
}

/// The answer of a function.
#[derive(Debug, PartialEq, Eq)]
pub enum ExpectedResponse {
    /// A response.
    Response {
        /// Its status.
        status: u16,
        /// Its body.
        body: String,
    },
    /// The failed messages of a batch, by their ids.
    Batch {
        /// The ids.
        handed_back: Vec<String>,
    },
    /// The report of a sweep of unfinished calls.
    Report(SweepReport),
    /// The report of a check of calls.
    Check(call_check::CheckReport),
    /// What a schedule queued.
    Due(DueReport),
    /// What became of the change of an alarm.
    Alarm(AlarmReport),
}

impl ExpectedResponse {
    /// Parses a function's result: a response for API Gateway (payload 2.0), a partial batch response, or a report.
    pub fn of_lambda(answer: &Value) -> Result<Self, Failure> {
        if let Ok(report) = serde_json::from_value(answer.clone()) {
            return Ok(Self::Report(report));
        }
        if let Ok(report) = serde_json::from_value(answer.clone()) {
            return Ok(Self::Check(report));
        }
        if let Ok(report) = serde_json::from_value(answer.clone()) {
            return Ok(Self::Due(report));
        }
        if let Ok(report) = serde_json::from_value(answer.clone()) {
            return Ok(Self::Alarm(report));
        }
        if let Some(failures) = answer["batchItemFailures"].as_array() {
            let ids = failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap_or_default().to_owned());
            return Ok(Self::Batch { handed_back: ids.collect() });
        }
        let status = answer["statusCode"].as_u64().ok_or_else(|| format!("not an answer: {answer}"))?;
        let body = answer["body"].as_str().unwrap_or_default();
        let body = match answer["isBase64Encoded"].as_bool() {
            Some(true) => String::from_utf8(STANDARD.decode(body)?)?,
            _ => body.to_owned(),
        };
        Ok(Self::Response { status: u16::try_from(status)?, body })
    }
}

impl Case {
    /// Checks an answer. The error shows the difference.
    pub fn check(&self, answer: &ExpectedResponse) -> Result<(), String> {
        let right = match (&self.expect, answer) {
            (Expected::Response { status, says }, ExpectedResponse::Response { status: answered, body }) => {
                status == answered && body.contains(says)
            }
            (Expected::Batch { hands_back }, ExpectedResponse::Batch { handed_back }) => hands_back == handed_back,
            (Expected::Report(expected), ExpectedResponse::Report(report)) => expected == report,
            (Expected::Check(expected), ExpectedResponse::Check(report)) => expected == report,
            (Expected::Due(expected), ExpectedResponse::Due(report)) => expected == report,
            (Expected::Alarm(expected), ExpectedResponse::Alarm(report)) => expected == report,
            _ => false,
        };
        if right { Ok(()) } else { Err(format!("expected {:?}, not {answer:?}", self.expect)) }
    }
}

/// The folder of events.
#[derive(Debug)]
pub struct SampleEvents {
    folder: PathBuf,
    /// The events in order: later events depend on earlier ones.
    pub cases: Vec<Case>,
}

impl SampleEvents {
    /// The events of this project. An event without a case, or a case without an event, is an error.
    pub fn read() -> Result<Self, Failure> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(folder.join("cases.json"))?)?;
        let events = Self { folder, cases };
        let mut named: Vec<PathBuf> = events.cases.iter().map(|case| events.path(case)).collect();
        let mut found = Vec::new();
        for function in std::fs::read_dir(&events.folder)? {
            let function = function?.path();
            if function.is_dir() {
                for event in std::fs::read_dir(function)? {
                    found.push(event?.path());
                }
            }
        }
        named.sort();
        found.sort();
        if let Some(path) = named.iter().find(|path| !found.contains(path)) {
            return Err(format!("{} has a case and is not there", path.display()).into());
        }
        if let Some(path) = found.iter().find(|path| !named.contains(path)) {
            return Err(format!("{} has no case in events/cases.json", path.display()).into());
        }
        if named.len() > found.len() {
            return Err("an event has more than one case in events/cases.json".into());
        }
        Ok(events)
    }

    fn path(&self, case: &Case) -> PathBuf {
        self.folder.join(&case.function).join(format!("{}.json", case.event))
    }

    /// An event as in its file, unsigned.
    pub fn unsigned(&self, case: &Case) -> Result<Value, Failure> {
        let path = self.path(case);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
    }

    /// The sequence of events for functions that run on this system.
    #[must_use]
    pub fn sent_to<'a>(&'a self, system: &'a System) -> EventSequence<'a> {
        EventSequence { events: self, system, key_id: SOME_KEY.to_owned() }
    }
}

/// A sequence of events, and the values that later events take from earlier answers.
#[derive(Debug)]
pub struct EventSequence<'a> {
    events: &'a SampleEvents,
    system: &'a System,
    key_id: String,
}

impl EventSequence<'_> {
    /// An event as its sender sends it: signed, or with an access token.
    pub fn event(&self, case: &Case) -> Result<Value, Failure> {
        self.event_of(case, |_| Ok(()))
    }

    /// The same event, changed before it is signed.
    pub fn event_of(
        &self,
        case: &Case,
        change: impl FnOnce(&mut Value) -> Result<(), Failure>,
    ) -> Result<Value, Failure> {
        let text = self.events.unsigned(case)?.to_string().replace(SOME_KEY, &self.key_id);
        let mut event: Value = serde_json::from_str(&text)?;
        change(&mut event)?;
        let manifest = &self.system.manifest;
        let company = manifest.tenants.first().ok_or("there is no company")?;
        let email = match case.from {
            EventSender::Anybody | EventSender::Queue | EventSender::Schedule | EventSender::EventBridge => {
                return Ok(event);
            }
            EventSender::Twilio => {
                let token = AuthToken::new(company.twilio_auth_token.as_str());
                return signed_event(event, &token, Some(&manifest.base_url));
            }
            EventSender::Operator => &manifest.operator.email,
            EventSender::Person(role) => {
                let found = company.people.iter().find(|login| login.role == Some(role));
                &found.ok_or("the company has no person with this role")?.email
            }
        };
        bearer_event(event, &self.system.issuer.access_token(email, None)?)
    }

    /// Remembers the id of the key that was created last, for later events.
    pub fn learn(&mut self, answer: &ExpectedResponse) {
        let ExpectedResponse::Response { body, .. } = answer else { return };
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        if let Some(key_id) = body["api_key"]["key_id"].as_str() {
            key_id.clone_into(&mut self.key_id);
        }
    }
}
