//! A scripted caller: what the caller does, what the agent must say, and how the call must end.
//!
//! One statement a line; `#` starts a comment line. First, in any order, the call:
//! ```text
//! company: Acme                        the beginning of a company's name
//! from: +12145550142                   or anonymous; +12145550142 when left out
//! attestation: B                       the carrier's, A to C, or failed or none; A when left out
//! answers: +12145550188 accepts        or declines, busy, no-answer; all other numbers let it ring
//! ```
//! Then what happens, in order. Each `caller`, `unclear`, `interrupt`, `key`, `silence` or `hang up` waits for the application to
//! listen (or for the beep); each `expect` looks at what the agent has said since the caller's last turn:
//! ```text
//! expect: how can I help               anywhere in it, upper and lower case alike
//! expect not: booked                   nowhere in it
//! caller: my furnace is out            after the beep, a message; with `hang up` next, one that ends so
//! unclear: mumble mumble               with a low confidence
//! interrupt after 7 words: no, later   while the agent speaks; after the reply where it cannot be interrupted
//! key: 1#
//! silence
//! hang up
//! ```
//! Last, in any order, what must be true after the call. Counts are exact; words must be in one of the entries:
//! ```text
//! expect end: agent                    or caller, dropped
//! expect dialed: +12145550188          or nobody
//! expect booked: 1                     or words: expect booked: Tuesday 8 to 10
//! expect message: 0                    or words
//! expect emergency: gas_leak           or a count
//! ```
//! The program that runs the script looks up bookings, messages and emergencies, and passes them to [`check`] as a [`ScriptReport`].

mod parse;

use std::collections::VecDeque;
use std::fmt;

pub use self::parse::ScriptError;
use super::call::{Call, CallError, CallProgress};
use super::call_setup::{CallSetup, StirVerstat};
use super::party::{CallerAction, Listens, Party, PickUp, VoicemailAction, answer_at};
use super::transcript::{Ending, Heard, Transcript, printable};

/// The recognition confidence of an `unclear:` line.
const UNCLEAR: f32 = 0.21;

/// A parsed script.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    company: Option<String>,
    from: String,
    attestation: StirVerstat,
    answers: Vec<(String, PickUp)>,
    steps: VecDeque<(usize, Step)>,
    expectations: Vec<(usize, Expectation)>,
}

/// Something that happens during the call.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Act(CallerAction),
    Expect(String),
    ExpectNot(String),
}

/// Something that must be true after the call.
#[derive(Debug, Clone, PartialEq)]
enum Expectation {
    End(Ending),
    /// `None`: no number.
    Dialed(Option<String>),
    Booked(ExpectedEntries),
    Message(ExpectedEntries),
    Emergency(ExpectedEntries),
}

#[derive(Debug, Clone, PartialEq)]
enum ExpectedEntries {
    Count(usize),
    Words(String),
}

/// What the system stored about the call, as short texts for comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptReport {
    /// One entry per appointment, such as its arrival window in words.
    pub booked: Vec<String>,
    /// One entry per message taken.
    pub messages: Vec<String>,
    /// One entry per emergency, its kind.
    pub emergencies: Vec<String>,
}

/// An expectation of the script that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    line: usize,
    wanted: String,
    found: String,
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: expected {}\n  found: {}", self.line, self.wanted, printable(&self.found))
    }
}

/// A scripted call that was made.
#[derive(Debug)]
pub struct ScriptOutcome {
    call: Call,
    ending: Ending,
    unmet: Vec<Unmet>,
    expectations: Vec<(usize, Expectation)>,
}

impl ScriptOutcome {
    /// What happened on the call.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        self.call.transcript()
    }

    /// How it ended.
    #[must_use]
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Twilio's id of the call, for looking up what the system stored.
    #[must_use]
    pub fn call_sid(&self) -> &str {
        self.call.sid()
    }
}

impl Script {
    /// The beginning of the called company's name, if the script names one.
    #[must_use]
    pub fn company(&self) -> Option<&str> {
        self.company.as_deref()
    }

    /// The caller's number, or `anonymous`.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The attestation of the caller's number.
    #[must_use]
    pub fn attestation(&self) -> StirVerstat {
        self.attestation
    }
}

/// Makes the scripted call. The caller in `setup` is expected to be [`Script::from`]; the attestation is the script's.
pub async fn run(script: &Script, setup: CallSetup) -> Result<ScriptOutcome, CallError> {
    let mut call = Call::place(setup.with_attestation(script.attestation))?;
    let mut caller =
        ScriptedCaller { steps: script.steps.clone(), answers: &script.answers, heard: Vec::new(), unmet: Vec::new() };
    let ending = loop {
        // The scripted caller never asks to wait.
        if let CallProgress::Over(ending) = call.run(&mut caller).await {
            break ending;
        }
    };
    caller.call_ended();
    Ok(ScriptOutcome { call, ending, unmet: caller.unmet, expectations: script.expectations.clone() })
}

