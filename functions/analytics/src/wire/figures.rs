//! The figures of some days, from their counters. docs/analytics.md defines each.

use std::collections::BTreeMap;

use domain::{
    call_facts::Outcome,
    day_counts::{DayCounts, LatencyStage},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// The figures of some days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Figures)]
pub(crate) struct FiguresView {
    /// The calls that ended, with spam.
    calls: u64,
    /// Their total length.
    call_seconds: u64,
    /// Calls of blocked callers.
    spam: u64,
    /// The calls with each outcome. Calls that only Twilio reported have none.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({"booked": 12, "message": 4, "spam": 1}))]
    outcomes: BTreeMap<&'static str, u64>,
    /// How many calls booked a visit.
    bookings: BookingsView,
    /// The calls that arrived while the office was closed.
    after_hours: PartView,
    /// Dangers.
    emergencies: EmergenciesView,
    /// The telephones that rang for callers.
    transfers: TransfersView,
    /// The messages that the agent took.
    messages: u64,
    /// How long the turns of calls took, in milliseconds.
    latency_ms: LatencyFiguresView,
    /// What the calls cost.
    cost: CostFiguresView,
    /// The model's tokens.
    tokens: TokensView,
}

/// How many calls booked a visit that they did not cancel again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BookingFigures)]
struct BookingsView {
    /// Visits booked, also those that the same call cancelled again.
    visits: u64,
    /// Calls that booked one or more.
    calls: u64,
    /// Their share of all calls with known facts that are not spam. Missing without such calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.417)]
    rate_of_all: Option<f64>,
    /// Calls in which a visit was asked for, and not only outside the service area.
    bookable_calls: u64,
    /// The share of bookable calls that booked one or more. Missing without bookable calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.75)]
    rate_of_bookable: Option<f64>,
}

/// A part of the calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartOfCalls)]
struct PartView {
    /// The number of calls.
    calls: u64,
    /// Their share of all calls with known facts. Missing without such calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.3)]
    share: Option<f64>,
}

/// Dangers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyFigures)]
struct EmergenciesView {
    /// Dangers that were heard.
    heard: u64,
    /// Those that a person acknowledged so far.
    acknowledged: u64,
    /// The time from a danger to its acknowledgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_to_acknowledgement: Option<PercentilesView>,
}

/// Two percentiles, to within 5 %.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Percentiles)]
struct PercentilesView {
    /// Half of the values are at most this.
    p50: u64,
    /// 95 % of the values are at most this.
    p95: u64,
}

/// The telephones that rang for callers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TransferFigures)]
struct TransfersView {
    /// Someone answered, and spoke with the caller.
    reached: u64,
    /// No one answered or accepted the call.
    missed: u64,
}

/// How long the stages of turns took. A stage that was not measured is missing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LatencyFigures)]
struct LatencyFiguresView {
    /// A whole turn, from its first read to its reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<PercentilesView>,
    /// Reading the call from the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<PercentilesView>,
    /// From the first request to the model to the first part of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    model_first_part: Option<PercentilesView>,
    /// Waiting for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<PercentilesView>,
    /// Running tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<PercentilesView>,
    /// Our own code, and the writes before the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<PercentilesView>,
}

/// What the calls cost, in millionths of a dollar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CostFigures)]
struct CostFiguresView {
    /// All calls together.
    micro_usd: u64,
    /// A call on average. Missing without calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    micro_usd_per_call: Option<u64>,
    /// All calls together, for each booked visit. Missing without visits.
    #[serde(skip_serializing_if = "Option::is_none")]
    micro_usd_per_booked_visit: Option<u64>,
    /// The model's part.
    model: u64,
    /// The telephone's part.
    telephone: u64,
    /// The part of the recognition of speech.
    recognition: u64,
    /// The part of the agent's voice.
    speech: u64,
    /// The part of streamed sessions, with recognition and voice.
    streaming: u64,
}

/// The model's tokens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TokenFigures)]
struct TokensView {
    /// Tokens that the model read.
    prompt: u64,
    /// Those of them that were in its cache.
    cached: u64,
    /// The share of those. Missing without tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.81)]
    cached_share: Option<f64>,
    /// Tokens that the model wrote.
    completion: u64,
}

/// The figures of a day.
pub(crate) fn figures_example() -> Value {
    let times = json!({"p50": 820, "p95": 1_900});
    json!({
        "calls": 24, "call_seconds": 4_320, "spam": 1, "outcomes": {"booked": 9, "message": 8, "information": 6, "spam": 1},
        "bookings": {"visits": 9, "calls": 9, "rate_of_all": 0.391, "bookable_calls": 12, "rate_of_bookable": 0.75},
        "after_hours": {"calls": 10, "share": 0.417},
        "emergencies": {"heard": 1, "acknowledged": 1, "seconds_to_acknowledgement": {"p50": 40, "p95": 40}},
        "transfers": {"reached": 2, "missed": 1}, "messages": 8,
        "latency_ms": {"total": times, "table": {"p50": 9, "p95": 20}, "model": {"p50": 780, "p95": 1_800}},
        "cost": {
            "micro_usd": 1_200_000, "micro_usd_per_call": 50_000, "micro_usd_per_booked_visit": 133_333,
            "model": 12_000, "telephone": 600_000, "recognition": 400_000, "speech": 118_000, "streaming": 70_000,
        },
        "tokens": {"prompt": 240_000, "cached": 180_000, "cached_share": 0.75, "completion": 9_000},
    })
}

/// A share with three decimals. `None` of nothing.
fn share(part: u64, whole: u64) -> Option<f64> {
    let exact = |number: u64| u32::try_from(number).map_or(f64::from(u32::MAX), f64::from);
    (whole > 0).then(|| (exact(part) / exact(whole) * 1_000.0).round() / 1_000.0)
}

fn percentiles(counts: &DayCounts, stage: LatencyStage) -> Option<PercentilesView> {
    Some(PercentilesView { p50: counts.percentile(stage, 50)?, p95: counts.percentile(stage, 95)? })
}

impl FiguresView {
    pub(crate) fn of(counts: &DayCounts) -> Self {
        let get = |name: &str| counts.get(name);
        let spam = counts.outcome(Outcome::Spam);
        let (calls, with_facts, cost) = (get("calls"), get("with_facts"), get("cost_micro_usd"));
        let visits = get("appointments");
        let outcomes = Outcome::ALL.iter().map(|outcome| (outcome.name(), counts.outcome(*outcome)));
        Self {
            calls,
            call_seconds: get("call_seconds"),
            spam,
            outcomes: outcomes.filter(|(_, calls)| *calls > 0).collect(),
            bookings: BookingsView {
                visits,
                calls: get("booking"),
                rate_of_all: share(get("booking"), with_facts.saturating_sub(spam)),
                bookable_calls: get("bookable"),
                rate_of_bookable: share(get("bookable_booking"), get("bookable")),
            },
            after_hours: PartView { calls: get("after_hours"), share: share(get("after_hours"), with_facts) },
            emergencies: EmergenciesView {
                heard: get("emergencies"),
                acknowledged: get("acknowledged"),
                seconds_to_acknowledgement: percentiles(counts, LatencyStage::Acknowledgement),
            },
            transfers: TransfersView { reached: get("transfers_reached"), missed: get("transfers_missed") },
            messages: get("messages"),
            latency_ms: LatencyFiguresView {
                total: percentiles(counts, LatencyStage::Total),
                table: percentiles(counts, LatencyStage::Table),
                model_first_part: percentiles(counts, LatencyStage::FirstPart),
                model: percentiles(counts, LatencyStage::Model),
                tools: percentiles(counts, LatencyStage::Tools),
                ours: percentiles(counts, LatencyStage::Ours),
            },
            cost: CostFiguresView {
                micro_usd: cost,
                micro_usd_per_call: cost.checked_div(calls),
                micro_usd_per_booked_visit: cost.checked_div(visits),
                model: get("cost_model"),
                telephone: get("cost_telephone"),
                recognition: get("cost_recognition"),
                speech: get("cost_speech"),
                streaming: get("cost_streaming"),
            },
            tokens: TokensView {
                prompt: get("prompt_tokens"),
                cached: get("cached_tokens"),
                cached_share: share(get("cached_tokens"), get("prompt_tokens")),
                completion: get("completion_tokens"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_their_own_denominators() {
        let counters = [
            ("calls", 12),
            ("with_facts", 11),
            ("outcome_spam", 1),
            ("booking", 4),
            ("bookable", 5),
            ("bookable_booking", 3),
            ("after_hours", 2),
            ("cost_micro_usd", 240),
            ("appointments", 5),
        ];
        let figures = FiguresView::of(&DayCounts::stored(counters.map(|(name, amount)| (name.to_owned(), amount))));
        assert_eq!(figures.bookings.rate_of_all, Some(0.4));
        assert_eq!(figures.bookings.rate_of_bookable, Some(0.6));
        assert_eq!(figures.after_hours.share, Some(0.182));
        assert_eq!((figures.cost.micro_usd_per_call, figures.cost.micro_usd_per_booked_visit), (Some(20), Some(48)));
    }

    #[test]
    fn figures_without_calls_have_no_rates() {
        let figures = FiguresView::of(&DayCounts::default());
        assert_eq!((figures.bookings.rate_of_all, figures.bookings.rate_of_bookable), (None, None));
        assert!(figures.cost.micro_usd_per_call.is_none() && figures.latency_ms.total.is_none());
    }
}
