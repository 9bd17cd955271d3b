//! Writes records in batches, at a limited rate, and then makes the words of calls findable. An interrupted load goes on where it was.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use domain::conversation::HistoryEntry;
use futures_util::{StreamExt as _, TryStreamExt as _};
use indicatif::{ProgressBar, ProgressStyle};
use store::{
    ImportCounts, ImportFault, ImportName, ImportedIds, ImportedRecord, MOST_IN_A_BATCH, Rewritten, Store, StoreError,
    TenantScope,
};

mod patience;
mod plan;

use patience::RetryTime;
pub(crate) use patience::patiently;
pub use plan::{ImportPlan, KnownRecord};

/// The most bytes of words in a batch: a transaction holds 4 MB.
const MOST_BYTES: usize = 1_500_000;
/// How many calls are made findable between two marks of how far it has come.
const INDEXED_AT_ONCE: usize = 40;
/// How many calls are made findable side by side.
const SIDE_BY_SIDE: usize = 8;
/// DynamoDB's price of a million writes on demand, in us-east-1, November 2026.
const USD_PER_MILLION_WRITES: f64 = 0.625;

/// Why a load stopped. What was written stays, and the next load goes on.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A record was not written.
    #[error(transparent)]
    Record(#[from] ImportFault),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a load did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many records of each kind.
    pub counts: ImportCounts,
    /// The rows, or the ids, of records that stay as they are because they were changed here.
    pub kept: Vec<String>,
    /// The rows of records that were erased here, and stay erased.
    pub erased: Vec<String>,
}

impl Loaded {
    fn keep(&mut self, what: String) {
        self.counts.kept += 1;
        self.kept.push(what);
    }

    fn count_new(&mut self, record: &ImportedRecord) {
        *match record {
            ImportedRecord::Call(_) => &mut self.counts.calls,
            ImportedRecord::Visit(_) => &mut self.counts.visits,
            ImportedRecord::Emergency(_) => &mut self.counts.emergencies,
            ImportedRecord::Note(_) => &mut self.counts.messages,
        } += 1;
    }
}

/// What a load will write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimate {
    /// The records that are not there yet.
    pub records: usize,
    /// The records whose row has changed.
    pub changed: usize,
    /// The write units of the records.
    pub units: u64,
    /// The write units of the words of calls.
    pub word_units: u64,
}

impl Estimate {
    /// What the records cost and how long they take, as a line of text.
    #[must_use]
    pub fn text(&self, rate: u32) -> String {
        let units = self.units + self.word_units;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let cost = units as f64 / 1_000_000.0 * USD_PER_MILLION_WRITES;
        let seconds = units.div_ceil(u64::from(rate.max(1)));
        let Self { records, changed, word_units, .. } = self;
        let changed = if *changed == 0 { String::new() } else { format!(" and {changed} to write again") };
        format!(
            "{records} records to write{changed}: about {units} write units ({word_units} of them for the search), ${cost:.2}, and {} min \
             at {rate} units a second",
            seconds.div_ceil(60)
        )
    }
}

/// The write units of a record in a transaction, two for each kilobyte of each item.
fn units(record: &ImportedRecord) -> (u64, u64) {
    match record {
        ImportedRecord::Call(call) => {
            let bytes: usize = call.history.iter().map(bytes).sum();
            let words = call.history.iter().map(words).fold(HashSet::new(), |mut all, words| {
                all.extend(words);
                all
            });
            (2 * (5 + bytes as u64 / 1024 + 1) + 1, words.len() as u64 + 3)
        }
        ImportedRecord::Visit(_) => (2 * 5, 0),
        ImportedRecord::Emergency(_) | ImportedRecord::Note(_) => (2 * 2 + 1, 0),
    }
}

fn said(entry: &HistoryEntry) -> &str {
    match entry {
        HistoryEntry::CallerSaid { text } | HistoryEntry::AgentSaid { text, .. } => text,
        _ => "",
    }
}

fn bytes(entry: &HistoryEntry) -> usize {
    said(entry).len()
}

fn words(entry: &HistoryEntry) -> impl Iterator<Item = String> {
    said(entry).split_whitespace().map(str::to_lowercase)
}

/// What is left to write.
#[must_use]
pub fn estimate(plan: &ImportPlan<'_>) -> Estimate {
    let mut sum = Estimate { changed: plan.changed.len(), ..Estimate::default() };
    let new = plan.new.iter().map(|made| (*made, 1));
    // A changed record is taken out and written.
    for (made, times) in new.chain(plan.changed.iter().map(|(_, made)| (*made, 2))) {
        let (units, word_units) = units(&made.record);
        sum.units += times * units;
        sum.word_units += word_units;
    }
    Estimate { records: plan.new.len(), ..sum }
}

/// Writes records into a company.
pub struct Loader<'a> {
    /// The table.
    pub store: &'a Store,
    /// The company.
    pub scope: &'a TenantScope,
    /// The name of the import.
    pub import: &'a ImportName,
    /// The most write units a second.
    pub rate: u32,
}

