//! The WebSocket API in front of `voice-stream`.

use std::sync::Arc;

use platform::clock::Clock;
use tokio::net::TcpListener;
use voice_stream::VoiceStream;
use websocket_api::{WebSocketApi, WebSocketApiOptions, event_function};

/// A port that is taken before the functions are built, which need its address.
pub(super) struct StreamListener {
    listener: TcpListener,
    address: String,
}

impl StreamListener {
    pub(super) async fn bind() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?.to_string();
        Ok(Self { listener, address })
    }

    /// Its address, such as `127.0.0.1:4000`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn serve(self, stream: Arc<VoiceStream>, clock: Clock) -> std::io::Result<WebSocketApi> {
        let function = event_function(move |event| {
            let stream = Arc::clone(&stream);
            async move { Ok(stream.handle(event).await) }
        });
        WebSocketApi::start(self.listener, function, WebSocketApiOptions::new(clock))
    }
}
