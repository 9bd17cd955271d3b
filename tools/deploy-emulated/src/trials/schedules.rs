//! The events of functions without an HTTP route, mostly those of schedules, each sent once to its function. The emulator's own schedule shows no answers, and that of a day comes
//! too late.

use serde_json::Value;

use crate::{Failure, stack::Stack, template::TemplateFunction};

/// The sample event of a schedule, and the fields that its answer must have.
pub(crate) struct ScheduledEvent {
    file: &'static str,
    fields: &'static [(&'static str, Field)],
}

#[derive(Clone, Copy)]
enum Field {
    True,
    Zero,
    Forbidden,
}

impl Field {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::True => value == &Value::Bool(true),
            Self::Zero => value.as_u64() == Some(0),
            Self::Forbidden => value.as_u64() == Some(403),
        }
    }
}

/// The event of a function's schedule; `None` if the function is not known here.
pub(crate) fn event_of(binary: &str) -> Option<ScheduledEvent> {
    let (file, fields): (_, &[_]) = match binary {
        "follow-up" => ("events/follow-up/due-jobs.json", &[("all_queued", Field::True), ("unreadable", Field::Zero)]),
        "unfinished-calls" => {
            ("events/unfinished-calls/schedule.json", &[("complete", Field::True), ("failed", Field::Zero)])
        }
        "call-check" => ("events/call-check/schedule.json", &[("webhook", Field::True), ("fallback", Field::True)]),
        "voice-stream" => ("events/voice-stream/connect.json", &[("statusCode", Field::Forbidden)]),
        _ => return None,
    };
    Some(ScheduledEvent { file, fields })
}

/// Invokes a function with the event of its schedule and checks the answer.
pub(crate) async fn invoke(stack: &Stack<'_>, function: &TemplateFunction<'_>) -> Result<(), Failure> {
    let event = event_of(function.binary).ok_or_else(|| format!("{} has no event", function.binary))?;
    let text = std::fs::read_to_string(event.file).map_err(|error| format!("{}: {error}", event.file))?;
    let answer = stack.invoke(function.resource, &text).await?;
    match event.fields.iter().find(|(name, field)| !field.is(&answer[name])) {
        Some((name, _)) => Err(format!("{}: {name} is not as expected in {answer}", function.binary).into()),
        None => Ok(()),
    }
}
