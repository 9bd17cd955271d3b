//! What a running system tells programs: one JSON object, printed as the first line and kept in the data directory for
//! the telephone.

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
    /// The URL they are sent to; differs behind a tunnel.
    pub listen_url: String,
    /// Where its AWS is, for functions and tools that run outside this process.
    pub aws_endpoint: Option<String>,
    /// Where everything is kept; `null` if it is all in memory.
    pub data_dir: Option<PathBuf>,
    /// `fake-openai`, or the model's URL.
    pub model: String,
    /// Where `/admin` is; the same as `listen_url`, unless calls come through a tunnel.
    pub admin_url: String,
    /// Where the API is described, for people.
    pub docs_url: String,
    /// Who signs people in: a development issuer, which asks for no password.
    pub issuer_url: String,
    /// Where a program gets an access token: `POST` with the form field `email`.
    pub token_url: String,
    /// Whoever runs the platform.
    pub operator: Login,
    /// Where Twilio's REST API is: the fake, unless there is a real number.
    #[serde(default)]
    pub twilio_api_url: String,
    /// An account at the fake, to set up a new company with; `null` if Twilio is the real one.
    pub spare_twilio_account: Option<SpareTwilioAccount>,
    /// The demo companies.
    pub tenants: Vec<Tenant>,
    /// What a function that runs elsewhere on this machine needs in its environment (`docs/configuration.md`).
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// A demo company. Its credentials were made up on this machine.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tenant {
    /// Its id.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: PhoneNumber,
    /// Where its clocks are.
    pub time_zone: String,
    /// Its Twilio account.
    pub twilio_account_sid: String,
    /// What that account signs with.
    pub twilio_auth_token: String,
    /// `VoiceUrl` of its number.
    pub voice_url: String,
    /// `VoiceFallbackUrl` of its number.
    pub fallback_url: String,
    /// `StatusCallback` of its number.
    pub status_url: String,
    /// Who works there, one person for each role.
    pub people: Vec<Login>,
}

/// A Twilio account whose numbers no company has yet. Its credentials were made up on this machine.
#[derive(Clone, Serialize, Deserialize)]
pub struct SpareTwilioAccount {
    /// The account.
    pub account_sid: AccountSid,
    /// What it signs and authenticates with.
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
    /// Keeps it where [`Manifest::found_in`] finds it, readable by its owner alone.
    pub(crate) fn keep_in(&self, directory: &Path) -> io::Result<()> {
        localhost::write_private(&directory.join(FILE), &serde_json::to_vec_pretty(self)?)
    }

    /// The system that runs on this data directory, or ran there when it was last stopped without warning.
    #[must_use]
    pub fn found_in(directory: &Path) -> Option<Self> {
        let text = std::fs::read(directory.join(FILE)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    pub(crate) fn remove_from(directory: &Path) {
        let _ = std::fs::remove_file(directory.join(FILE));
    }
}

/// Names the companies only: the rest is for programs.
impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.tenants.iter().map(|tenant| &tenant.tenant_id)).finish()
    }
}
