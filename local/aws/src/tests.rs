use aws_sdk_dynamodb::{
    error::ProvideErrorMetadata,
    types::{AttributeValue, Put, TransactWriteItem},
};
use aws_sdk_sqs::types::QueueAttributeName;
use domain::{
    access::EmailAddress,
    id::{PersonId, TenantId},
    phone::PhoneNumber,
    tenant::TenantConfig,
};
use jiff::Timestamp;
use platform::aws::tagged_role::TaggedRole;
use store::{
    Actor, ChangeContext, ChangeError, Founder, FounderProof, NewTenant, Profile, Store, TENANT_TAG,
    key::{PARTITION, SORT},
    secret_token::InvitationCode,
};

use super::*;

fn number() -> PhoneNumber {
    PhoneNumber::parse("+12145550100").expect("valid")
}

async fn with_a_tenant(config: &SdkConfig) -> (Store, bool) {
    let resources = provision(config).await.expect("made");
    let store = Store::new(platform::aws::dynamodb(config), resources.table_name);
    let company: TenantConfig = serde_json::from_str(include_str!("../../demo/acme.json")).expect("a company");
    let change =
        ChangeContext { actor: Actor { name: "operator:test".to_owned(), address: None }, at: Timestamp::UNIX_EPOCH };
    let new = NewTenant {
        tenant: TenantId::parse("ten_acme").expect("valid"),
        profile: Profile { name: company.company.clone(), contact_email: None, reference: None },
        config: company,
        numbers: [number()].into(),
        founder: Founder {
            person: PersonId::parse("usr_owner").expect("valid"),
            email: EmailAddress::parse("owner@acme.example").expect("valid"),
            name: None,
            proof: FounderProof::Code(InvitationCode::random().expect("random")),
        },
        approved: true,
        founded_by: None,
    };
    let created = match store.create_tenant(new, &change).await {
        Ok(_) => true,
        Err(ChangeError::Conflict(_)) => false,
        Err(error) => panic!("{error}"),
    };
    (store, created)
}

#[tokio::test]
async fn tenant_survives_restart_on_same_directory() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = Storage::Directory(directory.path().to_owned());
    let first = EmbeddedAws::start(storage.clone()).await.expect("starts");
    let (_, created) = with_a_tenant(&first.sdk_config()).await;
    assert!(created);
    drop(first);
    let second = EmbeddedAws::start(storage).await.expect("starts again");
    let (store, created) = with_a_tenant(&second.sdk_config()).await;
    assert!(!created, "the tenant is there already");
    assert!(store.get_number_route(&number()).await.expect("read").is_some());
}

/// Whether a file of a folder has these bytes.
fn has_bytes(directory: &std::path::Path, bytes: &str) -> bool {
    let files = std::fs::read_dir(directory).expect("read").map(|entry| entry.expect("an entry").path());
    let has = |file: std::path::PathBuf| {
        let content = std::fs::read(file).expect("read");
        content.windows(bytes.len()).any(|window| window == bytes.as_bytes())
    };
    files.filter(|file| file.is_file()).any(has)
}

#[tokio::test]
async fn deleted_item_is_in_no_file_after_the_next_start() {
    const NAME: &str = "Wilhelmina Quackenbush";
    let (directory, killed) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
    let first = EmbeddedAws::start(Storage::Directory(directory.path().to_owned())).await.expect("starts");
    let config = first.sdk_config();
    let (table, dynamodb) = (provision(&config).await.expect("made").table_name, platform::aws::dynamodb(&config));
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = dynamodb.put_item().table_name(&table).item(PARTITION, text("ten_acme")).item(SORT, text("customer"));
    put.item("name", text(NAME)).send().await.expect("written");
    let delete = dynamodb.delete_item().table_name(&table).key(PARTITION, text("ten_acme"));
    delete.key(SORT, text("customer")).send().await.expect("deleted");
    // The files as a killed process leaves them.
    for entry in std::fs::read_dir(directory.path()).expect("read").map(|entry| entry.expect("an entry")) {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), killed.path().join(entry.file_name())).expect("copied");
        }
    }
    assert!(has_bytes(killed.path(), NAME), "SQLite overwrites what is deleted");
    let second = EmbeddedAws::start(Storage::Directory(killed.path().to_owned())).await.expect("starts again");
    assert!(!has_bytes(killed.path(), NAME));
    let tables = platform::aws::dynamodb(&second.sdk_config()).list_tables().send().await.expect("listed");
    assert_eq!(tables.table_names(), [table]);
}

#[tokio::test]
async fn two_instances_in_one_process_share_nothing() {
    let first = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let second = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    assert!(with_a_tenant(&first.sdk_config()).await.1);
    assert!(with_a_tenant(&second.sdk_config()).await.1);
}

