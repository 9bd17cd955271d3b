//! Numbers for sale.

use twilio::rest::{NumberCountry, NumberSearch, NumberType};

use super::*;

const DALLAS: NumberSearch<'static> = NumberSearch {
    country: NumberCountry::UnitedStates,
    number_type: NumberType::Local,
    area_code: Some("214"),
    postal_code: None,
    digits: None,
};

#[tokio::test]
async fn bought_number_is_no_longer_for_sale_and_stays_after_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let wanted = number("+12145550123");
    {
        let asked = ReceivedRequest::start(&["+12145550120"], Some(directory.path())).await;
        let found = asked.client().search_numbers(&asked.credentials(), &DALLAS).await.expect("a list");
        assert_eq!(found.len(), 19, "all but the one that is held");
        assert_eq!((found[0].locality.as_deref(), found[0].region.as_deref()), (Some("Dallas"), Some("TX")));
        let ends = NumberSearch { digits: Some("0123"), ..DALLAS };
        let found = asked.client().search_numbers(&asked.credentials(), &ends).await.expect("a list");
        assert_eq!(found.iter().map(|number| &number.phone_number).collect::<Vec<_>>(), [&wanted]);
        asked.client().buy_number(&asked.credentials(), &wanted).await.expect("sold");
        assert!(asked.client().search_numbers(&asked.credentials(), &ends).await.expect("a list").is_empty());
    }
    let asked = ReceivedRequest::start(&["+12145550120"], Some(directory.path())).await;
    let held = asked.client().find_number(&asked.credentials(), &wanted).await.expect("an answer");
    assert_eq!(held.map(|held| held.phone_number), Some(wanted));
}

#[tokio::test]
async fn toll_free_numbers_have_no_place_and_another_price() {
    let asked = ReceivedRequest::start(&[], None).await;
    let search = NumberSearch { number_type: NumberType::TollFree, area_code: None, ..DALLAS };
    let found = asked.client().search_numbers(&asked.credentials(), &search).await.expect("a list");
    assert!(found.iter().all(|number| number.phone_number.as_str().starts_with("+1888") && number.locality.is_none()));
    let price = async |kind| {
        let price = asked.client().get_number_price(&asked.credentials(), NumberCountry::Canada, kind).await;
        price.expect("an answer").expect("a price").get()
    };
    assert_eq!((price(NumberType::Local).await, price(NumberType::TollFree).await), (1_150_000, 2_150_000));
}

#[tokio::test]
async fn purchase_can_be_refused_or_lose_its_answer() {
    let asked = ReceivedRequest::start(&[], None).await;
    let wanted = number("+12145550123");
    let (client, sid) = (asked.client(), asked.sid.clone());
    for (fault, status) in [(PurchaseFault::Refused(21_649), 400), (PurchaseFault::UnsoldWithoutAnswer, 500)] {
        asked.fake.fail_purchases(&sid, Some(fault));
        let refused = client.buy_number(&asked.credentials(), &wanted).await;
        assert!(matches!(refused, Err(RestError::Refused { status: given, .. }) if given == status), "{refused:?}");
        assert!(client.find_number(&asked.credentials(), &wanted).await.expect("an answer").is_none());
    }
    asked.fake.fail_purchases(&sid, Some(PurchaseFault::SoldWithoutAnswer));
    client.buy_number(&asked.credentials(), &wanted).await.expect_err("no answer");
    assert!(client.find_number(&asked.credentials(), &wanted).await.expect("an answer").is_some());
}
