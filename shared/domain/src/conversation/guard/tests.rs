//! Sentences that may be said and that may not, and families of them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::tenant::{TenantConfig, read_config, tests::acme_json};

/// Sentences: language, what they are (`ok` if they may be said), what was done in the call, text.
const CORPUS: &str = include_str!("corpus.tsv");

/// A company with a fee of $89, $149 after hours, 15 percent less for members.
fn config() -> TenantConfig {
    let mut fields = acme_json();
    fields["job_types"] = json!([{
        "id": "repair", "name": "Heating or cooling repair", "duration_minutes": 90, "fee_micro_usd": 89_000_000,
        "after_hours_fee_micro_usd": 149_000_000, "member_discount_percent": 15,
    }]);
    fields["faq"] = json!([
        {"question": "Do you offer financing?", "answer": "Yes. Financing starts at $49 a month."},
        {"question": "How fast are you?", "answer": "A technician can usually reach downtown addresses within two hours."},
    ]);
    fields["never_say"] = json!(["prices of repairs or of new systems", "our competitors such as CoolAir"]);
    read_config(&fields).expect("valid")
}

fn done(name: &str) -> Done {
    let none = Done::default();
    match name {
        "booked" => Done { visit: true, times: true, ..none },
        "offered" => Done { times: true, ..none },
        "moved" => Done { visit: true, moved: true, ..none },
        "cancelled" => Done { visit: true, cancelled: true, ..none },
        "message" => Done { message: true, ..none },
        "new" | "caller-300" => none,
        other => panic!("{other} is not known"),
    }
}

fn kind_of(config: &TenantConfig, after: &str, sentence: &str) -> String {
    let history = match after {
        "caller-300" => vec![HistoryEntry::CallerSaid { text: "Somebody said it is three hundred".to_owned() }],
        _ => Vec::new(),
    };
    let guard = Guard { config, language: Language::ENGLISH, history: &history, done: done(after) };
    let name = |kind| json!(kind).as_str().unwrap_or_default().to_owned();
    guard.check(sentence).caught.map_or("ok".to_owned(), |(kind, _)| name(kind))
}

