//! The companies' Twilio accounts: once an hour, the sweep lists the calls of each company's numbers, and handles those that
//! the table does not know and recordings that no webhook reported.
//!
//! The table stores how far each company's sweep has come, so nothing is skipped: a sweep that fails or runs out of time is
//! repeated. Handling a call twice changes nothing. A quiet company costs one request an hour and number; a company with
//! calls since the last sweep one more for its recordings. [`crate::unknown_call`] handles one call.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use connections::secrets::{SecretsError, TenantSecrets};
use domain::{id::TenantId, phone::PhoneNumber};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use messages::QueueError;
use platform::error_chain::ErrorChain;
use serde::{Deserialize, Serialize};
use store::{AccountSweep, LARGEST_PAGE, StoreError, SweepRest, SweptTenant};
use tracing::{Instrument, info_span, warn};
use twilio::rest::{CallRecording, CallState, Credentials, ListedCall, PartOfCalls, RecordingState, RestError};

use crate::{
    UnfinishedCalls,
    overdue::{LONGEST_CALL, OVERDUE},
    recordings::{self, RecordingsError, RecordingsOwner},
    unknown_call::{self, ListedCallOutcome},
};

/// How often Twilio is asked about a company.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How far back a sweep looks, after Twilio refused a company's token for longer than that.
const LONGEST_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Companies that are swept concurrently. Twilio limits the concurrent requests of an account, which is one company's.
const COMPANIES_AT_ONCE: usize = 4;
/// The parts of a company's lists that are read in a sweep: ten thousand calls to each number. The next sweep goes on there.
const MOST_PARTS: usize = 10;
/// Calls of a company that are read from the table concurrently.
const CALLS_AT_ONCE: usize = 8;

/// Whether there is time for another call or company.
pub(crate) type HasTime<'a> = &'a (dyn Fn() -> bool + Sync);

/// The outcomes of the accounts of one sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsReport {
    /// Companies that Twilio was asked about.
    pub asked: u32,
    /// Companies whose account did not answer or refused. They are asked again after an hour.
    pub refused: u32,
    /// Companies whose lists were not read to the end. The next sweep goes on where this one stopped.
    #[serde(default)]
    pub cut_off: u32,
    /// Companies that failed on our side.
    pub failed: u32,
    /// Calls that the table did not know, and that are counted now.
    pub calls: u32,
    /// Calls that were known, and are longer at Twilio than counted or were not counted.
    pub relisted: u32,
    /// Recordings that were not known.
    pub recordings: u32,
}

/// Why a company's account is not swept to the end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Twilio(#[from] RestError),
    #[error("the list of recordings has more pages than are followed")]
    TooLong,
    #[error("the company was erased meanwhile")]
    TenantGone,
    #[error("there is no time left")]
    OutOfTime,
}

impl From<RecordingsError> for AccountError {
    fn from(error: RecordingsError) -> Self {
        match error {
            RecordingsError::Store(error) => Self::Store(error),
            RecordingsError::Queue(error) => Self::Queue(error),
            RecordingsError::Secrets(error) => Self::Secrets(error),
            RecordingsError::Twilio(error) => Self::Twilio(error),
        }
    }
}

/// The sweep of all accounts.
pub(crate) struct AccountSweeps<'a> {
    function: &'a UnfinishedCalls,
    now: Timestamp,
    /// Companies whose credentials or account already failed in this sweep.
    failed_tenants: BTreeSet<TenantId>,
}

/// The calls of a company that are over, and the state after they are handled.
struct Window {
    calls: Vec<(PhoneNumber, ListedCall)>,
    next: AccountSweep,
}

impl Window {
    /// Leaves a call to the next sweep, unless it is so old that the next one knows no more.
    fn leave(&mut self, number: &PhoneNumber, started_at: Timestamp, now: Timestamp) {
        let rest = self.next.rests.get_mut(number).map(|rest| &mut rest.until);
        if now.duration_since(started_at) < LONGEST_CALL
            && let Some(until) = rest.or_else(|| self.next.swept_until.get_mut(number))
        {
            *until = started_at.min(*until);
        }
    }
}

impl<'a> AccountSweeps<'a> {
    pub(crate) fn new(function: &'a UnfinishedCalls, now: Timestamp, failed_tenants: BTreeSet<TenantId>) -> Self {
        Self { function, now, failed_tenants }
    }

