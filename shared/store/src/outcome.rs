//! What came of a call: the visits, messages and emergencies that it stored.
//!
//! Their ids derive from the call and a count, so they need no list of their own. A visit that the call moved or cancelled
//! belongs to the call that booked it.

use domain::{
    booking::Appointment,
    id::{AppointmentId, CallSid, EmergencyId, MessageId},
    usage::CallUsage,
};
use platform::boxed;

use super::{CustomerScope, EmergencyItem, MessageItem, RecordingItem, Store, StoreError};

/// The most items of a kind that are read. A call with more of them is not one of a customer.
const MOST: u32 = 20;

/// What came of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallOutcome {
    /// The visits that it booked, as they are now.
    pub appointments: Vec<Appointment>,
    /// The messages, and the voicemails among its recordings.
    pub messages: Vec<MessageItem>,
    /// The emergencies.
    pub emergencies: Vec<EmergencyItem>,
}

/// The counts below a number that the call reports.
fn below(count: u64) -> std::ops::Range<u32> {
    0..u32::try_from(count).unwrap_or(MOST).min(MOST)
}

impl Store {
    /// Gets what came of a call. The usage says how many items of each kind there may be. A dry run stored none.
    #[must_use]
    #[boxed]
    pub async fn get_outcome(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        usage: &CallUsage,
        recordings: &[RecordingItem],
    ) -> Result<CallOutcome, StoreError> {
        let scope = customers.tenant_scope();
        let mut outcome = CallOutcome::default();
        for nth in below(usage.appointments) {
            outcome.appointments.extend(self.get_appointment(scope, &AppointmentId::of_call(call, nth)).await?);
        }
        for nth in below(usage.messages) {
            outcome.messages.extend(self.get_message_item(scope, &MessageId::of_call(call, nth)).await?);
        }
        for recording in recordings.iter().take(MOST as usize) {
            outcome
                .messages
                .extend(self.get_message_item(scope, &MessageId::of_recording(&recording.recording)).await?);
        }
        for nth in below(usage.emergencies) {
            outcome.emergencies.extend(self.get_emergency(scope, &EmergencyId::of_call(call, nth)).await?);
        }
        Ok(outcome)
    }
}
