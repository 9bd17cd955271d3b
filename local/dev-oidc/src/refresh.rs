//! Issued refresh tokens. Each is valid once: its use issues the next one of the same sign-in (RFC 9700, 4.14.2).
//!
//! They live in memory, so a restart of the issuer ends every session at its next renewal.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use super::people::Person;

const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The most sign-ins. The oldest are dropped first.
const MOST_SESSIONS: usize = 1_000;

/// What a refresh token stands for.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    pub(super) person: Person,
    /// The client that signed them in.
    pub(super) client: &'static str,
}

struct RefreshSession {
    current: String,
    /// The tokens that were used. One of them again is a copy, so the sign-in ends.
    used: Vec<String>,
    until: Timestamp,
    signed_in: SignedIn,
}

/// The sign-ins that can be renewed, the oldest first.
#[derive(Default)]
pub(super) struct RefreshTokens(Mutex<VecDeque<RefreshSession>>);

impl RefreshTokens {
    /// The first token of a sign-in.
    pub(super) fn issue(&self, signed_in: SignedIn, now: Timestamp) -> Result<String, getrandom::Error> {
        let current = super::random()?;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| now < session.until);
        if sessions.len() >= MOST_SESSIONS {
            sessions.pop_front();
        }
        let until = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        sessions.push_back(RefreshSession { current: current.clone(), used: Vec::new(), until, signed_in });
        Ok(current)
    }

    /// Uses a token: whom it stands for, and the next token. `None` if it is unknown, used or expired.
    pub(super) fn rotate(&self, token: &str, now: Timestamp) -> Result<Option<(SignedIn, String)>, getrandom::Error> {
        let next = super::random()?;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| now < session.until && !session.used.iter().any(|used| used == token));
        let Some(session) = sessions.iter_mut().find(|session| session.current == token) else { return Ok(None) };
        session.used.push(std::mem::replace(&mut session.current, next.clone()));
        Ok(Some((session.signed_in.clone(), next)))
    }

    /// Ends the sign-in of a token. An unknown token changes nothing.
    pub(super) fn revoke(&self, token: &str) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| session.current != token && !session.used.iter().any(|used| used == token));
    }
}
