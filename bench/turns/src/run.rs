//! The measured system, and its calls.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use local::system::{Aws, Model, System, SystemOptions};
use local_aws::{EmbeddedAws, Storage, sdk_config_for};
use platform::config::ModelConfig;
use store::{Actor, ChangeContext, DraftPlace};

use crate::{
    Failure,
    caller::{Caller, HeardAnswer, StreamedCall},
    cost::{CallCost, CostComparison},
    function::MeasuredFunction,
    paced_model::{ModelTimes, Pace, PacedModel},
    recorder::Recorder,
    stages::{InterruptionTimes, StageTimes, TableTimes, union},
};

/// So many calls are opened at once.
const OPENING: usize = 8;
/// The most turns that are measured in one call.
const TURNS_OF_A_CALL: usize = 10;
/// Limits that the calls must not reach: they are from few numbers, and all at one company.
const LIMITS: [(&str, &str); 9] = [
    ("CALLER_CALLS_PER_MINUTE", "1000000"),
    ("CALLER_CALLS_AT_ONCE", "1000000"),
    ("TENANT_CALLS_PER_MINUTE", "1000000"),
    ("TENANT_CALLS_AT_ONCE", "1000000"),
    ("TRIAL_DAILY_BUDGET_MICRO_USD", "1000000000000"),
    ("TRIAL_MONTHLY_BUDGET_MICRO_USD", "1000000000000"),
    ("TRIALS_DAILY_BUDGET_MICRO_USD", "1000000000000"),
    ("DAILY_BUDGET_MICRO_USD", "1000000000000"),
    ("MONTHLY_BUDGET_MICRO_USD", "1000000000000"),
];

/// How many calls there are, and how often each speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) calls: usize,
    pub(crate) turns: usize,
    /// The time in which each call speaks once. The calls speak one after the other, evenly.
    pub(crate) round: Duration,
}

/// A system under measurement.
pub(crate) struct Bench {
    system: System,
    recorder: Recorder,
    model: PacedModel,
    function: MeasuredFunction,
    http: reqwest::Client,
    _embedded: EmbeddedAws,
}

impl Bench {
    pub(crate) async fn start(pace: Pace) -> Result<Self, Failure> {
        let embedded = EmbeddedAws::start(Storage::InMemory).await?;
        let recorder = Recorder::start(embedded.url()).await?;
        let model = PacedModel::start(pace).await?;
        let function = MeasuredFunction::listen().await?;
        let limits = LIMITS.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let addresses = function.settings().map(|(name, value)| (name.to_owned(), value));
        let options = SystemOptions {
            aws: Aws::Elsewhere(Box::new(sdk_config_for(recorder.url()))),
            model: Model::Server {
                api_key: "paced".to_owned(),
                named_keys: [].into(),
                config: ModelConfig::new(model.url().to_owned(), "paced".to_owned()),
            },
            settings: limits.into_iter().chain(addresses).collect(),
            ..SystemOptions::in_memory()
        };
        let system = Box::pin(System::start(options)).await?;
        function.start(system.manifest.environment.clone(), recorder.url()).await?;
        Ok(Self { system, recorder, model, function, http: platform::http_client(), _embedded: embedded })
    }

    /// Lets new calls of the first company stream, or not.
    pub(crate) async fn stream_calls(&self, streaming: bool) -> Result<(), Failure> {
        let [company, _] = local::demo::companies()?;
        let mut config = serde_json::to_value(&company.config)?;
        config["streaming"] = streaming.into();
        let config = serde_json::from_value(config)?;
        let store = self.system.store();
        let scope = store.get_number_route(&company.number).await?.ok_or("the company has no number")?.scope();
        let actor = Actor { name: "operator:bench".to_owned(), address: None };
        let change = ChangeContext { actor, at: self.system.runtime.clock.now() };
        let tenant = store.get_tenant(&scope).await?.ok_or("the company is gone")?;
        let draft = store.save_draft(&scope, DraftPlace::of(&tenant), &config, &change).await?;
        store.publish(&scope, &draft.info, None, &change).await?;
        Ok(())
    }

    fn caller(&self) -> Result<Caller, Failure> {
        let tenant = self.system.manifest.tenants.first().ok_or("there is no company")?;
        Ok(Caller::new(tenant, &self.system.manifest.base_url, &self.http))
    }

    async fn open(&self) -> Result<StreamedCall, Failure> {
        Ok(StreamedCall::open(self.caller()?).await?.0)
    }

    async fn open_all(&self, calls: usize) -> Result<Vec<StreamedCall>, Failure> {
        let opening = stream::iter((0..calls).map(|_| self.open())).buffer_unordered(OPENING);
        opening.collect::<Vec<_>>().await.into_iter().collect()
    }

    /// The times of turns under a load. `is_cold`: each turn is the first event of a process.
    pub(crate) async fn turns(&self, load: Load, is_cold: bool) -> Result<StageTimes, Failure> {
        let (mut heard, mut lost) = (Vec::new(), 0);
        self.recorder.take();
        let mut left = load.turns;
        while left > 0 {
            // A longer call would measure its own history.
            let turns = left.min(TURNS_OF_A_CALL);
            left -= turns;
            let (answers, lost_calls) = self.turns_of_calls(Load { turns, ..load }, is_cold).await?;
            heard.extend(answers);
            lost += lost_calls;
        }
        Ok(StageTimes::of((&heard, lost), &TableTimes::of(self.recorder.take())))
    }

