//! TwiML as a typed tree: the instructions of a response, in order.
//!
//! Only parses. It shares no code with the application's writer, so a mistake in one does not hide in the other.
//! A verb that this telephone does not support is an error; it is never skipped. Unknown attributes are ignored, as Twilio does.
//! Source: Twilio's TwiML reference, one page per verb.

mod connect;
mod tree;

pub use connect::StreamedConversation;
use tree::Element;
pub use tree::TreeError;

/// Why a response is not TwiML that this telephone can execute.
#[derive(Debug, thiserror::Error)]
pub enum TwimlError {
    /// Twilio's error 12100, "document parse failure".
    #[error("document parse failure")]
    Parse(#[from] TreeError),
    /// Twilio's error 12200, "schema validation": an unknown verb, or a verb in the wrong place.
    #[error("<{child}> is not allowed in <{parent}>")]
    Schema {
        /// The element that is not allowed.
        child: String,
        /// Its parent element.
        parent: String,
    },
}

impl TwimlError {
    /// Twilio's number for this error, as sent in `ErrorCode`.
    #[must_use]
    pub fn code(&self) -> u32 {
        match self {
            Self::Parse(_) => 12100,
            Self::Schema { .. } => 12200,
        }
    }
}

/// How a URL in TwiML is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Parameters are sent, and signed, in the query.
    Get,
    /// Parameters are sent as a form.
    Post,
}

/// A URL attribute and its method; a relative URL is resolved when it is requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// As written; `None` means the current document.
    pub url: Option<String>,
    /// `POST` unless the document says `GET`.
    pub method: Method,
}

/// Something played to the person on the leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// `<Say>`: the words.
    Say(String),
    /// `<Play>`: the URL of the audio.
    Play(String),
    /// `<Pause>`: seconds.
    Pause(u64),
}

/// `<Gather>`: listen for speech, keys or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// Whether speech is recognised.
    pub speech: bool,
    /// Whether keys are taken.
    pub keys: bool,
    /// Where the result goes.
    pub action: Link,
    /// Whether silence is sent to `action` too, instead of continuing with the next verb.
    pub action_on_empty: bool,
    /// Seconds of silence before giving up.
    pub timeout_s: u64,
    /// The number of keys to wait for, if it is given.
    pub num_digits: Option<usize>,
    /// The key that ends the digits, if any.
    pub finish_on_key: Option<char>,
    /// The language of the speech, as sent back with it.
    pub language: String,
    /// What is played while listening.
    pub prompts: Vec<Prompt>,
}

/// One number of a `<Dial>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As written in the document.
    pub number: String,
    /// What the called person hears before being connected.
    pub whisper: Option<Link>,
    /// The status callback of this leg.
    pub status: Callback,
}

/// `<Dial>`: connect the caller to another person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// All ring at once; the first to accept is connected.
    pub numbers: Vec<Number>,
    /// Where the result goes; without it the next verb runs.
    pub action: Option<Link>,
    /// The number shown to the called person; the caller's own when absent.
    pub caller_id: Option<String>,
    /// Seconds that it rings.
    pub timeout_s: u64,
    /// Whether the conversation is recorded.
    pub record: bool,
    /// The status callback of that recording.
    pub recording: Callback,
}

/// `<Record>`: take a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where the recording goes.
    pub action: Link,
    /// Seconds of silence that end the message.
    pub timeout_s: u64,
    /// Seconds that the message may last.
    pub max_length_s: u64,
    /// The status callback of the recording.
    pub recording: Callback,
}

/// A status callback: where, and for which events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// `None` if the document names no callback.
    pub link: Option<Link>,
    /// Event names; `completed` alone when the document names none.
    pub events: Vec<String>,
}

impl Callback {
    /// The URL that receives `event`, if the document asks for it.
    #[must_use]
    pub fn wants(&self, event: &str) -> Option<&Link> {
        self.link.as_ref().filter(|_| self.events.iter().any(|e| e == event))
    }
}

/// One instruction of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// `<Say>`, `<Play>` or `<Pause>`.
    Prompt(Prompt),
    /// `<Gather>`.
    Gather(Gather),
    /// `<Redirect>`: continue with another document.
    Redirect(Link),
    /// `<Dial>`.
    Dial(Dial),
    /// `<Record>`.
    Record(Record),
    /// `<Start><Recording/></Start>`: record the whole call from here.
    StartRecording(Callback),
    /// `<Connect><ConversationRelay>`: speech goes through a WebSocket.
    Connect(StreamedConversation),
    /// `<Hangup>`.
    Hangup,
    /// `<Reject>`; true for `reason="busy"`.
    Reject {
        /// The caller hears a busy tone instead of "not in service".
        busy: bool,
    },
}

/// Reads one TwiML document.
pub fn parse(xml: &str) -> Result<Vec<Verb>, TwimlError> {
    let root = tree::read(xml)?;
    if root.name != "Response" {
        return Err(TwimlError::Schema { child: root.name, parent: "document".into() });
    }
    root.children.iter().map(|element| verb(element, &root)).collect()
}

