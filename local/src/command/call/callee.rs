//! The companies that can be called from this machine, and the webhook URLs of their numbers at Twilio.

use domain::phone::PhoneNumber;
use store::Store;
use telephone::call_setup::{CallSetup, CallSetupError};
use twilio::{
    rest::{Credentials, RestClient},
    signature::AuthToken,
};

use super::Failure;
use crate::manifest::{Manifest, Tenant};

/// A company with a connected number.
pub(super) struct Callee {
    pub(super) name: String,
    pub(super) number: PhoneNumber,
    account_sid: String,
    token: AuthToken,
    voice_url: String,
    fallback_url: Option<String>,
    status_url: Option<String>,
}

impl From<&Tenant> for Callee {
    fn from(tenant: &Tenant) -> Self {
        Self {
            name: tenant.name.clone(),
            number: tenant.number.clone(),
            account_sid: tenant.twilio_account_sid.clone(),
            token: AuthToken::new(tenant.twilio_auth_token.as_str()),
            voice_url: tenant.voice_url.clone(),
            fallback_url: Some(tenant.fallback_url.clone()),
            status_url: Some(tenant.status_url.clone()),
        }
    }
}

impl Callee {
    /// A call to this company from a number.
    pub(super) fn setup(&self, from: &str) -> Result<CallSetup, CallSetupError> {
        let mut setup =
            CallSetup::new(from, self.number.as_str(), &self.account_sid, self.token.clone(), &self.voice_url)?;
        if let Some(url) = &self.fallback_url {
            setup = setup.with_fallback(url)?;
        }
        if let Some(url) = &self.status_url {
            setup = setup.with_status_callback(url)?;
        }
        Ok(setup)
    }
}

/// The demo companies and those with a connected number of the spare account.
pub(super) async fn all(manifest: &Manifest, store: &Store) -> Result<Vec<Callee>, Failure> {
    let mut all: Vec<Callee> = manifest.tenants.iter().map(Callee::from).collect();
    let Some(spare) = &manifest.spare_twilio_account else { return Ok(all) };
    let token = AuthToken::new(spare.auth_token.as_str());
    let twilio = RestClient::new(platform::http_client(), &manifest.twilio_api_url);
    let credentials = Credentials { account_sid: &spare.account_sid, auth_token: &token };
    for number in twilio.list_numbers(&credentials).await? {
        let route = store.get_number_route(&number.phone_number).await?;
        let company = match route {
            Some(route) => store.get_tenant(&route.scope()).await?,
            None => None,
        };
        if let (Some(company), Some(voice_url)) = (company, number.voice_url) {
            all.push(Callee {
                name: company.profile.name.to_string(),
                number: number.phone_number,
                account_sid: spare.account_sid.to_string(),
                token: token.clone(),
                voice_url,
                fallback_url: number.voice_fallback_url,
                status_url: number.status_callback,
            });
        }
    }
    Ok(all)
}
