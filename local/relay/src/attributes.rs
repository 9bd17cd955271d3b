//! What a session is started with: the attributes of `<ConversationRelay>`, and what is known of the call.

use std::collections::BTreeMap;

/// Which of the caller's actions count: the values `none`, `dtmf`, `speech` and `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputKinds {
    /// Pressed keys.
    pub dtmf: bool,
    /// Speech.
    pub speech: bool,
}

impl InputKinds {
    /// Both.
    pub const ANY: Self = Self { dtmf: true, speech: true };
    /// Neither.
    pub const NONE: Self = Self { dtmf: false, speech: false };

    /// The value of an attribute. Older documents say `true` and `false`. `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "any" | "true" => Some(Self::ANY),
            "none" | "false" => Some(Self::NONE),
            "dtmf" => Some(Self { dtmf: true, speech: false }),
            "speech" => Some(Self { dtmf: false, speech: true }),
            _ => None,
        }
    }
}

/// The attributes of `<ConversationRelay>` that change what the client does. The default is Twilio's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute that Twilio has as a flag")]
pub struct RelayAttributes {
    /// `welcomeGreeting`: what is spoken first.
    pub welcome_greeting: Option<String>,
    /// `welcomeGreetingInterruptible`.
    pub welcome_greeting_interruptible: InputKinds,
    /// `interruptible`.
    pub interruptible: InputKinds,
    /// `preemptible`: whether the first text of the next talk cycle cuts a talk cycle.
    pub preemptible: bool,
    /// `reportInputDuringAgentSpeech`: what is reported although it does not interrupt.
    pub report_input_during_agent_speech: InputKinds,
    /// `ignoreBackchannel`: whether "uh-huh" while the agent speaks is neither an interruption nor a prompt.
    pub ignore_backchannel: bool,
    /// `dtmfDetection`.
    pub dtmf_detection: bool,
    /// `partialPrompts`: whether a prompt comes before the caller has finished, with all words so far.
    pub partial_prompts: bool,
    /// `applicationReconnect`: whether a lost socket is connected again.
    pub application_reconnect: bool,
    /// `transcriptionLanguage`, in which the caller's speech is recognised.
    pub transcription_language: String,
    /// `ttsLanguage`, in which the agent speaks.
    pub speech_language: String,
    /// `events`: `speaker-events`.
    pub speaker_events: bool,
    /// `events`: `tokens-played`.
    pub tokens_played: bool,
    /// Whether `durationUntilInterruptMs` is a text. Twilio was seen to send both.
    pub duration_as_text: bool,
    /// Whether a socket that was connected again gets `setup` again. Not confirmed on a live account.
    pub setup_after_reconnect: bool,
    /// How many events of before the loss of a socket are sent again. Not confirmed on a live account.
    pub replayed_events: usize,
}

impl Default for RelayAttributes {
    fn default() -> Self {
        Self {
            welcome_greeting: None,
            welcome_greeting_interruptible: InputKinds::ANY,
            interruptible: InputKinds::ANY,
            preemptible: false,
            report_input_during_agent_speech: InputKinds::NONE,
            ignore_backchannel: false,
            dtmf_detection: false,
            partial_prompts: false,
            application_reconnect: false,
            transcription_language: "en-US".to_owned(),
            speech_language: "en-US".to_owned(),
            speaker_events: false,
            tokens_played: false,
            duration_as_text: false,
            setup_after_reconnect: true,
            replayed_events: 1,
        }
    }
}

impl RelayAttributes {
    /// Reads the attributes of the element; `attribute` returns the value of one. A value that Twilio does not know counts as missing.
    #[must_use]
    pub fn read<'a>(attribute: impl Fn(&str) -> Option<&'a str>) -> Self {
        let flag = |name: &str, default: bool| match attribute(name) {
            Some("true") => true,
            Some("false") => false,
            _ => default,
        };
        let kinds = |name: &str, default| attribute(name).and_then(InputKinds::parse).unwrap_or(default);
        let events = attribute("events").or_else(|| attribute("debug")).unwrap_or_default();
        let wants = |event: &str| events.split_whitespace().any(|name| name == event);
        let language = |own: &str| attribute(own).or_else(|| attribute("language")).unwrap_or("en-US").to_owned();
        Self {
            welcome_greeting: attribute("welcomeGreeting").filter(|words| !words.is_empty()).map(str::to_owned),
            welcome_greeting_interruptible: kinds("welcomeGreetingInterruptible", InputKinds::ANY),
            interruptible: kinds("interruptible", InputKinds::ANY),
            preemptible: flag("preemptible", false),
            report_input_during_agent_speech: kinds("reportInputDuringAgentSpeech", InputKinds::NONE),
            ignore_backchannel: flag("ignoreBackchannel", false),
            dtmf_detection: flag("dtmfDetection", false),
            partial_prompts: flag("partialPrompts", false),
            application_reconnect: flag("applicationReconnect", false),
            transcription_language: language("transcriptionLanguage"),
            speech_language: language("ttsLanguage"),
            speaker_events: wants("speaker-events"),
            tokens_played: wants("tokens-played"),
            ..Self::default()
        }
    }
}

/// What Twilio knows of the call, as `setup` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayCallFacts {
    /// The id of the session, beginning with `VX`.
    pub session_id: String,
    /// The id of the call.
    pub call_sid: String,
    /// The id of the account.
    pub account_sid: String,
    /// The caller's number, or `anonymous`.
    pub from: String,
    /// The number that was called.
    pub to: String,
    /// The parameters of the `<Parameter>` elements.
    pub custom_parameters: BTreeMap<String, String>,
}
