//! Who has founded a company: each person founds one, ever. The marks outlive the company, and contain only a hash of the
//! person's subject or e-mail address.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::access::{EmailAddress, Subject};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChangeContext, Store, StoreError, form::Versioned, key::Key};

/// A person who signs up: the subject of the access token, and the verified e-mail address. An account that is deleted
/// and made again has another subject and the same address.
#[derive(Debug, Clone)]
pub struct NewFounder {
    /// The subject.
    pub subject: Subject,
    /// The address.
    pub address: EmailAddress,
}

/// The mark of a person who has founded a company.
#[derive(Serialize, Deserialize)]
struct FoundedItem {
    at: Timestamp,
}

impl Versioned for FoundedItem {}

impl NewFounder {
    fn keys(&self) -> [Key; 2] {
        let hash = |text: String| hex::encode(digest(&SHA256, text.as_bytes()));
        let names = [format!("subject {}", self.subject), format!("address {}", self.address.as_str())];
        names.map(|name| Key::founded(&hash(name)))
    }
}

impl Store {
    /// Marks that a person founds a company, on the condition that they have not before.
    pub(super) fn mark_founder(
        &self,
        founder: &NewFounder,
        change: &ChangeContext,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        founder.keys().into_iter().map(|key| self.put_new(key, &FoundedItem { at: change.at })).collect()
    }

    /// Whether a person has founded a company.
    pub(super) async fn has_founded(&self, founder: &NewFounder) -> Result<bool, StoreError> {
        for key in founder.keys() {
            if self.get::<FoundedItem>(key).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
