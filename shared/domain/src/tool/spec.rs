//! The definitions of the tools for a model: names, descriptions and strict JSON Schemas.
//!
//! In strict mode every property is required, and an optional one is nullable. Source: OpenAI, "Structured outputs".

use serde_json::{Value, json};

use crate::{
    non_customer::NonCustomer,
    tenant::{AnswerKind, NOT_KNOWN, TenantConfig},
    triage::Hazard,
};

/// The definition of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    /// The name.
    pub name: &'static str,
    /// When to use it, in words for the model.
    pub description: &'static str,
    /// The JSON Schema of its arguments.
    pub parameters: Value,
}

/// The names of the tools.
pub(crate) const NAMES: [&str; 10] = [
    "check_availability",
    "book_appointment",
    "reschedule",
    "cancel",
    "look_up_customer",
    "take_message",
    "report_emergency",
    "transfer_to_person",
    "not_a_customer",
    "end_call",
];

/// The tools of a company's agent. Their order is fixed, because they are part of the cached prefix of the prompt.
#[must_use]
pub fn definitions(config: &TenantConfig) -> Vec<ToolSpec> {
    let job_types: Vec<&str> = config.job_types.iter().map(|job_type| job_type.id.as_str()).collect();
    let text = |description: &str| json!({"type": "string", "description": description});
    let optional = |description: &str| json!({"type": ["string", "null"], "description": description});
    let mut tools = vec![
        tool(
            "check_availability",
            "Finds free arrival windows. Use it before you offer any time. Offer only what it returns.",
            &json!({
                "zip": optional("The caller's five-digit ZIP code, if known; checks the service area too."),
                "when": text(
                    "Only the caller's own words for the day, unchanged: 'next Tuesday', 'any day but Friday', 'after the \
                     tenth', 'el martes que viene', 'soonest'.",
                ),
                "part_of_day": {"type": "string", "enum": ["morning", "afternoon", "evening", "any"]},
            }),
        ),
        tool(
            "book_appointment",
            "Books a visit. The caller hears all details read back and must agree before anything is booked; if they \
             correct something, call it again with the correction.",
            &json!({
                "slot_id": text("A slot_id returned by check_availability in this call."),
                "job_type": {"type": "string", "enum": job_types},
                "name": text("The full name, as the caller gave it in this call. Never a placeholder: ask for it."),
                "callback_number": optional("Only if it differs from the number they are calling from."),
                "street_address": text("House number, street and unit, as the caller gave them. Never a placeholder: ask for them."),
                "city": optional("The city."),
                "zip": text("The five-digit ZIP code."),
                "problem": text("What is wrong, in the caller's words."),
                "access_notes": optional("Gate code, dogs, parking."),
                "answers": answers(config),
            }),
        ),
        tool(
            "reschedule",
            "Moves an appointment of this caller to another slot, after look_up_customer and check_availability. The \
             caller hears it read back and must agree before it is moved.",
            &json!({
                "appointment_id": text("An appointment_id returned by look_up_customer."),
                "slot_id": text("A slot_id returned by check_availability in this call."),
            }),
        ),
        tool(
            "cancel",
            "Calls off an appointment of this caller, after look_up_customer. The caller hears it read back and must \
             agree before it is cancelled.",
            &json!({"appointment_id": text("An appointment_id returned by look_up_customer.")}),
        ),
        tool(
            "look_up_customer",
            "Returns the name and the appointments of the caller, if their number is proven or something they said matches \
             what is on file; otherwise that nothing matched. Pass on only what the caller has said.",
            &json!({
                "house_number": optional("The house number, as the caller said it."),
                "zip": optional("The ZIP code, as the caller said it."),
                "name": optional("The full name, as the caller said it."),
            }),
        ),
        tool(
            "take_message",
            "Stores a message for the company. The caller hears the message and the number read back and must agree \
             before it is stored.",
            &json!({
                "name": optional("Who it is from."),
                "callback_number": optional("Only if it differs from the number they are calling from."),
                "message": text("The message."),
                "urgent": {"type": "boolean", "description": "True if it cannot wait until the office opens."},
            }),
        ),
        tool(
            "report_emergency",
            "Use at once when anything suggests danger to life or property: a smell of gas, rotten eggs or sulfur, hissing, \
             an alarm that sounds, beeps or chirps, headache, dizziness or sickness of people at home, soot, exhaust or smoke \
             indoors, anything that burns, sparks, glows or melts, water that pours or comes through a ceiling, refrigerant on \
             skin or breathed in, a person in danger of life, and also words that may be such a danger misheard (gas leek, \
             car bon monoxide). With level emergency the safety instructions are spoken and the people on call are called. \
             With level suspect the caller is asked one fixed question. In doubt use suspect, never nothing.",
            &json!({
                "hazard": {
                    "type": "string",
                    "enum": Hazard::ALL.map(Hazard::name),
                },
                "level": {"type": "string", "enum": ["emergency", "suspect"]},
            }),
        ),
    ];
    tools.extend(endings());
    tools
}

