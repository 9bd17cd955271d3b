//! Sessions of an IAM role with one tag, whose value the role's policies refer to. Their clients have the role's
//! permissions, not the function's.

use std::time::Duration;

use aws_config::{SdkConfig, identity::IdentityCache, sts::AssumeRoleProvider};
use aws_sdk_dynamodb::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::time::SystemTimeSource;

/// The lifetime of a session. AWS allows no more to a role that assumes another one, as a function's role does. Source:
/// AWS, "Roles terms and concepts", role chaining.
pub const LIFETIME: Duration = Duration::from_hours(1);
/// The longest name of a session. Source: AWS, `AssumeRole`.
const LONGEST_NAME: usize = 64;

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
#[error("the role cannot be assumed")]
pub struct AssumeRoleError(#[source] Box<dyn std::error::Error + Send + Sync>);

/// A role that is assumed with a tag.
#[derive(Debug, Clone)]
pub struct TaggedRole {
    config: SdkConfig,
    arn: String,
    tag: &'static str,
}

impl TaggedRole {
    /// The role `arn`, assumed with the credentials of `config`.
    #[must_use]
    pub fn new(config: &SdkConfig, arn: String, tag: &'static str) -> Self {
        // The SDK's provider requires a source of time.
        let config = config.clone().into_builder().time_source(SystemTimeSource::new()).build();
        Self { config, arn, tag }
    }

    /// Begins a session with this value of the tag. AWS ends it after [`LIFETIME`]; the clients do not notice the end, so
    /// the caller replaces them in time.
    pub async fn assume(&self, value: &str) -> Result<SdkConfig, AssumeRoleError> {
        let provider = AssumeRoleProvider::builder(&self.arn)
            .configure(&self.config)
            .session_name(value.chars().take(LONGEST_NAME).collect::<String>())
            .session_length(LIFETIME)
            .tags([(self.tag, value)])
            .build()
            .await;
        let assumed = provider.provide_credentials().await.map_err(|error| AssumeRoleError(Box::new(error)))?;
        let credentials = Credentials::new(
            assumed.access_key_id(),
            assumed.secret_access_key(),
            assumed.session_token().map(str::to_owned),
            None,
            "assumed role",
        );
        let session = self.config.clone().into_builder();
        let session = session.credentials_provider(SharedCredentialsProvider::new(credentials));
        // The credentials are at hand. A shared cache would remember those of every session.
        Ok(session.identity_cache(IdentityCache::no_cache()).build())
    }
}
