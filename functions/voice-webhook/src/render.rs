//! How a reply becomes TwiML.

use domain::{
    conversation::{Answer, Transfer},
    id::CallSid,
    phone::PhoneNumber,
    tenant::TenantConfig,
    triage::{self, Findings},
    voice::Voice,
};
use platform::{
    front_desk::Turn,
    twilio::twiml::{Dial, Gather, Nested, Number, Record, Response, Say, SpeechRecognition, StartRecording, Verb},
};

use crate::links::Links;

/// How long the caller may be silent before being asked again.
const SILENCE_SECONDS: u8 = 5;
/// The longest voicemail.
const VOICEMAIL_SECONDS: u16 = 180;
/// How long a voicemail may be silent before it is taken to be over.
const VOICEMAIL_SILENCE_SECONDS: u8 = 6;
/// How long the office's telephone rings when nothing but the URL is known.
const RESCUE_RING_SECONDS: u8 = 25;
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
        verbs.push(Verb::StartRecording(StartRecording { callback: links.recording(called, call) }));
    }
    match &turn.reply.answer {
        Answer::Listen => {
            let nested = say.map(Nested::Say).collect();
            let again = links.turn(next, forward);
            verbs.push(Verb::Gather(listen(config, again.clone(), nested)));
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
            verbs.push(Verb::Record(record(action.clone(), links.recording(called, call))));
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

fn listen(config: &TenantConfig, action: String, nested: Vec<Nested>) -> Gather {
    let places = config.service_area.cities.iter().map(ToString::to_string);
    let jobs = config.job_types.iter().map(|job| job.name.to_string());
    Gather {
        action,
        timeout_seconds: SILENCE_SECONDS,
        recognition: SpeechRecognition::Automatic,
        language: config.voice.language(),
        hints: std::iter::once(config.company.to_string()).chain(jobs).chain(places).collect(),
        nested,
    }
}

fn dial(links: &Links, transfer: &Transfer, action: String, called: &PhoneNumber, call: &CallSid) -> Dial {
    let whisper = transfer.must_accept.then(|| links.whisper(called, call, None));
    Dial {
        action,
        timeout_seconds: transfer.ring_seconds,
        number: Number { number: transfer.number.clone(), url: whisper },
    }
}

fn record(action: String, recording_status_callback: String) -> Record {
    Record {
        action,
        max_length_seconds: VOICEMAIL_SECONDS,
        timeout_seconds: VOICEMAIL_SILENCE_SECONDS,
        recording_status_callback: Some(recording_status_callback),
    }
}

/// Nobody has this number.
pub(crate) fn not_answered() -> Response {
    Response { verbs: vec![Verb::Say(speak(PLAIN_VOICE, NOT_ANSWERED)), Verb::Hangup] }
}

/// Table and secrets are out of reach: the caller hears what a danger demands, and is connected, else recorded.
pub(crate) fn rescue(links: &Links, forward: Option<&PhoneNumber>, danger: &Findings) -> Response {
    let mut verbs = Vec::new();
    if let Some(hazard) = danger.emergency() {
        verbs.push(Verb::Say(speak(PLAIN_VOICE, triage::safety_words(hazard, danger.language()))));
    }
    let Some(forward) = forward else {
        verbs.append(&mut rescue_voicemail(links).verbs);
        return Response { verbs };
    };
    verbs.push(Verb::Say(speak(PLAIN_VOICE, RESCUE)));
    verbs.push(Verb::Dial(Dial {
        action: links.fallback_at(Some("dialed"), None),
        timeout_seconds: RESCUE_RING_SECONDS,
        number: Number { number: forward.clone(), url: None },
    }));
    Response { verbs }
}

/// Nobody was reached, and nothing can be written: Twilio keeps the recording.
pub(crate) fn rescue_voicemail(links: &Links) -> Response {
    let action = links.fallback_at(Some("recorded"), None);
    let record = Record {
        action,
        max_length_seconds: VOICEMAIL_SECONDS,
        timeout_seconds: VOICEMAIL_SILENCE_SECONDS,
        recording_status_callback: None,
    };
    Response { verbs: vec![Verb::Say(speak(PLAIN_VOICE, RESCUE_VOICEMAIL)), Verb::Record(record), Verb::Hangup] }
}

pub(crate) fn rescue_goodbye() -> Response {
    Response { verbs: vec![Verb::Say(speak(PLAIN_VOICE, RESCUE_THANKS)), Verb::Hangup] }
}

pub(crate) fn hang_up() -> Response {
    Response { verbs: vec![Verb::Hangup] }
}

/// What someone on call hears before they are connected: pressing 1 connects them, so that an answering machine does not.
pub(crate) fn whisper(config_voice: Voice, words: &str, action: String) -> Response {
    let gather = Gather::keys(action, 1, 10, vec![Nested::Say(speak(config_voice, words))]);
    Response { verbs: vec![Verb::Gather(gather), Verb::Hangup] }
}
