//! How often somebody may ask: so many requests a minute each, and so many for a company's people and keys together.
//!
//! The counters are in the table, since a function runs in many processes. Sources: RFC 6585 (429); the IETF draft of the
//! `RateLimit` header fields, in the form of one header for each value.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;
use platform::config::Limits;
use store::key::RateLimitSubject;

use super::{Access, Principal};
use crate::{Problem, ProblemKind};

/// A company's requests are counted under this name, which nobody else has.
const TENANT: &str = "tenant";

/// How somebody stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RateLimitStatus {
    limit: u64,
    requests: u64,
    resets_in_seconds: i64,
}

impl Access {
    /// Counts a request; the standing that leaves less is the one that holds.
    pub(super) async fn count(&self, principal: &Principal) -> Result<RateLimitStatus, Problem> {
        let now = self.clock.now();
        let name = principal.name();
        let alone = principal.asker(&name);
        let each = self.store.count_request(&alone, now);
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

    /// Of two limits the one that leaves less; of two that leave nothing, one that is exceeded.
    fn or_tighter(self, other: Self) -> Self {
        let tightness = |standing: Self| (standing.is_over(), std::cmp::Reverse(standing.remaining()));
        if tightness(other) > tightness(self) { other } else { self }
    }

    pub(super) fn is_over(self) -> bool {
        self.requests > self.limit
    }

    pub(super) fn refusal(self) -> Problem {
        Problem::new(ProblemKind::TooManyRequests)
            .with_detail(format!(
                "at most {} requests a minute; try again in {} seconds",
                self.limit, self.resets_in_seconds
            ))
            .with_header(header::RETRY_AFTER, HeaderValue::from(self.resets_in_seconds))
    }

    pub(super) fn told_in(self, mut response: Response) -> Response {
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
