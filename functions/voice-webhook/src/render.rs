//! Turns a reply into TwiML. Does not know why the conversation replies so.

use calls::call_service::{TenantNumber, Turn};
use domain::{
    conversation::{BargeIn, Transfer, TurnEnd},
    id::CallSid,
    language::language_of_part,
    phone::PhoneNumber,
    tenant::TenantConfig,
    triage::{self, Language},
};
use store::ReplyEnd;
use twilio::{
    fallback_twiml::PLAIN_VOICE,
    twiml::{Dial, EndOfSpeech, Gather, Input, Record, Response, Say, StartRecording, Verb},
    webhook_urls::{CompanyOfCall, WebhookUrls},
};

/// The seconds of silence after which the agent asks again.
const SILENCE_SECONDS: u8 = 5;

/// The stage in the URL of a whisper that only says something.
pub(crate) const NOTICE: &str = "notice";

const NOT_ANSWERED: &str = "We're sorry, this number is not in service. Goodbye.";

/// The TwiML of a turn's reply, in the company's voice. If the number of a transfer is refused, the call goes on as if no one had
/// answered.
pub(crate) fn reply(
    urls: &WebhookUrls,
    turn: &Turn,
    tenant_number: &TenantNumber,
    call: &CallSid,
    refused: bool,
) -> Response {
    let (config, called) = (&turn.agent.config, &tenant_number.called);
    let forward = config.forwarding_number.as_ref().filter(|number| tenant_number.dialing.allow(number));
    let company = CompanyOfCall { tenant: tenant_number.scope.tenant(), forward };
    let next = turn.step + 1;
    let language = turn.reply.language;
    let say = turn.reply.say.iter().map(|words| spoken(config, words, language));
    let mut verbs = Vec::new();
    let rejected = turn.is_rejection();
    if turn.step == 0 && !rejected {
        verbs.extend(recording(urls, config, called, call));
    }
    match &turn.reply.end {
        // Twilio charges nothing for a call that is rejected before it is answered.
        _ if rejected => verbs.push(Verb::Reject),
        ReplyEnd::TurnEnd(TurnEnd::Listen(barge_in)) => {
            let again = urls.turn(next, company);
            verbs.push(Verb::Gather(listen(config, again.clone(), *barge_in, say.collect(), language)));
            // Twilio gets here only if a Gather without input does not call its action.
            verbs.push(Verb::Redirect { url: again });
        }
        ReplyEnd::Hold => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Redirect { url: urls.held_turn(next, company) });
        }
        ReplyEnd::TurnEnd(TurnEnd::Transfer(_)) if refused => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Redirect { url: urls.not_dialed(next, company) });
        }
        ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer)) => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Dial(dial(urls, transfer, urls.dial_result(next, company), called, call)));
        }
        ReplyEnd::TurnEnd(TurnEnd::TakeVoicemail) => {
            verbs.extend(say.map(Verb::Say));
            let action = urls.voicemail(next, company);
            verbs.push(Verb::Record(Record::voicemail(action.clone(), Some(urls.recording(called, call)))));
            // Twilio gets here only if it recorded nothing.
            verbs.push(Verb::Redirect { url: action });
        }
        ReplyEnd::TurnEnd(TurnEnd::HangUp) => {
            verbs.extend(say.map(Verb::Say));
            verbs.push(Verb::Hangup);
        }
    }
    Response { verbs }
}

/// Records the call, if the company does.
pub(crate) fn recording(
    urls: &WebhookUrls,
    config: &TenantConfig,
    called: &PhoneNumber,
    call: &CallSid,
) -> Option<Verb> {
    let start = || StartRecording { recording_status_callback: urls.recording(called, call) };
    config.disclosure.record_calls.then(|| Verb::StartRecording(start()))
}

/// One part of a reply, in the company's voice for its language.
pub(crate) fn spoken(config: &TenantConfig, words: &str, of_call: Language) -> Say {
    let language = language_of_part(words, of_call);
    Say::new(config.voice_in(language), language, words)
}

/// Listens in the language of what is asked last: that of the call, or of a caller in danger.
pub(crate) fn listen(
    config: &TenantConfig,
    action: String,
    barge_in: BargeIn,
    say: Vec<Say>,
    of_call: Language,
) -> Gather {
    let spoken = say.last().map_or(of_call, |say| language_of_part(&say.text, of_call));
    let hints = hints(config, spoken);
    let language = &*spoken.words().recognition;
    let speech_interrupts = barge_in == BargeIn::SpeechAndKeys;
    let input = Input::SpeechAndKeys { language, end_of_speech: EndOfSpeech::Automatic, hints, speech_interrupts };
    Gather { action, input, timeout_seconds: SILENCE_SECONDS, say }
}

/// Names and words that a caller may say.
pub(crate) fn hints(config: &TenantConfig, language: Language) -> Vec<String> {
    let places = config.service_area.cities.iter().map(ToString::to_string);
    let jobs = config.job_types.iter().map(|job| job.name.to_string());
    let safety = triage::hints(language).map(str::to_owned);
    std::iter::once(config.company.to_string()).chain(safety).chain(jobs).chain(places).collect()
}

fn dial(urls: &WebhookUrls, transfer: &Transfer, action: String, called: &PhoneNumber, call: &CallSid) -> Dial {
    let whisper = match (transfer.must_accept, &transfer.notice) {
        (true, _) => Some(urls.whisper(called, call, None)),
        (false, Some(_)) => Some(urls.whisper(called, call, Some(NOTICE))),
        (false, None) => None,
    };
    Dial { action, timeout_seconds: transfer.ring_seconds, number: transfer.number.clone(), whisper }
}

/// The TwiML for a call that exceeds a limit: a busy tone, which costs nothing.
pub(crate) fn busy() -> Response {
    Response { verbs: vec![Verb::Busy] }
}

/// The TwiML for a number that no company is connected to.
pub(crate) fn not_answered() -> Response {
    Response { verbs: vec![Verb::Say(Say::plain(PLAIN_VOICE, NOT_ANSWERED)), Verb::Hangup] }
}

/// What a person hears before they take a call over. Twilio then connects the two.
pub(crate) fn notice(words: Option<&str>) -> Response {
    Response { verbs: words.map(|words| Verb::Say(Say::plain(PLAIN_VOICE, words))).into_iter().collect() }
}

/// The person on call has accepted: an empty response makes Twilio connect the two.
pub(crate) fn connect() -> Response {
    Response { verbs: Vec::new() }
}
