//! Versions of stored items.
//!
//! Every item has the version of its form in the attribute `v`; items without the attribute have version 1. A changed
//! form gets the next version, and earlier versions are still read. `tests/fixtures` contains an item of every version.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::{StoreError, key::Key};

/// The attribute that holds the version.
pub(crate) const VERSION: &str = "v";

/// A kind of item with a versioned form.
pub(crate) trait Versioned {
    /// The version that is written. All versions up to it are read.
    const VERSION: u32 = 1;
}

impl<T: Versioned> Versioned for &T {
    const VERSION: u32 = T::VERSION;
}

/// The attributes of an item with its key.
pub(crate) fn item_with_key<T: Versioned + Serialize>(
    key: Key,
    item: &T,
) -> Result<HashMap<String, AttributeValue>, StoreError> {
    let mut attributes: HashMap<String, AttributeValue> = serde_dynamo::to_item(item)?;
    attributes.insert(VERSION.to_owned(), AttributeValue::N(T::VERSION.to_string()));
    attributes.extend(key.attributes());
    Ok(attributes)
}

/// The version of an item's form; 1 without the attribute.
pub(crate) fn version_of(attributes: &HashMap<String, AttributeValue>) -> u32 {
    let version = attributes.get(VERSION).and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok());
    version.unwrap_or(1)
}

/// Parses an item.
///
/// Fails for a later version: an earlier release must not guess what a later one wrote.
pub(crate) fn read<T: Versioned + DeserializeOwned>(
    attributes: HashMap<String, AttributeValue>,
) -> Result<T, StoreError> {
    let version = version_of(&attributes);
    if version > T::VERSION {
        return Err(StoreError::NewerForm { version });
    }
    Ok(serde_dynamo::from_item(attributes)?)
}
