//! The forms of a call's usage and facts, in messages and in items of the table.
//!
//! A field that is added is optional or has a default, so that messages and items of earlier releases are still read.

use std::collections::BTreeSet;

use domain::{
    booking::CallerIdentity,
    call_facts::{CallFacts, Outcome, Transfers},
    id::AppointmentId,
    money::MicroUsd,
    non_customer::NonCustomer,
    tenant::JobTypeId,
    triage::Language,
    usage::{CallUsage, PricedTokens, StreamedUsage, TokenCount},
};
use serde::{Deserialize, Serialize};

/// The form of a call's usage.
#[derive(Debug, Serialize, Deserialize)]
pub struct UsageForm {
    call_seconds: u64,
    transfer_seconds: u64,
    turns: u64,
    spoken_characters: u64,
    model_requests: u64,
    tokens: TokensForm,
    appointments: u64,
    messages: u64,
    emergencies: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own_priced: Option<PricedForm>,
    #[serde(default, skip_serializing_if = "is_zero")]
    takeovers: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    streamed: Option<StreamedForm>,
}

/// The part that was streamed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct StreamedForm {
    seconds: u64,
    turns: u64,
    spoken_characters: u64,
}

/// The tokens of models with prices of their own, and their cost when they were billed.
#[derive(Debug, Serialize, Deserialize)]
struct PricedForm {
    tokens: TokensForm,
    cost_micro_usd: MicroUsd,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "these are the names of the stored fields")]
struct TokensForm {
    prompt_tokens: u64,
    cached_tokens: u64,
    cache_write_tokens: u64,
    completion_tokens: u64,
}

