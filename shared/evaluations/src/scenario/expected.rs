//! The final state that a scenario expects. A list that is left out is empty: what a scenario does not name must not happen.

use std::collections::BTreeMap;

use domain::{
    phone::PhoneNumber,
    scenario::WordRule,
    slot::SlotId,
    tenant::{JobTypeId, Zip},
    triage::Hazard,
};
use serde::Deserialize;

use crate::outcome::{CallEnding, MessageFact, MoveFact, VisitFact};

/// The final state of a call, and the limits of its course.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectedState {
    booked: Vec<ExpectedVisit>,
    moved: Vec<ExpectedMove>,
    cancelled: Vec<SlotId>,
    messages: Vec<ExpectedMessage>,
    emergencies: Vec<Hazard>,
    taken_by_on_call: Option<bool>,
    dialed: Vec<PhoneNumber>,
    customer: Option<ExpectedVisit>,
    ended_by: Option<CallEnding>,
    said_first: Vec<FirstWords>,
    says: Vec<WordRule>,
    never_says: Vec<WordRule>,
    judged: Vec<String>,
    turns_at_most: Option<usize>,
    seconds_at_most: Option<u64>,
}

impl ExpectedState {
    /// The visits that the call books, all of them.
    #[must_use]
    pub fn booked(&self) -> &[ExpectedVisit] {
        &self.booked
    }

    /// The visits on file that the call moves.
    #[must_use]
    pub fn moved(&self) -> &[ExpectedMove] {
        &self.moved
    }

    /// The slots of the visits that are cancelled.
    #[must_use]
    pub fn cancelled(&self) -> &[SlotId] {
        &self.cancelled
    }

    /// The stored messages.
    #[must_use]
    pub fn messages(&self) -> &[ExpectedMessage] {
        &self.messages
    }

    /// The emergencies that the people on call are paged for.
    #[must_use]
    pub fn emergencies(&self) -> &[Hazard] {
        &self.emergencies
    }

    /// Whether a person on call takes every emergency in the call.
    #[must_use]
    pub fn taken_by_on_call(&self) -> Option<bool> {
        self.taken_by_on_call
    }

    /// The numbers that the call dials, in order.
    #[must_use]
    pub fn dialed(&self) -> &[PhoneNumber] {
        &self.dialed
    }

    /// The customer on file under the caller's number after the call; not judged if left out.
    #[must_use]
    pub fn customer(&self) -> Option<&ExpectedVisit> {
        self.customer.as_ref()
    }

    /// Who ends the call; not judged if left out.
    #[must_use]
    pub fn ended_by(&self) -> Option<CallEnding> {
        self.ended_by
    }

    /// What the agent must say first after a turn.
    #[must_use]
    pub fn said_first(&self) -> &[FirstWords] {
        &self.said_first
    }

    /// What the agent must say at some time.
    #[must_use]
    pub fn says(&self) -> &[WordRule] {
        &self.says
    }

    /// What the agent must never say.
    #[must_use]
    pub fn never_says(&self) -> &[WordRule] {
        &self.never_says
    }

    /// Questions about the transcript, for a judge model only: each must be answered with yes.
    #[must_use]
    pub fn judged(&self) -> &[String] {
        &self.judged
    }

    /// The caller's turns at most.
    #[must_use]
    pub fn turns_at_most(&self) -> Option<usize> {
        self.turns_at_most
    }

    /// The length of the call at most.
    #[must_use]
    pub fn seconds_at_most(&self) -> Option<u64> {
        self.seconds_at_most
    }
}

/// What is known of a visit, or of a customer. What is left out is not judged.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectedVisit {
    slot: Option<SlotId>,
    job_type: Option<JobTypeId>,
    name: Option<WordRule>,
    street: Option<WordRule>,
    zip: Option<Zip>,
    callback: Option<PhoneNumber>,
    problem: Option<WordRule>,
    /// By the question's id; `not_known` if the caller did not know.
    answers: Option<BTreeMap<String, WordRule>>,
}

impl ExpectedVisit {
    /// Whether a visit is this one.
    #[must_use]
    pub fn fits(&self, visit: &VisitFact) -> bool {
        let words = |rule: &Option<WordRule>, text: &str| rule.as_ref().is_none_or(|rule| rule.holds(text));
        self.slot.as_ref().is_none_or(|slot| Some(slot) == visit.slot.as_ref())
            && self.job_type.as_ref().is_none_or(|job_type| Some(job_type) == visit.job_type.as_ref())
            && self.zip.as_ref().is_none_or(|zip| *zip == visit.zip)
            && self.callback.as_ref().is_none_or(|callback| *callback == visit.callback)
            && words(&self.name, &visit.name)
            && words(&self.street, &visit.street)
            && words(&self.problem, &visit.problem)
            && self.answers.as_ref().is_none_or(|wanted| {
                wanted.len() == visit.answers.len()
                    && wanted.iter().all(|(id, rule)| visit.answers.get(id).is_some_and(|found| rule.holds(found)))
            })
    }
}

/// A visit that is moved.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedMove {
    from: SlotId,
    to: SlotId,
}

impl ExpectedMove {
    /// Whether a move is this one.
    #[must_use]
    pub fn fits(&self, moved: &MoveFact) -> bool {
        self.from == moved.from && self.to == moved.to
    }
}

/// A stored message. What is left out is not judged.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectedMessage {
    words: Vec<WordRule>,
    callback: Option<PhoneNumber>,
    urgent: Option<bool>,
    voicemail: bool,
}

impl ExpectedMessage {
    /// Whether a message is this one.
    #[must_use]
    pub fn fits(&self, message: &MessageFact) -> bool {
        self.voicemail == message.voicemail
            && self.words.iter().all(|rule| rule.holds(&message.words))
            && self.callback.as_ref().is_none_or(|callback| Some(callback) == message.callback.as_ref())
            && self.urgent.is_none_or(|urgent| urgent == message.urgent)
    }
}

/// What must be among the agent's first words after a turn of the caller.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstWords {
    after: usize,
    words: WordRule,
}

impl FirstWords {
    /// The number of the turn, from 1; 0 for the greeting.
    #[must_use]
    pub fn after(&self) -> usize {
        self.after
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &WordRule {
        &self.words
    }
}
