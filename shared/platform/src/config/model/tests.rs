use domain::{money::MicroUsd, usage::PriceList};
use serde_json::json;

use super::*;

fn model(pairs: &[(&str, &str)]) -> Result<ModelConfig, ConfigError> {
    let lookup = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    ModelConfig::from(&Environment::from_fn(&lookup))
}

fn problem(pairs: &[(&str, &str)]) -> String {
    model(pairs).expect_err("an invalid setting").to_string()
}

#[test]
fn turn_time_above_twilios_timeout_is_rejected() {
    let error = problem(&[("OPENAI_HELD_TURN_MS", "15000")]);
    assert!(error.contains("OPENAI_HELD_TURN_MS"), "{error}");
}

#[test]
fn reasoning_effort_defaults_to_none_and_is_omitted_for_older_models() {
    let effort = |pairs: &[(&str, &str)]| model(pairs).expect("valid").first.reasoning_effort;
    assert_eq!(model(&[]).expect("valid").first.name, "gpt-6-luna");
    assert_eq!(effort(&[]), Some(ReasoningEffort::None));
    assert_eq!(effort(&[("OPENAI_MODEL", "a-model-of-another-maker")]), Some(ReasoningEffort::None));
    assert_eq!(effort(&[("OPENAI_MODEL", "gpt-5-mini")]), Some(ReasoningEffort::Minimal));
    for old in ["gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-3.5-turbo", "chatgpt-4o-latest"] {
        assert_eq!(effort(&[("OPENAI_MODEL", old)]), None, "{old}");
    }
    assert_eq!(effort(&[("OPENAI_REASONING_EFFORT", "unsupported")]), None);
    for wanted in ReasoningEffort::ALL {
        let set = [("OPENAI_MODEL", "gpt-4.1"), ("OPENAI_REASONING_EFFORT", wanted.as_str())];
        assert_eq!(effort(&set), Some(wanted));
    }
    let error = problem(&[("OPENAI_REASONING_EFFORT", "lots")]);
    assert!(error.contains("OPENAI_REASONING_EFFORT") && error.contains("minimal"), "{error}");
}

#[test]
fn default_model_never_reasons_with_tools() {
    let first = model(&[("OPENAI_REASONING_EFFORT", "low")]).expect("valid").first;
    assert_eq!(
        (first.reasoning_effort, first.effort_with_tools),
        (Some(ReasoningEffort::Low), Some(ReasoningEffort::None))
    );
    let other = model(&[("OPENAI_MODEL", "other"), ("OPENAI_REASONING_EFFORT", "low")]).expect("valid").first;
    assert_eq!(other.effort_with_tools, Some(ReasoningEffort::Low));
}

#[test]
fn unknown_model_has_plain_defaults() {
    let first = model(&[("OPENAI_MODEL", "a-model-of-another-maker")]).expect("valid").first;
    assert_eq!((first.verbosity, first.service_tier, first.parallel_tool_calls), (None, None, None));
    assert_eq!((first.most_tokens, first.output_limit), (600, OutputLimit::MaxCompletionTokens));
    assert!(!first.without_obfuscation && first.prompt_cache_key);
    assert_eq!((first.prices, first.retires, first.replacement), (None, None, None));
    assert!(model(&[]).expect("valid").first.without_obfuscation, "the default model takes the parameter");
}

