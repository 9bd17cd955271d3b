//! Numbers that the company can buy from Twilio, and buying one.

use api::{
    JsonBody, Problem, StrictQuery,
    access::{Authorized, permission::ManageConnection},
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{money::MicroUsd, phone::PhoneNumber, tenant::Zip};
use serde::{Deserialize, Serialize};
use twilio::rest::{AvailableNumber, NumberCountry, NumberSearch, NumberType};
use utoipa::{IntoParams, ToSchema};

use super::{Function, connection::NumberView, connection_problem};

/// Which numbers to look for. A number matches every part that is given.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AvailableQuery {
    /// The country; the United States if missing.
    #[serde(default)]
    #[param(inline, example = "US")]
    country: CountryOfNumber,
    /// A number of a place (`local`, if missing), or one whose calls you pay (`toll_free`).
    #[serde(default)]
    #[param(inline, example = "local")]
    number_type: TypeOfNumber,
    /// The area code.
    #[param(example = "214", pattern = "^[2-9][0-9]{2}$")]
    area_code: Option<String>,
    /// The ZIP code of the number's place, in the United States only.
    #[param(example = "75201", pattern = "^[0-9]{5}$")]
    zip: Option<String>,
    /// Digits in sequence that the number contains.
    #[param(example = "4822", pattern = "^[0-9]{2,10}$")]
    digits: Option<String>,
}

/// A country whose numbers can be bought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
enum CountryOfNumber {
    /// The United States.
    #[default]
    #[serde(rename = "US")]
    UnitedStates,
    /// Canada.
    #[serde(rename = "CA")]
    Canada,
}

/// The kind of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TypeOfNumber {
    /// A number of a place.
    #[default]
    Local,
    /// A number whose calls the company pays.
    TollFree,
}

impl AvailableQuery {
    fn search(&self) -> Result<NumberSearch<'_>, Problem> {
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_area_code = |code: &str| code.len() == 3 && are_digits(code) && !code.starts_with(['0', '1']);
        if self.area_code.as_deref().is_some_and(|code| !is_area_code(code)) {
            return Err(Problem::field("/area_code", "an area code has three digits and begins with 2 to 9"));
        }
        if let Some(zip) = &self.zip {
            Zip::try_from(zip.clone()).map_err(|error| Problem::field("/zip", error.to_string()))?;
            if self.country != CountryOfNumber::UnitedStates || self.number_type != TypeOfNumber::Local {
                return Err(Problem::field("/zip", "only local numbers of the United States have a ZIP code"));
            }
        }
        if self.digits.as_deref().is_some_and(|digits| !(2..=10).contains(&digits.len()) || !are_digits(digits)) {
            return Err(Problem::field("/digits", "two to ten digits"));
        }
        Ok(NumberSearch {
            country: match self.country {
                CountryOfNumber::UnitedStates => NumberCountry::UnitedStates,
                CountryOfNumber::Canada => NumberCountry::Canada,
            },
            number_type: match self.number_type {
                TypeOfNumber::Local => NumberType::Local,
                TypeOfNumber::TollFree => NumberType::TollFree,
            },
            area_code: self.area_code.as_deref(),
            postal_code: self.zip.as_deref(),
            digits: self.digits.as_deref(),
        })
    }
}

/// Numbers that the company's Twilio account can buy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{"phone_number": "+12145550123", "place": "Dallas, TX", "takes_texts": true}],
    "monthly_price_micro_usd": 1_150_000,
}))]
pub(crate) struct AvailableNumbers {
    items: Vec<AvailableNumberView>,
    /// What Twilio charges the account for each of them a month, in micro-dollars. Missing if Twilio does not say; then its
    /// invoice has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    monthly_price_micro_usd: Option<MicroUsd>,
}

/// A number that can be bought. It takes calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailableNumber, example = json!({"phone_number": "+12145550123", "place": "Dallas, TX", "takes_texts": true}))]
struct AvailableNumberView {
    phone_number: PhoneNumber,
    /// The place, as Twilio writes it. Missing for a number without a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Whether it also takes text messages.
    takes_texts: bool,
}

impl From<AvailableNumber> for AvailableNumberView {
    fn from(AvailableNumber { phone_number, locality, region, sms_capable, .. }: AvailableNumber) -> Self {
        let place: Vec<String> = locality.into_iter().chain(region).collect();
        let place = (!place.is_empty()).then(|| place.join(", "));
        Self { phone_number, place, takes_texts: sms_capable }
    }
}

/// Search numbers to buy
///
/// Lists numbers that Twilio sells at the moment, at most 20. All take calls, and none needs an address at Twilio.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/numbers/available", tag = "Connection",
    responses(
        (status = 200, description = "Numbers that can be bought", body = AvailableNumbers),
        (status = 409, description = "No Twilio credentials are stored, or Twilio rejects them"),
        (status = 502, description = "Twilio cannot be reached"),
    )
)]
pub(crate) async fn search_numbers(
    State(function): Function,
    may: Authorized<ManageConnection>,
    StrictQuery(query): StrictQuery<AvailableQuery>,
) -> Result<Json<AvailableNumbers>, Problem> {
    let search = query.search()?;
    let tenant = function.tenant(&may.scope).await?;
    let searching = function.connections.search_numbers(&may.scope, &tenant, &search);
    let found = Box::pin(searching).await.map_err(connection_problem)?;
    Ok(Json(AvailableNumbers {
        items: found.numbers.into_iter().map(Into::into).collect(),
        monthly_price_micro_usd: found.monthly_price,
    }))
}

/// A number to buy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BuyNumber, example = json!({"phone_number": "+12145550123", "accepts_charges": true}))]
pub(crate) struct BuyBody {
    /// A number of a search.
    phone_number: PhoneNumber,
    /// Must be `true`: Twilio charges the account for the number each month, until it is released in Twilio's console.
    accepts_charges: bool,
}

/// Buy a number
///
/// Buys the number for the company's Twilio account and connects it. Twilio charges the account. A number is never bought
/// twice: if the account holds it already, it is only connected, so repeat a request whose answer you did not get or that
/// failed with 502. At most 10 numbers are ordered in a day.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/numbers/purchases", tag = "Connection",
    request_body = BuyBody,
    responses(
        (status = 201, description = "The number, bought and connected", body = NumberView),
        (status = 409, description = "Twilio does not sell the number: it is gone, the account lacks funds or is a trial, or an address or a regulatory bundle is required. `detail` has Twilio's error code. Or no more numbers can be connected"),
        (status = 502, description = "Twilio cannot be reached, or did not say whether it sold the number. Repeat the request before you buy another number"),
    )
)]
pub(crate) async fn buy_number(
    State(function): Function,
    may: Authorized<ManageConnection>,
    JsonBody(body): JsonBody<BuyBody>,
) -> Result<Response, Problem> {
    if !body.accepts_charges {
        return Err(Problem::field("/accepts_charges", "accept that Twilio charges your account for the number"));
    }
    let tenant = function.tenant(&may.scope).await?;
    let sessions = function.access.sessions();
    let buying = function.connections.buy(sessions, &may.scope, &tenant, &body.phone_number, &may.change);
    let number = Box::pin(buying).await.map_err(connection_problem)?;
    Ok((StatusCode::CREATED, Json(NumberView::from(number))).into_response())
}