/// All expectations that were not met. An empty list means that the call went as scripted.
#[must_use]
pub fn check(outcome: &ScriptOutcome, report: &ScriptReport) -> Vec<Unmet> {
    let later = outcome.expectations.iter().filter_map(|(line, expectation)| {
        let (wanted, found) = unmet(expectation, outcome, report)?;
        Some(Unmet { line: *line, wanted, found })
    });
    outcome.unmet.iter().cloned().chain(later).collect()
}

/// The expected and the actual value, if they differ.
fn unmet(expectation: &Expectation, outcome: &ScriptOutcome, report: &ScriptReport) -> Option<(String, String)> {
    let (kind, wanted, entries) = match expectation {
        Expectation::End(ending) => {
            let differs = *ending != outcome.ending;
            return differs.then(|| (format!("the call to end by {ending}"), outcome.ending.to_string()));
        }
        Expectation::Dialed(number) => {
            let dialed = outcome.transcript().dialed();
            let (met, wanted) = match number {
                Some(number) => (dialed.contains(&number.as_str()), number.as_str()),
                None => (dialed.is_empty(), "nobody"),
            };
            return (!met).then(|| (format!("{wanted} to be dialed"), listed(&dialed)));
        }
        Expectation::Booked(wanted) => ("appointment", wanted, &report.booked),
        Expectation::Message(wanted) => ("message", wanted, &report.messages),
        Expectation::Emergency(wanted) => ("emergency", wanted, &report.emergencies),
    };
    let (met, wanted) = match wanted {
        ExpectedEntries::Count(count) => (entries.len() == *count, format!("{count} × {kind}")),
        ExpectedEntries::Words(words) => {
            (entries.iter().any(|entry| contains(entry, words)), format!("one {kind} with {words:?}"))
        }
    };
    (!met).then(|| (wanted, listed(entries)))
}

fn listed<T: AsRef<str>>(entries: &[T]) -> String {
    let entries: Vec<_> = entries.iter().map(AsRef::as_ref).collect();
    if entries.is_empty() { "none".to_owned() } else { entries.join("; ") }
}

/// Compares without regard to case and white space.
fn contains(text: &str, words: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(text).contains(&plain(words))
}

/// The scripted caller. Hangs up at the first unmet expectation.
struct ScriptedCaller<'s> {
    steps: VecDeque<(usize, Step)>,
    answers: &'s [(String, PickUp)],
    /// What the agent said since the caller's last turn.
    heard: Vec<String>,
    unmet: Vec<Unmet>,
}

impl ScriptedCaller<'_> {
    fn next_action(&mut self) -> CallerAction {
        while let Some((line, step)) = self.steps.pop_front() {
            match step {
                Step::Act(action) => {
                    self.heard.clear();
                    return action;
                }
                expected => {
                    if let Some(unmet) = self.unmet_by(line, &expected) {
                        self.unmet.push(unmet);
                        self.steps.clear();
                    }
                }
            }
        }
        CallerAction::HangUp
    }

    fn unmet_by(&self, line: usize, expected: &Step) -> Option<Unmet> {
        let said = self.heard.join(" ");
        let (met, wanted) = match expected {
            Step::Expect(words) => (contains(&said, words), format!("the agent to say {words:?}")),
            Step::ExpectNot(words) => (!contains(&said, words), format!("the agent not to say {words:?}")),
            Step::Act(action) => (false, format!("the caller's turn for {action:?}")),
        };
        let found = if matches!(expected, Step::Act(_)) { "the call had ended".to_owned() } else { said };
        let found = if found.is_empty() { "nothing was said".to_owned() } else { found };
        (!met).then_some(Unmet { line, wanted, found })
    }

    /// Checks the agent's last words. Turns that are left are unmet.
    fn call_ended(&mut self) {
        while let Some((line, step)) = self.steps.pop_front() {
            // A hang-up after the end of the call is not an unmet turn.
            if step == Step::Act(CallerAction::HangUp) {
                continue;
            }
            if let Some(unmet) = self.unmet_by(line, &step) {
                self.unmet.push(unmet);
                return;
            }
        }
    }
}

impl Party for ScriptedCaller<'_> {
    fn notice(&mut self, event: &Heard) {
        if let Heard::Said(words) = event {
            self.heard.push(words.clone());
        }
    }

    async fn respond(&mut self, _listens: Listens) -> CallerAction {
        self.next_action()
    }

    fn interruption(&mut self) -> Option<(usize, String)> {
        let interrupts = |step: &mut (usize, Step)| matches!(step.1, Step::Act(CallerAction::Interrupt { .. }));
        let (_, next) = self.steps.pop_front_if(interrupts)?;
        let Step::Act(CallerAction::Interrupt { after_words, words }) = next else { return None };
        self.heard.clear();
        Some((after_words, words))
    }

    async fn leave_message(&mut self) -> VoicemailAction {
        let action = self.next_action();
        let then_hangs_up = matches!(self.steps.front(), Some((_, Step::Act(CallerAction::HangUp))));
        VoicemailAction::of(action, then_hangs_up)
    }

    async fn pick_up(&mut self, number: &str) -> PickUp {
        answer_at(self.answers, number)
    }
}

#[cfg(test)]
mod tests;
