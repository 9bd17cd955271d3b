//! What a call left behind, and how it went: the facts that a scenario is judged by.

use std::collections::BTreeMap;

use domain::{
    phone::PhoneNumber,
    slot::SlotId,
    tenant::{JobTypeId, Zip},
    triage::Hazard,
    usage::TokenCount,
};
use serde::{Deserialize, Serialize};

use crate::report::CallWay;

/// The facts of a call that is over.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EvaluatedCall {
    /// The visits that the call booked and did not cancel.
    pub booked: Vec<VisitFact>,
    /// The visits that it moved.
    pub moved: Vec<MoveFact>,
    /// The slots of the visits that it cancelled.
    pub cancelled: Vec<SlotId>,
    /// The stored messages.
    pub messages: Vec<MessageFact>,
    /// The emergencies, in the order in which they were heard.
    pub emergencies: Vec<EmergencyFact>,
    /// The customer on file under the caller's number.
    pub customer: Option<VisitFact>,
    /// The course of the call.
    pub lines: Vec<CallLine>,
    /// Who ended it.
    pub ending: CallEnding,
    /// Its length, as the telephone counts it.
    pub seconds: u64,
    /// What the agent's model used.
    pub model: ModelUse,
    /// What went wrong in the run itself, such as a recording that does not fit.
    pub faults: Vec<String>,
    /// The answers of a judge model, by question: whether it said yes, and why.
    pub judgements: Vec<(String, bool, String)>,
}

/// A visit, or a customer without a slot and a kind of job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFact {
    /// When.
    pub slot: Option<SlotId>,
    /// The kind of job.
    pub job_type: Option<JobTypeId>,
    /// The customer's name.
    pub name: String,
    /// House number and street.
    pub street: String,
    /// The ZIP code.
    pub zip: Zip,
    /// The customer's number.
    pub callback: PhoneNumber,
    /// The problem.
    pub problem: String,
    /// What the caller answered to the company's questions, by the question's id; `not_known` if they did not know.
    pub answers: BTreeMap<String, String>,
}

/// A visit that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveFact {
    /// Its slot before the call.
    pub from: SlotId,
    /// Its slot after the call.
    pub to: SlotId,
}

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageFact {
    /// The words; empty for a voicemail.
    pub words: String,
    /// The number to call back.
    pub callback: Option<PhoneNumber>,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// Whether it is a recording.
    pub voicemail: bool,
}

/// A recorded emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmergencyFact {
    /// The hazard.
    pub hazard: Hazard,
    /// Whether a person on call accepted it.
    pub taken: bool,
}

/// A line of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallLine {
    /// The agent said this to the caller.
    Agent(String),
    /// A turn of the caller.
    Caller(String),
    /// A number was dialed; with what happened.
    Dialed(String, &'static str),
    /// Anything else.
    Note(String),
}

/// Who ends a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnding {
    /// The agent.
    Agent,
    /// The caller.
    #[default]
    Caller,
    /// The application failed.
    Dropped,
}

impl CallEnding {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Caller => "caller",
            Self::Dropped => "dropped",
        }
    }
}

/// What a model used in a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelUse {
    /// The tokens of all requests.
    pub tokens: TokenCount,
    /// How long each request took, in milliseconds.
    pub latencies_ms: Vec<u32>,
}

impl EvaluatedCall {
    /// How many turns the caller had.
    #[must_use]
    pub fn turns(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line, CallLine::Caller(_))).count()
    }

    /// What the agent said after each turn of the caller; first the greeting.
    #[must_use]
    pub fn replies(&self) -> Vec<Vec<&str>> {
        let mut replies: Vec<Vec<&str>> = vec![Vec::new()];
        for line in &self.lines {
            match line {
                CallLine::Caller(_) => replies.push(Vec::new()),
                CallLine::Agent(words) => replies.last_mut().into_iter().for_each(|reply| reply.push(words)),
                CallLine::Dialed(..) | CallLine::Note(_) => {}
            }
        }
        replies
    }

    /// The numbers that were dialed, in order.
    #[must_use]
    pub fn dialed(&self) -> Vec<&str> {
        let lines = self.lines.iter();
        lines
            .filter_map(|line| if let CallLine::Dialed(number, _) = line { Some(number.as_str()) } else { None })
            .collect()
    }

    /// How the final state of another call of the same scenario differs; empty if it does not. The words that were said are not part of it.
    #[must_use]
    pub fn differences(&self, (way, other): (CallWay, &Self), own: CallWay) -> Vec<String> {
        let states = [self, other].map(|call| {
            [
                ("booked", format!("{:?}", call.booked)),
                ("moved", format!("{:?}", call.moved)),
                ("cancelled", format!("{:?}", call.cancelled)),
                ("messages", format!("{:?}", call.messages)),
                ("emergencies", format!("{:?}", call.emergencies)),
                ("customer", format!("{:?}", call.customer)),
                ("dialed", format!("{:?}", call.dialed())),
                ("ended by", call.ending.name().to_owned()),
            ]
        });
        let [ours, theirs] = states;
        let differs = ours.into_iter().zip(theirs).filter(|(ours, theirs)| ours != theirs);
        let text =
            |((what, ours), (_, theirs))| format!("ways: {what} by {} {ours}, by {} {theirs}", own.name(), way.name());
        differs.map(text).collect()
    }

    /// The lines as text.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        let line = |line: &CallLine| match line {
            CallLine::Agent(words) => format!("agent    {words}"),
            CallLine::Caller(words) => format!("caller   {words}"),
            CallLine::Dialed(number, what) => format!("dials    {number}: {what}"),
            CallLine::Note(note) => format!("note     {note}"),
        };
        self.lines.iter().map(line).collect()
    }
}
