//! Who is calling: how far a caller's identity is proven, and what follows from it.
//!
//! A number is a claim until the carrier attests it in full, or until the caller says a detail first that fits the
//! customer on file: the house number, or the ZIP code and the name. The code compares, never the model. The identity
//! follows from the attestation and the history alone, so a call that is loaded again has the same one.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Conversation, HistoryEntry, ToolRequest};
use crate::{
    attestation::Attestation,
    booking::{BookedBy, CallerIdentity, Customer},
    on_file::CallerOnFile,
    phone::PhoneNumber,
};

mod details;
mod numbers;

use details::{OnFile, UtteranceWords};

/// The most wrong details in a call. After them, no detail proves anything.
const MOST_WRONG: usize = 3;
/// The most wrong details in a day's calls from a number.
const MOST_WRONG_IN_A_DAY: usize = 9;

/// The tool that reads what is on file.
pub(super) const LOOK_UP: &str = "look_up_customer";

const NOT_MATCHED: &str = r#"{"matched": false, "note": "The number proves nothing yet. Go on as with a new customer and ask for everything. Only if the caller says they have booked before, or wants to change or cancel a visit: ask for the house number, or for the ZIP code and the full name, and call this again with what they said. Never suggest a detail yourself."}"#;
const NO_MORE_ATTEMPTS: &str = r#"{"matched": false, "note": "Nothing that the caller said matches. Do not ask again, and say nothing about what is on file. Go on as with a new customer; to change or cancel a visit, take a message so that the office calls back."}"#;

/// The result of comparing what the caller said with what is on file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IdentityComparison {
    Matched,
    NotMatched,
    OutOfAttempts,
}

/// The details in a call of [`LOOK_UP`], as the model passes them on.
#[derive(Deserialize)]
struct PassedOn {
    house_number: Option<String>,
}

impl Conversation {
    /// The same call, with the carrier's attestation of the caller's number. Without one, the number is a claim.
    #[must_use]
    pub fn with_attestation(self, attestation: Attestation) -> Self {
        Self { attestation, ..self }
    }

    /// The same call, with what is on file about the caller's number. Only a proven caller gets anything of it.
    #[must_use]
    pub fn with_on_file(self, on_file: CallerOnFile) -> Self {
        let CallerOnFile { customer, blocked, visits, calls } = on_file;
        Self { customer, blocked, read_with_customer: (visits, calls), ..self }
    }

    /// The same call, from a number whose callers gave so many wrong details in earlier calls of the day.
    #[must_use]
    pub fn with_wrong_details(self, wrong_before: u32) -> Self {
        Self { wrong_before, ..self }
    }

    /// The wrong details that the caller gave in this call about a customer on file.
    #[must_use]
    pub fn wrong_details(&self) -> usize {
        if self.customer.is_none() || self.attestation.proves_number() { 0 } else { self.compare().1 }
    }

    /// The carrier's attestation of the caller's number.
    #[must_use]
    pub fn attestation(&self) -> Attestation {
        self.attestation
    }

    /// How far the caller's identity is proven so far.
    #[must_use]
    pub fn identity(&self) -> CallerIdentity {
        if self.caller.number().is_none() {
            CallerIdentity::Withheld
        } else if self.attestation.proves_number() {
            CallerIdentity::Attested
        } else if self.compare().0 == IdentityComparison::Matched {
            CallerIdentity::Matched
        } else {
            CallerIdentity::Claimed
        }
    }

    /// Whether what is on file about the caller's number may be used in this call.
    pub(super) fn is_identified(&self) -> bool {
        matches!(self.identity(), CallerIdentity::Attested | CallerIdentity::Matched)
    }

    /// The customer record of a caller who has booked before, if the caller is proven to be this customer.
    #[must_use]
    pub fn customer(&self) -> Option<&Customer> {
        self.customer.as_ref().filter(|_| self.is_identified())
    }

    /// The caller, for the record of a visit that they book.
    #[must_use]
    pub fn booked_by(&self) -> BookedBy {
        BookedBy { number: self.caller.number().cloned(), identity: self.identity() }
    }

    /// The number under which a visit of this caller is filed. `None` if it is withheld, or if it belongs to a customer
    /// on file and the caller is not proven to be this customer: their record stays as it is.
    #[must_use]
    pub fn number_to_file_under(&self) -> Option<&PhoneNumber> {
        self.caller.number().filter(|_| self.customer.is_none() || self.is_identified())
    }

