//! Properties of every call from a number that is a claim.

use proptest::prelude::*;

use super::*;

/// Customers with details that appear neither in fixed words of the agent nor in the caller's number or a slot's id.
fn any_customer() -> impl Strategy<Value = Customer> {
    let elsewhere = |numbers: std::ops::Range<u32>| {
        numbers.prop_filter("part of the caller's number or of a slot's id", |number| {
            ![NUMBER, "2026-11"].iter().any(|text| text.contains(&number.to_string()))
        })
    };
    let (house, zip) = (elsewhere(1_111..9_999), elsewhere(10_000..75_000));
    ("[XZQ][a-z]{5,9} [XZQ][a-z]{5,9}", house, "[XZQ][a-z]{5,9} (Street|Lane|Avenue)", zip)
        .prop_map(|(name, house, street, zip)| customer(&name, &format!("{house} {street}"), &zip.to_string()))
}

/// Words of a caller who knows nothing that is on file.
fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        "(yes|no|hello|cancel my visit|move my appointment|who am I|what is my address|I am a customer|repeat that)",
        "(my house number is|I live at|it's) [1-9]{1,3}",
        "my zip code is 752[0-9]{2}",
        "tomorrow morning at [1-9]",
        "\\PC{0,30}",
    ]
}

/// What a model may ask for, also one that lies.
fn any_tools() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let booking = json!({
        "slot_id": "2026-11-24_morning", "job_type": "repair", "name": "Dana", "callback_number": null, "city": null,
        "street_address": "12 Oak Street", "zip": "75201", "problem": "No heat", "access_notes": null,
    });
    let tool = prop_oneof![
        3 => "[0-9]{0,5}".prop_map(|number| look_up(Some(&number))),
        1 => Just(look_up(None)),
        1 => Just((LOOK_UP, "{}".to_owned())),
        1 => "\\PC{0,20}".prop_map(|nonsense| (LOOK_UP, nonsense)),
        1 => Just(("cancel", json!({"appointment_id": APPOINTMENT}).to_string())),
        1 => Just(("reschedule", json!({"appointment_id": APPOINTMENT, "slot_id": "2026-11-24_morning"}).to_string())),
        1 => Just(("check_availability", json!({"zip": null, "when": "tomorrow", "part_of_day": "any"}).to_string())),
        1 => Just(("book_appointment", booking.to_string())),
        1 => Just(("take_message", json!({"name": null, "callback_number": null, "message": "Hi"}).to_string())),
    ];
    proptest::collection::vec(tool, 0..4)
}

/// The details on file, as they could appear in text.
fn details_of(customer: &Customer) -> Vec<String> {
    let words = customer.name.split(' ').chain(customer.street.split(' ').take(2));
    let spelled = crate::spoken::zip(customer.zip.as_str());
    words.map(str::to_lowercase).chain([customer.zip.as_str().to_owned(), spelled, APPOINTMENT.to_owned()]).collect()
}

/// The facts of a call without its language, which a caller changes by speaking.
fn beside_the_language(facts: &str) -> Vec<&str> {
    facts.lines().filter(|line| !line.starts_with("the call is in ")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// No detail on file is said or sent to the model before the identity is proven, and nothing on file changes.
    #[test]
    fn unproven_call_never_contains_a_detail_on_file(
        customer in any_customer(),
        attestation in prop_oneof![
            Just(Attestation::Partial), Just(Attestation::Gateway), Just(Attestation::Failed), Just(Attestation::None),
        ],
        turns in proptest::collection::vec((any_words(), any_tools(), any_tools()), 1..10),
    ) {
        let details = details_of(&customer);
        let mut call = call_of(Some(customer), attestation);
        let facts = prompt::call_facts(&acme(), &call).to_lowercase();
        prop_assert!(details.iter().all(|detail| !facts.contains(detail)), "{facts}");
        let _ = run(&mut call, Event::CallStarted, &[]);
        for (words, first, second) in turns {
            prop_assume!(details.iter().all(|detail| !words.to_lowercase().contains(detail)));
            let (effects, ran) = run(&mut call, said(&words), &[model(None, &first), model(None, &second)]);
            for action in ran {
                let on_file = matches!(
                    action,
                    ToolAction::LookUpCustomer(_) | ToolAction::Cancel { .. } | ToolAction::Reschedule { .. }
                );
                prop_assert!(!on_file, "{action:?}");
            }
            let said = effects.say.join(" ").to_lowercase();
            prop_assert!(details.iter().all(|detail| !said.contains(detail)), "{said}");
            prop_assert_eq!(call.customer(), None);
            prop_assert_eq!(call.booked_by().identity, CallerIdentity::Claimed);
            let restored = Conversation::from(call.snapshot());
            prop_assert_eq!(restored.identity(), CallerIdentity::Claimed);
        }
        for entry in &call.history {
            if let HistoryEntry::ToolReturned { content, .. } = entry {
                let content = content.to_lowercase();
                prop_assert!(details.iter().all(|detail| !content.contains(detail)), "{content}");
            }
        }
        let now = prompt::call_facts(&acme(), &call).to_lowercase();
        prop_assert_eq!(beside_the_language(&now), beside_the_language(&facts), "the facts stay the same in a call");
    }

    /// Whatever number is on file, the caller who says it before its street is proven, and one who says another is not.
    #[test]
    fn house_number_matches_only_itself(house in 1u32..100_000, other in 1u32..100_000) {
        prop_assume!(house != other);
        let mut call = call_of(Some(customer("Maria Lopez", &format!("{house} Oak Street"), "75204")), Attestation::None);
        hear(&mut call, &[("", &format!("I'm at {other} Oak"))]);
        prop_assert_eq!(call.identity(), CallerIdentity::Claimed);
        hear(&mut call, &[("", &format!("I mean {house} Oak"))]);
        prop_assert_eq!(call.identity(), CallerIdentity::Matched);
    }

    /// No words panic, and no words without a number or the whole name prove anything.
    #[test]
    fn words_without_a_detail_prove_nothing(words in proptest::collection::vec("\\PC{0,60}", 0..6)) {
        let number = |words: &String| UtteranceWords::of(words).numbers().contains(&"412".to_owned());
        prop_assume!(!words.iter().any(number));
        let turns: Vec<(&str, &str)> = words.iter().map(|words| ("", words.as_str())).collect();
        prop_assert_eq!(identity_after(&turns), CallerIdentity::Claimed);
    }

    /// A list of numbers is no answer: at most three of them are compared in a call.
    #[test]
    fn house_number_cannot_be_listed(
        house in 100u32..999, mut tried in proptest::collection::btree_set(100u32..999, 4..40), asked: bool,
    ) {
        tried.insert(house);
        let tried: Vec<u32> = tried.into_iter().collect();
        prop_assume!(tried.iter().position(|number| *number == house).is_some_and(|at| at >= MOST_WRONG));
        let mut call = call_of(Some(customer("Maria Lopez", &format!("{house} Oak Street"), "75204")), Attestation::None);
        let list: Vec<String> = tried.iter().map(ToString::to_string).collect();
        let question = if asked { "What is the house number?" } else { "" };
        let one_by_one: Vec<(&str, &str)> = list.iter().map(|number| (question, number.as_str())).collect();
        hear(&mut call, &one_by_one);
        prop_assert_eq!(call.identity(), CallerIdentity::Claimed);
        let mut call = call_of(Some(customer("Maria Lopez", &format!("{house} Oak Street"), "75204")), Attestation::None);
        hear(&mut call, &[(question, &list.join(" or "))]);
        prop_assert_eq!(call.identity(), CallerIdentity::Claimed);
    }
}
