//! Numbers that an account can buy, what they cost, and buying one. Sources: Twilio's API reference, "`AvailablePhoneNumber`
//! Local resource", "`AvailablePhoneNumber` `TollFree` resource", "`IncomingPhoneNumber` resource" and "Pricing: Phone Numbers
//! resource".

use std::time::Duration;

use domain::{money::MicroUsd, phone::PhoneNumber};
use platform::boxed;
use serde::Deserialize;

use super::{
    Credentials, IncomingNumber, RestClient, RestError, list, number::NumberResource, path_of, read, send, send_within,
};

/// The numbers of a search. Twilio's own page has 50.
const MOST_FOUND: &str = "20";
/// The time for a purchase, which takes longer than a lookup.
const PURCHASE_TIMEOUT: Duration = Duration::from_secs(10);

/// A country whose numbers are sold here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberCountry {
    /// The United States.
    UnitedStates,
    /// Canada.
    Canada,
}

impl NumberCountry {
    fn code(self) -> &'static str {
        match self {
            Self::UnitedStates => "US",
            Self::Canada => "CA",
        }
    }
}

/// The kind of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberType {
    /// A number of a place.
    Local,
    /// A number whose calls the called company pays.
    TollFree,
}

impl NumberType {
    /// The name in the path of a search, and the name in a price.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Local => ("Local", "local"),
            Self::TollFree => ("TollFree", "toll free"),
        }
    }
}

/// Which numbers to look for: those that take calls and need no address at Twilio, and match every part that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberSearch<'a> {
    /// The country.
    pub country: NumberCountry,
    /// The kind.
    pub number_type: NumberType,
    /// The three digits after the country code.
    pub area_code: Option<&'a str>,
    /// The postal code of the number's place. A toll-free number has no place.
    pub postal_code: Option<&'a str>,
    /// Digits in sequence that the number contains: 2 to 10.
    pub digits: Option<&'a str>,
}

/// A number that can be bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailableNumber {
    /// The number.
    pub phone_number: PhoneNumber,
    /// The town, as Twilio writes it.
    pub locality: Option<String>,
    /// The state or province, by two letters.
    pub region: Option<String>,
    /// Whether it takes calls.
    pub voice_capable: bool,
    /// Whether it takes text messages.
    pub sms_capable: bool,
}

#[derive(Deserialize)]
struct AvailablePage {
    available_phone_numbers: Vec<AvailableResource>,
}

#[derive(Deserialize)]
struct AvailableResource {
    phone_number: Option<String>,
    locality: Option<String>,
    region: Option<String>,
    capabilities: Option<AvailableCapabilities>,
}

/// Twilio writes `SMS` here, and `sms` in the numbers of an account.
#[derive(Default, Deserialize)]
struct AvailableCapabilities {
    voice: Option<bool>,
    #[serde(rename = "SMS", alias = "sms")]
    sms: Option<bool>,
}

impl AvailableResource {
    /// `None` if it is not a phone number in E.164.
    fn parsed(self) -> Option<AvailableNumber> {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let capabilities = self.capabilities.unwrap_or_default();
        Some(AvailableNumber {
            phone_number: PhoneNumber::parse(&self.phone_number?).ok()?,
            locality: filled(self.locality),
            region: filled(self.region),
            voice_capable: capabilities.voice.unwrap_or(false),
            sms_capable: capabilities.sms.unwrap_or(false),
        })
    }
}

#[derive(Deserialize)]
struct PricesResource {
    price_unit: Option<String>,
    phone_number_prices: Vec<PriceResource>,
}

#[derive(Deserialize)]
struct PriceResource {
    number_type: Option<String>,
    current_price: Option<String>,
}

/// The same API on the host of prices: `pricing.twilio.com` beside `api.twilio.com`.
fn pricing_url(base_url: &str) -> String {
    base_url.replacen("://api.", "://pricing.", 1)
}

