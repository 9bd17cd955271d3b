//! The socket of a call: messages in both directions, the time between them, and a socket that is lost.

use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{
        self, Bytes, Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{CONNECT_WAIT, RelayPace, StreamedCaller, StreamedCallerError};
use crate::LineOutput;

impl StreamedCaller {
    /// Lets time pass until an instant; live, until then or until a message arrives.
    pub(super) async fn pass(&mut self, to_ms: u64) {
        match self.pace {
            RelayPace::Simulated { patience, .. } => {
                self.await_reception(patience).await;
                let before = self.line.now_ms();
                self.line.advance(to_ms);
                if let Some(passed) = &self.time_passed {
                    passed(Duration::from_millis(self.line.now_ms().saturating_sub(before)));
                }
            }
            RelayPace::Live => {
                let next = self.line.next_event_ms().map_or(to_ms, |next| next.min(to_ms));
                let at = self.began + Duration::from_millis(next);
                let received = async {
                    match &mut self.socket {
                        Some(socket) => socket.next().await,
                        None => std::future::pending().await,
                    }
                };
                let received = tokio::time::timeout_at(at.into(), received).await;
                self.catch_up();
                if let Ok(frame) = received {
                    self.take(frame);
                }
            }
        }
    }

    /// Waits until the application has received what was sent: simulated time would pass before it arrives.
    async fn await_reception(&mut self, patience: Duration) {
        let until = tokio::time::Instant::now() + patience;
        if !std::mem::take(&mut self.has_sent) {
            return;
        }
        let Some(socket) = &mut self.socket else { return };
        // The other side answers a ping after it has received what came before.
        if socket.send(Message::Ping(Bytes::new())).await.is_err() {
            return;
        }
        while let Some(socket) = &mut self.socket
            && let Ok(frame) = tokio::time::timeout_at(until, socket.next()).await
        {
            if let Some(Ok(Message::Pong(_))) = frame {
                return;
            }
            self.take(frame);
        }
    }

    /// Sets the time of a live call.
    fn catch_up(&mut self) {
        if self.pace == RelayPace::Live {
            let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.line.advance(ms);
        }
    }

    /// Waits for a message.
    pub(super) async fn receive(&mut self) -> Result<(), StreamedCallerError> {
        let Some(socket) = &mut self.socket else { return Err(StreamedCallerError::NoReply) };
        let frame = match self.pace {
            RelayPace::Simulated { patience, .. } => {
                tokio::time::timeout(patience, socket.next()).await.map_err(|_| StreamedCallerError::NoReply)?
            }
            RelayPace::Live => socket.next().await,
        };
        self.catch_up();
        self.take(frame);
        Ok(())
    }

    /// Takes the messages that have arrived.
    pub(super) fn receive_arrived(&mut self) {
        self.catch_up();
        while let Some(frame) = self.socket.as_mut().and_then(|socket| socket.next().now_or_never()) {
            self.take(frame);
        }
    }

    /// Waits whether something follows what was heard.
    pub(super) async fn take_breath(&mut self) {
        self.took_breath = true;
        let RelayPace::Simulated { breath, .. } = self.pace else { return };
        let Some(socket) = &mut self.socket else { return };
        if let Ok(frame) = tokio::time::timeout(breath, socket.next()).await {
            self.take(frame);
        }
    }

    fn take(&mut self, frame: Option<Result<Message, tungstenite::Error>>) {
        match frame {
            Some(Ok(Message::Text(text))) => {
                self.took_breath = false;
                self.line.received(text.as_str());
            }
            Some(Ok(Message::Binary(_))) => self.line.received(""),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Ok(Message::Close(_)) | Err(_)) | None => {
                self.socket = None;
                self.line.socket_lost();
            }
        }
    }

    /// Does what the line asks for.
    pub(super) async fn send_outputs(&mut self) {
        while let Some(output) = self.line.next_output() {
            match output {
                LineOutput::Send(text) => {
                    let Some(socket) = &mut self.socket else { continue };
                    self.has_sent = true;
                    if socket.send(Message::text(text)).await.is_err() {
                        self.socket = None;
                        self.line.socket_lost();
                    }
                }
                LineOutput::Drop => self.socket = None,
                LineOutput::Connect => self.connect_again().await,
                LineOutput::Close(code) => self.close(code).await,
            }
        }
    }

    async fn connect_again(&mut self) {
        let handshake = self.target.handshake().ok();
        let connected = match handshake {
            Some(request) => tokio::time::timeout(CONNECT_WAIT, connect_async(request)).await.ok().and_then(Result::ok),
            None => None,
        };
        match connected {
            Some((socket, _)) => {
                self.socket = Some(socket);
                self.line.reconnected();
            }
            None => self.line.reconnect_failed(),
        }
    }

    async fn close(&mut self, code: u16) {
        let Some(mut socket) = self.socket.take() else { return };
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        if socket.close(Some(frame)).await.is_ok() {
            // The other side answers with a close frame, or is gone.
            let answered = async { while let Some(Ok(_)) = socket.next().await {} };
            let _ = tokio::time::timeout(CONNECT_WAIT, answered).await;
        }
    }
}
