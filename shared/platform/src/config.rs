//! Settings, one small struct per concern, each field naming its variable. Read once, when a function starts; a missing or
//! invalid one stops it there, by name.

mod api;
mod aws;
mod environment;
mod model;
mod prices;
mod telephony;

pub use api::{ApiConfig, Limits, OidcConfig};
pub use aws::{QueueConfig, SecretsConfig, TableConfig};
pub use environment::{ConfigError, Environment};
pub use model::{ModelConfig, ReasoningEffort};
pub use prices::PriceConfig;
pub use telephony::{TelephonyConfig, TwilioConfig};
