//! The connections that are open: what `@connections` reads of each and sends to each.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;

use crate::events::ConnectionFacts;

/// Something to write into a socket.
#[derive(Debug)]
pub(crate) enum OutgoingFrame {
    Text(String),
    /// The last one: the code and the reason.
    Close(u16, &'static str),
}

/// An open connection.
#[derive(Debug)]
pub(crate) struct OpenConnection {
    pub(crate) facts: ConnectionFacts,
    outgoing: mpsc::UnboundedSender<OutgoingFrame>,
    last_active_at: Mutex<Timestamp>,
    /// The instants of the posts of the last minute.
    posts: Mutex<VecDeque<Timestamp>>,
    /// Why `@connections` or a limit closed it.
    closing: tokio::sync::watch::Sender<Option<(u16, &'static str)>>,
}

impl OpenConnection {
    pub(crate) fn new(facts: ConnectionFacts) -> (Arc<Self>, mpsc::UnboundedReceiver<OutgoingFrame>) {
        let (outgoing, written) = mpsc::unbounded_channel();
        let last_active_at = Mutex::new(facts.connected_at);
        let closing = tokio::sync::watch::Sender::new(None);
        let connection = Self { facts, outgoing, last_active_at, posts: Mutex::default(), closing };
        (Arc::new(connection), written)
    }

    pub(crate) fn last_active_at(&self) -> Timestamp {
        *lock(&self.last_active_at)
    }

    /// A message went in or out.
    pub(crate) fn was_active(&self, now: Timestamp) {
        *lock(&self.last_active_at) = now;
    }

    /// Writes a text. One that comes after the end is lost, as on a network.
    pub(crate) fn send(&self, text: String) {
        let _ = self.outgoing.send(OutgoingFrame::Text(text));
    }

    /// Writes a close frame and ends the connection.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        let _ = self.outgoing.send(OutgoingFrame::Close(code, reason));
        self.closing.send_replace(Some((code, reason)));
    }

    pub(crate) fn is_closed_here(&self) -> bool {
        self.closing.borrow().is_some()
    }

    /// Waits until it is closed from this side.
    pub(crate) async fn closed_here(&self) -> (u16, &'static str) {
        let mut closing = self.closing.subscribe();
        let closed = closing.wait_for(Option::is_some).await.ok().and_then(|closed| *closed);
        closed.unwrap_or((1000, ""))
    }

    /// Counts a post, if fewer than `most` were made in the last minute.
    pub(crate) fn takes_post(&self, most: Option<usize>, now: Timestamp) -> bool {
        let mut posts = lock(&self.posts);
        while posts.front().is_some_and(|at| now.duration_since(*at) >= SignedDuration::from_mins(1)) {
            posts.pop_front();
        }
        let takes = most.is_none_or(|most| posts.len() < most);
        if takes && most.is_some() {
            posts.push_back(now);
        }
        takes
    }
}

/// All open connections, by id. One whose `$connect` has not returned is not among them.
#[derive(Debug, Default)]
pub(crate) struct OpenConnections(Mutex<HashMap<String, Arc<OpenConnection>>>);

impl OpenConnections {
    pub(crate) fn add(&self, connection: Arc<OpenConnection>) {
        lock(&self.0).insert(connection.facts.id.clone(), connection);
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<OpenConnection>> {
        lock(&self.0).get(id).cloned()
    }

    pub(crate) fn remove(&self, id: &str) {
        lock(&self.0).remove(id);
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = lock(&self.0).keys().cloned().collect();
        ids.sort();
        ids
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
