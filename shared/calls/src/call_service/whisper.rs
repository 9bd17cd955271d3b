//! What a person who picks up a transferred call hears before they are connected.

use domain::{conversation::TurnEnd, id::CallSid, triage::Hazard};
use platform::boxed;
use store::ReplyEnd;

use super::{CallService, CallServiceError, TenantNumber};

/// What a person who picks up a transferred call hears before they are connected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whisper {
    /// The gravest danger of the call.
    pub hazard: Option<Hazard>,
    /// What is booked in the call, or may be.
    pub notice: Option<String>,
}

impl CallService {
    /// Gets what the person whom the latest reply rings hears before they are connected.
    #[must_use]
    #[boxed]
    pub async fn get_whisper(&self, tenant_number: &TenantNumber, call: &CallSid) -> Result<Whisper, CallServiceError> {
        let Some(record) = self.store.get_call(&tenant_number.scope, call).await? else {
            return Ok(Whisper::default());
        };
        let hazard = record.conversation.emergency();
        let notice = record.replies.into_iter().next_back().and_then(|reply| match reply.end {
            ReplyEnd::TurnEnd(TurnEnd::Transfer(transfer)) => transfer.notice,
            _ => None,
        });
        Ok(Whisper { hazard, notice })
    }
}
