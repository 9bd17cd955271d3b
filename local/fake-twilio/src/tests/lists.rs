//! Tests of lists: of numbers, calls and recordings, over several pages.

use super::*;

#[tokio::test]
async fn number_list_is_paged() {
    let many: Vec<String> = (0..250).map(|i| format!("+1{}55501{:02}", 212 + i / 100, i % 100)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let asked = ReceivedRequest::start(&many, None).await;
    let listed = asked.client().list_numbers(&asked.credentials()).await.expect("answered");
    let listed: Vec<&str> = listed.iter().map(|number| number.phone_number.as_str()).collect();
    assert_eq!(listed, many);

    let (status, first) = asked.by_hand("/IncomingPhoneNumbers.json?PageSize=100&PhoneNumber=%2B1212", None).await;
    assert_eq!((status, &first["next_page_uri"], &first["previous_page_uri"]), (200, &Value::Null, &Value::Null));
    let (_, first) = asked.by_hand("/IncomingPhoneNumbers.json?PageSize=40&PhoneNumber=%2B1212", None).await;
    let path = format!("/2010-04-01/Accounts/{SID}");
    let next = first["next_page_uri"].as_str().and_then(|uri| uri.strip_prefix(&path)).expect("more");
    let last_sid = first["incoming_phone_numbers"][39]["sid"].as_str().expect("a sid");
    let query = format!("?PhoneNumber=%2B1212&PageSize=40&Page=1&PageToken=PA{last_sid}");
    assert_eq!(next, format!("/IncomingPhoneNumbers.json{query}"));
    let (_, second) = asked.by_hand(next, None).await;
    assert_eq!((&second["page"], &second["start"], &second["end"]), (&1.into(), &40.into(), &79.into()));
    assert_eq!(second["incoming_phone_numbers"][0]["phone_number"], "+12125550140");
    let previous = second["previous_page_uri"].as_str().and_then(|uri| uri.strip_prefix(&path)).expect("less");
    let (_, back) = asked.by_hand(previous, None).await;
    assert_eq!(back["incoming_phone_numbers"], first["incoming_phone_numbers"]);
    let (_, none) = asked.by_hand("/IncomingPhoneNumbers.json?PhoneNumber=%2B1999", None).await;
    assert_eq!((&none["start"], &none["end"], &none["page_size"]), (&0.into(), &0.into(), &50.into()));
    let wrong = asked.by_hand("/IncomingPhoneNumbers.json?PageToken=PAnobody", None).await;
    assert_eq!(code(&wrong), (400, 21481));
}

fn arrived(i: u32, started_at: &str) -> ArrivedCall {
    ArrivedCall {
        sid: domain::id::CallSid::parse(&format!("CA{i:032x}")).expect("valid"),
        from: number("+12145550142"),
        to: number("+12145550100"),
        seconds: Some(60),
        started_at: started_at.parse().expect("an instant"),
        parent: None,
        price: Some("-0.0085"),
    }
}

#[tokio::test]
async fn calls_and_recordings_are_listed_by_day_over_several_pages() {
    let twilio = ReceivedRequest::start(&["+12145550100"], None).await;
    for i in 0..1_200 {
        assert!(twilio.fake.note_call(arrived(i, "2026-11-23T00:00:00Z")));
    }
    assert!(twilio.fake.note_call(arrived(1_200, "2026-11-22T23:59:59Z")));
    let (client, credentials) = (twilio.client(), twilio.credentials());
    let since = |text: &str| text.parse().expect("an instant");
    let to = number("+12145550100");
    let part = async |since_when: &str, place: Option<&str>| {
        client.list_calls_to(&credentials, &to, since(since_when), place).await.expect("listed")
    };
    let first = part("2026-11-22T23:00:00Z", None).await;
    assert_eq!(first.calls.len(), 1_000);
    assert_eq!(first.calls[0].price.map(domain::money::MicroUsd::get), Some(8_500));
    // The list goes on where it stopped, although there is a newer call.
    assert!(twilio.fake.note_call(arrived(1_201, "2026-11-23T17:00:00Z")));
    let second = part("2026-11-22T23:00:00Z", first.rest.as_deref()).await;
    assert_eq!((second.calls.len(), second.rest), (201, None));
    assert!(first.calls.iter().all(|call| !second.calls.contains(call)));
    // The second page is older, so no third one is read.
    let today = part("2026-11-23T16:00:00Z", None).await;
    assert_eq!((today.calls.len(), today.rest), (1_000, None));

    let call = arrived(7, "2026-11-23T00:00:00Z").sid;
    let sid = domain::id::RecordingSid::parse("RE00000000000000000000000000000001").expect("valid");
    let created_at = since("2026-11-23T00:01:00Z");
    let made = MadeRecording { sid, call: call.clone(), created_at, seconds: Some(9), source: "RecordVerb" };
    assert!(twilio.fake.note_recording(made));
    let listed = client.list_recordings_since(&credentials, created_at).await.expect("listed").items;
    assert_eq!(listed, client.list_recordings_of(&credentials, &call).await.expect("listed").items);
    assert!(listed.len() == 1 && listed[0].is_voicemail && listed[0].duration_seconds == 9, "{listed:?}");
    assert!(
        client
            .list_recordings_since(&credentials, since("2026-11-24T00:00:00Z"))
            .await
            .expect("listed")
            .items
            .is_empty()
    );
    assert!(client.list_legs(&credentials, &call).await.expect("listed").items.is_empty());
}
