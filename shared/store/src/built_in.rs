//! The company of the daily check of calls. It exists only during the check.
//!
//! It has no list entry, no people and no API keys, so no list, search or sign-in leads to it. Its id and its number
//! are fixed: a policy can name them. Twilio has no numbers with the area code 555, so no account can hold its number.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::{
    budget::BudgetOverride,
    first_days::FirstDays,
    id::{IdError, TenantId},
    phone::{DialingRules, PhoneNumber},
    tenant::TenantConfig,
    text::Text,
};
use jiff::Timestamp;
use platform::boxed;

use super::{
    Actor, ChangeContext, Profile, Store, StoreError, TenantItem, TenantScope, TenantStatus, Transaction,
    config::ConfigVersion,
    form::item_with_key,
    key::{Key, PARTITION, SORT},
    tenant::FIRST_VERSION,
};

const TENANT: &str = "ten_call_check";

impl TenantScope {
    /// Whether it is the scope of the built-in company, which exists for the length of a call.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.tenant().as_str() == TENANT
    }
}
const NUMBER: &str = "+15555550100";
const NAME: &str = "Call Check Heating";
/// The author of the configuration's version.
const AUTHOR: &str = "call-check";

/// Why the built-in company is invalid: a mistake in the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a value of the built-in company is invalid")]
pub struct BuiltInError;

impl From<IdError> for BuiltInError {
    fn from(_: IdError) -> Self {
        Self
    }
}

/// The built-in company.
#[derive(Debug, Clone)]
pub struct BuiltInCompany {
    scope: TenantScope,
    number: PhoneNumber,
    name: Text<80>,
}

impl BuiltInCompany {
    /// The company.
    pub fn new() -> Result<Self, BuiltInError> {
        Ok(Self {
            scope: TenantScope::of_function(TenantId::parse(TENANT)?),
            number: PhoneNumber::parse(NUMBER).map_err(|_| BuiltInError)?,
            name: Text::parse(NAME).map_err(|_| BuiltInError)?,
        })
    }

    /// The scope of its items.
    #[must_use]
    pub fn scope(&self) -> &TenantScope {
        &self.scope
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> &PhoneNumber {
        &self.number
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Text<80> {
        &self.name
    }

    fn item(&self, at: Timestamp) -> TenantItem {
        TenantItem {
            tenant: self.scope.tenant().clone(),
            version: 1,
            profile: Profile { name: self.name.clone(), contact_email: None, reference: None },
            status: TenantStatus::Active,
            approved: true,
            budget: BudgetOverride::default(),
            // Nothing is booked and nothing is counted.
            test_mode: true,
            numbers: BTreeSet::from([self.number.clone()]),
            dialing: DialingRules::default(),
            published_version: FIRST_VERSION,
            latest_version: FIRST_VERSION,
            draft_revision: 0,
            owners: 0,
            people: 0,
            keys: 0,
            credentials_version: 0,
            launched_at: Some(at),
            first_days: FirstDays::default(),
            created_at: at,
            updated_at: at,
        }
    }
}

impl Store {
    /// Writes the built-in company, its configuration and the route of its number, over those of an earlier check.
    /// `false`, and nothing is written, if the number is another company's.
    #[must_use]
    #[boxed]
    pub async fn put_built_in_company(
        &self,
        company: &BuiltInCompany,
        config: TenantConfig,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (scope, tenant) = (&company.scope, company.item(at));
        let change = ChangeContext { actor: Actor { name: AUTHOR.to_owned(), address: None }, at };
        let version = ConfigVersion::first(config, &change);
        let route = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(Key::number_route(&company.number), &tenant.route())?))
            .condition_expression("attribute_not_exists(sk) OR tenant = :own")
            .expression_attribute_values(":own", AttributeValue::S(scope.tenant().to_string()))
            .build()?;
        let writes = [
            TransactWriteItem::builder().put(route).build(),
            self.put_over(Key::tenant(scope), &tenant)?,
            self.put_over(Key::config(scope, FIRST_VERSION), &version)?,
        ];
        match self.transact(writes).await? {
            Transaction::Done => Ok(true),
            Transaction::Refused(_) => Ok(false),
        }
    }

    /// Removes the built-in company, and everything that calls to it wrote.
    #[must_use]
    #[boxed]
    pub async fn remove_built_in_company(&self, company: &BuiltInCompany) -> Result<(), StoreError> {
        self.remove(Key::number_route(&company.number)).await?;
        let scope = &company.scope;
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{PARTITION} = :tenant"))
            .expression_attribute_values(":tenant", AttributeValue::S(scope.tenant().to_string()))
            .projection_expression(SORT)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = items.next().await {
            if let Some(sort) = item?.get(SORT).and_then(|value| value.as_s().ok()) {
                self.remove(Key::found(scope, sort)).await?;
            }
        }
        Ok(())
    }
}