    /// The answers that calls at once heard, and how many calls were lost.
    async fn turns_of_calls(
        &self,
        load: Load,
        is_cold: bool,
    ) -> Result<(Vec<(HeardAnswer, Option<ModelTimes>)>, usize), Failure> {
        let mut calls = self.open_all(load.calls).await?;
        if !is_cold {
            // The first turn of a process reads what the others have in memory.
            for call in calls.iter_mut().take(1) {
                call.ask().await?;
            }
        }
        self.function.set_cold(is_cold);
        let began = tokio::time::Instant::now();
        let speaking = calls.into_iter().zip(0_u32..).map(|(mut call, nth)| async move {
            let mut heard = Vec::new();
            let offset = load.round * nth / u32::try_from(load.calls).unwrap_or(u32::MAX).max(1);
            for turn in (0_u32..).take(load.turns) {
                tokio::time::sleep_until(began + load.round * turn + offset).await;
                match call.ask().await {
                    Ok(answer) => heard.push(answer),
                    // Under too much load a call may be lost: it is counted, and the others go on.
                    Err(_) => return (heard, false),
                }
            }
            let ended = call.hang_up().await.is_ok();
            (heard, ended)
        });
        let heard: Vec<(Vec<HeardAnswer>, bool)> = futures_util::future::join_all(speaking).await;
        let lost = heard.iter().filter(|(_, ended)| !ended).count();
        self.function.set_cold(false);
        let with_model = |answer: HeardAnswer| -> (HeardAnswer, Option<ModelTimes>) {
            let times = self.model.times_of(answer.question);
            (answer, times)
        };
        Ok((heard.into_iter().flat_map(|(heard, _)| heard).map(with_model).collect(), lost))
    }

    /// What is heard after interruptions, `calls` at once.
    pub(crate) async fn interruptions(&self, calls: usize, rounds: usize) -> Result<InterruptionTimes, Failure> {
        let mut after = Vec::new();
        for _ in 0..rounds {
            let opened = self.open_all(calls).await?;
            let interrupting = opened.into_iter().map(|mut call| async move {
                let after = call.interrupt().await?;
                call.hang_up().await?;
                Ok::<_, Failure>(after)
            });
            for call in futures_util::future::join_all(interrupting).await {
                after.push(call?);
            }
        }
        Ok(InterruptionTimes(after))
    }

    /// What a call asks of AWS, over both ways. `looks`: how long to wait for the looks at a call after its end.
    pub(crate) async fn costs(&self, turns: usize, minutes: f64, looks: Duration) -> Result<CostComparison, Failure> {
        self.stream_calls(true).await?;
        self.streamed_call(1, Duration::ZERO).await?;
        let mut stream = self.streamed_call(turns, looks).await?;
        stream.socket_minutes = minutes;
        self.stream_calls(false).await?;
        self.gathered_call(1).await?;
        let gather = self.gathered_call(turns).await?;
        Ok(CostComparison { gather, stream })
    }

    async fn streamed_call(&self, turns: usize, looks: Duration) -> Result<CallCost, Failure> {
        self.recorder.count_units(true);
        self.recorder.take();
        self.function.take_times();
        let (mut call, rang) = StreamedCall::open(self.caller()?).await?;
        for _ in 0..turns {
            call.ask().await?;
        }
        let messages = call.messages();
        let ended = call.hang_up().await?;
        let over = Instant::now();
        tokio::time::sleep(looks).await;
        let requests = self.recorder.take();
        self.recorder.count_units(false);
        let events = self.function.take_times();
        // The looks run after the call, in another process: their time is that of their requests at least.
        let later = requests.iter().filter(|request| request.began > over && request.function == "voice-stream");
        let looked = union(later.map(|request| (request.began, request.ended)).collect());
        let mut cost = CallCost {
            turns,
            webhooks: 1 + ended.len(),
            webhook_time: rang + ended.iter().sum::<Duration>(),
            messages,
            events: events.len(),
            event_time: events.iter().sum::<Duration>() + looked,
            ..CallCost::default()
        };
        cost.add_requests(&requests);
        Ok(cost)
    }

    async fn gathered_call(&self, turns: usize) -> Result<CallCost, Failure> {
        self.recorder.count_units(true);
        self.recorder.take();
        let mut caller = self.caller()?;
        let (mut twiml, mut webhook_time) = caller.ring().await?;
        for _ in 0..turns {
            let (next, took) = caller.ask(&twiml).await?;
            twiml = next;
            webhook_time += took;
        }
        webhook_time += caller.end().await?;
        let requests = self.recorder.take();
        self.recorder.count_units(false);
        let mut cost = CallCost { turns, webhooks: turns + 2, webhook_time, ..CallCost::default() };
        cost.add_requests(&requests);
        Ok(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_turn_is_measured() {
        let pace = Pace { first_token: Duration::from_millis(20), tokens_per_second: 1_000.0 };
        let bench = Bench::start(pace).await.expect("it starts");
        bench.stream_calls(true).await.expect("published");
        for is_cold in [false, true] {
            let load = Load { calls: 2, turns: 2, round: Duration::ZERO };
            let times = bench.turns(load, is_cold).await.expect("measured");
            assert!(times.is_whole(), "{times}");
        }
        let after = bench.interruptions(1, 1).await.expect("measured");
        assert_eq!(after.0.len(), 1);
        let costs = bench.costs(2, 1.0, Duration::ZERO).await.expect("measured").to_string();
        for part in ["TransactWriteItems", "SendMessageBatch", "WebSocket messages", "**together**"] {
            assert!(costs.contains(part), "{costs}");
        }
    }
}
