//! TwiML: what Twilio is told to do, as types that allow only what Twilio allows, and their XML.
//!
//! Everything is escaped by the XML writer, and characters that XML cannot hold are left out, so that what a caller or a
//! model said can never become markup. Source: Twilio, "TwiML for Programmable Voice".

use std::io;

use domain::{phone::PhoneNumber, voice::Voice};
use http::{HeaderValue, header::CONTENT_TYPE};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// As much as one `<Say>` takes. Source: Twilio, error 11208.
const LONGEST_SAY: usize = 3_000;
/// Source: Twilio, `<Gather>` attribute `hints`.
const MOST_HINTS: usize = 500;
const LONGEST_HINT: usize = 100;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Executed in order.
    pub verbs: Vec<Verb>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Speaks.
    Say(Say),
    /// Listens.
    Gather(Gather),
    /// Goes on at another URL.
    Redirect {
        /// Where.
        url: String,
    },
    /// Rings someone.
    Dial(Dial),
    /// Records after a tone.
    Record(Record),
    /// Records the call from here on.
    StartRecording(StartRecording),
    /// Ends the call.
    Hangup,
    /// Does not take the call; nobody pays for it.
    Reject,
}

/// Words and the voice that speaks them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// One of Twilio's voices, such as `Polly.Joanna-Neural`.
    pub voice: &'static str,
    /// The language, such as `en-US`.
    pub language: &'static str,
    /// What to say; cut at 3,000 characters.
    pub text: String,
}

impl Say {
    /// Words in a voice.
    #[must_use]
    pub fn new(voice: Voice, words: &str) -> Self {
        Self { voice: voice.say(), language: voice.language(), text: words.to_owned() }
    }
}

/// Listens for speech, keys or both, while it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// Where what was heard, or that nothing was, is posted.
    pub action: String,
    /// What is listened for.
    pub input: Input,
    /// How long nothing may be heard.
    pub timeout_seconds: u8,
    /// Spoken meanwhile.
    pub say: Vec<Say>,
}

/// What a `<Gather>` listens for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Speech and keys.
    SpeechAndKeys {
        /// The language spoken.
        language: &'static str,
        /// How the end of speech is found.
        end_of_speech: EndOfSpeech,
        /// Names and words to expect; at most 500 of 100 characters are sent.
        hints: Vec<String>,
    },
    /// So many keys.
    Keys(u8),
}

/// How the end of speech is found. An explicit model needs a number of seconds, so that the two go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfSpeech {
    /// Twilio decides.
    Automatic,
    /// After so much silence, with this model.
    After {
        /// How long.
        seconds: u8,
        /// Such as `googlev2_telephony`.
        model: &'static str,
    },
}

/// Rings someone and connects them once they pick up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// Where the outcome is posted.
    pub action: String,
    /// How long it rings.
    pub timeout_seconds: u8,
    /// Who.
    pub number: PhoneNumber,
    /// What they hear before they are connected.
    pub whisper: Option<String>,
}

/// Records after a tone, until silence, `#` or the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where the recording is posted; not called if nothing was recorded.
    pub action: String,
    /// The longest recording.
    pub max_length_seconds: u16,
    /// How long it may be silent.
    pub timeout_seconds: u8,
    /// Where it is told that the recording can be fetched, if anywhere.
    pub recording_status_callback: Option<String>,
}

impl Record {
    /// A voicemail: up to three minutes, over after six seconds of silence.
    #[must_use]
    pub fn voicemail(action: String, recording_status_callback: Option<String>) -> Self {
        Self { action, max_length_seconds: 180, timeout_seconds: 6, recording_status_callback }
    }
}

/// Records the call from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRecording {
    /// Where it is told that the recording can be fetched.
    pub recording_status_callback: String,
}

impl Response {
    /// The document's XML.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new(Vec::with_capacity(1_024));
        // Writing to memory does not fail; if it ever did, an empty document ends the call without an error message.
        match self.write(&mut writer).map(|()| String::from_utf8(writer.into_inner())) {
            Ok(Ok(xml)) => xml,
            _ => "<Response/>".to_owned(),
        }
    }

    /// An HTTP answer with the document's XML.
    #[must_use]
    pub fn to_http<Body: From<String>>(&self) -> http::Response<Body> {
        let mut answer = http::Response::new(Body::from(self.to_xml()));
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        answer
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
            Self::Hangup => writer.write_event(Event::Empty(BytesStart::new("Hangup"))),
            Self::Reject => writer.write_event(Event::Empty(BytesStart::new("Reject"))),
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
            Input::SpeechAndKeys { language, end_of_speech, hints: expected } => {
                attributes.extend([("input", "speech dtmf"), ("language", language), ("profanityFilter", "false")]);
                match end_of_speech {
                    EndOfSpeech::Automatic => attributes.push(("speechTimeout", "auto")),
                    EndOfSpeech::After { seconds, model } => {
                        speech_timeout = seconds.to_string();
                        attributes.extend([("speechModel", *model), ("speechTimeout", speech_timeout.as_str())]);
                    }
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

/// Hints are separated by commas, so that one must not hold any.
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
        let attributes = [("recordingStatusCallback", self.recording_status_callback.as_str())];
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

/// The text without the characters that XML 1.0 cannot hold, even escaped.
fn legal(text: &str) -> String {
    let is_legal =
        |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}');
    text.chars().filter(is_legal).collect()
}

#[cfg(test)]
mod tests;