impl Loader<'_> {
    /// Carries a plan out. Interrupted, it goes on where it was when the plan is made again.
    pub async fn load(&self, plan: &ImportPlan<'_>, mut known: ImportedIds) -> Result<Loaded, LoadError> {
        let mut loaded = Loaded::default();
        self.take_out(plan, &known, &mut loaded).await?;
        self.rewrite(plan, &known, &mut loaded).await?;
        let left: Vec<&ImportedRecord> = plan.new.iter().map(|made| &made.record).collect();
        let (bar, begun, mut spent) = (bar(left.len(), "records"), Instant::now(), 0);
        for batch in batches(&left) {
            self.write(&batch, &mut known).await?;
            for record in &batch {
                loaded.count_new(record);
                spent += units(record).0;
            }
            bar.inc(batch.len() as u64);
            self.pace(begun, spent).await;
        }
        bar.finish_and_clear();
        Ok(loaded)
    }

    /// Takes out what stands in the way of a row's new form, and what is no longer in the source if that was asked for.
    async fn take_out(&self, plan: &ImportPlan<'_>, known: &ImportedIds, loaded: &mut Loaded) -> Result<(), LoadError> {
        for KnownRecord { batch, id } in plan.to_take_out() {
            let withdraw = || self.store.withdraw_imported(self.scope, (self.import, *batch), id, &known.before);
            match patiently(withdraw).await? {
                Rewritten::Done => loaded.counts.removed += 1,
                Rewritten::ChangedHere => loaded.keep(id.clone()),
                Rewritten::Gone => {}
            }
        }
        Ok(())
    }

    /// Writes the records again whose row has changed.
    async fn rewrite(&self, plan: &ImportPlan<'_>, known: &ImportedIds, loaded: &mut Loaded) -> Result<(), LoadError> {
        let (bar, begun, mut spent) = (bar(plan.changed.len(), "changed records"), Instant::now(), 0);
        for (batch, made) in &plan.changed {
            let rewrite =
                || self.store.rewrite_imported(self.scope, (self.import, *batch), &made.record, &known.before);
            match patiently(rewrite).await? {
                Rewritten::Done => loaded.counts.updated += 1,
                Rewritten::ChangedHere => loaded.keep(format!("{} {}", made.table, made.key)),
                Rewritten::Gone => loaded.erased.push(format!("{} {}", made.table, made.key)),
            }
            let (of_record, of_words) = units(&made.record);
            spent += 2 * of_record + of_words;
            bar.inc(1);
            self.pace(begun, spent).await;
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Makes the words of the imported calls findable. Returns the number of calls.
    pub async fn index(&self) -> Result<usize, LoadError> {
        let calls = patiently(|| self.store.get_imported(self.scope, self.import)).await?.calls;
        let done = patiently(|| self.store.get_import_index(self.scope, self.import)).await?;
        let mut done = usize::try_from(done).unwrap_or(usize::MAX);
        let left = calls.get(done..).unwrap_or_default();
        let bar = bar(left.len(), "calls made findable");
        for part in left.chunks(INDEXED_AT_ONCE) {
            let indexed = futures_util::stream::iter(part)
                .map(|call| patiently(move || self.store.index_imported_call(self.scope, call)))
                .buffer_unordered(SIDE_BY_SIDE);
            indexed.try_collect::<Vec<()>>().await?;
            done += part.len();
            patiently(|| self.store.mark_import_indexed(self.scope, self.import, done as u64)).await?;
            bar.inc(part.len() as u64);
        }
        bar.finish_and_clear();
        Ok(left.len())
    }

    /// Writes a batch. One that is too large is halved; one that was written by an attempt whose answer was lost is not written again.
    async fn write(&self, batch: &[&ImportedRecord], known: &mut ImportedIds) -> Result<(), LoadError> {
        let mut patience = RetryTime::default();
        loop {
            let left: Vec<ImportedRecord> = batch
                .iter()
                .filter(|record| !known.records.contains_key(record.id()))
                .map(|record| (*record).clone())
                .collect();
            if left.is_empty() {
                return Ok(());
            }
            match self.store.import_batch(self.scope, (self.import, known.next_batch), &left).await {
                Ok(_) => {
                    known.next_batch += 1;
                    return Ok(());
                }
                Err(ImportFault::TooLarge) if batch.len() > 1 => {
                    let (one, other) = batch.split_at(batch.len() / 2);
                    Box::pin(self.write(one, known)).await?;
                    return Box::pin(self.write(other, known)).await;
                }
                Err(error) => {
                    patience.wait(error).await?;
                    *known = patiently(|| self.store.get_imported(self.scope, self.import)).await?;
                }
            }
        }
    }

    /// Waits until as much time has passed as the written units need at the rate.
    async fn pace(&self, begun: Instant, spent: u64) {
        let needed = Duration::from_millis(spent.saturating_mul(1000) / u64::from(self.rate.max(1)));
        if let Some(left) = needed.checked_sub(begun.elapsed()) {
            tokio::time::sleep(left).await;
        }
    }
}

/// The batches: no more records and bytes than a transaction holds.
fn batches<'a>(records: &[&'a ImportedRecord]) -> Vec<Vec<&'a ImportedRecord>> {
    let (mut batches, mut size) = (Vec::<Vec<&ImportedRecord>>::new(), usize::MAX);
    for record in records {
        let bytes = match record {
            ImportedRecord::Call(call) => call.history.iter().map(bytes).sum(),
            _ => 0,
        };
        let fits = size.saturating_add(bytes) <= MOST_BYTES;
        if let Some(batch) = batches.last_mut().filter(|batch| fits && batch.len() < MOST_IN_A_BATCH) {
            batch.push(record);
            size += bytes;
        } else {
            batches.push(vec![record]);
            size = bytes;
        }
    }
    batches
}

/// A bar on standard error, which is not shown where no one watches.
pub(crate) fn bar(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {eta} left");
    let bar = ProgressBar::new(length as u64).with_message(what);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
