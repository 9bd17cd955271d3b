//! Tools in a dry run: they read the table and write nothing.

use domain::{
    booking::AppointmentStatus,
    conversation::{Conversation, ToolAction, ToolOutcome},
    dates::DateRange,
    slot::{SlotId, Taken},
    text_consent::TextPermission,
};
use jiff::Timestamp;
use store::StoreError;

use super::{BookingMode, Engine, TenantContext, tools::appointment};

impl Engine {
    /// The outcome that the tool would have, without writing anything.
    pub(super) async fn dry_run(
        &self,
        tenant: TenantContext<'_>,
        capacity: impl Fn(&SlotId) -> u32,
        now: Timestamp,
        conversation: &Conversation,
        action: ToolAction,
    ) -> Result<ToolOutcome, StoreError> {
        let scope = tenant.scope;
        let taken_on = async |days: DateRange| match tenant.bookings {
            BookingMode::EmptyCalendar => Ok(Taken::new()),
            _ => self.store.read_capacity(scope, days).await,
        };
        let is_free = async |slot: &SlotId| {
            let taken = taken_on(DateRange::day(slot.date)).await?;
            Ok::<_, StoreError>(taken.get(slot).copied().unwrap_or(0) < capacity(slot))
        };
        let standing = async |id| {
            let found = self.store.get_appointment(scope, id).await?;
            Ok::<_, StoreError>(found.filter(|appointment| appointment.status == AppointmentStatus::Booked))
        };
        Ok(match action {
            ToolAction::ReadCapacity(days) => ToolOutcome::Capacity(taken_on(days).await?),
            ToolAction::Book { visit, .. } if !is_free(&visit.slot.id).await? => ToolOutcome::SlotFull,
            ToolAction::Book { id, visit } => ToolOutcome::Booked(appointment(id, *visit, conversation, now)),
            ToolAction::Reschedule { id, slot } => match standing(&id).await? {
                Some(_) if !is_free(&slot.id).await? => ToolOutcome::SlotFull,
                Some(mut appointment) => {
                    appointment.visit.slot = slot;
                    ToolOutcome::Rescheduled(appointment)
                }
                None => ToolOutcome::NoSuchAppointment,
            },
            ToolAction::Cancel { id } => match standing(&id).await? {
                Some(mut appointment) => {
                    appointment.status = AppointmentStatus::Cancelled;
                    ToolOutcome::Cancelled(appointment)
                }
                None => ToolOutcome::NoSuchAppointment,
            },
            ToolAction::LookUpCustomer(number) => self.look_up_customer(tenant, &number).await?,
            ToolAction::StoreMessage(_) => ToolOutcome::MessageTaken,
            // The person who tries the agent always hears the question, also if the number on file agreed before.
            ToolAction::ReadTextPermission(_) => ToolOutcome::TextPermission(TextPermission::Unasked),
            ToolAction::StoreTextConsent { .. } => ToolOutcome::TextConsentStored,
        })
    }
}