    /// Sweeps the accounts that are due. Returns the outcomes, and whether every company was handled.
    pub(crate) async fn run(&self, there_is_time: HasTime<'_>) -> Result<(AccountsReport, bool), StoreError> {
        let (mut report, mut complete, mut after) = (AccountsReport::default(), true, None);
        loop {
            let page = self.function.store.list_swept_tenants(after.as_deref(), LARGEST_PAGE).await?;
            let outcomes = stream::iter(page.items)
                .map(|tenant| self.sweep(tenant, there_is_time))
                .buffer_unordered(COMPANIES_AT_ONCE)
                .collect::<Vec<_>>()
                .await;
            for (outcome, is_complete) in outcomes {
                report = report.plus(outcome);
                complete &= is_complete;
            }
            after = page.next.filter(|_| complete);
            if after.is_none() {
                return Ok((report, complete));
            }
        }
    }

    async fn sweep(&self, tenant: SweptTenant, there_is_time: HasTime<'_>) -> (AccountsReport, bool) {
        let span = info_span!("account", tenant_id = %tenant.scope.tenant());
        let mut report = AccountsReport::default();
        let swept = Box::pin(self.sweep_if_due(&tenant, &mut report, there_is_time)).instrument(span.clone()).await;
        let Err(error) = swept else { return (report, true) };
        if let AccountError::OutOfTime = error {
            return (report, false);
        }
        span.in_scope(|| warn!(error = %ErrorChain(&error), "a company's Twilio account was not swept"));
        match error {
            AccountError::TenantGone => {}
            AccountError::Store(_) | AccountError::Queue(_) => report.failed += 1,
            AccountError::TooLong => {
                report.refused += 1;
                report.cut_off += 1;
            }
            _ => report.refused += 1,
        }
        (report, true)
    }

    async fn sweep_if_due(
        &self,
        tenant: &SweptTenant,
        report: &mut AccountsReport,
        there_is_time: HasTime<'_>,
    ) -> Result<(), AccountError> {
        if !there_is_time() {
            return Err(AccountError::OutOfTime);
        }
        let store = &self.function.store;
        let stored = store.get_account_sweep(&tenant.scope).await?.unwrap_or_default();
        let mut state = stored.clone();
        // Calls before a number was connected, or while its company was out of service, are not the company's calls here.
        state.swept_until.retain(|number, _| tenant.numbers.contains(number));
        state.rests.retain(|number, _| tenant.numbers.contains(number));
        for number in &tenant.numbers {
            state.swept_until.entry(number.clone()).or_insert(self.now);
        }
        let is_hour_over = state.asked_at.is_none_or(|asked| self.now.duration_since(asked) >= EVERY);
        let is_due = is_hour_over || !state.rests.is_empty();
        let has_window = state.swept_until.values().any(|swept| *swept < self.until());
        let mut result = Ok(());
        if is_due && has_window && !self.failed_tenants.contains(tenant.scope.tenant()) {
            for _ in 0..MOST_PARTS {
                match self.ask(tenant, &state, report, there_is_time).await {
                    Ok(next) => state = next,
                    Err(AccountError::OutOfTime) => {
                        report.cut_off += u32::from(!state.rests.is_empty());
                        return Err(AccountError::OutOfTime);
                    }
                    Err(error) => result = Err(error),
                }
                state.asked_at = Some(self.now);
                if result.is_err() || state.rests.is_empty() {
                    break;
                }
                // What is handled stays so if the time runs out.
                store.put_account_sweep(&tenant.scope, &state).await?;
            }
            if result.is_ok() && !state.rests.is_empty() {
                warn!("a company's calls at Twilio are not all read; the next sweep goes on");
                report.cut_off += 1;
            }
        }
        if state != stored {
            store.put_account_sweep(&tenant.scope, &state).await?;
        }
        result
    }

    /// The end of the window. Younger calls are usually still reported by their webhooks.
    fn until(&self) -> Timestamp {
        self.now.saturating_sub(OVERDUE).unwrap_or(self.now)
    }

