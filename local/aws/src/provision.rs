//! Creates the table, the queues and the secrets of a system through the AWS APIs, on any implementation of them. It is
//! idempotent.

use std::{collections::HashMap, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    error::BuildError,
    operation::create_table::CreateTableError,
    types::{
        AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableStatus,
        TimeToLiveSpecification,
    },
};
use aws_sdk_secretsmanager::operation::create_secret::CreateSecretError;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::json;
use store::key::{EXPIRES_AT, PARTITION, SORT};

const TABLE: &str = "front-desk";
const POST_CALL_QUEUE: &str = "front-desk-post-call";
const DEAD_LETTER_QUEUE: &str = "front-desk-post-call-dead-letters";
const FOLLOW_UP_QUEUE: &str = "front-desk-follow-up";
const FILES_BUCKET: &str = "front-desk-files";
const FOLLOW_UP_DEAD_LETTER_QUEUE: &str = "front-desk-follow-up-dead-letters";
const SCENARIO_QUEUE: &str = "front-desk-scenarios";
const SILENCE_QUEUE: &str = "front-desk-silences";
const SCENARIO_DEAD_LETTER_QUEUE: &str = "front-desk-scenarios-dead-letters";
/// How often a message is received before it moves to the dead-letter queue.
pub const MAX_RECEIVE_COUNT: u32 = 5;
const VISIBILITY_SECONDS: u32 = 60;
const LONGEST_WAIT_FOR_TABLE: Duration = Duration::from_secs(20);

/// Why a resource could not be created.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// AWS refused or did not answer.
    #[error("cannot create {0}")]
    Refused(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// A request could not be built.
    #[error("a request could not be built")]
    Request(#[from] BuildError),
    /// The response of AWS lacks the name of the resource.
    #[error("the response to creating {0} lacks its name")]
    Unnamed(&'static str),
}

/// The created resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    /// The table's name.
    pub table_name: String,
    /// The queue of finished calls.
    pub post_call_queue_url: String,
    /// Its dead-letter queue.
    pub dead_letter_queue_url: String,
    /// The queue of the jobs that follow a call or a change.
    pub follow_up_queue_url: String,
    /// Its dead-letter queue.
    pub follow_up_dead_letter_queue_url: String,
    /// The queue of the scenarios of runs.
    pub scenario_queue_url: String,
    /// The queue of looks at streamed calls.
    pub silence_queue_url: String,
    /// Its dead-letter queue.
    pub scenario_dead_letter_queue_url: String,
    /// The bucket of files. It needs no creation here.
    pub files_bucket: String,
}

fn refused<E: std::error::Error + Send + Sync + 'static>(what: &'static str) -> impl FnOnce(E) -> ProvisionError {
    move |error| ProvisionError::Refused(what, Box::new(error))
}

/// Creates the table and the queues, unless they exist.
pub async fn provision(config: &SdkConfig) -> Result<Resources, ProvisionError> {
    make_table(&platform::aws::dynamodb(config)).await?;
    let sqs = platform::aws::sqs(config);
    let (dead_letter_queue_url, post_call_queue_url) = make_queues(&sqs, DEAD_LETTER_QUEUE, POST_CALL_QUEUE).await?;
    let (follow_up_dead_letter_queue_url, follow_up_queue_url) =
        make_queues(&sqs, FOLLOW_UP_DEAD_LETTER_QUEUE, FOLLOW_UP_QUEUE).await?;
    let (scenario_dead_letter_queue_url, scenario_queue_url) =
        make_queues(&sqs, SCENARIO_DEAD_LETTER_QUEUE, SCENARIO_QUEUE).await?;
    // A look that fails is of no use later, so it has no dead-letter queue.
    let silence_queue_url = make_queue(&sqs, SILENCE_QUEUE, HashMap::new()).await?;
    Ok(Resources {
        table_name: TABLE.to_owned(),
        post_call_queue_url,
        dead_letter_queue_url,
        follow_up_queue_url,
        follow_up_dead_letter_queue_url,
        scenario_queue_url,
        scenario_dead_letter_queue_url,
        silence_queue_url,
        files_bucket: FILES_BUCKET.to_owned(),
    })
}

