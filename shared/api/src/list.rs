//! Pages of lists.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{LARGEST_PAGE, Page};
use utoipa::{IntoParams, ToSchema};

use super::{Problem, ProblemKind, Within};

/// The number of items of a page without `limit`.
const USUAL_PAGE: usize = 25;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// The cursor of the next page: send it as `cursor`. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> From<Page<T>> for Listed<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next_cursor: page.next }
    }
}

/// The page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    pub cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    pub limit: Option<PageSize>,
}

/// The number of items of a page that was asked for.
pub type PageSize = Within<1, 100>;

const _: () = assert!(LARGEST_PAGE == 100);

impl PageQuery {
    /// The most items of the page.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit.map_or(USUAL_PAGE, |limit| limit.get() as usize)
    }

    /// The cursor; `None` for the first page.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

/// The parameters of a query. An unknown, repeated or invalid parameter is rejected.
#[derive(Debug)]
pub struct StrictQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for StrictQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, state).await;
        let Query(query) =
            query.map_err(|refused| Problem::new(ProblemKind::Malformed).with_detail(refused.body_text()))?;
        Ok(Self(query))
    }
}

/// An id from a path. No resource has a malformed id, so it is not found.
pub fn path_id<T: TryFrom<String>>(text: String) -> Result<T, Problem> {
    T::try_from(text).map_err(|_| Problem::new(ProblemKind::NotFound))
}
