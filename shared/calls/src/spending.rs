//! What calls, test calls and samples of voices may spend on the model and on speech, and what they have spent.
//!
//! Every turn that can ask the model has a reservation, counted before the model is asked: the most that the turn can
//! cost. On the telephone, a turn makes the reservation of the next one together with the write of its own step, so no
//! caller waits for it. What a turn did cost is counted with the same write.
//!
//! A counter that fails stops no call, but the turns of a company that are not counted are bounded ([`uncounted`]). Test calls and
//! single requests do not begin without it. Does not know how a conversation goes on without the model.

use std::time::Duration;

use domain::{
    budget::{Budget, BudgetOverride, BudgetPeriod, Spend, day_of},
    conversation::Conversation,
    money::MicroUsd,
};
use jiff::{Timestamp, civil::Date};
use platform::{
    boxed,
    clock::Clock,
    config::{BudgetConfig, ModelConfig, PriceConfig},
    telemetry::{Metric, Metrics},
};
use store::{Reservation, SpendChange, Store, TenantScope};
use tracing::warn;

mod counting;
mod rates;
mod trials;
mod uncounted;

use crate::{agent::Agent, billed::Billed};
use counting::in_time;
use rates::Rates;
use trials::Trials;
use uncounted::Uncounted;

/// The metric of warnings: a company has spent most of a budget.
pub const SPEND_WARNING: Metric = Metric::count("SpendWarning");
/// The metric of turns that did not ask the model because a budget is spent.
pub const BUDGET_EXHAUSTED: Metric = Metric::count("BudgetExhausted");

/// The metric of turns while the counter of a company does not answer.
pub const TURNS_UNCOUNTED: Metric = Metric::count("TurnsUncounted");

/// The metric of turns that did not ask the model because the companies in trial have spent their budget together.
pub const TRIALS_EXHAUSTED: Metric = Metric::count("TrialsExhausted");

/// How long a turn waits for the counter.
const COUNTING_TIME: Duration = Duration::from_millis(500);
/// How long a reply waits until the cost of its turn is counted.
const SETTLING_TIME: Duration = Duration::from_secs(2);
/// The bytes that one turn can add to a prompt: what the caller says, tool calls and their results.
const ROOM: usize = 12 * 1024;

/// A budget that is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the budget of the {} is spent", match period { BudgetPeriod::Day => "day", BudgetPeriod::Month => "month" })]
pub struct BudgetSpent {
    /// The period of the budget.
    pub period: BudgetPeriod,
    /// Its amount.
    pub budget: MicroUsd,
    /// When the next period begins.
    pub until: Timestamp,
}

/// What a company may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Its own budget.
    pub budget: Budget,
    /// Whether it is in trial: what it spends counts towards the budget of all companies in trial, too.
    pub in_trial: bool,
}

/// Why a request may not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBudget {
    /// The budget is spent.
    #[error(transparent)]
    Spent(#[from] BudgetSpent),
    /// The companies in trial have spent their budget together.
    #[error("the budget of the companies in trial is spent")]
    TrialsSpent {
        /// When the next day begins.
        until: Timestamp,
    },
    /// The counter does not answer.
    #[error("what the company has spent on the model cannot be counted at the moment; try again in a minute")]
    Uncounted,
}

/// The reservations of two turns that follow each other, and what the first one cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settlement {
    /// The reservation of the turn that ends.
    pub(crate) earlier: Option<Reservation>,
    /// What the turn cost.
    pub(crate) spent: MicroUsd,
    /// The reservation of the next turn.
    pub(crate) next: Option<Reservation>,
}

/// Counts and bounds what companies spend on the model.
#[derive(Debug, Clone)]
pub struct Spending {
    store: Store,
    rates: Rates,
    budgets: BudgetConfig,
    clock: Clock,
    metrics: Metrics,
    uncounted: Uncounted,
    trials: Trials,
}

