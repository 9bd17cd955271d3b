//! The options of a system. It does not know their source, such as the command line or a test.

use std::{collections::BTreeMap, path::PathBuf};

use aws_config::SdkConfig;
use domain::phone::PhoneNumber;
use fake_twilio::AccountCredentials;
use local_aws::Storage;
use platform::{clock::Clock, config::ModelConfig};

use super::environment::Variables;

/// Where AWS is.
#[derive(Debug, Clone)]
pub enum Aws {
    /// In this process.
    Embedded(Storage),
    /// At any other implementation of its APIs.
    Elsewhere(Box<SdkConfig>),
}

/// Which model answers.
#[derive(Debug, Clone)]
pub enum Model {
    /// The fake, in this process.
    FakeOpenAi,
    /// Any server that speaks the protocol.
    Server {
        /// Its key.
        api_key: String,
        /// The keys of single models, by the names that the models' settings have.
        named_keys: BTreeMap<String, String>,
        /// Its URL, the model's name, and the request settings.
        config: ModelConfig,
    },
}

/// A real Twilio number that reaches the first demo company.
#[derive(Clone)]
pub struct RealNumber {
    /// The number.
    pub number: PhoneNumber,
    /// The account it belongs to.
    pub account: AccountCredentials,
}

impl std::fmt::Debug for RealNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RealNumber({:?})", self.number)
    }
}

/// The options of a system.
#[derive(Debug, Clone)]
pub struct SystemOptions {
    /// The port on the loopback interface; 0 for any free port.
    pub port: u16,
    /// Where AWS is.
    pub aws: Aws,
    /// The directory for credentials and the manifest. `None` stores all data in memory.
    pub data_dir: Option<PathBuf>,
    /// Which model answers.
    pub model: Model,
    /// The public URL that Twilio calls, if it differs from the listen address.
    pub public_url: Option<String>,
    /// A real number besides the demo ones.
    pub real_number: Option<RealNumber>,
    /// The clock.
    pub clock: Clock,
    /// Settings of the functions that differ from their defaults.
    pub settings: Variables,
}

impl SystemOptions {
    /// A system with the fake model, on any free port. Its data is lost when it stops.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            port: 0,
            aws: Aws::Embedded(Storage::InMemory),
            data_dir: None,
            model: Model::FakeOpenAi,
            public_url: None,
            real_number: None,
            clock: Clock::system(),
            settings: Variables::new(),
        }
    }
}
