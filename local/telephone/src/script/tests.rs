use super::super::application::Application;
use super::*;
use proptest::prelude::*;

const BOOKING: &str = "
    # A caller whose furnace is out.
    company: Acme
    from: anonymous
    answers: +12145550188 declines

    expect: how can  I HELP
    caller: my furnace is out
    expect: a person
    expect not: booked
    key: 1#
    expect: goodbye
    expect end: agent
    expect dialed: +12145550188
    expect booked: 0
    expect message: furnace
    expect emergency: no_heat
";

async fn app() -> Application {
    Application::with_twiml([
        ("/voice", r#"<Gather input="speech" action="/turn"><Say>Acme. How can I help?</Say></Gather>"#),
        ("/turn", r#"<Gather action="/transfer"><Say>Press 1 for a person.</Say></Gather>"#),
        ("/transfer", r"<Dial>+12145550188</Dial><Say>Goodbye.</Say>"),
    ])
    .await
}

fn report() -> ScriptReport {
    ScriptReport { booked: vec![], messages: vec!["Furnace is out".into()], emergencies: vec!["no_heat".into()] }
}

async fn play(text: &str) -> (ScriptOutcome, Vec<String>) {
    let script = Script::parse(text).expect("a script");
    let outcome = run(&script, app().await.setup()).await.expect("called");
    let unmet = check(&outcome, &report()).iter().map(ToString::to_string).collect();
    (outcome, unmet)
}

#[test]
fn script_header_names_company_and_caller() {
    let script = Script::parse(BOOKING).expect("a script");
    assert_eq!((script.company(), script.from()), (Some("Acme"), "anonymous"));
    assert_eq!(Script::parse("hang up").expect("a script").from(), "+12145550142");
}

#[tokio::test]
async fn attestation_of_the_script_is_in_the_first_request_only() {
    for (line, sent) in [
        ("", Some("TN-Validation-Passed-A")),
        ("attestation: B", Some("TN-Validation-Passed-B")),
        ("attestation: failed", Some("TN-Validation-Failed-A")),
        ("attestation: none", None),
    ] {
        let script = Script::parse(&format!("{line}\ncaller: my furnace is out")).expect("a script");
        let app = app().await;
        run(&script, app.setup()).await.expect("called");
        assert_eq!(app.only("/voice").param("StirVerstat"), sent, "{line}");
        assert_eq!(app.only("/turn").param("StirVerstat"), None, "{line}");
    }
    assert!(Script::parse("attestation: D").is_err());
}

#[tokio::test]
async fn call_as_scripted_meets_all_expectations() {
    let (outcome, unmet) = play(BOOKING).await;
    assert_eq!(unmet, Vec::<String>::new(), "{}", outcome.transcript());
    assert_eq!(outcome.ending(), Ending::Agent);
}

#[tokio::test]
async fn expectation_sees_only_words_since_last_turn() {
    let (outcome, unmet) = play("caller: my furnace is out\nexpect: how can I help").await;
    assert_eq!(unmet, ["line 2: expected the agent to say \"how can I help\"\n  found: Press 1 for a person."]);
    assert_eq!(outcome.ending(), Ending::Caller, "the caller hangs up when the script is not followed");
}

#[tokio::test]
async fn report_is_checked_after_call() {
    let (_, unmet) =
        play("hang up\nexpect end: agent\nexpect dialed: nobody\nexpect booked: 1\nexpect message: leak").await;
    assert_eq!(
        unmet,
        [
            "line 2: expected the call to end by agent\n  found: caller",
            "line 4: expected 1 × appointment\n  found: none",
            "line 5: expected one message with \"leak\"\n  found: Furnace is out",
        ]
    );
}

#[tokio::test]
async fn interruption_waits_for_the_end_of_what_cannot_be_interrupted() {
    let (_, unmet) = play("interrupt after 1 word: my furnace is out\nexpect: press 1 for a person").await;
    assert_eq!(unmet, Vec::<String>::new());
}

#[tokio::test]
async fn turns_after_call_end_are_unmet() {
    let (_, unmet) = play("caller: hello\nkey: 1\nexpect: goodbye\ncaller: one more thing").await;
    assert_eq!(unmet, ["line 4: expected the caller's turn for Say(\"one more thing\")\n  found: the call had ended"]);
}

#[test]
fn script_error_names_its_line() {
    for (text, message) in [
        ("caller: hi\nshout: hi", "line 2: expected `company:`"),
        ("caller:", "line 1: expected words after the colon"),
        ("# key\n\nkey: one", "line 3: expected digits, `*` or `#`"),
        ("interrupt after some words: hi", "line 1: expected `interrupt after 7 words:`"),
        ("interrupt after 7: hi", "line 1: expected `interrupt after 7 words:`"),
        ("interrupt after 7 words:", "line 1: expected words after the colon"),
        ("expect end: nobody", "line 1: expected `agent`, `caller` or `dropped`"),
        ("answers: 214 accepts", "line 1: expected a number such as +12145550188"),
        ("answers: +12145550188 maybe", "line 1: expected `accepts`"),
        ("just words", "line 1: expected `company:`"),
    ] {
        let error = Script::parse(text).expect_err(text).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

proptest! {
    #[test]
    fn any_text_parses_without_panic(text: String) {
        let _ = Script::parse(&text);
    }

    #[test]
    fn any_line_parses_without_panic(keyword in "(expect( (not|end|booked|dialed))?|caller|interrupt after [0-9]{0,3} words|key|answers|from)", rest in "\\PC{0,20}") {
        let _ = Script::parse(&format!("{keyword}:{rest}"));
    }

    #[test]
    fn caller_words_are_kept_verbatim(words in "[a-z:#]([ a-z:#]{0,20}[a-z])?") {
        let script = Script::parse(&format!("caller: {words}")).expect("a script");
        prop_assert_eq!(script.steps.front(), Some(&(1, Step::Act(CallerAction::Say(words)))));
    }
}