#[tokio::test]
async fn message_received_too_often_moves_to_dead_letter_queue_and_secret_can_be_replaced() {
    let aws = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let config = aws.sdk_config();
    let resources = provision(&config).await.expect("made");
    let sqs = platform::aws::sqs(&config);
    let queue = &resources.post_call_queue_url;
    sqs.send_message().queue_url(queue).message_body("poison").send().await.expect("sent");
    // Each time it is handed back at once; it is set aside once it was received often enough.
    for _ in 0..5 {
        let received = sqs.receive_message().queue_url(queue).send().await.expect("received");
        let message = received.messages.and_then(|mut messages| messages.pop()).expect("still in the queue");
        let handed_back = sqs.change_message_visibility().queue_url(queue).visibility_timeout(0);
        handed_back.set_receipt_handle(message.receipt_handle).send().await.expect("handed back");
    }
    assert_eq!(sqs.receive_message().queue_url(queue).send().await.expect("received").messages, None);
    let attributes = sqs.get_queue_attributes().queue_url(&resources.dead_letter_queue_url);
    let attributes =
        attributes.attribute_names(QueueAttributeName::ApproximateNumberOfMessages).send().await.expect("read");
    let waiting =
        attributes.attributes.and_then(|mut all| all.remove(&QueueAttributeName::ApproximateNumberOfMessages));
    assert_eq!(waiting.as_deref(), Some("1"));

    put_secret(&config, "a/secret", "old").await.expect("made");
    put_secret(&config, "a/secret", "new").await.expect("changed");
    let secrets = platform::aws::secrets_manager(&config);
    let secret = secrets.get_secret_value().secret_id("a/secret").send().await.expect("read");
    assert_eq!(secret.secret_string(), Some("new"));
}

/// What a secret's value is, if it can be read.
async fn secret(config: &SdkConfig, name: &str, stage: &str) -> Option<String> {
    let secrets = platform::aws::secrets_manager(config);
    let answer = secrets.get_secret_value().secret_id(name).version_stage(stage).send().await.ok()?;
    answer.secret_string
}

#[tokio::test]
async fn secrets_survive_process_kill() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = Storage::Directory(directory.path().join("data"));
    let first = EmbeddedAws::start(storage.clone()).await.expect("starts");
    let config = first.sdk_config();
    let secrets = platform::aws::secrets_manager(&config);
    for name in ["kept", "erased", "deleted", "restored"] {
        put_secret(&config, name, "old").await.expect("made");
    }
    put_secret(&config, "kept", "new").await.expect("changed");
    secrets.delete_secret().secret_id("erased").force_delete_without_recovery(true).send().await.expect("erased");
    secrets.delete_secret().secret_id("deleted").send().await.expect("deleted");
    secrets.delete_secret().secret_id("restored").send().await.expect("deleted");
    secrets.restore_secret().secret_id("restored").send().await.expect("restored");
    // No shutdown: every acknowledged write is on disk.
    drop(first);
    let second = EmbeddedAws::start(storage.clone()).await.expect("starts again");
    let config = second.sdk_config();
    assert_eq!(secret(&config, "kept", "AWSCURRENT").await.as_deref(), Some("new"));
    assert_eq!(secret(&config, "kept", "AWSPREVIOUS").await.as_deref(), Some("old"));
    assert_eq!(secret(&config, "restored", "AWSCURRENT").await.as_deref(), Some("old"));
    assert_eq!(secret(&config, "erased", "AWSCURRENT").await, None);
    assert_eq!(secret(&config, "deleted", "AWSCURRENT").await, None);
    // One that was only marked deleted can be restored still.
    let secrets = platform::aws::secrets_manager(&config);
    secrets.restore_secret().secret_id("deleted").send().await.expect("restored");
    secrets.update_secret().secret_id("deleted").secret_string("newer").send().await.expect("changed");
    drop(second);
    let third = EmbeddedAws::start(storage).await.expect("starts once more");
    assert_eq!(secret(&third.sdk_config(), "deleted", "AWSCURRENT").await.as_deref(), Some("newer"));
}

#[tokio::test]
async fn concurrent_secret_writes_are_all_kept() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = Storage::Directory(directory.path().to_owned());
    let first = EmbeddedAws::start(storage.clone()).await.expect("starts");
    let config = first.sdk_config();
    let names: Vec<String> = (0..20).map(|number| format!("secret/{number}")).collect();
    let made = names.iter().map(|name| put_secret(&config, name, name));
    futures_util::future::try_join_all(made).await.expect("made");
    drop(first);
    let second = EmbeddedAws::start(storage).await.expect("starts again");
    for name in &names {
        assert_eq!(secret(&second.sdk_config(), name, "AWSCURRENT").await.as_ref(), Some(name));
    }
}

