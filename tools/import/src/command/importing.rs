//! `import SOURCE`.

use std::{collections::BTreeMap, fs};

use domain::{
    tenant::{TenantConfig, starter},
    text::Text,
};
use jiff::tz::TimeZone;
use store::{ImportCounts, ImportStep, ImportedIds, Store, TenantScope};

use super::{Failure, Format, Load, read_mapping};
use crate::{
    load::{ImportPlan, KnownRecord, Loaded, Loader, estimate, patiently},
    mapping::Mapping,
    records::{self, Target},
    report::Report,
    row::Table,
    settings::{self, Drafted},
    source::{self, Tables},
    target,
};

/// Imports a source.
pub(super) async fn import(load: &Load) -> Result<bool, Failure> {
    let source = load.source.as_deref().ok_or("name a source; --help shows the commands")?;
    let tables = source::read(source).await?;
    let mapping = read_mapping(load.mapping.clone())?;
    let without_times: Vec<String> = records::without_times(&tables, &mapping)
        .map(|(table, source)| {
            format!(
                "no column of {source} was taken for the time; name it in the mapping, under [{table}.columns], or leave the table out"
            )
        })
        .collect();
    match without_times.first() {
        // Before anything is written.
        Some(problem) if !load.dry_run => return Err(problem.clone().into()),
        _ => without_times.iter().for_each(|warning| eprintln!("warning: {warning}")),
    }
    let known = known_target(load).await?;
    let drafted = drafted(load, &tables, &mapping, known.as_ref())?;
    let target =
        if load.dry_run { dry_target(load, &drafted, known)? } else { real_target(load, &drafted, known).await? };
    let records = records::make(&tables, &mapping, &target)?;
    drop(tables);
    show_report(load, &records.report)?;
    let store = load.place.store();
    let scope = TenantScope::of_import(target.tenant.clone());
    let known = match &store {
        Ok(store) => patiently(|| store.get_imported(&scope, &target.import)).await?,
        Err(_) => ImportedIds::default(),
    };
    let plan = ImportPlan::new(&records.made, &known, &records.report.found()).removing_gone(load.remove_gone);
    eprintln!("{}", estimate(&plan).text(load.rate));
    show_plan(load, &plan);
    if load.dry_run {
        return Ok(true);
    }
    write(load, &store?, &target, (&plan, known)).await
}

/// What will be written again or taken out, row by row in a dry run.
fn show_plan(load: &Load, plan: &ImportPlan<'_>) {
    for (_, made) in plan.changed.iter().filter(|_| load.dry_run) {
        eprintln!("{} {} has changed in the source", made.table, made.key);
    }
    for KnownRecord { id, .. } in &plan.gone {
        let fate = if load.remove_gone { "goes" } else { "stays; --remove-gone takes it out" };
        eprintln!("the row of {id} is no longer in the source: it {fate}");
    }
}

async fn write(
    load: &Load,
    store: &Store,
    target: &Target,
    (plan, known): (&ImportPlan<'_>, ImportedIds),
) -> Result<bool, Failure> {
    let (scope, is_done) = (TenantScope::of_import(target.tenant.clone()), plan.is_empty());
    let audit = async |step, counts| {
        let change = target::change(load.place.now());
        patiently(|| store.audit_import(&scope, &target.import, (step, counts), &change)).await
    };
    if !is_done {
        audit(ImportStep::Begun, ImportCounts::default()).await?;
    }
    let loader = Loader { store, scope: &scope, import: &target.import, rate: load.rate };
    let loaded = loader.load(plan, known).await?;
    if !is_done {
        audit(ImportStep::Finished, loaded.counts).await?;
    }
    show_loaded(target, &loaded);
    if load.without_search {
        eprintln!("the words of calls are not in the search yet; import again without --without-search");
    } else {
        eprintln!("{} calls were made findable", loader.index().await?);
    }
    Ok(true)
}

fn show_loaded(target: &Target, loaded: &Loaded) {
    let ImportCounts { calls, visits, emergencies, messages, updated, removed, .. } = loaded.counts;
    let new = calls + visits + emergencies + messages;
    eprintln!("{new} records were written into {}; the others were there", target.tenant);
    if updated + removed > 0 {
        eprintln!("{updated} were written again because their row changed, and {removed} were taken out");
    }
    for row in &loaded.kept {
        eprintln!("{row} changed in the source, but was changed here too: it stays as it is here");
    }
    for row in &loaded.erased {
        eprintln!("{row} changed in the source, but was erased here: it stays erased");
    }
}

/// The company as it is. Without one, an import that creates it needs its owner.
async fn known_target(load: &Load) -> Result<Option<Target>, Failure> {
    let (tenant, import) = (load.place.tenant()?, load.place.import()?);
    let known = match load.place.store() {
        Ok(store) => target::find(&store, &tenant, &import).await?,
        Err(_) if load.dry_run => None,
        Err(error) => return Err(error),
    };
    if known.is_none() && !load.dry_run && load.owner.is_none() {
        return Err(target::TargetError::Missing(tenant).into());
    }
    Ok(known)
}

/// The configuration that the earlier system's settings make, for a `.env` file or a new company.
fn drafted(load: &Load, tables: &Tables, mapping: &Mapping, known: Option<&Target>) -> Result<Drafted, Failure> {
    let variables = match &load.env {
        Some(path) => {
            let text =
                fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            settings::variables(&text)
        }
        None => BTreeMap::default(),
    };
    let rows =
        mapping.name_in(Table::Locations, tables).and_then(|name| tables.get(&name)).cloned().unwrap_or_default();
    let locations = settings::locations(&rows, &mapping.columns(Table::Locations, &rows));
    let zone = match &load.time_zone {
        Some(name) => TimeZone::get(name)
            .map_err(|_| format!("{name} is not a time zone; name one such as America/Chicago"))?,
        None => settings::zone(&variables, &locations)
            .or_else(|| known.map(|known| known.config.time_zone.clone()))
            .ok_or("the company's time zone is in no .env file, and not the same in all locations; name it with --time-zone, such as America/Chicago")?,
    };
    Ok(settings::draft(&variables, &locations, (&Text::parse(&load.tenant_name)?, &zone))?)
}

/// The company as it is, or as it would be.
fn dry_target(load: &Load, drafted: &Drafted, known: Option<Target>) -> Result<Target, Failure> {
    let (tenant, import) = (load.place.tenant()?, load.place.import()?);
    show_origins(load, drafted);
    // The draft would be the version after the first one.
    let would_be = Target { tenant, import, config: drafted.config.clone(), config_version: 2 };
    Ok(known.filter(|_| load.env.is_none()).unwrap_or(would_be))
}

/// The company, created if it does not exist, with the draft of the settings.
async fn real_target(load: &Load, drafted: &Drafted, known: Option<Target>) -> Result<Target, Failure> {
    let (store, tenant, import) = (load.place.store()?, load.place.tenant()?, load.place.import()?);
    if known.is_none() {
        let owner = load.owner.as_deref().ok_or_else(|| target::TargetError::Missing(tenant.clone()))?;
        let name = Text::parse(&load.tenant_name)?;
        let config: TenantConfig = starter(&name, &drafted.config.time_zone)?;
        let code = target::create(&store, (&tenant, &name), owner, config, load.place.now()).await?;
        eprintln!("the company {tenant} was created; its owner joins with the code {}", code.expose());
    }
    if load.env.is_some() {
        show_origins(load, drafted);
        match target::save_draft(&store, &tenant, drafted, load.place.now()).await? {
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
