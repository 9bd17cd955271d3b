//! The changes of a company's account that its owners must know of, and their words. Each has an entry in the audit log.

use super::{
    letter::Value,
    words::{Company, LetterParts},
};
use crate::{budget::BudgetPeriod, money::MicroUsd};
use jiff::Timestamp;

/// A change of a company's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChange {
    /// The numbers that calls are forwarded to changed, by publishing a configuration: the places in the configuration and the masked
    /// numbers.
    DialedNumbers {
        /// What is dialed no more.
        removed: Vec<(String, String)>,
        /// What is dialed now.
        added: Vec<(String, String)>,
    },
    /// Most of a budget is spent.
    Budget {
        /// The period.
        period: BudgetPeriod,
        /// What was spent in it.
        spent: MicroUsd,
        /// What may be spent in it.
        budget: MicroUsd,
    },
    /// A webhook was disabled because its receiver failed.
    WebhookDisabled {
        /// The endpoint.
        webhook: String,
    },
    /// A number of the company is answered no more.
    NumberLost {
        /// The number.
        number: String,
        /// Why, in words.
        reason: String,
    },
    /// Someone with another e-mail address tried to accept an invitation.
    AcceptanceRefused {
        /// The invited person.
        person: String,
    },
}

/// A change of a company's account, for its notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNotice {
    /// The change.
    pub change: AccountChange,
    /// Who made it, in words.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl AccountNotice {
    pub(super) fn parts(&self, company: Company<'_>) -> LetterParts {
        let words = |text: &str| Value::Words(text.to_owned());
        let (subject, advice, mut lines) = match &self.change {
            AccountChange::DialedNumbers { removed, added } => {
                let lines = |label, numbers: &[(String, String)]| {
                    let line = |(place, number): &(String, String)| {
                        (label, Value::Words(format!("{}: {number}", named(place))))
                    };
                    numbers.iter().map(line).collect::<Vec<_>>()
                };
                (
                    "The numbers that your calls go to were changed",
                    "If you did not expect this, change the numbers back at once and ask who did it.",
                    lines("Before", removed).into_iter().chain(lines("Now", added)).collect(),
                )
            }
            AccountChange::Budget { period, spent, budget } => (
                match period {
                    BudgetPeriod::Day => "Most of today's budget for the agent is spent",
                    BudgetPeriod::Month => "Most of this month's budget for the agent is spent",
                },
                "When it is spent, callers reach a person or leave a message. The operator of the platform can raise it.",
                vec![("Spent", Value::Words(spent.to_string())), ("Budget", Value::Words(budget.to_string()))],
            ),
            AccountChange::WebhookDisabled { webhook } => (
                "A webhook was disabled because its receiver failed",
                "It gets no events until it is enabled again. Events that were not delivered can be sent again by hand.",
                vec![("Webhook", words(webhook))],
            ),
            AccountChange::NumberLost { number, reason } => (
                "A number of yours is no longer answered here",
                "If you still hold it, store your Twilio credentials and connect it again.",
                vec![("Number", words(number)), ("Reason", words(reason))],
            ),
            AccountChange::AcceptanceRefused { person } => (
                "An invitation was tried with another e-mail address",
                "It was refused. If the right person did not do this, invite them again: the old code stops working.",
                vec![("Invited", words(person))],
            ),
        };
        lines.push(("By", words(&self.by)));
        lines.push(("When", Value::Words(company.instant(self.at))));
        lines.push(("Advice", words(advice)));
        (subject.to_owned(), subject.to_owned(), lines)
    }
}

/// The words of a place in the configuration: `/on_call/people/0/number` is `on call people 0 number`.
fn named(place: &str) -> String {
    place.trim_start_matches('/').replace(['/', '_'], " ")
}
