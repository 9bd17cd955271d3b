//! The command line.

use std::{error::Error, fs, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{
    id::TenantId,
    tenant::{TenantConfig, starter},
    text::Text,
};
use jiff::{Timestamp, tz::TimeZone};
use store::{ImportName, Store, TenantScope};

use crate::{
    load::{Loader, estimate},
    mapping::{Mapping, inspect::inspect},
    records::{self, Records, Target},
    report::Report,
    row::Table,
    settings::{self, Drafted},
    source::{self, Tables},
    target,
    verify::{self, Verified},
};

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
        Some(Command::Undo { place }) => undo(&place).await,
        None => import(&arguments.load).await,
    }
}

fn read_mapping(path: Option<PathBuf>) -> Result<Mapping, Failure> {
    let Some(path) = path else { return Ok(Mapping::parse("")?) };
    let text = fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Mapping::parse(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

async fn import(load: &Load) -> Result<bool, Failure> {
    let source = load.source.as_deref().ok_or("name a source; --help shows the commands")?;
    let tables = source::read(source).await?;
    let mapping = read_mapping(load.mapping.clone())?;
    let drafted = drafted(load, &tables, &mapping)?;
    let target = if load.dry_run { dry_target(load, &drafted).await? } else { real_target(load, &drafted).await? };
    let records = records::make(&tables, &mapping, &target)?;
    drop(tables);
    show_report(load, &records.report)?;
    let store = load.place.store();
    let scope = TenantScope::of_import(target.tenant.clone());
    let known = match &store {
        Ok(store) => store.get_imported(&scope, &target.import).await?,
        Err(_) => store::ImportedIds::default(),
    };
    eprintln!("{}", estimate(&records.made, &known).text(load.rate));
    if load.dry_run {
        return Ok(true);
    }
    write(load, &store?, &target, &records).await
}

async fn write(load: &Load, store: &Store, target: &Target, records: &Records) -> Result<bool, Failure> {
    let scope = TenantScope::of_import(target.tenant.clone());
    let loader = Loader { store, scope: &scope, import: &target.import, rate: load.rate };
    let written = loader.load(&records.made).await?;
    eprintln!("{written} records were written into {}; the others were there", target.tenant);
    if load.without_search {
        eprintln!("the words of calls are not in the search yet; import again without --without-search");
    } else {
        eprintln!("{} calls were made findable", loader.index().await?);
    }
    Ok(true)
}

/// The configuration that the earlier system's settings make, for a `.env` file or a new company.
fn drafted(load: &Load, tables: &Tables, mapping: &Mapping) -> Result<Drafted, Failure> {
    let variables = match &load.env {
        Some(path) => {
            let text =
                fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            settings::variables(&text)
        }
        None => std::collections::BTreeMap::default(),
    };
    let rows =
        mapping.name_in(Table::Locations, tables).and_then(|name| tables.get(&name)).cloned().unwrap_or_default();
    let locations = settings::locations(&rows, &mapping.columns(Table::Locations, &rows));
    Ok(settings::draft(&variables, &locations, (&Text::parse(&load.tenant_name)?, &zone(load)?))?)
}

fn zone(load: &Load) -> Result<TimeZone, Failure> {
    let name = load.time_zone.as_deref().unwrap_or("America/New_York");
    TimeZone::get(name).map_err(|_| format!("{name} is not a time zone; name one such as America/Chicago").into())
}

/// The company as it is, or as it would be.
async fn dry_target(load: &Load, drafted: &Drafted) -> Result<Target, Failure> {
    let (tenant, import) = (load.place.tenant()?, load.place.import()?);
    let found = match load.place.store() {
        Ok(store) => target::find(&store, &tenant, &import).await?,
        Err(_) => None,
    };
    show_origins(load, drafted);
    let config = drafted.config.clone();
    // The draft would be the version after the first one.
    let would_be = || Target { tenant, import, config, config_version: 2 };
    Ok(match found {
        Some(found) if load.env.is_none() => found,
        _ => would_be(),
    })
}

/// The company, created if it does not exist, with the draft of the settings.
async fn real_target(load: &Load, drafted: &Drafted) -> Result<Target, Failure> {
    let (store, tenant, import) = (load.place.store()?, load.place.tenant()?, load.place.import()?);
    if target::find(&store, &tenant, &import).await?.is_none() {
        let owner = load.owner.as_deref().ok_or_else(|| target::TargetError::Missing(tenant.clone()))?;
        let name = Text::parse(&load.tenant_name)?;
        let config: TenantConfig = starter(&name, &drafted.config.time_zone)?;
        let code = target::create(&store, (&tenant, &name), owner, config, load.place.now()).await?;
        eprintln!("the company {tenant} was created; its owner joins with the code {}", code.expose());
    }
    if load.env.is_some() {
        show_origins(load, drafted);
        match target::save_draft(&store, &tenant, &drafted.config, load.place.now()).await? {
            Some(version) => eprintln!("the settings are the draft, version {version}; look at it and publish it"),
            None => eprintln!("the settings were imported before; the draft of then, or what became of it, stays"),
        }
    }
    let found = target::find(&store, &tenant, &import).await?;
    found.ok_or_else(|| target::TargetError::Missing(tenant).into())
}

/// The origin of each value, on standard error; in the report as JSON there are the rows alone.
fn show_origins(load: &Load, drafted: &Drafted) {
    if load.env.is_none() {
        return;
    }
    for settings::ValueOrigin { field, origin, remark } in &drafted.origins {
        let remark = if remark.is_empty() { String::new() } else { format!(" ({remark})") };
        eprintln!("{:<24} {origin}{remark}", if field.is_empty() { "-" } else { field });
    }
}

fn show_report(load: &Load, report: &Report) -> Result<(), Failure> {
    let text = match load.format {
        Format::Text => report.text(),
        Format::Json => report.json()?,
        Format::Csv => report.csv()?,
    };
    match &load.report {
        Some(path) => {
            fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        }
        None => println!("{text}"),
    }
    Ok(())
}

async fn compare(source: &str, place: &Place, mapping: Mapping, format: Format) -> Result<bool, Failure> {
    let (store, tenant, import) = (place.store()?, place.tenant()?, place.import()?);
    let found = target::find(&store, &tenant, &import).await?;
    let target = found.ok_or(target::TargetError::Missing(tenant))?;
    let records = records::make(&source::read(source).await?, &mapping, &target)?;
    let verified: Verified = verify::verify(&store, &target, &records.made, place.now()).await?;
    match format {
        Format::Text => println!("{}", verified.text()),
        Format::Json => println!("{}", serde_json::to_string_pretty(&verified)?),
        Format::Csv => println!("{}", verified.csv()?),
    }
    Ok(verified.agrees())
}

async fn undo(place: &Place) -> Result<bool, Failure> {
    let (store, import) = (place.store()?, place.import()?);
    let scope = TenantScope::of_import(place.tenant()?);
    let (mut before, mut removed, mut kept) = (None, 0, Vec::new());
    while let Some(batch) = store.undo_import_batch(&scope, &import, before).await? {
        before = Some(batch.number);
        removed += batch.removed;
        kept.extend(batch.kept);
    }
    println!("{removed} records were removed");
    for id in &kept {
        println!("{id} was changed since it was imported, and stays");
    }
    Ok(true)
}
