//! Servers on the loopback interface.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;

/// A port of the loopback interface, not yet answered.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    url: String,
}

impl Loopback {
    /// Takes a port; 0 for any free one.
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

    /// Answers until `stopped`, and then what has begun.
    pub async fn serve(self, router: Router, stopped: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        // Small pieces of a streamed answer are sent at once rather than held back for more.
        let listener = self.listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stopped)
            .await
    }

    /// Answers for ever.
    pub async fn serve_forever(self, router: Router) -> io::Result<()> {
        self.serve(router, std::future::pending()).await
    }
}
