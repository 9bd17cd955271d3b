//! The stack: the SAM CLI deploys it and lists its outputs as on a real account; `CloudFormation` deletes it.

use std::{path::Path, time::Duration};

use serde_json::Value;
use tokio::process::Command;

use crate::{Failure, run, tools};

pub(crate) const NAME: &str = "front-desk";
/// The SAM CLI brings boto3.
const DELETE: &str = "\
import boto3, sys
cloudformation = boto3.client('cloudformation')
stack = sys.argv[1]
cloudformation.delete_stack(StackName=stack)
cloudformation.get_waiter('stack_delete_complete').wait(StackName=stack, WaiterConfig={'Delay': 1})
";
/// Invokes a function once. A second try would hide an error, and the check of calls takes up to two minutes.
const INVOKE: &str = "\
import boto3, botocore.config, sys
stack, resource, event = sys.argv[1:]
found = boto3.client('cloudformation').describe_stack_resource(StackName=stack, LogicalResourceId=resource)
once = botocore.config.Config(read_timeout=150, retries={'total_max_attempts': 1})
name = found['StackResourceDetail']['PhysicalResourceId']
answer = boto3.client('lambda', config=once).invoke(FunctionName=name, Payload=event)
payload = answer['Payload'].read().decode()
if 'FunctionError' in answer:
    sys.exit(f'{resource} failed: {payload}')
print(payload)
";
/// What docs/deploy.md does by hand before e-mail can be sent.
const PREPARE_EMAIL: &str = "\
import boto3, sys
ses = boto3.client('sesv2')
ses.create_email_identity(EmailIdentity=sys.argv[1])
ses.put_account_details(ProductionAccessEnabled=True, MailType='TRANSACTIONAL', WebsiteURL='https://example.com')
";
const LONGEST: Duration = Duration::from_mins(5);

/// A stack of the emulated account.
pub(crate) struct Stack<'a> {
    pub(crate) directory: &'a Path,
    pub(crate) endpoint: &'a str,
}

impl Stack<'_> {
    /// A tool that can reach the emulated account and no other.
    fn tool(&self, name: &str) -> Result<Command, Failure> {
        let mut tool = Command::new(tools::SAM.program(name)?);
        for name in ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_PROFILE"] {
            tool.env_remove(name);
        }
        tool.envs([
            ("AWS_ENDPOINT_URL", self.endpoint),
            ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
            ("AWS_ACCESS_KEY_ID", "local"), // as local_aws::sdk_config_for
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("SAM_CLI_TELEMETRY", "0"),
        ]);
        tool.current_dir(self.directory);
        Ok(tool)
    }

    /// Creates or updates the stack and waits for the end.
    pub(crate) async fn deploy(&self, parameters: &[String]) -> Result<(), Failure> {
        let mut sam = self.tool("sam")?;
        sam.args(["deploy", "-t", "template.yaml", "--stack-name", NAME, "--resolve-s3", "--no-confirm-changeset"]);
        sam.args(["--no-progressbar", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
        sam.arg("--parameter-overrides").args(parameters);
        run(&mut sam, LONGEST).await.map(|_| ())
    }

    /// The stack's outputs, as SAM lists them.
    pub(crate) async fn outputs(&self) -> Result<Value, Failure> {
        let mut sam = self.tool("sam")?;
        sam.args(["list", "stack-outputs", "--stack-name", NAME, "--output", "json"]);
        Ok(serde_json::from_str(&run(&mut sam, LONGEST).await?)?)
    }

    /// Verifies the domain of e-mail in the account.
    pub(crate) async fn prepare_email(&self, domain: &str) -> Result<(), Failure> {
        let mut python = self.tool("python")?;
        python.args(["-c", PREPARE_EMAIL, domain]);
        run(&mut python, LONGEST).await.map(|_| ())
    }

    /// Invokes the function of a resource with an event and returns its answer.
    pub(crate) async fn invoke(&self, resource: &str, event: &str) -> Result<Value, Failure> {
        let mut python = self.tool("python")?;
        python.args(["-c", INVOKE, NAME, resource, event]);
        Ok(serde_json::from_str(&run(&mut python, LONGEST).await?)?)
    }

    /// Deletes the stack and waits for the end. Does not use `sam delete`, which first removes its uploads and rejects the
    /// emulator's S3 addresses.
    pub(crate) async fn delete(&self) -> Result<(), Failure> {
        let mut python = self.tool("python")?;
        python.args(["-c", DELETE, NAME]);
        run(&mut python, LONGEST).await.map(|_| ())
    }
}

/// One output's value.
pub(crate) fn output(outputs: &Value, key: &str) -> Result<String, Failure> {
    let found = outputs.as_array().into_iter().flatten().find(|output| output["OutputKey"] == key);
    let value = found.and_then(|output| output["OutputValue"].as_str());
    value.map(str::to_owned).ok_or_else(|| format!("the stack has no output {key}").into())
}
