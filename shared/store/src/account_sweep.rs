//! The sweep of the companies' Twilio accounts: which companies there are, and how far the sweep of each has come.
//!
//! The sweep finds calls and recordings at Twilio that the table does not know. This module does not know Twilio.

use std::collections::{BTreeMap, BTreeSet};

use domain::{id::CallSid, phone::PhoneNumber};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{Page, Store, StoreError, TenantScope, Transaction, form::Versioned, key::Key, usage::CountedCall};

/// A tenant as the sweep sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweptTenant {
    /// Its scope. The list of tenants that our own functions wrote contains it.
    pub scope: TenantScope,
    /// Its connected numbers. Empty while its calls are not answered.
    pub numbers: BTreeSet<PhoneNumber>,
    /// Whether it is in test mode.
    pub test_mode: bool,
}

/// The place of a call in the list of a tenant's open calls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OpenCallPlace {
    /// When the call arrived.
    pub started_at: Timestamp,
    /// The call.
    pub call: CallSid,
}

/// The part of a number's calls that is still to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRest {
    /// The place of the next page in Twilio's list, the newest call first.
    pub place: String,
    /// The instant before which all calls are handled once the list is read.
    pub until: Timestamp,
}

/// How far the sweep of a tenant's account has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountSweep {
    /// For each number, the instant before which all calls were handled.
    pub swept_until: BTreeMap<PhoneNumber, Timestamp>,
    /// For each number whose list of calls was not read to its end, where it goes on.
    pub rests: BTreeMap<PhoneNumber, SweepRest>,
    /// When Twilio was last asked.
    pub asked_at: Option<Timestamp>,
    /// The open call that was looked up last, when a sweep left some of the tenant's open calls over.
    pub looked_up: Option<OpenCallPlace>,
}

/// The stored form.
#[derive(Serialize, Deserialize)]
struct AccountSweepForm {
    numbers: Vec<SweptNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    looked_up: Option<OpenCallPlace>,
}

#[derive(Serialize, Deserialize)]
struct SweptNumber {
    number: PhoneNumber,
    swept_until: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rest: Option<SweepRest>,
}

impl Versioned for AccountSweepForm {}

impl From<&AccountSweep> for AccountSweepForm {
    fn from(sweep: &AccountSweep) -> Self {
        let numbers = sweep.swept_until.iter();
        let numbers = numbers.map(|(number, until)| SweptNumber {
            number: number.clone(),
            swept_until: *until,
            rest: sweep.rests.get(number).cloned(),
        });
        Self { numbers: numbers.collect(), asked_at: sweep.asked_at, looked_up: sweep.looked_up.clone() }
    }
}

impl From<AccountSweepForm> for AccountSweep {
    fn from(form: AccountSweepForm) -> Self {
        let mut sweep = Self { asked_at: form.asked_at, looked_up: form.looked_up, ..Self::default() };
        for SweptNumber { number, swept_until, rest } in form.numbers {
            if let Some(rest) = rest {
                sweep.rests.insert(number.clone(), rest);
            }
            sweep.swept_until.insert(number, swept_until);
        }
        sweep
    }
}

impl Store {
    /// Lists a page of all tenants.
    #[must_use]
    #[boxed]
    pub async fn list_swept_tenants(&self, after: Option<&str>, limit: usize) -> Result<Page<SweptTenant>, StoreError> {
        let page = self.list_tenants(None, None, after, limit).await?;
        Ok(page.map(|tenant| SweptTenant {
            scope: TenantScope::of_function(tenant.tenant),
            numbers: tenant.numbers.into_iter().filter(|_| tenant.status.is_in_service()).collect(),
            test_mode: tenant.test_mode,
        }))
    }

    /// Gets how far the sweep of a tenant's account has come.
    #[must_use]
    #[boxed]
    pub async fn get_account_sweep(&self, scope: &TenantScope) -> Result<Option<AccountSweep>, StoreError> {
        Ok(self.within(scope).get::<AccountSweepForm>(Key::account_sweep(scope)).await?.map(AccountSweep::from))
    }

    /// Saves how far the sweep has come, unless the tenant was erased meanwhile.
    #[must_use]
    #[boxed]
    pub async fn put_account_sweep(&self, scope: &TenantScope, sweep: &AccountSweep) -> Result<(), StoreError> {
        let writes = [
            self.put_over(Key::account_sweep(scope), &AccountSweepForm::from(sweep))?,
            self.check_exists(Key::tenant(scope))?,
        ];
        match self.within(scope).transact(writes).await? {
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// The duration that a call was counted with. `None` if it was not counted.
    #[must_use]
    #[boxed]
    pub async fn get_counted_seconds(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<u64>, StoreError> {
        let counted: Option<CountedCall> = self.within(scope).get(Key::call_usage(scope, call)).await?;
        Ok(counted.map(|counted| counted.usage.call_seconds))
    }
}
