//! The WebSocket API in front of `voice-stream`.

use std::sync::Arc;

use platform::clock::Clock;
use tokio::net::TcpListener;
use voice_stream::VoiceStream;
use websocket_api::{WebSocketApi, WebSocketApiOptions, event_function};

use super::Functions;

/// A port that is taken before the functions are built, which need its address.
pub(super) struct StreamListener {
    listener: TcpListener,
    address: String,
}

impl StreamListener {
    /// Takes a port, if a WebSocket can reach this machine.
    pub(super) async fn bind_if(is_reachable: bool) -> std::io::Result<Option<Self>> {
        if !is_reachable {
            return Ok(None);
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?.to_string();
        Ok(Some(Self { listener, address }))
    }

    /// Its address, such as `127.0.0.1:4000`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    fn serve(self, stream: Arc<VoiceStream>, clock: Clock) -> std::io::Result<WebSocketApi> {
        let function = event_function(move |event| {
            let stream = Arc::clone(&stream);
            async move { Ok(stream.handle(event).await) }
        });
        WebSocketApi::start(self.listener, function, WebSocketApiOptions::new(clock))
    }
}

/// Serves the API on its port. `None` if there is no port or no function.
pub(super) fn serve(
    listener: Option<StreamListener>,
    functions: &Functions,
    clock: &Clock,
) -> std::io::Result<Option<WebSocketApi>> {
    match (listener, &functions.voice_stream) {
        (Some(listener), Some(stream)) => listener.serve(Arc::clone(stream), clock.clone()).map(Some),
        _ => Ok(None),
    }
}
