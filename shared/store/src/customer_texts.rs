//! The texts to customers about their visits: one for each change, with what became of it; and to which text a reply belongs.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{Appointment, AppointmentStatus, VisitChange, VisitEvent},
    customer_text::CustomerTextKind,
    id::AppointmentId,
    notification::UndeliveredReason,
    phone::PhoneNumber,
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CustomerTextAbout, LARGEST_PAGE, SendClaim, SendOutcome, Sending, Store, StoreError, TenantScope, Transaction,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// A customer may get a text twice, if a function stops while it sends, and no more often.
const MOST_ATTEMPTS: u32 = 2;

/// A text to a customer about a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTextItem {
    /// What it says.
    pub kind: CustomerTextKind,
    /// The change of the visit that it is about.
    pub change: Timestamp,
    /// What became of it.
    #[serde(flatten)]
    pub sending: Sending,
    /// When the customer confirmed the visit by a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
}

/// The latest text to a number: a reply belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestText {
    /// The visit.
    pub appointment: AppointmentId,
    /// The change that the text was about.
    pub change: Timestamp,
}

/// Whether a visit is still booked for the time that a text about a change named.
fn stands_since(visit: &Appointment, change: Timestamp) -> bool {
    let moved = |each: &VisitChange| matches!(each.change, VisitEvent::Moved { .. }) && each.at > change;
    visit.status == AppointmentStatus::Booked && !visit.log.changes.iter().any(moved)
}

impl Versioned for CustomerTextItem {}
impl Versioned for LatestText {}

impl Store {
    /// Claims the right to text the customer of a visit about a change.
    #[must_use]
    #[boxed]
    pub async fn claim_customer_text(
        &self,
        scope: &TenantScope,
        (appointment, change): (&AppointmentId, Timestamp),
        kind: CustomerTextKind,
        now: Timestamp,
    ) -> Result<SendClaim, StoreError> {
        let fields =
            [("kind", serde_dynamo::to_attribute_value(kind)?), ("change", AttributeValue::S(change.to_string()))];
        self.claim_sending(scope, Key::customer_text(scope, appointment, change), &fields, MOST_ATTEMPTS, now).await
    }

    /// Records how a text ended. A reply from the number then belongs to it. A text that cannot be delivered is also put into the list of
    /// those.
    #[must_use]
    #[boxed]
    pub async fn settle_customer_text(
        &self,
        scope: &TenantScope,
        (appointment, change): (&AppointmentId, Timestamp),
        number: &PhoneNumber,
        outcome: &SendOutcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.settle_sending(Key::customer_text(scope, appointment, change), outcome, now)?];
        match outcome {
            SendOutcome::Sent(_) => {
                let latest = LatestText { appointment: appointment.clone(), change };
                writes.push(self.put_over(Key::latest_text(scope, number), &latest)?);
            }
            SendOutcome::Undeliverable(reason) => {
                let about = CustomerTextAbout::Visit { appointment: appointment.clone(), change };
                writes.push(self.put_undelivered_text(scope, about, *reason, now)?);
            }
        }
        self.within(scope).transact(writes).await.map(drop)
    }

    /// Records that a text that was sent did not arrive.
    #[must_use]
    #[boxed]
    pub async fn note_customer_text_undelivered(
        &self,
        scope: &TenantScope,
        (appointment, change): (&AppointmentId, Timestamp),
        reason: UndeliveredReason,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let about = CustomerTextAbout::Visit { appointment: appointment.clone(), change };
        let writes = [
            self.note_not_arrived(Key::customer_text(scope, appointment, change), reason, now)?,
            self.put_undelivered_text(scope, about, reason, now)?,
        ];
        self.within(scope).transact(writes).await.map(drop)
    }

    /// Gives the right to text back: nothing was sent, for certain.
    #[must_use]
    #[boxed]
    pub async fn release_customer_text(
        &self,
        scope: &TenantScope,
        (appointment, change): (&AppointmentId, Timestamp),
    ) -> Result<(), StoreError> {
        let write = self.release_sending(Key::customer_text(scope, appointment, change))?;
        self.within(scope).transact([write]).await.map(drop)
    }

    /// Gets the latest text to a number.
    #[must_use]
    #[boxed]
    pub async fn get_latest_text(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
    ) -> Result<Option<LatestText>, StoreError> {
        self.within(scope).get(Key::latest_text(scope, number)).await
    }

    /// Records that a customer confirmed a visit by a reply, at the text and in the list of visits, unless the visit moved since the text. The
    /// first confirmation stays.
    #[must_use]
    #[boxed]
    pub async fn confirm_by_text(
        &self,
        scope: &TenantScope,
        LatestText { appointment, change }: &LatestText,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .update(Key::customer_text(scope, appointment, *change))
            .update_expression("SET confirmed_at = :now")
            .condition_expression("attribute_exists(sk) AND attribute_not_exists(confirmed_at)")
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()));
        let text = TransactWriteItem::builder().update(update.build()?).build();
        let visit = self.get_appointment(scope, appointment).await?.filter(|visit| stands_since(visit, *change));
        if let Some(visit) = visit {
            let entry = self.list_confirmed_visit(scope, &visit, now)?;
            // A visit of an early release has no entry.
            if self.within(scope).transact([text.clone(), entry]).await? != Transaction::Refused(vec![1]) {
                return Ok(());
            }
        }
        self.within(scope).transact([text]).await.map(drop)
    }

    /// Takes a confirmation back, at the text and in the list of visits: the customer asks for another time.
    #[must_use]
    #[boxed]
    pub async fn withdraw_confirmation(
        &self,
        scope: &TenantScope,
        LatestText { appointment, change }: &LatestText,
    ) -> Result<(), StoreError> {
        let removed = |key| -> Result<TransactWriteItem, StoreError> {
            let update = self.update(key).update_expression("REMOVE confirmed_at");
            let update = update.condition_expression("attribute_exists(confirmed_at)").build()?;
            Ok(TransactWriteItem::builder().update(update).build())
        };
        let visit = self.get_appointment(scope, appointment).await?;
        let entry = visit.map(|visit| Key::visit_entry(scope, &visit.visit.slot, appointment));
        // Each on its own: the visit may have moved since the text, and a visit of an early release has no entry.
        for key in std::iter::once(Key::customer_text(scope, appointment, *change)).chain(entry) {
            let _unless_unconfirmed = self.within(scope).transact([removed(key)?]).await?;
        }
        Ok(())
    }

    /// Lists the texts about a visit, the earliest change first.
    #[must_use]
    #[boxed]
    pub async fn list_customer_texts(
        &self,
        scope: &TenantScope,
        appointment: &AppointmentId,
    ) -> Result<Vec<CustomerTextItem>, StoreError> {
        let prefix = key::texts_about(appointment);
        let range = Range::in_order(scope.tenant().as_str(), &prefix);
        Ok(self.within(scope).page(&range, None, LARGEST_PAGE).await?.items)
    }
}
