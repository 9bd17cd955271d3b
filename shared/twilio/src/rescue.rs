//! What a caller gets when table and secrets are out of reach: the words that a danger demands, then a person, else a
//! voicemail. Needs nothing but the request.

use domain::{
    phone::PhoneNumber,
    triage::{self, Findings},
    voice::Voice,
};

use super::{
    form::Form,
    links::Links,
    twiml::{Dial, Record, Response, Say, Verb},
};

/// How long the office's telephone rings when nothing but the URL is known.
const RING_SECONDS: u8 = 25;
/// How far the fallback has come, in its own URL.
pub const DIALED: &str = "dialed";
/// The same, once the caller has spoken.
pub const RECORDED: &str = "recorded";
/// The voice of words that are nobody's in particular.
pub const PLAIN_VOICE: Voice = Voice::Nova;

const CONNECTING: &str = "I'm sorry, I'm having trouble on my side. Let me connect you with someone.";
const VOICEMAIL: &str = "I'm sorry, nobody can come to the phone right now. Please leave your name, your number and \
     what you need after the tone, and someone will call you back. If this is an emergency, hang up and call 911.";
const THANKS: &str = "Thank you. Goodbye.";

/// The caller hears what a danger demands, and is connected to `forward`, else recorded.
#[must_use]
pub fn connect(links: &Links, form: &Form, forward: Option<&PhoneNumber>, danger: &Findings) -> Response {
    let safety = danger.emergency().map(|hazard| triage::safety_words(hazard, danger.language()));
    let mut verbs: Vec<Verb> = safety.map(|words| Verb::Say(Say::new(PLAIN_VOICE, words))).into_iter().collect();
    match forward {
        Some(forward) => {
            verbs.push(Verb::Say(Say::new(PLAIN_VOICE, CONNECTING)));
            verbs.push(Verb::Dial(Dial {
                action: links.fallback(Some(DIALED), None),
                timeout_seconds: RING_SECONDS,
                number: forward.clone(),
                whisper: None,
            }));
        }
        None => verbs.extend(voicemail(links, form).verbs),
    }
    Response { verbs }
}

/// Nobody was reached, and perhaps nothing can be written: Twilio keeps the recording, and tells us of it later.
#[must_use]
pub fn voicemail(links: &Links, form: &Form) -> Response {
    let (called, call) = (form.phone_number("To").ok(), form.call_sid().ok());
    let told = called.zip(call).map(|(called, call)| links.recording(&called, &call));
    let record = Record::voicemail(links.fallback(Some(RECORDED), None), told);
    Response { verbs: vec![Verb::Say(Say::new(PLAIN_VOICE, VOICEMAIL)), Verb::Record(record), Verb::Hangup] }
}

/// The caller has spoken.
#[must_use]
pub fn goodbye() -> Response {
    Response { verbs: vec![Verb::Say(Say::new(PLAIN_VOICE, THANKS)), Verb::Hangup] }
}

/// There is nothing more to say.
#[must_use]
pub fn hang_up() -> Response {
    Response { verbs: vec![Verb::Hangup] }
}
