//! The changes of a company's account that its owners must know of, its launch among them, and their words. Each has an entry in the audit log.

use super::{
    letter::{Value, written},
    words::{Company, LetterParts},
};
use crate::{budget::BudgetPeriod, money::MicroUsd, phone::PhoneNumber};
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
    /// The company published a configuration of its own for the first time: what to do next.
    Launched {
        /// The number that the agent answers, if one is connected.
        number: Option<PhoneNumber>,
        /// The dashboard's URL, without a slash at the end.
        dashboard: String,
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
            AccountChange::Launched { number, dashboard } => return launch_letter(number.as_ref(), dashboard),
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

/// What an owner does in the days after the launch, each with the page of the dashboard for it.
fn launch_letter(number: Option<&PhoneNumber>, dashboard: &str) -> LetterParts {
    let link = |words: String, path: &str| Value::Link(words, format!("{dashboard}{path}"));
    let mut lines = Vec::new();
    if let Some(number) = number {
        lines.push(("Your number", Value::Phone(number.clone())));
        let forward = format!("Forward your company's line to {}. Your carrier's codes are here.", written(number));
        lines.push(("Forward your line", link(forward, "/first-days")));
        let call = "Call the number, and tell the agent what a customer would. The call is in the log at once.";
        lines.push(("Call it", link(call.to_owned(), "/calls")));
    } else {
        let connect = "Connect or buy a number, so that the agent answers calls.".to_owned();
        lines.push(("Connect a number", link(connect, "/numbers")));
    }
    let invite = "Invite the people who book, dispatch and answer messages.".to_owned();
    lines.push(("Invite your team", link(invite, "/team?invite=true")));
    let texts = "US carriers deliver texts only from registered numbers, and registration takes days: begin it now.";
    lines.push(("Register texting", link(texts.to_owned(), "/first-days")));
    lines.push(("Dashboard", link("Calls, messages and visits of today.".to_owned(), "/today")));
    let subject = "Your agent is set up: what to do next";
    (subject.to_owned(), subject.to_owned(), lines)
}

/// The words of a place in the configuration: `/on_call/people/0/number` is `on call people 0 number`.
fn named(place: &str) -> String {
    place.trim_start_matches('/').replace(['/', '_'], " ")
}
