//! Lists of an account's resources, which come in pages, the newest resource first. A list that is longer than the bound is
//! cut off: a faulty response cannot cause endless requests.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::de::DeserializeOwned;

use super::{Credentials, RestClient, RestError};

/// The items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestList<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether these are all. If not, the list has more pages than are followed.
    pub complete: bool,
}

/// A page in Twilio's JSON.
pub(super) trait ListPage: DeserializeOwned {
    type Item;

    /// The page's items, and the path and query of the next page.
    fn into_parts(self) -> (Vec<Self::Item>, Option<String>);
}

/// The pages of a list that were read.
pub(super) struct Pages<T> {
    pub(super) items: Vec<T>,
    /// The query of the next page, if the list goes on.
    pub(super) next: Option<String>,
}

impl RestClient {
    /// Follows the pages of a list.
    pub(super) async fn list<P: ListPage>(
        &self,
        credentials: &Credentials<'_>,
        path: &str,
        query: String,
        most_pages: usize,
    ) -> Result<RestList<P::Item>, RestError> {
        let Pages { items, next } = self.pages::<P>(credentials, path, query, most_pages, |_| false).await?;
        Ok(RestList { items, complete: next.is_none() })
    }

    /// Follows the pages of a list until the end, to a number of pages, or to the first page that is `past` what is wanted. The
    /// page after that one is not wanted either.
    pub(super) async fn pages<P: ListPage>(
        &self,
        credentials: &Credentials<'_>,
        path: &str,
        mut query: String,
        most_pages: usize,
        past: impl Fn(&[P::Item]) -> bool,
    ) -> Result<Pages<P::Item>, RestError> {
        let mut items = Vec::new();
        for _ in 0..most_pages {
            let page: P = self.get(credentials, &format!("{path}?{query}")).await?;
            let (found, next) = page.into_parts();
            let is_past = past(&found);
            items.extend(found);
            let Some(next) = next.filter(|next| !next.is_empty() && !is_past) else {
                return Ok(Pages { items, next: None });
            };
            // The next page must be of the same list, and only its query is used: the credentials go to no other URL.
            let next = next.strip_prefix(path).and_then(|rest| rest.strip_prefix('?'));
            next.ok_or(RestError::Malformed)?.clone_into(&mut query);
        }
        Ok(Pages { items, next: Some(query) })
    }
}

/// A query with these parameters.
pub(super) fn query(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// The day in UTC: Twilio's filters by time take days. Source: Twilio's API reference, "Call resource" and "Recordings
/// resource".
pub(super) fn day_of(instant: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(instant).date()
}

/// An instant as Twilio writes it, in the form of RFC 2822.
pub(super) fn instant(text: &str) -> Result<Timestamp, RestError> {
    let zoned = jiff::fmt::rfc2822::parse(text).map_err(|_| RestError::Malformed)?;
    Ok(zoned.timestamp())
}
