//! How many text messages of a number, and of all numbers to a company, are answered and kept in an hour.
//!
//! One counter item for each hour. Numbers are counted in 256 groups, so that a flood from ever new numbers cannot make an item large.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use platform::boxed;

use super::{
    Store, StoreError, TenantScope,
    arrival::{count, group_of},
    key::{EXPIRES_AT, Key},
};

/// The texts of a number to a company in an hour.
const MOST_OF_NUMBER: u64 = 20;
/// The texts to a company in an hour. A third is for texts that report a danger.
const MOST_OF_COMPANY: u64 = 300;
const MOST_WITHOUT_DANGER: u64 = 200;
const HOUR_SECONDS: i64 = 3_600;
/// The group of senders without a telephone number, such as short codes.
const NO_NUMBER: &str = "from_none";

/// What becomes of a text message that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextAdmission {
    /// It is within the limits.
    Admitted {
        /// The next one in this hour, of its number or of any, is not.
        is_last: bool,
    },
    /// The company's limit is reached, the number's is not.
    CompanyAtLimit,
    /// The number's limit is reached.
    NumberAtLimit,
}

impl Store {
    /// Counts a text message that arrives, unless that exceeds a limit.
    #[must_use]
    #[boxed]
    pub async fn admit_text(
        &self,
        scope: &TenantScope,
        from: Option<&PhoneNumber>,
        reports_danger: bool,
        now: Timestamp,
    ) -> Result<TextAdmission, StoreError> {
        let hour = now.as_second().div_euclid(HOUR_SECONDS);
        let of_number =
            from.map_or_else(|| NO_NUMBER.to_owned(), |from| format!("from_{:02x}", group_of(from.as_str())));
        let most = if reports_danger { MOST_OF_COMPANY } else { MOST_WITHOUT_DANGER };
        let number = |number: u64| AttributeValue::N(number.to_string());
        let counted = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::texts(scope, hour).attributes()))
            .update_expression(format!("ADD texts :one, {of_number} :one SET {EXPIRES_AT} = :expires"))
            .condition_expression(format!(
                "(attribute_not_exists(texts) OR texts < :most) \
                 AND (attribute_not_exists({of_number}) OR {of_number} < :most_of_number)"
            ))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(most))
            .expression_attribute_values(":most_of_number", number(MOST_OF_NUMBER))
            .expression_attribute_values(":expires", AttributeValue::N(((hour + 2) * HOUR_SECONDS).to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match counted {
            Ok(counted) => {
                let item = counted.attributes.unwrap_or_default();
                let is_last = count(&item, "texts") == most || count(&item, &of_number) == MOST_OF_NUMBER;
                Ok(TextAdmission::Admitted { is_last })
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                    let item = refused.item.clone().unwrap_or_default();
                    let at_limit = count(&item, &of_number) >= MOST_OF_NUMBER;
                    Ok(if at_limit { TextAdmission::NumberAtLimit } else { TextAdmission::CompanyAtLimit })
                }
                _ => Err(error.into()),
            },
        }
    }
}
