//! What a system stands on: AWS and the model, in this process or elsewhere.

use aws_config::SdkConfig;
use fake_openai::FakeOpenAi;
use local_aws::EmbeddedAws;
use platform::config::ModelConfig;

use super::{Aws, Model, StartError};

impl Aws {
    /// What runs here, if anything does, and what a client needs.
    pub(super) async fn start(self) -> Result<(Option<EmbeddedAws>, SdkConfig), StartError> {
        let (embedded, config) = match self {
            Self::Embedded(storage) => {
                let embedded = EmbeddedAws::start(storage).await?;
                let config = embedded.sdk_config();
                (Some(embedded), config)
            }
            Self::Elsewhere(config) => (None, *config),
        };
        Ok((embedded, platform::aws::with_timeouts(config)))
    }
}

/// A model that answers.
pub(super) struct RunningModel {
    /// What runs here, if anything does.
    pub(super) fake_openai: Option<FakeOpenAi>,
    /// The model in the manifest: `fake-openai`, or its URL.
    pub(super) name: String,
    pub(super) api_key: String,
    pub(super) config: ModelConfig,
}

impl Model {
    pub(super) async fn start(self) -> Result<RunningModel, StartError> {
        Ok(match self {
            Self::FakeOpenAi => {
                let fake = FakeOpenAi::start().await?;
                let name = fake_openai::MODEL.to_owned();
                let config = ModelConfig::new(fake.url().to_owned(), name.clone());
                RunningModel { fake_openai: Some(fake), api_key: name.clone(), name, config }
            }
            Self::Server { api_key, config } => {
                RunningModel { fake_openai: None, name: config.base_url.clone(), api_key, config }
            }
        })
    }
}