impl Spending {
    /// Counts in this table, with these prices of these models.
    #[must_use]
    pub fn new(
        store: Store,
        (prices, models): (&PriceConfig, &ModelConfig),
        budgets: BudgetConfig,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        let trials = Trials::new(store.clone(), budgets.trials_daily);
        let rates = Rates::new(prices.prices, models.clone());
        Self { store, rates, budgets, clock, metrics, uncounted: Uncounted::default(), trials }
    }

    /// What a company may spend.
    #[must_use]
    pub fn allowance(&self, approved: bool, own: BudgetOverride) -> Allowance {
        Allowance { budget: self.budgets.budget(approved, own), in_trial: !approved }
    }

    /// What these tokens cost.
    pub(crate) fn cost(&self, billed: Billed) -> MicroUsd {
        self.rates.cost(&billed)
    }

    /// The most that the next turn of a conversation can cost.
    pub(crate) fn reservation(&self, agent: &Agent, conversation: &Conversation) -> Reservation {
        let bytes = agent.prompt_bytes(conversation.history()) + ROOM;
        let micro_usd = self.rates.most_for_request(bytes).times(u64::from(Conversation::MOST_MODEL_REQUESTS), 1);
        Reservation { day: day_of(self.clock.now()), micro_usd }
    }

    /// Counts the most that a request of this size can cost, before it is sent. Fails if the budget is spent, or if the
    /// counter does not answer.
    pub(crate) async fn begin(
        &self,
        scope: &TenantScope,
        allowance: Allowance,
        prompt_bytes: usize,
    ) -> Result<Reservation, NoBudget> {
        let micro_usd = self.rates.most_for_single_request(prompt_bytes);
        let reservation = Reservation { day: day_of(self.clock.now()), micro_usd };
        self.reserve_within(scope, allowance, reservation).await?;
        Ok(reservation)
    }

    /// Counts what it costs to speak this many characters, before they are spoken. Fails if the budget does not cover it, or if the
    /// counter does not answer.
    #[must_use]
    #[boxed]
    pub async fn begin_speech(
        &self,
        scope: &TenantScope,
        allowance: Allowance,
        characters: u64,
    ) -> Result<Reservation, NoBudget> {
        let reservation = Reservation { day: day_of(self.clock.now()), micro_usd: self.rates.speech(characters) };
        self.reserve_within(scope, allowance, reservation).await?;
        Ok(reservation)
    }

    /// Counts speech as spent if it `was_spoken`, and gives its reservation back.
    #[must_use]
    #[boxed]
    pub async fn end_speech(
        &self,
        scope: &TenantScope,
        allowance: Allowance,
        reservation: Reservation,
        was_spoken: bool,
    ) {
        let spent = if was_spoken { reservation.micro_usd } else { MicroUsd::ZERO };
        self.settle(scope, allowance, Settlement { earlier: Some(reservation), spent, next: None }).await;
    }

    /// Counts a reservation if the budget covers it.
    pub(crate) async fn reserve_within(
        &self,
        scope: &TenantScope,
        allowance: Allowance,
        reservation: Reservation,
    ) -> Result<(), NoBudget> {
        let (spend, ()) = tokio::join!(self.reserve(scope, reservation), self.refresh_trials(allowance));
        let spend = spend.ok_or(NoBudget::Uncounted)?;
        let covered = self.check_spend(spend, allowance.budget).map_err(NoBudget::from);
        let covered = covered.and_then(|()| self.check_trials(allowance));
        if covered.is_err() {
            self.release(scope, reservation).await;
            self.note_exhausted(scope, reservation.day, spend, allowance.budget).await;
        }
        covered
    }

    /// Counts what a request has cost, and gives its reservation back.
    pub(crate) async fn end(
        &self,
        scope: &TenantScope,
        allowance: Allowance,
        reservation: Reservation,
        billed: Billed,
    ) {
        let settlement = Settlement { earlier: Some(reservation), spent: self.cost(billed), next: None };
        Box::pin(self.settle(scope, allowance, settlement)).await;
    }

