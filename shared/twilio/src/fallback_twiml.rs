//! The TwiML of a call when the table and the secrets are unreachable: the safety instructions for a danger in the words
//! that Twilio passes, then a connection to a person, else a voicemail. Needs only the request.

use domain::{
    conversation::whisper,
    phone::PhoneNumber,
    triage::{self, Findings, Hazard, Language, Suspicion},
    voice::Voice,
};

use super::{
    form::Form,
    relay::Handoff,
    twiml::{Dial, Gather, Input, Record, Response, Say, Verb},
    webhook_urls::WebhookUrls,
};

/// How long the office's phone rings if only the URL is known.
const RING_SECONDS: u8 = 25;
/// The seconds that a called person has to press 1.
const ACCEPT_SECONDS: u8 = 10;
/// The voice when the company's own voice is unknown.
pub const PLAIN_VOICE: Voice = Voice::Nova;

/// The stage of a call that the fallback handles: a part of its URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallbackStage {
    /// A `<Dial>` has ended; the caller speaks this language.
    Dialed(Language),
    /// A `<Record>` has ended.
    Recorded(Language),
    /// A person has picked up in an emergency, and is asked to press 1.
    Whisper(Hazard),
    /// That person has answered.
    Accept,
    /// The daily check of calls plays a call. It is answered as a call, and raises no alarm.
    Check,
}

impl FallbackStage {
    /// The name in a URL.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Dialed(language) => in_language("dialed", language),
            Self::Recorded(language) => in_language("recorded", language),
            Self::Whisper(hazard) => format!("whisper-{}", hazard.name()),
            Self::Accept => "accept".to_owned(),
            Self::Check => "check".to_owned(),
        }
    }

    /// The stage with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "accept" => Some(Self::Accept),
            "check" => Some(Self::Check),
            _ => {
                let whisper = || name.strip_prefix("whisper-").and_then(Hazard::from_name).map(Self::Whisper);
                let ended = |language| [Self::Dialed(language), Self::Recorded(language)];
                Language::ALL.into_iter().flat_map(ended).find(|stage| stage.name() == name).or_else(whisper)
            }
        }
    }
}

/// The name of a stage for callers of a language. English has none in it, as in URLs of earlier releases.
fn in_language(stage: &str, language: Language) -> String {
    if language == Language::default() { stage.to_owned() } else { format!("{stage}-{}", language.code()) }
}

/// The dangers in the words that Twilio passes, whatever their field.
#[must_use]
pub fn danger(form: &Form) -> Findings {
    triage::assess(&form.spoken_words())
}

/// Speaks the safety instructions for a danger in the caller's words, or in those of a streamed turn that failed, then connects the caller to `forward`, or records a
/// voicemail without one, or if the number is a premium number. In an emergency the called person presses 1 first.
#[must_use]
pub fn connect(urls: &WebhookUrls, form: &Form, forward: Option<&PhoneNumber>) -> Response {
    let danger = danger(form);
    let streamed = Handoff::parse(form.get("HandoffData").unwrap_or_default()).danger;
    let reported = danger.emergency().map(|hazard| (hazard, danger.language())).or(streamed);
    let emergency = reported.map(|(hazard, _)| hazard);
    let language = match reported {
        Some((_, language)) => language,
        None => triage::language_of(&form.spoken_words()).unwrap_or_default(),
    };
    let safety = match (emergency, danger.suspicion()) {
        (Some(hazard), _) => Some(triage::safety_words(hazard, language)),
        (None, Some(Suspicion::Danger)) => Some(&*language.words().rescue.in_doubt),
        (None, _) => None,
    };
    let mut verbs: Vec<Verb> = safety.into_iter().map(say).collect();
    match forward.filter(|number| !number.is_premium()) {
        Some(forward) => {
            verbs.push(say(&language.words().rescue.connecting));
            let whisper = emergency.map(|hazard| urls.fallback(&FallbackStage::Whisper(hazard).name(), None));
            verbs.push(Verb::Dial(Dial {
                action: urls.fallback(&FallbackStage::Dialed(language).name(), None),
                timeout_seconds: RING_SECONDS,
                number: forward.clone(),
                whisper,
            }));
        }
        None => verbs.extend(voicemail(urls, form, language).verbs),
    }
    Response { verbs }
}

