//! The handlers: each extracts its input, reads counters and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, access::Authorized};
use axum::extract::State;
use jiff::civil::Date;

use crate::Analytics;

pub(crate) mod companies;
pub(crate) mod company;
pub(crate) mod platform;
pub(crate) mod pulse;

type Function = State<Arc<Analytics>>;

/// A company sees the sum of a day only if at least this many companies had calls on it.
const FEWEST_COMPANIES: usize = 5;

impl Analytics {
    /// Today in the company's time zone, which is that of the configuration that answers its calls.
    async fn today<P>(&self, may: &Authorized<P>) -> Result<Date, Problem> {
        let not_found = || Problem::new(ProblemKind::NotFound);
        let tenant = self.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
        let config = self.store.get_config(&may.scope, tenant.published_version).await?.ok_or_else(not_found)?;
        Ok(config.time_zone.to_datetime(may.change.at).date())
    }
}