#[tokio::test]
async fn secrets_file_is_private_and_holds_one_previous_version() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = Storage::Directory(directory.path().to_owned());
    let aws = EmbeddedAws::start(storage).await.expect("starts");
    for value in ["value-1", "value-2", "value-3", "value-4"] {
        put_secret(&aws.sdk_config(), "a/secret", value).await.expect("stored");
    }
    let path = directory.path().join("secrets.json");
    let text = std::fs::read_to_string(&path).expect("read");
    assert!(text.contains("value-4") && text.contains("value-3"));
    assert!(!text.contains("value-1") && !text.contains("value-2"));
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).expect("there").permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn damaged_secrets_file_is_named_in_error() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("secrets.json");
    std::fs::write(&path, "{\"secrets\": {").expect("written");
    let error = EmbeddedAws::start(Storage::Directory(directory.path().to_owned())).await.expect_err("damaged");
    let message = format!("{}", platform::error_chain::ErrorChain(&error));
    assert!(message.starts_with(&format!("{} is damaged", path.display())), "{message}");
    // A person may still repair the file.
    assert_eq!(std::fs::read_to_string(&path).expect("read"), "{\"secrets\": {");
}

#[tokio::test]
async fn unwritable_secret_returns_error() {
    let directory = tempfile::tempdir().expect("a directory");
    let storage = Storage::Directory(directory.path().to_owned());
    let aws = EmbeddedAws::start(storage).await.expect("starts");
    // A directory in the file's place.
    std::fs::create_dir(directory.path().join("secrets.json")).expect("made");
    put_secret(&aws.sdk_config(), "a/secret", "value").await.expect_err("not written");
}

/// The clients of a session of a tenant, as a function begins it.
async fn session_of(config: &SdkConfig, tenant: &str) -> SdkConfig {
    let role =
        TaggedRole::new(&platform::aws::with_timeouts(config.clone()), ADMIN_TENANTS_ROLE.to_owned(), TENANT_TAG);
    role.assume(tenant).await.expect("begun")
}

#[tokio::test]
async fn session_of_a_tenant_reaches_its_items_and_its_secret_only() {
    let aws = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let (config, text) = (aws.sdk_config(), |text: &str| AttributeValue::S(text.to_owned()));
    provision(&config).await.expect("made");
    for tenant in ["ten_acme", "ten_desert"] {
        put_secret(&config, &format!("front-desk/tenant/{tenant}"), "{}").await.expect("stored");
    }
    let session = session_of(&config, "ten_acme").await;
    let (table, secrets) = (platform::aws::dynamodb(&session), platform::aws::secrets_manager(&session));
    let get = |partition| {
        table.get_item().table_name("front-desk").key(PARTITION, text(partition)).key(SORT, text("tenant")).send()
    };
    get("ten_acme").await.expect("the own item");
    get("ten_acme#words").await.expect("an item of the own words");
    for other in ["ten_desert", "ten_acmes", "ten_acmes#words", "number#+12145550100", "platform"] {
        let error = get(other).await.expect_err(other);
        assert_eq!(error.code(), Some("AccessDeniedException"), "{other}");
        assert_eq!(
            error.message(),
            Some(
                "User: arn:aws:sts::123456789012:assumed-role/front-desk-admin-tenants-session/ten_acme is not authorized \
                 to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/front-desk \
                 because no identity-based policy allows the dynamodb:GetItem action"
            )
        );
    }
    table.scan().table_name("front-desk").send().await.expect_err("a scan");
    let write = |partition: &str| {
        let put = Put::builder().table_name("front-desk").item(PARTITION, text(partition)).item(SORT, text("any"));
        TransactWriteItem::builder().put(put.build().expect("a write")).build()
    };
    let together = |other| table.transact_write_items().transact_items(write("ten_acme")).transact_items(write(other));
    together("number#+12145550100").send().await.expect("the own item with one that leads to it");
    together("ten_desert").send().await.expect_err("another tenant's item");
    let put = table.put_item().table_name("front-desk").item(PARTITION, text("platform")).item(SORT, text("any"));
    put.send().await.expect_err("outside a transaction");
    let read = |tenant| secrets.get_secret_value().secret_id(format!("front-desk/tenant/{tenant}")).send();
    read("ten_acme").await.expect("the own secret");
    for other in ["ten_desert", "ten_acme_2"] {
        assert_eq!(read(other).await.expect_err(other).code(), Some("AccessDeniedException"), "{other}");
    }
    platform::aws::sqs(&session).list_queues().send().await.expect_err("another service");
}

#[tokio::test]
async fn role_is_not_assumed_without_a_tenant_and_no_key_is_accepted_that_was_not_issued() {
    let aws = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let config = aws.sdk_config();
    provision(&config).await.expect("made");
    for (tag, value) in [("another", "ten_acme"), (TENANT_TAG, "platform")] {
        let role = TaggedRole::new(&platform::aws::with_timeouts(config.clone()), ADMIN_TENANTS_ROLE.to_owned(), tag);
        role.assume(value).await.expect_err(value);
    }
    let forged = Credentials::new("ASIAFORGED", "secret", Some("token".to_owned()), None, "forged");
    let forged = config.into_builder().credentials_provider(SharedCredentialsProvider::new(forged)).build();
    let error = platform::aws::dynamodb(&forged).list_tables().send().await.expect_err("forged");
    assert_eq!(error.code(), Some("UnrecognizedClientException"));
}
