//! The demo companies' numbers: the company of each, its items and secrets, and its webhook URLs at the fake Twilio.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use connections::secrets::Secrets;
use dev_oidc::DevIssuer;
use domain::{
    access::{EmailAddress, Role, Subject},
    id::PersonId,
    phone::PhoneNumber,
    text::Text,
};
use fake_twilio::{Account, AccountCredentials};
use jiff::Timestamp;
use local_aws::put_secret;
use serde_json::json;
use store::{
    Actor, ChangeContext, Founder, FounderProof, NewTenant, Profile, Store, TenantSessions,
    secret_token::InvitationCode,
};
use twilio::{
    rest::{Credentials, RestClient},
    signature::AuthToken,
    webhook_urls::{CompanyOfCall, WebhookUrls},
};

use super::{RealNumber, SEALING_KEYS, SECRET_PREFIX, SIGNING_KEYS, StartError};
use crate::{
    demo::{DemoCompany, DemoError, DemoSecrets, spare_numbers},
    manifest::Tenant,
};

/// The actor of the demo companies in their audit logs.
const BY: &str = "operator:local";

/// A number, the company it reaches and the account it belongs to.
pub(super) struct DemoNumber<'a> {
    company: &'a DemoCompany,
    number: &'a PhoneNumber,
    account: &'a AccountCredentials,
}

/// The companies' numbers; a real one takes the place of the first.
pub(super) fn demo_numbers<'a>(
    companies: &'a [DemoCompany],
    credentials: &'a DemoSecrets,
    real: Option<&'a RealNumber>,
) -> Vec<DemoNumber<'a>> {
    let mut numbers: Vec<DemoNumber<'a>> = companies
        .iter()
        .zip(&credentials.twilio)
        .map(|(company, account)| DemoNumber { company, number: &company.number, account })
        .collect();
    // A real number takes the place of the first company's fictional one.
    if let (Some(first), Some(real)) = (numbers.first_mut(), real) {
        first.number = &real.number;
        first.account = &real.account;
    }
    numbers
}

