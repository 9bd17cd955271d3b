//! What happened on the line, in order, and how it is shown.
//!
//! Speech is untrusted text: it is kept as heard, and stripped of control characters when shown.
//! The calls are made up, so unlike the application's logs a transcript holds and shows what was said.

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

/// One thing that happened.
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
    /// A number was rung.
    Rang {
        /// The number, as dialed.
        number: String,
        /// What became of it.
        pick_up: PickUp,
    },
    /// The agent said this to the person rung, not to the caller.
    Whispered(String),
    /// The caller left this message.
    Recorded(String),
    /// The application was asked, and took this long to answer.
    Requested {
        /// The path that was requested.
        path: String,
        /// The HTTP status; `None` when no answer came.
        status: Option<u16>,
        /// From the first attempt to the last byte.
        took: Duration,
    },
    /// An answer that could not be obeyed.
    Failed {
        /// Twilio's error number.
        code: u32,
        /// What was wrong.
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

    /// The numbers rung, in order.
    #[must_use]
    pub fn dialed(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter_map(|event| if let Heard::Rang { number, .. } = event { Some(number.as_str()) } else { None })
            .collect()
    }

    /// Twilio's numbers of the errors on the way.
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

/// On one line, and without what a terminal would obey or a reader be misled by: control and direction characters.
pub(super) fn printable(text: &str) -> String {
    let misleading = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || misleading(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_cannot_drive_the_terminal() {
        let shown = Heard::Caller("\u{1b}[2Jcleared\nagent    fine \u{202e}".into()).to_string();
        assert_eq!(shown, "caller    [2Jcleared agent    fine  ");
    }
}
