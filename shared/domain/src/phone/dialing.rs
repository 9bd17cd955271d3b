//! Which numbers the system dials and texts for a company: a defence against toll fraud.
//!
//! By default these are the places of the North American Numbering Plan in the United States, Canada and the US
//! territories, and toll-free numbers: a list of area codes, so a code that it does not know is refused. A company's rules
//! can add prefixes. Premium numbers are never dialed, whatever the prefixes. This module does not know who may add a
//! prefix, nor which numbers this system answers.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::{
    PhoneNumber,
    area_codes::{PLACES, TOLL_FREE},
};

/// The most prefixes of a company.
pub const MOST_PREFIXES: usize = 50;

/// Area codes of `+1` outside the United States, Canada and the US territories. Calls to them cost as much as calls to
/// other continents. Source: North American Numbering Plan Administrator, "NANP countries".
const ISLANDS: [&str; 21] = [
    "242", // Bahamas
    "246", // Barbados
    "264", // Anguilla
    "268", // Antigua and Barbuda
    "284", // British Virgin Islands
    "345", // Cayman Islands
    "441", // Bermuda
    "473", // Grenada
    "649", // Turks and Caicos
    "658", // Jamaica
    "664", // Montserrat
    "721", // Sint Maarten
    "758", // Saint Lucia
    "767", // Dominica
    "784", // Saint Vincent and the Grenadines
    "809", // Dominican Republic
    "829", // Dominican Republic
    "849", // Dominican Republic
    "868", // Trinidad and Tobago
    "869", // Saint Kitts and Nevis
    "876", // Jamaica
];

/// The country codes of two digits. `1` and `7` have one digit; all others have three. Source: ITU-T E.164, list of
/// assigned country codes.
const COUNTRY_CODES_OF_TWO: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];

/// Why a number is not dialed, in words for the author of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DialingError {
    /// It costs the caller a premium.
    #[error("is a premium number, which is never called")]
    Premium,
    /// No telephone can have it.
    #[error("is not a number that exists in North America")]
    CannotExist,
    /// The company's rules do not cover it.
    #[error("is outside the United States and Canada; the operators of the platform can allow its prefix")]
    NotAllowed,
}

/// Why a text is not a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    /// It has another form.
    #[error("must be + and the first digits of telephone numbers, with a whole country code, such as +52 or +1242")]
    Malformed,
    /// It covers premium numbers only.
    #[error("covers premium numbers only, which are never called")]
    Premium,
}

/// The first digits of numbers in E.164: `+`, a whole country code, and up to 10 digits in all.
///
/// ```
/// use domain::phone::DialingPrefix;
///
/// assert_eq!(DialingPrefix::parse("+52")?.as_str(), "+52");
/// assert!(DialingPrefix::parse("+5").is_err(), "half a country code");
/// assert!(DialingPrefix::parse("+1900").is_err(), "premium numbers");
/// # Ok::<(), domain::phone::PrefixError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = r"^\+[1-9][0-9]{0,9}$", example = "+52"))]
#[serde(try_from = "String", into = "String")]
pub struct DialingPrefix(String);

impl DialingPrefix {
    /// Parses a prefix.
    pub fn parse(text: &str) -> Result<Self, PrefixError> {
        let digits = text.strip_prefix('+').ok_or(PrefixError::Malformed)?;
        let well_formed = (country_code_length(digits)..=10).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !well_formed {
            return Err(PrefixError::Malformed);
        }
        if is_premium(digits) { Err(PrefixError::Premium) } else { Ok(Self(text.to_owned())) }
    }

    /// Whether it adds a number. An area code of no known place is added only by a prefix with the whole code: `+1` adds
    /// the islands, and no satellites.
    fn covers(&self, number: &PhoneNumber) -> bool {
        let names_the_area_code = self.0.len() >= "+1".len() + 3;
        let is_placed = match area_code(&number.as_str()[1..]) {
            Some(code) => ISLANDS.contains(&code) || is_at_home(&number.as_str()[1..]),
            None => true,
        };
        number.as_str().starts_with(&self.0) && (is_placed || names_the_area_code)
    }

