//! Consent to texts about visits, given by callers during a call. [`Store::text_permission`] alone decides whether the agent may ask
//! for it, and whether a number may be texted about what a call did.

use domain::{
    id::CallSid,
    phone::PhoneNumber,
    text_consent::{TextConsent, TextPermission},
};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, TenantScope, TextRule, Transaction, form::Versioned, key::Key};

/// The consent of a number's holder. It stays as the proof, also after a STOP, which goes before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextConsentItem {
    /// The number.
    pub number: PhoneNumber,
    /// The call in which they agreed.
    pub call: CallSid,
    /// What they agreed to.
    #[serde(flatten)]
    pub consent: TextConsent,
}

impl Versioned for TextConsentItem {}

impl Store {
    /// Records that the holder of a number agreed to texts. The latest consent replaces an earlier one.
    #[must_use]
    #[boxed]
    pub async fn put_text_consent(&self, scope: &TenantScope, item: &TextConsentItem) -> Result<(), StoreError> {
        let writes =
            [self.put_over(Key::text_consent(scope, &item.number), item)?, self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(StoreError::TenantGone),
        }
    }

    /// Gets the consent of a number's holder. `None` if they never agreed.
    #[must_use]
    #[boxed]
    pub async fn get_text_consent(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
    ) -> Result<Option<TextConsentItem>, StoreError> {
        self.within(scope).get(Key::text_consent(scope, number)).await
    }

    /// Whether the company may text a caller about their visits. A STOP, a block and a wish not to be contacted go before a consent.
    #[must_use]
    #[boxed]
    pub async fn text_permission(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
    ) -> Result<TextPermission, StoreError> {
        let (rule, consent) = tokio::try_join!(self.text_rule(scope, number), self.get_text_consent(scope, number))?;
        Ok(match rule {
            TextRule::Allowed if consent.is_some() => TextPermission::Agreed,
            TextRule::Allowed => TextPermission::Unasked,
            TextRule::OptedOut | TextRule::NotContacted => TextPermission::Refused,
        })
    }
}
