//! Servers on the loopback interface.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;

/// A bound port of the loopback interface.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    url: String,
}

impl Loopback {
    /// Binds a port; 0 for any free one.
    pub async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, url })
    }

    /// Its URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves until `stopped`, then finishes open requests.
    pub async fn serve(self, router: Router, stopped: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        // Without Nagle's algorithm, small pieces of a streamed answer are sent at once.
        let listener = self.listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stopped)
            .await
    }

    /// Serves for ever.
    pub async fn serve_forever(self, router: Router) -> io::Result<()> {
        self.serve(router, std::future::pending()).await
    }
}
