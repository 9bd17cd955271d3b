//! Settings: one small struct for each concern. Each field names its environment variable. A function reads its
//! settings at the start, and does not start if one is missing or invalid.

mod api;
mod aws;
mod budget;
mod calls;
mod dashboard;
mod email;
mod environment;
mod files;
mod keys;
mod model;
mod prices;
mod telephony;
mod voice_samples;
mod webhooks;

pub use api::{ApiConfig, IssuerConfig, Limits, OidcConfig, UserInfoConfig};
pub use aws::{
    DeadLetterConfig, FollowUpQueueConfig, QueueConfig, ScenarioQueueConfig, SecretsConfig, TableConfig,
    TenantRoleConfig,
};
pub use budget::BudgetConfig;
pub use calls::CallLimits;
pub use dashboard::DashboardConfig;
pub use email::EmailConfig;
pub use environment::{ConfigError, Environment};
pub use files::FilesConfig;
pub use keys::{KeysConfig, ResolvedSigningKeys};
pub use model::{
    ModelConfig, ModelKey, ModelRetirement, ModelRole, ModelSetting, OutputLimit, ReasoningEffort, ServiceTier,
    Verbosity,
};
pub use prices::PriceConfig;
pub use telephony::{RelayConfig, RelayUrl, RotationConfig, TelephonyConfig, TwilioConfig};
pub use voice_samples::VoiceSampleConfig;
pub use webhooks::WebhookConfig;
