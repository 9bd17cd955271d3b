//! The two demo companies and a spare Twilio account: their configuration, their fictional numbers, and
//! random credentials. The data directory keeps the credentials, so a call continues after a restart.

use std::{io, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{id::TenantId, phone::PhoneNumber, tenant::TenantConfig};
use fake_twilio::AccountCredentials;
use localhost::random_hex;
use serde::{Deserialize, Serialize};
use twilio::sid::AccountSid;

mod people;

pub use people::{Login, OPERATOR, operator, people};

/// The file of the credentials in the data directory.
pub const CREDENTIALS_FILE: &str = "credentials.json";

/// Why a demo company could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A configuration in the program is invalid.
    #[error("the configuration of the demo company {0} is invalid")]
    Company(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// A fictional number in the program or a generated id is invalid.
    #[error("a fictional number or account is invalid")]
    Fiction(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The credentials cannot be read or written.
    #[error("the credentials in the data directory cannot be read or written")]
    Files(#[from] io::Error),
    /// The file of credentials is damaged.
    #[error("the file of credentials is damaged; delete credentials.json in the data directory")]
    Damaged(#[from] serde_json::Error),
    /// The operating system provides no random numbers.
    #[error("the operating system provides no random numbers")]
    Randomness(#[from] getrandom::Error),
}

/// A demo company.
#[derive(Debug, Clone)]
pub struct DemoCompany {
    /// Its id.
    pub tenant: TenantId,
    /// Its fictional number.
    pub number: PhoneNumber,
    /// Its configuration.
    pub config: TenantConfig,
}

/// Acme Heating & Air of Dallas, and Desert Comfort of Phoenix.
pub fn companies() -> Result<[DemoCompany; 2], DemoError> {
    Ok([
        company("acme", "+12145550100", include_str!("../demo/acme.json"))?,
        company("desert", "+16025550100", include_str!("../demo/desert.json"))?,
    ])
}

fn company(name: &'static str, number: &str, config: &str) -> Result<DemoCompany, DemoError> {
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| DemoError::Company(name, error);
    Ok(DemoCompany {
        tenant: TenantId::parse(&format!("{}{name}", TenantId::PREFIX)).map_err(|error| wrong(error.into()))?,
        number: PhoneNumber::parse(number).map_err(|error| wrong(error.into()))?,
        config: serde_json::from_str(config).map_err(|error| wrong(error.into()))?,
    })
}

/// Two fictional numbers for new companies.
pub fn spare_numbers() -> Result<[PhoneNumber; 2], DemoError> {
    let number = |text| PhoneNumber::parse(text).map_err(|error| DemoError::Fiction(error.into()));
    Ok([number("+12145550110")?, number("+12145550111")?])
}

fn random_account() -> Result<AccountCredentials, DemoError> {
    let account_sid = AccountSid::parse(&format!("AC{}", random_hex::<16>()?));
    let account_sid = account_sid.map_err(|error| DemoError::Fiction(error.into()))?;
    Ok(AccountCredentials { account_sid, auth_token: random_hex::<16>()? })
}

/// All secrets of a local system.
#[derive(Clone, Serialize)]
pub struct DemoSecrets {
    /// Signs forwarding numbers in URLs.
    pub fallback_signing_key: String,
    /// Seals the responses stored for repeated requests.
    pub answer_sealing_key: String,
    /// One account per demo company, in their order.
    pub twilio: Vec<AccountCredentials>,
    /// The account that holds the spare numbers.
    pub spare: AccountCredentials,
}

/// The stored form. Fields that earlier versions did not have are optional.
#[derive(Deserialize)]
struct StoredDemo {
    fallback_signing_key: String,
    answer_sealing_key: Option<String>,
    twilio: Vec<AccountCredentials>,
    spare: Option<AccountCredentials>,
}

impl DemoSecrets {
    /// New random credentials for a number of companies.
    pub fn random(companies: usize) -> Result<Self, DemoError> {
        let twilio = std::iter::repeat_with(random_account).take(companies).collect::<Result<_, _>>()?;
        let (fallback_signing_key, answer_sealing_key) = (random_key()?, random_key()?);
        Ok(Self { fallback_signing_key, answer_sealing_key, twilio, spare: random_account()? })
    }

    /// The ring of the keys that sign our URLs.
    #[must_use]
    pub fn signing_keys(&self) -> String {
        serde_json::json!({"current": "k1", "k1": self.fallback_signing_key}).to_string()
    }

    /// The ring of the keys that seal stored responses.
    #[must_use]
    pub fn sealing_keys(&self) -> String {
        serde_json::json!({"current": "k1", "k1": self.answer_sealing_key}).to_string()
    }

    /// The credentials in a directory. Missing ones are generated and stored in a private file.
    pub fn kept_in(directory: &Path, companies: usize) -> Result<Self, DemoError> {
        let path = directory.join(CREDENTIALS_FILE);
        let kept: Option<StoredDemo> = match std::fs::read(&path) {
            Ok(text) => Some(serde_json::from_slice(&text)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let credentials = match kept {
            Some(StoredDemo { fallback_signing_key, answer_sealing_key, twilio, spare }) => Self {
                fallback_signing_key,
                answer_sealing_key: answer_sealing_key.map_or_else(random_key, Ok)?,
                twilio,
                spare: spare.map_or_else(random_account, Ok)?,
            },
            None => Self::random(companies)?,
        };
        localhost::write_private(&path, &serde_json::to_vec_pretty(&credentials)?)?;
        Ok(credentials)
    }
}

fn random_key() -> Result<String, getrandom::Error> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    Ok(URL_SAFE_NO_PAD.encode(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demo_companies_are_valid_and_have_fictional_numbers() {
        let companies = companies().expect("valid");
        assert_eq!(companies[0].config.company.to_string(), "Acme Heating & Air");
        assert_eq!(companies[1].config.time_zone.iana_name(), Some("America/Phoenix"));
        let numbers = companies.into_iter().map(|company| company.number);
        for number in numbers.chain(spare_numbers().expect("valid")) {
            assert!(number.as_str()[5..].starts_with("55501"), "{number}");
        }
    }

    #[test]
    fn credentials_are_reused_on_second_start() {
        let directory = tempfile::tempdir().expect("a directory");
        let made = DemoSecrets::kept_in(directory.path(), 2).expect("made");
        let found = DemoSecrets::kept_in(directory.path(), 2).expect("found");
        assert_eq!(made.fallback_signing_key, found.fallback_signing_key);
        assert_eq!(made.spare.auth_token, found.spare.auth_token);
        assert_ne!(made.twilio[0].auth_token, made.twilio[1].auth_token);
        assert_ne!(made.spare.account_sid, made.twilio[0].account_sid);
    }

    #[test]
    fn credentials_without_spare_account_gain_one_and_keep_the_rest() {
        let directory = tempfile::tempdir().expect("a directory");
        let made = DemoSecrets::kept_in(directory.path(), 2).expect("made");
        let path = directory.path().join("credentials.json");
        let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).expect("read")).expect("JSON");
        kept.as_object_mut().expect("an object").remove("spare");
        std::fs::write(&path, kept.to_string()).expect("written");
        let first = DemoSecrets::kept_in(directory.path(), 2).expect("found");
        assert_eq!(first.twilio[1].auth_token, made.twilio[1].auth_token);
        assert_ne!(first.spare.account_sid, made.spare.account_sid);
        let second = DemoSecrets::kept_in(directory.path(), 2).expect("found");
        assert_eq!(second.spare.account_sid, first.spare.account_sid);
    }
}
