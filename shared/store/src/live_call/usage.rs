//! What the live state of a call knows of its usage: how long its sessions lasted, and the requests to the model whose turns were overtaken.

use domain::{
    id::CallSid,
    money::MicroUsd,
    usage::{OvertakenRequests, PricedTokens, TokenCount},
};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    LiveCall,
    requests::{applied, number, send},
};
use crate::{Store, StoreError, TenantScope};

/// The usage in the item of a live call. Each number is an attribute of its own, to which turns that end side by side add.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LiveUsage {
    /// When the session began that has not ended, in milliseconds; 0 if there is none.
    session_since: i64,
    /// The seconds of the sessions that have ended.
    session_seconds: u64,
    overtaken_requests: u64,
    overtaken_prompt: u64,
    overtaken_cached: u64,
    overtaken_cache_write: u64,
    overtaken_completion: u64,
    overtaken_own_prompt: u64,
    overtaken_own_cached: u64,
    overtaken_own_cache_write: u64,
    overtaken_own_completion: u64,
    overtaken_own_micro_usd: u64,
}

impl LiveUsage {
    /// The requests of turns that were overtaken.
    #[must_use]
    pub fn overtaken(&self) -> OvertakenRequests {
        OvertakenRequests {
            requests: self.overtaken_requests,
            tokens: TokenCount {
                prompt_tokens: self.overtaken_prompt,
                cached_tokens: self.overtaken_cached,
                cache_write_tokens: self.overtaken_cache_write,
                completion_tokens: self.overtaken_completion,
            },
            own_priced: PricedTokens {
                tokens: TokenCount {
                    prompt_tokens: self.overtaken_own_prompt,
                    cached_tokens: self.overtaken_own_cached,
                    cache_write_tokens: self.overtaken_own_cache_write,
                    completion_tokens: self.overtaken_own_completion,
                },
                cost: MicroUsd::new(self.overtaken_own_micro_usd),
            },
        }
    }

    /// How long the sessions lasted, if the call ended at this time: the last one lasts until then if no one reported its end.
    #[must_use]
    pub fn session_seconds(&self, ended_at: Timestamp) -> u64 {
        self.session_seconds.saturating_add(self.open_seconds(ended_at))
    }

    /// Whether a session has begun and no one reported its end.
    #[must_use]
    pub fn has_open_session(&self) -> bool {
        self.session_since > 0
    }

    fn open_seconds(&self, until: Timestamp) -> u64 {
        let milliseconds = until.as_millisecond().saturating_sub(self.session_since);
        let open = (self.session_since > 0).then(|| u64::try_from(milliseconds).unwrap_or(0).div_ceil(1_000));
        open.unwrap_or(0)
    }
}

/// The attributes to which requests are added, without those that stay as they are.
fn additions(overtaken: &OvertakenRequests) -> Vec<(&'static str, u64)> {
    let OvertakenRequests { requests, tokens, own_priced: PricedTokens { tokens: own, cost } } = overtaken;
    let mut additions = vec![
        ("overtaken_requests", *requests),
        ("overtaken_prompt", tokens.prompt_tokens),
        ("overtaken_cached", tokens.cached_tokens),
        ("overtaken_cache_write", tokens.cache_write_tokens),
        ("overtaken_completion", tokens.completion_tokens),
        ("overtaken_own_prompt", own.prompt_tokens),
        ("overtaken_own_cached", own.cached_tokens),
        ("overtaken_own_cache_write", own.cache_write_tokens),
        ("overtaken_own_completion", own.completion_tokens),
        ("overtaken_own_micro_usd", cost.get()),
    ];
    additions.retain(|(_, amount)| *amount > 0);
    additions
}

impl Store {
    /// Adds the requests of a turn that another one overtook.
    #[must_use]
    #[boxed]
    pub async fn add_overtaken(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        overtaken: OvertakenRequests,
    ) -> Result<(), StoreError> {
        let additions = additions(&overtaken);
        if additions.is_empty() {
            return Ok(());
        }
        let mut update = self.update_live(scope, call).condition_expression("attribute_exists(generation)");
        let mut adds = Vec::new();
        for (nth, (name, amount)) in additions.into_iter().enumerate() {
            adds.push(format!("{name} :n{nth}"));
            update = update.expression_attribute_values(format!(":n{nth}"), number(&amount));
        }
        applied(send(update.update_expression(format!("ADD {}", adds.join(", ")))).await).map(drop)
    }

    /// Notes that the session of a call has ended. Once for each: a repeated report finds none. `seconds`: as long as it lasted, if that
    /// is reported.
    #[must_use]
    #[boxed]
    pub async fn end_relay_session(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        seconds: Option<u64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(LiveCall { usage, .. }) = self.get_live_call(scope, call).await? else { return Ok(()) };
        if usage.session_since == 0 {
            return Ok(());
        }
        let seconds = seconds.unwrap_or_else(|| usage.open_seconds(now));
        let update = self
            .update_live(scope, call)
            .update_expression("ADD session_seconds :seconds REMOVE session_since")
            .condition_expression("session_since = :since")
            .expression_attribute_values(":seconds", number(&seconds))
            .expression_attribute_values(":since", number(&usage.session_since));
        applied(send(update).await).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_last_as_reported_and_the_last_one_until_the_end_of_the_call() {
        let end = Timestamp::from_second(1_000).expect("a time");
        let usage = LiveUsage { session_seconds: 40, ..LiveUsage::default() };
        assert_eq!(usage.session_seconds(end), 40);
        assert_eq!(LiveUsage { session_since: 989_500, ..usage }.session_seconds(end), 51);
        assert_eq!(LiveUsage { session_since: 1_000_001, ..usage }.session_seconds(end), 40);
    }

    #[test]
    fn every_addition_has_its_attribute() {
        let tokens = |first| TokenCount {
            prompt_tokens: first,
            cached_tokens: first + 1,
            cache_write_tokens: first + 2,
            completion_tokens: first + 3,
        };
        let own_priced = PricedTokens { tokens: tokens(6), cost: MicroUsd::new(10) };
        let overtaken = OvertakenRequests { requests: 1, tokens: tokens(2), own_priced };
        let added: serde_json::Map<_, _> =
            additions(&overtaken).into_iter().map(|(name, amount)| (name.to_owned(), amount.into())).collect();
        let read: LiveUsage = serde_json::from_value(added.into()).expect("the usage");
        assert_eq!(read.overtaken(), overtaken);
        assert_eq!(additions(&OvertakenRequests::default()), []);
    }
}