    /// The prefix, with its `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DialingPrefix {
    type Error = PrefixError;
    fn try_from(text: String) -> Result<Self, PrefixError> {
        Self::parse(&text)
    }
}

impl From<DialingPrefix> for String {
    fn from(prefix: DialingPrefix) -> Self {
        prefix.0
    }
}

impl fmt::Display for DialingPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The numbers that the system dials for a company: those of the default, and those with one of the added prefixes.
///
/// ```
/// use domain::phone::{DialingPrefix, DialingRules, PhoneNumber};
///
/// let number = PhoneNumber::parse("+525512345678")?;
/// assert!(!DialingRules::default().allow(&number));
/// assert!(DialingRules::from_iter([DialingPrefix::parse("+52")?]).allow(&number));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DialingRules {
    prefixes: BTreeSet<DialingPrefix>,
}

impl DialingRules {
    /// The added prefixes.
    #[must_use]
    pub fn prefixes(&self) -> &BTreeSet<DialingPrefix> {
        &self.prefixes
    }

    /// Whether only the default applies.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.prefixes.is_empty()
    }

    /// Checks that a number may be dialed.
    pub fn check(&self, number: &PhoneNumber) -> Result<(), DialingError> {
        let digits = &number.as_str()[1..];
        if number.is_premium() {
            return Err(DialingError::Premium);
        }
        if !number.can_exist() {
            return Err(DialingError::CannotExist);
        }
        let is_added = self.prefixes.iter().any(|prefix| prefix.covers(number));
        if is_added || is_at_home(digits) { Ok(()) } else { Err(DialingError::NotAllowed) }
    }

    /// Whether a number may be dialed.
    #[must_use]
    pub fn allow(&self, number: &PhoneNumber) -> bool {
        self.check(number).is_ok()
    }
}

impl FromIterator<DialingPrefix> for DialingRules {
    fn from_iter<I: IntoIterator<Item = DialingPrefix>>(prefixes: I) -> Self {
        Self { prefixes: prefixes.into_iter().collect() }
    }
}

impl PhoneNumber {
    /// Whether it is a premium number: no rules allow it.
    #[must_use]
    pub fn is_premium(&self) -> bool {
        is_premium(&self.0[1..])
    }
}

/// Whether these first digits are those of numbers only whose calls have a price of their own: area code 900, exchange 976
/// and directory assistance (555-1212) of `+1`, and the International Premium Rate Service (ITU-T E.169.2).
fn is_premium(digits: &str) -> bool {
    let local = digits.strip_prefix('1').and_then(|national| national.get(3..)).unwrap_or_default();
    digits.starts_with("1900") || digits.starts_with("979") || local.starts_with("976") || local == "5551212"
}

/// Whether these are the digits of a number in the United States, Canada or the US territories, or of a toll-free one.
fn is_at_home(digits: &str) -> bool {
    let code = area_code(digits).and_then(|code| code.parse().ok());
    code.is_some_and(|code: u16| PLACES.binary_search(&code).is_ok() || TOLL_FREE.contains(&code))
}

/// The area code of a number of `+1`.
fn area_code(digits: &str) -> Option<&str> {
    digits.strip_prefix('1')?.get(..3)
}

