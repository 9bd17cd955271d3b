//! The numbers that want no texts from a company. A STOP ends all texts of the company, from every number of it, until the person
//! texts START. It does not expire.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{ContactRule, Store, StoreError, TenantScope, Transaction, form::Versioned, key::Key};

/// What a number wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOutItem {
    /// The number.
    pub number: PhoneNumber,
    /// Since when it wants no texts; missing if it wants texts again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// When it wanted texts again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// The texts that said so. One that Twilio delivers again changes nothing.
    #[serde(default)]
    texts: Vec<String>,
}

impl Versioned for OptOutItem {}

/// Whether a company may text a number on its own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum TextRule {
    /// It may.
    Allowed,
    /// The person replied STOP.
    OptedOut,
    /// The person asked not to be contacted, or the company blocks the number.
    NotContacted,
}

impl Store {
    /// Records that a number wants no texts, or wants them again. `text` is Twilio's id of the text that says so.
    #[must_use]
    #[boxed]
    pub async fn set_opt_out(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        (opted_out, text): (bool, &str),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (set, remove) = if opted_out { ("stopped_at", "started_at") } else { ("started_at", "stopped_at") };
        let update = self
            .update(Key::opt_out(scope, number))
            .update_expression(format!("SET #number = :number, {set} = :now, v = :v REMOVE {remove} ADD texts :texts"))
            .condition_expression("NOT contains(texts, :text)")
            .expression_attribute_names("#number", "number")
            .expression_attribute_values(":number", AttributeValue::S(number.to_string()))
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":v", AttributeValue::N(OptOutItem::VERSION.to_string()))
            .expression_attribute_values(":texts", AttributeValue::Ss(vec![text.to_owned()]))
            .expression_attribute_values(":text", AttributeValue::S(text.to_owned()));
        let writes =
            [TransactWriteItem::builder().update(update.build()?).build(), self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// Gets what a number wants. `None` if it never said.
    #[must_use]
    #[boxed]
    pub async fn get_opt_out(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
    ) -> Result<Option<OptOutItem>, StoreError> {
        self.within(scope).get(Key::opt_out(scope, number)).await
    }

    /// Whether a number wants no texts.
    #[must_use]
    #[boxed]
    pub async fn is_opted_out(&self, scope: &TenantScope, number: &PhoneNumber) -> Result<bool, StoreError> {
        Ok(self.get_opt_out(scope, number).await?.is_some_and(|item| item.stopped_at.is_some()))
    }

    /// Whether the company may text a caller on its own account.
    #[must_use]
    #[boxed]
    pub async fn text_rule(&self, scope: &TenantScope, number: &PhoneNumber) -> Result<TextRule, StoreError> {
        let (opted_out, contact) =
            tokio::try_join!(self.is_opted_out(scope, number), self.contact_rule(scope, number))?;
        Ok(match contact {
            _ if opted_out => TextRule::OptedOut,
            ContactRule::Allowed => TextRule::Allowed,
            ContactRule::DoNotCall | ContactRule::Blocked => TextRule::NotContacted,
        })
    }
}
