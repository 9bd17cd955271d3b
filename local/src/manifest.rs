//! The description of a running system for programs: one JSON object, printed as the first line and stored in the data
//! directory for the telephone.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use domain::{id::TenantId, phone::PhoneNumber};
use fake_twilio::AccountCredentials;
use serde::{Deserialize, Serialize};
use twilio::sid::AccountSid;

use crate::demo::{DemoError, Login, spare_numbers};

const FILE: &str = "running.json";

/// A running system.
#[derive(Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// The URL requests are signed for.
    pub base_url: String,
    /// The URL requests are sent to. It differs from `base_url` behind a tunnel.
    pub listen_url: String,
    /// The URL of its AWS, for functions and tools outside this process.
    pub aws_endpoint: Option<String>,
    /// The data directory; `null` if everything is in memory.
    pub data_dir: Option<PathBuf>,
    /// `fake-openai`, or the model's URL.
    pub model: String,
    /// The URL of `/admin`. It equals `listen_url`, unless calls come through a tunnel.
    pub admin_url: String,
    /// The URL of the dashboard. Missing in the manifest of an earlier release.
    #[serde(default)]
    pub dashboard_url: String,
    /// The URL of the API's documentation page.
    pub docs_url: String,
    /// The URL of the page with the e-mails and texts that were sent. Missing in the manifest of an earlier release.
    #[serde(default)]
    pub outbox_url: String,
    /// The URL of the development issuer, which asks for no password.
    pub issuer_url: String,
    /// The URL that issues an access token to programs: `POST` with the form field `email`.
    pub token_url: String,
    /// The platform's operator.
    pub operator: Login,
    /// The URL of Twilio's REST API: the fake, unless there is a real number.
    #[serde(default)]
    pub twilio_api_url: String,
    /// An account at the fake, to set up a new company with; `null` if Twilio is the real one.
    pub spare_twilio_account: Option<SpareTwilioAccount>,
    /// The demo companies.
    pub tenants: Vec<Tenant>,
    /// The environment variables of a function that runs elsewhere on this machine (`docs/configuration.md`).
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// A demo company with random credentials.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tenant {
    /// Its id.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: PhoneNumber,
    /// Its IANA time zone.
    pub time_zone: String,
    /// Its Twilio account.
    pub twilio_account_sid: String,
    /// The token that signs the account's webhooks.
    pub twilio_auth_token: String,
    /// `VoiceUrl` of its number.
    pub voice_url: String,
    /// `VoiceFallbackUrl` of its number.
    pub fallback_url: String,
    /// `StatusCallback` of its number.
    pub status_url: String,
    /// Its people, one for each role.
    pub people: Vec<Login>,
}

/// A Twilio account with unconnected numbers and random credentials.
#[derive(Clone, Serialize, Deserialize)]
pub struct SpareTwilioAccount {
    /// The account.
    pub account_sid: AccountSid,
    /// The token that signs webhooks and authenticates requests.
    pub auth_token: String,
    /// The numbers it holds.
    pub numbers: Vec<PhoneNumber>,
}

impl SpareTwilioAccount {
    pub(crate) fn of(account: &AccountCredentials) -> Result<Self, DemoError> {
        let AccountCredentials { account_sid, auth_token } = account.clone();
        Ok(Self { account_sid, auth_token, numbers: spare_numbers()?.into() })
    }
}

impl Manifest {
    /// Stores it in a private file for [`Manifest::found_in`].
    pub(crate) fn keep_in(&self, directory: &Path) -> io::Result<()> {
        localhost::write_private(&directory.join(FILE), &serde_json::to_vec_pretty(self)?)
    }

    /// The system that runs on this data directory, or the one that was killed last.
    #[must_use]
    pub fn found_in(directory: &Path) -> Option<Self> {
        let text = std::fs::read(directory.join(FILE)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    pub(crate) fn remove_from(directory: &Path) {
        let _ = std::fs::remove_file(directory.join(FILE));
    }
}

/// Prints the companies only, because the other fields include credentials.
impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.tenants.iter().map(|tenant| &tenant.tenant_id)).finish()
    }
}
