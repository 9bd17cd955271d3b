//! The fake's summary of a call: what the caller said first and last, in the form that the request's schema asks for.

use serde_json::json;

use super::wire::{ChatReplyBody, Message};

/// Words that make a call urgent.
const URGENT: [&str; 6] = ["no heat", "freezing", "emergency", "urgent", "gas", "leak"];

/// The answer to a transcript, one line for each turn.
pub(super) fn reply(messages: &[Message]) -> ChatReplyBody {
    let transcript = messages.iter().rev().find(|message| message.role == "user");
    let transcript = transcript.and_then(|message| message.content.as_deref()).unwrap_or_default();
    let said: Vec<&str> = transcript.lines().filter_map(|line| line.strip_prefix("caller: ")).collect();
    let first = said.first().copied().unwrap_or("nothing");
    let urgent = URGENT.iter().any(|word| transcript.to_lowercase().contains(word));
    let summary = match said.last() {
        Some(last) if said.len() > 1 => {
            format!("The caller began with \u{201c}{first}\u{201d} and ended with \u{201c}{last}\u{201d}.")
        }
        _ => format!("The caller said: \u{201c}{first}\u{201d}."),
    };
    let answer = json!({
        "summary": summary, "reason": first, "urgency": if urgent { "urgent" } else { "routine" }, "next_step": null, "name": null,
        "address": null, "equipment": null, "problem": null, "access_notes": null,
    });
    ChatReplyBody::Say(answer.to_string())
}
