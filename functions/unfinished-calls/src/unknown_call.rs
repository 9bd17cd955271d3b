//! A call at Twilio that the table does not know: the fallback alone answered it, or its greeting was never saved. It is
//! counted with Twilio's minutes and, once Twilio states one, Twilio's price.

use domain::{day_counts::TurnTimes, money::MicroUsd, usage::CallUsage};
use jiff::SignedDuration;
use messages::FinishedCall;
use store::{OpenCall, SweptTenant};
use tracing::warn;
use twilio::rest::{CallState, Credentials, ListedCall};

use crate::{
    UnfinishedCalls,
    accounts::{AccountError, HasTime},
};

/// What a call of Twilio's list needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListedCallOutcome {
    /// It was counted, or another part of the sweep counts it.
    Known,
    /// It is known, and it is not counted, or Twilio's duration is longer than the one that was counted. It is in the list of
    /// open calls now, so the other part of the sweep handles it.
    Relisted,
    /// The table does not know it. It is counted now.
    Counted,
    /// The table does not know it, and it is not counted: it was not answered, or its company is in test mode.
    Ignored,
}

/// Handles a call that is over. Returns the outcome, and whether the call is a dry run.
pub(crate) async fn handle(
    function: &UnfinishedCalls,
    tenant: &SweptTenant,
    credentials: &Credentials<'_>,
    call: &ListedCall,
    there_is_time: HasTime<'_>,
) -> Result<(ListedCallOutcome, bool), AccountError> {
    let (store, scope) = (&function.store, &tenant.scope);
    if !there_is_time() {
        return Err(AccountError::OutOfTime);
    }
    let seconds = match call.state {
        CallState::Over { seconds } if call.completed => seconds.unwrap_or(0),
        _ => 0,
    };
    let counted = store.get_counted_seconds(scope, &call.sid).await?;
    if counted.is_some_and(|counted| counted >= u64::from(seconds)) {
        return Ok((ListedCallOutcome::Known, false));
    }
    if let Some(record) = store.get_call(scope, &call.sid).await? {
        let Some(open) = OpenCall::of(scope, &record) else { return Ok((ListedCallOutcome::Known, record.test)) };
        store.put_open_call(&if counted.is_some() { open.reported(u64::from(seconds)) } else { open }).await?;
        return Ok((ListedCallOutcome::Relisted, false));
    }
    if counted.is_some() || !call.completed {
        return Ok((ListedCallOutcome::Ignored, false));
    }
    if tenant.test_mode {
        return Ok((ListedCallOutcome::Ignored, true));
    }
    let finished = finished_call(function, tenant, credentials, call, seconds).await?;
    function.queue.send(&finished).await?;
    warn!(call_sid = %call.sid, seconds, "a call at Twilio is not known here; it is counted now");
    Ok((ListedCallOutcome::Counted, false))
}

async fn finished_call(
    function: &UnfinishedCalls,
    tenant: &SweptTenant,
    credentials: &Credentials<'_>,
    call: &ListedCall,
    seconds: u32,
) -> Result<FinishedCall, AccountError> {
    let scope = &tenant.scope;
    let item = function.store.get_tenant(scope).await?.ok_or(AccountError::TenantGone)?;
    let config = function.store.get_config(scope, item.published_version).await?.ok_or(AccountError::TenantGone)?;
    let legs = function.twilio.list_legs(credentials, &call.sid).await?.items;
    let since = function.clock.now().duration_since(call.started_at).max(SignedDuration::ZERO);
    let possible = |seconds: u32| u64::from(seconds).min(since.as_secs().unsigned_abs());
    let transferred = legs.iter().filter_map(|leg| match leg.state {
        CallState::Over { seconds } => seconds,
        CallState::Ongoing => None,
    });
    let usage = CallUsage {
        call_seconds: possible(seconds),
        transfer_seconds: transferred.map(possible).sum(),
        ..CallUsage::default()
    };
    // Without a price for each leg, the price list applies.
    let prices = std::iter::once(call).chain(&legs).filter(|leg| leg.completed).map(|leg| leg.price);
    let arrived = config.time_zone.to_datetime(call.started_at);
    Ok(FinishedCall {
        tenant: scope.tenant().clone(),
        call: call.sid.clone(),
        caller: call.caller.number().cloned(),
        day: arrived.date(),
        hour: u8::try_from(arrived.hour()).ok(),
        started_at: call.started_at,
        usage,
        price_micro_usd: prices.sum::<Option<MicroUsd>>(),
        facts: None,
        times: TurnTimes::default(),
        test: false,
    })
}
