//! The JSON of an emergency with its pages: each text and ring, with what became of it.

use domain::{
    escalation::{AcceptedBy, PageWay},
    id::PersonId,
    notification::UndeliveredReason,
    phone::PhoneNumber,
    text::Text,
};
use jiff::Timestamp;
use serde::Serialize;
use store::{EmergencyItem, EmergencyPageItem, SendState};
use utoipa::ToSchema;

use super::outcome::EmergencyView;

/// An emergency with its pages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyWithPages, example = json!({
    "emergency_id": "emg_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
    "hazard": "gas_leak", "callback": "+12145550142", "heard_at": "2026-11-23T15:04:20Z", "heard": "I smell gas in the basement",
    "acknowledged_at": "2026-11-23T15:09:41Z", "handling": {"version": 1},
    "acknowledged_by": {"way": "key", "number": "+12145550171"},
    "pages": [{
        "step": 1, "way": "ring", "number": "+12145550171", "name": "Sam Ortiz", "at": "2026-11-23T15:09:20Z",
        "state": "sent", "acknowledged_at": "2026-11-23T15:09:41Z",
    }],
}))]
pub(crate) struct EmergencyWithPages {
    #[serde(flatten)]
    emergency: EmergencyView,
    /// Who accepted it, and how; missing until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged_by: Option<AcceptedByView>,
    /// Each text and ring about it, by step.
    pages: Vec<PageView>,
}

/// Who accepted an emergency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AcknowledgedBy, example = json!({"way": "key", "number": "+12145550171"}))]
struct AcceptedByView {
    /// How: by the key 1, by a reply to the text, or by API.
    #[schema(pattern = "^(key|reply|api)$")]
    way: &'static str,
    /// The number that was rung, or that replied.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<PhoneNumber>,
    /// The person, key or operator, as the audit log names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

/// A text or a ring about an emergency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyPage, example = json!({
    "step": 1, "way": "ring", "number": "+12145550171", "name": "Sam Ortiz", "at": "2026-11-23T15:09:20Z", "state": "sent",
    "acknowledged_at": "2026-11-23T15:09:41Z",
}))]
struct PageView {
    /// The step of the escalation. 0 is the call itself; 1 pages the people on call after five minutes, the later ones page everybody.
    step: u8,
    /// Text or ring.
    way: PageWay,
    /// The number.
    number: PhoneNumber,
    /// The person's name, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<60>>,
    /// The person of the company, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<PersonId>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `sending` while it is being sent, `sent`, or `undeliverable`.
    #[schema(value_type = String, pattern = "^(sending|sent|undeliverable)$")]
    state: SendState,
    /// Why it cannot be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<UndeliveredReason>,
    /// What the company can do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
    /// When the person accepted the emergency in answer to this page; missing if they did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
}

impl EmergencyWithPages {
    /// An emergency and its pages, by step. An acknowledgement belongs to the latest page of its way and number before it.
    pub(crate) fn new(item: EmergencyItem, pages: Vec<EmergencyPageItem>) -> Self {
        let (by, at) = (item.acknowledged_by.clone(), item.acknowledged_at);
        let answered = by.as_ref().zip(at).and_then(|(by, at)| {
            let is_answered = |page: &EmergencyPageItem| is_way_of(by, page) && page.sending.at <= at;
            Some((pages.iter().rposition(is_answered)?, at))
        });
        let views = pages.into_iter().enumerate().map(|(nth, page)| {
            let EmergencyPageItem { step, way, number, name, person, sending, .. } = page;
            PageView {
                step: step.number(),
                way,
                number,
                name,
                person_id: person,
                at: sending.at,
                state: sending.state,
                reason: sending.reason,
                advice: sending.reason.map(UndeliveredReason::advice),
                acknowledged_at: answered.filter(|(page, _)| *page == nth).map(|(_, at)| at),
            }
        });
        let pages = views.collect();
        Self { emergency: item.into(), acknowledged_by: by.map(AcceptedByView::from), pages }
    }
}

fn is_way_of(by: &AcceptedBy, page: &EmergencyPageItem) -> bool {
    match by {
        AcceptedBy::Key { number } => page.way == PageWay::Ring && number.as_ref() == Some(&page.number),
        AcceptedBy::Reply { number } => page.way == PageWay::Text && *number == page.number,
        AcceptedBy::Api { .. } => false,
    }
}

impl From<AcceptedBy> for AcceptedByView {
    fn from(by: AcceptedBy) -> Self {
        match by {
            AcceptedBy::Key { number } => Self { way: "key", number, by: None },
            AcceptedBy::Reply { number } => Self { way: "reply", number: Some(number), by: None },
            AcceptedBy::Api { by } => Self { way: "api", number: None, by: Some(by) },
        }
    }
}
