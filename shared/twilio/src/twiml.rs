//! TwiML: Twilio's instructions as types that allow only valid documents, and their XML.
//!
//! The XML writer escapes everything, and characters that XML cannot contain are left out. Words of a caller or a model
//! can never become markup. Source: Twilio, "TwiML for Programmable Voice".

use std::io;

use domain::{
    phone::PhoneNumber,
    triage::{self, Language},
    voice::Voice,
};
use http::{HeaderValue, header::CONTENT_TYPE};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

mod connect;

pub use connect::{Connect, RelayLanguage};

/// The longest text of one `<Say>`. Source: Twilio, error 11208.
const LONGEST_SAY: usize = 3_000;
/// The most `hints` of a `<Gather>`, and the longest. Source: Twilio, `<Gather>`.
const MOST_HINTS: usize = 500;
const LONGEST_HINT: usize = 100;

/// A TwiML document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Twilio runs them in order.
    pub verbs: Vec<Verb>,
}

/// A TwiML verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Speaks text.
    Say(Say),
    /// Listens to the caller.
    Gather(Gather),
    /// Continues at another URL.
    Redirect {
        /// The URL.
        url: String,
    },
    /// Rings a number and connects it.
    Dial(Dial),
    /// Records after a tone.
    Record(Record),
    /// Records the call from here on.
    StartRecording(StartRecording),
    /// Connects the call to a WebSocket that gets the caller's words and sends ours.
    Connect(Connect),
    /// Answers a text message with a text.
    Message {
        /// The text.
        body: String,
    },
    /// Ends the call.
    Hangup,
    /// Rejects the call. Twilio does not charge for it.
    Reject,
    /// Rejects the call with a busy tone. Twilio does not charge for it.
    Busy,
}

/// Text and the voice that speaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// A Twilio voice, such as `Polly.Joanna-Neural`.
    pub voice: &'static str,
    /// The language, such as `en-US`.
    pub language: &'static str,
    /// The text. It is cut at 3,000 characters.
    pub text: String,
}

impl Say {
    /// Text in a language and a voice.
    #[must_use]
    pub fn new(voice: Voice, language: Language, words: &str) -> Self {
        Self { voice: voice.say_in(language), language: voice.language_for(language), text: words.to_owned() }
    }

    /// Text in a voice, in the language that the words show: English if they show none.
    #[must_use]
    pub fn plain(voice: Voice, words: &str) -> Self {
        Self::new(voice, triage::language_of(words).unwrap_or_default(), words)
    }
}

/// Listens for speech, keys or both, while it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// The URL that receives the caller's input, or the lack of it.
    pub action: String,
    /// The kinds of input.
    pub input: Input,
    /// How long the caller may be silent.
    pub timeout_seconds: u8,
    /// Spoken while Twilio listens.
    pub say: Vec<Say>,
}

/// The kinds of input of a `<Gather>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Speech and keys.
    SpeechAndKeys {
        /// The caller's language.
        language: &'static str,
        /// How Twilio detects the end of speech.
        end_of_speech: EndOfSpeech,
        /// Names and words that the caller may say. Twilio accepts at most 500 of 100 characters; the rest is not sent.
        hints: Vec<String>,
        /// Whether speech stops the words that are spoken. Keys always do. Source: Twilio, `<Gather>`, `bargeIn`.
        speech_interrupts: bool,
    },
    /// This number of keys.
    Keys(u8),
}

/// How Twilio detects the end of speech. A speech model requires an explicit number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfSpeech {
    /// Twilio decides.
    Automatic,
    /// After this much silence, with this model.
    After {
        /// The length of the silence.
        seconds: u8,
        /// The speech model, such as `googlev2_telephony`.
        model: &'static str,
    },
}

/// Rings a number and connects the caller when it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// The URL that receives the outcome.
    pub action: String,
    /// How long it rings.
    pub timeout_seconds: u8,
    /// The number.
    pub number: PhoneNumber,
    /// The URL of the TwiML that the callee hears before the connection.
    pub whisper: Option<String>,
}

/// Records after a tone, until silence, `#` or the end of the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The URL that receives the recording. Twilio does not call it if there is no recording.
    pub action: String,
    /// The longest recording.
    pub max_length_seconds: u16,
    /// How long the caller may be silent.
    pub timeout_seconds: u8,
    /// The URL that Twilio calls when the recording is ready, if any.
    pub recording_status_callback: Option<String>,
}

impl Record {
    /// A voicemail: at most three minutes, and it ends after six seconds of silence.
    #[must_use]
    pub fn voicemail(action: String, recording_status_callback: Option<String>) -> Self {
        Self { action, max_length_seconds: 180, timeout_seconds: 6, recording_status_callback }
    }
}

/// Records the call from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRecording {
    /// The URL that Twilio calls when the recording is ready.
    pub recording_status_callback: String,
}

