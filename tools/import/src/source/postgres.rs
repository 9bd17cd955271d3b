//! Reads PostgreSQL, each row as JSON, in one read-only transaction.
//!
//! A connection to another machine uses TLS if the server offers it, and `sslmode=require` in the address, `verify-ca` or `verify-full`
//! insist on it. The server's certificate and its name are always checked, against the roots of `platform::tls` or those of
//! `sslrootcert`.

use std::{
    future::Future,
    io,
    path::PathBuf,
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
    let Address { address, roots } = Address::parse(address)?;
    let mut config = match roots {
        Some(roots) => platform::tls::client_config_trusting(&roots)?,
        None => platform::tls::client_config()?,
    };
    config.alpn_protocols.clear();
    let (client, connection) = on_this_machine(address.parse()?).connect(MakeTls(Arc::new(config))).await?;
    let connection = tokio::spawn(connection);
    // Every table is read as it was at one instant. Times with a zone are written in UTC.
    client.batch_execute("SET TIME ZONE 'UTC'; BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let names = client
        .query(
            "SELECT table_schema, table_name, table_schema = ANY (current_schemas(false)) FROM information_schema.tables \
             WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') \
             ORDER BY table_name, table_schema",
            &[],
        )
        .await?;
    let names: Vec<Named> = names
        .iter()
        .map(|name| Ok(Named { schema: name.try_get(0)?, table: name.try_get(1)?, is_in_path: name.try_get(2)? }))
        .collect::<Result<_, tokio_postgres::Error>>()?;
    let mut tables = Tables::new();
    for name in &names {
        tables.insert(name.among(&names), rows(&client, &name.schema, &name.table).await?);
    }
    client.batch_execute("COMMIT").await?;
    connection.abort();
    Ok(tables)
}

/// A table of the database.
struct Named {
    schema: String,
    table: String,
    /// The schema is one that a name without a schema means.
    is_in_path: bool,
}

impl Named {
    /// Its name here: without the schema, unless a name without one means another table.
    fn among(&self, all: &[Self]) -> String {
        let mut others = all.iter().filter(|other| other.table == self.table && other.schema != self.schema);
        let is_plain = self.is_in_path || others.next().is_none();
        if is_plain { self.table.clone() } else { format!("{}.{}", self.schema, self.table) }
    }
}

/// An address as the client reads it, and the file with the roots to trust.
struct Address {
    address: String,
    roots: Option<PathBuf>,
}

impl Address {
    /// Reads an address as `libpq` and `SQLAlchemy` write it: with a driver after a `+`, the checks of a certificate, and the file of its
    /// roots. The client has no words for these.
    fn parse(address: &str) -> Result<Self, SourceError> {
        let (scheme, rest) = address.split_once("://").ok_or(SourceError::Address)?;
        let scheme = scheme.split('+').next().unwrap_or_default();
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (mut kept, mut roots) = (Vec::new(), None);
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", "verify-ca" | "verify-full")) => kept.push("sslmode=require".to_owned()),
                Some(("sslmode", "allow")) => kept.push("sslmode=prefer".to_owned()),
                Some(("sslrootcert", "system")) => {}
                Some(("sslrootcert", file)) => roots = Some(PathBuf::from(decoded(file).ok_or(SourceError::Address)?)),
                _ => kept.push(parameter.to_owned()),
            }
        }
        let parameters = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        Ok(Self { address: format!("{scheme}://{place}{parameters}"), roots })
    }
}

/// The text of a part of an address.
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
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
    let statement = client
        .prepare(&format!(
            "SELECT coalesce((SELECT json_object_agg(e.key, e.value) FROM json_each_text(row_to_json(t)) e), '{{}}')::text \
             FROM {place} t ORDER BY {order}"
        ))
        .await?;
    let parameters: [&str; 0] = [];
    let mut found = Box::pin(client.query_raw(&statement, parameters).await?);
    let mut rows = Vec::new();
    while let Some(row) = found.try_next().await? {
        let json: String = row.try_get(0)?;
        // An object with the text of each value, so that a number keeps all its digits.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_of_libpq_and_of_sqlalchemy_is_read() {
        let read =
            |text: &str| Address::parse(text).map(|Address { address, roots }| (address, roots)).expect("an address");
        let plain = "postgresql://me:pw@db.example:5433/old";
        assert_eq!(read("postgresql+asyncpg://me:pw@db.example:5433/old"), (plain.to_owned(), None));
        let full = format!("{plain}?sslmode=verify-full&sslrootcert=/etc/my%20ca.pem&application_name=x");
        let roots = Some(PathBuf::from("/etc/my ca.pem"));
        assert_eq!(read(&full), (format!("{plain}?sslmode=require&application_name=x"), roots));
        assert!(matches!(Address::parse("postgres://db/old?sslrootcert=%zz"), Err(SourceError::Address)));
    }

    #[test]
    fn table_of_another_schema_has_its_schema_only_if_it_has_to() {
        let named = |schema: &str, table: &str, is_in_path| Named {
            schema: schema.to_owned(),
            table: table.to_owned(),
            is_in_path,
        };
        let all = [named("hvac", "calls", false), named("hvac", "visits", false), named("public", "calls", true)];
        assert_eq!([0, 1, 2].map(|nth: usize| all[nth].among(&all)), ["hvac.calls", "visits", "calls"]);
    }
}
