//! What the fake does next: one question, one tool, or one answer at a time.

use domain::{dates::PartOfDay, triage::Language};
use serde_json::json;

use super::{
    hearing::CallerSentence,
    instructions::{answered_from_instructions, job_type},
    spanish,
    understanding::{CallerWish, LastQuestion, Offered, Understanding},
    wire::{ChatReplyBody, Message},
};

/// The details of a visit that code may refuse.
const REFUSED_FIELDS: [&str; 4] = ["name", "street_address", "zip", "callback_number"];
/// What a caller says who wants nothing else.
const DONE: [&str; 4] = ["that's all", "that is all", "that's it", "all set"];
/// A stand-in that does not understand says so: a model would, and a call that goes on regardless proves nothing.
const NOT_UNDERSTOOD: &str = "Stand-in: not understood.";
const ANYTHING_ELSE: &str = "Is there anything else I can help you with?";

/// The answer to a conversation, in its language.
pub(super) fn reply(messages: &[Message]) -> ChatReplyBody {
    let known = Understanding::of(messages);
    match (decide(&known), known.language) {
        (ChatReplyBody::Say(words), Language::SPANISH) => say(spanish::in_spanish(&words)),
        (ChatReplyBody::Call("end_call", _), Language::SPANISH) => {
            ChatReplyBody::Call("end_call", json!({"goodbye": "Gracias por llamar. Adiós."}))
        }
        (answer, _) => answer,
    }
}

fn decide(known: &Understanding) -> ChatReplyBody {
    if let Some((tool, result)) = &known.returned {
        return after_tool(known, tool, result);
    }
    let Some(heard) = &known.heard else {
        return say("How can I help you?");
    };
    let sentence = CallerSentence::new(heard);
    spoken_to(known, &sentence)
}

fn say(words: impl Into<String>) -> ChatReplyBody {
    ChatReplyBody::Say(words.into())
}

fn spoken_to(known: &Understanding, sentence: &CallerSentence<'_>) -> ChatReplyBody {
    if known.asked == LastQuestion::Message && !sentence.refuses_a_message() {
        return take_message(sentence);
    }
    if let (Some(message), Some(phone)) = (&known.message, sentence.phone()) {
        return message_with(None, Some(&phone), message);
    }
    let wants_person = sentence.says(&[
        "person",
        "human",
        "someone real",
        "representative",
        "operator",
        "real people",
        "talk to someone",
        "speak to someone",
        "speak with someone",
        "talk to somebody",
        "speak to somebody",
        "speak with somebody",
        "manager",
        "transfer me",
        "dispatcher",
    ]);
    if wants_person && !sentence.has(&["message", "don't", "no", "not"]) {
        return ChatReplyBody::Call("transfer_to_person", json!({"reason": "the caller asks for a person"}));
    }
    if sentence.says(&[
        "leave a message",
        "take a message",
        "pass on",
        "pass a message",
        "call me back",
        "someone call",
        "somebody call",
        "my bill",
        "invoice",
    ]) {
        return if sentence.word_count() > 9 {
            take_message(sentence)
        } else {
            say("Of course. What message shall I pass on?")
        };
    }
    let done = match known.asked {
        LastQuestion::AnythingElse => sentence.is_no() || sentence.says(&DONE),
        LastQuestion::Texts => sentence.says(&DONE),
        _ => false,
    };
    if done || sentence.has(&["goodbye", "bye"]) {
        return ChatReplyBody::Call("end_call", json!({"goodbye": "Thank you for calling. Goodbye."}));
    }
    if let Some(answer) = answered_from_instructions(known, sentence) {
        return say(format!("{answer} {}", next_question(known)));
    }
    if !known.understood && known.asked != LastQuestion::HouseNumber {
        return say(format!("{NOT_UNDERSTOOD} {}", next_question(known)));
    }
    match known.wish {
        _ if known.asked == LastQuestion::Texts => say(format!("All right, no texts. {ANYTHING_ELSE}")),
        CallerWish::Visit if known.booked => say(format!("Thank you. {ANYTHING_ELSE}")),
        CallerWish::Visit => go_on(known, sentence),
        CallerWish::Move | CallerWish::Cancel if known.asked == LastQuestion::HouseNumber => {
            look_up_with(heard_number(sentence).as_deref())
        }
        CallerWish::Move | CallerWish::Cancel if !known.looked_up => ChatReplyBody::Call("look_up_customer", json!({})),
        CallerWish::Cancel if known.asked == LastQuestion::Cancel => {
            say(format!("All right, it stays as it is. {ANYTHING_ELSE}"))
        }
        CallerWish::Cancel | CallerWish::Move => change(known),
    }
}

