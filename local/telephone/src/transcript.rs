//! The events of a call, in order, and how they are printed.
//!
//! Speech is untrusted text: it is stored unchanged and printed without control characters.
//! The calls are test calls: unlike the application's logs, a transcript contains the words.

use std::fmt;
use std::time::Duration;

use super::party::PickUp;

/// Who or what ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The application hung up, rejected the call, or ran out of verbs.
    Agent,
    /// The caller hung up.
    Caller,
    /// The application failed and so did its fallback: "an application error has occurred".
    Dropped,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agent => "agent",
            Self::Caller => "caller",
            Self::Dropped => "dropped",
        })
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// The agent said this to the caller.
    Said(String),
    /// A sound was played to the caller, from this URL.
    Played(String),
    /// The caller said this.
    Caller(String),
    /// The caller pressed these keys.
    Keyed(String),
    /// The caller did nothing.
    Silence,
    /// A number was dialed.
    Rang {
        /// The number, as dialed.
        number: String,
        /// What happened.
        pick_up: PickUp,
    },
    /// The agent said this to the dialed person, not to the caller.
    Whispered(String),
    /// The caller left this message.
    Recorded(String),
    /// The application answered a request after this time.
    Requested {
        /// The path that was requested.
        path: String,
        /// The HTTP status; `None` when no answer came.
        status: Option<u16>,
        /// From the first attempt to the last byte.
        took: Duration,
    },
    /// A response that could not be executed.
    Failed {
        /// Twilio's error number.
        code: u32,
        /// The error.
        reason: String,
    },
    /// The call ended.
    Ended(Ending),
}

/// A call's events, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript(Vec<Heard>);

impl Transcript {
    pub(super) fn push(&mut self, event: Heard) {
        self.0.push(event);
    }

    /// Every event.
    #[must_use]
    pub fn events(&self) -> &[Heard] {
        &self.0
    }

    /// Everything the agent said to the caller, one entry per prompt.
    #[must_use]
    pub fn said(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter_map(|event| if let Heard::Said(words) = event { Some(words.as_str()) } else { None })
            .collect()
    }

    /// The dialed numbers, in order.
    #[must_use]
    pub fn dialed(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter_map(|event| if let Heard::Rang { number, .. } = event { Some(number.as_str()) } else { None })
            .collect()
    }

    /// Twilio's numbers of the errors so far.
    #[must_use]
    pub fn failures(&self) -> Vec<u32> {
        self.0
            .iter()
            .filter_map(|event| if let Heard::Failed { code, .. } = event { Some(*code) } else { None })
            .collect()
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|event| writeln!(f, "{event}"))
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(words) => write!(f, "agent    {}", printable(words)),
            Self::Played(url) => write!(f, "agent    [plays {}]", printable(url)),
            Self::Caller(words) => write!(f, "caller   {}", printable(words)),
            Self::Keyed(keys) => write!(f, "caller   [keys {}]", printable(keys)),
            Self::Silence => f.write_str("caller   [silence]"),
            Self::Rang { number, pick_up } => write!(f, "rings    {}: {pick_up}", printable(number)),
            Self::Whispered(words) => write!(f, "whisper  {}", printable(words)),
            Self::Recorded(words) => write!(f, "message  {}", printable(words)),
            Self::Requested { path, status, took } => {
                let status = status.map_or("no answer".to_owned(), |status| status.to_string());
                write!(f, "request  {} {status} {} ms", printable(path), took.as_millis())
            }
            Self::Failed { code, reason } => write!(f, "error    {code} {}", printable(reason)),
            Self::Ended(Ending::Agent) => f.write_str("end      the agent hung up"),
            Self::Ended(Ending::Caller) => f.write_str("end      the caller hung up"),
            Self::Ended(Ending::Dropped) => f.write_str("end      an application error has occurred; goodbye"),
        }
    }
}

impl fmt::Display for PickUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepts => "accepts",
            Self::Declines => "declines",
            Self::Busy => "busy",
            Self::NoAnswer => "no answer",
        })
    }
}

/// The text on one line, without control and direction characters.
pub(super) fn printable(text: &str) -> String {
    let misleading = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || misleading(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_removed_from_printed_transcript() {
        let shown = Heard::Caller("\u{1b}[2Jcleared\nagent    fine \u{202e}".into()).to_string();
        assert_eq!(shown, "caller    [2Jcleared agent    fine  ");
    }
}
