//! Keys of our own, which sign and encrypt what is verified and decrypted later.
//!
//! A ring is JSON, `{"current": "k2", "k1": "…", "k2": "…"}`: one key or two, each with an id. The current key signs and
//! encrypts; every key verifies and decrypts. A rotation adds a key, waits until every process knows it, and then makes it
//! the current one (ADR 19).
//!
//! A ring is read from Secrets Manager and kept in memory. While Secrets Manager fails, the ring in memory serves for up to
//! an hour. An unknown id is a reason to read again, though not for every forged one. Does not know what is signed.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use aws_sdk_secretsmanager::Client;
use secrecy::{ExposeSecret, SecretString};
use tracing::warn;

use crate::{config::KeysConfig, error_chain::ErrorChain};

/// The age up to which a ring serves while it cannot be read again.
const LONGEST_STALE: Duration = Duration::from_hours(1);
/// The time between two attempts while they fail and a ring is in memory.
const RETRY_AFTER: Duration = Duration::from_secs(15);
/// A key has at least this many characters.
const SHORTEST_KEY: usize = 32;
const MOST_KEYS: usize = 2;
const LONGEST_ID: usize = 16;
/// The field that names the current key.
const CURRENT: &str = "current";

/// Why there is no ring. No error contains a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The secret cannot be read.
    #[error("the secret with our keys cannot be read")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The secret was not read in time.
    #[error("the secret with our keys is not read in time")]
    TooSlow,
    /// It is not a ring.
    #[error("our keys have an unexpected form: {0}")]
    Malformed(&'static str),
}

/// One key or two, each with an id.
pub struct KeyRing {
    current: String,
    keys: BTreeMap<String, SecretString>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({}, {:?})", self.current, self.keys.keys())
    }
}

impl KeyRing {
    /// Parses a ring.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let malformed = KeyRingError::Malformed;
        let mut fields: BTreeMap<String, SecretString> =
            serde_json::from_str(text).map_err(|_| malformed("it is not a JSON object of texts"))?;
        let current = fields.remove(CURRENT).ok_or(malformed("it does not name the current key"))?;
        let current = current.expose_secret().to_owned();
        if !(1..=MOST_KEYS).contains(&fields.len()) || !fields.contains_key(&current) {
            return Err(malformed("it needs one or two keys, of which one is the current one"));
        }
        for (id, key) in &fields {
            let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if id.is_empty() || id.len() > LONGEST_ID || !plain {
                return Err(malformed("an id has at most 16 letters, digits and hyphens"));
            }
            if key.expose_secret().len() < SHORTEST_KEY {
                return Err(malformed("a key needs at least 32 random characters"));
            }
        }
        Ok(Self { current, keys: fields })
    }

    /// The key that signs and encrypts, with its id.
    #[must_use]
    pub fn current(&self) -> Option<(&str, &SecretString)> {
        self.keys.get_key_value(&self.current).map(|(id, key)| (id.as_str(), key))
    }

    /// The key with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&SecretString> {
        self.keys.get(id)
    }

    /// Every key: the key with this id; all of them without an id, for what was signed before keys had one.
    pub fn candidates<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a SecretString)> {
        let named = move |known: &str| id.is_none_or(|id| id == known);
        self.keys.iter().filter(move |(known, _)| named(known)).map(|(id, key)| (id.as_str(), key))
    }
}

/// What a process has read.
#[derive(Debug, Default)]
struct Known {
    ring: Option<(Instant, Arc<KeyRing>)>,
    /// The time of the last attempt, if it failed.
    failed_at: Option<Instant>,
}

/// Where a process has its ring from.
#[derive(Debug)]
pub struct KeySource {
    /// `None` for a ring that never changes.
    stored: Option<(Client, KeysConfig)>,
    known: Mutex<Known>,
}

impl KeySource {
    /// A ring that the process got at its start.
    #[must_use]
    pub fn fixed(ring: KeyRing) -> Self {
        let known = Known { ring: Some((Instant::now(), Arc::new(ring))), failed_at: None };
        Self { stored: None, known: Mutex::new(known) }
    }

    /// A ring in a secret.
    #[must_use]
    pub fn stored(client: Client, config: KeysConfig) -> Self {
        Self { stored: Some((client, config)), known: Mutex::default() }
    }