/// The number in the caller's words, as they said it.
fn heard_number(sentence: &CallerSentence<'_>) -> Option<String> {
    let mut words = sentence.text().split(|c: char| !c.is_ascii_digit());
    words.find(|word| !word.is_empty()).map(str::to_owned)
}

fn look_up_with(house_number: Option<&str>) -> ChatReplyBody {
    ChatReplyBody::Call("look_up_customer", json!({"house_number": house_number, "zip": null, "name": null}))
}

fn take_message(sentence: &CallerSentence<'_>) -> ChatReplyBody {
    message_with(sentence.introduced_name().as_deref(), sentence.phone().as_deref(), sentence.text())
}

fn message_with(name: Option<&str>, phone: Option<&str>, message: &str) -> ChatReplyBody {
    let arguments = json!({"name": name, "callback_number": phone, "message": message, "urgent": false});
    ChatReplyBody::Call("take_message", arguments)
}

/// The next step towards a booking.
fn go_on(known: &Understanding, sentence: &CallerSentence<'_>) -> ChatReplyBody {
    if known.returning && !known.looked_up {
        return ChatReplyBody::Call("look_up_customer", json!({}));
    }
    if known.asked == LastQuestion::Agreement && sentence.is_no() && nothing_new(sentence) {
        return say("I'm sorry. What should I change?");
    }
    if known.zip.is_some() && known.problem.is_some() && (known.offered.is_empty() || known.wants_other_day) {
        return check_availability(known);
    }
    let Some(slot) = &known.chosen else { return say(next_question(known)) };
    let (Some(problem), Some(zip), Some(name), Some(street)) = (&known.problem, &known.zip, &known.name, &known.street)
    else {
        return say(next_question(known));
    };
    if known.lacks_phone() {
        return say(next_question(known));
    }
    let job_type = job_type(known, problem);
    if let Some(question) = known.questions.next(&job_type, known.language) {
        return say(question);
    }
    let mut visit = json!({
        "slot_id": slot, "job_type": job_type, "name": name, "callback_number": known.phone,
        "street_address": street, "city": null, "zip": zip, "problem": problem, "access_notes": null,
    });
    let answers = known.questions.to_arguments();
    if !answers.is_null() {
        visit["answers"] = answers;
    }
    ChatReplyBody::Call("book_appointment", visit)
}

fn nothing_new(sentence: &CallerSentence<'_>) -> bool {
    sentence.word_count() <= 4 && sentence.zip().is_none() && sentence.street().is_none()
}

fn check_availability(known: &Understanding) -> ChatReplyBody {
    let arguments = json!({
        "zip": known.zip,
        "when": known.when.as_deref().unwrap_or("soonest"),
        "part_of_day": known.part.unwrap_or(PartOfDay::Any),
    });
    ChatReplyBody::Call("check_availability", arguments)
}

/// The question for the first missing value. It never repeats the last sentence.
fn next_question(known: &Understanding) -> String {
    let (first, again) = if known.problem.is_none() {
        (
            "What is going on with your heating or cooling?",
            "Could you tell me what you need, for example a repair or a tune-up?",
        )
    } else if known.zip.is_none() {
        (
            "What is the ZIP code of the address?",
            "Could you give me the five-digit ZIP code again? You can key it in, too.",
        )
    } else if known.chosen.is_none() {
        let offer = offer(&known.offered, known.language);
        return if known.said.contains(&offer) {
            format!("Sorry, I have {}. Which of these suits you?", choices(&known.offered, known.language))
        } else {
            offer
        };
    } else if known.name.is_none() {
        ("What name should I put on the visit?", "And the name, please?")
    } else if known.street.is_none() {
        ("What is the street address?", "Could you tell me the street address with the house number?")
    } else if known.lacks_phone() {
        ("What number can we reach you at?", "I need ten digits: what number can we reach you at?")
    } else {
        (ANYTHING_ELSE, "Can I help you with anything else?")
    };
    if known.said.contains(first) { again } else { first }.to_owned()
}

