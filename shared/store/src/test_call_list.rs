//! The list of test calls of a day: who began which, and when. What was said is in the test call itself.

use domain::id::TestCallId;
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    Page, Store, StoreError, TenantScope,
    form::{Versioned, item_with_key},
    key::{self, Key, microseconds},
    page::Range,
};

/// As long as a test call itself.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// The list entry of a test call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCallEntry {
    /// The test call.
    pub test_call: TestCallId,
    /// The version of the configuration.
    pub version: u32,
    /// Who began it, as the audit log names them.
    pub by: String,
    /// Whether it is spoken, from a browser.
    pub by_voice: bool,
    /// When it was begun, by the real clock.
    pub begun_at: Timestamp,
}

/// The stored form of an entry.
#[derive(Serialize, Deserialize)]
struct TestCallEntryForm {
    #[serde(flatten)]
    entry: TestCallEntry,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

impl Versioned for TestCallEntryForm {}

impl Store {
    /// Puts a test call that was begun into the list.
    #[must_use]
    #[boxed]
    pub async fn put_test_call_entry(&self, scope: &TenantScope, entry: TestCallEntry) -> Result<(), StoreError> {
        let expires_at = entry.begun_at.saturating_add(LIFETIME).unwrap_or(entry.begun_at).as_second();
        let key = Key::test_call_entry(scope, entry.begun_at, &entry.test_call);
        let item = item_with_key(key, &TestCallEntryForm { entry, expires_at })?;
        self.client_of(scope).put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Lists the test calls of the last day, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_test_calls(
        &self,
        scope: &TenantScope,
        now: Timestamp,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<TestCallEntry>, StoreError> {
        // DynamoDB deletes expired items late.
        let first = now.saturating_sub(LIFETIME).map(microseconds).unwrap_or_default();
        let range = Range::newest_first(scope.tenant().as_str(), key::TEST_CALL_ENTRY).between(first, String::new());
        let page = self.within(scope).page(&range, after, limit).await?;
        Ok(page.map(|TestCallEntryForm { entry, .. }| entry))
    }
}
