//! What a turn used whose answer the call does not keep, because the caller's next words overtook it.

use domain::{
    budget::day_of,
    money::MicroUsd,
    usage::{CallUsage, OvertakenRequests},
};
use platform::error_chain::ErrorChain;
use store::Reservation;
use tracing::warn;

use super::{CallService, RelayCall};
use crate::{billed::RequestMeter, spending::Settlement};

impl CallService {
    /// Counts the requests to the model of a step that another turn overtook before it could be saved: those whose answers came, between
    /// `before` and `now`, and those that were dropped. They count toward the company's budget at once, and toward the call when it ends.
    pub(super) async fn count_overtaken(
        &self,
        relay: RelayCall<'_>,
        (before, now): (&CallUsage, &CallUsage),
        meter: &RequestMeter,
    ) {
        let (billed, dropped) = meter.dropped();
        // The turn has a reservation, which the next one gives back. Without it, the company was erased.
        let earlier = Reservation { day: day_of(self.clock.now()), micro_usd: MicroUsd::ZERO };
        let settlement = Settlement { earlier: Some(earlier), spent: self.spending.cost(billed), next: None };
        let mut overtaken = now.requests_since(before);
        overtaken += dropped;
        let (scope, allowance) = (&relay.tenant_number.scope, relay.tenant_number.allowance);
        let settling = self.spending.settle(scope, allowance, settlement);
        tokio::join!(self.note_overtaken(relay, overtaken), settling);
    }

    /// Notes requests whose cost is counted already.
    pub(super) async fn note_overtaken(&self, relay: RelayCall<'_>, overtaken: OvertakenRequests) {
        if let Err(error) = self.store.add_overtaken(&relay.tenant_number.scope, relay.call, overtaken).await {
            warn!(error = %ErrorChain(&error), "the requests of a turn that was overtaken are not in the usage of its call");
        }
    }
}