impl Response {
    /// The document's XML.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new(Vec::with_capacity(1_024));
        // Writing to memory does not fail. If it did, an empty document would end the call without an error message.
        match self.write(&mut writer).map(|()| String::from_utf8(writer.into_inner())) {
            Ok(Ok(xml)) => xml,
            _ => "<Response/>".to_owned(),
        }
    }

    /// An HTTP response with the document's XML.
    #[must_use]
    pub fn to_http<Body: From<String>>(&self) -> http::Response<Body> {
        let mut response = http::Response::new(Body::from(self.to_xml()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        response
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.write_event(Event::Start(BytesStart::new("Response")))?;
        for verb in &self.verbs {
            verb.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new("Response")))
    }
}

impl Verb {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        match self {
            Self::Say(say) => say.write(writer),
            Self::Gather(gather) => gather.write(writer),
            Self::Redirect { url } => text(writer, BytesStart::new("Redirect"), url),
            Self::Dial(dial) => dial.write(writer),
            Self::Record(record) => record.write(writer),
            Self::StartRecording(start) => start.write(writer),
            Self::Connect(connect) => connect.write(writer),
            Self::Message { body } => text(writer, BytesStart::new("Message"), body),
            Self::Hangup => writer.write_event(Event::Empty(BytesStart::new("Hangup"))),
            Self::Reject => writer.write_event(Event::Empty(BytesStart::new("Reject"))),
            Self::Busy => {
                let reject = BytesStart::new("Reject").with_attributes([("reason", "busy")]);
                writer.write_event(Event::Empty(reject))
            }
        }
    }
}

impl Say {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let element = element("Say", &[("voice", self.voice), ("language", self.language)]);
        let kept: String = self.text.chars().take(LONGEST_SAY).collect();
        text(writer, element, &kept)
    }
}

impl Gather {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let timeout = self.timeout_seconds.to_string();
        let mut attributes =
            vec![("action", self.action.as_str()), ("actionOnEmptyResult", "true"), ("timeout", &timeout)];
        let (speech_timeout, hints, keys);
        match &self.input {
            Input::SpeechAndKeys { language, end_of_speech, hints: expected, speech_interrupts } => {
                attributes.extend([("input", "speech dtmf"), ("language", language), ("profanityFilter", "false")]);
                match end_of_speech {
                    EndOfSpeech::Automatic => attributes.push(("speechTimeout", "auto")),
                    EndOfSpeech::After { seconds, model } => {
                        speech_timeout = seconds.to_string();
                        attributes.extend([("speechModel", *model), ("speechTimeout", speech_timeout.as_str())]);
                    }
                }
                if !speech_interrupts {
                    attributes.push(("bargeIn", "false"));
                }
                hints = joined_hints(expected);
                if !hints.is_empty() {
                    attributes.push(("hints", &hints));
                }
            }
            Input::Keys(count) => {
                keys = count.to_string();
                attributes.extend([("input", "dtmf"), ("numDigits", keys.as_str())]);
            }
        }
        writer.write_event(Event::Start(element("Gather", &attributes)))?;
        for say in &self.say {
            say.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new("Gather")))
    }
}

/// Commas separate the hints, so a hint must not contain one.
fn joined_hints(hints: &[String]) -> String {
    let hints = hints.iter().take(MOST_HINTS).map(|hint| hint.replace(',', " "));
    hints.map(|hint| hint.chars().take(LONGEST_HINT).collect::<String>()).collect::<Vec<_>>().join(",")
}

impl Dial {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let timeout = self.timeout_seconds.to_string();
        let attributes = [("action", self.action.as_str()), ("timeout", &timeout), ("answerOnBridge", "true")];
        writer.write_event(Event::Start(element("Dial", &attributes)))?;
        let number = match &self.whisper {
            Some(url) => element("Number", &[("url", url)]),
            None => BytesStart::new("Number"),
        };
        text(writer, number, self.number.as_str())?;
        writer.write_event(Event::End(BytesEnd::new("Dial")))
    }
}

impl Record {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let (length, timeout) = (self.max_length_seconds.to_string(), self.timeout_seconds.to_string());
        let mut attributes = vec![
            ("action", self.action.as_str()),
            ("maxLength", &length),
            ("timeout", &timeout),
            ("finishOnKey", "#"),
            ("playBeep", "true"),
        ];
        if let Some(url) = &self.recording_status_callback {
            attributes.push(("recordingStatusCallback", url));
        }
        writer.write_event(Event::Empty(element("Record", &attributes)))
    }
}

impl StartRecording {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Start(BytesStart::new("Start")))?;
        // With silence cut off, the recording and the transcript would not run side by side.
        let attributes =
            [("recordingStatusCallback", self.recording_status_callback.as_str()), ("trim", "do-not-trim")];
        writer.write_event(Event::Empty(element("Recording", &attributes)))?;
        writer.write_event(Event::End(BytesEnd::new("Start")))
    }
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, legal(value).as_str()));
    }
    element
}

fn text(writer: &mut Writer<Vec<u8>>, element: BytesStart<'_>, text: &str) -> io::Result<()> {
    let end = element.to_end().into_owned();
    writer.write_event(Event::Start(element))?;
    writer.write_event(Event::Text(BytesText::new(&legal(text))))?;
    writer.write_event(Event::End(end))
}

/// The text without the characters that XML 1.0 cannot contain, even escaped.
fn legal(text: &str) -> String {
    let is_legal =
        |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}');
    text.chars().filter(is_legal).collect()
}

#[cfg(test)]
mod tests;
