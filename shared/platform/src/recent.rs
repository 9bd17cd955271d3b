//! What was fetched recently, so that it need not be fetched again: a bounded map whose entries grow stale.

use std::{
    hash::Hash,
    sync::Arc,
    time::{Duration, Instant},
};

use quick_cache::sync::Cache;

/// At most so many values, each kept no longer than `lifetime`.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    values: Cache<K, (Instant, Arc<V>)>,
    lifetime: Duration,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    pub(crate) fn new(most: usize, lifetime: Duration) -> Self {
        Self { values: Cache::new(most), lifetime }
    }

    /// The value, unless it is stale.
    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        self.get_younger_than(key, self.lifetime)
    }

    /// The value, unless it is older than `age` or stale.
    pub(crate) fn get_younger_than(&self, key: &K, age: Duration) -> Option<Arc<V>> {
        let (fetched_at, value) = self.values.get(key)?;
        (fetched_at.elapsed() < age.min(self.lifetime)).then_some(value)
    }

    pub(crate) fn insert(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        self.values.insert(key, (Instant::now(), Arc::clone(&value)));
        value
    }

    pub(crate) fn remove(&self, key: &K) {
        self.values.remove(key);
    }
}
