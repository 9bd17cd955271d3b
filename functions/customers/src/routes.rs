//! The handlers: each extracts its input, opens the personal data, calls the store and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, WithVersion, access::Authorized};
use axum::extract::State;
use domain::phone::PhoneNumber;
use store::{CustomerRecord, CustomerScope, PersonalData};

use crate::{Customers, wire::customer::CustomerView};

pub(crate) mod company_export;
pub(crate) mod customers;
pub(crate) mod merges;
pub(crate) mod notes;
pub(crate) mod privacy;
pub(crate) mod retention;

type Function = State<Arc<Customers>>;

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}

/// The number in a path. The numbers that Twilio sends for withheld ones are refused.
fn number_of(text: &str) -> Result<PhoneNumber, Problem> {
    let number = PhoneNumber::parse(text).ok().filter(|number| !number.stands_for_withheld());
    number.ok_or_else(not_found)
}

impl Customers {
    /// Opens personal data of a tenant that exists. The audit log gets its entry first.
    async fn open<P>(&self, may: &Authorized<P>, data: PersonalData<'_>) -> Result<Arc<CustomerScope>, Problem> {
        // An operator may name any id, and an entry about a tenant that does not exist would stay.
        self.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
        self.access.disclose(may, data).await
    }

    /// The answer to a change. Who they are is for those who may read customers, and the audit log says so.
    async fn changed<P>(
        &self,
        may: &Authorized<P>,
        record: CustomerRecord,
    ) -> Result<WithVersion<CustomerView>, Problem> {
        let version = record.version();
        let data = PersonalData::Customer(&record.first.number);
        if may.require(data.permission()).is_err() {
            return Ok(WithVersion { version, body: CustomerView::without_person(record) });
        }
        self.access.disclose(may, data).await?;
        Ok(WithVersion { version, body: record.into() })
    }
}