    /// The result of a look-up, for the model, while the caller's identity is not proven. It does not depend on whether
    /// the number is on file.
    pub(super) fn not_identified(&self) -> &'static str {
        match self.compare().0 {
            IdentityComparison::OutOfAttempts => NO_MORE_ATTEMPTS,
            IdentityComparison::Matched | IdentityComparison::NotMatched => NOT_MATCHED,
        }
    }

    /// Whether words may name the address of the customer on file.
    pub(super) fn name_address_on_file(&self, words: &str) -> bool {
        self.customer.as_ref().is_some_and(|customer| OnFile::of(customer).address_is_in(&UtteranceWords::of(words)))
    }

    /// Compares what the caller said with what is on file. Only what the caller said before the agent counts. Without a
    /// customer on file everything is wrong, so that the two cases cannot be distinguished. Returns the number of wrong details too.
    fn compare(&self) -> (IdentityComparison, usize) {
        let on_file = self.customer.as_ref().map(OnFile::of).unwrap_or_default();
        let left_today = MOST_WRONG_IN_A_DAY.saturating_sub(usize::try_from(self.wrong_before).unwrap_or(usize::MAX));
        let mut heard = SaidSoFar { most_wrong: MOST_WRONG.min(left_today), ..SaidSoFar::default() };
        for entry in &self.history {
            let matched = match entry {
                HistoryEntry::CallerSaid { text } => heard.caller(&UtteranceWords::of(text), &on_file),
                HistoryEntry::CallerKeyed { digits } => heard.caller(&UtteranceWords::of(digits), &on_file),
                HistoryEntry::AgentSaid { text, .. } => {
                    heard.agent(&UtteranceWords::of(text), &on_file);
                    false
                }
                HistoryEntry::ToolsRequested { requests } => requests
                    .iter()
                    .filter(|request| request.name == LOOK_UP)
                    .any(|request| heard.model(request, &on_file)),
                HistoryEntry::ToolReturned { .. } => false,
            };
            if heard.is_out_of_attempts() {
                return (IdentityComparison::OutOfAttempts, heard.wrong.len());
            }
            if matched {
                return (IdentityComparison::Matched, heard.wrong.len());
            }
        }
        (IdentityComparison::NotMatched, heard.wrong.len())
    }
}

/// What was said so far.
#[derive(Debug, Default)]
struct SaidSoFar {
    /// The numbers that the agent said before the caller. They prove nothing.
    by_agent: BTreeSet<String>,
    /// The numbers that the caller said before the agent.
    by_caller: BTreeSet<String>,
    /// The details that the caller gave and that are not on file.
    wrong: BTreeSet<String>,
    /// With so many wrong details, no detail proves anything.
    most_wrong: usize,
    /// The agent's latest words ask for an address or a house number.
    asked_for_address: bool,
    /// Who said the name on file first.
    name_from: Option<Speaker>,
    caller_said_zip: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Agent,
    Caller,
}

impl SaidSoFar {
    fn is_out_of_attempts(&self) -> bool {
        self.wrong.len() >= self.most_wrong
    }

    fn agent(&mut self, words: &UtteranceWords, on_file: &OnFile) {
        self.by_agent.extend(words.numbers().into_iter().filter(|number| !self.by_caller.contains(number)));
        self.hear_name(Speaker::Agent, words, on_file);
        self.asked_for_address = words.mention_an_address();
    }

    /// Whether the caller is proven by these words.
    fn caller(&mut self, words: &UtteranceWords, on_file: &OnFile) -> bool {
        let first = |number: &String| !self.by_agent.contains(number);
        let all: Vec<String> = words.numbers().into_iter().filter(first).collect();
        let house: Vec<String> =
            words.house_numbers(on_file, self.asked_for_address).into_iter().filter(first).collect();
        self.hear_name(Speaker::Caller, words, on_file);
        for number in &all {
            if on_file.zip() == Some(number) {
                self.caller_said_zip = true;
            } else if details::has_shape_of_zip(number) && on_file.house_number() != Some(number) {
                self.wrong.insert(number.clone());
            }
        }
        self.by_caller.extend(all);
        for number in house {
            if self.is_out_of_attempts() {
                return false;
            }
            if self.fits(&number, on_file) {
                return true;
            }
        }
        self.caller_said_zip && self.name_from == Some(Speaker::Caller)
    }

    fn hear_name(&mut self, speaker: Speaker, words: &UtteranceWords, on_file: &OnFile) {
        if self.name_from.is_none() && on_file.name_is_in(words) {
            self.name_from = Some(speaker);
        }
    }

    /// Whether the model passes on a house number that the caller said and that fits.
    fn model(&mut self, request: &ToolRequest, on_file: &OnFile) -> bool {
        let passed_on = serde_json::from_str::<PassedOn>(&request.arguments).ok();
        let Some(text) = passed_on.and_then(|passed_on| passed_on.house_number) else { return false };
        let number = UtteranceWords::of(&text).numbers().into_iter().find(|number| self.by_caller.contains(number));
        number.is_some_and(|number| self.fits(&number, on_file))
    }

    /// Compares a house number. A wrong one uses up an attempt.
    fn fits(&mut self, number: &String, on_file: &OnFile) -> bool {
        let fits = on_file.house_number() == Some(number);
        if !fits && on_file.zip() != Some(number) {
            self.wrong.insert(number.clone());
        }
        fits
    }
}

#[cfg(test)]
mod tests;
