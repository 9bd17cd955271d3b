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