    /// The ring in memory, if there is one.
    #[must_use]
    pub fn in_memory(&self) -> Option<Arc<KeyRing>> {
        let known = self.lock();
        let (read_at, ring) = known.ring.as_ref()?;
        (self.stored.is_none() || read_at.elapsed() < LONGEST_STALE).then(|| Arc::clone(ring))
    }

    /// The ring. Reads it again if it is old, or if it lacks the key with this id and was not read just now.
    pub async fn load(&self, id: Option<&str>) -> Result<Arc<KeyRing>, KeyRingError> {
        let in_memory = self.in_memory();
        let Some((client, config)) = &self.stored else { return in_memory.ok_or(KeyRingError::TooSlow) };
        if let Some(ring) = &in_memory
            && !self.is_due(config, id.is_none_or(|id| ring.get(id).is_some()))
        {
            return Ok(Arc::clone(ring));
        }
        let read = Box::pin(read(client, &config.secret)).await;
        let mut known = self.lock();
        match read {
            Ok(ring) => {
                let ring = Arc::new(ring);
                *known = Known { ring: Some((Instant::now(), Arc::clone(&ring))), failed_at: None };
                Ok(ring)
            }
            Err(error) => {
                known.failed_at = Some(Instant::now());
                let Some(ring) = in_memory else { return Err(error) };
                warn!(error = %ErrorChain(&error), "our key ring cannot be read; the cached one is used");
                Ok(ring)
            }
        }
    }

    /// Whether the ring in memory is to be read again.
    fn is_due(&self, config: &KeysConfig, is_known: bool) -> bool {
        let known = self.lock();
        let age = known.ring.as_ref().map(|(read_at, _)| read_at.elapsed());
        let longest = if is_known { config.lifetime } else { config.refresh_after.min(config.lifetime) };
        age.is_none_or(|age| age >= longest) && known.failed_at.is_none_or(|at| at.elapsed() >= RETRY_AFTER)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(client: &Client, secret: &str) -> Result<KeyRing, KeyRingError> {
    let answer = client.get_secret_value().secret_id(secret).send().await;
    let answer = answer.map_err(|error| KeyRingError::Unavailable(Box::new(error)))?;
    KeyRing::parse(answer.secret_string().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "an old key of thirty-two characters";
    const NEW: &str = "a newer key of thirty-two characters";

    #[test]
    fn ring_has_a_current_key_and_finds_keys_by_id() {
        let ring = KeyRing::parse(&format!(r#"{{"current": "k2", "k1": "{OLD}", "k2": "{NEW}"}}"#)).expect("a ring");
        let (id, key) = ring.current().expect("a key");
        assert_eq!((id, key.expose_secret()), ("k2", NEW));
        assert_eq!(ring.get("k1").map(|key| key.expose_secret().to_owned()).as_deref(), Some(OLD));
        assert!(ring.get("k3").is_none() && ring.get("current").is_none());
        assert_eq!((ring.candidates(None).count(), ring.candidates(Some("k1")).count()), (2, 1));
        assert_eq!(ring.candidates(Some("k3")).count(), 0);
        let shown = format!("{ring:?}");
        assert!(!shown.contains("thirty-two"), "{shown}");
    }

    #[test]
    fn malformed_ring_is_refused_without_its_keys_in_the_error() {
        for wrong in [
            String::new(),
            OLD.to_owned(),
            r#"{"current": "k1"}"#.to_owned(),
            r#"{"current": "k1", "k1": "short-hunter2"}"#.to_owned(),
            format!(r#"{{"k1": "{OLD}"}}"#),
            format!(r#"{{"current": "k2", "k1": "{OLD}"}}"#),
            format!(r#"{{"current": "k1", "k1": "{OLD}", "k2": "{NEW}", "k3": "{NEW}"}}"#),
            format!(r#"{{"current": "k.1", "k.1": "{OLD}"}}"#),
        ] {
            let error = KeyRing::parse(&wrong).expect_err("malformed").to_string();
            assert!(!error.contains("hunter2") && !error.contains("thirty-two"), "{error}");
        }
    }

    #[tokio::test]
    async fn fixed_ring_is_served_for_any_id() {
        let source =
            KeySource::fixed(KeyRing::parse(&format!(r#"{{"current": "k1", "k1": "{OLD}"}}"#)).expect("a ring"));
        assert!(source.load(Some("k9")).await.expect("the ring").get("k1").is_some());
        assert!(source.in_memory().is_some());
    }
}
