//! Calls to the companies, each checked against its script.

use std::path::PathBuf;

use fake_twilio::AccountCredentials;
use local::{call_report, demo::DemoCompany};
use store::Store;
use telephone::{
    Call, CallProgress, CallerAction, Steps,
    script::{self, Script},
};

use crate::{Failure, company};

/// The lines to the companies, and the table that their calls write to.
pub(crate) struct Calls<'a> {
    pub(crate) companies: &'a [DemoCompany],
    pub(crate) accounts: &'a [AccountCredentials],
    pub(crate) twilio_url: &'a str,
    pub(crate) store: &'a Store,
}

impl Calls<'_> {
    /// Plays every script in tests/calls and checks its expectations; returns how many there are.
    pub(crate) async fn play_scripts(&self) -> Result<u64, Failure> {
        let files = std::fs::read_dir("tests/calls")?.map(|file| Ok(file?.path()));
        let mut paths = files.collect::<Result<Vec<PathBuf>, std::io::Error>>()?;
        paths.sort();
        let mut failures = Vec::new();
        let mut played = 0;
        for path in paths {
            let name = path.display().to_string();
            let script = Script::parse(&std::fs::read_to_string(&path)?).map_err(|error| format!("{name}: {error}"))?;
            failures.extend(self.play(&name, &script).await?);
            played += 1;
        }
        if failures.is_empty() && played > 0 {
            return Ok(played);
        }
        Err(format!("{played} scripts were played\n{}", failures.join("\n")).into())
    }

    /// The expectations of the script that the call did not meet.
    async fn play(&self, name: &str, script: &Script) -> Result<Option<String>, Failure> {
        let is_called = |company: &DemoCompany| {
            script.company().is_none_or(|name| company.config.company.to_string().starts_with(name))
        };
        let at = self.companies.iter().position(is_called).ok_or_else(|| format!("{name}: no such company"))?;
        let setup =
            company::call_setup(self.twilio_url, &self.companies[at], &self.accounts[at], script.from()).await?;
        let outcome = script::run(script, setup).await?;
        let report = call_report::read(self.store, &self.companies[at].number, outcome.call_sid()).await?;
        let mut failures: Vec<String> = script::check(&outcome, &report).iter().map(ToString::to_string).collect();
        failures.extend(outcome.transcript().failures().iter().map(ToString::to_string));
        if failures.is_empty() {
            return Ok(None);
        }
        Ok(Some(format!("{name}: {}\n{}", failures.join("\n"), outcome.transcript())))
    }

    /// Starts a call, waits for the update, and continues the call.
    pub(crate) async fn continue_across(
        &self,
        update: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        let setup = company::call_setup(self.twilio_url, &self.companies[0], &self.accounts[0], "+12145550142").await?;
        let mut call = Call::place(setup)?;
        let say = |words: &str| CallerAction::Say(words.to_owned());
        if call.run(&mut Steps::new([say("My furnace stopped working.")])).await != CallProgress::Listening {
            return Err(format!("the call ended before the update\n{}", call.transcript()).into());
        }
        update.await?;
        call.run(&mut Steps::new([say("it's seven five two oh one"), CallerAction::HangUp])).await;
        let said = call.transcript().said().join(" ");
        if !said.contains("suits you") || !call.transcript().failures().is_empty() {
            return Err(format!("the call did not continue after the update\n{}", call.transcript()).into());
        }
        Ok(())
    }
}
