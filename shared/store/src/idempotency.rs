//! Stored responses for requests with an `Idempotency-Key`: a repeated request gets the same response. The bodies are
//! encrypted before they are stored.

use aws_sdk_dynamodb::{
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::AttributeValue,
};
use domain::{access::Role, id::TenantId};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_with::{base64::Base64, serde_as};

use super::{
    Store, StoreError,
    form::{Versioned, item_with_key},
    key::{Key, RateLimitSubject},
};

/// How long a repeated request is recognised.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);
/// A request without a response after this time is treated as failed.
const LONGEST_REQUEST: SignedDuration = SignedDuration::from_secs(60);

/// A stored response.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredResponse {
    /// Its HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: String,
    /// The entity tag, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The company that the response shows, if it is stored outside the company's items. Since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantId>,
    /// The role in that company that the request gave its sender. Since version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The id of the key that encrypted the body. Since version 3; an earlier response has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing_key: Option<String>,
    /// The encrypted body.
    #[serde_as(as = "Base64")]
    pub sealed_body: Vec<u8>,
}

/// The state of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredRequest {
    /// New: the request was the first with its key, and is now marked as begun.
    Begun,
    /// The request has a response.
    Answered(StoredResponse),
    /// The request is still being processed.
    InProgress,
    /// Another request has used the key.
    OtherRequest,
}

#[derive(Serialize, Deserialize)]
struct ResponseItem {
    fingerprint: String,
    begun_at: Timestamp,
    #[serde(rename = "answer", default, skip_serializing_if = "Option::is_none")]
    response: Option<StoredResponse>,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

impl ResponseItem {
    fn new(fingerprint: &str, now: Timestamp, response: Option<StoredResponse>) -> Self {
        let expires_at = now.saturating_add(LIFETIME).unwrap_or(now).as_second();
        Self { fingerprint: fingerprint.to_owned(), begun_at: now, response, expires_at }
    }
}

impl Versioned for ResponseItem {
    const VERSION: u32 = 4;
}

impl Store {
    /// Marks a request as begun, unless its key is known. `hash` is the hash of its key, `fingerprint` that of the rest
    /// of the request.
    #[must_use]
    #[boxed]
    pub async fn begin_request(
        &self,
        subject: &RateLimitSubject<'_>,
        hash: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<StoredRequest, StoreError> {
        let item = item_with_key(Key::stored_response(subject, hash), &ResponseItem::new(fingerprint, now, None))?;
        let begun = self
            .client_for(subject)
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            // DynamoDB deletes expired items late, so they are ignored here.
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
        Ok(self.get_request(subject, hash, fingerprint, now).await?.unwrap_or(StoredRequest::InProgress))
    }

    /// Gets the state of a request without marking it. A request that began long ago without a response counts as
    /// unknown.
    #[must_use]
    #[boxed]
    pub async fn get_request(
        &self,
        subject: &RateLimitSubject<'_>,
        hash: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Option<StoredRequest>, StoreError> {
        let known: Option<ResponseItem> = Self { client: self.client_for(subject).clone(), table: self.table.clone() }
            .get(Key::stored_response(subject, hash))
            .await?;
        let known = known.filter(|known| known.expires_at > now.as_second());
        let known = known.filter(|known| known.response.is_some() || known.begun_at >= given_up(now));
        Ok(known.map(|known| match known.response {
            _ if known.fingerprint != fingerprint => StoredRequest::OtherRequest,
            Some(response) => StoredRequest::Answered(response),
            None => StoredRequest::InProgress,
        }))
    }

    /// Stores the response of a request that was begun, unless its company was erased in the meantime.
    #[must_use]
    #[boxed]
    pub async fn put_response(
        &self,
        subject: &RateLimitSubject<'_>,
        hash: &str,
        fingerprint: &str,
        response: StoredResponse,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let item =
            item_with_key(Key::stored_response(subject, hash), &ResponseItem::new(fingerprint, now, Some(response)))?;
        let put = self.client_for(subject).put_item().table_name(&self.table).set_item(Some(item));
        match put.condition_expression("attribute_exists(sk)").send().await {
            Err(error)
                if !matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    /// Takes the mark of a failed request back, so that the client can retry. A mark of another attempt, which began
    /// later than at `begun_at`, stays, and so does a response.
    ///
    /// The mark expires instead of being deleted, because not every function may delete a company's items.
    #[must_use]
    #[boxed]
    pub async fn release_request(
        &self,
        subject: &RateLimitSubject<'_>,
        hash: &str,
        begun_at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .client_for(subject)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::stored_response(subject, hash).attributes()))
            .update_expression("SET expires_at = :past")
            .condition_expression("begun_at = :begun_at AND attribute_not_exists(answer)")
            .expression_attribute_values(":past", AttributeValue::N(given_up(begun_at).as_second().to_string()))
            .expression_attribute_values(":begun_at", AttributeValue::S(begun_at.to_string()));
        match update.send().await {
            Err(error)
                if !error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }
}

/// Requests that began before this time are no longer in progress.
fn given_up(now: Timestamp) -> Timestamp {
    now.saturating_sub(LONGEST_REQUEST).unwrap_or(now)
}
