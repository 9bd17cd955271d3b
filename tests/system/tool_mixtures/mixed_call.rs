//! A call in which the model answers with a mixture of tools.

use domain::{
    booking::{Appointment, BookingRequest, Origin},
    conversation::{HistoryEntry, ToolRequest},
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
};
use serde_json::{Value, json};

use super::mixture::{Ids, Mixture, Taken};
use crate::support::{DESERT, ModelReply, TestApp, TestCaller, WebhookResponse, call};

/// The window with one place, which the caller is offered.
pub(super) const EVENING: &str = "2026-11-24_evening";
/// The slot of the visit that the caller has already.
pub(super) const EARLIER_SLOT: &str = "2026-11-26_early";

/// A call of a caller with a visit, who was offered the evening of the next day.
pub(super) struct MixedCall<'a> {
    pub(super) app: &'a TestApp,
    pub(super) caller: TestCaller,
    mixture: &'a Mixture,
    /// The visit that the caller has already.
    earlier: Appointment,
    /// The visit of another caller in the evening, if they take it.
    competing: Appointment,
    /// All responses, the latest last.
    pub(super) responses: Vec<WebhookResponse>,
    /// The number of requests to the model before this call.
    requests_before: usize,
}

fn visit_at(slot: &str, (starts, ends): (&str, &str), callback: &str) -> BookingRequest {
    let visit = json!({
        "slot": {"id": slot, "starts": starts, "ends": ends}, "job_type": "repair", "name": "Dana Smith",
        "callback": callback, "street": "12 Oak Street", "zip": "85004", "problem": "No cooling",
    });
    serde_json::from_value(visit).expect("a visit")
}

impl<'a> MixedCall<'a> {
    pub(super) async fn start(app: &'a TestApp, mixture: &'a Mixture, nth: usize) -> Self {
        let from = format!("+1602555{:04}", 1000 + nth);
        let booked = |prefix: &str, visit| {
            let call = CallSid::parse(&format!("CA{prefix}{nth}")).expect("an id");
            let id = AppointmentId::of_call(&call, 0);
            Appointment::booked(id, Origin::Call { call, booked_by: None }, visit, app.clock().now())
        };
        let earlier = booked("earlier", visit_at(EARLIER_SLOT, ("06:00", "10:00"), &from));
        let competing = booked("competing", visit_at(EVENING, ("17:00", "20:00"), "+16025550199"));
        let number = PhoneNumber::parse(&from).expect("a number");
        app.store().book(&app.scope(DESERT).await, &earlier, u32::MAX, Some(&number)).await.expect("booked");
        let caller = app.caller(DESERT).from(&from);
        let requests_before = app.model.request_count();
        let greeting = caller.ring().await;
        let responses = vec![greeting];
        let mut begun = Self { app, caller, mixture, earlier, competing, responses, requests_before };
        let when = json!({"zip": "85004", "when": "tomorrow", "part_of_day": "evening"});
        let looks_up = ModelReply::Call(vec![("check_availability", when), ("look_up_customer", json!({}))]);
        app.model.reply_with([looks_up, ModelReply::Say("Tomorrow evening is free.")]);
        begun.say("My cooling needs a tune-up, when can you come").await;
        begun
    }

    pub(super) fn latest(&self) -> &WebhookResponse {
        self.responses.last().expect("the call has begun")
    }

    pub(super) async fn say(&mut self, words: &str) {
        let response = self.caller.say(self.latest(), words).await;
        self.responses.push(response);
    }

    /// All that the caller has heard.
    pub(super) fn said(&self) -> String {
        // The greeting names the visit on file, in the words of a booking.
        self.responses.iter().skip(1).map(WebhookResponse::said).collect::<Vec<_>>().join("\n")
    }

    /// Whether the caller is asked to agree to a change.
    pub(super) fn is_read_back(&self) -> bool {
        let said = self.latest().said();
        self.latest().has("Gather") && (said.contains("Let me read") || said.contains("Shall I book that instead?"))
    }

    /// The requests to the model in this call.
    pub(super) fn requests(&self) -> Vec<Value> {
        self.app.model.requests_after(self.requests_before)
    }

    async fn take_evening(&self, when: Taken) {
        if self.mixture.taken == Some(when) {
            let scope = self.app.scope(DESERT).await;
            self.app.store().book(&scope, &self.competing, 1, None).await.expect("booked");
        }
    }

