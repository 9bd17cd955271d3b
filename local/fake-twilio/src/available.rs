//! Numbers for sale and their prices. Each area code has the fictional numbers 555-0120 to 555-0139, without those that an
//! account holds. Sources: Twilio's API reference, "`AvailablePhoneNumber` Local resource", "`AvailablePhoneNumber` `TollFree`
//! resource" and "Pricing: Phone Numbers resource".

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Uri},
};
use domain::phone::PhoneNumber;
use serde_json::{Value, json};

use super::{
    SharedLedger,
    auth_tokens::account,
    ledger::formatted,
    numbers::matches,
    problem::TwilioError,
    request::{AuthenticatedAccount, RequestParams},
};

/// What Twilio does with the next purchases of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurchaseFault {
    /// It refuses them with this error code.
    Refused(u32),
    /// It sells the number, and its answer is an internal error.
    SoldWithoutAnswer,
    /// It does not sell the number, and its answer is an internal error.
    UnsoldWithoutAnswer,
}

/// Area codes with their place, and the first three digits of a ZIP code there.
const PLACES: [(&str, &str, &str, &str); 8] = [
    ("214", "Dallas", "TX", "752"),
    ("303", "Denver", "CO", "802"),
    ("305", "Miami", "FL", "331"),
    ("312", "Chicago", "IL", "606"),
    ("602", "Phoenix", "AZ", "850"),
    ("702", "Las Vegas", "NV", "891"),
    ("416", "Toronto", "ON", ""),
    ("604", "Vancouver", "BC", ""),
];

/// `GET /Accounts/{account}/AvailablePhoneNumbers/{country}/{kind}.json`
pub(super) async fn search(
    State(shared): State<SharedLedger>,
    _: AuthenticatedAccount,
    Path((_, country, kind)): Path<(String, String, String)>,
    uri: Uri,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let is_local = match kind.as_str() {
        "Local.json" => true,
        "TollFree.json" => false,
        _ => return Err(TwilioError::not_found(uri.path())),
    };
    let usual = match (country.as_str(), is_local) {
        ("US", true) => "214",
        ("CA", true) => "416",
        ("US" | "CA", false) => "888",
        _ => return Err(TwilioError::not_found(uri.path())),
    };
    let of_zip = |zip: &str| PLACES.iter().find(|(_, _, _, begin)| !begin.is_empty() && zip.starts_with(begin));
    let code = match (params.filled("AreaCode"), params.filled("InPostalCode")) {
        (Some(code), _) => Some(code),
        (None, Some(zip)) => of_zip(zip).map(|(code, ..)| *code),
        (None, None) => Some(usual),
    };
    let most = params.filled("PageSize").and_then(|size| size.parse().ok()).unwrap_or(50);
    let ledger = shared.ledger();
    let numbers = code.into_iter().flat_map(|code| (20..40).map(move |last| format!("+1{code}55501{last}")));
    let numbers = numbers.filter_map(|number| PhoneNumber::parse(&number).ok());
    let fits = |number: &PhoneNumber| {
        !ledger.is_held(number) && params.filled("Contains").is_none_or(|digits| matches(digits, number.as_str()))
    };
    let listed: Vec<Value> =
        numbers.filter(fits).take(most).map(|number| to_json(&number, &country, is_local)).collect();
    Ok(Json(json!({"available_phone_numbers": listed, "uri": uri.to_string()})))
}

fn to_json(number: &PhoneNumber, country: &str, is_local: bool) -> Value {
    let place = PLACES.iter().find(|(code, ..)| is_local && number.as_str()[2..].starts_with(code));
    json!({
        "address_requirements": "none",
        "beta": false,
        "capabilities": {"voice": true, "SMS": true, "MMS": is_local},
        "friendly_name": formatted(number),
        "iso_country": country,
        "lata": null,
        "latitude": null,
        "locality": place.map(|(_, town, ..)| town),
        "longitude": null,
        "phone_number": number,
        "postal_code": null,
        "rate_center": null,
        "region": place.map(|(_, _, region, _)| region),
    })
}

/// `GET /v1/PhoneNumbers/Countries/{country}`
pub(super) async fn prices(
    State(shared): State<SharedLedger>,
    Path(country): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    account(&shared.ledger(), &headers)?;
    let name = match country.as_str() {
        "US" => "United States",
        "CA" => "Canada",
        _ => return Err(TwilioError::not_found(uri.path())),
    };
    Ok(Json(json!({
        "country": name,
        "iso_country": country,
        "phone_number_prices": [
            {"number_type": "local", "base_price": "1.15", "current_price": "1.15"},
            {"number_type": "toll free", "base_price": "2.15", "current_price": "2.15"},
        ],
        "price_unit": "USD",
        "url": format!("https://pricing.twilio.com/v1/PhoneNumbers/Countries/{country}"),
    })))
}