    /// What a company has spent by now; `None` if the counter fails. For a company in trial, also reads what all trials have
    /// spent.
    pub(crate) async fn read(&self, scope: &TenantScope, allowance: Allowance) -> Option<Spend> {
        let spend = self.store.get_spend(scope, day_of(self.clock.now()));
        let (spend, ()) = tokio::join!(in_time(COUNTING_TIME, spend), self.refresh_trials(allowance));
        spend
    }

    async fn refresh_trials(&self, allowance: Allowance) {
        if allowance.in_trial {
            let now = self.clock.now();
            self.trials.refresh(day_of(now), now).await;
        }
    }

    /// Whether a turn of a call may ask the model. `spend` is `None` if the counter does not answer: then a bounded number of
    /// turns may.
    pub(crate) fn may_ask(&self, scope: &TenantScope, spend: Option<Spend>, allowance: Allowance) -> bool {
        let tenant = scope.tenant();
        let is_bounded = match spend {
            Some(_) => {
                self.uncounted.checked(tenant);
                !self.uncounted.owes_too_much(tenant)
            }
            None => self.uncounted.take_turn(tenant),
        };
        if spend.is_none() || self.uncounted.owes(tenant) {
            self.metrics.put(self.clock.now(), &[(TURNS_UNCOUNTED, 1.0)]);
        }
        if !is_bounded {
            warn!("too many turns are not counted; the model is not asked");
        }
        is_bounded
            && spend.is_none_or(|spend| self.check_spend(spend, allowance.budget).is_ok())
            && self.check_trials(allowance).is_ok()
    }

    fn check_spend(&self, spend: Spend, budget: Budget) -> Result<(), BudgetSpent> {
        let Some(period) = spend.exhausts(budget) else { return Ok(()) };
        let now = self.clock.now();
        self.metrics.put(now, &[(BUDGET_EXHAUSTED, 1.0)]);
        warn!(?period, "a budget is spent; the model is not asked");
        let amount = match period {
            BudgetPeriod::Day => budget.daily,
            BudgetPeriod::Month => budget.monthly,
        };
        Err(BudgetSpent { period, budget: amount, until: period.ends_at(now) })
    }

    fn check_trials(&self, allowance: Allowance) -> Result<(), NoBudget> {
        let now = self.clock.now();
        if !allowance.in_trial || !self.trials.are_spent(day_of(now)) {
            return Ok(());
        }
        self.metrics.put(now, &[(TRIALS_EXHAUSTED, 1.0)]);
        warn!("the budget of the companies in trial is spent; the model is not asked");
        Err(NoBudget::TrialsSpent { until: BudgetPeriod::Day.ends_at(now) })
    }

    /// Counts a reservation at once, for a turn that has none. `None` if the counter fails.
    pub(crate) async fn reserve(&self, scope: &TenantScope, reservation: Reservation) -> Option<Spend> {
        let change = change(reservation.day, MicroUsd::ZERO, None, Some(reservation));
        in_time(COUNTING_TIME, self.store.add_spend(scope, change)).await.flatten()
    }

    /// Gives a reservation back. If the counter fails, it ends with its day.
    pub(crate) async fn release(&self, scope: &TenantScope, reservation: Reservation) {
        in_time(SETTLING_TIME, self.store.release(scope, reservation)).await;
    }

    /// Whether a reservation is for today.
    pub(crate) fn is_current(&self, reservation: Option<Reservation>) -> bool {
        reservation.is_some_and(|reservation| reservation.day == day_of(self.clock.now()))
    }

