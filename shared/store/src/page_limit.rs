//! The limits of pages: the people on call get one text per kind of danger and caller in ten minutes, and a company a number of
//! pages in all.
//!
//! A page beyond the company's limit is counted, and the company is put on a list: after the ten minutes, the people on call
//! get one text with the number. Each danger has a record of its own, paged or not.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, Put, TransactWriteItem},
};
use domain::{
    attestation::Attestation,
    booking::Emergency,
    id::{CallSid, TenantId},
    phone::PhoneNumber,
    triage::Hazard,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    LARGEST_PAGE, Store, StoreError, TenantScope, Transaction,
    form::{Versioned, item_with_key},
    key::{EXPIRES_AT, Key, OPEN_CALLS, UNPAGED},
    page::Range,
};

/// The time between two pages about the same kind of danger from the same caller.
const BETWEEN_PAGES: SignedDuration = SignedDuration::from_mins(10);
/// The pages of a company in ten minutes. A third is for callers whose carrier attests their number, so that a flood with
/// invented and withheld numbers leaves it to them.
const MOST_PAGES: u64 = 30;
const MOST_PAGES_OF_CLAIMED_NUMBERS: u64 = 20;
const TEN_MINUTES: i64 = 600;
/// DynamoDB may delete the item this long after the next page is possible.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The latest page about a kind of danger from a caller.
#[derive(Serialize)]
struct PageForm {
    hazard: Hazard,
    /// The call that the page is about.
    call: CallSid,
    paged_at: Timestamp,
    /// From this second of the Unix epoch on, the next page is sent.
    next_second: i64,
    /// How many dangers of this kind were heard from this caller since; each has a record of its own.
    more: u64,
    expires_at: i64,
}

impl Versioned for PageForm {}

/// Dangers of ten minutes that were not paged, because the company's limit was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpagedDangers {
    tenant: TenantId,
    /// The number that was called.
    pub called: PhoneNumber,
    /// The ten minutes, counted from the Unix epoch.
    ten_minutes: i64,
}

impl Versioned for UnpagedDangers {}

#[derive(Serialize)]
struct UnpagedItem<'a> {
    #[serde(flatten)]
    dangers: &'a UnpagedDangers,
    expires_at: i64,
}

impl Versioned for UnpagedItem<'_> {}

impl UnpagedDangers {
    /// The scope of their tenant. The call's own webhook wrote the entry.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope::of_function(self.tenant.clone())
    }

    /// The first instant of the ten minutes, and the first one after them.
    #[must_use]
    pub fn between(&self) -> (Timestamp, Timestamp) {
        let instant = |ten_minutes: i64| {
            Timestamp::from_second(ten_minutes.saturating_mul(TEN_MINUTES)).unwrap_or(Timestamp::UNIX_EPOCH)
        };
        (instant(self.ten_minutes), instant(self.ten_minutes.saturating_add(1)))
    }

    fn key(&self) -> Key {
        Key::unpaged(self.between().1, &self.tenant)
    }
}

