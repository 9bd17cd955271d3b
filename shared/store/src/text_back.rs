//! The texts to callers who hung up before anything was agreed: one for a number and a day, with what became of it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{id::CallSid, notification::UndeliveredReason, phone::PhoneNumber};
use jiff::{SignedDuration, Timestamp, civil::Date};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CustomerScope, CustomerTextAbout, LARGEST_PAGE, SendClaim, SendOutcome, Sending, Store, StoreError, TenantScope,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// A caller may get the text twice, if a function stops while it sends, and no more often.
const MOST_ATTEMPTS: u32 = 2;
/// How long it is known that a number was texted. Only its day matters.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A text to a caller who hung up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBackItem {
    /// The call.
    pub call: CallSid,
    /// What became of it.
    #[serde(flatten)]
    pub sending: Sending,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

impl Versioned for TextBackItem {}

impl Store {
    /// Claims the right to text the caller of a call on a day of the company. `Settled` if the number was texted on this day.
    #[must_use]
    #[boxed]
    pub async fn claim_text_back(
        &self,
        scope: &TenantScope,
        (number, day): (&PhoneNumber, Date),
        call: &CallSid,
        now: Timestamp,
    ) -> Result<SendClaim, StoreError> {
        let expires_at = now.saturating_add(KEPT).unwrap_or(now).as_second();
        let fields =
            [("call", AttributeValue::S(call.to_string())), ("expires_at", AttributeValue::N(expires_at.to_string()))];
        self.claim_sending(scope, Key::text_back(scope, number, day), &fields, MOST_ATTEMPTS, now).await
    }

    /// Records how the text about a call ended. One that cannot be delivered is also put into the list of those.
    #[must_use]
    #[boxed]
    pub async fn settle_text_back(
        &self,
        scope: &TenantScope,
        (number, day): (&PhoneNumber, Date),
        call: &CallSid,
        outcome: &SendOutcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.settle_sending(Key::text_back(scope, number, day), outcome, now)?];
        if let SendOutcome::Undeliverable(reason) = outcome {
            let about = CustomerTextAbout::MissedCall { call: call.clone() };
            writes.push(self.put_undelivered_text(scope, about, *reason, now)?);
        }
        self.within(scope).transact(writes).await.map(drop)
    }

    /// Records that the text about a call was sent and did not arrive.
    #[must_use]
    #[boxed]
    pub async fn note_text_back_undelivered(
        &self,
        scope: &TenantScope,
        (number, day): (&PhoneNumber, Date),
        call: &CallSid,
        reason: UndeliveredReason,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let writes = [
            self.note_not_arrived(Key::text_back(scope, number, day), reason, now)?,
            self.put_undelivered_text(scope, CustomerTextAbout::MissedCall { call: call.clone() }, reason, now)?,
        ];
        self.within(scope).transact(writes).await.map(drop)
    }

    /// Gives the right to text back: nothing was sent, for certain.
    #[must_use]
    #[boxed]
    pub async fn release_text_back(
        &self,
        scope: &TenantScope,
        (number, day): (&PhoneNumber, Date),
    ) -> Result<(), StoreError> {
        let write = self.release_sending(Key::text_back(scope, number, day))?;
        self.within(scope).transact([write]).await.map(drop)
    }

    /// Gets the text to a caller about a call. `None` if there was none, or it is long ago.
    #[must_use]
    #[boxed]
    pub async fn get_text_back(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
        call: &CallSid,
    ) -> Result<Option<TextBackItem>, StoreError> {
        let found = self.list_texts_back(customers, number).await?;
        Ok(found.into_iter().find(|item| item.call == *call))
    }

    /// Lists the texts to a number after missed calls, the latest day first: one a day for 30 days.
    #[must_use]
    #[boxed]
    pub async fn list_texts_back(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
    ) -> Result<Vec<TextBackItem>, StoreError> {
        let (scope, prefix) = (customers.tenant_scope(), key::texts_back_to(number));
        let range = Range::newest_first(scope.tenant().as_str(), &prefix);
        Ok(self.within(scope).page(&range, None, LARGEST_PAGE).await?.items)
    }
}
