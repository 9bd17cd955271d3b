//! The TLS configuration of a process: the trusted roots, for AWS and HTTP clients alike (ADR 13).
//!
//! The roots are Mozilla's, built in. `SSL_CERT_FILE` names a bundle that replaces them, for a company's own proxy or a
//! server on this machine. No other file of the system is read.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};

const SSL_CERT_FILE: &str = "SSL_CERT_FILE";

/// All clients of the process share the roots and the TLS sessions.
static CONFIG: LazyLock<Result<ClientConfig, rustls::Error>> = LazyLock::new(|| {
    let bundle = std::env::var_os(SSL_CERT_FILE).filter(|name| !name.is_empty()).map(PathBuf::from);
    trusting(roots(bundle.as_deref()))
});

/// The configuration. Fails only if the linked cryptography has no cipher suite.
pub fn client_config() -> Result<ClientConfig, rustls::Error> {
    CONFIG.clone()
}

/// The same configuration, which trusts the certificates of a bundle and no others.
pub fn client_config_trusting(bundle: &Path) -> Result<ClientConfig, rustls::Error> {
    trusting(roots(Some(bundle)))
}

/// A configuration that trusts these roots.
fn trusting(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The certificates in the bundle, or the built-in ones without a bundle. Unreadable certificates are not trusted: with
/// a missing or empty bundle, clients reject every server.
fn roots(bundle: Option<&Path>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let Some(bundle) = bundle else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return roots;
    };
    match CertificateDer::pem_file_iter(bundle) {
        Ok(certificates) => {
            let (_, ignored) = roots.add_parsable_certificates(certificates.filter_map(Result::ok));
            if ignored > 0 {
                tracing::warn!(ignored, "{SSL_CERT_FILE} holds certificates that cannot be read");
            }
        }
        Err(error) => tracing::warn!(%error, "{SSL_CERT_FILE} cannot be read"),
    }
    if roots.is_empty() {
        tracing::warn!("{SSL_CERT_FILE} holds no certificate: every HTTPS request will fail");
    }
    roots
}

#[cfg(test)]
mod tests;
