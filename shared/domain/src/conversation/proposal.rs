//! What the caller is asked to agree to: a visit to book, to move or to cancel, and a message.
//!
//! Nothing of it happens before the caller has heard all of it read back and has said yes. How an answer is judged is
//! not known here.

use jiff::civil::Date;

use super::agreement::{Agreement, Offer, agreement, agreement_to_slot};
use crate::{
    booking::BookingRequest, id::AppointmentId, phone::PhoneNumber, slot::Slot, tenant::JobTypeId, text::Text,
};

/// A change that is read back to the caller, and made after a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// A visit is booked.
    Book(BookingRequest),
    /// A visit moves to another slot.
    Move {
        /// The visit as it stands.
        visit: KnownVisit,
        /// The new slot.
        to: Slot,
    },
    /// A visit is cancelled.
    Cancel(KnownVisit),
    /// A message is stored for the company.
    Message(DraftMessage),
}

/// A booked visit of this caller, which tools may move or cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownVisit {
    /// Its id.
    pub id: AppointmentId,
    /// Its kind and its slot. Missing in calls that began with version 0.1.0.
    pub details: Option<(JobTypeId, Slot)>,
}

impl KnownVisit {
    /// Its slot, if known.
    #[must_use]
    pub fn slot(&self) -> Option<&Slot> {
        self.details.as_ref().map(|(_, slot)| slot)
    }
}

/// A message that the caller has not agreed to yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftMessage {
    /// The caller's name, if they gave it.
    pub name: Option<Text<80>>,
    /// The number to call back, if there is one.
    pub callback: Option<PhoneNumber>,
    /// The message.
    pub message: Text<1000>,
    /// Whether it cannot wait until the office opens.
    pub urgent: bool,
}

/// A visit that was booked in this call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedVisit {
    /// Its id.
    pub id: AppointmentId,
    /// What was booked.
    pub visit: BookingRequest,
}

impl Proposal {
    /// Judges the caller's answer.
    pub(super) fn judge(&self, answer: &str, today: Date) -> Agreement {
        match self {
            Self::Book(visit) => agreement_to_slot(answer, Offer::Visit, &visit.slot, today),
            Self::Move { to, .. } => agreement_to_slot(answer, Offer::Move, to, today),
            Self::Cancel(KnownVisit { details: Some((_, slot)), .. }) => {
                agreement_to_slot(answer, Offer::Cancellation, slot, today)
            }
            Self::Cancel(_) => agreement(answer, Offer::Cancellation),
            Self::Message(_) => agreement(answer, Offer::Message),
        }
    }
}

/// Whether two visits are the same one: the same service at the same address on the same day.
pub(super) fn is_same_visit(one: &BookingRequest, other: &BookingRequest) -> bool {
    one.slot.id.date == other.slot.id.date
        && one.job_type == other.job_type
        && one.zip == other.zip
        && address(&one.street) == address(&other.street)
}

/// What distinguishes an address: its numbers, and the first word that is a name. "12 Oak St." is "12 Oak Street".
fn address(street: &str) -> (Vec<String>, Option<String>) {
    let street = street.to_lowercase();
    let mut words = street.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let mut numbers = Vec::new();
    let mut name = None;
    while let Some(word) = words.next() {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            numbers.push(word.to_owned());
        } else if name.is_none() && !(DIRECTIONS.contains(&word) && words.peek().is_some()) {
            name = Some(word.to_owned());
        }
    }
    numbers.sort_unstable();
    (numbers, name)
}

const DIRECTIONS: &[&str] = &[
    "n",
    "s",
    "e",
    "w",
    "north",
    "south",
    "east",
    "west",
    "ne",
    "nw",
    "se",
    "sw",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_the_same_in_other_spellings() {
        for (one, other) in [
            ("12 Oak Street", "12 oak st."),
            ("12 N. Oak Street", "12 north oak st"),
            ("12 Oak Street, Apt 4", "Apt 4, 12 Oak St"),
        ] {
            assert!(address(one).0 == address(other).0, "{one}");
        }
        assert_eq!(address("12 Oak Street"), address("12 OAK ST."));
        assert_eq!(address("12 N. Oak Street"), address("12 north oak st"));
        for (one, other) in
            [("12 Oak Street", "14 Oak Street"), ("12 Oak Street", "12 Elm Street"), ("12 Oak Apt 4", "12 Oak Apt 5")]
        {
            assert_ne!(address(one), address(other), "{one}");
        }
    }
}
