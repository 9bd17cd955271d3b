//! What an operator must know of a company: whether its connections work, and whether a budget is spent.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::budget::{BudgetPeriod, Spend};
use jiff::civil::Date;
use platform::boxed;

use super::{CredentialsItem, Store, StoreError, TenantItem, TenantScope, key::Key, spend::spend_of};

/// The attribute of a month's counter that says that a turn did not fit into the month's budget.
const EXHAUSTED_MONTH: &str = "exhausted_month";

/// The same for the budget of a day.
fn exhausted_day(day: Date) -> String {
    format!("exhausted_{:02}", day.day())
}

/// The state of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyHealth {
    /// The company.
    pub tenant: TenantItem,
    /// Its credentials.
    pub credentials: CredentialsItem,
    /// What it has spent on the model.
    pub spend: Spend,
    /// The periods in which a turn did not ask the model, because the rest of the budget was less than it could cost.
    pub exhausted: Vec<BudgetPeriod>,
}

impl Store {
    /// Gets the state of a company on a day in UTC. `None` if it does not exist.
    #[must_use]
    #[boxed]
    pub async fn get_company_health(
        &self,
        scope: &TenantScope,
        day: Date,
    ) -> Result<Option<CompanyHealth>, StoreError> {
        let counter = self.client_of(scope).get_item().table_name(&self.table);
        let counter = counter.set_key(Some(Key::spend(scope, day).attributes()));
        let counter = async { Ok(counter.send().await?.item.unwrap_or_default()) };
        let (tenant, credentials, counter) =
            tokio::try_join!(self.get_tenant(scope), self.get_credentials(scope), counter)?;
        Ok(tenant.map(|tenant| CompanyHealth {
            tenant,
            credentials,
            spend: spend_of(&counter, day),
            exhausted: exhausted(&counter, day),
        }))
    }

    /// Notes that a turn does not fit into the budget of a period, once.
    #[must_use]
    #[boxed]
    pub async fn note_exhausted(&self, scope: &TenantScope, day: Date, period: BudgetPeriod) -> Result<(), StoreError> {
        let name = match period {
            BudgetPeriod::Day => exhausted_day(day),
            BudgetPeriod::Month => EXHAUSTED_MONTH.to_owned(),
        };
        let update = self
            .update(Key::spend(scope, day))
            .update_expression(format!("SET {name} = :yes"))
            .condition_expression(format!("attribute_exists(sk) AND attribute_not_exists({name})"))
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        // A refused condition says that it is noted, or that the company was erased.
        self.within(scope)
            .transact([aws_sdk_dynamodb::types::TransactWriteItem::builder().update(update.build()?).build()])
            .await
            .map(|_| ())
    }
}

fn exhausted(counter: &HashMap<String, AttributeValue>, day: Date) -> Vec<BudgetPeriod> {
    let month = counter.contains_key(EXHAUSTED_MONTH).then_some(BudgetPeriod::Month);
    let day = counter.contains_key(&exhausted_day(day)).then_some(BudgetPeriod::Day);
    month.into_iter().chain(day).collect()
}
