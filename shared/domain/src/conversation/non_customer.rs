//! What the agent does with a caller who is not a customer: a polite end, or a message, by the company's policy.

use super::{Context, Conversation, Phase, ToolRun, TurnEnd, VisitRequest, round::Closing};
use crate::{
    conversation::Effects,
    non_customer::{NonCustomer, NonCustomerAnswer, is_recording},
};

/// A recording speaks first. Later, a caller may read one aloud.
const MOST_TURNS_OF_RECORDING: u64 = 2;

const IS_CUSTOMER: &str =
    "error: not done. This caller has asked for service or is a customer: help them, or use end_call.";

impl Conversation {
    /// Notes what the model takes the caller for, unless they have shown that they are a customer.
    pub(super) fn non_customer_reported(&mut self, id: String, kind: NonCustomer) -> Option<ToolRun> {
        if self.is_customer() {
            return self.returned(id, IS_CUSTOMER);
        }
        self.end_in(id, Closing::Dismiss(kind));
        None
    }

    /// Whether a recording speaks, which needs no model.
    pub(super) fn is_robocall(&self, text: &str) -> bool {
        self.phase == Phase::Talking
            && self.usage.turns <= MOST_TURNS_OF_RECORDING
            && !self.is_customer()
            && is_recording(text)
    }

    /// Ends the call of someone who is not a customer, or takes their message.
    pub(super) fn dismiss(&mut self, kind: NonCustomer, context: Context<'_>) -> Effects {
        self.progress.non_customer = Some(kind);
        let words = &self.words().talk;
        if context.config.non_customers.answer_to(kind) == NonCustomerAnswer::Message {
            let announce = format!("{} {}", &*words.message_for_office, &*words.voicemail);
            return self.take_voicemail(&announce);
        }
        let goodbye = match kind {
            NonCustomer::Sales => String::from(&words.no_sales),
            NonCustomer::Robocall => String::from(&words.goodbye),
            NonCustomer::WrongNumber => words.wrong_number.with(&context.config.company),
            NonCustomer::JobSeeker => String::from(&words.no_applications),
            NonCustomer::Supplier => String::from(&words.no_suppliers),
        };
        self.phase = Phase::Ended;
        self.progress.concluded = true;
        self.finish_turn(goodbye, TurnEnd::HangUp)
    }

    /// Whether the caller is on file, asked for a visit, or reported a danger in this call.
    fn is_customer(&self) -> bool {
        self.customer().is_some()
            || self.emergency.is_some()
            || self.findings.suspicion().is_some()
            || self.progress.visit != VisitRequest::None
            || !self.booked.is_empty()
            || !self.appointments.is_empty()
    }
}
