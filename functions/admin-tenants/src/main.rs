//! The function as AWS runs it.

use admin_tenants::{AdminTenants, router};
use lambda_http::Error;
use platform::config::Environment;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::telemetry::log_as_json();
    let function = AdminTenants::from_environment(&Environment::of_process()).await?;
    lambda_http::run(router(function)).await
}