fn country_code_length(digits: &str) -> usize {
    match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(two) if COUNTRY_CODES_OF_TWO.contains(&two) => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text).expect("a number")
    }

    fn rules(prefixes: &[&str]) -> DialingRules {
        prefixes.iter().map(|prefix| DialingPrefix::parse(prefix).expect("a prefix")).collect()
    }

    #[test]
    fn default_covers_united_states_canada_territories_and_toll_free() {
        let default = DialingRules::default();
        for allowed in [
            "+12145550100", // Dallas
            "+14165550100", // Toronto
            "+17875550100", // Puerto Rico
            "+19395550100", // Puerto Rico
            "+13405550100", // US Virgin Islands
            "+16715550100", // Guam
            "+16705550100", // Northern Mariana Islands
            "+16845550100", // American Samoa
            "+18005550100", // toll-free
        ] {
            assert_eq!(default.check(&number(allowed)), Ok(()), "{allowed}");
        }
        for (refused, error) in [
            ("+19005550199", DialingError::Premium),
            ("+12149765010", DialingError::Premium),
            ("+18099765010", DialingError::Premium),
            ("+97912345678", DialingError::Premium),
            ("+12425550100", DialingError::NotAllowed),
            ("+18765550100", DialingError::NotAllowed),
            ("+14415550100", DialingError::NotAllowed),
            ("+17005550100", DialingError::NotAllowed),
            ("+15255550100", DialingError::NotAllowed),
            ("+525512345678", DialingError::NotAllowed),
            ("+442079460000", DialingError::NotAllowed),
            ("+881612345678", DialingError::NotAllowed),
            ("+16005550100", DialingError::NotAllowed), // Canada, satellites and mobile data
            ("+16225550100", DialingError::NotAllowed), // Canada, without a place
            ("+15325550100", DialingError::NotAllowed), // personal communications
            ("+15385550100", DialingError::NotAllowed), // set aside for them
            ("+17105550100", DialingError::NotAllowed), // the government
            ("+18805550100", DialingError::NotAllowed), // toll-free from abroad, which is paid
            ("+18225550100", DialingError::NotAllowed), // set aside for toll-free numbers
            ("+12325550100", DialingError::NotAllowed), // not given out
            ("+12145551212", DialingError::Premium),    // directory assistance
            ("+18005551212", DialingError::Premium),
            ("+1214555010", DialingError::CannotExist),
            ("+121455501001", DialingError::CannotExist),
            ("+11145550100", DialingError::CannotExist),
        ] {
            assert_eq!(default.check(&number(refused)), Err(error), "{refused}");
        }
    }

    #[test]
    fn prefix_adds_its_numbers_only() {
        let rules = rules(&["+52", "+1242"]);
        assert!(rules.allow(&number("+525512345678")) && rules.allow(&number("+12425550100")));
        assert!(!rules.allow(&number("+18765550100")) && !rules.allow(&number("+442079460000")));
        assert!(rules.allow(&number("+12145550100")), "the default still applies");
    }

    #[test]
    fn area_code_without_a_known_place_needs_a_prefix_that_names_it() {
        let (everywhere, named) = (rules(&["+1"]), rules(&["+1600", "+1232"]));
        assert!(everywhere.allow(&number("+12425550100")), "an island");
        for without_a_place in ["+16005550100", "+12325550100"] {
            assert!(!everywhere.allow(&number(without_a_place)), "{without_a_place}");
            assert!(named.allow(&number(without_a_place)), "{without_a_place}");
        }
    }

    #[test]
    fn every_area_code_is_allowed_only_if_it_has_a_place_or_is_toll_free() {
        assert!(PLACES.is_sorted() && TOLL_FREE.is_sorted());
        let (home, everywhere) = (DialingRules::default(), rules(&["+1"]));
        for code in 200..=999_u16 {
            let listed = PLACES.contains(&code) || TOLL_FREE.contains(&code);
            let is_island = ISLANDS.contains(&code.to_string().as_str());
            // A list that is wrong is seen here: no place has a code of a class that is set aside.
            let last_two = code % 100;
            let is_set_aside = last_two == 11 // services, such as 911
                || matches!(last_two / 10, 9) // the plan's expansion
                || matches!(code, 370..=379 | 960..=969)
                || matches!(code, 500 | 521..=529 | 533 | 544 | 566 | 577 | 588 | 600 | 622 | 633 | 644 | 655 | 677 | 688)
                || matches!(code, 700 | 710 | 880..=887 | 889 | 900);
            assert!(!(listed && (is_island || is_set_aside)), "{code}");
            let number = PhoneNumber::parse(&format!("+1{code}5550100")).expect("a number");
            assert_eq!(home.allow(&number), listed, "{code}");
            assert_eq!(everywhere.allow(&number), listed || is_island, "{code}");
            let assistance = PhoneNumber::parse(&format!("+1{code}5551212")).expect("a number");
            assert_eq!(everywhere.check(&assistance), Err(DialingError::Premium), "{code}");
        }
    }

    #[test]
    fn prefix_needs_a_whole_country_code_and_is_not_premium() {
        for valid in ["+1", "+7", "+52", "+1242", "+44", "+4420", "+353", "+180997", "+1234567890"] {
            assert!(DialingPrefix::parse(valid).is_ok(), "{valid}");
        }
        for malformed in ["", "+", "52", "+0", "+052", "+4", "+35", "+5x", "+52 ", "+12345678901", "＋52", "+५२"] {
            assert_eq!(DialingPrefix::parse(malformed), Err(PrefixError::Malformed), "{malformed}");
        }
        for premium in ["+1900", "+19005", "+1214976", "+12149760", "+979", "+9791"] {
            assert_eq!(DialingPrefix::parse(premium), Err(PrefixError::Premium), "{premium}");
        }
    }

    #[test]
    fn rules_round_trip_as_a_list() {
        let rules = rules(&["+52", "+1242"]);
        let written = serde_json::to_value(&rules).expect("written");
        assert_eq!(written, serde_json::json!(["+1242", "+52"]));
        assert_eq!(serde_json::from_value::<DialingRules>(written).expect("read"), rules);
    }

    fn any_rules() -> impl Strategy<Value = DialingRules> {
        let prefixes = prop::collection::vec("\\+1?[1-9][0-9]{0,8}", 0..6);
        prefixes.prop_map(|texts| texts.iter().filter_map(|text| DialingPrefix::parse(text).ok()).collect())
    }

    proptest! {
        #[test]
        fn premium_number_is_never_allowed(rules in any_rules(), area in "[2-9][0-9]{2}", rest in "[0-9]{7}", line in "[0-9]{4}") {
            let everywhere = rules.prefixes().iter().cloned().chain(DialingPrefix::parse("+1")).collect::<DialingRules>();
            for premium in [format!("+1900{rest}"), format!("+1{area}976{line}"), format!("+1{area}5551212"), format!("+979{rest}")] {
                prop_assert_eq!(everywhere.check(&number(&premium)), Err(DialingError::Premium), "{}", premium);
            }
        }

        #[test]
        fn allowed_number_is_at_home_or_has_an_added_prefix(rules in any_rules(), text in "\\+1?[1-9][0-9]{7,12}") {
            let Ok(number) = PhoneNumber::parse(&text) else { return Ok(()) };
            let is_added = rules.prefixes().iter().any(|prefix| text.starts_with(prefix.as_str()));
            if rules.allow(&number) {
                prop_assert!(is_added || DialingRules::default().allow(&number), "{}", text);
                prop_assert!(is_added || (text.starts_with("+1") && text.len() == 12), "{}", text);
            }
        }

        #[test]
        fn more_prefixes_never_allow_less(rules in any_rules(), more in any_rules(), text in "\\+1?[1-9][0-9]{7,12}") {
            let Ok(number) = PhoneNumber::parse(&text) else { return Ok(()) };
            let both: DialingRules = rules.prefixes().union(more.prefixes()).cloned().collect();
            prop_assert!(!rules.allow(&number) || both.allow(&number), "{}", text);
        }

        #[test]
        fn no_text_panics_as_a_prefix(text: String) {
            let _ = DialingPrefix::parse(&text);
        }
    }
}