impl RestClient {
    /// Searches numbers that can be bought and take calls, at most 20.
    #[must_use]
    #[boxed]
    pub async fn search_numbers(
        &self,
        credentials: &Credentials<'_>,
        search: &NumberSearch<'_>,
    ) -> Result<Vec<AvailableNumber>, RestError> {
        let mut parameters =
            vec![("VoiceEnabled", "true"), ("ExcludeAllAddressRequired", "true"), ("PageSize", MOST_FOUND)];
        let parts = [("AreaCode", search.area_code), ("InPostalCode", search.postal_code), ("Contains", search.digits)];
        parameters.extend(parts.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let (account, country) = (path_of(credentials.account_sid), search.country.code());
        let (kind, query) = (search.number_type.names().0, list::query(&parameters));
        let path = format!("{account}/AvailablePhoneNumbers/{country}/{kind}.json?{query}");
        let page: AvailablePage = self.get(credentials, &path).await?;
        let numbers = page.available_phone_numbers.into_iter().filter_map(AvailableResource::parsed);
        Ok(numbers.filter(|number| number.voice_capable).collect())
    }

    /// Gets what a number costs the account a month. `None` if Twilio names no price in US dollars.
    #[must_use]
    #[boxed]
    pub async fn get_number_price(
        &self,
        credentials: &Credentials<'_>,
        country: NumberCountry,
        number_type: NumberType,
    ) -> Result<Option<MicroUsd>, RestError> {
        let url = format!("{}/v1/PhoneNumbers/Countries/{}", pricing_url(&self.base_url), country.code());
        let prices: PricesResource = read(send(credentials, self.http.get(url)).await?).await?;
        if !prices.price_unit.is_some_and(|unit| unit.eq_ignore_ascii_case("USD")) {
            return Ok(None);
        }
        let name = number_type.names().1;
        let price = prices.phone_number_prices.into_iter().find(|price| price.number_type.as_deref() == Some(name));
        Ok(price.and_then(|price| micro_usd(&price.current_price?)))
    }

    /// Buys a number for the account, which pays for it each month. After an error that is not a refusal, Twilio may have sold
    /// the number: look it up before you ask again.
    #[must_use]
    #[boxed]
    pub async fn buy_number(
        &self,
        credentials: &Credentials<'_>,
        number: &PhoneNumber,
    ) -> Result<IncomingNumber, RestError> {
        let url = format!("{}{}/IncomingPhoneNumbers.json", self.base_url, path_of(credentials.account_sid));
        let request = self.http.post(url).form(&[("PhoneNumber", number.as_str())]);
        let resource: NumberResource = read(send_within(PURCHASE_TIMEOUT, credentials, request).await?).await?;
        resource.parsed().ok_or(RestError::Malformed)
    }
}

/// A price such as `1.15`, in micro-dollars. Digits after the sixth are dropped.
fn micro_usd(text: &str) -> Option<MicroUsd> {
    let (dollars, cents) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = !dollars.is_empty() && dollars.bytes().chain(cents.bytes()).all(|byte| byte.is_ascii_digit());
    if !are_digits {
        return None;
    }
    let dollars: u64 = dollars.parse().ok()?;
    let micro: u64 = format!("{cents:0<6.6}").parse().ok()?;
    Some(MicroUsd::new(dollars.checked_mul(1_000_000)?.checked_add(micro)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn price_in_dollars_becomes_micro_dollars() {
        for (text, micro) in [("1.15", 1_150_000), ("2", 2_000_000), ("0.0075", 7_500), ("1.00000049", 1_000_000)] {
            assert_eq!(micro_usd(text), Some(MicroUsd::new(micro)), "{text}");
        }
        for text in ["", ".", "-1", "1,15", "free", "99999999999999999999"] {
            assert_eq!(micro_usd(text), None, "{text}");
        }
    }

    #[test]
    fn prices_have_a_host_of_their_own_at_twilio_only() {
        assert_eq!(pricing_url("https://api.twilio.com"), "https://pricing.twilio.com");
        assert_eq!(pricing_url("http://127.0.0.1:4711"), "http://127.0.0.1:4711");
    }
}