impl Store {
    /// Claims the page about an emergency. `false` if the people on call were paged about this kind and caller less than ten
    /// minutes ago. Of several claims at once, one gets the page.
    ///
    /// # Errors
    /// [`StoreError::TenantGone`] if the company was erased during the call.
    #[must_use]
    #[boxed]
    pub async fn claim_page(
        &self,
        scope: &TenantScope,
        emergency: &Emergency,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let from = caller_of(emergency);
        let next = now.saturating_add(BETWEEN_PAGES).unwrap_or(now);
        let page = PageForm {
            hazard: emergency.hazard,
            call: emergency.call.clone(),
            paged_at: now,
            next_second: next.as_second(),
            more: 0,
            expires_at: next.saturating_add(KEPT).unwrap_or(next).as_second(),
        };
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(Key::page(scope, emergency.hazard, from), &page)?))
            .condition_expression("attribute_not_exists(sk) OR next_second <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .build()?;
        let writes = [TransactWriteItem::builder().put(put).build(), self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(true),
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            Transaction::Refused(_) => Ok(false),
        }
    }

    /// Counts a danger for which no page was due.
    #[must_use]
    #[boxed]
    pub async fn count_unpaged(&self, scope: &TenantScope, emergency: &Emergency) -> Result<(), StoreError> {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::page(scope, emergency.hazard, caller_of(emergency)).attributes()))
            .update_expression("ADD more :one")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .send()
            .await?;
        Ok(())
    }

    /// Counts a page of a company, unless that exceeds its limit. `false` if it does: then the danger is counted as one that
    /// was not paged, and the same danger of the same caller may be paged again.
    #[must_use]
    #[boxed]
    pub async fn count_page(
        &self,
        scope: &TenantScope,
        emergency: &Emergency,
        (called, attestation): (&PhoneNumber, Attestation),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let ten_minutes = now.as_second().div_euclid(TEN_MINUTES);
        let most = if attestation.proves_number() { MOST_PAGES } else { MOST_PAGES_OF_CLAIMED_NUMBERS };
        let dangers = UnpagedDangers { tenant: scope.tenant().clone(), called: called.clone(), ten_minutes };
        let until = dangers.between().1;
        let expires_at = until.saturating_add(KEPT).unwrap_or(until).as_second();
        let number = |number: i64| AttributeValue::N(number.to_string());
        let update = |counter: &str| {
            self.client_of(scope)
                .update_item()
                .table_name(&self.table)
                .set_key(Some(Key::pages(scope, ten_minutes).attributes()))
                .update_expression(format!("ADD {counter} :one SET {EXPIRES_AT} = :expires"))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":expires", number(expires_at))
        };
        let counted = update("pages")
            .condition_expression("attribute_not_exists(pages) OR pages < :most")
            .expression_attribute_values(":most", AttributeValue::N(most.to_string()))
            .send()
            .await;
        match counted {
            Ok(_) => return Ok(true),
            Err(error)
                if matches!(error.as_service_error(), Some(UpdateItemError::ConditionalCheckFailedException(_))) => {}
            Err(error) => return Err(error.into()),
        }
        let item = item_with_key(dangers.key(), &UnpagedItem { dangers: &dangers, expires_at })?;
        let listed = self.client.put_item().table_name(&self.table).set_item(Some(item)).send();
        let counted = update("unpaged").send();
        tokio::try_join!(
            async { counted.await.map(drop).map_err(StoreError::from) },
            async { listed.await.map(drop).map_err(StoreError::from) },
            self.allow_page(scope, emergency, now)
        )?;
        Ok(false)
    }

    /// Lets the next danger of this kind and caller be paged, because this one is not.
    async fn allow_page(&self, scope: &TenantScope, emergency: &Emergency, now: Timestamp) -> Result<(), StoreError> {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::page(scope, emergency.hazard, caller_of(emergency)).attributes()))
            .update_expression("ADD more :one SET next_second = :now")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .send()
            .await?;
        Ok(())
    }

    /// Lists the companies with dangers that were not paged, the oldest first. The list is as short as there are companies in
    /// a flood.
    #[must_use]
    #[boxed]
    pub async fn list_unpaged(&self) -> Result<Vec<UnpagedDangers>, StoreError> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.page(&Range::in_order(OPEN_CALLS, UNPAGED), after.as_deref(), LARGEST_PAGE).await?;
            found.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// How many dangers were not paged.
    #[must_use]
    #[boxed]
    pub async fn get_unpaged(&self, dangers: &UnpagedDangers) -> Result<u64, StoreError> {
        let key = Key::pages(&dangers.scope(), dangers.ten_minutes).attributes();
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        let item = get.send().await?.item.unwrap_or_default();
        let number = item.get("unpaged").and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok());
        Ok(number.unwrap_or(0))
    }

    /// Removes dangers from the list.
    #[must_use]
    #[boxed]
    pub async fn remove_unpaged(&self, dangers: &UnpagedDangers) -> Result<(), StoreError> {
        self.remove(dangers.key()).await
    }
}

/// The caller's number; the call's id if the number is withheld, since such calls may come from different people.
fn caller_of(emergency: &Emergency) -> &str {
    emergency.callback.as_ref().map_or(emergency.call.as_str(), PhoneNumber::as_str)
}
