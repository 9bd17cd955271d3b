//! Tokens, the key they are signed with, and the documents that describe both.

use serde_json::json;

use super::*;

#[tokio::test]
async fn discovery_document_lists_the_routes() {
    let bench = Bench::new();
    let found = bench.get("/dev/.well-known/openid-configuration").await.json();
    assert_eq!(found["issuer"], ISSUER);
    assert_eq!(found["jwks_uri"], bench.issuer.jwks_url());
    for (endpoint, method, expected) in [
        ("authorization_endpoint", "GET", StatusCode::BAD_REQUEST),
        ("authorization_endpoint", "POST", StatusCode::BAD_REQUEST),
        ("token_endpoint", "POST", StatusCode::BAD_REQUEST),
        ("userinfo_endpoint", "GET", StatusCode::UNAUTHORIZED),
        ("jwks_uri", "GET", StatusCode::OK),
    ] {
        let url = found[endpoint].as_str().expect("a URL");
        assert!(url.starts_with(ISSUER), "{url}");
        let request = Request::builder().method(method).uri(url).body(Body::empty()).expect("a request");
        assert_eq!(bench.send(request).await.status, expected, "{method} {endpoint}");
    }
    for (what, includes) in [
        ("response_types_supported", "code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
        ("code_challenge_methods_supported", "S256"),
        ("grant_types_supported", "authorization_code"),
        ("scopes_supported", "openid"),
    ] {
        assert!(found[what].as_array().is_some_and(|all| all.contains(&includes.into())), "{what}");
    }
}

#[tokio::test]
async fn published_key_is_public_and_named_by_thumbprint() {
    let keys = Bench::new().get("/dev/jwks.json").await.json();
    let key = &keys["keys"][0];
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&"RSA".into(), &"RS256".into(), &"sig".into()));
    let modulus = key["n"].as_str().expect("a modulus");
    assert_eq!(URL_SAFE_NO_PAD.decode(modulus).expect("base64url").len(), 256);
    // RFC 7638, 3.
    let thumbed = format!(r#"{{"e":"AQAB","kty":"RSA","n":"{modulus}"}}"#);
    let thumbprint = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, thumbed.as_bytes());
    assert_eq!(key["kid"], URL_SAFE_NO_PAD.encode(thumbprint));
    let mut members: Vec<_> = key.as_object().expect("a key").keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
}

#[tokio::test]
async fn email_form_returns_access_token_with_cognito_claims() {
    let bench = Bench::new();
    let answer = bench.post("/dev/token", &[("email", "Dana@ACME.example")]).await;
    assert_eq!((answer.status, answer.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    let answer = answer.json();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"Bearer".into(), &3600.into()));
    let mut claims = bench.claims(answer["access_token"].as_str().expect("a token")).await;
    let id = claims.as_object_mut().and_then(|claims| claims.remove("jti")).expect("an id");
    assert!(id.as_str().is_some_and(|id| id.len() == 43));
    let subject = DevIssuer::subject_of("dana@acme.example");
    assert_eq!(
        claims,
        json!({
            "iss": ISSUER, "sub": subject, "username": subject, "client_id": "front-desk-dev",
            "token_use": "access", "scope": "openid email profile", "auth_time": 1_800_000_000, "iat": 1_800_000_000,
            "exp": 1_800_003_600,
        })
    );
    for wrong in [[("email", "nobody"), ("name", "")], [("email", "a@b.example"), ("name", "two\nlines")]] {
        bench.post("/dev/token", &wrong).await.refused_with("invalid_request");
    }
}

#[test]
fn subject_of_address_is_stable() {
    // SHA-256 of "dana@acme.example".
    assert_eq!(DevIssuer::subject_of(" Dana@ACME.example "), "dev_e5558aef7132352bc7a61d59efe56c22");
}

#[tokio::test]
async fn userinfo_accepts_only_own_unexpired_access_tokens() {
    let bench = Bench::new();
    let token = bench.issuer.access_token("dana@acme.example", None).expect("a token");
    assert_eq!(bench.userinfo(&token).await.json()["name"], owner().name);

    let (signed, signature) = token.rsplit_once('.').expect("a token");
    let (header, claims) = signed.split_once('.').expect("a token");
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let mut other = URL_SAFE_NO_PAD.decode(claims).expect("claims");
    let place = other.windows(4).position(|part| part == b"dev_").expect("a subject");
    other[place + 4] = if other[place + 4] == b'0' { b'1' } else { b'0' };
    let other = URL_SAFE_NO_PAD.encode(other);
    let person = bench.issuer.0.people.person("dana@acme.example", None).expect("a person");
    let forged = [
        String::new(),
        format!("{none}.{claims}."),
        format!("{header}.{other}.{signature}"),
        format!("{signed}."),
        bench.issuer.0.id_token(&person, DevIssuer::AUDIENCE, None).expect("a token"),
        // Of a person that this process has not heard of, although the key is its own.
        bench.issuer.0.key.sign(&json!({
            "iss": ISSUER, "sub": "dev_0", "exp": 1_800_003_600, "client_id": "front-desk-dev", "token_use": "access",
        })).expect("a token"),
    ];
    for forged in forged {
        let answer = bench.userinfo(&forged).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{forged}");
        assert!(answer.header(header::WWW_AUTHENTICATE).starts_with("Bearer"));
    }
    let directory = tempfile::tempdir().expect("a directory");
    let another = Bench::with_key_in(Some(directory.path())).issuer.access_token("dana@acme.example", None);
    assert_eq!(bench.userinfo(&another.expect("a token")).await.status, StatusCode::UNAUTHORIZED);

    bench.wait(3_599);
    assert_eq!(bench.userinfo(&token).await.status, StatusCode::OK);
    bench.wait(1);
    assert_eq!(bench.userinfo(&token).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn signing_key_file_is_private_and_reused() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = Bench::with_key_in(Some(directory.path()));
    let token = first.issuer.access_token("dana@acme.example", None).expect("a token");
    drop(first);
    let second = Bench::with_key_in(Some(directory.path()));
    assert_eq!(second.claims(&token).await["sub"], DevIssuer::subject_of("dana@acme.example"));
    assert_eq!(second.userinfo(&token).await.status, StatusCode::OK);

    let files: Vec<_> = std::fs::read_dir(directory.path()).expect("files").map(|file| file.expect("a file")).collect();
    assert_eq!(files.len(), 1);
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&files[0].metadata().expect("a mode").permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(files[0].path(), "not a key").expect("written");
    let damaged = DevIssuer::new(ISSUER, Some(directory.path()), vec![], Clock::system());
    assert!(matches!(damaged, Err(DevIssuerError::Key(KeyError::Damaged(_)))), "{damaged:?}");
}

#[test]
fn issuer_with_wrong_url_or_person_is_rejected() {
    for wrong in ["", "/dev", "http://127.0.0.1:8080", "http://127.0.0.1:8080/dev/", "ftp://127.0.0.1/dev"] {
        let issuer = DevIssuer::new(wrong, None, vec![], Clock::system());
        assert!(matches!(issuer, Err(DevIssuerError::Issuer)), "{wrong}");
    }
    let nobody = DevPerson { email: "nobody".to_owned(), ..owner() };
    let issuer = DevIssuer::new(ISSUER, None, vec![nobody], Clock::system());
    assert!(matches!(issuer, Err(DevIssuerError::Person(PersonError::Email(_)))));
}
