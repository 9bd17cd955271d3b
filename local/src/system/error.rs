//! Why a system does not start.

use dev_oidc::DevIssuerError;
use local_aws::{AwsError, ProvisionError};
use platform::{config::ConfigError, key_ring::KeyRingError, public_url::InvalidPublicUrl};
use store::{ChangeError, StoreError};
use twilio::rest::RestError;

use crate::demo::DemoError;

/// Why a system does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port cannot be bound, for example because it is in use.
    #[error("cannot listen on 127.0.0.1:{port}; choose another port with --port")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file or socket failed.
    #[error("a file or a socket failed")]
    Io(#[from] std::io::Error),
    /// The embedded AWS does not start.
    #[error("the embedded AWS does not start")]
    Aws(#[from] AwsError),
    /// The table, the queues or the secrets cannot be created.
    #[error("the table, the queues or the secrets cannot be created")]
    Provision(#[from] ProvisionError),
    /// The demo companies cannot be set up.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The development issuer does not start.
    #[error("the development issuer does not start")]
    Issuer(#[from] DevIssuerError),
    /// The demo companies cannot be changed in the table.
    #[error("the demo companies cannot be set up; if another version wrote the data directory, delete it")]
    Change(#[from] ChangeError),
    /// A demo company cannot get an owner.
    #[error("a demo person has no subject")]
    Subject,
    /// The operating system provides no random numbers.
    #[error("the operating system provides no random numbers")]
    Randomness(#[from] getrandom::Error),
    /// The table cannot be read.
    #[error("the demo companies cannot be stored")]
    Store(#[from] StoreError),
    /// The public URL is invalid.
    #[error("--public-url: {0}")]
    PublicUrl(#[from] InvalidPublicUrl),
    /// The fake Twilio refuses the webhook URLs of a number.
    #[error("cannot set the webhook URLs of the demo companies' numbers at the fake Twilio")]
    Twilio(#[from] RestError),
    /// A setting is missing or invalid.
    #[error(transparent)]
    Settings(#[from] ConfigError),
    /// The stored keys of the system are invalid.
    #[error("the keys in the data directory are not valid; delete it")]
    Keys(#[from] KeyRingError),
    /// The manifest cannot be written.
    #[error("the manifest cannot be written")]
    Manifest(#[from] serde_json::Error),
}
