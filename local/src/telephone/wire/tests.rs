use super::*;

fn pairs(params: &[(&str, &str)]) -> Vec<(String, String)> {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn signatures_are_those_of_twilio_s_own_libraries() {
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let from = "+14158675309";
    let call = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", from),
        ("Digits", "1234"),
        ("From", from),
        ("To", "+18005551212"),
    ];
    assert_eq!(sign("12345", url, &pairs(&call)), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    let repeated =
        [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")];
    assert_eq!(sign("12345", url, &pairs(&repeated)), "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
}

#[test]
fn only_a_failure_to_connect_is_retried_unless_the_fragment_says_otherwise() {
    let answer = |status| Ok(Reply { status, content_type: String::new(), body: String::new() });
    let plain = Effort::of(&Url::parse("https://example.com/voice").expect("valid"));
    assert_eq!((plain.retries, plain.wait), (1, MAX_WAIT));
    assert!(!plain.retries(&answer(500)) && !plain.retries(&answer(404)));
    let keen = Effort::of(&Url::parse("https://example.com/voice#rc=2&rp=5xx,rt&rt=90000").expect("valid"));
    assert_eq!((keen.retries, keen.wait), (2, MAX_WAIT));
    assert!(keen.retries(&answer(503)) && !keen.retries(&answer(404)));
}

#[test]
fn only_xml_is_obeyed() {
    let reply =
        |status, content_type: &str| Reply { status, content_type: content_type.into(), body: "<Response/>".into() };
    assert!(reply(200, "text/xml").document().is_ok());
    assert_eq!(reply(200, "application/json").document().map_err(|e| e.code()), Err(12300));
    assert_eq!(reply(500, "text/xml").document().map_err(|e| e.code()), Err(11200));
}