/// Records a voicemail after an unanswered `<Dial>`. Twilio keeps the recording and reports it in a later callback, so
/// nothing needs to be stored now.
#[must_use]
pub fn voicemail(urls: &WebhookUrls, form: &Form, language: Language) -> Response {
    let (called, call) = (form.phone_number("To").ok(), form.call_sid().ok());
    let recording = called.zip(call).map(|(called, call)| urls.recording(&called, &call));
    let record = Record::voicemail(urls.fallback(&FallbackStage::Recorded(language).name(), None), recording);
    Response { verbs: vec![say(&language.words().rescue.leave_a_message), Verb::Record(record), Verb::Hangup] }
}

/// Asks the person who has picked up to press 1. An answering machine cannot. `notice` says who calls, why, and what was agreed.
#[must_use]
pub fn ask_to_accept(hazard: Option<Hazard>, notice: Option<&str>, action: String) -> Response {
    let say = vec![Say::plain(PLAIN_VOICE, &whisper(hazard, notice))];
    let gather = Gather { action, input: Input::Keys(1), timeout_seconds: ACCEPT_SECONDS, say };
    Response { verbs: vec![Verb::Gather(gather), Verb::Hangup] }
}

/// Asks a person who was rung about an emergency to press 1. It is said twice, since a person may just be waking up.
#[must_use]
pub fn ask_to_accept_emergency(words: &str, action: String) -> Response {
    let say = vec![Say::plain(PLAIN_VOICE, words), Say::plain(PLAIN_VOICE, words)];
    let gather = Gather { action, input: Input::Keys(1), timeout_seconds: ACCEPT_SECONDS, say };
    Response { verbs: vec![Verb::Gather(gather), Verb::Hangup] }
}

/// Says something and ends the call.
#[must_use]
pub fn say_and_hang_up(words: &str) -> Response {
    Response { verbs: vec![say(words), Verb::Hangup] }
}

/// The answer of a person who was asked to press 1. An empty response connects the two.
#[must_use]
pub fn accepted(form: &Form) -> Response {
    if form.get("Digits") == Some("1") { Response { verbs: Vec::new() } } else { hang_up() }
}

/// Ends the call after a voicemail.
#[must_use]
pub fn goodbye(language: Language) -> Response {
    Response { verbs: vec![say(&language.words().rescue.thanks), Verb::Hangup] }
}

/// Ends the call without a word.
#[must_use]
pub fn hang_up() -> Response {
    Response { verbs: vec![Verb::Hangup] }
}

fn say(words: &str) -> Verb {
    Verb::Say(Say::plain(PLAIN_VOICE, words))
}

#[cfg(test)]
mod tests {
    use platform::{
        config::TelephonyConfig,
        key_ring::{KeyRing, KeySource},
        public_url::PublicUrl,
    };

    use super::*;

    #[test]
    fn premium_number_gets_a_voicemail_and_no_dial() {
        let telephony = TelephonyConfig { public_url: PublicUrl::parse("https://api.example.com").expect("valid") };
        let ring = r#"{"current": "k1", "k1": "a key of at least thirty-two characters"}"#;
        let urls = WebhookUrls::new(&telephony, KeySource::fixed(KeyRing::parse(ring).expect("a ring")));
        let premium = PhoneNumber::parse("+19005550199").expect("a number");
        let response = connect(&urls, &Form::default(), Some(&premium));
        assert!(!response.verbs.iter().any(|verb| matches!(verb, Verb::Dial(_))), "{response:?}");
        assert!(response.verbs.iter().any(|verb| matches!(verb, Verb::Record(_))), "{response:?}");
    }

    #[test]
    fn stage_is_read_back_from_its_name() {
        assert_eq!(FallbackStage::Dialed(Language::SPANISH).name(), "dialed-es");
        let ended = Language::ALL
            .into_iter()
            .flat_map(|language| [FallbackStage::Dialed(language), FallbackStage::Recorded(language)]);
        for stage in
            ended.chain(Hazard::ALL.map(FallbackStage::Whisper)).chain([FallbackStage::Accept, FallbackStage::Check])
        {
            assert_eq!(FallbackStage::from_name(&stage.name()), Some(stage));
        }
        assert_eq!(FallbackStage::from_name("whisper-"), None);
    }
}