/// The schema of the answers to the company's questions, one property each; null if the company has no such question.
fn answers(config: &TenantConfig) -> Value {
    let asked = config.questions_asked().into_iter().filter(|question| !question.has_own_argument());
    let properties: serde_json::Map<String, Value> = asked
        .map(|question| {
            let allowed = |answers: &[&str]| {
                let answers = answers.iter().chain([&NOT_KNOWN]).map(|answer| json!(answer));
                json!({"type": ["string", "null"], "enum": answers.chain([Value::Null]).collect::<Vec<_>>()})
            };
            let schema = match question.kind() {
                AnswerKind::Text => json!({"type": ["string", "null"]}),
                AnswerKind::Number => json!({"type": ["number", "string", "null"]}),
                AnswerKind::YesNo => allowed(&["yes", "no"]),
                AnswerKind::Choice => allowed(&question.choices()),
            };
            (question.id().to_owned(), schema)
        })
        .collect();
    if properties.is_empty() {
        return Value::Null;
    }
    let required: Vec<&String> = properties.keys().collect();
    let required = json!(required);
    let description = "What the caller answered to the company's questions. null: not asked. not_known: they do not know or do not want \
                       to say. Never a guess.";
    json!({"type": "object", "description": description, "properties": properties, "required": required,
        "additionalProperties": false})
}

/// The tools that end a turn or the call.
fn endings() -> [ToolSpec; 3] {
    let text = |description: &str| json!({"type": "string", "description": description});
    [
        tool(
            "transfer_to_person",
            "Connects the caller to a person. Use it when they ask for one, are upset, or you cannot help.",
            &json!({"reason": text("Why, in a few words.")}),
        ),
        tool(
            "not_a_customer",
            "Use it in your first answer, without words of your own, when it is clear that the caller wants no service of the company: \
             sales sells something to the company, robocall is a recording, wrong_number wanted someone else, job_seeker looks for work, \
             supplier delivers or bills the company. The system ends the call politely or takes a message. Never use it for anyone \
             with a question about heating or cooling, and in doubt ask what they need.",
            &json!({"kind": {"type": "string", "enum": NonCustomer::ALL.map(NonCustomer::name)}}),
        ),
        tool(
            "end_call",
            "Says goodbye and hangs up. Use it once the caller needs nothing more.",
            &json!({"goodbye": text("The last words to the caller.")}),
        ),
    ]
}

/// A tool. A property without a schema is left out.
fn tool(name: &'static str, description: &'static str, properties: &Value) -> ToolSpec {
    let mut properties = properties.as_object().cloned().unwrap_or_default();
    properties.retain(|_, schema| !schema.is_null());
    let required: Vec<&String> = properties.keys().collect();
    let required = json!(required);
    let parameters =
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false});
    ToolSpec { name, description, parameters }
}
