//! One invocation of the function: with an event, within the time limit, and what its failure means.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use jiff::SignedDuration;
use serde_json::Value;

use crate::{movable_time::MovableTime, options::InvocationJitter};

/// A function that is invoked with the JSON of an event, as Lambda invokes a handler.
pub type EventFunction = Arc<dyn Fn(Value) -> BoxFuture<'static, Result<Value, InvocationError>> + Send + Sync>;

/// Why an invocation has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvocationError {
    /// The function failed, panicked or answered something that is no proxy response.
    #[error("the function failed: {0}")]
    Fault(String),
    /// No answer within the time limit of the integration.
    #[error("the function did not answer in time")]
    TimedOut,
    /// The concurrency of the function is used up.
    #[error("too many invocations at once")]
    Throttled,
}

/// A function out of an async closure.
pub fn event_function<F, R>(function: F) -> EventFunction
where
    F: Fn(Value) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Value, InvocationError>> + Send + 'static,
{
    Arc::new(move |event| function(event).boxed())
}

/// Invokes the function.
pub(crate) struct Integration {
    function: EventFunction,
    timeout: SignedDuration,
    concurrency: Option<usize>,
    running: AtomicUsize,
    delays: Mutex<InvocationJitter>,
}

/// One running invocation; dropping it frees its place.
struct RunningInvocation<'a>(&'a AtomicUsize);

impl Drop for RunningInvocation<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Integration {
    pub(crate) fn new(
        function: EventFunction,
        timeout: SignedDuration,
        concurrency: Option<usize>,
        jitter: InvocationJitter,
    ) -> Self {
        Self { function, timeout, concurrency, running: AtomicUsize::new(0), delays: Mutex::new(jitter) }
    }

    /// How long the next message waits.
    pub(crate) fn delay(&self) -> Duration {
        self.delays.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    /// Invokes the function and gives `report` the status code of its answer, or the failure. After a time-out the function runs on, as
    /// Lambda lets it.
    pub(crate) async fn invoke(
        &self,
        time: &MovableTime,
        event: Value,
        report: impl FnOnce(Result<u16, InvocationError>),
    ) {
        let place = RunningInvocation(&self.running);
        let before = self.running.fetch_add(1, Ordering::AcqRel);
        if self.concurrency.is_some_and(|most| before >= most) {
            drop(place);
            return report(Err(InvocationError::Throttled));
        }
        let limit = time.now().saturating_add(self.timeout).unwrap_or(jiff::Timestamp::MAX);
        let called = AssertUnwindSafe(async { (self.function)(event).await }).catch_unwind();
        let mut called = std::pin::pin!(called);
        tokio::select! {
            biased;
            answer = &mut called => {
                drop(place);
                let answer = answer.unwrap_or_else(|_| Err(InvocationError::Fault("it panicked".to_owned())));
                report(answer.and_then(|answer| status_of(&answer)));
            }
            () = time.wait_until(limit) => {
                report(Err(InvocationError::TimedOut));
                let _ = called.await;
                drop(place);
            }
        }
    }
}

/// The status code of a proxy response. Without one, API Gateway treats the answer as a fault.
fn status_of(answer: &Value) -> Result<u16, InvocationError> {
    let status = answer["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.filter(|status| (100..600).contains(status));
    status.ok_or_else(|| InvocationError::Fault("the answer has no statusCode".to_owned()))
}

impl InvocationJitter {
    /// The next random time: the generator `SplitMix64`.
    fn next(&mut self) -> Duration {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        let longest = u64::try_from(self.up_to.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(bits.checked_rem(longest.saturating_add(1)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seed_gives_the_same_times_again_within_the_longest() {
        let up_to = Duration::from_millis(30);
        let times = |seed| {
            let mut jitter = InvocationJitter { seed, up_to };
            std::array::from_fn::<_, 50, _>(|_| jitter.next())
        };
        assert_eq!(times(7), times(7));
        assert_ne!(times(7), times(8));
        assert!(times(7).iter().all(|time| *time <= up_to));
        assert!(times(7).iter().any(|time| *time > up_to / 2));
        assert_eq!(InvocationJitter::default().next(), Duration::ZERO);
    }
}
