//! Rate limits: requests a minute of each caller, and of all people and keys of a tenant together.
//!
//! The table has the counters, because a function runs in many processes. Sources: RFC 6585 (429); the IETF draft of
//! the `RateLimit` header fields, in the form of one header for each value.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;
use platform::config::Limits;
use store::key::RateLimitSubject;

use super::{Access, Principal};
use crate::{Problem, ProblemKind};

/// The name under which the requests of a whole tenant are counted. No caller has this name.
const TENANT: &str = "tenant";

/// The state of a caller's limit after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RateLimitStatus {
    limit: u64,
    requests: u64,
    resets_in_seconds: i64,
}

impl Access {
    /// Counts a request for the caller and for the tenant; returns the tighter of the two limits.
    pub(super) async fn count(&self, principal: &Principal) -> Result<RateLimitStatus, Problem> {
        let now = self.clock.now();
        let name = principal.name();
        let caller = principal.rate_limit_subject(&name);
        let each = self.store.count_request(&caller, now);
        let Limits { each: limit, tenant: tenant_limit } = self.limits;
        let Some(scope) = principal.scope() else { return Ok(RateLimitStatus::new(limit, each.await?, now)) };
        let together = RateLimitSubject { scope: Some(scope), name: TENANT };
        let (each, together) = tokio::try_join!(each, self.store.count_request(&together, now))?;
        let (each, together) =
            (RateLimitStatus::new(limit, each, now), RateLimitStatus::new(tenant_limit, together, now));
        Ok(each.or_tighter(together))
    }
}

impl RateLimitStatus {
    fn new(limit: u64, requests: u64, now: Timestamp) -> Self {
        Self { limit, requests, resets_in_seconds: 60 - now.as_second().rem_euclid(60) }
    }

    fn remaining(self) -> u64 {
        self.limit.saturating_sub(self.requests)
    }

    /// The limit with fewer requests left; an exceeded limit if neither has any left.
    fn or_tighter(self, other: Self) -> Self {
        let tightness = |status: Self| (status.is_over(), std::cmp::Reverse(status.remaining()));
        if tightness(other) > tightness(self) { other } else { self }
    }

    pub(super) fn is_over(self) -> bool {
        self.requests > self.limit
    }

    pub(super) fn problem(self) -> Problem {
        Problem::new(ProblemKind::TooManyRequests)
            .with_detail(format!(
                "at most {} requests a minute; try again in {} seconds",
                self.limit, self.resets_in_seconds
            ))
            .with_header(header::RETRY_AFTER, HeaderValue::from(self.resets_in_seconds))
    }

    pub(super) fn add_headers(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("ratelimit-limit"), HeaderValue::from(self.limit));
        headers.insert(HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(self.remaining()));
        headers.insert(HeaderName::from_static("ratelimit-reset"), HeaderValue::from(self.resets_in_seconds));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_over_the_limit_shows_when_the_limit_resets() {
        let now: Timestamp = "2026-11-23T16:00:48Z".parse().expect("an instant");
        let last = RateLimitStatus::new(3, 3, now);
        assert!(!last.is_over() && last.remaining() == 0);
        let next = RateLimitStatus::new(3, 4, now);
        assert!(next.is_over() && next.remaining() == 0 && next.resets_in_seconds == 12);
    }

    #[test]
    fn tighter_of_two_limits_applies() {
        let now: Timestamp = "2026-11-23T16:00:48Z".parse().expect("an instant");
        let [plenty, last, over] =
            [(9, 1), (2, 2), (3, 4)].map(|(limit, requests)| RateLimitStatus::new(limit, requests, now));
        for (one, other, tighter) in [(plenty, last, last), (last, over, over), (plenty, over, over)] {
            assert_eq!((one.or_tighter(other), other.or_tighter(one)), (tighter, tighter));
        }
    }
}
