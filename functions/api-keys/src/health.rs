//! Health: whether the API answers at all, and whether the parts that it needs can be reached.
//!
//! `/health` needs no authentication and no other part. `/health/ready` is for operators, and answers while any part fails: it has
//! no rate limit, which would need the table.

use std::{sync::Arc, time::Duration};

use api::{
    Problem, ProblemKind,
    access::{Operator, require_auth_uncounted},
    openapi::RouteTable,
};
use axum::{Json, Router, extract::State, routing::get};
use connections::secrets::Secrets;
use messages::PostCallQueue;
use platform::error_chain::ErrorChain;
use serde::Serialize;
use store::Store;
use tokio::time::timeout;
use tracing::error;
use utoipa::ToSchema;

use crate::ApiKeys;

/// The time that a part has to answer. All are asked at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// The parts that the system needs.
#[derive(Debug)]
pub(crate) struct SystemParts {
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    pub(crate) queue: PostCallQueue,
}

/// A part of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// The table.
    Table,
    /// The secrets.
    Secrets,
    /// The queue of finished calls.
    Queue,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Secrets => "secrets",
            Self::Queue => "queue",
        }
    }
}

/// The parts that were reached.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"reached": ["table", "secrets", "queue"]}))]
pub(crate) struct Readiness {
    /// The parts.
    reached: Vec<Part>,
}

impl SystemParts {
    /// Asks all parts at once; returns those that fail.
    async fn failing(&self) -> Vec<Part> {
        let (table, secrets, queue) = tokio::join!(
            is_reached(Part::Table, self.store.check()),
            is_reached(Part::Secrets, self.secrets.check()),
            is_reached(Part::Queue, self.queue.check()),
        );
        [(Part::Table, table), (Part::Secrets, secrets), (Part::Queue, queue)]
            .into_iter()
            .filter_map(|(part, reached)| (!reached).then_some(part))
            .collect()
    }
}

/// Whether a part answers in time. The log has the reason why not; the response has none.
async fn is_reached<E>(part: Part, check: impl Future<Output = Result<(), E>>) -> bool
where
    E: std::error::Error + 'static,
{
    match timeout(PATIENCE, check).await {
        Ok(Ok(())) => return true,
        Ok(Err(error)) => error!(part = part.name(), error = %ErrorChain(&error), "a part of the system fails"),
        Err(_) => error!(part = part.name(), "a part of the system does not answer in time"),
    }
    false
}

/// Check what the system needs
///
/// Asks the table, the secrets and the queue, each for two seconds at most. If one fails, the problem's `detail` names it.
#[utoipa::path(
    get, path = "/health/ready", tag = "Health",
    responses((status = 200, description = "Every part was reached", body = Readiness))
)]
pub(crate) async fn ready(State(function): State<Arc<ApiKeys>>, _may: Operator) -> Result<Json<Readiness>, Problem> {
    let failing = Box::pin(function.parts.failing()).await;
    if failing.is_empty() {
        return Ok(Json(Readiness { reached: vec![Part::Table, Part::Secrets, Part::Queue] }));
    }
    let names: Vec<_> = failing.into_iter().map(Part::name).collect();
    Err(Problem::new(ProblemKind::Unavailable).with_detail(format!("not reached: {}", names.join(", "))))
}

pub(crate) fn with_routes<R: RouteTable<Arc<ApiKeys>>>(router: R) -> R {
    api::routes!(router, [ready])
}

/// The routes.
pub(crate) fn router(function: &Arc<ApiKeys>) -> Router {
    let ready = with_routes(Router::new());
    let ready = require_auth_uncounted(ready, Arc::clone(&function.access)).with_state(Arc::clone(function));
    ready.route("/health", get(async || "ok\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn part_that_never_answers_is_not_reached_in_time() {
        let began = tokio::time::Instant::now();
        assert!(!is_reached(Part::Table, std::future::pending::<Result<(), std::fmt::Error>>()).await);
        assert_eq!(began.elapsed(), PATIENCE);
        assert!(!is_reached(Part::Queue, async { Err(std::fmt::Error) }).await);
        assert!(is_reached(Part::Queue, async { Ok::<_, std::fmt::Error>(()) }).await);
    }
}
