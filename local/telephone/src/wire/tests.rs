use super::*;

#[test]
fn only_connection_failure_is_retried_by_default() {
    let answer = |status| Ok(HttpReply { status, content_type: String::new(), body: String::new() });
    let plain = Effort::of(&Url::parse("https://example.com/voice").expect("valid"));
    assert_eq!((plain.retries, plain.wait), (1, MAX_WAIT));
    assert!(!plain.retries(&answer(500)) && !plain.retries(&answer(404)));
    let keen = Effort::of(&Url::parse("https://example.com/voice#rc=2&rp=5xx,rt&rt=90000").expect("valid"));
    assert_eq!((keen.retries, keen.wait), (2, MAX_WAIT));
    assert!(keen.retries(&answer(503)) && !keen.retries(&answer(404)));
}

#[test]
fn non_xml_response_is_rejected() {
    let reply = |status, content_type: &str| HttpReply {
        status,
        content_type: content_type.into(),
        body: "<Response/>".into(),
    };
    assert!(reply(200, "text/xml").document().is_ok());
    assert_eq!(reply(200, "application/json").document().map_err(|e| e.code()), Err(12300));
    assert_eq!(reply(500, "text/xml").document().map_err(|e| e.code()), Err(11200));
}
