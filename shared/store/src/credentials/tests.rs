use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("in range")
}

fn known(fingerprint: Option<&str>) -> KnownCredential {
    KnownCredential {
        account: Some("AC1".to_owned()),
        last_four: "0001".to_owned(),
        fingerprint: fingerprint.map(str::to_owned),
        health: Health::Works,
        refused_at: None,
        checked_at: at(0),
        stored_at: at(0),
    }
}

fn refused(fingerprint: &str) -> RefusedToken {
    RefusedToken { account: "AC1".to_owned(), last_four: "0001".to_owned(), fingerprint: fingerprint.to_owned() }
}

fn rotated() -> CredentialsItem {
    let previous = PreviousToken { last_four: "0000".to_owned(), fingerprint: "old".to_owned(), until: at(3_600) };
    CredentialsItem { twilio: Some(known(Some("new"))), previous_token: Some(previous), ..CredentialsItem::default() }
}

#[test]
fn previous_token_is_believed_before_its_end() {
    let item = rotated();
    for (fingerprint, newest, now, believed) in [
        ("new", true, 0, true),
        ("new", true, 1_000_000, true),
        ("old", false, 3_599, true),
        ("old", false, 3_600, false),
        ("older", false, 0, false),
        // The secret's first token is another one than the state's: a change is half-way.
        ("newest", true, 0, false),
    ] {
        assert_eq!(item.believes(fingerprint, newest, at(now)), believed, "{fingerprint} at {now}");
    }
}

#[test]
fn refused_token_is_no_longer_believed_and_the_other_one_is() {
    let without_current = rotated().after_refusal(&refused("new"), at(60));
    assert!(!without_current.believes("new", true, at(60)) && without_current.believes("old", false, at(60)));
    let health = without_current.twilio.map(|known| (known.health, known.refused_at));
    assert_eq!(health, Some((Health::Refused, Some(at(60)))));
    let without_previous = rotated().after_refusal(&refused("old"), at(60));
    assert!(without_previous.believes("new", true, at(60)) && !without_previous.believes("old", false, at(60)));
    assert_eq!(rotated().after_refusal(&refused("older"), at(60)), rotated(), "a token that was replaced before");
}

#[test]
fn second_refusal_changes_nothing() {
    let once = rotated().after_refusal(&refused("new"), at(60));
    assert_eq!(once.clone().after_refusal(&refused("new"), at(90)), once);
}

#[test]
fn state_of_an_earlier_release_believes_the_newest_token_only() {
    let earlier = CredentialsItem { twilio: Some(known(None)), ..CredentialsItem::default() };
    for item in [CredentialsItem::default(), earlier] {
        assert!(item.believes("any", true, at(0)) && !item.believes("any", false, at(0)));
        assert!(!item.after_refusal(&refused("any"), at(0)).believes("any", true, at(0)));
    }
}

#[test]
fn deleted_credentials_are_not_believed() {
    let deleted = CredentialsItem { twilio_deleted_at: Some(at(0)), ..CredentialsItem::default() };
    assert!(!deleted.believes("any", true, at(0)));
    assert_eq!(deleted.clone().after_refusal(&refused("any"), at(0)), deleted);
}