    /// The tool calls of a round, as the model sends them.
    pub(super) fn tool_calls(&self, round: usize) -> Vec<ToolRequest> {
        let calls = self.mixture.rounds[round].iter().enumerate();
        let id = |nth| match self.mixture.ids {
            Ids::Own => format!("call_{round}_{nth}"),
            Ids::Same => "call_x".to_owned(),
            Ids::Missing => String::new(),
        };
        calls
            .map(|(nth, (tool, arguments))| tool.request(*arguments, id(nth), EVENING, self.earlier.id.as_str()))
            .collect()
    }

    /// The caller speaks, and the model answers with the mixture and then with words.
    pub(super) async fn mix(&mut self) {
        self.take_evening(Taken::BeforeRequest).await;
        for round in 0..self.mixture.rounds.len() {
            let words = self.mixture.with_words.then_some("One moment.");
            self.app.model.reply_with([ModelReply::Mixture(words, self.tool_calls(round))]);
        }
        self.say("Please go on").await;
        self.app.model.forget_script();
    }

    /// The caller agrees to what is read back, and to the offer that may follow. There is no danger.
    pub(super) async fn agree(&mut self, is_asked_about_danger: bool) {
        self.take_evening(Taken::BeforeYes).await;
        if is_asked_about_danger {
            self.say("no").await;
        }
        for _ in 0..2 {
            if self.is_read_back() {
                self.say("yes").await;
            }
        }
        assert!(!self.is_read_back(), "the caller agreed, and it is read again: {}", self.latest().said());
    }

    /// The call goes on until the model is asked again, or until it is over. Only a person on call picks up.
    pub(super) async fn go_on(&mut self, in_danger: bool) {
        let dialed: &[_] = if in_danger {
            &[("DialCallStatus", "completed"), ("DialCallDuration", "30")]
        } else {
            &[("DialCallStatus", "no-answer")]
        };
        let requests = self.app.model.request_count();
        for _ in 0..8 {
            if self.latest().has("Dial") {
                let action = self.latest().attribute("Dial", "action");
                let response = self.caller.post(&action, dialed).await;
                self.responses.push(response);
            } else if self.latest().has("Gather") {
                self.say("How often do I change the filter").await;
            }
            if self.app.model.request_count() > requests {
                return;
            }
        }
        let over = self.latest().has("Hangup") || self.latest().has("Record");
        assert!(over, "the call does not go on: {}", self.latest().body);
    }

    /// The rounds of tools that the call has stored since the mixture: each tool call with its results, of which there is one. What
    /// the caller agreed to is a round of its own.
    pub(super) async fn stored_rounds(&self) -> Vec<Vec<(ToolRequest, Vec<String>)>> {
        let scope = self.app.scope(DESERT).await;
        let record = self.app.store().get_call(&scope, &call(&self.caller)).await.expect("read").expect("stored");
        let history = record.conversation.history();
        let results = |id: &str| {
            let returned = history.iter().filter_map(|entry| match entry {
                HistoryEntry::ToolReturned { id: of, content } if of == id => Some(content.clone()),
                _ => None,
            });
            returned.collect()
        };
        // What is on file stands before the caller's first words, as a look-up.
        let asked = history.iter().skip_while(|entry| entry.of_caller().is_none());
        let rounds = asked.filter_map(|entry| match entry {
            HistoryEntry::ToolsRequested { requests } => Some(requests),
            _ => None,
        });
        // The first round is the look-up before the mixture.
        let rounds = rounds.skip(1);
        rounds
            .map(|requests| requests.iter().map(|request| (request.clone(), results(&request.id))).collect())
            .collect()
    }

    /// The visit that the caller had already.
    pub(super) async fn earlier_visit(&self) -> Appointment {
        let scope = self.app.scope(DESERT).await;
        self.app.store().get_appointment(&scope, &self.earlier.id).await.expect("read").expect("stored")
    }

    /// The call's messages in the list of the company.
    pub(super) async fn listed_messages(&self) -> usize {
        let customers = self.app.customers(DESERT).await;
        let page = self
            .app
            .store()
            .list_messages(&customers, store::MessageFilter::default(), None, store::LARGEST_PAGE)
            .await
            .expect("read");
        page.items.iter().filter(|entry| entry.call.as_ref() == Some(&call(&self.caller))).count()
    }

    /// Gives the places back, for the next call.
    pub(super) async fn finish(self) {
        let (store, scope) = (self.app.store(), self.app.scope(DESERT).await);
        let booked = AppointmentId::of_call(&call(&self.caller), 0);
        for id in [&self.earlier.id, &self.competing.id, &booked] {
            store.cancel(&scope, id, &self.app.occasion()).await.expect("cancelled");
        }
    }
}
