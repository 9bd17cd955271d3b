//! Reads PostgreSQL, each row as JSON, in one read-only transaction.
//!
//! `sslmode=require` in the address asks for TLS, and its certificate is checked; without it, TLS is used if the server offers it.

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
    Client, Socket,
    tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream},
};
use tokio_rustls::TlsConnector;

use super::{SourceError, Tables, row_of};
use crate::row::Row;

pub(super) async fn read(address: &str) -> Result<Tables, SourceError> {
    let mut config = platform::tls::client_config()?;
    config.alpn_protocols.clear();
    let (client, connection) = tokio_postgres::connect(address, MakeTls(Arc::new(config))).await?;
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

async fn rows(client: &Client, schema: &str, table: &str) -> Result<Vec<Row>, SourceError> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    // The first column is the key in the tables of SQLAlchemy.
    let query = format!("SELECT row_to_json(t)::text FROM {}.{} t", quoted(schema), quoted(table));
    let ordered = format!("SELECT row_to_json(t)::text FROM (SELECT * FROM {}.{} ORDER BY 1) t", quoted(schema), quoted(table));
    // A column of JSON has no order.
    let statement = match client.prepare(&ordered).await {
        Ok(statement) => statement,
        Err(_) => client.prepare(&query).await?,
    };
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
