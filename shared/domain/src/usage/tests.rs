//! Tests of costs.

use super::*;

const PRICES: PriceList = PriceList::NOVEMBER_2026;

fn cost_of(tokens: TokenCount) -> u64 {
    CallUsage { tokens, ..CallUsage::default() }.cost(&PRICES).get()
}

#[test]
fn cost_of_a_call_is_the_sum_of_its_parts() {
    let usage = CallUsage {
        call_seconds: 181,
        transfer_seconds: 61,
        turns: 2,
        spoken_characters: 500,
        model_requests: 2,
        tokens: TokenCount {
            prompt_tokens: 10_000,
            cached_tokens: 5_000,
            cache_write_tokens: 2_000,
            completion_tokens: 100,
        },
        ..CallUsage::default()
    };
    let tokens = 3_000 / 10 + 5_000 / 100 + 2_000 / 8 + 100 / 2;
    let line = 4 * 8_500 + 2 * 14_000;
    assert_eq!(usage.cost(&PRICES), MicroUsd::new(tokens + line + 2 * 20_000 + 500 * 16));
    let [model, telephone, recognition, speech] = [tokens, line, 2 * 20_000, 500 * 16].map(MicroUsd::new);
    let streaming = MicroUsd::ZERO;
    assert_eq!(usage.costs(&PRICES), ProviderCosts { model, telephone, recognition, speech, streaming });
    assert_eq!(CallUsage::default().cost(&PRICES), MicroUsd::ZERO);
}

#[test]
fn streamed_part_of_a_call_is_priced_by_the_minute_and_the_rest_by_what_it_used() {
    let usage = CallUsage {
        turns: 5,
        spoken_characters: 900,
        streamed: StreamedUsage { seconds: 61, turns: 3, spoken_characters: 400 },
        ..CallUsage::default()
    };
    let ProviderCosts { recognition, speech, streaming, .. } = usage.costs(&PRICES);
    assert_eq!([recognition, speech, streaming].map(MicroUsd::get), [2 * 20_000, 500 * 16, 2 * 70_000]);
    let wrong = CallUsage { streamed: StreamedUsage { turns: 9, ..usage.streamed }, ..usage };
    assert_eq!(wrong.costs(&PRICES).recognition, MicroUsd::ZERO);
}

#[test]
fn requests_since_are_the_difference() {
    let part = TokenCount { prompt_tokens: 100, completion_tokens: 10, ..TokenCount::default() };
    let own_priced = PricedTokens { tokens: part, cost: MicroUsd::new(7) };
    let before = CallUsage { model_requests: 2, tokens: part, own_priced, ..CallUsage::default() };
    let mut now = CallUsage { model_requests: 3, ..before };
    now.tokens += part;
    now.own_priced += own_priced;
    assert_eq!(now.requests_since(&before), OvertakenRequests { requests: 1, tokens: part, own_priced });
    assert_eq!(now.requests_since(&now), OvertakenRequests::default());
}

#[test]
fn cost_with_more_cached_tokens_than_prompt_tokens_prices_each_token_once() {
    let tokens = TokenCount { prompt_tokens: 1_000_000, cached_tokens: u64::MAX, ..TokenCount::default() };
    assert_eq!(cost_of(tokens), 10_000);
    assert_eq!(cost_of(TokenCount { cache_write_tokens: u64::MAX, ..tokens }), 10_000);
    let written = TokenCount { cached_tokens: 0, cache_write_tokens: u64::MAX, ..tokens };
    assert_eq!(cost_of(written), 125_000);
}

#[test]
fn cost_without_a_cache_write_price_uses_the_prompt_price() {
    let prices = PriceList { cache_write_micro_usd_per_million: None, ..PRICES };
    let tokens = TokenCount { prompt_tokens: 1_000_000, cache_write_tokens: 400_000, ..TokenCount::default() };
    assert_eq!(CallUsage { tokens, ..CallUsage::default() }.cost(&prices), MicroUsd::new(100_000));
}

#[test]
fn tokens_of_a_model_with_its_own_prices_are_not_priced_by_the_list() {
    let tokens = TokenCount { prompt_tokens: 3_000_000, completion_tokens: 3_000, ..TokenCount::default() };
    let second = TokenCount { prompt_tokens: 1_000_000, completion_tokens: 1_000, ..TokenCount::default() };
    let prices = PRICES.tokens().times(7);
    let own_priced = PricedTokens::at(second, &prices);
    let usage = CallUsage { tokens, own_priced, ..CallUsage::default() };
    assert_eq!(usage.costs(&PRICES).model, MicroUsd::new(2 * 100_000 + 2 * 500 + 7 * (100_000 + 500)));
    assert_eq!(own_priced.cost, second.cost(&prices));
}

#[test]
fn token_counts_add_field_by_field_and_saturate() {
    let mut sum = TokenCount { prompt_tokens: 1, cached_tokens: 2, cache_write_tokens: 3, completion_tokens: 4 };
    sum += TokenCount { prompt_tokens: 10, cached_tokens: 20, cache_write_tokens: 30, completion_tokens: u64::MAX };
    let expected =
        TokenCount { prompt_tokens: 11, cached_tokens: 22, cache_write_tokens: 33, completion_tokens: u64::MAX };
    assert_eq!(sum, expected);
}

#[test]
fn price_list_without_later_prices_is_read() {
    let json = serde_json::to_value(PRICES).expect("JSON");
    let mut old = json.clone();
    let prices = old.as_object_mut().expect("an object");
    prices.remove("cache_write_micro_usd_per_million");
    prices.remove("relay_micro_usd_per_minute");
    let old: PriceList = serde_json::from_value(old).expect("the list of version 0.1.0");
    assert_eq!(old, PriceList { cache_write_micro_usd_per_million: None, ..PRICES });
    assert_eq!(serde_json::from_value::<PriceList>(json).expect("the list"), PRICES);
}
