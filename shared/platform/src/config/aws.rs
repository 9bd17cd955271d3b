//! The names of our AWS resources.

use std::time::Duration;

use super::{ConfigError, Environment};

/// The table.
#[derive(Debug, Clone)]
pub struct TableConfig {
    /// `TABLE_NAME`.
    pub table_name: String,
}

impl TableConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table_name: environment.required("TABLE_NAME")? })
    }
}

/// The role that a function assumes for a company.
#[derive(Debug, Clone)]
pub struct TenantRoleConfig {
    /// Its ARN.
    pub arn: String,
}

impl TenantRoleConfig {
    /// Reads the setting for the API of companies: `TENANT_ROLE_ARN`.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("TENANT_ROLE_ARN")? })
    }

    /// Reads the setting for the webhooks of calls: `CALLS_ROLE_ARN`.
    pub fn for_calls(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("CALLS_ROLE_ARN")? })
    }

    /// Reads the setting for calls whose speech goes through a WebSocket: `STREAM_ROLE_ARN`.
    pub fn for_streams(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("STREAM_ROLE_ARN")? })
    }

    /// Reads the setting for the API of API keys: `API_KEYS_ROLE_ARN`.
    pub fn for_api_keys(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("API_KEYS_ROLE_ARN")? })
    }

    /// Reads the setting for the API of calls: `CALL_RECORDS_ROLE_ARN`.
    pub fn for_call_records(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("CALL_RECORDS_ROLE_ARN")? })
    }

    /// Reads the setting for the API of figures: `ANALYTICS_ROLE_ARN`.
    pub fn for_analytics(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("ANALYTICS_ROLE_ARN")? })
    }

    /// Reads the setting for the API of test calls: `TEST_CALLS_ROLE_ARN`.
    pub fn for_test_calls(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("TEST_CALLS_ROLE_ARN")? })
    }

    /// Reads the setting for the API of customers: `CUSTOMERS_ROLE_ARN`.
    pub fn for_customers(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { arn: environment.required("CUSTOMERS_ROLE_ARN")? })
    }
}

/// The companies' secrets.
#[derive(Debug, Clone)]
pub struct SecretsConfig {
    /// `SECRET_PREFIX`: secrets are named `<prefix>/tenant/<tenant id>`.
    pub prefix: String,
    /// `SECRET_REFRESH_AFTER_MS`: the minimum age of a secret in memory before a failed check fetches it again; 5000 by
    /// default.
    pub refresh_after: Duration,
    /// `SECRET_LIFETIME_MS`: the age at which a secret in memory is fetched again; 300000 by default.
    pub lifetime: Duration,
}

impl SecretsConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            prefix: environment.required("SECRET_PREFIX")?,
            refresh_after: Duration::from_millis(environment.parsed("SECRET_REFRESH_AFTER_MS", 5_000)?),
            lifetime: Duration::from_millis(environment.parsed("SECRET_LIFETIME_MS", 300_000)?),
        })
    }
}

/// The follow-up queue.
#[derive(Debug, Clone)]
pub struct FollowUpQueueConfig {
    /// `FOLLOW_UP_QUEUE_URL`.
    pub follow_up_queue_url: String,
}

impl FollowUpQueueConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { follow_up_queue_url: environment.required("FOLLOW_UP_QUEUE_URL")? })
    }
}

/// The queue of scenarios.
#[derive(Debug, Clone)]
pub struct ScenarioQueueConfig {
    /// `SCENARIO_QUEUE_URL`.
    pub scenario_queue_url: String,
}

impl ScenarioQueueConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { scenario_queue_url: environment.required("SCENARIO_QUEUE_URL")? })
    }
}

/// The post-call queue.
#[derive(Debug, Clone)]
pub struct QueueConfig {
    /// `POST_CALL_QUEUE_URL`.
    pub post_call_queue_url: String,
}

impl QueueConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { post_call_queue_url: environment.required("POST_CALL_QUEUE_URL")? })
    }
}

/// The post-call queue, as its receiver needs it.
#[derive(Debug, Clone)]
pub struct DeadLetterConfig {
    /// `DEAD_LETTER_QUEUE_URL`; `FOLLOW_UP_DEAD_LETTER_QUEUE_URL` for the queue of jobs, `SCENARIO_DEAD_LETTER_QUEUE_URL` for that of scenarios.
    pub dead_letter_queue_url: String,
    /// `MAX_RECEIVE_COUNT`: how often the queue delivers a message before it moves it to the dead-letter queue; 5 by default.
    pub max_receive_count: u32,
}

impl DeadLetterConfig {
    /// Reads the settings of the queue of jobs that follow a call.
    pub fn of_follow_ups(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            dead_letter_queue_url: environment.required("FOLLOW_UP_DEAD_LETTER_QUEUE_URL")?,
            max_receive_count: environment.parsed("MAX_RECEIVE_COUNT", 5)?,
        })
    }

    /// Reads the settings of the queue of scenarios.
    pub fn of_scenarios(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            dead_letter_queue_url: environment.required("SCENARIO_DEAD_LETTER_QUEUE_URL")?,
            max_receive_count: environment.parsed("MAX_RECEIVE_COUNT", 5)?,
        })
    }

    /// Reads the settings of the queue of finished calls.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            dead_letter_queue_url: environment.required("DEAD_LETTER_QUEUE_URL")?,
            max_receive_count: environment.parsed("MAX_RECEIVE_COUNT", 5)?,
        })
    }
}
