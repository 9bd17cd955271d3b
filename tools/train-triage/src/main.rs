//! Trains the classifier of `domain::triage` from the corpus, and writes its weights.
//!
//! A support vector machine with squared hinge loss, by dual coordinate descent. Source: Hsieh et al., "A Dual Coordinate
//! Descent Method for Large-scale Linear SVM", ICML 2008. It uses only operations that IEEE 754 defines exactly, in a fixed
//! order, so the weights are the same on every machine.

#![allow(clippy::print_stdout, reason = "a command reports its progress on standard output")]

use std::{error::Error, fs, num::NonZero, panic::resume_unwind, path::PathBuf, thread};

use clap::Parser;
use domain::triage::{
    classifier::{BUCKETS, Output, features},
    corpus::{CorpusSplit, Example, Level},
};

mod svm;

use svm::{Samples, train};

/// Trains the classifier of triage.
#[derive(Debug, Parser)]
struct Arguments {
    /// The corpora, in the form of `shared/domain/src/triage/corpus`
    corpora: Vec<PathBuf>,
    /// Where the weights are written
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// Fail if the file differs from the new weights, and write nothing
    #[arg(long)]
    check: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut texts = String::new();
    for corpus in &arguments.corpora {
        texts.push_str(&fs::read_to_string(corpus)?);
    }
    let examples: Vec<Example<'_>> =
        domain::triage::corpus::read(&texts).filter(|example| example.part() == CorpusSplit::Development).collect();
    let weights = weights_from(&examples);
    if arguments.check {
        if fs::read(&arguments.output)? != weights {
            return Err(format!("{} is not what the corpus gives; train again", arguments.output.display()).into());
        }
        println!("{} utterances give the same {} bytes", examples.len(), weights.len());
        return Ok(());
    }
    fs::write(&arguments.output, &weights)?;
    println!("{} utterances, {} bytes", examples.len(), weights.len());
    Ok(())
}

/// The file of weights; [`domain::triage::classifier::Classifier`] describes it.
fn weights_from(examples: &[Example<'_>]) -> Vec<u8> {
    let rows = features_of(examples);
    let rarities = rarities(&rows);
    let samples = Samples::new(&rows, &rarities);
    let (mut scales, mut weights) = (Vec::new(), Vec::new());
    for trained in train_outputs(&samples, examples) {
        let largest = trained.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs())).max(1e-9);
        #[expect(clippy::cast_possible_truncation, reason = "within a byte by the scale, within an f32 by its size")]
        {
            scales.extend(((largest / 127.0) as f32).to_le_bytes());
            weights.extend(trained.iter().map(|weight| ((weight / largest * 127.0).round() as i8).cast_unsigned()));
        }
    }
    [scales, rarities, weights].concat()
}

/// The features of each utterance, in the same order; each core computes a part.
fn features_of(examples: &[Example<'_>]) -> Vec<Vec<u32>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let part = examples.len().div_ceil(cores).max(1);
    in_parallel(examples.chunks(part), |part| part.iter().map(|example| features(example.text)).collect::<Vec<_>>())
        .concat()
}

/// The weights of each output, in the order of [`Output::ALL`].
fn train_outputs(samples: &Samples<'_>, examples: &[Example<'_>]) -> Vec<Vec<f64>> {
    in_parallel(Output::ALL, |output| {
        let labels: Vec<Option<bool>> = examples.iter().map(|example| label(output, example)).collect();
        train(samples, &labels, BUCKETS)
    })
}

/// Runs each item on a thread of its own. The results are in the order of the items.
fn in_parallel<Item: Send, Out: Send>(
    items: impl IntoIterator<Item = Item>,
    run: impl Fn(Item) -> Out + Sync,
) -> Vec<Out> {
    let run = &run;
    thread::scope(|scope| {
        let threads: Vec<_> = items.into_iter().map(|item| scope.spawn(move || run(item))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Whether an output should say yes; `None` if the example does not bear on it.
fn label(output: Output, example: &Example<'_>) -> Option<bool> {
    match output {
        Output::Emergency => Some(example.level == Level::Emergency),
        Output::Suspect => Some(example.level != Level::None),
        Output::Comfort => (example.level != Level::None).then(|| example.is_comfort()),
    }
}

/// How rare each bucket is, from 1 for one in every utterance; 0 for a bucket of a single utterance, which teaches nothing.
fn rarities(rows: &[Vec<u32>]) -> Vec<u8> {
    let mut counts = vec![0_u32; BUCKETS];
    for bucket in rows.iter().flatten() {
        counts[*bucket as usize] += 1;
    }
    let all = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    counts.into_iter().map(|count| if count < 2 { 0 } else { rarity(all, count) }).collect()
}

/// 16 × (1 + log2(all / count)), by integers: the whole part of the logarithm, and its fraction interpolated.
fn rarity(all: u32, count: u32) -> u8 {
    let ratio = u64::from(all) * 256 / u64::from(count);
    let whole = ratio.max(1).ilog2();
    let fraction = ((ratio << 4) >> whole) & 15;
    let sixteenths = u64::from(whole.saturating_sub(8)) * 16 + fraction + 16;
    u8::try_from(sixteenths).unwrap_or(u8::MAX)
}
