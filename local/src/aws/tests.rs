use aws_sdk_sqs::types::QueueAttributeName;
use domain::{access::EmailAddress, id::PersonId, phone::PhoneNumber};
use jiff::Timestamp;
use platform::{
    access::InvitationCode,
    store::{Actor, Change, ChangeError, Founder, FounderProof, NewTenant, Profile, Store},
};

use super::*;

fn number() -> PhoneNumber {
    PhoneNumber::parse("+12145550100").expect("valid")
}

async fn with_a_tenant(config: &SdkConfig) -> (Store, bool) {
    let resources = provision(config).await.expect("made");
    let store = Store::new(platform::aws::dynamodb(config), resources.table_name);
    let [acme, _] = crate::demonstration::companies().expect("valid");
    let change = Change { actor: Actor { name: "operator:test".to_owned(), address: None }, at: Timestamp::UNIX_EPOCH };
    let new = NewTenant {
        tenant: acme.tenant.clone(),
        profile: Profile { name: acme.config.company.clone(), contact_email: None, reference: None },
        config: acme.config,
        numbers: [number()].into(),
        founder: Founder {
            person: PersonId::parse("usr_owner").expect("valid"),
            email: EmailAddress::parse("owner@acme.example").expect("valid"),
            name: None,
            proof: FounderProof::Code(InvitationCode::random().expect("random")),
        },
    };
    let created = match store.create_tenant(new, &change).await {
        Ok(_) => true,
        Err(ChangeError::Conflict(_)) => false,
        Err(error) => panic!("{error}"),
    };
    (store, created)
}

#[tokio::test]
async fn what_is_stored_survives_a_restart_on_the_same_directory() {
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

#[tokio::test]
async fn two_in_one_process_know_nothing_of_each_other() {
    let first = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    let second = EmbeddedAws::start(Storage::InMemory).await.expect("starts");
    assert!(with_a_tenant(&first.sdk_config()).await.1);
    assert!(with_a_tenant(&second.sdk_config()).await.1);
}

#[tokio::test]
async fn a_message_nobody_can_deal_with_is_set_aside_and_a_secret_can_change() {
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
    let told = sqs.get_queue_attributes().queue_url(&resources.dead_letter_queue_url);
    let told = told.attribute_names(QueueAttributeName::ApproximateNumberOfMessages).send().await.expect("told");
    let waiting = told.attributes.and_then(|mut all| all.remove(&QueueAttributeName::ApproximateNumberOfMessages));
    assert_eq!(waiting.as_deref(), Some("1"));

    put_secret(&config, "a/secret", "old").await.expect("made");
    put_secret(&config, "a/secret", "new").await.expect("changed");
    let secrets = platform::aws::secrets_manager(&config);
    let secret = secrets.get_secret_value().secret_id("a/secret").send().await.expect("read");
    assert_eq!(secret.secret_string(), Some("new"));
}
