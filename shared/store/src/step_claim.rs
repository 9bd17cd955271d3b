//! Claims of a call's steps: of copies of one webhook that arrive at once, one asks the model, and the others wait for its reply.
//!
//! The item of a call's first step has the latest claim, so a call that was erased or never stored has none. A claim is no lock:
//! the conditional write of the step decides which reply counts. A claim that is older than a webhook may take belongs to a
//! process that has stopped, and can be taken over.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::id::CallSid;
use jiff::{SignedDuration, Timestamp};
use platform::boxed;

use super::{Store, StoreError, TenantScope, key::Key};

/// How long a claim is valid: Twilio's limit for a webhook.
const VALID: SignedDuration = SignedDuration::from_secs(15);

impl Store {
    /// Claims a step of a call. `false` if another webhook has claimed it, or a later one, or if the call is not stored.
    #[must_use]
    #[boxed]
    pub async fn claim_step(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        step: usize,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let second = |at: Timestamp| AttributeValue::N(at.as_second().to_string());
        let claimed = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::call_step(scope, call, 0).attributes()))
            .update_expression("SET claimed_step = :step, claimed_second = :now")
            .condition_expression(
                "attribute_exists(sk) AND                  (attribute_not_exists(claimed_step) OR claimed_step < :step OR claimed_second <= :stale)",
            )
            .expression_attribute_values(":step", AttributeValue::N(step.to_string()))
            .expression_attribute_values(":now", second(now))
            .expression_attribute_values(":stale", second(now.saturating_sub(VALID).unwrap_or(now)))
            .send()
            .await;
        match claimed {
            Ok(_) => Ok(true),
            Err(error)
                if matches!(error.as_service_error(), Some(UpdateItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Releases the claim of a step that failed, so that a repeated webhook can take it at once.
    #[must_use]
    #[boxed]
    pub async fn give_up_step(&self, scope: &TenantScope, call: &CallSid, step: usize) -> Result<(), StoreError> {
        let given_up = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::call_step(scope, call, 0).attributes()))
            .update_expression("SET claimed_second = :never")
            .condition_expression("claimed_step = :step")
            .expression_attribute_values(":step", AttributeValue::N(step.to_string()))
            .expression_attribute_values(":never", AttributeValue::N("0".to_owned()))
            .send()
            .await;
        match given_up {
            Ok(_) => Ok(()),
            // A later step is claimed.
            Err(error)
                if matches!(error.as_service_error(), Some(UpdateItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}
