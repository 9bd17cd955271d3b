//! The scenarios that a company made itself. They are not changed: another one replaces an old one. A removed one stays for a month without
//! its content, since the API's session deletes no item.

use domain::{id::ScenarioId, scenario::CompanyScenario};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    ChangeContext, ChangeError, Conflict, LARGEST_PAGE, Stamp, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// The most scenarios of a company. A run makes a call of each.
pub const MOST_SCENARIOS: usize = 40;
/// How long a removed scenario is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A scenario of a company, with who made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioItem {
    /// The scenario.
    #[serde(flatten)]
    pub scenario: CompanyScenario,
    /// When and by whom it was made.
    pub made: Stamp,
}

/// A scenario that was removed.
#[derive(Serialize)]
struct RemovedScenario<'a> {
    id: &'a ScenarioId,
    removed_at: Timestamp,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// The stored form: a scenario, or what is left of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredScenario {
    Removed {
        #[expect(dead_code, reason = "it distinguishes the two forms")]
        removed_at: Timestamp,
    },
    Present(Box<ScenarioItem>),
}

impl Versioned for ScenarioItem {}
impl Versioned for RemovedScenario<'_> {}
impl Versioned for StoredScenario {}

impl StoredScenario {
    fn present(self) -> Option<ScenarioItem> {
        match self {
            Self::Present(item) => Some(*item),
            Self::Removed { .. } => None,
        }
    }
}

impl Store {
    /// Lists the scenarios of a company.
    #[must_use]
    #[boxed]
    pub async fn list_scenarios(&self, scope: &TenantScope) -> Result<Vec<ScenarioItem>, StoreError> {
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let range = Range::in_order(scope.tenant().as_str(), key::SCENARIO);
            let page = self.within(scope).page::<StoredScenario>(&range, after.as_deref(), LARGEST_PAGE).await?;
            found.extend(page.items.into_iter().filter_map(StoredScenario::present));
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// Gets a scenario.
    #[must_use]
    #[boxed]
    pub async fn get_scenario(&self, scope: &TenantScope, id: &ScenarioId) -> Result<Option<ScenarioItem>, StoreError> {
        let found: Option<StoredScenario> = self.within(scope).get(Key::scenario(scope, id)).await?;
        Ok(found.and_then(StoredScenario::present))
    }

    /// Stores a scenario.
    #[must_use]
    #[boxed]
    pub async fn add_scenario(
        &self,
        scope: &TenantScope,
        scenario: CompanyScenario,
        change: &ChangeContext,
    ) -> Result<ScenarioItem, ChangeError> {
        if self.list_scenarios(scope).await?.len() >= MOST_SCENARIOS {
            return Err(Conflict::TooManyScenarios(MOST_SCENARIOS).into());
        }
        let item = ScenarioItem { scenario, made: Stamp::of(change) };
        let id = &item.scenario.id;
        let event = AuditEvent::new("scenario.made").about(id);
        let mut writes = vec![self.put_new(Key::scenario(scope, id), &item)?];
        writes.extend(self.audited(scope, change, event)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(item),
            Transaction::Refused(_) => Err(ChangeError::Overtaken),
        }
    }

    /// Removes a scenario.
    #[must_use]
    #[boxed]
    pub async fn remove_scenario(
        &self,
        scope: &TenantScope,
        id: &ScenarioId,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        if self.get_scenario(scope, id).await?.is_none() {
            return Err(ChangeError::Missing);
        }
        let expires_at = change.at.saturating_add(REMEMBERED).unwrap_or(change.at).as_second();
        let removed = RemovedScenario { id, removed_at: change.at, expires_at };
        let mut writes = vec![self.put_over(Key::scenario(scope, id), &removed)?];
        writes.extend(self.audited(scope, change, AuditEvent::new("scenario.removed").about(id))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(ChangeError::Overtaken),
        }
    }
}
