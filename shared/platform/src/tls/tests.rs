use std::{io::Write, time::Duration};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::{aws, build_http_client, error_chain::ErrorChain, http_client};

/// An HTTPS server on the loopback interface with a self-signed certificate that no client trusts.
struct TlsServer {
    url: String,
    certificate_pem: String,
}

impl TlsServer {
    async fn start() -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).expect("a key");
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let config = builder
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("a certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("localhost", 0)).await.expect("a port");
        let url = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 2\r\n\
                              connection: close\r\n\r\n{}";
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { url, certificate_pem: cert.pem() }
    }

    /// A configuration for the server in place of AWS.
    fn sdk_config(&self) -> SdkConfig {
        let credentials = Credentials::new("key", "secret", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(&self.url)
            .build()
    }
}

/// The HTTP client and the DynamoDB client with these roots, built as in a function.
fn clients(server: &TlsServer, roots: RootCertStore) -> (reqwest::Client, aws_sdk_dynamodb::Client) {
    let client = build_http_client(trusting(roots), Duration::from_secs(1));
    let aws = aws::on_http_client(server.sdk_config(), client.clone());
    (client, aws::dynamodb(&aws))
}

fn assert_unknown_root(error: &dyn std::error::Error) {
    let message = ErrorChain(error).to_string();
    assert!(message.contains("UnknownIssuer") || message.contains("CaUsedAsEndEntity"), "{message}");
}

#[tokio::test]
async fn unknown_root_is_rejected_by_http_and_aws_clients() {
    let server = TlsServer::start().await;
    let error = http_client().get(&server.url).send().await.expect_err("not trusted");
    assert_unknown_root(&error);
    let aws = aws::dynamodb(&aws::with_timeouts(server.sdk_config()));
    let error = aws.list_tables().send().await.expect_err("not trusted");
    assert_unknown_root(&error);
}

#[tokio::test]
async fn bundle_with_the_servers_root_is_trusted_by_http_and_aws_clients() {
    let server = TlsServer::start().await;
    let mut bundle = tempfile::NamedTempFile::new().expect("a file");
    bundle.write_all(server.certificate_pem.as_bytes()).expect("written");
    let (http, aws) = clients(&server, roots(Some(bundle.path())));
    assert_eq!(http.get(&server.url).send().await.expect("trusted").status(), 200);
    aws.list_tables().send().await.expect("trusted");
}

#[tokio::test]
async fn missing_or_empty_bundle_trusts_no_server() {
    let server = TlsServer::start().await;
    let bundle = tempfile::NamedTempFile::new().expect("a file");
    for path in [bundle.path(), Path::new("/there/is/no/such/bundle.pem")] {
        let roots = roots(Some(path));
        assert!(roots.is_empty());
        let (http, aws) = clients(&server, roots);
        http.get(&server.url).send().await.expect_err("not trusted");
        aws.list_tables().send().await.expect_err("not trusted");
    }
}

#[test]
fn built_in_roots_include_those_of_the_services() {
    let roots = roots(None);
    let subjects: Vec<_> = roots.roots.iter().map(|root| String::from_utf8_lossy(&root.subject).into_owned()).collect();
    // Amazon signs AWS; DigiCert, Google and Let's Encrypt have signed Twilio and OpenAI.
    for name in ["Amazon Root CA 1", "DigiCert Global Root G2", "GTS Root R1", "ISRG Root X1"] {
        assert!(subjects.iter().any(|subject| subject.contains(name)), "{name}");
    }
}
