//! The telephone: calls a running system, or one that it starts for the length of the call.

#![allow(clippy::print_stdout, reason = "what was said is what was asked for")]

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use local_aws::{provision, sdk_config_for};
use store::Store;
use telephone::{
    call::{Call, CallProgress},
    call_setup::CallSetup,
    script::{self, Script, ScriptReport},
    terminal::Terminal,
};

mod callee;

use super::{CallOptions, Failure, ServeOptions, serve};
use crate::{call_report, manifest::Manifest, system::System};
use callee::Callee;

pub(super) async fn run(serve_options: ServeOptions, options: CallOptions) -> Result<ExitCode, Failure> {
    // Scripts are parsed first: an invalid one is reported before anything starts.
    let scripts = options.script.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let exchange = Box::pin(Exchange::reached(serve_options)).await?;
    if scripts.is_empty() {
        exchange.call_by_hand(&options).await?;
        exchange.stop().await;
        return Ok(ExitCode::SUCCESS);
    }
    let mut failed = 0;
    for (name, script) in &scripts {
        failed += usize::from(!exchange.call_by_script(name, script).await?);
    }
    exchange.stop().await;
    println!("{} passed, {failed} failed", scripts.len() - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(path: &Path) -> Result<(String, Script), Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let script = Script::parse(&text).map_err(|error| format!("{name}: {error}"))?;
    Ok((name, script))
}

/// A system to call, and the access to its table.
struct Exchange {
    manifest: Manifest,
    /// The data directory with the manifest of a system in another process.
    data: PathBuf,
    started: Option<System>,
    /// The companies that can be called: the demo companies and those with a connected spare number.
    companies: Vec<Callee>,
}

impl Exchange {
    /// The system that runs on this data directory, or a new one in this process.
    async fn reached(options: ServeOptions) -> Result<Self, Failure> {
        let running = if options.in_memory { None } else { Manifest::found_in(&options.data) };
        if let Some(manifest) = running
            && answers(&manifest).await
            && manifest.aws_endpoint.is_some()
        {
            return Self { manifest, data: options.data, started: None, companies: Vec::new() }.with_companies().await;
        }
        eprintln!("No system is running on {}: starting one for this call.", options.data.display());
        let data = options.data.clone();
        let system = serve::start(ServeOptions { port: 0, ..options }).await?;
        let manifest = system.manifest.clone();
        Self { manifest, data, started: Some(system), companies: Vec::new() }.with_companies().await
    }

    /// The same system, with the companies that can be called.
    async fn with_companies(mut self) -> Result<Self, Failure> {
        self.companies = callee::all(&self.manifest, &self.store().await?).await?;
        Ok(self)
    }

    /// The table. The manifest is read again, because the system may have restarted during the call.
    async fn store(&self) -> Result<Store, Failure> {
        if let Some(system) = &self.started {
            return Ok(system.store());
        }
        // A killed system leaves its manifest behind.
        let running = match Manifest::found_in(&self.data) {
            Some(running) if answers(&running).await => running,
            _ => return Err("the system has stopped: start it again to check the call".into()),
        };
        let endpoint = running.aws_endpoint.ok_or("the system's table cannot be read")?;
        let aws = platform::aws::with_timeouts(sdk_config_for(&endpoint));
        let table = provision(&aws).await?.table_name;
        Ok(Store::new(platform::aws::dynamodb(&aws), table))
    }

    async fn stop(self) {
        if let Some(system) = self.started {
            system.stop().await;
        }
    }

    fn company(&self, name: &str) -> Result<&Callee, Failure> {
        let begins = |company: &&Callee| company.name.to_lowercase().starts_with(&name.to_lowercase());
        let names: Vec<&str> = self.companies.iter().map(|company| company.name.as_str()).collect();
        let found = self.companies.iter().find(begins);
        found.ok_or_else(|| format!("no company's name begins with {name:?}; there are {}", names.join(" and ")).into())
    }

    fn setup(&self, company: &Callee, from: &str) -> Result<CallSetup, Failure> {
        let setup = company.setup(from)?.with_listener(&self.manifest.base_url, &self.manifest.listen_url)?;
        // With a real number, the real Twilio has the accounts.
        let is_fake = self.manifest.spare_twilio_account.is_some();
        Ok(if is_fake { setup.with_fake_api(&self.manifest.twilio_api_url)? } else { setup })
    }

    async fn call_by_hand(&self, options: &CallOptions) -> Result<(), Failure> {
        let company = match &options.company {
            Some(name) => self.company(name)?,
            None => self.chosen()?,
        };
        println!("Calling {} at {} (/help for what you can do)", company.name, company.number);
        let mut call = Call::place(self.setup(company, &options.from)?.with_attestation(options.attestation))?;
        let mut terminal = Terminal::on_stdio();
        while call.run(&mut terminal).await == CallProgress::Listening {}
        print_kept(&call_report::read(&self.store().await?, &company.number, call.sid()).await?);
        Ok(())
    }

    fn chosen(&self) -> Result<&Callee, Failure> {
        let companies = &self.companies;
        for (i, company) in companies.iter().enumerate() {
            println!("{}  {} ({})", i + 1, company.name, company.number);
        }
        loop {
            print!("Which company? ");
            std::io::stdout().flush()?;
            let mut answer = String::new();
            if std::io::stdin().read_line(&mut answer)? == 0 {
                return Err("no company is selected".into());
            }
            let number = answer.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match number.and_then(|at| companies.get(at)) {
                Some(company) => return Ok(company),
                None => println!("Type a number from 1 to {}.", companies.len()),
            }
        }
    }

    /// Whether the call went as the script expects.
    async fn call_by_script(&self, name: &str, script: &Script) -> Result<bool, Failure> {
        let company = match script.company() {
            Some(name) => self.company(name)?,
            None => self.companies.first().ok_or("there is no company to call")?,
        };
        println!("== {name}: {} calls {}", script.from(), company.name);
        let outcome = script::run(script, self.setup(company, script.from())?).await?;
        println!("{}", outcome.transcript());
        let report = call_report::read(&self.store().await?, &company.number, outcome.call_sid()).await?;
        print_kept(&report);
        let unmet = script::check(&outcome, &report);
        for unmet in &unmet {
            println!("FAILED {name}: {unmet}");
        }
        Ok(unmet.is_empty())
    }
}

/// A killed system leaves its file behind.
async fn answers(manifest: &Manifest) -> bool {
    platform::http_client().get(&manifest.listen_url).send().await.is_ok()
}

fn print_kept(report: &ScriptReport) {
    let kinds = [("booked", &report.booked), ("message", &report.messages), ("emergency", &report.emergencies)];
    let mut nothing = true;
    for (kind, entries) in kinds {
        for entry in entries {
            nothing = false;
            println!("{kind}: {entry}");
        }
    }
    if nothing {
        println!("no booking, no message");
    }
}