/// The form of what is known about a call when it ends.
#[derive(Debug, Serialize, Deserialize)]
pub struct FactsForm {
    outcome: Outcome,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    job_types: BTreeSet<JobTypeId>,
    after_hours: bool,
    language: Language,
    bookable: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    booked: Vec<AppointmentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    moved: Vec<AppointmentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cancelled: Vec<AppointmentId>,
    #[serde(default)]
    transfers: TransfersForm,
    identity: CallerIdentity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    non_customer: Option<NonCustomer>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct TransfersForm {
    reached: u8,
    missed: u8,
}

impl From<CallUsage> for UsageForm {
    fn from(usage: CallUsage) -> Self {
        let CallUsage { call_seconds, transfer_seconds, turns, spoken_characters, streamed, .. } = usage;
        let CallUsage { model_requests, tokens, appointments, messages, emergencies, own_priced, takeovers, .. } =
            usage;
        let PricedTokens { tokens: priced, cost } = own_priced;
        let is_priced = own_priced != PricedTokens::default();
        Self {
            call_seconds,
            transfer_seconds,
            turns,
            spoken_characters,
            model_requests,
            tokens: tokens.into(),
            appointments,
            messages,
            emergencies,
            own_priced: is_priced.then(|| PricedForm { tokens: priced.into(), cost_micro_usd: cost }),
            takeovers,
            streamed: (streamed != StreamedUsage::default()).then(|| streamed.into()),
        }
    }
}

impl From<StreamedUsage> for StreamedForm {
    fn from(StreamedUsage { seconds, turns, spoken_characters }: StreamedUsage) -> Self {
        Self { seconds, turns, spoken_characters }
    }
}

impl From<StreamedForm> for StreamedUsage {
    fn from(StreamedForm { seconds, turns, spoken_characters }: StreamedForm) -> Self {
        Self { seconds, turns, spoken_characters }
    }
}

impl From<PricedForm> for PricedTokens {
    fn from(PricedForm { tokens, cost_micro_usd }: PricedForm) -> Self {
        Self { tokens: tokens.into(), cost: cost_micro_usd }
    }
}

impl From<UsageForm> for CallUsage {
    fn from(form: UsageForm) -> Self {
        Self {
            call_seconds: form.call_seconds,
            transfer_seconds: form.transfer_seconds,
            turns: form.turns,
            spoken_characters: form.spoken_characters,
            model_requests: form.model_requests,
            tokens: form.tokens.into(),
            appointments: form.appointments,
            messages: form.messages,
            emergencies: form.emergencies,
            own_priced: form.own_priced.map(PricedTokens::from).unwrap_or_default(),
            takeovers: form.takeovers,
            streamed: form.streamed.map(StreamedUsage::from).unwrap_or_default(),
        }
    }
}

impl From<TokenCount> for TokensForm {
    fn from(tokens: TokenCount) -> Self {
        let TokenCount { prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens } = tokens;
        Self { prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens }
    }
}

impl From<TokensForm> for TokenCount {
    fn from(form: TokensForm) -> Self {
        let TokensForm { prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens } = form;
        Self { prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens }
    }
}

impl From<CallFacts> for FactsForm {
    fn from(facts: CallFacts) -> Self {
        let CallFacts {
            outcome,
            job_types,
            after_hours,
            language,
            bookable,
            booked,
            moved,
            cancelled,
            transfers: Transfers { reached, missed },
            identity,
            non_customer,
        } = facts;
        let transfers = TransfersForm { reached, missed };
        Self {
            outcome,
            job_types,
            after_hours,
            language,
            bookable,
            booked,
            moved,
            cancelled,
            transfers,
            identity,
            non_customer,
        }
    }
}

impl From<FactsForm> for CallFacts {
    fn from(form: FactsForm) -> Self {
        let TransfersForm { reached, missed } = form.transfers;
        Self {
            outcome: form.outcome,
            job_types: form.job_types,
            after_hours: form.after_hours,
            language: form.language,
            bookable: form.bookable,
            booked: form.booked,
            moved: form.moved,
            cancelled: form.cancelled,
            transfers: Transfers { reached, missed },
            identity: form.identity,
            non_customer: form.non_customer,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Parses the form, converts it to the domain's type and back, and serializes it.
    fn through<Form, Type>(stored: &Value) -> Value
    where
        Form: serde::de::DeserializeOwned + Serialize + From<Type>,
        Type: From<Form>,
    {
        let form: Form = serde_json::from_value(stored.clone()).expect("the form");
        serde_json::to_value(Form::from(Type::from(form))).expect("JSON")
    }

    #[test]
    fn every_field_of_usage_keeps_its_place() {
        let usage = json!({
            "call_seconds": 1, "transfer_seconds": 2, "turns": 3, "spoken_characters": 4, "model_requests": 5,
            "tokens": {"prompt_tokens": 6, "cached_tokens": 7, "cache_write_tokens": 8, "completion_tokens": 9},
            "appointments": 10, "messages": 11, "emergencies": 12,
            "own_priced": {
                "tokens": {"prompt_tokens": 13, "cached_tokens": 14, "cache_write_tokens": 15, "completion_tokens": 16},
                "cost_micro_usd": 17,
            },
            "takeovers": 18, "streamed": {"seconds": 19, "turns": 20, "spoken_characters": 21},
        });
        assert_eq!(through::<UsageForm, CallUsage>(&usage), usage);
    }

    #[test]
    fn tokens_of_an_earlier_release_have_no_cache_writes() {
        let mut usage = serde_json::to_value(UsageForm::from(CallUsage::default())).expect("JSON");
        usage["tokens"] = json!({"prompt_tokens": 6, "cached_tokens": 7, "completion_tokens": 9});
        let read = CallUsage::from(serde_json::from_value::<UsageForm>(usage).expect("the form")).tokens;
        assert_eq!(
            read,
            TokenCount { prompt_tokens: 6, cached_tokens: 7, cache_write_tokens: 0, completion_tokens: 9 }
        );
    }

    #[test]
    fn every_field_of_facts_keeps_its_place() {
        let facts = json!({
            "outcome": "booked", "job_types": ["repair"], "after_hours": true, "language": "spanish", "bookable": true,
            "booked": ["apt_1"], "moved": ["apt_2"], "cancelled": ["apt_3"], "transfers": {"reached": 1, "missed": 2}, "non_customer": "supplier",
            "identity": "attested",
        });
        assert_eq!(through::<FactsForm, CallFacts>(&facts), facts);
        let least = json!({
            "outcome": "abandoned", "after_hours": false, "language": "english", "bookable": false,
            "transfers": {"reached": 0, "missed": 0}, "identity": "withheld",
        });
        assert_eq!(through::<FactsForm, CallFacts>(&least), least);
    }
}