    /// Lists the calls since the last sweep and handles them. Returns how far the sweep has come.
    async fn ask(
        &self,
        tenant: &SweptTenant,
        state: &AccountSweep,
        report: &mut AccountsReport,
        there_is_time: HasTime<'_>,
    ) -> Result<AccountSweep, AccountError> {
        let secrets: Arc<TenantSecrets> = self.function.secrets.get(&tenant.scope, 0).await?;
        let twilio = match secrets.twilio() {
            Ok(twilio) => twilio,
            // There is nothing to ask with. The calls since then are found once credentials are stored.
            Err(SecretsError::NotStored(_)) => return Ok(AccountSweep { rests: BTreeMap::new(), ..state.clone() }),
            Err(error) => return Err(error.into()),
        };
        let credentials = twilio.credentials()?;
        report.asked = 1;
        let window = self.window(state, &credentials).await;
        if matches!(window, Err(AccountError::Twilio(RestError::Unauthorized))) {
            self.function.secrets.note_refusal(&tenant.scope, twilio, self.now).await;
        }
        let mut window = window?;
        if window.calls.is_empty() {
            return Ok(window.next);
        }
        // A recording is not older than its call.
        let oldest = window.calls.iter().map(|(_, call)| call.started_at).min().unwrap_or(self.now);
        let recordings = self.function.twilio.list_recordings_since(&credentials, oldest).await?;
        if !recordings.complete {
            return Err(AccountError::TooLong);
        }
        let mut calls = Vec::new();
        for (number, call) in std::mem::take(&mut window.calls) {
            let of_call = recordings.items.iter().filter(|recording| recording.call == call.sid);
            let of_call: Vec<CallRecording> = of_call.cloned().collect();
            if of_call.iter().any(|recording| recording.state == RecordingState::Pending) {
                window.leave(&number, call.started_at, self.now);
            }
            calls.push((call, of_call));
        }
        let outcomes: Vec<_> = stream::iter(calls)
            .map(|(call, recordings)| self.handle(tenant, &credentials, call, recordings, there_is_time))
            .buffer_unordered(CALLS_AT_ONCE)
            .try_collect()
            .await?;
        for outcome in outcomes {
            *report = report.plus(outcome);
        }
        Ok(window.next)
    }

    /// A part of the calls to each number since its last sweep.
    async fn window(&self, state: &AccountSweep, credentials: &Credentials<'_>) -> Result<Window, AccountError> {
        let mut window = Window { calls: Vec::new(), next: state.clone() };
        for (number, swept) in &state.swept_until {
            let since = (*swept).max(self.now.saturating_sub(LONGEST_WINDOW).unwrap_or(*swept));
            let rest = window.next.rests.remove(number);
            // In a later part of one sweep, only the lists that go on are read.
            if since >= self.until() || rest.is_none() && !state.rests.is_empty() {
                continue;
            }
            let (part, until) = self.part(credentials, number, since, rest).await?;
            match part.rest {
                Some(place) => drop(window.next.rests.insert(number.clone(), SweepRest { place, until })),
                None => drop(window.next.swept_until.insert(number.clone(), until)),
            }
            for call in part.calls {
                if call.started_at < since || call.started_at >= self.until() {
                    continue;
                }
                match call.state {
                    CallState::Ongoing => window.leave(number, call.started_at, self.now),
                    CallState::Over { .. } => window.calls.push((number.clone(), call)),
                }
            }
        }
        Ok(window)
    }

    /// The next part of a number's calls, and the instant until which its list reaches.
    async fn part(
        &self,
        credentials: &Credentials<'_>,
        number: &PhoneNumber,
        since: Timestamp,
        rest: Option<SweepRest>,
    ) -> Result<(PartOfCalls, Timestamp), AccountError> {
        let twilio = &self.function.twilio;
        if let Some(SweepRest { place, until }) = rest {
            match twilio.list_calls_to(credentials, number, since, Some(&place)).await {
                // Twilio no longer knows the place: the list begins again.
                Err(RestError::Refused { status: 400..=404, .. }) => {}
                part => return Ok((part?, until)),
            }
        }
        Ok((twilio.list_calls_to(credentials, number, since, None).await?, self.until()))
    }

    async fn handle(
        &self,
        tenant: &SweptTenant,
        credentials: &Credentials<'_>,
        call: ListedCall,
        recordings: Vec<CallRecording>,
        there_is_time: HasTime<'_>,
    ) -> Result<AccountsReport, AccountError> {
        let function = self.function;
        let (outcome, dry_run) = unknown_call::handle(function, tenant, credentials, &call, there_is_time).await?;
        let (scope, account_sid) = (&tenant.scope, credentials.account_sid);
        let owner = RecordingsOwner { scope, account_sid, caller: &call.caller, dry_run };
        let found = recordings::keep_unknown(function, owner, self.now, &recordings).await?;
        Ok(AccountsReport {
            calls: u32::from(outcome == ListedCallOutcome::Counted),
            relisted: u32::from(outcome == ListedCallOutcome::Relisted),
            recordings: found,
            ..AccountsReport::default()
        })
    }
}

impl AccountsReport {
    fn plus(self, other: Self) -> Self {
        Self {
            asked: self.asked + other.asked,
            refused: self.refused + other.refused,
            cut_off: self.cut_off + other.cut_off,
            failed: self.failed + other.failed,
            calls: self.calls + other.calls,
            relisted: self.relisted + other.relisted,
            recordings: self.recordings + other.recordings,
        }
    }
}
