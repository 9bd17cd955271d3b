//! The TwiML of a call when the table and the secrets are unreachable: the safety instructions for a hazard, then a
//! connection to a person, else a voicemail. Needs only the request.

use domain::{
    phone::PhoneNumber,
    triage::{self, Findings},
    voice::Voice,
};

use super::{
    form::Form,
    twiml::{Dial, Record, Response, Say, Verb},
    webhook_urls::WebhookUrls,
};

/// How long the office's phone rings if only the URL is known.
const RING_SECONDS: u8 = 25;
/// The stage in the fallback URL after a `<Dial>`.
pub const DIALED: &str = "dialed";
/// The stage in the fallback URL after a `<Record>`.
pub const RECORDED: &str = "recorded";
/// The voice when the company's own voice is unknown.
pub const PLAIN_VOICE: Voice = Voice::Nova;

const CONNECTING: &str = "I'm sorry, I'm having trouble on my side. Let me connect you with someone.";
const VOICEMAIL: &str = "I'm sorry, nobody can come to the phone right now. Please leave your name, your number and \
     what you need after the tone, and someone will call you back. If this is an emergency, hang up and call 911.";
const THANKS: &str = "Thank you. Goodbye.";

/// Speaks the safety instructions for `danger`, then connects the caller to `forward`, or records a voicemail without
/// one.
#[must_use]
pub fn connect(urls: &WebhookUrls, form: &Form, forward: Option<&PhoneNumber>, danger: &Findings) -> Response {
    let safety = danger.emergency().map(|hazard| triage::safety_words(hazard, danger.language()));
    let mut verbs: Vec<Verb> = safety.map(|words| Verb::Say(Say::new(PLAIN_VOICE, words))).into_iter().collect();
    match forward {
        Some(forward) => {
            verbs.push(Verb::Say(Say::new(PLAIN_VOICE, CONNECTING)));
            verbs.push(Verb::Dial(Dial {
                action: urls.fallback(Some(DIALED), None),
                timeout_seconds: RING_SECONDS,
                number: forward.clone(),
                whisper: None,
            }));
        }
        None => verbs.extend(voicemail(urls, form).verbs),
    }
    Response { verbs }
}

/// Records a voicemail after an unanswered `<Dial>`. Twilio keeps the recording and reports it in a later callback, so
/// nothing needs to be stored now.
#[must_use]
pub fn voicemail(urls: &WebhookUrls, form: &Form) -> Response {
    let (called, call) = (form.phone_number("To").ok(), form.call_sid().ok());
    let recording = called.zip(call).map(|(called, call)| urls.recording(&called, &call));
    let record = Record::voicemail(urls.fallback(Some(RECORDED), None), recording);
    Response { verbs: vec![Verb::Say(Say::new(PLAIN_VOICE, VOICEMAIL)), Verb::Record(record), Verb::Hangup] }
}

/// Ends the call after a voicemail.
#[must_use]
pub fn goodbye() -> Response {
    Response { verbs: vec![Verb::Say(Say::new(PLAIN_VOICE, THANKS)), Verb::Hangup] }
}

/// Ends the call without a word.
#[must_use]
pub fn hang_up() -> Response {
    Response { verbs: vec![Verb::Hangup] }
}