fn offer(offered: &[Offered], language: Language) -> String {
    match offered {
        [] => "Which day would be good for you?".to_owned(),
        [only] => format!("I have {}. If that suits you, say yes.", only.when),
        _ => format!("I have {}. Which one suits you?", choices(offered, language)),
    }
}

fn choices(offered: &[Offered], language: Language) -> String {
    let whens: Vec<&str> = offered.iter().map(|slot| slot.when.as_str()).collect();
    domain::spoken::choice(&whens, language)
}

/// Reschedules or cancels, once the appointment is known.
fn change(known: &Understanding) -> ChatReplyBody {
    let Some(appointment) = known.appointments.first() else { return say(no_appointment()) };
    match (known.wish, &known.chosen) {
        // The system reads it back and asks.
        (CallerWish::Cancel, _) => ChatReplyBody::Call("cancel", json!({"appointment_id": appointment.id})),
        (_, Some(slot)) => {
            ChatReplyBody::Call("reschedule", json!({"appointment_id": appointment.id, "slot_id": slot}))
        }
        _ if known.when.is_none() && known.part.is_none() => {
            say(format!("I see your visit {}. Which day would be better?", appointment.when))
        }
        _ if known.offered.is_empty() || known.wants_other_day => check_availability(known),
        _ => say(next_question(known)),
    }
}

fn no_appointment() -> String {
    format!("I can't find a visit under the number you are calling from. {ANYTHING_ELSE}")
}

fn after_tool(known: &Understanding, tool: &str, result: &str) -> ChatReplyBody {
    let failed = result.starts_with("error");
    match tool {
        "check_availability" if result.contains("tell the caller: ") => {
            let told = result.split("tell the caller: ").nth(1).unwrap_or_default();
            say(format!("{told} {ANYTHING_ELSE}"))
        }
        "check_availability" if result.contains("error: when") => say("Which day would be good for you?"),
        "check_availability" if result.contains("error: zip") => {
            say("Could you give me the five-digit ZIP code again?")
        }
        "check_availability" if !failed => {
            let none_then = if result.contains("\"note\"") { "I have nothing free then, but " } else { "" };
            if known.offered.is_empty() {
                return say(
                    "I'm sorry, nothing is free at the moment. What message shall I pass on, so that someone calls you?",
                );
            }
            let offer = offer(&known.offered, known.language);
            say(if none_then.is_empty() { offer } else { format!("{none_then}{offer}") })
        }
        "look_up_customer" if !failed => match known.wish {
            CallerWish::Visit => known.heard_before_lookup(),
            CallerWish::Move | CallerWish::Cancel if known.unmatched && known.asked != LastQuestion::HouseNumber => {
                say("To find your visit, may I ask: what is the house number of its address?")
            }
            CallerWish::Move | CallerWish::Cancel => change(known),
        },
        "take_message" if !failed => {
            say(format!("I've passed that on, and someone will call you back. {ANYTHING_ELSE}"))
        }
        "cancel" if !failed => say(format!("Your visit is cancelled. {ANYTHING_ELSE}")),
        "reschedule" if !failed => say(format!("Your visit has been moved. {ANYTHING_ELSE}")),
        "book_appointment" if result.starts_with("error: answers.") => go_on(known, &CallerSentence::new("")),
        "book_appointment" if result.contains("slot_id:") => check_availability(known),
        "book_appointment" if result.contains("while there is danger") => {
            say("I can't book a visit until it is safe. Our technician has been told and will call you.")
        }
        "take_message" if result.contains("callback_number:") => {
            say("That number cannot be right: what number can we reach you at?")
        }
        "book_appointment" if REFUSED_FIELDS.iter().any(|field| result.contains(&format!("error: {field}:"))) => {
            say(next_question(known))
        }
        "transfer_to_person" => say("Nobody can come to the phone right now. What message shall I pass on?"),
        _ => say("I'm sorry, that did not work. Would you like to speak to a person, or shall I take a message?"),
    }
}

impl Understanding {
    fn lacks_phone(&self) -> bool {
        (self.withheld || self.needs_phone) && self.phone.is_none()
    }

    /// A returning caller was looked up. The conversation continues.
    fn heard_before_lookup(&self) -> ChatReplyBody {
        go_on(self, &CallerSentence::new(""))
    }
}
