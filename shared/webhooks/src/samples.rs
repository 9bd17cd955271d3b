//! A sample of each event, with made-up data, for tests of an endpoint and for the set-up of Zapier and Make.

use domain::webhook::WebhookEventType;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::EventData;

/// The data of a sample.
pub fn sample(event: WebhookEventType) -> Result<EventData, serde_json::Error> {
    let data = data(event);
    Ok(match event {
        WebhookEventType::CallCompleted => EventData::Call(of(data)?),
        WebhookEventType::AppointmentBooked
        | WebhookEventType::AppointmentChanged
        | WebhookEventType::AppointmentCancelled => EventData::Appointment(of(data)?),
        WebhookEventType::EmergencyRaised | WebhookEventType::EmergencyAcknowledged => EventData::Emergency(of(data)?),
        WebhookEventType::MessageTaken => EventData::Message(of(data)?),
        WebhookEventType::MessageReceived => EventData::Received(of(data)?),
    })
}

fn of<T: DeserializeOwned>(data: Value) -> Result<Box<T>, serde_json::Error> {
    serde_json::from_value(data).map(Box::new)
}

fn data(event: WebhookEventType) -> Value {
    match event {
        WebhookEventType::CallCompleted => json!({
            "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0", "caller": "+12145550142",
            "started_at": "2026-11-23T15:04:05Z", "ended_at": "2026-11-23T15:06:12Z", "duration_seconds": 127,
            "outcome": "booked", "after_hours": false, "language": "english",
            "booked": ["apt_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0"], "changed": [], "cancelled": [],
            "summary": {
                "text": "Dana Smith booked a visit (repair) for Tuesday, November 24, between 8 AM and noon.",
                "reason": "The furnace is dead", "urgency": "routine",
                "next_step": "Be there on Tuesday, November 24, between 8 AM and noon.",
            },
        }),
        WebhookEventType::AppointmentBooked => appointment(),
        WebhookEventType::AppointmentChanged => {
            let mut changed = appointment();
            changed["version"] = json!(2);
            changed["previous_slot"] = json!({"id": "2026-11-23_afternoon", "starts": "13:00", "ends": "17:00"});
            changed
        }
        WebhookEventType::AppointmentCancelled => {
            let mut cancelled = appointment();
            cancelled["version"] = json!(2);
            cancelled["status"] = json!("cancelled");
            cancelled["reason"] = json!("Sold the house");
            cancelled
        }
        WebhookEventType::EmergencyRaised => emergency(),
        WebhookEventType::EmergencyAcknowledged => {
            let mut acknowledged = emergency();
            acknowledged["acknowledged_at"] = json!("2026-11-23T15:05:02Z");
            acknowledged
        }
        WebhookEventType::MessageTaken => json!({
            "message_id": "msg_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
            "name": "Dana Smith", "callback": "+12145550142",
            "words": "The gate is locked, please call before you come.", "urgent": false,
            "left_at": "2026-11-23T15:05:40Z",
        }),
        WebhookEventType::MessageReceived => json!({
            "message_id": "msg_SM7f1c2d3e4b5a69788796a5b4c3d2e1f0", "from": "+12145550142", "to": "+12145550100",
            "words": "C", "received_at": "2026-11-23T18:00:00Z",
        }),
    }
}

fn appointment() -> Value {
    json!({
        "appointment_id": "apt_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "version": 1, "status": "booked",
        "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"}, "job_type": "repair",
        "name": "Dana Smith", "callback": "+12145550142", "street": "12 Oak Street", "city": "Dallas", "zip": "75201",
        "problem": "The furnace is dead", "access_notes": "Beware of the dog",
        "answers": [{"id": "fuel", "label": "Fuel", "answer": "gas"}, {"id": "warranty", "label": "Under warranty"}],
        "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0", "booked_at": "2026-11-23T15:05:30Z",
    })
}

fn emergency() -> Value {
    json!({
        "emergency_id": "emg_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
        "hazard": "gas_leak", "callback": "+12145550142", "name": "Dana Smith", "place": "12 Oak Street, Dallas 75201",
        "heard": "I smell gas in the basement", "heard_at": "2026-11-23T15:04:20Z",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_has_the_form_of_its_type_and_nothing_more() {
        for event in WebhookEventType::ALL {
            let parsed = sample(event).unwrap_or_else(|error| panic!("{}: {error}", event.name()));
            assert_eq!(serde_json::to_value(parsed).expect("JSON"), data(event), "{}", event.name());
        }
    }
}
