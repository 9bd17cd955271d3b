//! Streamed calls that use what voice-stream is granted.

use serde_json::json;

use crate::{
    support::{ACME, ApiClient, TestApp, TestCaller, relay_caller::RelayCaller, tool},
    system::{
        calls::visit,
        configuration::publish,
        spending::{TODAY, spend_of, spent},
        trial_budget::another,
    },
};

/// Calls at a WebSocket: one that books, moves and cancels a visit and leaves a message, an emergency, and one that nearly spends the
/// company's budget.
pub(super) async fn streamed_calls(app: &TestApp) {
    let owner = app.person(ACME, "owner");
    publish(&owner, &json!({"streaming": true})).await;
    let mut call = RelayCaller::ring(app.caller(ACME)).await;
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow morning", "part_of_day": "morning"})),
        tool("book_appointment", visit()),
    ]);
    call.say("My furnace needs a tune-up tomorrow morning").await;
    call.say("Yes").await;
    let id = app.appointment(&call.caller).await.expect("booked").id;
    app.model.reply_with([
        tool("look_up_customer", json!({})),
        tool("check_availability", json!({"zip": null, "when": "Wednesday", "part_of_day": "afternoon"})),
        tool("reschedule", json!({"appointment_id": id, "slot_id": "2026-11-25_afternoon"})),
    ]);
    call.say("Move my visit to Wednesday afternoon").await;
    call.say("Yes, move it").await;
    app.model.reply_with([tool("cancel", json!({"appointment_id": id}))]);
    call.say("No, call it off").await;
    call.say("Yes, cancel it").await;
    let message = json!({"name": "Dana", "callback_number": null, "message": "Call me", "urgent": false});
    app.model.reply_with([tool("take_message", message)]);
    call.say("Have someone call me").await;
    call.say("Yes, that's right").await;
    app.message(&call.caller).await.expect("stored");

    let mut emergency = RelayCaller::ring(app.caller(ACME)).await;
    let ended = emergency.say("I smell gas").await;
    emergency.end(&ended).await;

    let mut costly = RelayCaller::ring(app.caller(ACME)).await;
    let spent = spent(app, ACME).await.today.get();
    spend_of(app, ACME, TODAY, 16_000_000_u64.saturating_sub(spent + 1)).await;
    costly.say("My furnace needs a tune-up").await;
    for call in [call, emergency, costly] {
        call.caller.hang_up().await;
    }
    publish(&owner, &json!({"streaming": false})).await;
}

pub(super) async fn streamed_call_of_a_trial(app: &TestApp, owner: &ApiClient, caller: &TestCaller) {
    publish(owner, &json!({"streaming": true})).await;
    let mut call = RelayCaller::ring(another(app, caller)).await;
    call.say("My furnace needs a tune-up").await;
    call.caller.hang_up().await;
    publish(owner, &json!({"streaming": false})).await;
}
