//! Versions of stored forms.
//!
//! Every item says in the attribute `v` which version of its form it has; items without one have version 1. A form that
//! changes takes the next version and still reads the earlier ones. `tests/fixtures` holds an item of every version.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::{StoreError, key::Key};

/// The attribute that holds the version.
const VERSION: &str = "v";

/// A kind of item.
pub(crate) trait Form {
    /// The version that is written. Every version up to it is read.
    const VERSION: u32 = 1;
}

impl<T: Form> Form for &T {
    const VERSION: u32 = T::VERSION;
}

/// An item as it is written.
pub(crate) fn item_with_key<T: Form + Serialize>(
    key: Key,
    item: &T,
) -> Result<HashMap<String, AttributeValue>, StoreError> {
    let mut attributes: HashMap<String, AttributeValue> = serde_dynamo::to_item(item)?;
    attributes.insert(VERSION.to_owned(), AttributeValue::N(T::VERSION.to_string()));
    attributes.extend(key.attributes());
    Ok(attributes)
}

/// The version of an item's form; 1 if it says none.
pub(crate) fn version_of(attributes: &HashMap<String, AttributeValue>) -> u32 {
    let version = attributes.get(VERSION).and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok());
    version.unwrap_or(1)
}

/// An item as it is read.
///
/// Fails for a newer version: an earlier release must not guess what a later one wrote.
pub(crate) fn read<T: Form + DeserializeOwned>(attributes: HashMap<String, AttributeValue>) -> Result<T, StoreError> {
    let version = version_of(&attributes);
    if version > T::VERSION {
        return Err(StoreError::NewerForm { version });
    }
    Ok(serde_dynamo::from_item(attributes)?)
}
