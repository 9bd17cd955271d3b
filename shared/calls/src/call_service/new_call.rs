//! The first step of a call: its greeting, or the first webhook that is saved if its greeting came from elsewhere.
//!
//! A new call is counted before anything is stored, and its place is given back if the call does not begin.

use std::{sync::Arc, time::Duration};

use domain::{
    attestation::Attestation,
    conversation::{Conversation, Event},
    id::CallSid,
    phone::Caller,
};
use platform::boxed;
use store::{Arrival, CallPlace, CallRecord};
use tokio::time::Instant;

use super::{CallService, CallServiceError, Processed, TenantNumber, Turn, admission::Admission, timing::Timing};
use crate::{
    agent::Agent,
    engine::{CaughtUp, TurnEvent},
    on_file::on_file,
};

/// The most time for the first step of a call. It is below the time limit of a webhook, so the place is given back if the step
/// takes longer.
const BEGINNING_TIME: Duration = Duration::from_secs(10);

/// The first step of a call.
struct FirstStep {
    conversation: Conversation,
    place: Option<CallPlace>,
    agent: Arc<Agent>,
    event: TurnEvent,
    timing: Timing,
}

impl CallService {
    /// Answers a new call with a greeting. A repeated webhook gets the same greeting. `None` if the call exceeds the limits
    /// of its company or of its number.
    #[must_use]
    #[boxed]
    pub async fn answer(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        caller: Caller,
        attestation: Attestation,
    ) -> Result<Option<Turn>, CallServiceError> {
        let (now, began) = (self.clock.now(), Instant::now());
        let known = on_file(&self.store, &tenant_number.customers, (&caller, attestation), now);
        let arrival = Arrival::new(&caller, attestation, now);
        let read = async {
            tokio::try_join!(
                self.agent(&tenant_number.scope, tenant_number.config_version),
                async { Ok(known.await?) },
                async { Ok(self.wrong_details_before(tenant_number, &caller, attestation, now).await) }
            )
        };
        // If a read fails, the place is known and given back.
        let (read, admission) = tokio::join!(read, self.admit(tenant_number, &arrival));
        let place = match admission {
            Admission::Admitted(place) => place,
            Admission::Refused => return self.repeat_if_known(tenant_number, call, 0).await,
        };
        let (agent, known, wrong_before) = match read {
            Ok(read) => read,
            Err(error) => {
                self.give_back(tenant_number, place).await;
                return Err(error);
            }
        };
        let conversation = Conversation::new(call.clone(), caller, tenant_number.called.clone(), None, now)
            .with_attestation(attestation)
            .with_on_file(known)
            .with_wrong_details(wrong_before);
        let timing = Timing::reading_since(began);
        let first = FirstStep { conversation, place, agent, event: Event::CallStarted.into(), timing };
        Box::pin(self.begin(tenant_number, (call, 0), first)).await.map(Some)
    }

    /// Begins a call whose greeting came from elsewhere, instead of dropping it. It counts like a call that arrives. `None` if
    /// it exceeds the limits.
    pub(super) async fn begin_late(
        &self,
        tenant_number: &TenantNumber,
        (call, caller): (&CallSid, Caller),
        agent: Arc<Agent>,
        step: Option<usize>,
        event: TurnEvent,
    ) -> Result<Option<Turn>, CallServiceError> {
        let step = step.unwrap_or(0);
        // A company that was erased during the call must not get new items.
        let active = match tenant_number.active {
            Some(active) => active,
            None => self.find_number(&tenant_number.called).await?.is_some_and(|now| now.scope == tenant_number.scope),
        };
        if !active {
            return Err(CallServiceError::Unknown);
        }
        // The webhook that carried the attestation is lost, so the number is a claim.
        let (now, began) = (self.clock.now(), Instant::now());
        let place = match self.admit(tenant_number, &Arrival::new(&caller, Attestation::None, now)).await {
            Admission::Admitted(place) => place,
            Admission::Refused => return self.repeat_if_known(tenant_number, call, step).await,
        };
        let conversation = Conversation::new(call.clone(), caller, tenant_number.called.clone(), None, now);
        let first = FirstStep { conversation, place, agent, event, timing: Timing::reading_since(began) };
        Box::pin(self.begin(tenant_number, (call, step), first)).await.map(Some)
    }

    /// Processes and saves the first step of a call. Gives its place back if it is not saved.
    async fn begin(
        &self,
        tenant_number: &TenantNumber,
        (call, step): (&CallSid, usize),
        FirstStep { conversation, place, agent, event, timing }: FirstStep,
    ) -> Result<Turn, CallServiceError> {
        let mut record = CallRecord::new(conversation, tenant_number.config_version, tenant_number.test_mode);
        record.place.clone_from(&place);
        let processed = async {
            let may_ask = self.may_ask(tenant_number, &mut record, &agent, None, &event).await;
            Box::pin(self.process(tenant_number, (record, CaughtUp::default(), None), agent, (event, timing), may_ask))
                .await
        };
        let processed = tokio::time::timeout(BEGINNING_TIME, processed).await.unwrap_or(Err(CallServiceError::TooSlow));
        if !matches!(processed, Ok(Processed::Saved(_))) {
            self.give_back(tenant_number, place).await;
        }
        match processed? {
            Processed::Saved(turn) | Processed::Unsaved(turn) => Ok(turn),
            // Another webhook of this call saved its first step.
            Processed::Overtaken => self.repeat(tenant_number, call, step).await,
        }
    }
}