#[test]
fn every_field_of_a_model_can_be_written() {
    let written = json!({
        "model": "a-model", "base_url": "https://other.example.com/v1", "key": "other", "reasoning_effort": "low",
        "verbosity": "low", "service_tier": "fast", "parallel_tool_calls": false, "prompt_cache_key": false,
        "most_tokens": 300, "output_limit": "max_tokens", "retires": "2027-06-01",
        "prices": {"prompt_micro_usd_per_million": 1, "cached_micro_usd_per_million": 2, "completion_micro_usd_per_million": 3},
    });
    let second =
        model(&[("OPENAI_SECOND_MODEL", &written.to_string())]).expect("valid").second.expect("a second model");
    assert_eq!((second.name.as_str(), second.base_url.as_str()), ("a-model", "https://other.example.com/v1"));
    assert_eq!(second.key, ModelKey::OfPlatform("other".to_owned()));
    assert_eq!(second.effort_with_tools, Some(ReasoningEffort::Low));
    assert_eq!((second.verbosity, second.service_tier), (Some(Verbosity::Low), Some(ServiceTier::Fast)));
    assert_eq!((second.parallel_tool_calls, second.prompt_cache_key), (Some(false), false));
    assert_eq!((second.most_tokens, second.output_limit), (300, OutputLimit::MaxTokens));
    assert_eq!(second.retires, Some(jiff::civil::date(2027, 6, 1)));
    assert_eq!(second.to_json(), written);
    assert_eq!(second.prices.map(|prices| prices.completion_micro_usd_per_million), Some(MicroUsd::new(3)));
}

#[test]
fn list_prices_are_those_of_models_beside_the_first_one() {
    let luna = PriceList::NOVEMBER_2026.tokens();
    let first = model(&[]).expect("valid").first;
    assert_eq!(first.prices, None, "the platform's price list is that of the first model");
    let second = |written: &str| {
        let pairs = [("OPENAI_MODEL", "another"), ("OPENAI_SECOND_MODEL", written)];
        model(&pairs).expect("valid").second.and_then(|second| second.prices)
    };
    assert_eq!(second("gpt-6-luna"), Some(luna));
    assert_eq!(second(r#"{"model": "gpt-6-luna", "service_tier": "priority"}"#), Some(luna.times(2)));
    assert_eq!(second("gpt-4.1"), None, "the reference states no prices");
    assert_eq!(second("a-third"), None);
}

#[test]
fn models_that_may_be_chosen_are_the_first_one_and_the_allowed_ones() {
    let names = |allowed: &str| {
        let config = model(&[("OPENAI_ALLOWED_MODELS", allowed)]).expect("valid");
        config.choices().map(|model| model.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!((names(""), names("none")), (vec!["gpt-6-luna".to_owned()], vec!["gpt-6-luna".to_owned()]));
    assert!(model(&[("OPENAI_SECOND_MODEL", "none")]).expect("valid").second.is_none());
    assert_eq!(names("gpt-5-mini, gpt-6-luna"), ["gpt-6-luna", "gpt-5-mini"]);
    assert_eq!(names(r#"["gpt-5-mini", {"model": "b", "verbosity": "low"}]"#), ["gpt-6-luna", "gpt-5-mini", "b"]);
}

#[test]
fn invalid_models_are_rejected_with_the_variable_and_the_problem() {
    let invalid = [
        ("OPENAI_MODEL", r#"{"model": "gpt-4.1", "verbosity": "low"}"#, "gpt-4.1 does not take verbosity"),
        ("OPENAI_MODEL", r#"{"model": "gpt-5", "service_tier": "fast"}"#, "gpt-5 does not take this service_tier"),
        ("OPENAI_MODEL", r#"{"model": "a", "most_tokens": 5}"#, "most_tokens is 16 to 4096"),
        ("OPENAI_MODEL", r#"{"model": "a", "loud": true}"#, "unknown field `loud`"),
        ("OPENAI_SECOND_MODEL", "gpt-6-luna", "another model or another server"),
        ("OPENAI_SECOND_MODEL", r#"{"model": "a", "base_url": "https://b.example.com"}"#, "write its key"),
        ("OPENAI_SECOND_MODEL", r#"{"model": "a", "key": "a key"}"#, "the platform's secret"),
        ("OPENAI_ALLOWED_MODELS", "a,b,a", "a is named twice"),
        ("OPENAI_ALLOWED_MODELS", "a,,b", "1 to 100 characters"),
        ("OPENAI_ALLOWED_MODELS", "[1]", "invalid type"),
    ];
    for (name, value, expected) in invalid {
        let problem = problem(&[(name, value)]);
        assert!(problem.contains(name) && problem.contains(expected), "{problem}");
    }
}