    /// Counts what a turn cost, gives its reservation back, and makes the next one: one write, unless a day began.
    pub(crate) async fn settle(&self, scope: &TenantScope, allowance: Allowance, settlement: Settlement) {
        let Settlement { earlier, spent, next } = settlement;
        let today = next.map_or_else(|| day_of(self.clock.now()), |next| next.day);
        let (earlier, of_another_day) = match earlier {
            Some(earlier) if earlier.day != today => (None, Some(earlier)),
            earlier => (earlier, None),
        };
        let release = async {
            if let Some(reservation) = of_another_day {
                self.release(scope, reservation).await;
            }
        };
        let count = async {
            let change = change(today, spent, earlier, next);
            if change.spent == MicroUsd::ZERO && change.reserved == 0 && !self.uncounted.owes(scope.tenant()) {
                return;
            }
            for day in self.uncounted.owed_days(scope.tenant()).into_iter().filter(|day| *day != today) {
                let nothing = SpendChange { day, spent: MicroUsd::ZERO, reserved: 0, exists: true };
                self.write(scope, nothing).await;
            }
            if let Some(spend) = self.write(scope, change).await {
                self.warn_owner(scope, allowance.budget, spend, spent).await;
                self.note_exhausted(scope, today, spend, allowance.budget).await;
            }
        };
        let trials = async {
            if allowance.in_trial {
                self.trials.add(today, spent, self.clock.now()).await;
            }
        };
        tokio::join!(release, count, trials);
    }

    /// Writes a change, with what this process still owes for its day. What cannot be written is owed.
    async fn write(&self, scope: &TenantScope, change: SpendChange) -> Option<Spend> {
        let write = self.uncounted.begin_write(scope.tenant(), change);
        match in_time(SETTLING_TIME, self.store.add_spend(scope, write.change)).await {
            Some(spend) => {
                write.written();
                spend
            }
            None => None,
        }
    }

    /// Undoes the reservations of a settlement when its step was not saved. What was spent stays counted.
    pub(crate) async fn undo(&self, scope: &TenantScope, settlement: Settlement) {
        let Settlement { earlier, next, .. } = settlement;
        for (earlier, next) in [(next, None), (None, earlier)] {
            if let Some(reservation) = earlier.or(next) {
                let change = change(reservation.day, MicroUsd::ZERO, earlier, next);
                in_time(SETTLING_TIME, self.store.add_spend(scope, SpendChange { exists: true, ..change })).await;
            }
        }
    }

    /// Notes for operators that a turn does not fit into the rest of a budget, with what is reserved for it.
    async fn note_exhausted(&self, scope: &TenantScope, day: Date, spend: Spend, budget: Budget) {
        if let Some(period) = spend.exhausts(budget) {
            in_time(SETTLING_TIME, self.store.note_exhausted(scope, day, period)).await;
        }
    }

    /// Warns a company's owners about each budget that `amount` takes past its warning threshold. The entry in the audit log notifies
    /// them; `GET /admin/tenants/me` shows the warning too.
    async fn warn_owner(&self, scope: &TenantScope, budget: Budget, spend: Spend, amount: MicroUsd) {
        let now = self.clock.now();
        for period in spend.begun_warnings(amount, budget) {
            warn!(tenant_id = %scope.tenant(), ?period, "a company has spent most of its budget");
            self.metrics.put(now, &[(SPEND_WARNING, 1.0)]);
            let (spent, most) = match period {
                BudgetPeriod::Day => (spend.today, budget.daily),
                BudgetPeriod::Month => (spend.month, budget.monthly),
            };
            in_time(SETTLING_TIME, self.store.audit_spend_warning(scope, now, period, spent, most)).await;
        }
    }
}

fn change(
    day: jiff::civil::Date,
    spent: MicroUsd,
    earlier: Option<Reservation>,
    next: Option<Reservation>,
) -> SpendChange {
    let amount = |reservation: Option<Reservation>| {
        reservation.map_or(0, |reservation| i64::try_from(reservation.micro_usd.get()).unwrap_or(i64::MAX))
    };
    SpendChange { day, spent, reserved: amount(next) - amount(earlier), exists: earlier.is_some() }
}