#[test]
fn corpus_is_judged_as_written_down() {
    let config = config();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in CORPUS.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [language, expected, after, sentence] = fields[..] else { panic!("{line}") };
        *counts.entry((language, expected)).or_default() += 1;
        let kind = kind_of(&config, after, sentence);
        if kind != expected {
            wrong.push(format!("{after}: {sentence} is {kind}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(CORPUS.lines().count() >= 150, "{counts:?}");
}

#[test]
fn what_the_company_says_itself_may_be_said() {
    let config = config();
    for sentence in
        ["A technician can usually reach downtown addresses within two hours.", "Yes, financing starts at $49 a month."]
    {
        assert_eq!(kind_of(&config, "new", sentence), "ok", "{sentence}");
    }
}

#[test]
fn text_passes_up_to_the_sentence_that_is_caught() {
    let config = config();
    let guard = Guard { config: &config, language: Language::ENGLISH, history: &[], done: Done::default() };
    let checked = guard.check("I see. It's the capacitor. Shall I book a visit?");
    assert_eq!(checked, Checked { passed: "I see.", caught: Some((CatchKind::Diagnosis, "It's the capacitor.")) });
    assert_eq!(guard.check("I see. Shall I book a visit?").caught, None);
}

#[test]
fn recorded_sentence_has_no_numbers() {
    for (sentence, masked) in [
        ("It's $1,250.50 for 12 Oak Street.", "It's $#,###.## for ## Oak Street."),
        ("It's eighty-nine dollars.", "It's ### dollars."),
        ("Son ochenta y nueve dólares.", "Son ### y ### dólares."),
    ] {
        assert_eq!(CaughtSentence::new(CatchKind::Price, sentence, 1).sentence, masked);
    }
    let long = CaughtSentence::new(CatchKind::Price, &"long ".repeat(200), 1);
    assert_eq!(long.sentence.chars().count(), LONGEST_RECORD);
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number below ten thousand in English words.
fn english(number: usize) -> String {
    match number {
        0..20 => UNITS[number].to_owned(),
        20..100 if number.is_multiple_of(10) => TENS[number / 10].to_owned(),
        20..100 => format!("{}-{}", TENS[number / 10], UNITS[number % 10]),
        100..1000 if number.is_multiple_of(100) => format!("{} hundred", UNITS[number / 100]),
        100..1000 => format!("{} hundred {}", UNITS[number / 100], english(number % 100)),
        _ if number.is_multiple_of(1000) => format!("{} thousand", english(number / 1000)),
        _ => format!("{} thousand {}", english(number / 1000), english(number % 1000)),
    }
}

const SPANISH: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const SPANISH_TENS: [&str; 10] =
    ["", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
const SPANISH_HUNDREDS: [&str; 10] = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];

/// A number below ten thousand in Spanish words.
fn spanish(number: usize) -> String {
    match number {
        0..30 => SPANISH[number].to_owned(),
        30..100 if number.is_multiple_of(10) => SPANISH_TENS[number / 10].to_owned(),
        30..100 => format!("{} y {}", SPANISH_TENS[number / 10], SPANISH[number % 10]),
        100 => "cien".to_owned(),
        101..1000 if number.is_multiple_of(100) => SPANISH_HUNDREDS[number / 100].to_owned(),
        101..1000 => format!("{} {}", SPANISH_HUNDREDS[number / 100], spanish(number % 100)),
        1000 => "mil".to_owned(),
        1001..2000 => format!("mil {}", spanish(number % 1000)),
        _ if number.is_multiple_of(1000) => format!("{} mil", spanish(number / 1000)),
        _ => format!("{} mil {}", spanish(number / 1000), spanish(number % 1000)),
    }
}

/// A price in every form in which a model says it.
fn forms(number: usize) -> Vec<String> {
    let (english, spanish) = (english(number), spanish(number));
    vec![
        format!("It's ${number}."),
        format!("It's ${number}.00."),
        format!("It's {number} dollars."),
        format!("It is {number} bucks for the visit."),
        format!("The visit costs {number}."),
        format!("The fee is {english}."),
        format!("It's {english} dollars."),
        format!("It is {} bucks.", english.replace("hundred ", "hundred and ")),
        format!("It's USD {number}."),
        format!("Cuesta {number} dólares."),
        format!("Son {spanish} dólares."),
        format!("La visita cuesta {spanish}."),
    ]
}

proptest! {
    #[test]
    fn price_in_no_configuration_is_caught_in_every_form(number in 2_usize..10_000) {
        prop_assume!(![89, 149, 75, 76, 126, 127, 13, 14, 22, 23, 49].contains(&number));
        let config = config();
        for sentence in forms(number) {
            prop_assert_eq!(kind_of(&config, "new", &sentence), "price", "{}", sentence);
        }
    }

    #[test]
    fn configured_price_is_said_in_every_form(number in 2_u64..10_000) {
        let mut fields = crate::tenant::TenantFields::from(config());
        fields.job_types[0].fee_micro_usd = MicroUsd::new(number * 1_000_000);
        let config = TenantConfig::try_from(fields).expect("valid");
        for sentence in forms(usize::try_from(number).expect("small")) {
            prop_assert_eq!(kind_of(&config, "new", &sentence), "ok", "{}", sentence);
        }
    }

    #[test]
    fn any_text_is_checked_and_passes_whole_or_in_part(text in "\\PC{0,200}") {
        let config = config();
        let guard = Guard { config: &config, language: Language::ENGLISH, history: &[], done: Done::default() };
        let checked = guard.check(&text);
        prop_assert!(text.starts_with(checked.passed));
        prop_assert!(checked.caught.is_some() || checked.passed == text);
    }
}
