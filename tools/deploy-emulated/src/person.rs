//! A person who signs up in the user pool, or an operator of the other pool, and signs in at its page, by the authorization-code flow with PKCE.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use local_aws::CREDENTIAL;
use serde_json::{Value, json};
use url::Url;

use crate::Failure;

/// `SignInCallbackUrl`, the template's default.
const CALLBACK: &str = "http://localhost:8400/callback";
const PASSWORD: &str = "Correct-horse-9-battery";
/// The code in the e-mails of the emulator.
const CONFIRMATION_CODE: &str = "123456";
const VERIFIER: &str = "a-verifier-of-the-length-that-the-protocol-asks-for";

/// Signs up in a client of a user pool; returns the person's access token.
pub(crate) async fn sign_up(endpoint: &str, (pool, client): (&str, &str), email: &str) -> Result<String, Failure> {
    let attributes = json!([{"Name": "email", "Value": email}]);
    let new = json!({"ClientId": client, "Username": email, "Password": PASSWORD, "UserAttributes": attributes});
    cognito(endpoint, "SignUp", &new).await?;
    let confirmed = json!({"ClientId": client, "Username": email, "ConfirmationCode": CONFIRMATION_CODE});
    cognito(endpoint, "ConfirmSignUp", &confirmed).await?;
    // In AWS, the code that arrived by e-mail also marks the address as verified. The emulator leaves that out.
    let verified = json!([{"Name": "email_verified", "Value": "true"}]);
    let verified = json!({"UserPoolId": pool, "Username": email, "UserAttributes": verified});
    cognito(endpoint, "AdminUpdateUserAttributes", &verified).await?;
    sign_in(endpoint, client, email, "openid email profile").await
}

/// Adds a person to the operators and signs in; returns the access token. The emulator asks for no second factor before the person
/// has one.
pub(crate) async fn add_operator(endpoint: &str, (pool, client): (&str, &str), email: &str) -> Result<String, Failure> {
    let new =
        json!({"UserPoolId": pool, "Username": email, "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
    cognito(endpoint, "AdminCreateUser", &new).await?;
    let password = json!({"UserPoolId": pool, "Username": email, "Password": PASSWORD, "Permanent": true});
    cognito(endpoint, "AdminSetUserPassword", &password).await?;
    let member = json!({"UserPoolId": pool, "Username": email, "GroupName": "operators"});
    cognito(endpoint, "AdminAddUserToGroup", &member).await?;
    sign_in(endpoint, client, email, "openid email").await
}

async fn sign_in(endpoint: &str, client: &str, email: &str, scope: &str) -> Result<String, Failure> {
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
    let form = [
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", scope),
        ("code_challenge_method", "S256"),
        ("code_challenge", &challenge),
        ("username", email),
        ("password", PASSWORD),
    ];
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(20))
        .build()?;
    let response = http.post(format!("{endpoint}/login")).form(&form).send().await?;
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    let location = Url::parse(location.ok_or("the sign-in page does not lead back")?)?;
    let code = location.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    let code = code.ok_or("the sign-in page gives no code")?;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", &code),
    ];
    let response = http.post(format!("{endpoint}/oauth2/token")).form(&form).send().await?.error_for_status()?;
    let tokens: Value = response.json().await?;
    Ok(tokens["access_token"].as_str().ok_or("there is no access token")?.to_owned())
}

async fn cognito(endpoint: &str, operation: &str, body: &Value) -> Result<(), Failure> {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let http = platform::http_client();
    // The emulator finds the account and the region in the header and checks no signature.
    let today = Timestamp::now().strftime("%Y%m%d");
    let scope = format!("AWS4-HMAC-SHA256 Credential={CREDENTIAL}/{today}/us-east-1/cognito-idp/aws4_request");
    let signed = format!("{scope}, SignedHeaders=host;x-amz-date, Signature=none");
    let request = http.post(endpoint).header("x-amz-target", target).header("authorization", signed);
    let response = request.header("content-type", "application/x-amz-json-1.1").body(body.to_string()).send().await?;
    let status = response.status();
    if status.is_success() { Ok(()) } else { Err(format!("{operation}: {status} {}", response.text().await?).into()) }
}
