//! How a reply becomes TwiML.

use domain::{
    conversation::{Answer, Transfer},
    id::CallSid,
    phone::PhoneNumber,
    spoken,
    tenant::TenantConfig,
    triage::{self, Findings, Hazard},
    voice::Voice,
};
use platform::{
    front_desk::Turn,
    twilio::{
        links::Links,
        twiml::{Dial, EndOfSpeech, Gather, Input, Record, Response, Say, StartRecording, Verb},
    },
};

use crate::webhook::Webhook;

/// How long the caller may be silent before being asked again.
const SILENCE_SECONDS: u8 = 5;
/// The longest voicemail.
const VOICEMAIL_SECONDS: u16 = 180;
/// How long a voicemail may be silent before it is taken to be over.
const VOICEMAIL_SILENCE_SECONDS: u8 = 6;
/// How long the office's telephone rings when nothing but the URL is known.
const RESCUE_RING_SECONDS: u8 = 25;
/// How long someone on call has to press 1.
const ACCEPT_SECONDS: u8 = 10;
/// How far the fallback has come, in its own URL.
pub(crate) const DIALED: &str = "dialed";
pub(crate) const RECORDED: &str = "recorded";
/// The voice of words that are nobody's in particular.
const PLAIN_VOICE: Voice = Voice::Nova;

const NOT_ANSWERED: &str = "We're sorry, this number is not in service. Goodbye.";
const RESCUE: &str = "I'm sorry, I'm having trouble on my side. Let me connect you with someone.";
const RESCUE_VOICEMAIL: &str = "I'm sorry, nobody can come to the phone right now. Please leave your name, your number and \
     what you need after the tone, and someone will call you back. If this is an emergency, hang up and call 911.";
const RESCUE_THANKS: &str = "Thank you. Goodbye.";

/// A call's reply, in the company's voice.
pub(crate) fn reply(links: &Links, turn: &Turn, called: &PhoneNumber, call: &CallSid) -> Response {
    let config = &turn.agent.config;
    let forward = config.forwarding_number.as_ref();
    let next = turn.step + 1;
    let say = turn.reply.say.iter().map(|words| speak(config.voice, words));
    let mut verbs = Vec::new();
    if turn.step == 0 && config.disclosure.record_calls && turn.reply.answer != Answer::Reject {
        verbs.push(Verb::StartRecording(StartRecording { recording_status_callback: links.recording(called, call) }));
    }
    match &turn.reply.answer {
        Answer::Listen => {
            let again = links.turn(next, forward);
            verbs.push(Verb::Gather(listen(config, again.clone(), say.collect())));
            // Reached only where a Gather with nothing heard does not call its action.
            verbs.push(Verb::Redirect { url: again });
        }
        Answer::Hold => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Redirect { url: links.held_turn(next, forward) });
        }
        Answer::Transfer(transfer) => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Dial(dial(links, transfer, links.dial_result(next, forward), called, call)));
        }
        Answer::TakeVoicemail => {
            verbs.extend(say.map(Verb::Say));
            let action = links.voicemail(next, forward);
            verbs.push(Verb::Record(record(action.clone(), Some(links.recording(called, call)))));
            // Reached only when nothing was recorded.
            verbs.push(Verb::Redirect { url: action });
        }
        Answer::HangUp => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Hangup);
        }
        Answer::Reject => verbs.push(Verb::Reject),
    }
    Response { verbs }
}

fn speak(voice: Voice, words: &str) -> Say {
    Say { voice: voice.say(), language: voice.language(), text: words.to_owned() }
}

fn listen(config: &TenantConfig, action: String, say: Vec<Say>) -> Gather {
    let places = config.service_area.cities.iter().map(ToString::to_string);
    let jobs = config.job_types.iter().map(|job| job.name.to_string());
    let hints = std::iter::once(config.company.to_string()).chain(jobs).chain(places).collect();
    let language = config.voice.language();
    let input = Input::SpeechAndKeys { language, end_of_speech: EndOfSpeech::Automatic, hints };
    Gather { action, input, timeout_seconds: SILENCE_SECONDS, say }
}

fn dial(links: &Links, transfer: &Transfer, action: String, called: &PhoneNumber, call: &CallSid) -> Dial {
    let whisper = transfer.must_accept.then(|| links.whisper(called, call, None));
    Dial { action, timeout_seconds: transfer.ring_seconds, number: transfer.number.clone(), whisper }
}

fn record(action: String, recording_status_callback: Option<String>) -> Record {
    Record {
        action,
        max_length_seconds: VOICEMAIL_SECONDS,
        timeout_seconds: VOICEMAIL_SILENCE_SECONDS,
        recording_status_callback,
    }
}

/// Nobody has this number.
pub(crate) fn not_answered() -> Response {
    Response { verbs: vec![Verb::Say(speak(PLAIN_VOICE, NOT_ANSWERED)), Verb::Hangup] }
}

/// Table and secrets are out of reach: the caller hears what a danger demands, and is connected, else recorded.
pub(crate) fn rescue(links: &Links, webhook: &Webhook, forward: Option<&PhoneNumber>, danger: &Findings) -> Response {
    let safety = danger.emergency().map(|hazard| triage::safety_words(hazard, danger.language()));
    let mut verbs: Vec<Verb> = safety.map(|words| Verb::Say(speak(PLAIN_VOICE, words))).into_iter().collect();
    match forward {
        Some(forward) => {
            verbs.push(Verb::Say(speak(PLAIN_VOICE, RESCUE)));
            verbs.push(Verb::Dial(Dial {
                action: links.fallback(Some(DIALED), None),
                timeout_seconds: RESCUE_RING_SECONDS,
                number: forward.clone(),
                whisper: None,
            }));
        }
        None => verbs.extend(rescue_voicemail(links, webhook).verbs),
    }
    Response { verbs }
}

/// Nobody was reached, and perhaps nothing can be written: Twilio keeps the recording, and tells us of it later.
pub(crate) fn rescue_voicemail(links: &Links, webhook: &Webhook) -> Response {
    let form = &webhook.form;
    let (called, call) = (form.phone_number("To").ok(), form.call_sid().ok());
    let told = called.zip(call).map(|(called, call)| links.recording(&called, &call));
    let record = record(links.fallback(Some(RECORDED), None), told);
    Response { verbs: vec![Verb::Say(speak(PLAIN_VOICE, RESCUE_VOICEMAIL)), Verb::Record(record), Verb::Hangup] }
}

pub(crate) fn rescue_goodbye() -> Response {
    Response { verbs: vec![Verb::Say(speak(PLAIN_VOICE, RESCUE_THANKS)), Verb::Hangup] }
}

pub(crate) fn hang_up() -> Response {
    Response { verbs: vec![Verb::Hangup] }
}

/// What someone on call hears before they are connected: pressing 1 connects them, so that an answering machine does not.
pub(crate) fn whisper(hazard: Option<Hazard>, action: String) -> Response {
    let about = hazard.map_or("a caller who needs you now", spoken::hazard);
    let words = format!("This is your front desk. There is {about}. Press 1 to take the call.");
    let say = vec![speak(PLAIN_VOICE, &words)];
    let gather = Gather { action, input: Input::Keys(1), timeout_seconds: ACCEPT_SECONDS, say };
    Response { verbs: vec![Verb::Gather(gather), Verb::Hangup] }
}

/// They have accepted: with nothing left to do, Twilio connects the two.
pub(crate) fn connect() -> Response {
    Response { verbs: Vec::new() }
}
