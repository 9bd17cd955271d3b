use proptest::prelude::*;

use super::*;

const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

fn params(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn check(token: &str, url: &str, params: &[(String, String)], signature: &str) -> Result<(), SignatureError> {
    verify(&[AuthToken::new(token)], url, SignedBody::Form(params), &Signature::parse(signature)?)
}

/// The parameters of the test suites of Twilio's helper libraries.
fn call() -> Vec<(String, String)> {
    params(&[
        ("CallSid", "CA1234567890ABCDE"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
        ("Caller", "+14158675309"),
    ])
}

#[test]
fn published_vectors_sign_and_verify() {
    let twice = params(&[
        ("Sid", "CA123"),
        ("SidAccount", "AC123"),
        ("Digits", "5678"),
        ("Digits", "1234"),
        ("Digits", "1234"),
    ]);
    for (params, signature) in [(call(), "RSOYDt4T1cUTdK1PDd93/VVr8B8="), (twice, "IK+Dwps556ElfBT0I3Rgjkr1wJU=")] {
        assert_eq!(sign(&AuthToken::new("12345"), URL, &params), signature);
        assert_eq!(check("12345", URL, &params, signature), Ok(()));
    }
}

#[test]
fn json_body_is_verified_by_its_hash() {
    let url = format!("{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620");
    let signature = Signature::parse("a9nBmqA0ju/hNViExpshrM61xv4=").expect("well formed");
    let body = br#"{"property": "value", "boolean": true}"#;
    let tokens = [AuthToken::new("12345")];
    assert_eq!(verify(&tokens, &url, SignedBody::Raw(body), &signature), Ok(()));
    assert_eq!(verify(&tokens, &url, SignedBody::Raw(b"{}"), &signature), Err(SignatureError::Mismatch));
    assert_eq!(verify(&tokens, URL, SignedBody::Raw(body), &signature), Err(SignatureError::Mismatch));
}

#[test]
fn default_port_is_optional_in_the_signed_url() {
    let token = AuthToken::new("12345");
    let with = URL.replace(".com", ".com:443");
    for (signed, asked) in [(URL, with.as_str()), (with.as_str(), URL)] {
        let signature = sign(&token, signed, &call());
        assert_eq!(check("12345", asked, &call(), &signature), Ok(()), "signed {signed}");
    }
    let userinfo = "https://user:pass@mycompany.com/myapp.php";
    let signature = sign(&token, "https://user:pass@mycompany.com:443/myapp.php", &call());
    assert_eq!(check("12345", userinfo, &call(), &signature), Ok(()));
    let local = "http://127.0.0.1:8080/twilio/voice";
    assert_eq!(check("12345", local, &call(), &sign(&token, "http://127.0.0.1/twilio/voice", &call())), Ok(()));
    assert_eq!(with_other_port("http://[::1]/x").as_deref(), Some("http://[::1]:80/x"));
}

#[test]
fn signature_of_either_token_verifies_during_rotation() {
    let signature = Signature::parse("RSOYDt4T1cUTdK1PDd93/VVr8B8=").expect("well formed");
    let accepted = |tokens: &[&str]| {
        let tokens: Vec<_> = tokens.iter().map(|token| AuthToken::new(*token)).collect();
        verify(&tokens, URL, SignedBody::Form(&call()), &signature).is_ok()
    };
    assert!(accepted(&["new", "12345"]) && accepted(&["12345", "old"]));
    assert!(!accepted(&["new", "old"]) && !accepted(&[]));
}

#[test]
fn malformed_signature_is_rejected() {
    for header in ["", "no base64!", "RSOYDt4T1cUTdK1PDd93", "RSOYDt4T1cUTdK1PDd93/VVr8B8=RSOYDt4T1cUTdK1PDd93/VVr8B8="]
    {
        assert_eq!(Signature::parse(header), Err(SignatureError::Malformed), "{header:?}");
    }
}

#[test]
fn blank_and_accented_values_are_signed() {
    let token = AuthToken::new("12345");
    let spoken = params(&[("SpeechResult", "¿huele a gas? «sí» 🔥"), ("Digits", ""), ("CallSid", "CA1")]);
    let signature = sign(&token, URL, &spoken);
    assert_eq!(check("12345", URL, &spoken, &signature), Ok(()));
    let dropped = params(&[("SpeechResult", "¿huele a gas? «sí» 🔥"), ("CallSid", "CA1")]);
    // A blank value adds its name, so that dropping it changes what was signed.
    assert_eq!(check("12345", URL, &dropped, &signature), Err(SignatureError::Mismatch));
}

#[test]
fn auth_token_is_redacted_in_debug() {
    assert_eq!(format!("{:?}", AuthToken::new("12345")), "AuthToken(…)");
}

proptest! {
    #[test]
    fn signature_verifies_in_any_parameter_order_and_nothing_else(
        mut pairs in prop::collection::vec(("[A-Za-z]{1,8}", ".{0,12}"), 1..8),
        path in "[a-z0-9/]{0,10}",
        at: prop::sample::Index,
    ) {
        let url = format!("https://example.com/{path}?step=1");
        let token = AuthToken::new("a token");
        let signature = sign(&token, &url, &pairs);
        pairs.reverse();
        prop_assert_eq!(check("a token", &url, &pairs, &signature), Ok(()));
        prop_assert!(check("another", &url, &pairs, &signature).is_err());
        let longer = format!("{url}2");
        prop_assert!(check("a token", &longer, &pairs, &signature).is_err());
        let changed = at.index(pairs.len());
        pairs[changed].1.push('!');
        prop_assert!(check("a token", &url, &pairs, &signature).is_err());
    }
}
