//! Runs the tools of a round against the table.

use domain::{
    booking::{Appointment, BookingRequest, ChangedBy, Origin},
    conversation::{Conversation, ToolAction, ToolOutcome, ToolResult, ToolRound, ToolRun},
    id::AppointmentId,
    on_file::CallerOnFile,
    phone::PhoneNumber,
    slot::SlotId,
};
use jiff::Timestamp;
use platform::error_chain::ErrorChain;
use store::{Booking, Moved, Occasion, StoreError, TextConsentItem};
use tracing::warn;

use super::{BookingMode, Engine, TenantContext};

impl Engine {
    /// Runs every tool of a round. Each has an outcome, also if the table fails.
    pub(super) async fn run_all(
        &self,
        tenant: TenantContext<'_>,
        conversation: &Conversation,
        round: ToolRound,
    ) -> Vec<ToolResult> {
        let mut results = Vec::new();
        for ToolRun { id, tool } in round.into_runs() {
            let booking = match &tool {
                ToolAction::Book { id, .. } => Some(id.clone()),
                _ => None,
            };
            let outcome = self.run(tenant, conversation, tool).await;
            let outcome = match outcome {
                Ok(outcome) => outcome,
                Err(error) => {
                    warn!(error = %ErrorChain(&error), "a tool failed");
                    self.booked_after_all(tenant, booking.as_ref()).await
                }
            };
            results.push(ToolResult { id, outcome });
        }
        results
    }

    /// The outcome of a failed tool. The answer of a booking may have been lost after the visit was stored.
    async fn booked_after_all(&self, tenant: TenantContext<'_>, booking: Option<&AppointmentId>) -> ToolOutcome {
        let Some(id) = booking.filter(|_| tenant.bookings == BookingMode::Real) else { return ToolOutcome::Failed };
        match self.store.get_appointment(tenant.scope, id).await {
            Ok(Some(appointment)) => ToolOutcome::Booked(appointment),
            Ok(None) => ToolOutcome::Failed,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a failed booking could not be looked up");
                ToolOutcome::Failed
            }
        }
    }

    async fn run(
        &self,
        tenant: TenantContext<'_>,
        conversation: &Conversation,
        action: ToolAction,
    ) -> Result<ToolOutcome, StoreError> {
        let scope = tenant.scope;
        let capacity = |slot: &SlotId| tenant.agent.config.arrival_windows.capacity(&slot.window).unwrap_or(0);
        let now: Timestamp = self.clock.now();
        if tenant.bookings != BookingMode::Real {
            return self.dry_run(tenant, capacity, now, conversation, action).await;
        }
        let occasion = Occasion { by: ChangedBy::Call(conversation.call().clone()), at: now };
        Ok(match action {
            ToolAction::ReadCapacity(days) => ToolOutcome::Capacity(self.store.read_capacity(scope, days).await?),
            ToolAction::Book { id, visit } => {
                let places = capacity(&visit.slot.id);
                let appointment = appointment(id, *visit, conversation, now);
                // A record that the person at the call may not read is not overwritten either.
                let file_under = tenant.customers.and_then(|_| conversation.number_to_file_under());
                match self.store.book(scope, &appointment, places, file_under).await? {
                    Booking::Booked(appointment) => ToolOutcome::Booked(appointment),
                    Booking::Full => ToolOutcome::SlotFull,
                }
            }
            ToolAction::Reschedule { id, slot } => {
                match self.store.reschedule(scope, &id, &slot, capacity(&slot.id), &occasion).await? {
                    Moved::Done(appointment) => ToolOutcome::Rescheduled(appointment),
                    Moved::Full => ToolOutcome::SlotFull,
                    Moved::Gone => ToolOutcome::NoSuchAppointment,
                }
            }
            ToolAction::Cancel { id } => match self.store.cancel(scope, &id, &occasion).await? {
                Moved::Done(appointment) => ToolOutcome::Cancelled(appointment),
                Moved::Full | Moved::Gone => ToolOutcome::NoSuchAppointment,
            },
            ToolAction::LookUpCustomer(number) => self.look_up_customer(tenant, &number).await?,
            ToolAction::StoreMessage(message) => {
                self.store.put_message(scope, &message).await?;
                ToolOutcome::MessageTaken
            }
            ToolAction::ReadTextPermission(number) => {
                ToolOutcome::TextPermission(self.store.text_permission(scope, &number).await?)
            }
            ToolAction::StoreTextConsent { number, consent } => {
                let item = TextConsentItem { number, call: conversation.call().clone(), consent: *consent };
                self.store.put_text_consent(scope, &item).await?;
                ToolOutcome::TextConsentStored
            }
        })
    }

    /// What is on file about a number. Where customers are withheld, every number is new.
    pub(super) async fn look_up_customer(
        &self,
        tenant: TenantContext<'_>,
        number: &PhoneNumber,
    ) -> Result<ToolOutcome, StoreError> {
        let on_file = match tenant.customers {
            Some(customers) => self.store.get_caller_on_file(customers, number, self.clock.now()).await?,
            None => CallerOnFile::default(),
        };
        Ok(ToolOutcome::Customer(Box::new(on_file)))
    }
}

/// A visit that this call books.
pub(super) fn appointment(
    id: AppointmentId,
    visit: BookingRequest,
    conversation: &Conversation,
    now: Timestamp,
) -> Appointment {
    let call = conversation.call().clone();
    let origin = Origin::Call { call, booked_by: Some(conversation.booked_by()) };
    Appointment::booked(id, origin, visit, now)
}
