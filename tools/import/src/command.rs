//! The command line.

use std::{error::Error, fs, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::id::TenantId;
use jiff::Timestamp;
use store::{ImportName, Store, TenantScope};

use crate::{
    load::{ImportPlan, patiently},
    mapping::{Mapping, inspect::inspect},
    records, source, target,
    verify::{self, Verified},
};

mod importing;
mod undoing;

/// Why a command failed, in words for the user.
type Failure = Box<dyn Error + Send + Sync>;

/// Moves the data of an earlier, single-company system into a company of this one.
#[derive(Debug, Parser)]
#[command(name = "import", max_term_width = 100, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    load: Load,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a first mapping of a source, and say what it does not understand
    Inspect {
        /// postgres://…, an SQLite file, or a folder of CSV or JSON files
        source: String,
    },
    /// Compare what the table has with the source
    Verify {
        /// postgres://…, an SQLite file, or a folder of CSV or JSON files
        source: String,
        #[command(flatten)]
        place: Place,
        /// The mapping with which it was imported
        #[arg(long)]
        mapping: Option<PathBuf>,
        /// The form of the result
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Take back everything that an import wrote
    Undo {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
struct Load {
    /// postgres://…, an SQLite file, or a folder of CSV or JSON files
    source: Option<String>,
    #[command(flatten)]
    place: Place,
    /// A mapping, as `inspect` writes one
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// The `.env` file of the earlier system: it becomes a draft of the configuration
    #[arg(long, value_name = "FILE")]
    env: Option<PathBuf>,
    /// The company's name, if it is created
    #[arg(long, default_value = "default")]
    tenant_name: String,
    /// The e-mail address of the company's owner, if it is created
    #[arg(long)]
    owner: Option<String>,
    /// The company's time zone, if it is created and the earlier system names none
    #[arg(long)]
    time_zone: Option<String>,
    /// Report what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// The form of the report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The file of the report; standard output without one
    #[arg(long)]
    report: Option<PathBuf>,
    /// The most write units a second
    #[arg(long, default_value_t = 1000)]
    rate: u32,
    /// Take out what an earlier import wrote of rows that are no longer in the source. Without this, they are named and stay
    #[arg(long)]
    remove_gone: bool,
    /// Leave the words of calls out of the search for now; the same import without this adds them
    #[arg(long)]
    without_search: bool,
}

/// The table and the company.
#[derive(Debug, Args)]
struct Place {
    /// The table. Its region, endpoint and credentials are those in the environment, as the functions read them
    #[arg(long, env = "TABLE_NAME")]
    table: Option<String>,
    /// The company's id
    #[arg(long, default_value = "ten_default")]
    tenant: String,
    /// The name of the import; the ids of all records derive from it
    #[arg(long, default_value = "legacy")]
    name: String,
    /// The instant that counts as now, such as 2026-11-28T18:00:00Z
    #[arg(long)]
    now: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

impl Place {
    fn store(&self) -> Result<Store, Failure> {
        let table = self.table.as_deref().ok_or("name the table with --table or TABLE_NAME")?;
        Ok(target::store(table))
    }

    fn tenant(&self) -> Result<TenantId, Failure> {
        Ok(TenantId::parse(&self.tenant)?)
    }

    fn import(&self) -> Result<ImportName, Failure> {
        ImportName::parse(&self.name).ok_or_else(|| "a name is 1 to 40 lower-case letters, digits or hyphens".into())
    }

    fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }
}

/// Runs a command. Returns whether it succeeded.
pub async fn run(arguments: Arguments) -> Result<bool, Failure> {
    match arguments.command {
        Some(Command::Inspect { source }) => {
            println!("{}", inspect(&source::read(&source).await?)?);
            Ok(true)
        }
        Some(Command::Verify { source, place, mapping, format }) => {
            compare(&source, &place, read_mapping(mapping)?, format).await
        }
        Some(Command::Undo { place }) => undoing::undo(&place).await,
        None => importing::import(&arguments.load).await,
    }
}

fn read_mapping(path: Option<PathBuf>) -> Result<Mapping, Failure> {
    let Some(path) = path else { return Ok(Mapping::parse("")?) };
    let text = fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Mapping::parse(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

async fn compare(source: &str, place: &Place, mapping: Mapping, format: Format) -> Result<bool, Failure> {
    let (store, tenant, import) = (place.store()?, place.tenant()?, place.import()?);
    let found = target::find(&store, &tenant, &import).await?;
    let target = found.ok_or(target::TargetError::Missing(tenant))?;
    let records = records::make(&source::read(source).await?, &mapping, &target)?;
    let mut verified: Verified = patiently(|| verify::verify(&store, &target, &records.made, place.now())).await?;
    let scope = TenantScope::of_import(target.tenant.clone());
    let known = patiently(|| store.get_imported(&scope, &target.import)).await?;
    let gone = ImportPlan::new(&records.made, &known, &records.report.found()).gone;
    verified.gone_from_source = gone.into_iter().map(|known| known.id).collect();
    match format {
        Format::Text => println!("{}", verified.text()),
        Format::Json => println!("{}", serde_json::to_string_pretty(&verified)?),
        Format::Csv => println!("{}", verified.csv()?),
    }
    Ok(verified.agrees())
}