/// Stores what the functions need to answer calls to the numbers, and the platform's own keys for the models.
pub(super) async fn store_numbers(
    numbers: &[DemoNumber<'_>],
    table: (&Store, &TenantSessions),
    aws: &SdkConfig,
    (api_key, named_keys): (&str, &BTreeMap<String, String>),
    now: Timestamp,
) -> Result<(), StartError> {
    for number in numbers {
        number.store(table, aws, api_key, now).await?;
    }
    let models: BTreeMap<_, _> = named_keys.iter().map(|(name, key)| (name, json!({"api_key": key}))).collect();
    let secret = json!({"openai": {"api_key": api_key}, "models": models});
    put_secret(aws, &Secrets::platform_name(SECRET_PREFIX), &secret.to_string()).await?;
    Ok(())
}

/// Stores our own keys.
pub(super) async fn store_keys(credentials: &DemoSecrets, aws: &SdkConfig) -> Result<(), StartError> {
    put_secret(aws, SIGNING_KEYS, &credentials.signing_keys()).await?;
    put_secret(aws, SEALING_KEYS, &credentials.sealing_keys()).await?;
    Ok(())
}

impl DemoNumber<'_> {
    /// Stores what the functions need to answer calls to this number.
    async fn store(
        &self,
        (store, sessions): (&Store, &TenantSessions),
        aws: &SdkConfig,
        api_key: &str,
        now: Timestamp,
    ) -> Result<(), StartError> {
        let secret = json!({
            "twilio": {"account_sid": self.account.account_sid, "auth_tokens": [self.account.auth_token]},
            "openai": {"api_key": api_key},
        });
        put_secret(aws, &Secrets::name(SECRET_PREFIX, &self.company.tenant), &secret.to_string()).await?;
        let change = ChangeContext { actor: Actor { name: BY.to_owned(), address: None }, at: now };
        for number in [self.number, &self.company.number] {
            if let Some(route) = store.get_number_route(number).await? {
                // A data directory that has the company already; its number may be a real one since.
                store.add_number(&route.scope(), self.number, route.credentials_version, &change).await?;
                return Ok(());
            }
        }
        self.create(store, sessions, &change).await
    }

    async fn create(&self, store: &Store, sessions: &TenantSessions, change: &ChangeContext) -> Result<(), StartError> {
        let company = self.company;
        let subject = |role: Role| -> Result<(PersonId, EmailAddress, Subject), StartError> {
            let (person, email) = company.person(role)?;
            let subject = Subject::parse(&DevIssuer::subject_of(email.as_str())).ok_or(StartError::Subject)?;
            Ok((person, email, subject))
        };
        let name = |role: Role| {
            let login = company.logins().into_iter().find(|login| login.role == Some(role));
            login.and_then(|login| Text::cut(&login.name))
        };
        let (person, email, owner) = subject(Role::Owner)?;
        let proof = FounderProof::Subject(owner);
        let new = NewTenant {
            tenant: company.tenant.clone(),
            profile: Profile { name: company.config.company.clone(), contact_email: None, reference: None },
            config: company.config.clone(),
            numbers: [self.number.clone()].into(),
            founder: Founder { person, email, name: name(Role::Owner), proof },
            approved: true,
            founded_by: None,
        };
        store.create_tenant(new, change).await?;
        let route = store.get_number_route(self.number).await?;
        let Some(scope) = route.map(|route| route.scope()) else { return Ok(()) };
        for role in [Role::Manager, Role::Dispatcher, Role::Viewer] {
            let (person, email, subject) = subject(role)?;
            let code = InvitationCode::random()?;
            store.invite(&scope, person, (email.clone(), name(role), role), &code, change).await?;
            store.accept_invitation(sessions, &code, (&subject, &email), change).await?;
        }
        Ok(())
    }

    /// Its entry in the manifest.
    pub(super) fn to_manifest(&self, urls: &WebhookUrls) -> Tenant {
        let forward = self.company.config.forwarding_number.as_ref();
        let urls = urls.number_urls(CompanyOfCall { tenant: &self.company.tenant, forward });
        Tenant {
            tenant_id: self.company.tenant.clone(),
            name: self.company.config.company.to_string(),
            number: self.number.clone(),
            time_zone: self.company.config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            twilio_account_sid: self.account.account_sid.to_string(),
            twilio_auth_token: self.account.auth_token.clone(),
            voice_url: urls.voice_url,
            fallback_url: urls.fallback_url,
            status_url: urls.status_url,
            people: self.company.logins().into(),
        }
    }
}

/// The accounts at the fake Twilio: one for each company with its fictional number, and one with the spare numbers.
pub(super) fn fake_twilio_accounts(
    companies: &[DemoCompany],
    credentials: &DemoSecrets,
) -> Result<Vec<Account>, DemoError> {
    let of_companies = companies.iter().zip(&credentials.twilio).map(|(company, account)| Account {
        account: account.clone(),
        friendly_name: company.config.company.to_string(),
        numbers: vec![company.number.clone()],
    });
    let spare = Account {
        account: credentials.spare.clone(),
        friendly_name: "Spare account".to_owned(),
        numbers: spare_numbers()?.into(),
    };
    Ok(of_companies.chain([spare]).collect())
}

/// Sets the webhook URLs of the companies' fictional numbers, as for any connected number.
pub(super) async fn connect(
    twilio: &RestClient,
    companies: &[DemoCompany],
    credentials: &DemoSecrets,
    urls: &WebhookUrls,
) -> Result<(), StartError> {
    for (company, account) in companies.iter().zip(&credentials.twilio) {
        let token = AuthToken::new(account.auth_token.as_str());
        let credentials = Credentials { account_sid: &account.account_sid, auth_token: &token };
        if let Some(number) = twilio.find_number(&credentials, &company.number).await? {
            let forward = company.config.forwarding_number.as_ref();
            let urls = urls.number_urls(CompanyOfCall { tenant: &company.tenant, forward });
            twilio.set_number_urls(&credentials, &number.sid, &urls).await?;
        }
    }
    Ok(())
}
