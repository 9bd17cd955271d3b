//! Searching and buying numbers.

use super::*;

fn search<'a>() -> NumberSearch<'a> {
    NumberSearch {
        country: NumberCountry::UnitedStates,
        number_type: NumberType::Local,
        area_code: None,
        postal_code: None,
        digits: None,
    }
}

fn available(changes: &Value) -> (u16, String) {
    let mut number = json!({
        "friendly_name": "(214) 555-0123", "phone_number": "+12145550123", "lata": "552", "locality": "Dallas",
        "rate_center": "DALLAS", "latitude": "32.78", "longitude": "-96.80", "region": "TX", "postal_code": "75201",
        "iso_country": "US", "address_requirements": "none", "beta": false,
        "capabilities": {"voice": true, "SMS": true, "MMS": true},
    });
    number.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    (200, json!({"uri": "/2010-04-01", "available_phone_numbers": [number]}).to_string())
}

#[tokio::test]
async fn search_asks_for_numbers_that_take_calls_and_need_no_address() {
    let server = TwilioServer::start([available(&json!({}))]).await;
    let (client, owner) = (server.client(), Owner::new());
    let wanted = NumberSearch { area_code: Some("214"), digits: Some("55"), ..search() };
    let found = client.search_numbers(&owner.credentials(), &wanted).await.expect("a list");
    let expected = AvailableNumber {
        phone_number: number("+12145550123"),
        locality: Some("Dallas".to_owned()),
        region: Some("TX".to_owned()),
        voice_capable: true,
        sms_capable: true,
    };
    assert_eq!(found, [expected]);
    let toll_free = NumberSearch { country: NumberCountry::Canada, number_type: NumberType::TollFree, ..search() };
    client.search_numbers(&owner.credentials(), &toll_free).await.expect("a list");
    let by_place = NumberSearch { postal_code: Some("75201"), ..search() };
    client.search_numbers(&owner.credentials(), &by_place).await.expect("a list");
    let account = format!("/2010-04-01/Accounts/{ACCOUNT}/AvailablePhoneNumbers");
    let always = "VoiceEnabled=true&ExcludeAllAddressRequired=true&PageSize=20";
    let paths: Vec<_> = server.received().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(
        paths,
        [
            format!("{account}/US/Local.json?{always}&AreaCode=214&Contains=55"),
            format!("{account}/CA/TollFree.json?{always}"),
            format!("{account}/US/Local.json?{always}&InPostalCode=75201"),
        ]
    );
}

#[tokio::test]
async fn search_leaves_out_numbers_without_voice_and_values_that_are_missing() {
    let without_voice = available(&json!({"capabilities": {"voice": false, "SMS": true}}));
    let bare = available(&json!({"locality": null, "region": "", "capabilities": {"voice": true, "SMS": null}}));
    let server = TwilioServer::start([without_voice, bare]).await;
    let (client, owner) = (server.client(), Owner::new());
    assert!(client.search_numbers(&owner.credentials(), &search()).await.expect("a list").is_empty());
    let found = client.search_numbers(&owner.credentials(), &search()).await.expect("a list");
    let [found] = found.as_slice() else { panic!("one number") };
    assert_eq!((found.locality.as_deref(), found.region.as_deref(), found.sms_capable), (None, None, false));
}

#[tokio::test]
async fn price_is_what_the_account_pays_now_in_dollars_only() {
    let prices = |unit: &str| {
        let local = json!({"number_type": "local", "base_price": "1.25", "current_price": "1.15"});
        let toll_free = json!({"number_type": "toll free", "base_price": "2.15", "current_price": "2.15"});
        (200, json!({"price_unit": unit, "phone_number_prices": [local, toll_free]}).to_string())
    };
    let server = TwilioServer::start([prices("USD"), prices("usd"), prices("eur")]).await;
    let (client, owner) = (server.client(), Owner::new());
    let credentials = owner.credentials();
    let price = async |kind| client.get_number_price(&credentials, NumberCountry::UnitedStates, kind).await;
    assert_eq!(price(NumberType::Local).await.expect("a price").map(domain::money::MicroUsd::get), Some(1_150_000));
    assert_eq!(price(NumberType::TollFree).await.expect("a price").map(domain::money::MicroUsd::get), Some(2_150_000));
    assert_eq!(price(NumberType::Local).await.expect("no price"), None, "another currency");
    assert_eq!(server.received()[0].1, "/v1/PhoneNumbers/Countries/US");
}

#[tokio::test]
async fn purchase_names_the_number_and_its_refusal_has_twilios_code() {
    let refused = (400, json!({"code": 21422, "message": "PhoneNumber is not available", "status": 400}).to_string());
    let server = TwilioServer::start([one_number(&json!({"phone_number": "+12145550123"})), refused]).await;
    let (client, owner, wanted) = (server.client(), Owner::new(), number("+12145550123"));
    let bought = client.buy_number(&owner.credentials(), &wanted).await.expect("bought");
    assert_eq!(bought.phone_number, wanted);
    let (method, path, form) = server.received().remove(0);
    let list = LIST.to_owned();
    assert_eq!((method.as_str(), path, form.as_str()), ("POST", list, "PhoneNumber=%2B12145550123"));
    let refused = client.buy_number(&owner.credentials(), &wanted).await;
    assert!(matches!(refused, Err(RestError::Refused { status: 400, code: Some(21_422) })), "{refused:?}");
}