/// Creates a queue and its dead-letter queue, and returns the URLs of the dead-letter queue and of the queue.
async fn make_queues(
    sqs: &aws_sdk_sqs::Client,
    dead_letters: &'static str,
    queue: &'static str,
) -> Result<(String, String), ProvisionError> {
    let dead_letters_url = make_queue(sqs, dead_letters, HashMap::new()).await?;
    let arn = sqs
        .get_queue_attributes()
        .queue_url(&dead_letters_url)
        .attribute_names(QueueAttributeName::QueueArn)
        .send()
        .await
        .map_err(refused("the dead-letter queue"))?;
    let arn = arn.attributes.and_then(|mut attributes| attributes.remove(&QueueAttributeName::QueueArn));
    let arn = arn.ok_or(ProvisionError::Unnamed("the dead-letter queue"))?;
    let redrive = json!({"deadLetterTargetArn": arn, "maxReceiveCount": MAX_RECEIVE_COUNT}).to_string();
    let attributes = HashMap::from([
        (QueueAttributeName::RedrivePolicy, redrive),
        (QueueAttributeName::VisibilityTimeout, VISIBILITY_SECONDS.to_string()),
    ]);
    Ok((dead_letters_url, make_queue(sqs, queue, attributes).await?))
}

async fn make_table(dynamodb: &aws_sdk_dynamodb::Client) -> Result<(), ProvisionError> {
    // Checked first, because the embedded DynamoDB logs a warning for each refused request.
    let mut names = dynamodb.list_tables().into_paginator().items().send();
    while let Some(name) = names.next().await {
        if name.map_err(refused("the table"))? == TABLE {
            return Ok(());
        }
    }
    let attribute =
        |name: &str| AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build();
    let key = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    let made = dynamodb
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(attribute(PARTITION)?)
        .attribute_definitions(attribute(SORT)?)
        .key_schema(key(PARTITION, KeyType::Hash)?)
        .key_schema(key(SORT, KeyType::Range)?)
        .send()
        .await;
    match made {
        Ok(_) => {}
        Err(error) if matches!(error.as_service_error(), Some(CreateTableError::ResourceInUseException(_))) => {
            return Ok(());
        }
        Err(error) => return Err(refused("the table")(error)),
    }
    let waiting = async {
        loop {
            let table = dynamodb.describe_table().table_name(TABLE).send().await.map_err(refused("the table"))?;
            if table.table().and_then(|table| table.table_status()) == Some(&TableStatus::Active) {
                return Ok::<_, ProvisionError>(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(LONGEST_WAIT_FOR_TABLE, waiting).await.map_err(refused("the table"))??;
    let expiry = TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRES_AT).build()?;
    let expiry = dynamodb.update_time_to_live().table_name(TABLE).time_to_live_specification(expiry).send();
    expiry.await.map_err(refused("the table's expiry"))?;
    Ok(())
}

async fn make_queue(
    sqs: &aws_sdk_sqs::Client,
    name: &'static str,
    attributes: HashMap<QueueAttributeName, String>,
) -> Result<String, ProvisionError> {
    let made = sqs.create_queue().queue_name(name).set_attributes(Some(attributes)).send().await;
    made.map_err(refused(name))?.queue_url.ok_or(ProvisionError::Unnamed(name))
}

/// Creates or replaces a secret.
pub async fn put_secret(config: &SdkConfig, name: &str, text: &str) -> Result<(), ProvisionError> {
    let secrets = platform::aws::secrets_manager(config);
    match secrets.create_secret().name(name).secret_string(text).send().await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.as_service_error(), Some(CreateSecretError::ResourceExistsException(_))) => {
            let put = secrets.put_secret_value().secret_id(name).secret_string(text).send().await;
            put.map(|_| ()).map_err(refused("a secret"))
        }
        Err(error) => Err(refused("a secret")(error)),
    }
}
