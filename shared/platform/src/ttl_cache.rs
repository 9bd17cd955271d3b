//! A bounded cache whose entries expire.

use std::{
    hash::Hash,
    sync::Arc,
    time::{Duration, Instant},
};

use quick_cache::sync::Cache;

/// At most `capacity` values, each valid for `lifetime`.
#[derive(Debug)]
pub struct TtlCache<K, V> {
    values: Cache<K, (Instant, Arc<V>)>,
    lifetime: Duration,
}

impl<K: Hash + Eq, V> TtlCache<K, V> {
    /// An empty cache.
    #[must_use]
    pub fn new(capacity: usize, lifetime: Duration) -> Self {
        Self { values: Cache::new(capacity), lifetime }
    }

    /// The value, unless it is stale.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.get_younger_than(key, self.lifetime)
    }

    /// The value, unless it is older than `age` or stale.
    pub fn get_younger_than(&self, key: &K, age: Duration) -> Option<Arc<V>> {
        let (fetched_at, value) = self.values.get(key)?;
        (fetched_at.elapsed() < age.min(self.lifetime)).then_some(value)
    }

    /// The value even if it is stale, unless it is older than `age`. For the time while a new one cannot be fetched.
    pub fn get_even_stale(&self, key: &K, age: Duration) -> Option<Arc<V>> {
        let (fetched_at, value) = self.values.get(key)?;
        (fetched_at.elapsed() < age).then_some(value)
    }

    /// Stores a value; its lifetime starts now.
    pub fn insert(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        self.values.insert(key, (Instant::now(), Arc::clone(&value)));
        value
    }

    /// Removes a value.
    pub fn remove(&self, key: &K) {
        self.values.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_value_is_served_only_on_request_and_within_its_age() {
        let cache = TtlCache::new(1, Duration::ZERO);
        cache.insert("key", 1);
        assert_eq!(cache.get(&"key"), None);
        assert_eq!(cache.get_even_stale(&"key", Duration::from_hours(1)).as_deref(), Some(&1));
        assert_eq!(cache.get_even_stale(&"key", Duration::ZERO), None);
    }
}
