//! Reads PostgreSQL, each row as JSON, in one read-only transaction.
//!
//! A connection to another machine uses TLS if the server offers it, and `sslmode=require` in the address insists on it. The server's
//! certificate is checked against the roots of `platform::tls`.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::TryStreamExt as _;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::{
    Client, Config, Socket,
    config::{Host, SslMode},
    tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream},
};
use tokio_rustls::TlsConnector;

use super::{SourceError, Tables, row_of};
use crate::row::Row;

pub(super) async fn read(address: &str) -> Result<Tables, SourceError> {
    let mut config = platform::tls::client_config()?;
    config.alpn_protocols.clear();
    let (client, connection) = on_this_machine(address.parse()?).connect(MakeTls(Arc::new(config))).await?;
    let connection = tokio::spawn(connection);
    // Every table is read as it was at one instant. Times with a zone are written in UTC.
    client.batch_execute("SET TIME ZONE 'UTC'; BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let names = client
        .query(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' \
             AND table_schema = ANY (current_schemas(false)) ORDER BY table_name",
            &[],
        )
        .await?;
    let mut tables = Tables::new();
    for name in names {
        let (schema, table): (String, String) = (name.try_get(0)?, name.try_get(1)?);
        tables.insert(table.clone(), rows(&client, &schema, &table).await?);
    }
    client.batch_execute("COMMIT").await?;
    connection.abort();
    Ok(tables)
}

/// On this machine, no one listens in, and the certificate of a server is usually one that no one signed.
fn on_this_machine(mut config: Config) -> Config {
    let is_here = |host: &Host| match host {
        Host::Tcp(name) => ["localhost", "127.0.0.1", "::1"].contains(&name.as_str()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    if config.get_ssl_mode() == SslMode::Prefer && config.get_hosts().iter().all(is_here) {
        config.ssl_mode(SslMode::Disable);
    }
    config
}

/// The rows of a table in the order of its primary key, else of their text.
async fn rows(client: &Client, schema: &str, table: &str) -> Result<Vec<Row>, SourceError> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let place = format!("{}.{}", quoted(schema), quoted(table));
    let keys = client
        .query(
            "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indisprimary AND i.indrelid = $1::text::regclass",
            &[&place],
        )
        .await?;
    let keys =
        keys.iter().map(|key| Ok(format!("t.{}", quoted(key.try_get(0)?)))).collect::<Result<Vec<_>, SourceError>>()?;
    let order = if keys.is_empty() { "1".to_owned() } else { keys.join(", ") };
    let statement = client.prepare(&format!("SELECT row_to_json(t)::text FROM {place} t ORDER BY {order}")).await?;
    let parameters: [&str; 0] = [];
    let mut found = Box::pin(client.query_raw(&statement, parameters).await?);
    let mut rows = Vec::new();
    while let Some(row) = found.try_next().await? {
        let json: String = row.try_get(0)?;
        // `row_to_json` writes an object.
        let fields = serde_json::from_str(&json).map_err(|error| SourceError::Json(table.into(), error))?;
        rows.push(row_of(rows.len() + 1, fields));
    }
    Ok(rows)
}

/// Makes the TLS of a connection.
#[derive(Clone)]
struct MakeTls(Arc<ClientConfig>);

/// Without a name, as for a socket of this machine, there is no TLS.
struct Tls(Arc<ClientConfig>, Option<ServerName<'static>>);

impl MakeTlsConnect<Socket> for MakeTls {
    type Stream = Encrypted;
    type TlsConnect = Tls;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Tls, io::Error> {
        Ok(Tls(Arc::clone(&self.0), ServerName::try_from(host.to_owned()).ok()))
    }
}

impl TlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        let Self(config, name) = self;
        Box::pin(async move {
            let name = name.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
            Ok(Encrypted(Box::new(TlsConnector::from(config).connect(name, stream).await?)))
        })
    }
}

/// An encrypted connection.
struct Encrypted(Box<tokio_rustls::client::TlsStream<Socket>>);

impl TlsStream for Encrypted {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_shutdown(cx)
    }
}