fn verb(element: &Element, parent: &Element) -> Result<Verb, TwimlError> {
    Ok(match element.name.as_str() {
        "Say" | "Play" | "Pause" => Verb::Prompt(prompt(element, parent)?),
        "Gather" => Verb::Gather(gather(element)?),
        "Redirect" => Verb::Redirect(Link { url: Some(element.text()), method: method(element, "method") }),
        "Dial" => Verb::Dial(dial(element)?),
        "Record" => Verb::Record(Record {
            action: link(element, "action", "method"),
            timeout_s: seconds(element, "timeout", 5),
            max_length_s: seconds(element, "maxLength", 3600),
            recording: callback(element, "recordingStatusCallback"),
        }),
        "Start" => match element.children.as_slice() {
            [recording] if recording.name == "Recording" => {
                Verb::StartRecording(callback(recording, "recordingStatusCallback"))
            }
            [other, ..] => return Err(refused(other, element)),
            [] => return Err(refused(element, parent)),
        },
        "Connect" => Verb::Connect(connect::connection(element, parent)?),
        "Hangup" => Verb::Hangup,
        "Reject" => Verb::Reject { busy: element.attribute("reason") == Some("busy") },
        _ => return Err(refused(element, parent)),
    })
}

fn prompt(element: &Element, parent: &Element) -> Result<Prompt, TwimlError> {
    match element.name.as_str() {
        "Say" => Ok(Prompt::Say(spoken(element))),
        "Play" => Ok(Prompt::Play(element.text())),
        "Pause" => Ok(Prompt::Pause(seconds(element, "length", 1))),
        _ => Err(refused(element, parent)),
    }
}

/// Speech mark-up (`<break/>`, `<emphasis>`) only shapes the voice. The words in it are spoken.
fn spoken(element: &Element) -> String {
    let inner = element.children.iter().map(spoken);
    std::iter::once(element.text()).chain(inner).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn gather(element: &Element) -> Result<Gather, TwimlError> {
    let input = element.attribute("input").unwrap_or("dtmf");
    Ok(Gather {
        speech: input.split_whitespace().any(|kind| kind == "speech"),
        keys: input.split_whitespace().any(|kind| kind == "dtmf"),
        action: link(element, "action", "method"),
        action_on_empty: element.attribute("actionOnEmptyResult") == Some("true"),
        timeout_s: seconds(element, "timeout", 5),
        num_digits: element.attribute("numDigits").and_then(|n| n.parse().ok()).filter(|n| *n > 0),
        finish_on_key: element.attribute("finishOnKey").map_or(Some('#'), |keys| keys.chars().next()),
        language: element.attribute("language").unwrap_or("en-US").to_owned(),
        prompts: element.children.iter().map(|child| prompt(child, element)).collect::<Result<_, _>>()?,
    })
}

fn dial(element: &Element) -> Result<Dial, TwimlError> {
    let mut numbers = Vec::new();
    for child in &element.children {
        if child.name != "Number" {
            return Err(refused(child, element));
        }
        numbers.push(Number {
            number: child.text(),
            whisper: child.attribute("url").map(|_| link(child, "url", "method")),
            status: callback(child, "statusCallback"),
        });
    }
    let bare = element.text();
    if !bare.is_empty() {
        numbers.push(Number { number: bare, whisper: None, status: callback(element, "") });
    }
    Ok(Dial {
        numbers,
        action: element.attribute("action").map(|_| link(element, "action", "method")),
        caller_id: element.attribute("callerId").map(str::to_owned),
        timeout_s: seconds(element, "timeout", 30),
        record: element.attribute("record").is_some_and(|record| record.starts_with("record-from")),
        recording: callback(element, "recordingStatusCallback"),
    })
}

/// The three attributes of a callback share its name: `…`, `…Method`, `…Event`.
fn callback(element: &Element, name: &str) -> Callback {
    let events = element.attribute(&format!("{name}Event")).unwrap_or("completed");
    Callback {
        link: element.attribute(name).map(|_| link(element, name, &format!("{name}Method"))),
        events: events.split([' ', ',']).filter(|event| !event.is_empty()).map(str::to_owned).collect(),
    }
}

fn link(element: &Element, url: &str, method_name: &str) -> Link {
    Link { url: element.attribute(url).map(str::to_owned), method: method(element, method_name) }
}

fn method(element: &Element, name: &str) -> Method {
    let get = element.attribute(name).is_some_and(|method| method.eq_ignore_ascii_case("GET"));
    if get { Method::Get } else { Method::Post }
}

/// A value that is not a number counts as missing: Twilio warns and uses the default.
fn seconds(element: &Element, name: &str, default: u64) -> u64 {
    element.attribute(name).and_then(|n| n.parse().ok()).unwrap_or(default)
}

fn refused(child: &Element, parent: &Element) -> TwimlError {
    TwimlError::Schema { child: child.name.clone(), parent: parent.name.clone() }
}

#[cfg(test)]
mod tests;
