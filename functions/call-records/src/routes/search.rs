//! Search of transcripts.

use api::{Problem, ProblemKind, StrictQuery, access::Authorized, access::permission::ReadCalls};
use axum::{Json, extract::State};
use store::{PersonalData, SearchError};

use super::Function;
use crate::wire::search::{FoundCallsView, SearchParameters};

/// Search calls
///
/// Finds the calls in which all words of `q` were said, by the caller or the agent, the latest first. A word finds its other
/// forms in English and Spanish; case and accents do not matter. Words between quotation marks must follow one another in
/// one turn, and `*` at the end of a word of three or more letters stands for any ending of its stem. A call can be found seconds after its end.
/// The conditions are those of the list of calls; calls in test mode are found only with `test=true`. A search reads a bounded
/// number of items: a page may have fewer calls than `limit`, even none, and a `next_cursor`. A cursor belongs to its conditions.
/// The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calls/search", tag = "Calls",
    responses((status = 200, description = "A page of calls", body = FoundCallsView))
)]
pub(crate) async fn search_calls(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(parameters): StrictQuery<SearchParameters>,
) -> Result<Json<FoundCallsView>, Problem> {
    let filter = function.filter(&may, parameters.conditions()).await?;
    let customers = function.open(&may, PersonalData::Calls).await?;
    let SearchParameters { q, cursor, .. } = &parameters;
    let found = function.store.search_calls(&customers, (q.query(), &filter), cursor.as_deref(), parameters.limit());
    match Box::pin(found).await {
        Ok(found) => Ok(Json(found.into())),
        Err(SearchError::Store(error)) => Err(error.into()),
        Err(error @ SearchError::TooManyEndings) => {
            Err(Problem::new(ProblemKind::Invalid).with_detail(error.to_string()))
        }
    }
}
