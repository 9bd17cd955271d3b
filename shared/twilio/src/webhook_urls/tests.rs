use platform::key_ring::KeyRing;

use super::*;

fn webhook_urls(key: &str) -> WebhookUrls {
    with_ring(&format!(r#"{{"current": "k1", "k1": "{key}"}}"#))
}

fn with_ring(ring: &str) -> WebhookUrls {
    let telephony = TelephonyConfig { public_url: PublicUrl::parse("https://api.example.com").expect("valid") };
    WebhookUrls::new(&telephony, KeySource::fixed(KeyRing::parse(ring).expect("a ring")))
}

#[test]
fn url_of_the_previous_key_is_valid_until_the_key_is_dropped() {
    const OLD: &str = "an old key of thirty-two characters";
    const NEW: &str = "a newer key of thirty-two characters";
    let (acme, forward) = (tenant("ten_acme"), number("+12145550188"));
    let company = CompanyOfCall { tenant: &acme, forward: Some(&forward) };
    let before = webhook_urls(OLD);
    let added = with_ring(&format!(r#"{{"current": "k1", "k1": "{OLD}", "k2": "{NEW}"}}"#));
    let switched = with_ring(&format!(r#"{{"current": "k2", "k1": "{OLD}", "k2": "{NEW}"}}"#));
    let dropped = with_ring(&format!(r#"{{"current": "k2", "k2": "{NEW}"}}"#));
    let (old, new) = (before.fallback_of(company), switched.fallback_of(company));
    assert!(old.contains("signature=k1.") && new.contains("signature=k2."), "{old} {new}");
    assert_eq!(added.fallback_of(company), old);
    let forwards = |urls: &WebhookUrls, url: &str| urls.parse_query(query(url)).forward.is_some();
    for urls in [&added, &switched] {
        assert!(forwards(urls, &old) && forwards(urls, &new) && urls.is_fallback(&old, company));
    }
    assert!(!forwards(&before, &new) && !forwards(&dropped, &old) && forwards(&dropped, &new));
    // A signature from before keys had ids.
    let nameless = old.replace("signature=k1.", "signature=");
    assert!(forwards(&switched, &nameless) && !forwards(&dropped, &nameless));
    let misnamed = old.replace("signature=k1.", "signature=k2.");
    assert!(!forwards(&switched, &misnamed), "the id decides which key verifies");
    let unforwarded = CompanyOfCall { forward: None, ..company };
    assert!(!switched.is_fallback(&old, unforwarded) && !switched.is_fallback(&switched.voice(), unforwarded));
}

fn tenant(id: &str) -> TenantId {
    TenantId::parse(id).expect("valid")
}

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("valid")
}

/// The fallback URL of a number that was connected before the signature named the company.
fn unnamed_fallback(urls: &WebhookUrls, forward: Option<&PhoneNumber>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    urls.append_signed(&mut query, Signed { forward, tenant: None });
    urls.with_query("/twilio/fallback", &query.finish())
}

fn query(url: &str) -> &str {
    url.split_once('?').map_or("", |(_, query)| query)
}

#[test]
fn query_parameters_parse_back() {
    let urls = webhook_urls("a key of at least thirty-two characters");
    let (tenant, forward) = (tenant("ten_acme"), number("+12145550188"));
    let url = urls.held_turn(7, CompanyOfCall { tenant: &tenant, forward: Some(&forward) });
    let expected =
        "https://api.example.com/twilio/turn?step=7&held=true&forward=%2B12145550188&tenant=ten_acme&signature=";
    assert!(url.starts_with(expected), "{url}");
    let read = urls.parse_query(query(&url));
    assert_eq!((read.step, read.held, read.forward, read.tenant), (Some(7), true, Some(forward), Some(tenant)));
    assert_eq!(urls.fallback("accept", None), "https://api.example.com/twilio/fallback?stage=accept");
}

#[test]
fn tenant_of_a_url_is_believed_only_as_it_was_signed() {
    let urls = webhook_urls("a key of at least thirty-two characters");
    let (acme, forward) = (tenant("ten_acme"), number("+12145550188"));
    for forward in [None, Some(&forward)] {
        let url = urls.turn(1, CompanyOfCall { tenant: &acme, forward });
        let ours = query(&url);
        assert_eq!(urls.parse_query(ours).tenant, Some(acme.clone()));
        let without = ours.replace("&tenant=ten_acme", "");
        for forged in [ours.replace("ten_acme", "ten_desert"), ours.replace("ten_acme", "number"), without] {
            let parsed = urls.parse_query(&forged);
            assert!(parsed.tenant.is_none() && parsed.forward.is_none() && !parsed.signed, "{forged}");
        }
        let added = unnamed_fallback(&urls, forward);
        assert_eq!(urls.parse_query(&format!("{}&tenant=ten_acme", query(&added))).tenant, None);
    }
}

#[test]
fn fallback_url_forwards_and_is_redacted_in_debug() {
    let urls = webhook_urls("a key of at least thirty-two characters");
    let (acme, desert, forward) = (tenant("ten_acme"), tenant("ten_desert"), number("+12145550188"));
    let company = CompanyOfCall { tenant: &acme, forward: Some(&forward) };
    let set = urls.number_urls(company);
    assert_eq!(set.voice_url, "https://api.example.com/twilio/voice");
    assert_eq!(set.status_url, "https://api.example.com/twilio/status");
    let parsed = urls.parse_query(query(&set.fallback_url));
    assert_eq!((parsed.forward, parsed.tenant), (Some(forward.clone()), Some(acme.clone())));
    assert!(urls.is_fallback(&set.fallback_url, company));
    assert!(!urls.is_fallback(&set.fallback_url, CompanyOfCall { tenant: &desert, ..company }));
    // A number that was connected before the signature named the company still forwards, and is to be connected again.
    let old = unnamed_fallback(&urls, Some(&forward));
    assert_eq!(urls.parse_query(query(&old)).forward.as_ref(), Some(&forward));
    assert!(!urls.is_fallback(&old, company));
    assert_eq!(format!("{set:?}"), "NumberUrls(…)");
}

#[test]
fn forwarding_number_without_valid_signature_is_ignored() {
    let ours = webhook_urls("a key of at least thirty-two characters");
    let theirs = webhook_urls("another key of thirty-two characters");
    let forged = unnamed_fallback(&theirs, Some(&number("+12145550188")));
    assert_eq!(ours.parse_query(query(&forged)).forward, None);
    let swapped = unnamed_fallback(&ours, Some(&number("+12145550188"))).replace("12145550188", "19005550199");
    assert_eq!(ours.parse_query(query(&swapped)).forward, None);
    assert_eq!(ours.parse_query("forward=%2B12145550188").forward, None);
    assert_eq!(ours.parse_query("forward=%2B12145550188&signature=").forward, None);
}

#[test]
fn fallback_url_is_signed_with_and_without_forwarding_number() {
    let ours = webhook_urls("a key of at least thirty-two characters");
    for forward in [None, Some(number("+12145550188"))] {
        let company = CompanyOfCall { tenant: &tenant("ten_acme"), forward: forward.as_ref() };
        for url in [unnamed_fallback(&ours, forward.as_ref()), ours.number_urls(company).fallback_url] {
            let parsed = ours.parse_query(query(&url));
            assert!(parsed.signed && parsed.forward == forward, "{url}");
        }
    }
    let unforwarded = unnamed_fallback(&ours, None);
    let unforwarded = query(&unforwarded);
    let theirs = unnamed_fallback(&webhook_urls("another key of thirty-two characters"), None);
    for forged in [
        String::new(),
        "signature=guess".to_owned(),
        query(&theirs).to_owned(),
        format!("forward=%2B19005550199&{unforwarded}"),
        format!("forward=&{unforwarded}"),
    ] {
        let parsed = ours.parse_query(&forged);
        assert!(!parsed.signed && parsed.forward.is_none(), "{forged}");
    }
}
