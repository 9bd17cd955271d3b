//! What was answered to a request with an `Idempotency-Key`, so that the same request again is given the same answer.
//! The answers are sealed before they come here.

use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::AttributeValue};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::{base64::Base64, serde_as};

use super::{
    Store, StoreError,
    form::{Versioned, item_with_key},
    key::{Key, RateLimitSubject},
};

/// How long a repeated request is recognised.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);
/// After so long without an answer, whoever was to give it has died.
const LONGEST_REQUEST: SignedDuration = SignedDuration::from_secs(60);

/// An answer as it is kept.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredResponse {
    /// Its HTTP status.
    pub status: u16,
    /// Its content type.
    pub content_type: String,
    /// Its entity tag, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its body, sealed.
    #[serde_as(as = "Base64")]
    pub sealed_body: Vec<u8>,
}

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredRequest {
    /// Nothing: it is the first of its key, and is now marked as begun.
    Begun,
    /// It was answered.
    Answered(StoredResponse),
    /// It is being answered just now.
    InProgress,
    /// The key was used for another request.
    OtherRequest,
}

#[derive(Serialize, Deserialize)]
struct AnswerItem {
    fingerprint: String,
    begun_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<StoredResponse>,
    /// When DynamoDB may forget it, in seconds.
    expires_at: i64,
}

impl AnswerItem {
    fn new(fingerprint: &str, now: Timestamp, answer: Option<StoredResponse>) -> Self {
        let expires_at = now.saturating_add(LIFETIME).unwrap_or(now).as_second();
        Self { fingerprint: fingerprint.to_owned(), begun_at: now, answer, expires_at }
    }
}

impl Versioned for AnswerItem {}

impl Store {
    /// Marks a request as begun, unless it is known. `hash` stands for its key, `fingerprint` for everything else of it.
    pub async fn begin_answer(
        &self,
        asker: &RateLimitSubject<'_>,
        hash: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<StoredRequest, StoreError> {
        let item = item_with_key(Key::answer(asker, hash), &AnswerItem::new(fingerprint, now, None))?;
        let begun = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            // DynamoDB forgets late: what has expired is as if it were not there.
            .condition_expression(
                "attribute_not_exists(sk) OR expires_at <= :now OR (attribute_not_exists(answer) AND begun_at < :given_up)",
            )
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .expression_attribute_values(":given_up", AttributeValue::S(given_up(now).to_string()))
            .send()
            .await;
        match begun {
            Ok(_) => return Ok(StoredRequest::Begun),
            Err(error)
                if matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(self.get_answer(asker, hash, fingerprint, now).await?.unwrap_or(StoredRequest::InProgress))
    }

    /// What is known of a request, without marking it; one that was begun and never answered is given up on.
    pub async fn get_answer(
        &self,
        asker: &RateLimitSubject<'_>,
        hash: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Option<StoredRequest>, StoreError> {
        let known: Option<AnswerItem> = self.get(Key::answer(asker, hash)).await?;
        let known = known.filter(|known| known.expires_at > now.as_second());
        let known = known.filter(|known| known.answer.is_some() || known.begun_at >= given_up(now));
        Ok(known.map(|known| match known.answer {
            _ if known.fingerprint != fingerprint => StoredRequest::OtherRequest,
            Some(answer) => StoredRequest::Answered(answer),
            None => StoredRequest::InProgress,
        }))
    }

    /// Keeps the answer of a request that was begun, unless its company was erased meanwhile.
    pub async fn keep_answer(
        &self,
        asker: &RateLimitSubject<'_>,
        hash: &str,
        fingerprint: &str,
        answer: StoredResponse,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let item = item_with_key(Key::answer(asker, hash), &AnswerItem::new(fingerprint, now, Some(answer)))?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        match put.condition_expression("attribute_exists(sk)").send().await {
            Err(error)
                if !matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    /// Forgets a request that failed, so that it can be tried again.
    pub async fn forget_answer(&self, asker: &RateLimitSubject<'_>, hash: &str) -> Result<(), StoreError> {
        self.remove(Key::answer(asker, hash)).await
    }
}

/// What was begun before is not under way any more.
fn given_up(now: Timestamp) -> Timestamp {
    now.saturating_sub(LONGEST_REQUEST).unwrap_or(now)
}
