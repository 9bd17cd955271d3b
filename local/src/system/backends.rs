//! The backends of a system: AWS and the model, in this process or elsewhere.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use fake_openai::FakeOpenAi;
use local_aws::EmbeddedAws;
use platform::config::ModelConfig;

use super::{Aws, Model, StartError};

impl Aws {
    /// The embedded AWS, if it runs in this process, and the client configuration.
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

/// A running model.
pub(super) struct RunningModel {
    /// The fake, if it runs in this process.
    pub(super) fake_openai: Option<FakeOpenAi>,
    /// The model in the manifest: `fake-openai`, or its URL.
    pub(super) name: String,
    pub(super) api_key: String,
    pub(super) named_keys: BTreeMap<String, String>,
    pub(super) config: ModelConfig,
}

impl Model {
    pub(super) async fn start(self) -> Result<RunningModel, StartError> {
        Ok(match self {
            Self::FakeOpenAi => {
                let fake = FakeOpenAi::start().await?;
                let name = fake_openai::MODEL.to_owned();
                let config = ModelConfig::new(fake.url().to_owned(), name.clone());
                RunningModel {
                    fake_openai: Some(fake),
                    api_key: name.clone(),
                    named_keys: BTreeMap::new(),
                    name,
                    config,
                }
            }
            Self::Server { api_key, named_keys, config } => {
                RunningModel { fake_openai: None, name: config.first.base_url.clone(), api_key, named_keys, config }
            }
        })
    }
}
